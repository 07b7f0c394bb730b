"""How Label Studio says it: the names of controls, choices and relations in our label config and results."""

from __future__ import annotations

from typing import Any

from schemas.codebook import Code, Codebook
from schemas.coding import Verdict

Item = dict[str, Any]

TEXT = "text"
MENTION = "mention"
CODE = "code"
ACTOR_CODE = "actor_code"
ACTOR_ID = "actor_id"
MODALITY = "modality"
CERTAINTY = "certainty"
FLAGS = "flags"
MAGNITUDE = "magnitude"
NOTE = "note"
VERDICT = "verdict"
ARTICLE_NOTE = "article_note"

TYPES = {
    MENTION: "labels",
    CODE: "taxonomy",
    ACTOR_CODE: "textarea",
    ACTOR_ID: "textarea",
    MODALITY: "choices",
    CERTAINTY: "choices",
    FLAGS: "choices",
    MAGNITUDE: "number",
    NOTE: "textarea",
    VERDICT: "choices",
    ARTICLE_NOTE: "textarea",
}
"""Control name -> the ``type`` of its result items."""

RECIPROCAL = "reciprocal"
SOURCE_NOT_STATED = "source not stated"
TARGET_NOT_STATED = "target not stated"
UNKNOWN_ACTOR = "unknown actor"
FLAG_VALUES = (RECIPROCAL, SOURCE_NOT_STATED, TARGET_NOT_STATED, UNKNOWN_ACTOR)

VERDICTS: dict[Verdict, str] = {"events": "events", "no_codable_event": "no codable event"}

CONTINUES = "continues"
SAME_EVENT = "same event"
SLOT_FIELDS = {"source": "sources", "target": "targets", "location": "locations", "time": "times"}
"""Relation label (= role of the slot) -> the field of Event it fills."""

META = "event_annotate"
"""The one key under a region's ``meta`` that is ours."""


class ResultError(ValueError):
    """A result that is no coding; ``item`` is the index in the list, ``field`` the place in that item."""

    def __init__(self, item: int, field: str, message: str) -> None:
        super().__init__(f"item {item}, {field}: {message}")
        self.item = item
        self.field = field


def label_of(codebook: Codebook, mention_type: str) -> str:
    """The label of a mention type; of a type the codebook lacks, the type itself."""
    return next((m.label for m in codebook.mentions if m.type == mention_type), mention_type)


def type_of(codebook: Codebook, label: str) -> str | None:
    """The mention type a label stands for (its label, else its type name), or None."""
    by_label = next((m.type for m in codebook.mentions if m.label == label), None)
    return by_label or next((m.type for m in codebook.mentions if m.type == label.lower()), None)


def node_of(code: Code) -> str:
    """How a code stands in the taxonomy: ``190 Use conventional military force``."""
    return f"{code.code} {code.label}" if code.label else code.code


def path_of(codebook: Codebook, code: str) -> list[str]:
    """The taxonomy path from the root to a code; of a code the codebook lacks, the bare code."""
    if codebook.get(code) is None:
        return [code]
    return [node_of(codebook.by_code[step]) for step in codebook.path(code)]


def code_of(codebook: Codebook, node: str) -> str:
    """The code a taxonomy node stands for; a node nobody knows is handed through for validation to name."""
    if node in codebook.by_code:
        return node
    first = node.split(" ", 1)[0]
    if first in codebook.by_code:
        return first
    return next((c.code for c in codebook.codes if node_of(c) == node), node)
