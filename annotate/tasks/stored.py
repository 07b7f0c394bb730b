"""A task's data as the database has it: JSON without the article, which has a column of its own. Pure.

The article is most of the data; kept in both it would be written, packed and read twice.
"""

from __future__ import annotations

from collections.abc import Mapping
from itertools import takewhile
from typing import Any

import orjson

_HOLE = 2  # characters of the empty string that stands for the article


def without_text(data: Mapping[str, Any], key: str, text: str) -> tuple[str, int | None]:
    """The JSON of the data with "" for the article under ``key``, and where that stands, in characters.

    Where something else than the article stands under the key the JSON is whole, and the place None.
    """
    if data.get(key) != text:
        return orjson.dumps(data).decode(), None
    stored = orjson.dumps({**data, key: ""}).decode()
    if next(iter(data)) == key:  # mostly
        return stored, stored.index('":""') + len('":')
    before = dict(takewhile(lambda member: member[0] != key, data.items()))
    return stored, len(orjson.dumps({**before, key: ""}).decode()) - len('""}')


def with_text(stored: str, text_at: int | None, text: str) -> bytes:
    """The JSON of the data again, byte for byte as if it had been kept whole."""
    if text_at is None:
        return stored.encode()
    return b"".join((stored[:text_at].encode(), orjson.dumps(text), stored[text_at + _HOLE :].encode()))
