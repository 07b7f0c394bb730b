"""Articles and valid codings of them, for tests that submit."""

from __future__ import annotations

from typing import Any

from schemas.codebook import load_codebook
from schemas.coding import Coding, Event, Fragment, Mention, dump_coding
from schemas.labelstudio.result import to_result

TEXT = "Police 🚓 arrested Ana Nuñez in Málaga on Monday, the café owner’s family said. 王芳 protested."
CAMEO = load_codebook("cameo")


def fragment(words: str, text: str = TEXT) -> Fragment:
    start = text.index(words)
    return Fragment(start=start, end=start + len(words), quote=words)


def arrest(code: str = "173", note: str = "") -> Coding:
    """Police arrest Ana Nuñez."""
    mentions = (
        Mention(id="m1", type="actor", fragments=(fragment("Police"),), actor_code="COP"),
        Mention(id="m2", type="trigger", fragments=(fragment("arrested"),)),
        Mention(id="m3", type="actor", fragments=(fragment("Ana Nuñez"),), actor_code="CVL"),
    )
    event = Event(id="e1", trigger="m2", code=code, sources=("m1",), targets=("m3",), note=note)
    return Coding(verdict="events", mentions=mentions, events=(event,))


def as_result(coding: Coding | None = None) -> list[dict[str, Any]]:
    """A coding in Label Studio's form."""
    return to_result(coding or arrest(), CAMEO)


def as_coding(coding: Coding | None = None) -> dict[str, Any]:
    """A coding in our form."""
    return dump_coding(coding or arrest())


NOTHING = Coding(verdict="no_codable_event")
