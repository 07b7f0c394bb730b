"""What a Label Studio server derives from a label config: the parsed form and the control weights."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from typing import Any

from annotate.errors import Invalid
from schemas.codebook import Codebook
from schemas.labelstudio.config import from_label_config
from schemas.labelstudio.xmltree import ConfigError, Node, parse

_OPTIONS = frozenset({"Label", "Choice", "Relation"})
_VARIABLE = re.compile(r"\$[A-Za-z_]+")
_CONDITIONS = (("whenTagName", "tag"), ("whenLabelValue", "label"), ("whenChoiceValue", "choice"))


def codebook_of(xml: str) -> Codebook:
    """The codebook that a label config describes; raises Invalid (field ``label_config``) naming tag and line."""
    try:
        return from_label_config(xml)
    except ConfigError as error:
        raise Invalid(str(error), fields={"label_config": [str(error)]}) from None


@lru_cache(maxsize=64)
def parsed(xml: str) -> dict[str, Any]:
    """Every control by name: type, ``to_name``, the tags it labels (``inputs``) and its labels with attributes."""
    inputs: dict[str, dict[str, Any]] = {}
    controls: dict[str, dict[str, Any]] = {}
    labels: dict[str, dict[str, dict[str, str]]] = {}
    variables: list[str] = []
    for node, outer in _walk(parse(xml), ()):
        if "indexFlag" in node.attributes:
            variables.append(node.get("indexFlag"))
        if node.get("name") and node.get("toName"):
            controls[node.get("name")] = _control(node, variables)
        elif node.get("name") and node.get("value"):
            value = node.get("value").lstrip("$")
            inputs[node.get("name")] = {"type": node.tag, "valueType": node.attributes.get("valueType"), "value": value}
        if node.tag in _OPTIONS:
            owner = next((o.get("name") for o in reversed(outer) if o.get("name") in controls), None)
            said = node.get("alias") or node.get("value")
            if owner is not None and said:
                labels.setdefault(owner, {})[said] = dict(node.attributes)
    for name, control in controls.items():
        control["inputs"] = [inputs[to] for to in control["to_name"] if to in inputs]
        control["labels"] = list(labels.get(name, {}))
        control["labels_attrs"] = labels.get(name, {})
    return controls


def control_weights(xml: str) -> dict[str, Any]:
    """Equal weight for every control and label: what a Label Studio server holds before anybody sets others."""
    return {
        name: {"type": control["type"], "labels": dict.fromkeys(control["labels"], 1.0), "overall": 1.0}
        for name, control in parsed(xml).items()
    }


def _control(node: Node, variables: list[str]) -> dict[str, Any]:
    info: dict[str, Any] = {"type": node.tag, "to_name": node.get("toName").split(",")}
    repeated = {v: ".*" for v in variables if any(v in to for to in info["to_name"])}
    if repeated:
        info["regex"] = repeated
    if node.attributes.get("perRegion") == "true":
        condition = next(((kind, node.get(key)) for key, kind in _CONDITIONS if node.get(key)), None)
        if condition is not None:
            info["conditionals"] = {"type": condition[0], "name": condition[1]}
    if _VARIABLE.fullmatch(node.get("value")):
        info["dynamic_labels"] = True
    return info


def _walk(node: Node, outer: tuple[Node, ...]) -> Iterator[tuple[Node, tuple[Node, ...]]]:
    yield node, outer
    for child in node.children:
        yield from _walk(child, (*outer, node))


def takes_away(old: dict[str, Any], new: dict[str, Any]) -> bool:
    """True when the new config lacks a control or label of the old one, or changes a control's type."""
    return any(
        name not in new
        or new[name]["type"] != control["type"]
        or not set(control["labels"]) <= set(new[name]["labels"])
        for name, control in old.items()
    )
