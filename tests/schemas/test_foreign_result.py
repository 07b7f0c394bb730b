"""Results from a real Label Studio: what is understood, and what is refused with item and field."""

import pytest

from schemas import ResultError, from_result
from tests.schemas.build import TEXT, piece


def region(region_id, label, quote, **value):
    f = piece(quote)
    span = {"start": f.start, "end": f.end, "text": quote, "labels": [label], **value}
    return {
        "id": region_id,
        "type": "labels",
        "from_name": "mention",
        "to_name": "text",
        "origin": "manual",
        "value": span,
    }


def item(region_id, name, kind, **value):
    return {
        "id": region_id,
        "type": kind,
        "from_name": name,
        "to_name": "text",
        "value": {"start": 0, "end": 6, **value},
    }


def arrow(start, end, *labels, direction="right"):
    return {"type": "relation", "from_id": start, "to_id": end, "direction": direction, "labels": list(labels)}


ACTOR = region("a", "Actor", "Police")
MEN = region("m", "Actor", "12 men")
ARREST = region("t", "Trigger", "arrested")
BOMB = region("b", "Trigger", "bomb")
CODE = item("t", "code", "taxonomy", taxonomy=[["17 COERCE", "173 Arrest, detain"]])


def test_a_trigger_region_is_an_event_and_its_verdict_follows(tiny):
    coding = from_result([ACTOR, ARREST, CODE, arrow("t", "a", "source")], tiny, TEXT)
    assert coding.verdict == "events"
    assert [(e.id, e.trigger, e.code, e.sources) for e in coding.events] == [("t", "t", "173", ("a",))]
    assert from_result([ACTOR], tiny, TEXT).verdict is None


@pytest.mark.parametrize(
    "relation",
    [
        arrow("a", "t", "source"),
        arrow("a", "t", "source", direction="left"),
        arrow("t", "a", "Source "),
        arrow("t", "a", "source", direction="bi"),
    ],
)
def test_arrows_drawn_the_other_way_are_understood(tiny, relation):
    assert from_result([ACTOR, ARREST, relation], tiny, TEXT).events[0].sources == ("a",)


def test_slot_labels_of_the_codebook_name_their_role(tiny):
    place = region("p", "Location", "Cairo")
    assert from_result([place, ARREST, arrow("t", "p", "Place")], tiny, TEXT).events[0].locations == ("p",)


def test_continues_may_be_a_chain_or_a_fan_and_ends_may_lie_on_any_piece(tiny):
    pieces = [region("1", "Actor", "Police"), region("2", "Actor", "12"), region("3", "Actor", "them")]
    chain = from_result([*pieces, ARREST, arrow("1", "2", "continues"), arrow("2", "3", "continues")], tiny, TEXT)
    fan = from_result([*pieces, ARREST, arrow("1", "2", "continues"), arrow("1", "3", "continues")], tiny, TEXT)
    assert chain == fan
    assert [f.quote for f in chain.mentions[0].fragments] == ["Police", "12", "them"]
    linked = from_result([*pieces, ARREST, arrow("1", "2", "continues"), arrow("t", "2", "source")], tiny, TEXT)
    assert linked.events[0].sources == ("1",)


def test_several_labels_on_one_arrow_fill_several_slots(tiny):
    event = from_result([ACTOR, ARREST, arrow("t", "a", "source", "target")], tiny, TEXT).events[0]
    assert (event.sources, event.targets) == (("a",), ("a",))


@pytest.mark.parametrize("drop", ["text"])
def test_a_missing_quote_is_cut_from_the_text(tiny, drop):
    bare = region("a", "Actor", "Police")
    del bare["value"][drop]
    assert from_result([bare], tiny, TEXT).mentions[0].fragments[0].quote == "Police"
    bare["value"]["start"] = -1
    assert from_result([bare], tiny, TEXT).mentions[0].fragments[0].quote == ""


@pytest.mark.parametrize("start", [0, 0.0, "0"])
def test_offsets_may_come_as_text_or_whole_floats(tiny, start):
    assert from_result([region("a", "Actor", "Police", start=start)], tiny, TEXT).mentions[0].start == 0


