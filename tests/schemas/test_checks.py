"""Structural checks of result lists, and the repair of offsets counted in UTF-16 units."""

import pytest
from hypothesis import given, settings

from schemas import (
    Utf16Map,
    config_controls,
    parse_codebook,
    reconcile_offsets,
    result_problems,
    to_label_config,
    to_result,
)
from tests.schemas.build import EVENT, MENTIONS, TEXT, coding
from tests.schemas.conftest import TINY
from tests.schemas.strategies import codings
from tests.schemas.test_config import FOREIGN
from tests.schemas.test_foreign_result import ACTOR, ARREST, CODE, arrow, item, region

OURS = config_controls(to_label_config(parse_codebook(TINY)))
THEIRS = config_controls(FOREIGN)


def found(result, controls=OURS, text=TEXT) -> list[tuple[str, str]]:
    problems = result_problems(result, controls, text)
    assert all(p.severity == "error" and p.message[-1] == "." for p in problems)
    return [(p.path, p.code) for p in problems]


def test_a_right_result_has_no_problem():
    assert found([]) == []
    assert found([ACTOR, ARREST, CODE, arrow("t", "a", "source")]) == []


def changed(base, **values):
    return {**base, **values}


def value(base, **values):
    return {**base, "value": {**base["value"], **values}}


@pytest.mark.parametrize(
    ("result", "expected"),
    [
        ("oops", [("result", "result-shape")]),
        ([1], [("result[0]", "result-shape")]),
        ([{"foo": 1}], [("result[0].from_name", "unknown-control")]),
        ([changed(ACTOR, from_name=["mention"])], [("result[0].from_name", "unknown-control")]),
        ([changed(ACTOR, id="")], [("result[0].id", "id-missing")]),
        ([changed(ACTOR, id=3)], [("result[0].id", "id-missing")]),
        ([ACTOR, ACTOR], [("result[1].id", "duplicate-id")]),
        ([CODE], [("result[0].id", "region-missing")]),
        ([changed(ACTOR, to_name="image")], [("result[0].to_name", "wrong-to-name")]),
        ([changed(ACTOR, type="choices")], [("result[0].type", "wrong-type")]),
        ([changed(ACTOR, value=[])], [("result[0].value", "result-shape")]),
        ([value(ACTOR, start="0")], [("result[0].value.start", "offset-range")]),
        ([value(ACTOR, end=True)], [("result[0].value.end", "offset-range")]),
        ([value(ACTOR, start=-4, end=9999)], [("result[0].value.start", "offset-range")]),
        ([value(ACTOR, start=6)], [("result[0].value.start", "offset-range")]),
        ([value(ACTOR, text="police")], [("result[0].value.text", "quote-differs")]),
        ([value(ACTOR, text=None)], []),
        ([value(ACTOR, labels=["Person"])], [("result[0].value.labels", "unknown-label")]),
        ([value(ACTOR, labels=[])], [("result[0].value.labels", "label-missing")]),
        ([value(ACTOR, labels="Actor")], [("result[0].value.labels", "result-shape")]),
        ([value(ACTOR, labels=["Actor", "Time"])], [("result[0].value.labels", "too-many-choices")]),
        ([ARREST, item("t", "modality", "choices", choices=["odd"])], [("result[1].value.choices", "unknown-choice")]),
        ([ARREST, item("t", "modality", "choices", choices=[])], []),
        ([ARREST, item("t", "flags", "choices", choices=["reciprocal", "source not stated"])], []),
        ([ARREST, value(CODE, taxonomy=["17 COERCE"])], [("result[1].value.taxonomy", "result-shape")]),
        ([ARREST, value(CODE, taxonomy=None)], [("result[1].value.taxonomy", "result-shape")]),
        ([ARREST, value(CODE, taxonomy=[["173 Arrest, detain"]])], [("result[1].value.taxonomy", "unknown-code")]),
        (
            [ARREST, value(CODE, taxonomy=[["17 COERCE"], ["19 FIGHT"]])],
            [("result[1].value.taxonomy", "too-many-choices")],
        ),
        ([ARREST, item("t", "note", "textarea", text="n")], [("result[1].value.text", "result-shape")]),
        ([ARREST, item("t", "magnitude", "number", number="3")], [("result[1].value.number", "result-shape")]),
        ([ARREST, item("t", "magnitude", "number", number=True)], [("result[1].value.number", "result-shape")]),
        ([ARREST, item("t", "magnitude", "number", number=3)], []),
        ([ARREST, item("t", "note", "textarea", text=["n"], end=999)], [("result[1].value.start", "offset-range")]),
        ([ACTOR, ARREST, arrow("t", "z", "source")], [("result[2].to_id", "dangling-relation")]),
        ([ACTOR, ARREST, arrow(None, "a", "source")], [("result[2].from_id", "dangling-relation")]),
        ([ACTOR, ARREST, arrow("t", "a", "agent")], [("result[2].labels", "unknown-relation")]),
        ([ACTOR, ARREST, arrow("t", "a", 3)], [("result[2].labels", "unknown-relation")]),
        ([ACTOR, ARREST, changed(arrow("t", "a"), labels="source")], [("result[2].labels", "result-shape")]),
        ([ACTOR, ARREST, arrow("t", "a", direction="up")], [("result[2].direction", "relation-direction")]),
        ([ACTOR, ARREST, arrow("t", "a")], []),
    ],
)
def test_each_fault_is_named_at_its_place(result, expected):
    assert found(result) == expected


