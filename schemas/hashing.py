"""One canonical JSON and one hash over it, the same in Python and in the browser."""

from __future__ import annotations

import hashlib
from typing import Any

import orjson


def canonical_json(data: Any) -> bytes:
    """JSON in UTF-8 with sorted keys and no white space."""
    return orjson.dumps(data, option=orjson.OPT_SORT_KEYS)


def content_hash(data: Any) -> str:
    """SHA-256 (hex) of the canonical JSON of ``data``."""
    return hashlib.sha256(canonical_json(data)).hexdigest()


def text_hash(text: str) -> str:
    """SHA-256 (hex) of an article's text in UTF-8."""
    return hashlib.sha256(text.encode("utf-8")).hexdigest()
