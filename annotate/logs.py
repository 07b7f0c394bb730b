"""Structured logs: one JSON object a line on stderr; never article text, never tokens."""

from __future__ import annotations

import logging
import sys
from datetime import UTC, datetime
from typing import Any

import orjson

from annotate.settings import Settings

log = logging.getLogger("annotate")


class JsonLines(logging.Formatter):
    """Encodes every value as JSON, so that no value can begin a line of its own."""

    def format(self, record: logging.LogRecord) -> str:
        return orjson.dumps(_fields(record, self), default=str).decode()


class PlainLines(logging.Formatter):
    """For people at a terminal; values are still JSON-quoted."""

    def format(self, record: logging.LogRecord) -> str:
        fields = _fields(record, self)
        head = f"{fields.pop('at')} {fields.pop('level'):7} {fields.pop('event')}"
        trace = fields.pop("trace", None)
        rest = " ".join(f"{k}={orjson.dumps(v, default=str).decode()}" for k, v in fields.items())
        return f"{head} {rest}".rstrip() + (f"\n{trace}" if trace else "")


def configure(settings: Settings) -> None:
    """Send the log of the server and of uvicorn to stderr in the chosen form."""
    # what no line of ours shows need not be found out for each: who called, in which thread and process
    logging._srcfile = None
    logging.logThreads = logging.logProcesses = logging.logMultiprocessing = False
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(JsonLines() if settings.log_json else PlainLines())
    level = settings.log_level.upper()
    for name in ("annotate", "uvicorn"):
        logger = logging.getLogger(name)
        logger.handlers[:] = [handler]
        logger.propagate = False
        # uvicorn's own chatter is of no use to the operator; our lines say what was started and served
        logger.setLevel(level if name == "annotate" else "WARNING")


def _fields(record: logging.LogRecord, formatter: logging.Formatter) -> dict[str, Any]:
    fields: dict[str, Any] = {
        "at": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
        "level": record.levelname.lower(),
        "event": record.getMessage(),
    }
    extra = getattr(record, "fields", None)
    if isinstance(extra, dict):
        fields.update(extra)
    if record.exc_info:
        fields["trace"] = formatter.formatException(record.exc_info)
    return fields
