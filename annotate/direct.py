"""Routes that cost little: to make, and to answer.

FastAPI looks into every endpoint and builds its validators when a route is made, which is a fifth of a cold start: here
that waits until the route is asked. And FastAPI would work out the same dependencies in every request, and send the
look-up of the caller and the endpoint to a thread each; that takes longer than what most endpoints do.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from inspect import iscoroutinefunction
from typing import Any

from fastapi import Request, Response
from fastapi.dependencies.models import Dependant
from fastapi.dependencies.utils import request_params_to_args
from fastapi.exceptions import RequestValidationError
from fastapi.routing import APIRoute
from starlette.routing import Match, compile_path, get_name
from starlette.types import Receive, Scope, Send

from annotate.security import current_caller, get_db, get_settings, optional_caller, required_caller
from annotate.threads import Threads

_DB, _SETTINGS, _CALLER, _MAYBE_CALLER = get_db, get_settings, current_caller, optional_caller
_KNOWN = frozenset((_DB, _SETTINGS, _CALLER, _MAYBE_CALLER))
_OF_THE_PATH = frozenset(("path_regex", "path_format", "param_convertors"))


class Late(APIRoute):
    """A route like any other that knows at first only what a request is held against; FastAPI makes the rest when
    something asks for it: the first request to it, or the API's description."""

    def __init__(self, path: str, endpoint: Callable[..., Any], **options: Any) -> None:
        self._options: dict[str, Any] | None = options
        self._told: Any = None
        self.path, self.endpoint, self.name = path, endpoint, options["name"] or get_name(endpoint)
        self.methods = {method.upper() for method in options["methods"] or ["GET"]}
        self._start = path.partition("{")[0]

    def matches(self, scope: Scope) -> tuple[Match, Scope]:
        if scope["type"] != "http" or not scope["path"].startswith(self._start):
            return Match.NONE, {}  # most of them, told apart without a regular expression
        return super().matches(scope)

    @property
    def openapi_extra(self) -> Any:
        """What is added to the route's description; a function that makes it is called when the description is."""
        return self._told() if callable(self._told) else self._told

    @openapi_extra.setter
    def openapi_extra(self, told: Any) -> None:
        self._told = told

    def __getattr__(self, name: str) -> Any:
        """Called for what is not there yet. Two threads may both come here: what they make is the same, and who comes
        late finds what the other has made."""
        options = vars(self).get("_options")
        if name in _OF_THE_PATH:
            self.path_regex, self.path_format, self.param_convertors = compile_path(self.path)
        elif options is not None:
            self.complete(options)
            self._options = None
        return object.__getattribute__(self, name)

    def complete(self, options: dict[str, Any]) -> None:
        """Make all that FastAPI's routes have."""
        APIRoute.__init__(self, self.path, self.endpoint, **options)


class Direct(Late):
    """An endpoint that takes parameters of path and query and our own dependencies, and returns a Response, is called
    without FastAPI; the others as ever."""

    def complete(self, options: dict[str, Any]) -> None:
        super().complete(options)
        if self.response_field is None and self.status_code != 204 and _is_plain(self.dependant):
            self.app = _Endpoint(self.dependant)


def _is_plain(needs: Dependant) -> bool:
    known = all(one.name is not None and (one.call in _KNOWN or _reads(one)) for one in needs.dependencies)
    plain = not _asks_for_more(needs) and needs.request_param_name is None
    return known and plain and not iscoroutinefunction(needs.call)


def _reads(one: Dependant) -> bool:
    """It awaits the body, or what else it finds in the request, and needs nothing beside it."""
    alone = not (one.dependencies or one.path_params or one.query_params or _asks_for_more(one))
    return alone and one.request_param_name is not None and iscoroutinefunction(one.call)


def _asks_for_more(needs: Dependant) -> bool:
    other = (needs.header_params, needs.cookie_params, needs.body_params, needs.response_param_name)
    return any((*other, needs.background_tasks_param_name, needs.http_connection_param_name))


class _Endpoint:
    """The ASGI application of one route."""

    def __init__(self, needs: Dependant) -> None:
        self.path, self.query = tuple(needs.path_params), tuple(needs.query_params)
        self.names: Mapping[Any, str] = {one.call: one.name for one in needs.dependencies if one.name is not None}
        self.readers: Mapping[str, Any] = {name: call for call, name in self.names.items() if call not in _KNOWN}
        self.call: Any = needs.call

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        request = Request(scope, receive, send)
        given = {name: await read(request) for name, read in self.readers.items()}
        threads: Threads = request.app.state.threads
        response = await threads.run(self._answer, request, given)
        await response(scope, receive, send)

    def _answer(self, request: Request, given: dict[str, Any]) -> Response:
        state = request.app.state
        if _CALLER in self.names:  # before the parameters are looked at, as FastAPI does it
            given[self.names[_CALLER]] = required_caller(optional_caller(request, state.db))
        if _MAYBE_CALLER in self.names:
            given[self.names[_MAYBE_CALLER]] = optional_caller(request, state.db)
        in_path, wrong = request_params_to_args(self.path, request.path_params)
        in_query, wrong_too = request_params_to_args(self.query, request.query_params) if self.query else ({}, [])
        if wrong or wrong_too:
            raise RequestValidationError([*wrong, *wrong_too])
        if _DB in self.names:
            given[self.names[_DB]] = state.db
        if _SETTINGS in self.names:
            given[self.names[_SETTINGS]] = state.settings
        response: Response = self.call(**given, **in_path, **in_query)
        return response
