"""One canonical JSON and one hash over it, the same in Python and in the browser."""

from __future__ import annotations

import hashlib
import re
from typing import Any

import orjson

_MAX_SAFE = 2**53  # beyond it a browser's numbers are no longer exact
# A number stands behind one of these in compact JSON; names of things that look like one do not.
_FLOAT_FORM = re.compile(rb"(?:^|[:,\[])-?\d+(?:\.0(?!\d)|(?:\.\d+)?e)")


def _as_browser(data: Any) -> Any:
    """The data with whole floats as integers: a browser writes 20000.0 as 20000."""
    if isinstance(data, float):
        return int(data) if data.is_integer() and abs(data) < _MAX_SAFE else data
    if isinstance(data, dict):
        return {key: _as_browser(value) for key, value in data.items()}
    if isinstance(data, list | tuple):
        return [_as_browser(value) for value in data]
    return data


def canonical_json(data: Any) -> bytes:
    """JSON in UTF-8 with keys sorted by code point, no white space, whole numbers without a decimal point."""
    raw = orjson.dumps(data, option=orjson.OPT_SORT_KEYS)
    if _FLOAT_FORM.search(raw) is None:
        return raw
    return orjson.dumps(_as_browser(data), option=orjson.OPT_SORT_KEYS)


def content_hash(data: Any) -> str:
    """SHA-256 (hex) of the canonical JSON of ``data``."""
    return hashlib.sha256(canonical_json(data)).hexdigest()


def text_hash(text: str) -> str:
    """SHA-256 (hex) of an article's text in UTF-8."""
    return hashlib.sha256(text.encode("utf-8")).hexdigest()