def their(name, kind, **values):
    return {"id": "1", "type": kind, "from_name": name, "to_name": "doc", "value": values}


@pytest.mark.parametrize(
    ("one", "expected"),
    [
        (their("ner", "labels", start=0, end=6, labels=["Person", "PLC"]), []),
        (their("tone", "choices", choices=["good"]), []),
        (their("stars", "rating", rating=4), []),
        (their("stars", "rating", rating="4"), [("result[0].value.rating", "result-shape")]),
        (their("when", "datetime", datetime="2018-07-05"), []),
        (their("when", "datetime", datetime=2018), [("result[0].value.datetime", "result-shape")]),
        (their("topic", "taxonomy", taxonomy=[["Politics"], ["Politics", "v"]]), []),
    ],
)
def test_results_of_a_foreign_config(one, expected):
    assert found([one], THEIRS) == expected


def test_a_config_without_relations_allows_no_relation_label():
    bare = config_controls(FOREIGN.replace('<Relations><Relation value="lives in"/></Relations>', ""))
    two = [their("ner", "labels", start=0, end=6, labels=["Person"]), arrow("1", "1", "lives in")]
    assert found(two, bare) == [("result[1].labels", "unknown-relation")]


def in_units(result, text):
    """The result as a browser counts."""
    points = Utf16Map(text)
    return [
        value(i, start=points.to_utf16(i["value"]["start"]), end=points.to_utf16(i["value"]["end"]))
        if "start" in i.get("value", {})
        else i
        for i in result
    ]


def test_utf16_offsets_are_converted_with_their_per_region_items():
    result = to_result(coding(EVENT, mentions=MENTIONS), parse_codebook(TINY))
    counted = in_units(result, TEXT)
    assert counted != result
    assert reconcile_offsets(counted, TEXT) == (result, [])


def test_code_point_offsets_stay():
    result = to_result(coding(EVENT, mentions=MENTIONS), parse_codebook(TINY))
    assert reconcile_offsets(result, TEXT) == (result, [])


@settings(max_examples=150, deadline=None)
@given(codings(parse_codebook(TINY), wrong=False))
def test_offsets_are_repaired_or_reported_never_moved_by_guessing(drawn):
    text, some = drawn
    result = to_result(some, parse_codebook(TINY))
    repaired, problems = reconcile_offsets(in_units(result, text), text)
    unclear = {int(p.path[len("result[") : -len("].value")]) for p in problems}
    sure = [i for i, r in enumerate(result) if isinstance(r.get("value", {}).get("text"), str) and i not in unclear]
    if not unclear:
        assert [repaired[i]["value"]["text"] for i in sure] == [
            text[repaired[i]["value"]["start"] : repaired[i]["value"]["end"]] for i in sure
        ]
    assert all(p.severity == "warning" and p.code == "offsets-ambiguous" for p in problems)
    assert len(repaired) == len(result)


def span(region_id, start, end, quote):
    return {
        "id": region_id,
        "type": "labels",
        "from_name": "mention",
        "to_name": "text",
        "value": {"start": start, "end": end, "text": quote, "labels": ["Actor"]},
    }


def starts(result):
    return [i["value"]["start"] for i in result]


def test_an_ambiguous_region_follows_the_sure_ones():
    text = "😀 aaaa b 😀 c"
    unclear, units, points = span("1", 3, 4, "a"), span("2", 8, 9, "b"), span("3", 7, 8, "b")
    result, problems = reconcile_offsets([unclear, units], text)
    assert (starts(result), problems) == ([2, 7], [])
    result, problems = reconcile_offsets([unclear, points], text)
    assert (starts(result), problems) == ([3, 7], [])
    result, problems = reconcile_offsets([unclear, units, points], text)
    assert (starts(result), [(p.path, p.code) for p in problems]) == (
        [3, 7, 7],
        [("result[0].value", "offsets-ambiguous")],
    )
    result, problems = reconcile_offsets([unclear], text)
    assert (starts(result), [p.code for p in problems]) == ([3], ["offsets-ambiguous"])


@pytest.mark.parametrize("text", ["😀 abc", "abcdef"])
@pytest.mark.parametrize(
    ("start", "end", "quote"), [(0, 2, "xy"), (2, 99, "bc"), (1, 3, "zz"), (-1, 2, "ab"), (3, 3, "")]
)
def test_a_region_that_fits_neither_way_is_kept_and_reported(text, start, end, quote):
    one = span("1", start, end, quote)
    result, problems = reconcile_offsets([one], text)
    assert result == [one]
    assert [(p.path, p.severity, p.code) for p in problems] == [("result[0].value", "warning", "offsets-fit-nothing")]


def test_items_without_whole_offsets_or_quote_are_left_alone():
    odd = [
        {"type": "relation"},
        {"id": ["x"], "value": {"start": 0, "end": 1, "text": "x"}},
        {"id": "1", "value": {"start": 0.5, "end": 1, "text": "x"}},
        {"id": "1", "value": {"start": 0, "end": 1}},
    ]
    assert reconcile_offsets(odd, "😀") == (odd, [])


def test_region_helper_quotes_the_text():
    assert found([region("x", "Location", "Cairo")]) == []
