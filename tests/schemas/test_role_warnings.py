"""Warnings about who did it to whom: roles that look swapped, a name with two codes. Cases are words of a text."""

from __future__ import annotations

import pytest

from schemas.codebook import load_codebook
from schemas.coding import parse_coding
from schemas.validation import errors, problems, warnings

CAMEO = load_codebook("cameo")
PASSIVE = "Two reporters were later detained by the police. Protesters met Protesters."
GUESTS = "UN peacekeepers arrived in Mali, the government said."


def found(text: str, code: str, trigger: str, source: str, target: str, **more: object) -> list[str]:
    def mention(name: str, kind: str, words: str, **rest: object) -> dict[str, object]:
        start = text.index(words)
        return {
            "id": name,
            "type": kind,
            "fragments": [{"start": start, "end": start + len(words), "quote": words}],
            **rest,
        }

    mentions = [
        mention("t", "trigger", trigger),
        mention("s", "actor", source, actor_code="MLIGOV"),
        mention("g", "actor", target, actor_code="IGOUNO"),
    ]
    event = {"id": "e1", "trigger": "t", "code": code, "sources": ["s"], "targets": ["g"], **more}
    coding = parse_coding({"verdict": "events", "mentions": mentions, "events": [event]})
    all_of_them = problems(coding, CAMEO, text)
    assert errors(all_of_them) == []
    return [p.code for p in warnings(all_of_them) if not p.kept]


@pytest.mark.parametrize(
    ("text", "code", "trigger", "source", "target", "swapped"),
    [
        (PASSIVE, "173", "detained", "Two reporters", "police", True),
        (PASSIVE, "173", "detained", "police", "Two reporters", False),
        ("Two reporters were detained. Gangs of men stood by the police.", "173", "detained", "Gangs", "police", False),
        ("Villagers fled by boat.", "173", "fled", "Villagers", "boat", False),
        (GUESTS, "0861", "arrived", "UN peacekeepers", "Mali", True),
        (GUESTS, "0861", "arrived", "Mali", "UN peacekeepers", False),
        (GUESTS, "040", "arrived", "UN peacekeepers", "Mali", False),
    ],
)
def test_swapped_roles(text: str, code: str, trigger: str, source: str, target: str, *, swapped: bool) -> None:
    assert ("roles-swapped" in found(text, code, trigger, source, target)) is swapped


def test_swapped_roles_can_be_kept_and_need_no_swap_where_both_act() -> None:
    slots = (PASSIVE, "173", "detained", "Two reporters", "police")
    assert "roles-swapped" not in found(*slots, kept=["roles-swapped"])
    assert "roles-swapped" not in found(*slots, reciprocal=True)


def test_the_same_name_with_two_codes_is_warned_about_where_an_event_uses_it() -> None:
    text = "Police beat Ōta. The police left."

    def actor(name: str, start: int, end: int, code: str) -> dict[str, object]:
        fragment = {"start": start, "end": end, "quote": text[start:end]}
        return {"id": name, "type": "actor", "fragments": [fragment], "actor_code": code}

    trigger = {"id": "t", "type": "trigger", "fragments": [{"start": 7, "end": 11, "quote": "beat"}]}
    mentions = [trigger, actor("s", 0, 6, "JPNCOP"), actor("g", 12, 15, "JPNCVL"), actor("o", 21, 27, "JPNGOV")]
    event = {"id": "e1", "trigger": "t", "code": "182", "sources": ["s"], "targets": ["g"]}
    coding = parse_coding({"verdict": "events", "mentions": mentions, "events": [event]})
    assert [(p.path, p.code) for p in warnings(problems(coding, CAMEO, text))] == [
        ("mentions[1].actor_code", "name-coded-otherwise")
    ]
