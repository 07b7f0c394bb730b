"""Intervals hold the truth as often as they say, and there are none where they could not."""

from __future__ import annotations

import pytest

from annotate.agreement.bootstrap import resample
from tests.agreement.makers import draw_articles, part
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


def test_resampled_intervals_are_near_the_jackknife() -> None:
    found = part(draw_articles(2, articles=150, coders=3))
    quick = {row["key"]: row for row in found.rows()}
    for slow in resample(found, seed=0, replicates=300):
        row, estimate = quick[slow.measure.key], slow.measure.estimate
        assert estimate.value == row["value"]
        if row["low"] is not None:
            assert (estimate.low, estimate.high) == pytest.approx((row["low"], row["high"]), rel=0.05, abs=0.05), row[
                "key"
            ]
