"""What a process keeps of a project: the views asked for last, and nothing of the others."""

from __future__ import annotations

from weakref import ref

from annotate.agreement.choice import Choice
from annotate.reliability.tables import MOST_VIEWS, Kept
from tests.agreement.makers import BOOK, draw_articles, record


def test_the_views_of_filters_that_nobody_asks_for_any_more_are_freed() -> None:
    kept = Kept(1, BOOK)
    kept.table.put([(n, record(codings)) for n, codings in enumerate(draw_articles(1, articles=4))])
    views = []
    for since in range(MOST_VIEWS + 3):
        part = kept.part(Choice(since=since))
        part.rows(["event_f1"])
        views.append(ref(part.view))
        del part
    assert [view() is not None for view in views] == [False] * 3 + [True] * MOST_VIEWS
    assert kept.part(Choice(since=since, where=(("outlet", "A"),))).view is views[-1](), (
        "the same codings, so the same view"
    )
