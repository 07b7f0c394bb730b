"""The API page at /api/docs and its source, /api/openapi.json. No script, nothing from elsewhere."""

from __future__ import annotations

from importlib import resources

import orjson
from fastapi import FastAPI
from starlette.responses import Response

from annotate.reference.openapi import describe
from annotate.reference.page import render


def add_reference(app: FastAPI) -> None:
    """Add the three routes; the description is made when it is first asked for."""
    made: dict[str, bytes] = {}

    def once(name: str) -> bytes:
        if not made:
            described = describe(app)
            made["json"] = orjson.dumps(described)
            made["html"] = render(described).encode()
        return made[name]

    @app.get("/api/openapi.json", include_in_schema=False)
    def openapi() -> Response:
        return Response(once("json"), media_type="application/json")

    @app.get("/api/docs", include_in_schema=False)
    def docs() -> Response:
        return Response(once("html"), media_type="text/html; charset=utf-8")

    @app.get("/api/docs.css", include_in_schema=False)
    def style() -> Response:
        text = (resources.files(__name__) / "page.css").read_text("utf-8")
        return Response(text, media_type="text/css; charset=utf-8", headers={"Cache-Control": "max-age=3600"})
