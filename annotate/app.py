"""Wires the server together: the only place that knows all parts."""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import asynccontextmanager
from typing import Any

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.middleware.asyncexitstack import AsyncExitStackMiddleware
from sqlalchemy.exc import DataError
from starlette.exceptions import HTTPException
from starlette.middleware.exceptions import ExceptionMiddleware
from starlette.middleware.trustedhost import TrustedHostMiddleware
from starlette.responses import Response
from starlette.types import ASGIApp, Receive, Scope, Send

from annotate import __version__
from annotate.answers import error_response
from annotate.db import Database
from annotate.direct import Late
from annotate.errors import AnnotateError, Invalid, NotFound
from annotate.frontend import add_frontend
from annotate.jobs.runner import Runner
from annotate.middleware import Frame, Gate
from annotate.reference import add_reference
from annotate.rooms import Room
from annotate.security import LastUse, signing_key
from annotate.settings import Settings, data_folder
from annotate.suggesting.process import Helper
from annotate.threads import Threads
from annotate.users.throttle import Throttle
from annotate.webhooks.hosts import allow as allow_webhooks

# A request is held against one door after the other, so what coders and programs ask most comes first.
ROOMS = (
    Room("annotate.labelstudio.routes", "/api/dm/actions$", "/api/projects/{}/next$"),
    Room(
        "annotate.annotations.routes",
        "/api/tasks/{}/annotations",
        "/api/tasks/{}/drafts",
        "/api/annotations",
        "/api/drafts",
        "/api/app/tasks/{}/draft$",
        "/api/projects/{}/annotators$",
    ),
    Room("annotate.users.routes", "/api/app/account", "/api/app/links", "/api/app/session$"),
    Room("annotate.users.sdk_routes", "/api/current-user", "/api/token", "/api/users", "/api/version$"),
    Room("annotate.users.hotkeys", "/api/current-user/hotkeys$"),
    Room("annotate.users.organization", "/api/invite$", "/api/jwt/settings$", "/api/organizations"),
    Room(
        "annotate.projects.routes",
        "/api/app/actors$",
        "/api/app/codebooks$",
        "/api/app/projects$",
        "/api/app/projects/{}$",
        "/api/app/projects/{}/codebook$",
        "/api/app/projects/{}/invites$",
        "/api/app/projects/{}/people",
    ),
    Room("annotate.projects.sdk_members", "/api/projects/roles", "/api/projects/{}/members", "/api/projects/{}/roles$"),
    Room(
        "annotate.projects.sdk_routes",
        "/api/projects$",
        "/api/projects/{}$",
        "/api/projects/{}/duplicate$",
        "/api/projects/{}/file-uploads$",
        "/api/projects/{}/validate$",
    ),
    Room("annotate.articles.routes", "/api/app/projects/{}/articles$"),
    Room(
        "annotate.tasks.routes",
        "/api/tasks$",
        "/api/tasks/{}$",
        "/api/projects/{}/tasks$",
        "/api/projects/{}/import$",
        "/api/projects/{}/export",
        "/api/app/projects/{}/tasks$",
        "/api/app/tasks/{}$",
    ),
    Room(
        "annotate.queue.routes",
        "/api/app/projects/{}/next$",
        "/api/app/projects/{}/ahead$",
        "/api/app/tasks/{}/release$",
        "/api/app/tasks/{}/renew$",
    ),
    Room(
        "annotate.predictions.routes",
        "/api/predictions",
        "/api/projects/{}/import/predictions$",
        "/api/app/projects/{}/suggestions",
    ),
    Room("annotate.suggesting.routes", "/api/app/tasks/{}/suggest$"),
    Room("annotate.reliability.routes", "/api/app/projects/{}/agreement"),
    Room("annotate.trainings.routes", "/api/app/projects/{}/models"),
    Room("annotate.jobs.routes", "/api/app/jobs", "/api/app/projects/{}/jobs$"),
    Room("annotate.assignments.routes", "/api/projects/{}/tasks/assignees$", "/api/projects/{}/tasks/{}/assignees$"),
    Room("annotate.comments.routes", "/api/comments"),
    Room(
        "annotate.reviews.routes",
        "/api/annotation-history",
        "/api/annotation-reviews",
        "/api/projects/{}/annotation-history$",
    ),
    Room("annotate.rulings.routes", "/api/app/projects/{}/rulings"),
    Room("annotate.snapshots.routes", "/api/projects/{}/exports"),
    Room(
        "annotate.stats.routes",
        "/api/projects/{}/stats",
        "/api/projects/{}/model-stats",
        "/api/projects/{}/user-stats",
        "/api/projects/{}/users",
        "/api/projects/{}/analytics",
        "/api/projects/{}/tasks/{}/agreement-matrix$",
    ),
    Room("annotate.views.routes", "/api/dm/views"),
    Room("annotate.webhooks.routes", "/api/webhooks"),
)


