"""Label config XML, parsed by an allow-list of tags and attributes; no DTD, no entity, nothing from elsewhere."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Protocol
from xml.sax import SAXParseException
from xml.sax.handler import ContentHandler
from xml.sax.saxutils import escape
from xml.sax.xmlreader import AttributesImpl

from defusedxml import DefusedXmlException
from defusedxml.sax import parseString

MAX_CHARS = 2_000_000
MAX_DEPTH = 24
MAX_TAGS = 20_000

CONTROLS = frozenset({"Labels", "Taxonomy", "Choices", "TextArea", "Number", "Rating", "DateTime"})
TAGS = CONTROLS | {"View", "Header", "Text", "Label", "Relations", "Relation", "Choice"}
_HOLDS = {"Label": {"Labels"}, "Relation": {"Relations"}, "Choice": {"Choices", "Taxonomy", "Choice"}}
"""Tags that stand only in others (a View in between is fine)."""

_ATTRIBUTE_NAMES = """
    name toName value valueType alias hotkey background selectedColor color size style className idAttr display
    perRegion perItem required requiredMessage choice showInline layout allowNested maxUsages opacity strokeWidth
    fillColor strokeColor fillOpacity granularity highlightColor showLabels saveTextResult encoding
    selectionEnabled underline hint selected leafsOnly showFullPath pathSeparator minWidth maxWidth dropdownWidth
    placeholder labeling legacy allowAddLabels randomize min max step defaultValue slider maxRating icon only format
    label rows maxSubmissions editable skipDuplicates transcription displayMode showSubmitButton level showAlias
    aliasStyle category visibleWhen whenTagName whenLabelValue whenChoiceValue whenChoiceIndex whenRole indexFlag
    codebook codebookTitle codebookVersion codebookLanguage codebookActors codebookSlots
    mention coded code depth generic target source selectable retired
"""
_ATTRIBUTES = frozenset(_ATTRIBUTE_NAMES.split())
_NOT_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_ESCAPES = {'"': "&quot;", "\n": "&#10;", "\r": "&#13;", "\t": "&#9;"}


class ConfigError(ValueError):
    """A label config that is not accepted; the message names the tag, ``line`` counts from 1 where it is known."""

    def __init__(self, message: str, line: int | None = None) -> None:
        super().__init__(f"label config, line {line}: {message}" if line is not None else f"label config: {message}")
        self.line = line


class _Locator(Protocol):
    def getLineNumber(self) -> int | None: ...


@dataclass
class Node:
    """A tag with its attributes; ``line`` is where it begins (0 for one that is being written)."""

    tag: str
    attributes: dict[str, str] = field(default_factory=dict)
    children: list[Node] = field(default_factory=list)
    line: int = 0

    def get(self, name: str, default: str = "") -> str:
        return self.attributes.get(name, default)

    def is_on(self, name: str) -> bool:
        return self.get(name).lower() == "true"

    def find(self, *tags: str) -> Iterator[Node]:
        """All nodes below with one of these tags, in reading order."""
        for child in self.children:
            if child.tag in tags:
                yield child
            yield from child.find(*tags)

    def error(self, message: str) -> ConfigError:
        return ConfigError(f"<{self.tag}> {message}", self.line)


def parse(xml: str) -> Node:
    """The root node; raises ConfigError for anything but the tags and attributes that are accepted."""
    if len(xml) > MAX_CHARS:
        raise ConfigError(f"holds {len(xml)} characters; the limit is {MAX_CHARS}")
    builder = _Builder()
    try:
        parseString(xml.encode("utf-8"), builder, forbid_dtd=True)
    except UnicodeEncodeError as refused:
        raise ConfigError("holds a lone surrogate; remove it") from refused
    except SAXParseException as refused:
        raise ConfigError(f"is no well-formed XML: {refused.getMessage()}", refused.getLineNumber()) from refused
    except DefusedXmlException as refused:
        raise ConfigError("has a document type or an entity; remove it") from refused
    return builder.root


class _Builder(ContentHandler):
    root: Node

    def __init__(self) -> None:
        super().__init__()
        self.open: list[Node] = []
        self.count = 0
        self.place: _Locator | None = None

    def setDocumentLocator(self, locator: _Locator) -> None:
        self.place = locator

    def processingInstruction(self, target: str, data: str) -> None:
        raise ConfigError(f"has the processing instruction {target!r}; remove it", self._line())

    def startElement(self, name: str, attrs: AttributesImpl) -> None:
        node = Node(name, dict(attrs.items()), line=self._line() or 0)
        self.count += 1
        if len(self.open) >= MAX_DEPTH or self.count > MAX_TAGS:
            raise node.error(f"goes beyond {MAX_DEPTH} levels or {MAX_TAGS} tags; make the config smaller")
        self._check(node)
        if self.open:
            self.open[-1].children.append(node)
        else:
            self.root = node
        self.open.append(node)

    def endElement(self, name: str) -> None:
        self.open.pop()

    def _line(self) -> int | None:
        return self.place.getLineNumber() if self.place is not None else None

    def _check(self, node: Node) -> None:
        if node.tag not in TAGS:
            raise node.error(f"is not supported; use only {', '.join(sorted(TAGS))}")
        if not self.open and node.tag != "View":
            raise node.error("stands outermost; put everything in one <View>")
        if node.tag in _HOLDS and not any(outer.tag in _HOLDS[node.tag] for outer in self.open):
            raise node.error(f"must stand in <{'> or <'.join(sorted(_HOLDS[node.tag]))}>")
        for name, value in node.attributes.items():
            if name not in _ATTRIBUTES:
                raise node.error(f"has the attribute {name!r}, which is not supported; remove it")
            if value.strip().lower().startswith(("javascript:", "vbscript:")):
                raise node.error(f"has a script in {name!r}; remove it")


def write(node: Node, depth: int = 0) -> str:
    """The XML of a node, indented, without a declaration; raises ConfigError for a character XML cannot hold."""
    pad = "  " * depth
    attributes = "".join(f' {name}="{_escaped(node, value)}"' for name, value in node.attributes.items())
    if not node.children:
        return f"{pad}<{node.tag}{attributes}/>\n"
    inner = "".join(write(child, depth + 1) for child in node.children)
    return f"{pad}<{node.tag}{attributes}>\n{inner}{pad}</{node.tag}>\n"


def representable(value: str) -> bool:
    """Whether XML can hold the text at all."""
    return _NOT_XML.search(value) is None


def _escaped(node: Node, value: str) -> str:
    refused = _NOT_XML.search(value)
    if refused is not None:
        raise ConfigError(f"<{node.tag}> U+{ord(refused[0]):04X} in {value!r} cannot stand in XML; remove it")
    return escape(value, _ESCAPES)
