"""Intervals hold the truth as often as they say, and there are none where they could not."""

from __future__ import annotations

import pytest

from tests.agreement.simulation import coverage, population


@pytest.fixture(scope="module")
def records():
    return population(600)


@pytest.mark.parametrize("articles", [50, 200])
def test_an_interval_holds_the_truth_nineteen_times_in_twenty(articles, records) -> None:
    found = coverage(articles, runs=200, seed=articles, records=records)
    assert 0.9 <= found.alpha_held <= 0.985
    assert 0.9 <= found.f1_held <= 0.985


def test_below_twenty_articles_there_is_none(records) -> None:
    assert coverage(19, runs=3, seed=1, records=records).alpha_held == 0
