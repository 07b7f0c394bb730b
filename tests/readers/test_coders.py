"""Sentences coded by several people become articles with a coding for each."""

import json
from pathlib import Path
from typing import Any

import pytest

from annotate.readers.article import Article
from annotate.readers.reading import read
from schemas.codebook import load_codebook
from schemas.coding import Coding
from schemas.validation import errors, problems

TEXT = "MINGORA (Reuters) - A bomber killed five people and wounded 40 of a convoy on Thursday, officials said."


def span(label: str, words: str) -> dict[str, Any]:
    start = TEXT.index(words)
    return {"label": label, "text": words, "start": start, "end": start + len(words)}


SPANS = [
    span("Location", "MINGORA"),
    span("Source-1", "bomber"),
    span("Action-1", "killed"),
    span("Target-1", "five people"),
    span("Action-1", "wounded"),
    span("Target-1", "convoy"),
    span("Time", "Thursday"),
    span("Source-2", "officials"),
    span("Action-2", "said"),
]
RELATIONS = [
    [["Source-1", "bomber"], ["Action-1", "killed"]],
    [["Target-1", "five people"], ["Action-1", "killed"]],  # drawn the wrong way round: the label decides
    [["Action-1", "wounded"], ["Target-1", "convoy"]],
    [["Source-2", "officials"], ["Action-2", "said"]],
]
ACTIONS = [
    {"action": 1, "penta": "4-Material Conflict", "cameo": "4-18 Assault"},
    {"action": 2, "penta": "0-Make a Statement", "cameo": "0-1 Make Public Statement"},
]


def annotation(**changes: Any) -> dict[str, Any]:
    usual = {"annotator": "A1", "completed": True, "relevant": "True"}
    return {**usual, "spans": SPANS, "relations": RELATIONS, "actions": ACTIONS, **changes}


def article(*annotations: dict[str, Any], expect: tuple[str, ...] = ()) -> Article:
    record = {"id": "r01-A001", "doc_id": "A001", "round": 1, "text": TEXT, "annotations": list(annotations)}
    result = read(json.dumps(record).encode(), "a.jsonl")
    assert result.format == "coded"
    assert [p.message for p in result.problems] == list(expect)
    return result.articles[0]


def coding(**changes: Any) -> Coding:
    (found,) = article(annotation(**changes)).annotations
    assert found.coding is not None
    assert not errors(problems(found.coding, load_codebook("cameo"), TEXT))
    return found.coding


def words(found: Coding, *ids: str) -> list[str]:
    return [mention.text for i in ids if (mention := found.mention(i))]


def test_events_are_the_coded_actions() -> None:
    found = coding()
    assert found.verdict == "events"
    rows = [
        (words(found, e.trigger or ""), e.code, words(found, *e.sources), words(found, *e.targets), e.same_as)
        for e in found.events
    ]
    assert rows == [
        (["killed"], "18", ["bomber"], ["five people"], None),
        (["wounded"], "18", ["bomber"], ["convoy"], "e1"),  # no source by relation: the one with the same number
        (["said"], "01", ["officials"], [], None),
    ]
    assert found.events[2].target_not_stated
    assert [m.type for m in found.mentions if m.text in ("MINGORA", "Thursday")] == ["location", "time"]


def test_direction_decides_between_different_numbers() -> None:
    relations = [
        [["Source-1", "bomber"], ["Action-2", "said"]],
        [["Action-1", "killed"], ["Source-2", "officials"]],
    ]
    found = coding(relations=relations)
    assert words(found, *found.events[2].sources) == ["bomber"]
    assert words(found, *found.events[0].targets) == ["officials"]


def test_relation_between_actions_is_kept_as_a_note() -> None:
    found = coding(relations=[*RELATIONS, [["Action-1", "killed"], ["Action-1", "wounded"]]])
    assert found.note == "relation action-1 “killed” to action-1 “wounded”"


def test_not_relevant_is_an_explicit_answer() -> None:
    found = coding(relevant="False", spans=[], relations=[], actions=[])
    assert (found.verdict, found.events, found.mentions) == ("no_codable_event", (), ())


def test_coded_although_not_relevant_keeps_both() -> None:
    found = coding(relevant="False")
    assert (found.verdict, found.note, len(found.events)) == ("events", "marked as not relevant", 3)


def test_uncoded_action_stays_a_mention() -> None:
    expect = ("A1 gave no code for “said”; kept as a mention without event.",)
    (found,) = article(annotation(actions=ACTIONS[:1]), expect=expect).annotations
    assert found.coding is not None
    assert len(found.coding.events) == 2
    assert [m.text for m in found.coding.mentions if m.type == "trigger"] == ["killed", "wounded", "said"]


def test_unfinished_and_empty_codings_are_left_out() -> None:
    nothing = annotation(annotator="A3", spans=[], relations=[], actions=[])
    expect = ("A3 marked no event and did not say “not relevant”; this coding was left out.",)
    found = article(annotation(), annotation(annotator="A2", completed=False), nothing, expect=expect)
    assert [a.coder for a in found.annotations] == ["A1"]
    assert found.meta == {
        "round": 1,
        "doc_id": "A001",
        "relevant": {"A1": "True", "A2": "True", "A3": "True"},
        "unfinished": ["A2"],
    }
    assert (found.external_id, found.repeats) == ("r01-A001", True)


WRONG = [
    ({"spans": [{**SPANS[1], "text": "bombed"}]}, "the text at [22, 28) is “bomber”, not “bombed”."),
    ({"spans": [{**SPANS[1], "end": 999}]}, "the span [22, 999) does not lie in the text of 103 characters."),
    ({"spans": [{**SPANS[1], "label": "Actor-1"}]}, "the span label “Actor-1” is unknown"),
    ({"spans": [{"label": "Source-1"}]}, "a span needs label, start, end and text."),
    ({"relations": [["Source-1"]]}, "a relation needs two ends"),
    ({"actions": [{"cameo": "4-18"}]}, "an action needs its number and its code."),
]


@pytest.mark.parametrize(("change", "words"), WRONG)
def test_coding_that_does_not_fit_is_refused(change: dict[str, Any], words: str) -> None:
    record = {"text": TEXT, "annotations": [annotation(annotator="B2", **change)]}
    result = read(json.dumps(record).encode(), "a.jsonl")
    (error,) = result.errors
    assert error.message.startswith("Coding by B2: ")
    assert words in error.message


def test_all_rounds_of_the_shared_codings(shared: Path) -> None:
    result = read(shared / "cameo_multiannotator" / "cameo_multiannotator_rounds1-7.jsonl")
    assert not result.errors
    assert len(result.articles) == 700
    assert len({a.external_id for a in result.articles}) == 700
    book = load_codebook("cameo-root")
    codings = [(a, c.coding) for a in result.articles for c in a.annotations]
    left_out = sum("left out" in p.message for p in result.problems)
    unfinished = sum(len(a.meta["unfinished"]) for a in result.articles)
    assert len(codings) + left_out + unfinished == 3500
    assert (len(codings), left_out, unfinished) == (3008, 124, 368)
    for item, found in codings:
        assert found is not None
        assert not errors(problems(found, book, item.text))
        assert all(item.text[f.start : f.end] == f.quote for m in found.mentions for f in m.fragments)