def test_a_region_without_id_gets_one(tiny):
    bare = region("a", "actor", "Police")
    del bare["id"]
    assert from_result([bare], tiny, TEXT).mentions[0].id == "region-0"


@pytest.mark.parametrize(
    ("paths", "code"),
    [
        ([["17 COERCE", "173 Arrest, detain"]], "173"),
        ([["173 Arrest (old label)"]], "173"),
        ([["173"]], "173"),
        ([["Something else"]], "Something else"),
        ([], None),
    ],
)
def test_a_code_is_found_by_its_number(tiny, paths, code):
    assert from_result([ARREST, item("t", "code", "taxonomy", taxonomy=paths)], tiny, TEXT).events[0].code == code


def test_text_areas_and_choices(tiny):
    result = [
        ACTOR,
        item("a", "actor_code", "textarea", text=[""]),
        item("a", "actor_id", "textarea", text=["x", "y"]),
        ARREST,
        item("t", "flags", "choices", choices=[]),
        item("t", "modality", "choices", choices=[]),
        item("t", "certainty", "choices", choices="2"),
        item("t", "magnitude", "number", number=3),
        item("v", "verdict", "choices", choices=["no codable event"]),
        item("n", "article_note", "textarea", text=["a", "b"]),
    ]
    coding = from_result(result, tiny, TEXT)
    assert (coding.mentions[0].actor_code, coding.mentions[0].actor_id) == ("", "x\ny")
    event = coding.events[0]
    assert (event.modality, event.certainty, event.magnitude) == ("asserted", 2, 3.0)
    assert (coding.verdict, coding.note) == ("no_codable_event", "a\nb")
    assert from_result([*result[:3], *result[4:4]], tiny, TEXT).mentions[0].actor_code == ""
    nothing = [ACTOR, item("a", "actor_code", "textarea", text=[])]
    assert from_result(nothing, tiny, TEXT).mentions[0].actor_code is None


def test_a_hint_of_another_tool_is_left_alone(tiny):
    marked = {**ACTOR, "meta": {"text": ["a note of the region panel"]}}
    assert from_result([marked], tiny, TEXT).mentions[0].id == "a"
    assert from_result([{**ACTOR, "meta": ["odd"]}], tiny, TEXT).mentions[0].id == "a"


def hinted(base, **hint):
    return {**base, "meta": {"event_annotate": hint}}


