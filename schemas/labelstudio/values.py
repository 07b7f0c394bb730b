"""Reading single values out of result items; each refuses with the item and field that is wrong."""

from __future__ import annotations

from typing import Any, TypeVar

from pydantic import BaseModel, ValidationError

from schemas.codebook import Codebook
from schemas.coding import Fragment
from schemas.labelstudio import names as n
from schemas.labelstudio.names import ResultError

Held = tuple[int, Any] | None
"""A value with the item it stands in."""

_Model = TypeVar("_Model", bound=BaseModel)
_TOO_LARGE = 1.7e308


def items(result: Any) -> list[tuple[int, n.Item]]:
    """The items with their indices, in order."""
    if not isinstance(result, list):
        raise ResultError(0, "result", "must be a list of items")
    for index, item in enumerate(result):
        if not isinstance(item, dict):
            raise ResultError(index, "item", "must be an object")
    return list(enumerate(result))


def value(index: int, item: n.Item) -> dict[str, Any]:
    found = item.get("value")
    if not isinstance(found, dict):
        raise ResultError(index, "value", "must be an object")
    return found


def strings(index: int, place: str, found: Any) -> list[str]:
    """A list of texts; a bare text counts as a list of one, as some exports write it."""
    if isinstance(found, str):
        return [found]
    if not isinstance(found, list) or not found or not all(isinstance(s, str) for s in found):
        raise ResultError(index, place, "must be a list of one or more texts")
    return found


def one_string(index: int, place: str, found: Any) -> str:
    several = strings(index, place, found)
    if len(several) > 1:
        raise ResultError(index, place, f"holds {len(several)} values ({', '.join(several)}); keep one")
    return several[0]


def optional_string(index: int, place: str, found: Any) -> str | None:
    return None if found == [] else one_string(index, place, found)


def fragment(index: int, found: dict[str, Any], text: str) -> Fragment:
    start, end = (_offset(index, name, found.get(name)) for name in ("start", "end"))
    quote = found.get("text")
    if not isinstance(quote, str):
        quote = text[start:end] if 0 <= start < end else ""
    return built(index, Fragment, {"start": start, "end": end, "quote": quote}, "value.")


def _offset(index: int, name: str, found: Any) -> int:
    if isinstance(found, float) and found.is_integer():
        return int(found)
    if isinstance(found, str) and found.isascii() and found.isdigit() and len(found) < 10:
        return int(found)
    if isinstance(found, int) and not isinstance(found, bool):
        return found
    raise ResultError(index, f"value.{name}", f"must be a whole number, not {found!r}")


def hint(index: int, item: n.Item, kind: type[_Model]) -> _Model:
    """Our part of ``meta``; all default where there is none."""
    meta = item.get("meta")
    found = meta.get(n.META, {}) if isinstance(meta, dict) else {}
    return built(index, kind, found, f"meta.{n.META}.")


def built(index: int, kind: type[_Model], data: Any, place: str = "") -> _Model:
    """A model of what was read; what it refuses is refused of the item."""
    try:
        return kind.model_validate(data, strict=False)
    except ValidationError as refused:
        first = refused.errors(include_input=False)[0]
        where = place + ".".join(str(part) for part in first["loc"])
        raise ResultError(index, where, first["msg"]) from refused


def text_of(held: Held) -> str | None:
    """The text of a text area; several entries are joined by line ends."""
    if held is None or held[1] == []:
        return None
    return "\n".join(strings(held[0], "value.text", held[1]))


def choice_of(held: Held) -> str | None:
    return None if held is None else optional_string(held[0], "value.choices", held[1])


def flags_of(held: Held) -> list[str]:
    if held is None or held[1] == []:
        return []
    flags = strings(held[0], "value.choices", held[1])
    for flag in flags:
        if flag not in n.FLAG_VALUES:
            raise ResultError(held[0], "value.choices", f"no flag {flag!r}; use one of {', '.join(n.FLAG_VALUES)}")
    return flags


def number_of(held: Held) -> float | None:
    if held is None:
        return None
    if isinstance(held[1], bool) or not isinstance(held[1], int | float):
        raise ResultError(held[0], "value.number", f"must be a number, not {held[1]!r}")
    if not abs(held[1]) < _TOO_LARGE:
        raise ResultError(held[0], "value.number", "is no number that can be stored")
    return float(held[1])


def certainty_of(held: Held) -> int | None:
    found = choice_of(held)
    if held is None or found is None:
        return None
    try:
        return int(found)
    except ValueError as refused:
        raise ResultError(held[0], "value.choices", f"certainty must be 1, 2 or 3, not {found!r}") from refused


def code_of(held: Held, codebook: Codebook) -> str | None:
    """The event code that a taxonomy value stands for: the last step of its one path."""
    if held is None or held[1] == []:
        return None
    index, paths = held
    if not isinstance(paths, list):
        raise ResultError(index, "value.taxonomy", "must be a list of paths")
    if len(paths) > 1:
        raise ResultError(
            index, "value.taxonomy", "holds several codes; mark the words once more for each further event"
        )
    return n.code_of(codebook, strings(index, "value.taxonomy", paths[0])[-1])
