"""How refusals look on the wire: one body for every error under /api."""

from __future__ import annotations

import uuid
from typing import Any

import orjson
from starlette.responses import Response

from annotate.errors import AnnotateError, NotSignedIn

LABEL_STUDIO_RELEASE = "1.23.2"


def error_body(error: AnnotateError, status: int | None = None) -> dict[str, Any]:
    """The error body of the Label Studio API with a ``code`` for programs added."""
    body: dict[str, Any] = {
        "id": str(uuid.uuid4()),
        "status_code": status or error.status,
        "version": LABEL_STUDIO_RELEASE,
        "detail": error.detail,
        "code": error.code,
        "exc_info": None,
    }
    if error.fields:
        body["validation_errors"] = error.fields
    return {**error.extra, **body}


def error_response(error: AnnotateError, status: int | None = None) -> Response:
    """A response in JSON; 401 names the scheme, a ``retry_after`` in ``extra`` becomes the header too."""
    headers: dict[str, str] = {}
    if isinstance(error, NotSignedIn):
        headers["WWW-Authenticate"] = "Token"
    if "retry_after" in error.extra:
        headers["Retry-After"] = str(error.extra["retry_after"])
    return Response(
        orjson.dumps(error_body(error, status)),
        status_code=status or error.status,
        media_type="application/json",
        headers=headers,
    )
