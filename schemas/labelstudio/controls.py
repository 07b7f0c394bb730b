"""The controls of a label config, as far as a result can be checked against them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from schemas.labelstudio.config import check_controls
from schemas.labelstudio.xmltree import CONTROLS, Node, parse

Path = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Control:
    """One control. ``options``: what may be chosen (labels, choices); ``paths``: of a taxonomy."""

    name: str
    tag: str
    per_region: bool = False
    multiple: bool = False
    options: frozenset[str] = frozenset()
    paths: frozenset[Path] = frozenset()

    @property
    def type(self) -> str:
        """The ``type`` of this control's result items, which is also the key of their value."""
        return self.tag.lower()

    @property
    def key(self) -> str:
        return "text" if self.tag == "TextArea" else self.type


@dataclass(frozen=True, slots=True)
class Controls:
    """All controls by name; the name of the text they label and its key in the task data; the relation labels."""

    by_name: dict[str, Control]
    text: str
    data_key: str
    relations: frozenset[str]


def config_controls(xml: str) -> Controls:
    """The controls of a label config; raises ConfigError as ``from_label_config`` does."""
    root = parse(xml)
    check_controls(root)
    text = next(root.find("Text"))
    relations = frozenset(r.get("value") for r in root.find("Relation"))
    by_name = {c.get("name"): _control(c) for c in root.find(*CONTROLS)}
    return Controls(by_name, text.get("name"), text.get("value").removeprefix("$"), relations)


def _control(node: Node) -> Control:
    name, tag = node.get("name"), node.tag
    options = frozenset(value for option in node.find("Label", "Choice") for value in _values(option))
    paths = frozenset(_paths(node, ())) if tag == "Taxonomy" else frozenset()
    multiple = node.get("choice") == "multiple" if tag != "Taxonomy" else node.get("maxUsages") != "1"
    return Control(name, tag, node.is_on("perRegion"), multiple, options, paths)


def _values(option: Node) -> tuple[str, ...]:
    """What a chosen option may be called in a result: its alias, where it has one, or its value."""
    return tuple(option.get(name) for name in ("value", "alias") if option.get(name))


def _paths(node: Node, above: Path) -> Iterator[Path]:
    for child in node.children:
        for step in _values(child) if child.tag == "Choice" else ():
            yield (*above, step)
            yield from _paths(child, (*above, step))
        if child.tag != "Choice":
            yield from _paths(child, above)