REFUSED = [
    ({"result": []}, 0, "result", "must be a list"),
    (["x"], 0, "item", "must be an object"),
    ([{**ACTOR, "value": None}], 0, "value", "must be an object"),
    ([region("a", "Person", "Police")], 0, "value.labels", "'Person'.*Actor, Trigger"),
    ([region("a", "Actor", "Police", labels=[])], 0, "value.labels", "one or more"),
    ([region("a", "Actor", "Police", labels=["Actor", "Time"])], 0, "value.labels", "keep one"),
    ([region("a", "Actor", "Police", start=None)], 0, "value.start", "whole number"),
    ([region("a", "Actor", "Police", end=True)], 0, "value.end", "whole number"),
    ([region("a", "Actor", "Police", end=1.5)], 0, "value.end", "whole number"),
    ([{**ACTOR, "id": 7}], 0, "id", "must be text"),
    ([ACTOR, ACTOR], 1, "id", "another region"),
    (
        [ACTOR, {"id": "a", "type": "choices", "value": {"choices": ["x"]}}],
        1,
        "from_name",
        "is missing; name a control",
    ),
    ([ACTOR, item("a", "colour", "choices", choices=["x"])], 1, "from_name", "no control 'colour'"),
    ([ACTOR, item("z", "actor_code", "textarea", text=["x"])], 1, "id", "no marked region"),
    ([ACTOR, item(None, "actor_code", "textarea", text=["x"])], 1, "id", "no marked region"),
    ([ARREST, CODE, CODE], 2, "from_name", "second code"),
    ([ACTOR, {**CODE, "id": "a"}], 1, "id", "belongs on a trigger"),
    ([ARREST, BOMB, {**CODE, "id": "b"}, arrow("t", "b", "continues")], 2, "id", "first fragment"),
    ([ARREST, item("t", "code", "taxonomy", taxonomy="173")], 1, "value.taxonomy", "list of paths"),
    ([ARREST, item("t", "code", "taxonomy", taxonomy=[["173"], ["175"]])], 1, "value.taxonomy", "several codes"),
    ([ARREST, item("t", "code", "taxonomy", taxonomy=[[]])], 1, "value.taxonomy", "one or more"),
    ([ARREST, item("t", "magnitude", "number", number="3")], 1, "value.number", "must be a number"),
    ([ARREST, item("t", "magnitude", "number", number=True)], 1, "value.number", "must be a number"),
    ([ARREST, item("t", "magnitude", "number", number=10**400)], 1, "value.number", "no number that can be stored"),
    ([ARREST, item("t", "magnitude", "number", number=float("nan"))], 1, "value.number", "no number"),
    ([ARREST, item("t", "note", "textarea", text=["\ud800"])], 0, "note", "lone surrogate"),
    ([item("n", "article_note", "textarea", text=["\ud800"])], 0, "note", "lone surrogate"),
    ([region("a", "Actor", "Police", text="\ud800")], 0, "value.quote", "lone surrogate"),
    ([region("a", "Actor", "Police", start="9" * 5000)], 0, "value.start", "whole number"),
    ([ACTOR, item("a", "actor_id", "textarea", text=["\ud800"])], 0, "actor_id", "lone surrogate"),
    ([ARREST, item("t", "certainty", "choices", choices=["sure"])], 1, "value.choices", "1, 2 or 3"),
    ([ARREST, item("t", "flags", "choices", choices=["odd"])], 1, "value.choices", "no flag 'odd'"),
    ([ARREST, item("t", "modality", "choices", choices=["future", "negated"])], 1, "value.choices", "keep one"),
    ([item("v", "verdict", "choices", choices=["perhaps"])], 0, "value.choices", "no verdict"),
    ([ACTOR, ARREST, arrow("t", "a", "agent")], 2, "labels", "no relation 'agent'.*source, target"),
    ([ACTOR, ARREST, arrow("t", "a")], 2, "labels", "one or more"),
    ([ACTOR, ARREST, arrow("t", None, "source")], 2, "to_id", "id of a region"),
    ([ACTOR, ARREST, arrow("t", "z", "source")], 2, "to_id", "'z' is no region"),
    ([ACTOR, MEN, arrow("a", "m", "source")], 2, "from_id", "must begin at a trigger"),
    ([ACTOR, ARREST, arrow("t", "a", "same event")], 2, "to_id", "another trigger"),
    ([ACTOR, MEN, ARREST, arrow("a", "t", "continues"), arrow("m", "t", "continues")], 4, "to_id", "already continues"),
    ([ACTOR, MEN, arrow("a", "m", "continues"), arrow("m", "a", "continues")], 0, "labels", "circle"),
    (
        [ARREST, BOMB, region("c", "Trigger", "beat"), arrow("t", "b", "same event"), arrow("t", "c", "same event")],
        0,
        "relations",
        "link it to one",
    ),
    ([hinted(ACTOR, nonsense=1)], 0, "meta.event_annotate.nonsense", "not permitted"),
    ([hinted(ARREST, words="z")], 0, "meta", "'z' is no region"),
    ([hinted(item("v", "verdict", "choices", choices=[]), order=[3])], 0, "meta", "order of events"),
]


@pytest.mark.parametrize(("result", "index", "field", "message"), REFUSED)
def test_what_is_no_coding_is_refused_by_item_and_field(tiny, result, index, field, message):
    with pytest.raises(ResultError, match=message) as caught:
        from_result(result, tiny, TEXT)
    assert (caught.value.item, caught.value.field) == (index, field)
    assert str(caught.value).startswith(f"item {index}, {field}: ")
