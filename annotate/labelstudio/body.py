"""Request bodies as they came: the bytes of one member are kept, so that a result list is stored unchanged."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Annotated, Any, TypeVar

import orjson
from fastapi import Depends, Request
from pydantic import BaseModel, ValidationError

from annotate.errors import Invalid
from annotate.middleware import PARSED

_DECODER = json.JSONDecoder()
_SPACE = " \t\r\n"
_REFERENCE = "#/components/schemas/{model}"
Model = TypeVar("Model", bound=BaseModel)


@dataclass(frozen=True, slots=True)
class Body:
    """A JSON body, parsed and raw."""

    raw: bytes
    data: Any

    def object(self) -> dict[str, Any]:
        """The body as an object; an empty body counts as {}."""
        if not isinstance(self.data, dict):
            raise Invalid("The body must be a JSON object.")
        return self.data

    def member(self, name: str) -> str:
        """The JSON of one top-level member, byte for byte as it came; raises KeyError when it is absent."""
        dumped = orjson.dumps(self.object()[name])
        if b'"%b":%b' % (name.encode(), dumped) in self.raw:  # compact JSON, as the SDK and our pages send it
            return dumped.decode()
        return _slice(self.raw.decode(), name)


async def read_body(request: Request) -> Body:
    """The body that the gate has read and parsed; none counts as {}."""
    return Body(await request.body(), getattr(request.state, PARSED, {}))


BodyDep = Annotated[Body, Depends(read_body)]


def checked(model: type[Model], data: Any, place: str = "") -> Model:
    """The data as that model; raises Invalid with one message per wrong field."""
    try:
        return model.model_validate(data)
    except ValidationError as error:
        raise invalid_fields(error, place) from None


def invalid_fields(error: ValidationError, place: str = "") -> Invalid:
    """A refusal that names each wrong place, under ``place``."""
    fields: dict[str, list[str]] = {}
    for problem in error.errors(include_url=False, include_input=False):
        name = ".".join(str(part) for part in (*([place] if place else []), *problem["loc"])) or "body"
        fields.setdefault(name, []).append(problem["msg"].removeprefix("Value error, "))
    first = next(iter(fields))
    return Invalid(f"{first}: {fields[first][0]}", fields=fields)


def documented(model: type[BaseModel], *, required: bool = True) -> Any:
    """What the API page says about a body that the endpoint reads by itself; made when somebody asks for that page."""
    return lambda: _described(model.model_json_schema(ref_template=_REFERENCE), required=required)


def documented_list(model: type[BaseModel], *, or_files: bool = False) -> Any:
    """The same for a body that is a list of them, or a form with files."""
    return lambda: _described_list(model, or_files)


def _described_list(model: type[BaseModel], or_files: bool) -> dict[str, Any]:
    schema = model.model_json_schema(ref_template=_REFERENCE)
    described = _described({"type": "array", "items": schema, "minItems": 1})
    if or_files:
        file = {"type": "string", "format": "binary", "description": "any number of files, under any names"}
        form = {"type": "object", "properties": {"file": file}, "required": ["file"]}
        described["requestBody"]["content"]["multipart/form-data"] = {"schema": form}
    return described


def _described(schema: dict[str, Any], *, required: bool = True) -> dict[str, Any]:
    return {"requestBody": {"required": required, "content": {"application/json": {"schema": schema}}}}


def _slice(text: str, name: str) -> str:
    """The text of a member of a valid JSON object; the last one, if the name comes twice."""
    found: str | None = None
    at = _skip(text, text.index("{") + 1)
    while text[at] == '"':
        key, at = _DECODER.raw_decode(text, at)
        start = _skip(text, _skip(text, at) + 1)
        _, end = _DECODER.raw_decode(text, start)
        if key == name:
            found = text[start:end]
        at = _skip(text, end)
        if text[at] == ",":
            at = _skip(text, at + 1)
    if found is None:
        raise KeyError(name)
    return found


def _skip(text: str, at: int) -> int:
    while text[at] in _SPACE:
        at += 1
    return at
