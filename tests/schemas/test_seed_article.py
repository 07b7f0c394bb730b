"""A real article coded by hand: no error, sensible warnings, nothing lost on the way through Label Studio's form."""

import os
from datetime import date
from pathlib import Path

import orjson
import pytest
from label_studio_sdk.label_interface import LabelInterface

from schemas import (
    config_controls,
    errors,
    from_result,
    load_codebook,
    normalise_newlines,
    problems,
    result_problems,
    to_label_config,
    to_result,
    warnings,
)
from schemas.coding import Coding, Event, Mention
from tests.schemas.build import piece

SEED = (
    Path(os.environ.get("ANNOTATE_SHARED", Path(__file__).parents[2] / ".." / "shared")) / "data" / "seed_article.txt"
)
pytestmark = pytest.mark.skipif(not SEED.is_file(), reason="the shared seed article is absent")


@pytest.fixture(scope="module")
def text() -> str:
    return normalise_newlines(SEED.read_text(encoding="utf-8"))[0]


def after(text: str, anchor: str, quote: str):
    """``quote`` at its first place after ``anchor``."""
    start = text.index(quote, text.index(anchor))
    return piece(quote, text).model_copy(update={"start": start, "end": start + len(quote)})


@pytest.fixture(scope="module")
def coding(text) -> Coding:
    spans = {
        "sdf": ("actor", "The SDF", "SDF", "SYRREB"),
        "stopped": ("trigger", "The SDF", "stopped", None),
        "leader": ("actor", "stopped", "leader of the Islamic State", "IMGMUSISI"),
        "arrests": ("trigger", "Operation Round Up", "arrests", None),
        "offensive": ("trigger", "anti-terrorist", "offensive", None),
        "isis": ("actor", "Heads of Isis", "Isis", "IMGMUSISI"),
        "invasion": ("trigger", "imminent", "invasion", None),
        "army": ("actor", "Tasil. Israel", "Syrian army", "SYRMIL"),
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


def test_the_article_can_be_coded_as_its_readers_did(text, coding):
    found = problems(coding, load_codebook("cameo"), text, published=date(2018, 7, 23))
    assert errors(found) == []
    codes = {p.code for p in warnings(found)}
    assert "unknown-actor" in codes  # the White Helmets have no code and, here, no name of their own
    assert codes <= {"unknown-actor", "future-word", "residual-code"}


def test_nothing_is_lost_through_label_studio(text, coding):
    book = load_codebook("cameo")
    xml = to_label_config(book)
    result = orjson.loads(orjson.dumps(to_result(coding, book)))
    assert from_result(result, book, text) == coding
    assert result_problems(result, config_controls(xml), text) == []
    assert LabelInterface(xml)._validate_object({"result": result}, return_errors=True) == []
