"""The hand coding of the shared seed article: eight events as its readers found them."""

from __future__ import annotations

import os
from pathlib import Path

from schemas.coding import Coding, Event, Fragment, Mention
from tests.schemas.build import piece

SEED = (
    Path(os.environ.get("ANNOTATE_SHARED", Path(__file__).parents[2] / ".." / "shared")) / "data" / "seed_article.txt"
)


def after(text: str, anchor: str, quote: str) -> Fragment:
    """``quote`` at its first place after ``anchor``."""
    start = text.index(quote, text.index(anchor))
    return piece(quote, text).model_copy(update={"start": start, "end": start + len(quote)})


def seed_coding(text: str) -> Coding:
    spans = {
        "sdf": ("actor", "The SDF", "SDF", "SYRREB"),
        "stopped": ("trigger", "The SDF", "stopped", None),
        "leader": ("actor", "stopped", "leader of the Islamic State", "IMGMUSISI"),
        "arrests": ("trigger", "Operation Round Up", "arrests", None),
        "offensive": ("trigger", "anti-terrorist", "offensive", None),
        "isis": ("actor", "Heads of Isis", "Isis", "IMGMUSISI"),
        "invasion": ("trigger", "imminent", "invasion", None),
        "army": ("actor", "The Syrian army launches", "Syrian army", "SYRMIL"),
        "launches": ("trigger", "The Syrian army launches", "launches", None),
        "raids": ("trigger", "continuing", "air raids", None),
        "damascus": ("actor", "raids from", "Damascus", "SYRMIL"),
        "israel": ("actor", "parallel", "Israel", "ISR"),
        "jordan": ("actor", "parallel", "Jordan", "JOR"),
        "accepted": ("trigger", "parallel", "accepted", None),
        "helmets": ("actor", "hundreds of", "White Helmets", ""),
        "sohr": ("actor", "The Syrian Observatory", "SOHR", "SYROPPHRI"),
        "reports": ("trigger", "SOHR", "reports", None),
    }
    mentions = tuple(
        Mention(id=name, type=kind, fragments=(after(text, anchor, quote),), actor_code=code)
        for name, (kind, anchor, quote, code) in spans.items()
    )
    rows = [
        ("stopped", "173", ("sdf",), ("leader",), {}),
        ("arrests", "173", ("sdf",), ("leader",), {"same_as": "stopped!"}),
        ("offensive", "190", ("sdf",), ("isis",), {}),
        ("invasion", "190", ("sdf",), ("isis",), {"modality": "future", "certainty": 1}),
        ("launches", "190", ("army",), ("isis",), {}),
        ("raids", "195", ("damascus",), ("isis",), {}),
        ("accepted", "075", ("israel", "jordan"), ("helmets",), {}),
        ("reports", "010", ("sohr",), (), {"target_not_stated": True, "magnitude": 20_000.0}),
    ]
    events = tuple(
        Event(id=f"{trigger}!", trigger=trigger, code=code, sources=sources, targets=targets, **more)
        for trigger, code, sources, targets, more in rows
    )
    return Coding(verdict="events", mentions=mentions, events=events)
