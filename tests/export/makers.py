"""Small articles with codings, written out."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, date, datetime
from typing import Any

from export.records import CodedArticle, CoderCoding
from schemas.coding import Coding, Event, Fragment, Mention
from schemas.hashing import text_hash

NOW = datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC)
TEXT = "Israel and Jordan accept the White Helmets. 🚑 The army fired on the rebels, monitors said."


def mention(text: str, id_: str, type_: str, *quotes: str, **more: Any) -> Mention:
    fragments = tuple(Fragment(start=text.index(q), end=text.index(q) + len(q), quote=q) for q in quotes)
    return Mention(id=id_, type=type_, fragments=fragments, **more)


def two_events() -> Coding:
    """A compound source, and a discontinuous trigger without a stated source."""
    return Coding(
        verdict="events",
        mentions=(
            mention(TEXT, "m1", "actor", "Israel", actor_code="ISR"),
            mention(TEXT, "m2", "actor", "Jordan", actor_code="JOR"),
            mention(TEXT, "m3", "trigger", "accept"),
            mention(TEXT, "m4", "actor", "the White Helmets", actor_code="", actor_id="White Helmets"),
            mention(TEXT, "m5", "trigger", "fired", "on"),
            mention(TEXT, "m6", "actor", "the rebels", actor_code="SYRREB"),
        ),
        events=(
            Event(id="e1", trigger="m3", code="075", sources=("m1", "m2"), targets=("m4",), certainty=3),
            Event(id="e2", trigger="m5", code="1951", source_not_stated=True, targets=("m6",), magnitude=3.0),
        ),
    )


def article(
    id_: str = "a1", text: str = TEXT, codings: Sequence[CoderCoding] | None = None, **more: Any
) -> CodedArticle:
    return CodedArticle(
        id=id_,
        text=text,
        text_sha256=text_hash(text),
        title="Helmets",
        outlet="The Lamp",
        published=date(2018, 7, 22),
        lang="en",
        codings=tuple(codings if codings is not None else [CoderCoding("ana", two_events(), annotation=7, version=2)]),
        **more,
    )