class Server(FastAPI):
    """FastAPI without the layers whose work ``Frame`` and ``Gate`` do: a clean 500, the limit of a body, and measuring
    for others, which this server does not do."""

    def build_middleware_stack(self) -> ASGIApp:
        handlers: Mapping[Any, Any] = self.exception_handlers
        app: ASGIApp = ExceptionMiddleware(AsyncExitStackMiddleware(self.router), handlers=handlers)
        for layer, args, kwargs in reversed(self.user_middleware):
            app = layer(app, *args, **kwargs)
        return app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        scope["app"] = self
        if self.middleware_stack is None:
            self.middleware_stack = self.build_middleware_stack()
        await self.middleware_stack(scope, receive, send)


def create_app(settings: Settings, db: Database) -> FastAPI:
    """The whole server on a database with the current schema; raises SetupError for an unusable signing key."""
    app = Server(
        title="event-annotate",
        version=__version__,
        docs_url=None,
        redoc_url=None,
        openapi_url=None,
        redirect_slashes=False,
        lifespan=_lifespan,
    )
    app.router.route_class = Late
    app.state.settings, app.state.db = settings, db
    app.state.signing_key = signing_key(settings, db)
    allow_webhooks(db.url, settings.webhook_hosts)
    app.state.last_use, app.state.throttle, app.state.helper = LastUse(), Throttle(), Helper()
    app.state.threads = Threads()
    _add_error_handlers(app)
    _add_health(app)
    app.router.routes.extend(ROOMS)
    add_reference(app)
    add_frontend(app)
    app.add_middleware(Gate, settings=settings)
    if settings.allowed_hosts.strip() != "*":
        hosts = [h.strip() for h in settings.allowed_hosts.split(",") if h.strip()]
        app.add_middleware(TrustedHostMiddleware, allowed_hosts=hosts)
    app.add_middleware(Frame, settings=settings)  # added last: outermost
    return app


@asynccontextmanager
async def _lifespan(app: FastAPI) -> AsyncIterator[None]:
    runner = Runner(app.state.db, data=data_folder(app.state.settings))
    runner.start()
    yield
    await app.state.helper.close()
    app.state.threads.close()
    runner.stop()
    app.state.last_use.flush(app.state.db)


def _add_health(app: FastAPI) -> None:
    told = {"type": "object", "additionalProperties": {"type": "string"}, "title": "Response Health Health Get"}
    answer = {"description": "Successful Response", "content": {"application/json": {"schema": told}}}

    # answered without FastAPI's model of the answer, for which it would load more than all else that a start needs
    @app.get("/health", tags=["server"], summary="Is the server up?", response_model=None, responses={200: answer})
    async def health() -> Response:
        return Response(b'{"status":"UP"}', media_type="application/json")


def _add_error_handlers(app: FastAPI) -> None:
    handlers: dict[type[Exception], Callable[[Request, Exception], Awaitable[Response]]] = {
        AnnotateError: _refused,
        RequestValidationError: _not_valid,
        HTTPException: _http_error,
        DataError: _out_of_range,
        OverflowError: _out_of_range,
    }
    for kind, handler in handlers.items():
        app.add_exception_handler(kind, handler)


async def _refused(request: Request, error: Exception) -> Response:
    if not isinstance(error, AnnotateError):
        raise error
    return error_response(error)


async def _not_valid(request: Request, error: Exception) -> Response:
    """Wrong fields are a 400 with ``validation_errors``; an id in the path that is no number is not found."""
    if not isinstance(error, RequestValidationError):
        raise error
    problems = error.errors()
    if any(p["loc"][0] == "path" for p in problems):
        return error_response(NotFound(f"There is nothing at {request.url.path}."))
    fields: dict[str, list[str]] = {}
    for problem in problems:
        name = ".".join(str(part) for part in problem["loc"][1:]) or "body"
        fields.setdefault(name, []).append(problem["msg"].removeprefix("Value error, "))
    first = next(iter(fields))
    return error_response(Invalid(f"{first}: {fields[first][0]}", fields=fields))


async def _http_error(request: Request, error: Exception) -> Response:
    if not isinstance(error, HTTPException):
        raise error
    response = error_response(Invalid(str(error.detail)), error.status_code)
    response.headers.update(error.headers or {})
    return response


async def _out_of_range(request: Request, error: Exception) -> Response:
    return error_response(Invalid("A number or text in this request is outside what the database can hold."))
