"""Agreement on Arabic protest sentences: words found again in the text, readings that have no names."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest

from annotate.agreement.summary import Summary, summarise
from annotate.readers.article import ReadOptions
from annotate.readers.reading import read
from schemas.codebook import load_codebook
from schemas.validation import errors, problems

BOOK = load_codebook("plover")
SHARED = Path(os.environ.get("ANNOTATE_SHARED") or Path(__file__).parents[2].parent / "shared")
FILE = SHARED / "data/arabic_gsr/protest_spans.jsonl"
absent = pytest.mark.skipif(not FILE.is_file(), reason="the shared Arabic codings are absent")

TEXT = "خرج الناس الى الشارع ثم تظاهر الناس ضد الحكومة."
READING = {
    "verb": ["تظاهر"],
    "source_actor": ["الناس"],
    "target_actor": ["ضد", "الحكومة"],
    "source_role": {"main": "None", "role": "CVL"},
    "target_role": {"main": "LBN", "role": "GOV"},
}


def article(*readings: dict[str, object]):
    record = {"_id": "a1", "text": TEXT, "event_type": "PROTEST", "spans": list(readings)}
    return read(json.dumps(record).encode(), "a.jsonl")


def test_words_are_found_again_in_the_text() -> None:
    (found,) = article(READING).articles
    (given,) = found.annotations
    coding = given.coding
    assert not errors(problems(coding, BOOK, TEXT))
    assert [(m.id, m.text, m.actor_code) for m in coding.mentions] == [
        ("trigger", "تظاهر", None),
        ("source", "الناس", "CVL"),
        ("target", "ضد الحكومة", "LBNGOV"),
    ]
    assert coding.events[0].code == "PROTEST"


def test_words_apart_make_pieces_and_strange_words_leave_the_reading_out() -> None:
    result = article({**READING, "verb": ["خرج", "تظاهر"]}, {**READING, "verb": ["غريب"]})
    (found,) = result.articles
    (given,) = found.annotations
    assert [f.quote for f in given.coding.mentions[0].fragments] == ["خرج", "تظاهر"]
    assert [p.message for p in result.problems] == [
        "Reading 2 was left out: the words “غريب” are not in the text in this order."
    ]


@pytest.fixture(scope="module")
def summary() -> Summary:
    result = read(FILE, FILE.name, ReadOptions())
    codings = {a.external_id: {c.coder: c.coding for c in a.annotations} for a in result.articles}
    return summarise(codings, BOOK, {a.external_id: len(a.text) for a in result.articles})


@absent
def test_real_readings_agree_on_sources_most_and_on_targets_least(summary) -> None:
    trigger, source, target = (summary.get(f"{x}_f1_overlap").value for x in ("trigger", "source", "target"))
    assert trigger > 0.8
    assert source > trigger > target
    assert summary.get("trigger_f1_exact").value < trigger


@absent
def test_one_code_for_all_is_undefined_in_words(summary) -> None:
    code = summary.get("code_alpha")
    assert code.value is None
    assert code.why == "no variation: every value is PROTEST"
