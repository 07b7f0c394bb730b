"""Agreement of real coders over three rounds, beside figures that were computed from the raw spans elsewhere.

Those count a finished coding without any coded event as "nothing here". The reader leaves such a coding out, since
its coder did not say so: 2 in rounds 6 and 7, 25 in round 5, where the figures for spans are higher by that.
"""

from __future__ import annotations

import os
from collections import Counter
from pathlib import Path

import pytest

from annotate.agreement.explain import explain
from annotate.agreement.summary import Summary, summarise
from annotate.readers.article import ReadOptions
from annotate.readers.reading import read
from annotate.readers.structure import analyse
from schemas import load_codebook

CODED = (
    Path(os.environ.get("ANNOTATE_SHARED") or Path(__file__).parents[2].parent / "shared")
    / "data/cameo_multiannotator/cameo_multiannotator_rounds1-7.jsonl"
)
pytestmark = pytest.mark.skipif(not CODED.is_file(), reason="the shared codings of several coders are absent")

KEYS = (
    "relevant_alpha", "trigger_f1_exact", "trigger_f1_overlap", "source_f1_exact", "source_f1_overlap",
    "target_f1_exact", "target_f1_overlap", "root_alpha", "event_f1", "event_f1_strict",
)  # fmt: skip
ELSEWHERE = {
    5: (0.73, 0.45, 0.66, 0.50, 0.63, 0.49, 0.60, 0.72, 0.70, 0.34),
    6: (0.79, 0.49, 0.77, 0.65, 0.79, 0.45, 0.66, 0.61, 0.78, 0.30),
    7: (0.88, 0.53, 0.81, 0.69, 0.84, 0.48, 0.70, 0.63, 0.82, 0.34),
}


@pytest.fixture(scope="module")
def rounds() -> dict[int, Summary]:
    found: dict[int, dict[str, dict[str, object]]] = {}
    result = read(CODED, CODED.name, ReadOptions())
    for article in result.articles:
        codings = {given.coder: given.coding for given in article.annotations}
        found.setdefault(article.meta["round"], {})[article.external_id] = codings
    book = load_codebook("cameo-root")
    lengths = {article.external_id: len(article.text) for article in result.articles}
    sentences = {article.external_id: analyse(article.text).sentences for article in result.articles}
    return {number: summarise(codings, book, lengths, sentences) for number, codings in found.items()}


@pytest.mark.parametrize("number", [6, 7])
@pytest.mark.parametrize("key", KEYS)
def test_agreement_is_near_what_was_found_elsewhere(rounds, number, key):
    assert rounds[number].get(key).value == pytest.approx(ELSEWHERE[number][KEYS.index(key)], abs=0.035)


@pytest.mark.parametrize("key", ["relevant_alpha", "root_alpha"])
def test_codes_of_round_five_are_near_and_spans_gain_from_codings_left_out(rounds, key):
    assert rounds[5].get(key).value == pytest.approx(ELSEWHERE[5][KEYS.index(key)], abs=0.035)
    for spans in KEYS[1:7]:
        assert 0.02 < rounds[5].get(spans).value - ELSEWHERE[5][KEYS.index(spans)] < 0.11


def test_what_is_usual_is_what_these_coders_reached_after_training(rounds):
    told = {measure.key: explain(measure.key).usual for measure in rounds[7].measures}
    assert sum(usual is not None for usual in told.values()) > 20
    for key, usual in told.items():
        if usual is not None:
            reached = [rounds[number].get(key).value for number in (5, 6, 7)]
            assert usual == (round(min(reached), 2), round(max(reached), 2)), key


def test_agreement_rises_with_training(rounds):
    relevant = [rounds[number].get("relevant_alpha").value for number in range(1, 8)]
    assert relevant == sorted(relevant)


def test_left_out_codings_are_counted_as_told():
    notes = [p for p in read(CODED, CODED.name, ReadOptions()).problems if "this coding was left out" in p.message]
    by_round = Counter((p.line - 1) // 100 + 1 for p in notes)
    assert (by_round[5], by_round[6], by_round[7]) == (25, 1, 1)
