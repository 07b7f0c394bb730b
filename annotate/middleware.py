"""What every request passes before routing: id, log line, security headers, origin, size, media type, JSON syntax.

Plain ASGI classes, outermost first: ``Frame`` then ``Gate``.
"""

from __future__ import annotations

import time
import uuid
from collections.abc import Mapping
from typing import Any
from urllib.parse import urlsplit

import orjson
from starlette.datastructures import Headers
from starlette.exceptions import HTTPException
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from annotate.answers import error_response
from annotate.errors import AnnotateError, Forbidden, Invalid, TooLarge, WrongMediaType
from annotate.logs import log
from annotate.settings import Settings

COOKIE = "annotate_session"
PARSED = "parsed_body"  # where the request's state holds its JSON, parsed once for the check and for the endpoint
SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})
# Import routes take a file as it is, or a form with files; everything else under /api takes JSON.
RAW_BODIES = {"application/octet-stream": "/articles", "multipart/form-data": "/import"}

SECURITY_HEADERS = {
    "Content-Security-Policy": "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; "
    "font-src 'self'; connect-src 'self'; manifest-src 'self'; worker-src 'self'; base-uri 'none'; "
    "form-action 'self'; frame-ancestors 'none'",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
}


class ServerFault(AnnotateError):
    """A fault of ours; the log holds the trace under the request's id."""

    status = 500
    code = "server-error"


