"""Every refusal is an AnnotateError: services raise it, one handler renders it.

``status`` is the HTTP status, ``code`` a stable word for programs, the message one sentence for people.
409, 429 and 5xx are kept for what a retry can mend, because the SDK repeats those by itself.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, ClassVar


class AnnotateError(Exception):
    """Base of all refusals; ``fields`` maps a field to its messages, ``extra`` goes into the body as it is."""

    status: ClassVar[int] = 400
    code: ClassVar[str] = "refused"

    def __init__(
        self,
        detail: str,
        *,
        fields: Mapping[str, Sequence[str]] | None = None,
        extra: Mapping[str, Any] | None = None,
    ) -> None:
        super().__init__(detail)
        self.detail = detail
        self.fields = {k: list(v) for k, v in fields.items()} if fields else {}
        self.extra = dict(extra or {})


class Invalid(AnnotateError):
    """The request is understood and wrong."""

    code = "invalid"


class NotSignedIn(AnnotateError):
    status = 401
    code = "not-signed-in"


class Forbidden(AnnotateError):
    status = 403
    code = "forbidden"


class NotFound(AnnotateError):
    """Absent, or not to be known by this caller: the two look the same."""

    status = 404
    code = "not-found"


class StaleVersion(AnnotateError):
    """The write is based on a version that is no longer the head; ``extra["current"]`` holds the head.

    412 and not 409: the SDK would repeat a 409 three times, and no repetition can mend it.
    """

    status = 412
    code = "stale-version"


class TooLarge(AnnotateError):
    status = 413
    code = "too-large"


class WrongMediaType(AnnotateError):
    status = 415
    code = "wrong-media-type"


class TooManyTries(AnnotateError):
    status = 429
    code = "too-many-tries"


class Unavailable(AnnotateError):
    """The database cannot take the write now; nothing was stored; trying again may help."""

    status = 503
    code = "unavailable"


class SetupError(AnnotateError):
    """The server or command cannot start: taken port, unwritable database, old schema, wrong setting."""

    status = 500
    code = "setup"
