"""Wires the server together: the only place that knows all parts."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from sqlalchemy.exc import DataError
from starlette.exceptions import HTTPException
from starlette.middleware.trustedhost import TrustedHostMiddleware
from starlette.responses import Response

from annotate import __version__
from annotate.annotations import routes as codings
from annotate.answers import error_response
from annotate.articles import routes as articles
from annotate.assignments import routes as assignments
from annotate.comments import routes as comments
from annotate.db import Database
from annotate.errors import AnnotateError, Invalid, NotFound
from annotate.frontend import add_frontend
from annotate.jobs import routes as jobs
from annotate.jobs.runner import Runner
from annotate.labelstudio import routes as labelstudio
from annotate.middleware import Frame, Gate
from annotate.predictions import routes as predictions
from annotate.projects import routes as projects
from annotate.projects import sdk_members as members
from annotate.projects import sdk_routes as projects_sdk
from annotate.queue import routes as queue
from annotate.reference import add_reference
from annotate.reliability import routes as reliability
from annotate.reviews import routes as reviews
from annotate.rulings import routes as rulings
from annotate.security import LastUse, signing_key
from annotate.settings import Settings, data_folder
from annotate.snapshots import routes as snapshots
from annotate.stats import routes as stats
from annotate.suggesting import routes as suggesting
from annotate.suggesting.process import Helper
from annotate.tasks import routes as tasks
from annotate.trainings import routes as trainings
from annotate.users import hotkeys, organization
from annotate.users import routes as users
from annotate.users import sdk_routes as users_sdk
from annotate.users.throttle import Throttle
from annotate.views import routes as views
from annotate.webhooks import routes as webhooks
from annotate.webhooks.hosts import allow as allow_webhooks

# A request is held against one route after the other, so what coders and programs ask most comes first.
ROUTERS = (
    labelstudio.router,
    codings.router,
    users.router,
    users_sdk.router,
    hotkeys.router,
    organization.router,
    projects.router,
    members.router,
    projects_sdk.router,
    articles.router,
    tasks.router,
    queue.router,
    predictions.router,
    suggesting.router,
    reliability.router,
    trainings.router,
    jobs.router,
    assignments.router,
    comments.router,
    reviews.router,
    rulings.router,
    snapshots.router,
    stats.router,
    views.router,
    webhooks.router,
)


def create_app(settings: Settings, db: Database) -> FastAPI:
    """The whole server on a database with the current schema; raises SetupError for an unusable signing key."""
    app = FastAPI(
        title="event-annotate",
        version=__version__,
        docs_url=None,
        redoc_url=None,
        openapi_url=None,
        redirect_slashes=False,
        lifespan=_lifespan,
    )
    app.state.settings, app.state.db = settings, db
    app.state.signing_key = signing_key(settings, db)
    allow_webhooks(db.url, settings.webhook_hosts)
    app.state.last_use, app.state.throttle, app.state.helper = LastUse(), Throttle(), Helper()
    _add_error_handlers(app)
    _add_health(app)
    for router in ROUTERS:  # include_router would build each route anew and look for it twice in every request
        app.router.routes.extend(router.routes)
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
    runner.stop()
    app.state.last_use.flush(app.state.db)


def _add_health(app: FastAPI) -> None:
    @app.get("/health", tags=["server"], summary="Is the server up?")
    def health() -> dict[str, str]:
        return {"status": "UP"}


def _add_error_handlers(app: FastAPI) -> None:
    handlers: dict[type[Exception], Callable[[Request, Exception], Response]] = {
        AnnotateError: _refused,
        RequestValidationError: _not_valid,
        HTTPException: _http_error,
        DataError: _out_of_range,
        OverflowError: _out_of_range,
    }
    for kind, handler in handlers.items():
        app.add_exception_handler(kind, handler)


def _refused(request: Request, error: Exception) -> Response:
    if not isinstance(error, AnnotateError):
        raise error
    return error_response(error)


def _not_valid(request: Request, error: Exception) -> Response:
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


def _http_error(request: Request, error: Exception) -> Response:
    if not isinstance(error, HTTPException):
        raise error
    response = error_response(Invalid(str(error.detail)), error.status_code)
    response.headers.update(error.headers or {})
    return response


def _out_of_range(request: Request, error: Exception) -> Response:
    return error_response(Invalid("A number or text in this request is outside what the database can hold."))
