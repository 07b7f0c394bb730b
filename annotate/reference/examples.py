"""A small example of JSON out of its schema."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

PLAIN = {"string": "…", "integer": 1, "number": 0.5, "boolean": True, "null": None}
FORMATS = {"date-time": "2026-11-22T13:05:41.119047Z", "uuid": "3f0c9d2e-6f0b-4a39-9c56-1f5d3c0f7a11"}
DEEPEST = 6


def example(schema: Mapping[str, Any], schemas: Mapping[str, Any], depth: int = 0) -> Any:
    """What a value of that schema may look like; examples and defaults in the schema are taken as they are."""
    if "$ref" in schema:
        return example(schemas.get(schema["$ref"].rpartition("/")[2], {}), schemas, depth)
    for key in ("example", "default", "const"):
        if schema.get(key) is not None:
            return schema[key]
    if schema.get("examples"):
        return schema["examples"][0]
    if schema.get("enum"):
        return schema["enum"][0]
    for key in ("anyOf", "oneOf", "allOf"):
        if schema.get(key):
            return example(schema[key][0], schemas, depth)
    return _of_type(schema, schemas, depth)


def _of_type(schema: Mapping[str, Any], schemas: Mapping[str, Any], depth: int) -> Any:
    kind = schema.get("type", "object" if "properties" in schema else None)
    if depth > DEEPEST:
        return None
    if kind == "object":
        properties = schema.get("properties", {})
        return {name: example(inner, schemas, depth + 1) for name, inner in properties.items()}
    if kind == "array":
        inner = schema.get("items") or (schema.get("prefixItems") or [{}])[0]
        return [example(inner, schemas, depth + 1)] if inner else []
    if kind == "string" and schema.get("format") in FORMATS:
        return FORMATS[schema["format"]]
    return PLAIN.get(str(kind))
