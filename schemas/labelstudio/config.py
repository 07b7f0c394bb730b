"""A codebook as a Label Studio label config, and a label config as a codebook."""

from __future__ import annotations

import re
from functools import lru_cache
from hashlib import sha256
from typing import Any

import orjson
from pydantic import ValidationError

from schemas.codebook import SHIPPED, Code, Codebook, load_codebook, parse_codebook
from schemas.coding import MODALITIES
from schemas.labelstudio import names as n
from schemas.labelstudio.xmltree import CONTROLS, ConfigError, Node, parse, write

_TRIGGER = {"perRegion": "true", "whenTagName": n.MENTION}
_KEPT = ("target", "source", "generic", "selectable", "retired")  # of a code, written where not the default
_DEFAULTS = {name: Code.model_fields[name].default for name in _KEPT}


def to_label_config(codebook: Codebook) -> str:
    """The label config of a codebook: every code, label, mention type and slot, but nothing
    that explains a code: no definition, search word, note or example.

    Raises ConfigError for a label with a character that XML cannot hold.
    """
    return write(Node("View", _about(codebook), _children(codebook)))


def from_label_config(xml: str) -> Codebook:
    """The codebook that a label config describes.

    A config of ours gives its codebook back: all of it for a shipped one that was not changed, else codes, labels,
    mention types and slots. Any other config of the accepted tags gives a codebook of its own, named after the
    config; it has codes only if its controls are named as ours are. Raises ConfigError naming tag and line.
    """
    root = parse(xml)
    check_controls(root)
    if "codebook" not in root.attributes:
        return _foreign(root, xml)
    found = _ours(root)
    if found.name in SHIPPED:
        shipped = load_codebook(found.name)
        if found == _structure(found.name):
            return shipped
    return found


@lru_cache(maxsize=len(SHIPPED))
def _structure(name: str) -> Codebook:
    """A shipped codebook as its own label config describes it."""
    return _ours(parse(to_label_config(load_codebook(name))))


def _about(codebook: Codebook) -> dict[str, str]:
    slots = orjson.dumps([s.model_dump() for s in codebook.slots]).decode()
    return {
        "codebook": codebook.name,
        "codebookTitle": codebook.title,
        "codebookVersion": codebook.version,
        "codebookLanguage": codebook.language,
        "codebookActors": codebook.actors,
        "codebookSlots": slots,
    }


def _children(codebook: Codebook) -> list[Node]:
    trigger = {**_TRIGGER, "whenLabelValue": n.label_of(codebook, "trigger")}
    coded = ",".join(m.label for m in codebook.mentions if m.coded)
    actor = {**_TRIGGER, "whenLabelValue": coded} if coded else dict(_TRIGGER)
    nodes = [
        Node("Header", {"value": codebook.title}),
        Node("Text", {"name": n.TEXT, "value": "$text"}),
        _control("Labels", n.MENTION, {}, [_label(m.model_dump()) for m in codebook.mentions]),
        Node("Relations", {}, [Node("Relation", {"value": r}) for r in (*n.SLOT_FIELDS, n.SAME_EVENT, n.CONTINUES)]),
    ]
    if codebook.codes:
        leafs = {} if codebook.inner_codes else {"leafsOnly": "true"}
        shown = {"showFullPath": "true", "maxUsages": "1", **leafs}
        nodes.append(_control("Taxonomy", n.CODE, {**trigger, **shown}, _tree(codebook)))
    if codebook.actors != "none":
        nodes.append(_control("TextArea", n.ACTOR_CODE, {**actor, "maxSubmissions": "1", "placeholder": "Actor code"}))
        nodes.append(_control("TextArea", n.ACTOR_ID, {**actor, "maxSubmissions": "1", "placeholder": "Actor name"}))
    if codebook.modalities:
        nodes.append(_choices(n.MODALITY, trigger, codebook.modalities))
    if codebook.certainty:
        nodes.append(_choices(n.CERTAINTY, trigger, ("1", "2", "3")))
    nodes.append(_choices(n.FLAGS, {**_TRIGGER, "choice": "multiple"}, n.FLAG_VALUES))
    if codebook.magnitude:
        nodes.append(_control("Number", n.MAGNITUDE, trigger))
    nodes.append(_control("TextArea", n.NOTE, {**trigger, "maxSubmissions": "1", "placeholder": "Note on the event"}))
    nodes.append(_choices(n.VERDICT, {}, tuple(n.VERDICTS.values())))
    nodes.append(_control("TextArea", n.ARTICLE_NOTE, {"maxSubmissions": "1", "placeholder": "Note on the article"}))
    return nodes


def _control(tag: str, name: str, attributes: dict[str, str], children: list[Node] | None = None) -> Node:
    return Node(tag, {"name": name, "toName": n.TEXT, **attributes}, children or [])


def _choices(name: str, attributes: dict[str, str], values: tuple[str, ...]) -> Node:
    kind = {"choice": attributes.get("choice", "single"), "showInline": "true"}
    return _control("Choices", name, {**attributes, **kind}, [Node("Choice", {"value": v}) for v in values])


def _label(mention: dict[str, Any]) -> Node:
    attributes = {"value": mention["label"], "mention": mention["type"]}
    if mention["letter"]:
        attributes["hotkey"] = mention["letter"]
    if mention["coded"]:
        attributes["coded"] = "true"
    return Node("Label", attributes)


