"""Codings as results and back: nothing is lost, whatever the coding."""

import orjson
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from schemas import dump_coding, from_result, parse_coding, to_result
from schemas.coding import EMPTY, Coding, Event
from schemas.labelstudio.names import META
from tests.schemas.build import BOMB, EVENT, MENTIONS, TEXT, coding, mention, revised
from tests.schemas.conftest import shipped
from tests.schemas.strategies import codings

BOOKS = {book.name: book for book in shipped()}
full = settings(max_examples=150, deadline=None)


def any_coding(*, wrong: bool):
    return st.sampled_from(sorted(BOOKS)).flatmap(
        lambda n: st.tuples(st.just(BOOKS[n]), codings(BOOKS[n], wrong=wrong))
    )


def sent(some: Coding, book) -> list[dict]:
    """The result as it comes out of the wire."""
    return orjson.loads(orjson.dumps(to_result(some, book)))


@full
@given(any_coding(wrong=True))
def test_any_coding_survives_even_a_wrong_one(drawn):
    book, (text, some) = drawn
    result = sent(some, book)
    back = from_result(result, book, text)
    assert back == some
    assert sent(back, book) == result


@full
@given(any_coding(wrong=False))
def test_json_of_a_coding_survives(drawn):
    _, (_, some) = drawn
    assert parse_coding(orjson.loads(orjson.dumps(dump_coding(some)))) == some
    assert parse_coding(some) is some


@full
@given(any_coding(wrong=True))
def test_region_ids_are_unique_and_relations_lead_to_regions(drawn):
    book, (_, some) = drawn
    result = to_result(some, book)
    regions = [i["id"] for i in result if i.get("from_name") == "mention"]
    assert len(set(regions)) == len(regions)
    for relation in (i for i in result if i["type"] == "relation"):
        assert {relation["from_id"], relation["to_id"]} <= set(regions)


def test_the_empty_coding_is_the_empty_result(tiny):
    assert to_result(EMPTY, tiny) == []
    assert from_result([], tiny, TEXT) == EMPTY


def test_ids_alike_need_no_hint(tiny):
    event = EVENT.model_copy(update={"id": "arrested", "locations": ("cairo",)})
    assert not any("meta" in item for item in to_result(coding(event, mentions=MENTIONS[:3] + MENTIONS[6:7]), tiny))


def test_what_plain_label_studio_lacks_rides_in_meta_alone(tiny):
    event = EVENT.model_copy(update={"kept": ("future-word",)})
    metas = [item["meta"] for item in to_result(coding(event, mentions=MENTIONS[:3]), tiny) if "meta" in item]
    assert metas == [{META: {"event": "e1", "kept": ["future-word"]}}]


def test_the_wire_form_is_the_documented_one(tiny):
    split = mention("men", "actor", "12", "them", actor_code="", actor_id="the men")
    event = EVENT.model_copy(
        update={
            "id": "arrested",
            "certainty": 2,
            "magnitude": 12.0,
            "note": "n",
            "modality": "reported",
            "reciprocal": True,
        }
    )
    some = coding(event, mentions=(MENTIONS[0], split, MENTIONS[2]), note="short")
    items = to_result(some, tiny)
    assert [(i.get("from_name"), i.get("id"), i["type"]) for i in items] == [
        ("mention", "police", "labels"),
        ("actor_code", "police", "textarea"),
        ("mention", "men", "labels"),
        ("actor_id", "men", "textarea"),
        ("flags", "men", "choices"),
        ("mention", "men.2", "labels"),
        ("mention", "arrested", "labels"),
        ("code", "arrested", "taxonomy"),
        ("modality", "arrested", "choices"),
        ("certainty", "arrested", "choices"),
        ("magnitude", "arrested", "number"),
        ("note", "arrested", "textarea"),
        ("flags", "arrested", "choices"),
        ("article_note", "note", "textarea"),
        (None, None, "relation"),
        (None, None, "relation"),
        (None, None, "relation"),
    ]
    by_name = {(i.get("from_name"), i.get("id")): i["value"] for i in items if "value" in i}
    assert by_name["mention", "arrested"] == {"start": 9, "end": 17, "text": "arrested", "labels": ["Trigger"]}
    assert by_name["code", "arrested"]["taxonomy"] == [["17 COERCE", "173 Arrest, detain"]]
    assert by_name["magnitude", "arrested"]["number"] == 12
    assert [(i["from_id"], i["labels"], i["to_id"]) for i in items if i["type"] == "relation"] == [
        ("men", ["continues"], "men.2"),
        ("arrested", ["source"], "police"),
        ("arrested", ["target"], "men"),
    ]


def test_two_events_on_the_same_words_are_two_regions_with_equal_offsets(tiny):
    second = EVENT.model_copy(update={"id": "e2", "code": "175"})
    some = coding(EVENT, second)
    spans = [i["value"]["start"] for i in to_result(some, tiny) if i.get("value", {}).get("labels") == ["Trigger"]]
    assert spans == [9, 9, TEXT.index("bomb")]
    assert from_result(to_result(some, tiny), tiny, TEXT) == some


@pytest.mark.parametrize(
    ("verdict", "events", "choices"),
    [
        (None, (), None),
        ("events", (EVENT,), None),
        ("no_codable_event", (), ["no codable event"]),
        (None, (EVENT,), []),
        ("events", (), ["events"]),
    ],
)
def test_the_verdict_is_written_where_it_does_not_follow(tiny, verdict, events, choices):
    some = Coding(verdict=verdict, mentions=MENTIONS, events=events)
    written = [i["value"]["choices"] for i in to_result(some, tiny) if i.get("from_name") == "verdict"]
    assert written == ([] if choices is None else [choices])
    assert from_result(to_result(some, tiny), tiny, TEXT) == some


def test_an_event_without_trigger_and_the_order_of_events_survive(tiny):
    loose = Event(id="open", code="173")
    some = coding(BOMB, loose, EVENT.model_copy(update={"same_as": "open"}))
    assert from_result(sent(some, tiny), tiny, TEXT) == some


def test_references_to_nothing_and_odd_codes_survive(tiny):
    odd = EVENT.model_copy(update={"sources": ("gone", "police"), "code": "173 and more", "same_as": "nobody"})
    bare = EVENT.model_copy(update={"id": "e2", "trigger": "bomb", "same_as": "e1"})
    some = coding(odd, bare, mentions=MENTIONS)
    assert from_result(sent(some, tiny), tiny, TEXT) == some


def test_codes_with_spaces_are_found_again(tiny):
    book = revised(tiny, codes=[{"code": "A b", "label": "c", "definition": ""}])
    some = coding(EVENT.model_copy(update={"code": "A b"}))
    assert from_result(sent(some, book), book, TEXT) == some
