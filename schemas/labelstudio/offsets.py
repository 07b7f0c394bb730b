"""Label Studio counts offsets in UTF-16 units, we in code points; the quote decides which unit was meant."""

from __future__ import annotations

from typing import Any

from schemas.labelstudio.names import Item
from schemas.text import OffsetError, Utf16Map
from schemas.validation.problem import Problem

Span = tuple[int, int]


def reconcile_offsets(result: list[Item], text: str) -> tuple[list[Item], list[Problem]]:
    """The result with code point offsets, and a warning for each region whose unit stays unclear.

    A region whose quote fits only as UTF-16 units is converted, its per-region items with it. One whose quote fits
    both ways follows the regions that fit only one way, if these agree. One that fits neither way, or stays
    ambiguous, is kept as it is and reported; none is dropped or moved by guessing. The given list is not changed.
    """
    spans = _Spans(result, text)
    return [_moved(item, spans.moved) for item in result], spans.problems


class _Spans:
    """Decides the unit of every region once; ``moved``: region id and old span -> new span."""

    def __init__(self, result: list[Item], text: str) -> None:
        self.moved: dict[tuple[Any, Span], Span] = {}
        self.problems: list[Problem] = []
        points = Utf16Map(text)
        unclear: list[tuple[int, Item, Span, Span]] = []
        sure_points = sure_units = 0
        for index, item in enumerate(result):
            found = _span_and_quote(item)
            if found is None:
                continue
            span, quote = found
            units = _from_units(points, span)
            as_points = _fits(quote, span, text)
            as_units = _fits(quote, units, text)
            if as_points and as_units and units != span:
                unclear.append((index, item, span, units))
            elif as_points:
                sure_points += units != span
            elif as_units:
                sure_units += 1
                self.moved[(item.get("id"), span)] = units
            else:
                self.problems.append(_unclear(index, "offsets-fit-nothing"))
        for index, item, span, units in unclear:
            if sure_units and not sure_points:
                self.moved[(item.get("id"), span)] = units
            elif not sure_points or sure_units:
                self.problems.append(_unclear(index, "offsets-ambiguous"))


_MESSAGES = {
    "offsets-fit-nothing": "The quote fits the offsets neither as characters nor as UTF-16 units; check this region.",
    "offsets-ambiguous": "The quote fits both as characters and as UTF-16 units; taken as characters, check it.",
}


def _unclear(index: int, code: str) -> Problem:
    return Problem(f"result[{index}].value", "warning", code, _MESSAGES[code])


def _span(item: Item) -> Span | None:
    value = item.get("value")
    if not isinstance(value, dict) or not isinstance(item.get("id"), str | None):
        return None
    start, end = value.get("start"), value.get("end")
    return (start, end) if type(start) is int and type(end) is int else None


def _span_and_quote(item: Item) -> tuple[Span, str] | None:
    """Of an item that has whole-number offsets and a quote."""
    span = _span(item)
    quote = item["value"].get("text") if span is not None else None
    return (span, quote) if span is not None and isinstance(quote, str) else None


def _fits(quote: str, span: Span, text: str) -> bool:
    return 0 <= span[0] < span[1] <= len(text) and text[span[0] : span[1]] == quote


def _from_units(points: Utf16Map, span: Span) -> Span:
    """The span read as UTF-16 units; (-1, -1), which fits nothing, where it cannot be one."""
    try:
        return points.from_utf16(span[0]), points.from_utf16(span[1])
    except OffsetError:
        return -1, -1


def _moved(item: Item, moved: dict[tuple[Any, Span], Span]) -> Item:
    span = _span(item)
    if span is None:
        return item
    start, end = moved.get((item.get("id"), span), span)
    return {**item, "value": {**item["value"], "start": start, "end": end}}
