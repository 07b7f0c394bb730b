"""The built front end: assets, and index.html for every other page address (the browser routes)."""

from __future__ import annotations

from pathlib import Path

from fastapi import FastAPI, Request
from starlette.responses import FileResponse, Response
from starlette.routing import Match
from starlette.staticfiles import StaticFiles

from annotate.answers import error_response
from annotate.errors import AnnotateError, NotFound

STATIC = Path(__file__).parent / "static"
METHODS = ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"]
MISSING = "The pages of event-annotate are not built. Run 'make demo' or 'pip install .' in the source folder.\n"


class MethodNotAllowed(AnnotateError):
    status = 405
    code = "method-not-allowed"


def add_frontend(app: FastAPI, static: Path = STATIC) -> None:
    """Add the page routes; must come after every API route, since they take what is left."""
    app.mount("/assets", Assets(directory=static / "assets", check_dir=False), name="assets")
    routes = list(app.routes)
    files = (
        {p.name for p in static.iterdir() if p.is_file() and not p.name.startswith(".")} if static.is_dir() else set()
    )

    @app.api_route("/api", methods=METHODS, include_in_schema=False)
    @app.api_route("/api/{path:path}", methods=METHODS, include_in_schema=False)
    def unknown_api(request: Request) -> Response:
        if any(route.matches(request.scope)[0] == Match.PARTIAL for route in routes):
            return error_response(MethodNotAllowed(f'Method "{request.method}" is not allowed here.'))
        return error_response(NotFound(f"There is no {request.url.path} in this API; see /api/docs."))

    @app.api_route("/{path:path}", methods=["GET", "HEAD"], include_in_schema=False)
    def page(path: str) -> Response:
        if path in files and path != "index.html":
            return FileResponse(static / path)
        if not (static / "index.html").is_file():
            return Response(MISSING, status_code=503, media_type="text/plain; charset=utf-8")
        return FileResponse(static / "index.html", headers={"Cache-Control": "no-cache"})


class Assets(StaticFiles):
    """File names hold a hash of the content, so browsers may keep them for good."""

    def file_response(self, *args: object, **kwargs: object) -> Response:
        response: Response = super().file_response(*args, **kwargs)  # type: ignore[arg-type]
        response.headers["Cache-Control"] = "public, max-age=31536000, immutable"
        return response
