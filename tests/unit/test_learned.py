"""What codings teach: codes of names and of trigger words."""

from __future__ import annotations

import orjson

from annotate.tasks.learned import learned


def coding(name: str, code: str, trigger: str = "Seized", event: str = "173") -> str:
    mentions = [
        {"id": "a", "type": "actor", "actor_code": code, "fragments": [{"quote": name}]},
        {"id": "t", "type": "trigger", "fragments": [{"quote": trigger}]},
        {"id": "b", "type": "actor", "fragments": [{"quote": "nobody"}]},
    ]
    events = [{"id": "e", "code": event, "trigger": "t"}, {"id": "f", "trigger": "gone"}]
    return orjson.dumps({"mentions": mentions, "events": events}).decode()


def test_a_name_keeps_all_its_codes_the_most_used_first_then_the_latest() -> None:
    found = learned(
        [coding("SDF", "SYROPP"), coding("SDF", "SYRREB"), coding("SDF", "SYRREB"), coding("YPG", "SYRREB")]
    )
    assert [(a["name"], a["code"]) for a in found["actors"]] == [
        ("SDF", "SYRREB"),
        ("SDF", "SYROPP"),
        ("YPG", "SYRREB"),
    ]
    assert [a["code"] for a in learned([coding("SDF", "B"), coding("SDF", "A")])["actors"]] == ["B", "A"]


def test_trigger_words_are_counted_whatever_their_case() -> None:
    found = learned([coding("x", "A", "Seized"), coding("x", "A", "seized"), coding("x", "A", "said", "010")])
    assert (found["triggers"], found["codes"]) == ([["seized", "173", 2], ["said", "010", 1]], {"173": 2, "010": 1})


def test_nothing_teaches_nothing() -> None:
    assert learned([]) == {"actors": [], "triggers": [], "codes": {}}
    assert learned(['{"verdict":"no_codable_event"}']) == {"actors": [], "triggers": [], "codes": {}}
