"""The reference page as HTML, written on the server from the OpenAPI description."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from html import escape
from typing import Any

import orjson

from annotate.reference.examples import example

Operation = dict[str, Any]


def render(api: Mapping[str, Any]) -> str:
    """The whole page."""
    groups = [(tag, list(_operations(api, tag["name"]))) for tag in api["tags"]]
    nav = "".join(
        f'<li><a href="#{_slug(tag["name"])}">{escape(tag["name"])}</a></li>'
        for tag, operations in groups
        if operations
    )
    body = "".join(_group(tag, operations, api) for tag, operations in groups if operations)
    intro = "".join(f"<p>{_inline(part)}</p>" for part in api["info"]["description"].split("\n\n"))
    return (
        '<!doctype html><html lang="en"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        '<title>API · event-annotate</title><link rel="stylesheet" href="/api/docs.css"></head><body>'
        '<a class="skip" href="#main">Skip to the reference</a>'
        f'<nav aria-label="Sections"><a class="home" href="/">event-annotate</a><ul>{nav}</ul>'
        '<p><a href="/api/openapi.json">openapi.json</a></p></nav>'
        f'<main id="main"><h1>API <small>{escape(api["info"]["version"])}</small></h1>'
        f"{intro}{_errors(api)}{body}</main>"
        "</body></html>"
    )


def _operations(api: Mapping[str, Any], tag: str) -> Iterator[tuple[str, str, Operation]]:
    for path, methods in api["paths"].items():
        for method, operation in methods.items():
            if tag in operation.get("tags", []):
                yield method.upper(), path, operation


def _errors(api: Mapping[str, Any]) -> str:
    shown = _json(api["components"]["schemas"]["Error"]["examples"][0])
    return f"<p>Every refusal under /api has one form; <code>code</code> is a stable word for programs:</p>{shown}"


def _group(tag: Mapping[str, str], operations: list[tuple[str, str, Operation]], api: Mapping[str, Any]) -> str:
    inner = "".join(_operation(*operation, api) for operation in operations)
    return (
        f'<section id="{_slug(tag["name"])}"><h2>{escape(_capital(tag["name"]))}</h2>'
        f"<p>{_inline(tag['description'])}</p>{inner}</section>"
    )


def _operation(method: str, path: str, operation: Operation, api: Mapping[str, Any]) -> str:
    schemas = api["components"]["schemas"]
    parts = [f"<p>{_inline(part)}</p>" for part in operation.get("description", "").split("\n\n") if part.strip()]
    parts.append(_parameters(operation))
    for kind, content in operation.get("requestBody", {}).get("content", {}).items():
        parts.append(f"<h4>Send <small>{escape(kind)}</small></h4>{_content(content, schemas)}")
    parts.extend(_answer(status, response, schemas) for status, response in _successes(operation))
    summary = (
        f'<b class="{method.lower()}">{method}</b> <code>{escape(path)}</code>'
        f"<span>{escape(operation.get('summary', ''))}</span>"
    )
    return f"<details><summary>{summary}</summary><div>{''.join(parts)}</div></details>"


def _successes(operation: Operation) -> list[tuple[str, Mapping[str, Any]]]:
    return [(status, response) for status, response in operation["responses"].items() if status < "400"]


def _answer(status: str, response: Mapping[str, Any], schemas: Mapping[str, Any]) -> str:
    shown = "".join(_content(content, schemas) for content in response.get("content", {}).values())
    return f"<h4>Answer {escape(status)}</h4>{shown or '<p>No body.</p>' if status == '204' else shown}"


def _parameters(operation: Operation) -> str:
    rows = "".join(
        f"<tr><td><code>{escape(p['name'])}</code></td><td>{escape(p['in'])}</td>"
        f"<td>{escape(_type(p.get('schema', {})))}</td><td>{_inline(p.get('description', ''))}</td></tr>"
        for p in operation.get("parameters", [])
    )
    if not rows:
        return ""
    head = "<tr><th>Parameter</th><th>In</th><th>Type</th><th>Meaning</th></tr>"
    return f"<table><thead>{head}</thead><tbody>{rows}</tbody></table>"


def _content(content: Mapping[str, Any], schemas: Mapping[str, Any]) -> str:
    if "example" in content:
        return _json(content["example"])
    schema = content.get("schema", {})
    in_files = any(inner.get("format") == "binary" for inner in schema.get("properties", {}).values())
    shown = None if in_files else example(schema, schemas)  # a form with files is no JSON
    return (_json(shown) if shown not in (None, {}) else "") + _notes(schema, schemas)


def _notes(schema: Mapping[str, Any], schemas: Mapping[str, Any]) -> str:
    """What the fields of an object mean, where the schema says so."""
    if "$ref" in schema:
        schema = schemas.get(schema["$ref"].rpartition("/")[2], {})
    noted = {
        name: inner["description"] for name, inner in schema.get("properties", {}).items() if "description" in inner
    }
    rows = "".join(f"<dt><code>{escape(name)}</code></dt><dd>{_inline(text)}</dd>" for name, text in noted.items())
    return f"<dl>{rows}</dl>" if rows else ""


def _type(schema: Mapping[str, Any]) -> str:
    if "anyOf" in schema:
        return " or ".join(_type(inner) for inner in schema["anyOf"] if inner.get("type") != "null")
    default = f", default {schema['default']}" if schema.get("default") is not None else ""
    return f"{schema.get('type', 'any')}{default}"


def _json(value: Any) -> str:
    return f"<pre><code>{escape(orjson.dumps(value, option=orjson.OPT_INDENT_2).decode())}</code></pre>"


def _inline(text: str) -> str:
    return re.sub(r"`([^`]+)`", r"<code>\1</code>", escape(" ".join(text.split()), quote=False))


def _slug(name: str) -> str:
    return re.sub(r"[^a-z0-9]+", "-", name.lower()).strip("-")


def _capital(name: str) -> str:
    return name[:1].upper() + name[1:]