def _tree(codebook: Codebook) -> list[Node]:
    nodes: dict[str, Node] = {}
    roots: list[Node] = []
    for code in codebook.codes:
        value = n.node_of(code)
        attributes = {"value": value}
        if _split(value) != (code.code, code.label):
            attributes |= {"code": code.code, "label": code.label}
        if code.level != len(codebook.path(code.code)):
            attributes["depth"] = str(code.level)
        attributes |= {k: str(getattr(code, k)).lower() for k in _KEPT if getattr(code, k) != _DEFAULTS[k]}
        nodes[code.code] = Node("Choice", attributes)
        (roots if code.parent is None else nodes[code.parent].children).append(nodes[code.code])
    return roots


def _split(value: str) -> tuple[str, str]:
    code, _, label = value.partition(" ")
    return code, label


def check_controls(root: Node) -> None:
    """Refuse what the tags alone allow: no text or two, controls without name, options from elsewhere."""
    texts = list(root.find("Text"))
    if len(texts) != 1:
        raise ConfigError(f"has {len(texts)} <Text> tags; one is needed")
    text = texts[0]
    if not text.get("name") or not re.fullmatch(r"\$\w+", text.get("value")):
        raise text.error('needs a name and a value like "$text"')
    if text.get("valueType", "text") != "text":
        raise text.error("would load its text from an address; give the text itself")
    seen = {text.get("name")}
    for control in root.find(*CONTROLS):
        name = control.get("name")
        if not name or name in seen:
            raise control.error(f"needs a name of its own, not {name!r}")
        seen.add(name)
        if control.get("toName") != text.get("name"):
            raise control.error(f"has toName={control.get('toName')!r}; it must name the <Text>, {text.get('name')!r}")
        if control.tag in ("Labels", "Choices", "Taxonomy") and "value" in control.attributes:
            raise control.error("takes its options from the task; write them into the config")
    for option in root.find("Label", "Choice", "Relation"):
        if not option.get("value"):
            raise option.error("needs a value")


def _ours(root: Node) -> Codebook:
    names = {c.get("name"): c for c in root.find(*CONTROLS)}
    try:
        slots = orjson.loads(root.get("codebookSlots", "[]"))
    except orjson.JSONDecodeError as refused:
        raise root.error("has codebookSlots that are no JSON") from refused
    taxonomy = names.get(n.CODE)
    data = {
        "name": root.get("codebook"),
        "title": root.get("codebookTitle"),
        "version": root.get("codebookVersion"),
        "language": root.get("codebookLanguage", "en"),
        "actors": root.get("codebookActors", "cameo"),
        "inner_codes": taxonomy is None or not taxonomy.is_on("leafsOnly"),
        "slots": slots,
    }
    return _build(root, data | _from_controls(names))


def _from_controls(names: dict[str, Node]) -> dict[str, Any]:
    """Mention types, codes and attributes, as controls with our names say them."""
    labels, taxonomy, modality = (names.get(name) for name in (n.MENTION, n.CODE, n.MODALITY))
    return {
        "mentions": [_mention(node) for node in labels.find("Label")] if labels else [],
        "codes": _codes(taxonomy.children, None, 1) if taxonomy else [],
        "modalities": [node.get("value") for node in modality.find("Choice")] if modality else [],
        "certainty": n.CERTAINTY in names,
        "magnitude": n.MAGNITUDE in names,
    }


def _mention(node: Node) -> dict[str, Any]:
    label = node.get("value")
    kind = node.get("mention") or re.sub(r"\W+", "_", label.lower())
    return {"type": kind, "label": label, "letter": node.get("hotkey"), "coded": node.is_on("coded")}


def _codes(nodes: list[Node], parent: str | None, level: int) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = []
    for node in nodes:
        code, label = _split(node.get("value"))
        if "code" in node.attributes:
            code, label = node.get("code"), node.get("label")
        depth = node.get("depth")
        data: dict[str, Any] = {"code": code, "label": label, "definition": "", "parent": parent}
        data["level"] = int(depth) if depth.isascii() and depth.isdigit() else level
        data |= {name: node.get(name) for name in _KEPT if name in node.attributes}
        found += [data, *_codes(node.children, code, level + 1)]
    return found


def _foreign(root: Node, xml: str) -> Codebook:
    """Somebody else's config; with controls named as ours it codes events, else it only marks spans and relations."""
    names = {c.get("name"): c for c in root.find(*CONTROLS)}
    title = next((h.get("value") for h in root.find("Header")), "") or "Label config"
    version = sha256(xml.encode("utf-8")).hexdigest()[:12]
    data: dict[str, Any] = {"name": "label-config", "title": title, "version": version, "actors": "none", "slots": []}
    data |= _from_controls(names)
    if not data["mentions"]:
        data["mentions"] = [_mention(label) for control in root.find("Labels") for label in control.find("Label")]
    types = {m["type"] for m in data["mentions"]}
    if "trigger" not in types or not data["codes"]:
        return _build(root, {**data, "codes": []})
    for code in data["codes"]:
        code.setdefault("target", "optional")
    for mention in data["mentions"]:
        mention["coded"] = mention["type"] == "actor"
    filled_by = {"source": "actor", "target": "actor", "location": "location", "time": "time"}
    data["slots"] = [{"role": r, "label": r.capitalize(), "types": [t]} for r, t in filled_by.items() if t in types]
    data["actors"] = "free" if n.ACTOR_CODE in names else "none"
    data["modalities"] = data["modalities"] or list(MODALITIES)
    return _build(root, data)


def _build(root: Node, data: dict[str, Any]) -> Codebook:
    try:
        return parse_codebook(data)
    except ValidationError as refused:
        first = refused.errors()[0]
        place = ".".join(str(part) for part in first["loc"]) or "codes"
        raise root.error(f"describes no codebook: {place}: {first['msg']}") from refused
