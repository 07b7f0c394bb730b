"""Article text and offsets into it.

Offsets are Unicode code points everywhere in Python, in storage and on the wire. A browser counts UTF-16 units;
``Utf16Map`` converts between the two.
"""

from __future__ import annotations

import re
from bisect import bisect_left

import orjson

from schemas.coding import Fragment

_ASTRAL = re.compile("[\U00010000-\U0010ffff]")
_REFUSED = re.compile("[\x00\ud800-\udfff]")


class TextError(ValueError):
    """A text that may not be stored; the message names line and column (both from 1, columns in code points)."""

    def __init__(self, message: str, line: int, column: int) -> None:
        super().__init__(message)
        self.line = line
        self.column = column


class OffsetError(ValueError):
    """An offset outside the text, or inside a surrogate pair."""


class Utf16Map:
    """Converts offsets of one text between code points and UTF-16 units; O(log n), nothing to build for BMP text."""

    __slots__ = ("_length", "_points", "_units")

    def __init__(self, text: str) -> None:
        self._length = len(text)
        self._points: list[int] = [] if text.isascii() else [m.start() for m in _ASTRAL.finditer(text)]
        self._units = [point + i for i, point in enumerate(self._points)]

    def to_utf16(self, cp: int) -> int:
        """The UTF-16 offset of code point offset ``cp``; raises OffsetError outside ``0 … len(text)``."""
        if not 0 <= cp <= self._length:
            raise OffsetError(f"offset {cp} lies outside the text of {self._length} characters")
        return cp + bisect_left(self._points, cp)

    def from_utf16(self, units: int) -> int:
        """The code point offset of UTF-16 offset ``units``; raises OffsetError outside the text or inside a pair."""
        before = bisect_left(self._units, units)
        if before and self._units[before - 1] + 1 == units:
            raise OffsetError(f"UTF-16 offset {units} lies inside a surrogate pair")
        if not 0 <= units - before <= self._length:
            raise OffsetError(f"UTF-16 offset {units} lies outside the text")
        return units - before


def check_text(text: str) -> None:
    """Refuse what no database and no exchange format can keep: NUL and lone surrogates (TextError)."""
    found = None if _is_clean(text) else _REFUSED.search(text)
    if found is None:
        return
    line = text.count("\n", 0, found.start()) + 1
    column = found.start() - text.rfind("\n", 0, found.start())
    what = "a NUL character" if found[0] == "\x00" else f"a lone surrogate (U+{ord(found[0]):04X})"
    raise TextError(f"line {line}, column {column}: {what} cannot be stored; remove it", line, column)


def _is_clean(text: str) -> bool:
    """What ``_REFUSED`` finds is not there; this takes a tenth of its time.

    Written as JSON a string keeps its UTF-8, which ``encode`` would make and throw away: hashing and storing it, which
    come next, take that.
    """
    try:
        orjson.dumps(text)
    except orjson.JSONEncodeError:
        return False
    return "\x00" not in text


def normalise_newlines(raw: str) -> tuple[str, bool]:
    """The text with CR LF and lone CR turned into LF, and whether that changed anything."""
    if "\r" not in raw:
        return raw, False
    return raw.replace("\r\n", "\n").replace("\r", "\n"), True


def slice_matches(text: str, fragment: Fragment) -> bool:
    """True if the fragment lies inside the text and its quote is exactly the words there."""
    return 0 <= fragment.start < fragment.end <= len(text) and text[fragment.start : fragment.end] == fragment.quote
