"""Structural checks of a result list against any label config: cheap, and each finding names its place."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from schemas.labelstudio.controls import Control, Controls
from schemas.validation.problem import Problem

Finding = tuple[str, str, str]
"""Place within the item, code, message."""


def result_problems(result: Any, controls: Controls, text: str) -> list[Problem]:
    """Everything about a result list that its label config or the text does not allow; all are errors.

    Paths are like ``result[3].value.start``. Offsets are code points.
    """
    if not isinstance(result, list):
        return [Problem("result", "error", "result-shape", "The result must be a list of items.")]
    regions = {
        item["id"]: index
        for index, item in reversed(list(enumerate(result)))
        if isinstance(item, dict) and isinstance(item.get("id"), str) and _is_region(item, controls)
    }
    check = _Check(controls, text, regions)
    return [
        Problem(f"result[{index}]{'.' if place else ''}{place}", "error", code, message)
        for index, item in enumerate(result)
        for place, code, message in check.item(item)
    ]


def _is_region(item: dict[str, Any], controls: Controls) -> bool:
    name = item.get("from_name")
    control = controls.by_name.get(name) if isinstance(name, str) else None
    return control is not None and control.tag == "Labels"


class _Check:
    def __init__(self, controls: Controls, text: str, regions: dict[str, int]) -> None:
        self.controls = controls
        self.text = text
        self.regions = regions
        self.seen: set[tuple[str, str]] = set()

    def item(self, item: Any) -> Iterator[Finding]:
        if not isinstance(item, dict):
            yield "", "result-shape", "An item must be an object."
        elif item.get("type") == "relation":
            yield from self._relation(item)
        else:
            yield from self._value_item(item)

    def _relation(self, item: dict[str, Any]) -> Iterator[Finding]:
        for end in ("from_id", "to_id"):
            found = item.get(end)
            if not isinstance(found, str) or found not in self.regions:
                yield end, "dangling-relation", f"{found!r} is no region of this result; name the id of a marked span."
        if item.get("direction", "right") not in ("left", "right", "bi"):
            yield "direction", "relation-direction", 'The direction must be "left", "right" or "bi".'
        labels = item.get("labels", [])
        if not isinstance(labels, list):
            yield "labels", "result-shape", "The labels of a relation must be a list."
            return
        for label in labels:
            if not isinstance(label, str) or label not in self.controls.relations:
                known = ", ".join(sorted(self.controls.relations)) or "none"
                yield "labels", "unknown-relation", f"No relation {label!r} in the label config; it has: {known}."

    def _value_item(self, item: dict[str, Any]) -> Iterator[Finding]:
        name, value = item.get("from_name"), item.get("value")
        control = self.controls.by_name.get(name) if isinstance(name, str) else None
        if control is None:
            known = ", ".join(self.controls.by_name)
            if name is None:
                message = f"The item does not say which control it is of; give from_name, one of: {known}."
            else:
                message = f"No control {name!r} in the label config; it has: {known}."
            yield "from_name", "unknown-control", message
            return
        yield from self._id(item, control)
        if item.get("to_name") != self.controls.text:
            yield "to_name", "wrong-to-name", f"to_name must be {self.controls.text!r}."
        if item.get("type") != control.type:
            yield "type", "wrong-type", f"An item of {control.name!r} must have the type {control.type!r}."
        if not isinstance(value, dict):
            yield "value", "result-shape", "The value must be an object."
            return
        if control.tag == "Labels" or "start" in value or "end" in value:
            yield from self._span(control, value)
        yield from _VALUES[control.tag](control, value)

    def _id(self, item: dict[str, Any], control: Control) -> Iterator[Finding]:
        found = item.get("id")
        if not isinstance(found, str) or not found:
            yield "id", "id-missing", "The item needs an id (text)."
            return
        if (found, control.name) in self.seen:
            yield "id", "duplicate-id", f"A second item of {control.name!r} has the id {found!r}; give each its own."
        self.seen.add((found, control.name))
        if control.per_region and control.tag != "Labels" and found not in self.regions:
            yield "id", "region-missing", f"{found!r} is no region of this result that this {control.name} could be of."

    def _span(self, control: Control, value: dict[str, Any]) -> Iterator[Finding]:
        start, end = value.get("start"), value.get("end")
        for name, offset in (("start", start), ("end", end)):
            if not isinstance(offset, int) or isinstance(offset, bool):
                yield f"value.{name}", "offset-range", f"{name} must be a whole number, not {offset!r}."
                return
        if not 0 <= start < end <= len(self.text):  # type: ignore[operator]  # both are int here
            message = f"[{start}, {end}) does not lie in the text of {len(self.text)} characters."
            yield "value.start", "offset-range", message
            return
        quote = value.get("text")
        if control.tag != "TextArea" and isinstance(quote, str) and quote != self.text[start:end]:
            yield "value.text", "quote-differs", f"The text there is {self.text[start:end]!r}, not {quote!r}."


def _texts(control: Control, value: dict[str, Any]) -> tuple[list[str], list[Finding]]:
    """The list of texts under the control's key; or none and why."""
    found = value.get(control.key)
    if isinstance(found, list) and all(isinstance(s, str) for s in found):
        return found, []
    return [], [(f"value.{control.key}", "result-shape", f"value.{control.key} must be a list of texts.")]


def _options(control: Control, value: dict[str, Any]) -> Iterator[Finding]:
    chosen, wrong = _texts(control, value)
    yield from wrong
    place = f"value.{control.key}"
    if control.tag == "Labels" and not chosen and not wrong:
        yield place, "label-missing", "A region needs a label."
    if len(chosen) > 1 and not control.multiple:
        yield place, "too-many-choices", f"{control.name!r} takes one value, not {len(chosen)}."
    for option in chosen:
        if option not in control.options:
            what = "label" if control.tag == "Labels" else "choice"
            yield place, f"unknown-{what}", f"No {what} {option!r} in {control.name!r}; use one that the config has."


def _taxonomy(control: Control, value: dict[str, Any]) -> Iterator[Finding]:
    paths = value.get("taxonomy")
    if not isinstance(paths, list) or not all(
        isinstance(p, list) and p and all(isinstance(s, str) for s in p) for p in paths
    ):
        yield "value.taxonomy", "result-shape", "value.taxonomy must be a list of paths, each a list of texts."
        return
    if len(paths) > 1 and not control.multiple:
        yield "value.taxonomy", "too-many-choices", f"{control.name!r} takes one value, not {len(paths)}."
    for path in paths:
        if tuple(path) not in control.paths:
            known = f"{' / '.join(path)!r} is no path of {control.name!r}"
            yield "value.taxonomy", "unknown-code", f"{known}; give all steps from the root as the config has them."


def _text_area(control: Control, value: dict[str, Any]) -> Iterator[Finding]:
    yield from _texts(control, value)[1]


def _number(control: Control, value: dict[str, Any]) -> Iterator[Finding]:
    found = value.get(control.key)
    if not isinstance(found, int | float) or isinstance(found, bool):
        yield f"value.{control.key}", "result-shape", f"value.{control.key} must be a number, not {found!r}."


def _datetime(control: Control, value: dict[str, Any]) -> Iterator[Finding]:
    if not isinstance(value.get(control.key), str):
        yield f"value.{control.key}", "result-shape", f"value.{control.key} must be a text."


_VALUES: dict[str, Callable[[Control, dict[str, Any]], Iterator[Finding]]] = {
    "Labels": _options,
    "Choices": _options,
    "Taxonomy": _taxonomy,
    "TextArea": _text_area,
    "Number": _number,
    "Rating": _number,
    "DateTime": _datetime,
}
