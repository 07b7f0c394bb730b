"""Agreement of a release by the stream of the queue from which its articles were served."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from annotate.reliability.whole import release_report
from tests.baseline.makers import CAMEO, articles


def root_alpha(measures: list[dict[str, Any]]) -> Any:
    return next(m["value"] for m in measures if m["key"] == "root_alpha")


def test_what_a_model_chose_is_measured_apart_in_a_release() -> None:
    """Where the model was unsure, the coders slip as well."""
    hard = [replace(a, stream="margin") for a in articles(6, ("ana", "bob"), seed=2, slip=0.6)]
    drawn = [replace(a, stream="random") for a in articles(5, ("ana", "bob"), seed=3, slip=0)]
    early = articles(4, ("ana", "bob"), seed=4, slip=0)
    report = release_report([*hard, *early, *drawn], CAMEO)
    assert {name: one["articles"] for name, one in report["streams"].items()} == {
        "as loaded": 4,
        "margin": 6,
        "random": 5,
    }
    margin, drawn_by_lot = (root_alpha(report["streams"][name]["measures"]) for name in ("margin", "random"))
    assert margin < root_alpha(report["measures"]) < drawn_by_lot == 1
    alone = release_report(hard, CAMEO)
    assert report["streams"]["margin"]["measures"] == alone["measures"] == alone["streams"]["margin"]["measures"]


def test_without_articles_that_a_model_chose_nothing_is_measured_apart() -> None:
    assert release_report(articles(2, ("ana", "bob")), CAMEO)["streams"] == {}
