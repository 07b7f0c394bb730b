"""What is chosen of a table of records, and of codings one by one, is the same."""

from __future__ import annotations

from random import Random

import pytest

from annotate.agreement.choice import Choice, last_minutes
from annotate.agreement.record import Coded, make_record
from annotate.agreement.table import Table
from tests.agreement.makers import LENGTH, draw_articles

DAY = 1440


@pytest.mark.parametrize(
    "choice",
    [
        Choice(),
        Choice(people=(1, 3), since=3 * DAY),
        Choice(until=5 * DAY),
        Choice(where=(("outlet", "A"), ("outlet", "B"), ("lang", "en"))),
        Choice(where=(("week", "1970-01-05"),)),
    ],
)
def test_codings_and_articles_are_chosen_alike(choice: Choice) -> None:
    draw, table = Random(2), Table()
    for n, codings in enumerate(draw_articles(2, articles=20)):
        coded = [Coded(coder, coding, draw.randrange(12 * DAY)) for coder, coding in codings.items()]
        table.put([(n, make_record(coded, LENGTH))])
    labels = {n: {"outlet": draw.choice("ABC"), "lang": draw.choice(("en", "ar"))} for n in range(19)}
    kept = choice.codings(table)
    rows = zip(table.codings.column("coder").tolist(), table.codings.column("minute").tolist(), strict=True)
    assert [choice.takes_coding(*row) for row in rows] == (
        kept.tolist() if kept is not None else [True] * table.codings.count
    )
    taken = [
        choice.takes_article(labels.get(article, {}), minute)
        for article, minute in zip(table.articles.tolist(), last_minutes(table).tolist(), strict=True)
    ]
    assert taken == choice.articles(table, labels, None).tolist()
    assert choice == Choice() or not all(taken) or kept is not None
