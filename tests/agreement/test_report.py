"""What the report tells hangs together: places behind each loss, words beside each number, trends of each group."""

from __future__ import annotations

import pytest

from annotate.agreement.choice import Choice
from annotate.agreement.items import Wanted, places
from annotate.agreement.report import Part, candidates, report
from tests.agreement.makers import BOOK, SENTENCES, draw_articles, part, table


@pytest.mark.parametrize("seed", range(3))
def test_every_measure_with_a_loss_has_places_and_every_one_has_words(seed: int) -> None:
    articles = draw_articles(seed, articles=8, coders=3)
    found = part(articles)

    def behind(key: str) -> list[bool]:
        """Of the articles that may hold a difference, whether each does."""
        wanted = Wanted(key, BOOK)
        return [bool(places(articles[n], wanted, SENTENCES)) for n in candidates(found, key)]

    for row in found.rows():
        assert row["about"]["says"]
        lost = row["value"] is not None and row["value"] < 1
        if lost and row["group"] != "ladder" and row["key"] != "relevant_share":
            assert any(behind(row["key"])), row["key"]
    for step in found.ladder()[1:]:
        assert any(behind(f"step_{step['key']}")) == (step["lost"] > 0)


def test_trends_are_the_numbers_of_each_group() -> None:
    articles = draw_articles(4, articles=16)
    made = table(articles)
    labels = {n: {"outlet": f"Outlet {n % 2}"} for n in range(16)}
    trends = report(Part(made, BOOK, Choice(), labels), by="outlet", parts=["trends"])["trends"]
    assert (trends["by"], trends["groups"]) == ("outlet", ["Outlet 0", "Outlet 1"])
    for n, outlet in enumerate(trends["groups"]):
        alone = Part(made, BOOK, Choice(where=(("outlet", outlet),)), labels)
        codes = {row["code"]: row["value"] for row in alone.codes()}
        assert {code: values[n] for code, values in trends["codes"].items() if code in codes} == pytest.approx(codes)
        rows = {row["key"]: row["value"] for row in alone.rows()}
        assert {key: values[n] for key, values in trends["measures"].items()} == pytest.approx(rows)
