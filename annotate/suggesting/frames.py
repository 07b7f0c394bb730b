"""Messages between the server and the process with the models: JSON objects, each behind its length. Pure.

The length is four bytes, the most significant first, and counts bytes of JSON.
"""

from __future__ import annotations

from typing import Any, BinaryIO

import orjson

HEAD = 4


def packed(message: dict[str, Any]) -> bytes:
    body = orjson.dumps(message)
    return len(body).to_bytes(HEAD) + body


def length_in(head: bytes) -> int:
    """Bytes of JSON that follow the head."""
    return int.from_bytes(head)


def unpacked(body: bytes) -> dict[str, Any]:
    found: dict[str, Any] = orjson.loads(body)
    return found


def read_from(stream: BinaryIO) -> dict[str, Any] | None:
    """The next message of a stream that waits for all bytes; None at its end, also in the middle of a message."""
    head = stream.read(HEAD)
    if len(head) < HEAD:
        return None
    size = length_in(head)
    body = stream.read(size)
    return unpacked(body) if len(body) == size else None
