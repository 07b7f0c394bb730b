"""The OpenAPI description of the server: FastAPI's, with what holds for every call added."""

from __future__ import annotations

from typing import Any

from fastapi import FastAPI
from fastapi.openapi.utils import get_openapi

from annotate.answers import error_body
from annotate.errors import Invalid
from annotate.rooms import Room

ABOUT = """The pages of event-annotate and the Label Studio SDK use this API; so can you.

Sign in with one of three: the session cookie that the log-in sets; `Authorization: Token …` with an opaque API
token; or `Authorization: Bearer …` with a five-minute access token, bought with a personal access token at
`POST /api/token/refresh`. Tokens are made on the account page or with `annotate user token EMAIL`.

Bodies are JSON in UTF-8. Addresses work with and without a slash at the end. Offsets into texts count Unicode code
points. Times are UTC. A change is stored before it is acknowledged; creating an annotation with the same `unique_id`
again changes nothing. What you may not see is 404, as if it did not exist. 409, 429 and 5xx are used only for what
trying again can mend."""

TAGS = {
    "account": "Log-in, one-time links, your account and its API tokens: what our own pages use.",
    "users and tokens (Label Studio)": "People and tokens where the Label Studio SDK looks for them.",
    "projects": "Projects, their codebooks and their people: what our own pages use.",
    "projects (Label Studio)": "Projects where the Label Studio SDK looks for them.",
    "members": "Who is in a project, in which role.",
    "organization (Label Studio)": "The one organization that Label Studio's clients ask for.",
    "articles": "Loading files of articles into a project.",
    "tasks": "Articles as tasks: list, read, import, change, delete.",
    "annotations": "Codings. Each change adds a revision; nothing is overwritten.",
    "drafts": "Unfinished codings.",
    "agreement": "How far coders agree, and the sentences behind each number.",
    "predictions": "Codings that a model proposes.",
    "models": "Baselines trained on a project's codings: their reports, and which one is active.",
    "coding screen": "What our coding screen uses: the next article, one article, the list of all.",
    "assignments": "Tasks given to people by name, to code or to review.",
    "comments": "Remarks on codings.",
    "reviews": "Judgements on codings, and their history.",
    "exports": "Snapshots of a project, in Label Studio's formats.",
    "webhooks": "Telling listed addresses what happens.",
    "statistics": "Agreement, lead times and label counts.",
    "jobs": "Long work: how far it is, how it ended, stopping it.",
    "views": "Saved filters and orders of the task list.",
    "label studio": "Actions and the next task where Label Studio's clients look for them.",
    "server": "Is it up, and which version?",
}
SCHEMES = {
    "session": {"type": "apiKey", "in": "cookie", "name": "annotate_session", "description": "set by the log-in"},
    "token": {"type": "apiKey", "in": "header", "name": "Authorization", "description": "`Token <API token>`"},
    "bearer": {"type": "http", "scheme": "bearer", "bearerFormat": "JWT", "description": "five-minute access token"},
}
STATUSES = {
    "400": "The request is understood and wrong; `validation_errors` names the fields.",
    "401": "No credentials, or none that hold.",
    "403": "Your role does not allow it.",
    "404": "It does not exist, or you may not know of it.",
}


def describe(app: FastAPI) -> dict[str, Any]:
    """The whole description; operations refer to one error schema."""
    routes = [route for door in app.routes for route in (door.routes if isinstance(door, Room) else [door])]
    found = get_openapi(title="event-annotate", version=app.version, description=ABOUT, routes=routes)
    components = found.setdefault("components", {})
    components["securitySchemes"] = SCHEMES
    schemas = components.setdefault("schemas", {})
    for leftover in ("HTTPValidationError", "ValidationError"):
        schemas.pop(leftover, None)
    schemas["Error"] = _error_schema()
    found["security"] = [{name: []} for name in SCHEMES]
    used: list[str] = []
    for path in found["paths"].values():
        for operation in path.values():
            _lift_definitions(operation, schemas)
            _add_refusals(operation)
            used += [tag for tag in operation.get("tags", []) if tag not in used]
    order = [*(tag for tag in TAGS if tag in used), *(tag for tag in used if tag not in TAGS)]
    found["tags"] = [{"name": tag, "description": TAGS.get(tag, "")} for tag in order]
    return found


def _error_schema() -> dict[str, Any]:
    example = error_body(Invalid("title: Use three characters or more.", fields={"title": ["Use three or more."]}))
    kinds = {str: "string", int: "integer", dict: "object"}
    properties = {name: {"type": kinds.get(type(value), "null")} for name, value in example.items()}
    return {"type": "object", "title": "Error", "properties": properties, "examples": [example]}


def _add_refusals(operation: dict[str, Any]) -> None:
    responses = operation["responses"]
    responses.pop("422", None)  # here it is a 400
    refusal = {"application/json": {"schema": {"$ref": "#/components/schemas/Error"}}}
    for status, text in STATUSES.items():
        responses.setdefault(status, {"description": text, "content": refusal})


def _lift_definitions(operation: dict[str, Any], schemas: dict[str, Any]) -> None:
    """Bodies that an endpoint documents by itself carry their own definitions; move these to where they are looked
    for."""
    for content in operation.get("requestBody", {}).get("content", {}).values():
        for name, schema in content.get("schema", {}).pop("$defs", {}).items():
            schemas.setdefault(name, schema)
