"""A model as one more coder: what is compared with whom, and what is left in words."""

from __future__ import annotations

from random import Random

import orjson
import pytest

from annotate.agreement.model import ALONE, GIVEN, MODEL, SILENT, Compared, coded_at, compare, joined, marked
from annotate.agreement.reading import Reading, Stored
from schemas.coding import Coding, dump_coding
from tests.agreement.makers import BOOK, LENGTH, article


def stored(coding: Coding) -> Stored:
    found: Stored = orjson.loads(orjson.dumps(dump_coding(coding)))
    return found


def codes(coding: Stored) -> list[str | None]:
    return [event.span.code for event in Reading(coding).events]


def of(codings: list[Coding], number: int = 1, *, alone: Stored | None, given: Stored) -> Compared:
    return Compared(number, LENGTH, {n + 1: stored(c) for n, c in enumerate(codings)}, alone, given)


@pytest.fixture(scope="module")
def pool() -> list[list[Coding]]:
    draw = Random(3)
    return [article(draw, 2) for _ in range(30)]


def test_a_model_that_says_what_a_coder_says_agrees_with_them_as_people_do(pool: list[list[Coding]]) -> None:
    same = [of(both, n, alone=stored(both[0]), given=stored(both[0])) for n, both in enumerate(pool)]
    found = compare(same, BOOK)
    first, second = found["coders"]
    assert (first["coder"], second["coder"]) == (1, 2)
    assert {first["measures"][key]["value"] for key in (*ALONE, "code_percent", "code_alpha")} == {1.0}
    among = found["people"]["measures"]
    assert [second["measures"][key]["value"] for key in (*ALONE, *GIVEN)] == [
        among[k]["value"] for k in (*ALONE, *GIVEN)
    ]
    assert among["event_f1"]["value"] < 1
    assert first["events"]["model"] == first["events"]["coder"] == first["events"]["both"] > 0
    f1 = 2 * second["events"]["both"] / (second["events"]["model"] + second["events"]["coder"])
    assert second["measures"]["event_f1"]["value"] == pytest.approx(f1)
    assert first["measures"]["event_f1"]["low"] is not None
    assert not any(kept["places"] for kept in found["places"]["1"].values())
    assert found["places"]["2"]["event_f1"]["places"] > 0


def test_every_place_behind_a_number_names_the_model_and_the_coder(pool: list[list[Coding]]) -> None:
    same = [of(both, n, alone=stored(both[0]), given=stored(both[0])) for n, both in enumerate(pool)]
    for kept in compare(same, BOOK)["places"]["2"].values():
        for place in kept["first"]:
            assert [said["coder"] for said in place["said"]] == [MODEL, 2]
            assert len({(said["value"], str(said["pieces"])) for said in place["said"]}) == 2


def test_a_model_that_finds_no_events_says_so_and_is_asked_for_codes_all_the_same(pool: list[list[Coding]]) -> None:
    asked = [of(both, n, alone=None, given=stored(both[0])) for n, both in enumerate(pool)]
    found = compare(asked, BOOK)
    for row in found["coders"]:
        assert {(row["measures"][key]["value"], row["measures"][key]["why"]) for key in ALONE} == {(None, SILENT)}
        assert row["events"] is None
        assert row["measures"]["code_alpha"]["value"] is not None
    assert found["people"]["measures"]["event_f1"]["value"] is not None, "people are compared as before"


def test_who_coded_alone_is_compared_with_the_model_and_with_nobody_else(pool: list[list[Coding]]) -> None:
    single = [of(both[:1], n, alone=stored(both[0]), given=stored(both[0])) for n, both in enumerate(pool)]
    found = compare(single, BOOK)
    assert [row["articles"] for row in found["coders"]] == [len(pool)]
    assert found["people"]["articles"] == 0
    assert found["people"]["measures"]["event_f1"]["value"] is None
    assert compare([], BOOK)["coders"] == []


def test_only_events_with_a_code_that_is_asked_for_are_compared(pool: list[list[Coding]]) -> None:
    same = [of(both, n, alone=stored(both[1]), given=stored(both[1])) for n, both in enumerate(pool)]
    whole, some = compare(same, BOOK), compare(same, BOOK, ("17",))
    first, narrowed = whole["coders"][0], some["coders"][0]
    assert 0 < narrowed["articles"] < first["articles"]
    assert narrowed["measures"]["event_f1"]["n"] == narrowed["events"]["model"] + narrowed["events"]["coder"]
    assert narrowed["events"]["coder"] < first["events"]["coder"]
    assert some["places"]["1"]["event_f1"]["articles"] <= narrowed["articles"]


def test_an_event_that_several_marked_is_one_mark(pool: list[list[Coding]]) -> None:
    for both in pool:
        alone = {1: stored(both[0])}
        assert sorted(marked(alone)) == sorted(Reading(alone[1]).positions("trigger")) or len(marked(alone)) > 0
        twice = {1: stored(both[0]), 2: stored(both[0])}
        assert marked(twice) == marked(alone)
    third = {1: stored(pool[0][0]), 2: stored(pool[0][1]), 3: stored(pool[0][1])}
    assert {p for p in Reading(third[2]).positions("trigger")} <= set(marked(third)), "two of three decide where"


def test_codes_stand_where_the_marks_are() -> None:
    coding = coded_at([((3, 9),), ((12, 15), (20, 22))], ["1", None])
    assert codes(coding) == ["1", None]
    assert Reading(coding).positions("trigger") == [((3, 9),), ((12, 15), (20, 22))]


def test_events_said_one_by_one_become_one_coding() -> None:
    whole = next(c for both in [article(Random(n), 2) for n in range(20)] for c in both if len(c.events) > 1)
    parts = []
    for event in whole.events:
        wanted = {event.trigger, *event.sources, *event.targets}
        part = whole.model_copy(
            update={"events": (event,), "mentions": tuple(m for m in whole.mentions if m.id in wanted)}
        )
        parts.append(stored(part))
    one, many = Reading(joined(parts)), Reading(whole)
    assert [e.span._replace(owner="") for e in one.events] == [e.span._replace(owner="") for e in many.events]
    assert one.layers[:3] == many.layers[:3]