class Frame:
    """Gives each request an id, logs one line about it, sets the security headers, turns a crash into a clean 500."""

    def __init__(self, app: ASGIApp, settings: Settings) -> None:
        self.app = app
        headers = dict(SECURITY_HEADERS)
        if settings.secure_cookies:
            headers["Strict-Transport-Security"] = "max-age=31536000"
        self.headers = _raw(headers)
        self.api_headers = _raw({**headers, "Cache-Control": "no-store"})

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        state = scope.setdefault("state", {})
        state["request_id"] = request_id = str(uuid.uuid4())
        started, status = time.perf_counter(), 0

        async def send_framed(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
                self._add_headers(scope["path"], message, request_id)
            await send(message)

        try:
            await self.app(scope, receive, send_framed)
        except Exception:  # broad: the last line of defence; logged whole, answered without a trace
            log.exception("crash", extra={"fields": {"request": request_id, "path": scope["path"]}})
            if status:
                raise  # the answer has begun: only cutting the connection tells the client that it is not whole
            fault = ServerFault(f"The server failed at this request; its log holds the reason under {request_id}.")
            await error_response(fault)(scope, receive, send_framed)
        finally:
            self._log(scope, status, started)

    def _add_headers(self, path: str, message: Message, request_id: str) -> None:
        """An endpoint's own headers go before ours of the same name. Bytes, made once: it runs with every answer."""
        given = message["headers"]
        there = {name for name, _ in given}
        ours = self.api_headers if path.startswith("/api") else self.headers
        added = [pair for pair in ours if pair[0] not in there]
        message["headers"] = [*given, *added, (b"x-request-id", request_id.encode())]

    def _log(self, scope: Scope, status: int, started: float) -> None:
        state = scope["state"]
        fields = {
            "request": state["request_id"],
            "method": scope["method"],
            "path": scope["path"],
            "status": status,
            "ms": round((time.perf_counter() - started) * 1000, 1),
            "user": state.get("user_id"),
        }
        log.log(40 if status >= 500 else 20, "request", extra={"fields": fields})


def _raw(headers: Mapping[str, str]) -> list[tuple[bytes, bytes]]:
    return [(name.lower().encode(), value.encode()) for name, value in headers.items()]


class Gate:
    """Refuses what no endpoint should see, and strips one trailing slash under /api."""

    def __init__(self, app: ASGIApp, settings: Settings) -> None:
        self.app = app
        self.max_body = settings.max_body
        self.own_hosts = {urlsplit(settings.public_url).netloc} if settings.public_url else set()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        path = scope["path"]
        if path.startswith("/api/") and path.endswith("/"):
            scope = {**scope, "path": path[:-1]}
        try:
            headers = Headers(scope=scope)
            self._check_head(scope, headers)
            receive = await self._checked_body(scope, headers, receive)
        except AnnotateError as error:
            response = error_response(error)
            if error.status in {413, 415}:
                response.headers["Connection"] = "close"  # the body is not read: this connection cannot go on
            await response(scope, receive, send)
            return
        await self.app(scope, receive, send)

    def _check_head(self, scope: Scope, headers: Headers) -> None:
        if b"%00" in scope.get("query_string", b"") or "\x00" in scope["path"]:
            raise Invalid("The address holds a NUL character.")
        if not scope["path"].startswith("/api/") or scope["method"] in SAFE_METHODS:
            return
        if "authorization" not in headers or COOKIE in headers.get("cookie", ""):
            self._check_origin(headers)
        if "content-encoding" in headers:
            raise WrongMediaType("Compressed request bodies are not taken; send the body as it is.")
        length = headers.get("content-length", "0")
        if length.isdigit() and int(length) > self.max_body:
            raise self._too_large()

    def _check_origin(self, headers: Headers) -> None:
        site, origin = headers.get("sec-fetch-site"), headers.get("origin")
        if site is not None:
            trusted = site in {"same-origin", "none"}
        elif origin is not None:
            trusted = urlsplit(origin).netloc in {headers.get("host", ""), *self.own_hosts} - {""}
        else:
            trusted = True  # not a browser: those send one of the two with every write
        if not trusted:
            raise Forbidden("This request comes from a page of another site; it was refused.")

    def _too_large(self) -> TooLarge:
        return TooLarge(f"The body is larger than {self.max_body} bytes; send less at once or raise ANNOTATE_MAX_BODY.")

    async def _checked_body(self, scope: Scope, headers: Headers, receive: Receive) -> Receive:
        has_body = headers.get("content-length", "0") != "0" or "transfer-encoding" in headers
        if not has_body or not scope["path"].startswith("/api/"):
            return receive
        kind = headers.get("content-type", "").partition(";")[0].strip().lower()
        if kind in RAW_BODIES and scope["path"].endswith(RAW_BODIES[kind]):
            return self._counted(receive)
        if kind != "application/json":
            shown = f"not {kind}" if kind else "and say so in Content-Type"
            raise WrongMediaType(f"Send the body as application/json, {shown}.")
        body = await self._whole(receive)
        if body.strip():
            scope.setdefault("state", {})[PARSED] = check_json(body)
        return _replay(body, receive)

    def _counted(self, receive: Receive) -> Receive:
        seen = 0

        async def counted() -> Message:
            nonlocal seen
            message = await receive()
            seen += len(message.get("body", b""))
            if seen > self.max_body:
                raise HTTPException(413, self._too_large().detail, {"Connection": "close"})
            return message

        return counted

    async def _whole(self, receive: Receive) -> bytes:
        body = bytearray()
        while True:
            message = await receive()
            if message["type"] == "http.disconnect":
                raise Invalid("The connection ended before the body was whole.")
            body += message.get("body", b"")
            if len(body) > self.max_body:
                raise self._too_large()
            if not message.get("more_body"):
                return bytes(body)


def check_json(body: bytes) -> Any:
    """The body parsed; raises Invalid naming line and column, and for NUL characters and lone surrogates, which cannot
    be stored."""
    try:
        parsed = orjson.loads(body)
    except orjson.JSONDecodeError as error:
        raise Invalid(
            f"The body is not JSON: {error.msg} at line {error.lineno} column {error.colno}.",
            extra={"line": error.lineno},
        ) from None
    if b"\\u0000" in body and _holds_nul(parsed):
        raise Invalid("The body holds a NUL character, which cannot be stored.")
    return parsed


def _holds_nul(value: Any) -> bool:
    if isinstance(value, str):
        return "\x00" in value
    if isinstance(value, dict):
        return any("\x00" in k or _holds_nul(v) for k, v in value.items())
    return isinstance(value, list) and any(_holds_nul(v) for v in value)


def _replay(body: bytes, receive: Receive) -> Receive:
    done = False

    async def replay() -> Message:
        nonlocal done
        if done:
            return await receive()
        done = True
        return {"type": "http.request", "body": body, "more_body": False}

    return replay
