"""Time and ids come through here, so that tests can set them. Time is data, never order."""

from __future__ import annotations

import secrets
import uuid
from datetime import UTC, datetime

import orjson


def now() -> datetime:
    """The present moment, aware, in UTC."""
    return datetime.now(UTC)


def new_uuid() -> str:
    return str(uuid.uuid4())


def new_secret(bytes_: int = 32) -> str:
    """An unguessable URL-safe token."""
    return secrets.token_urlsafe(bytes_)


def iso(moment: datetime | None) -> str | None:
    """``2026-11-22T13:05:41.119047Z``: microseconds and Z, as the Label Studio API writes it."""
    if moment is None:
        return None
    if moment.tzinfo is not UTC:
        moment = moment.astimezone(UTC)
    if not moment.microsecond:
        return moment.strftime("%Y-%m-%dT%H:%M:%S.%fZ")
    return orjson.dumps(moment, option=orjson.OPT_UTC_Z)[1:-1].decode()  # a fifth of the time
