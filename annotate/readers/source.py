"""A file's bytes, in memory or on disk, as UTF-8; everything that is no text is refused here."""

from __future__ import annotations

import codecs
import io
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from annotate.readers.article import LARGEST_ARTICLE, NotUtf8, Unreadable

LARGEST_WHOLE = 512 * 2**20  # bytes; files that cannot be read line by line
LARGEST_LINE = 4 * LARGEST_ARTICLE  # bytes; an article with its codings
HEAD = 64 * 2**10
_KINDS: tuple[tuple[bytes, str], ...] = (
    (b"%PDF", "a PDF document"),
    (b"PK\x03\x04", "a ZIP archive or an office document"),
    (b"\xd0\xcf\x11\xe0", "an office document"),
    (b"{\\rtf", "an RTF document"),
    (b"\x1f\x8b", "a gzip archive"),
    (b"BZh", "a bzip2 archive"),
    (b"\xfd7zXZ", "an xz archive"),
    (b"7z\xbc\xaf", "a 7z archive"),
    (b"\x89PNG", "a picture"),
    (b"\xff\xd8\xff", "a picture"),
    (b"GIF8", "a picture"),
    (b"SQLite format 3\x00", "a SQLite database"),
    (b"PAR1", "a Parquet file"),
    (b"\x7fELF", "a program"),
)
_CONTROL = bytes(c for c in range(32) if c not in b"\t\n\v\f\r\x1b")
_WIDE_MARKS = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)


@dataclass(frozen=True, slots=True)
class Source:
    """A checked file: its bytes are UTF-8 as far as they are read, its byte order mark is left out.

    ``lines`` and ``text`` may be called again; a file on disk is then read again.
    """

    name: str
    content: bytes | Path
    bom: bool = False

    def head(self) -> bytes:
        with closing(self._open()) as stream:
            return stream.read(HEAD)

    def size(self) -> int:
        return self.content.stat().st_size if isinstance(self.content, Path) else len(self.content)

    def lines(self) -> Iterator[tuple[int, str]]:
        """Number (from 1) and text of each line, line end included; raises Unreadable at bytes that are not UTF-8."""
        at = len(codecs.BOM_UTF8) if self.bom else 0
        with closing(self._open()) as stream:
            number = 0
            while raw := stream.readline(LARGEST_LINE + 1):
                number += 1
                if len(raw) > LARGEST_LINE:
                    raise Unreadable(too_large(len(raw), LARGEST_ARTICLE), number)
                yield number, _decoded(raw, number, at)
                at += len(raw)

    def text(self, largest: int = LARGEST_WHOLE) -> str:
        """The whole content; raises Unreadable for bytes that are not UTF-8, or more than ``largest`` of them."""
        if self.size() > largest:
            raise Unreadable(too_large(self.size(), largest))
        with closing(self._open()) as stream:
            raw = stream.read()
        return _decoded(raw, 1, len(codecs.BOM_UTF8) if self.bom else 0)

    def _open(self) -> BinaryIO:
        stream = self.content.open("rb") if isinstance(self.content, Path) else io.BytesIO(self.content)
        if self.bom:
            stream.seek(len(codecs.BOM_UTF8))
        return stream


def open_source(content: bytes | Path, name: str, encoding: str = "") -> Source:
    """A Source; raises Unreadable for a directory, an empty or unreadable file, a binary, an unknown encoding."""
    if isinstance(content, Path):
        _check_path(content)
    source = Source(name, content)
    if source.size() == 0:
        raise Unreadable("The file is empty.")
    head = source.head()
    if encoding and codecs_name(encoding) != "utf-8":
        return Source(name, _recoded(source, encoding))
    _check_head(head)
    return Source(name, content, head.startswith(codecs.BOM_UTF8))


def codecs_name(encoding: str) -> str:
    """The usual name of a text encoding; raises Unreadable for one that Python does not know."""
    try:
        found = codecs.lookup(encoding)
        "".encode(found.name)
    except (LookupError, UnicodeError):
        raise Unreadable(f"The encoding “{encoding[:40]}” is unknown; use a name like utf-8 or windows-1252.") from None
    return found.name


def too_large(size: int, largest: int) -> str:
    return f"This is {size / 2**20:.0f} MB of text; one article may have {largest / 2**20:.0f} MB at most. Split it."


def _check_path(path: Path) -> None:
    try:
        if path.is_dir():
            raise Unreadable("This is a directory; name a file in it, or pass --recursive to take every file in it.")
        if path.exists() and not path.is_file():
            raise Unreadable("This is not a regular file.")
        with path.open("rb"):
            pass
    except OSError as error:
        raise Unreadable(f"The file cannot be read: {error.strerror}.") from None


def _check_head(head: bytes) -> None:
    for mark, kind in _KINDS:
        if head.startswith(mark):
            raise Unreadable(f"This is {kind}, not text; save the article as plain text or HTML.")
    if head.startswith(_WIDE_MARKS):
        raise NotUtf8("This is UTF-16, not UTF-8", "name the encoding utf-16")
    if len(head.translate(None, _CONTROL)) < 0.98 * len(head):
        raise Unreadable("This is a binary file, not text; save the article as plain text or HTML.")


def _recoded(source: Source, encoding: str) -> bytes:
    if source.size() > LARGEST_WHOLE:
        raise Unreadable("A file this large is read as UTF-8 only; save it as UTF-8.")
    with closing(source._open()) as stream:
        raw = stream.read()
    try:
        return raw.decode(encoding).encode("utf-8")
    except UnicodeError as error:
        place = f" at byte {error.start}" if isinstance(error, UnicodeDecodeError) else ""
        raise Unreadable(f"The file is not {encoding}{place}; name its right encoding.") from None


def _decoded(raw: bytes, line: int, at: int) -> str:
    try:
        return raw.decode("utf-8")
    except UnicodeDecodeError as error:
        line += raw.count(b"\n", 0, error.start)
        what = f"Byte {at + error.start} (0x{raw[error.start]:02x}) is not UTF-8"
        raise NotUtf8(what, "name its encoding (such as windows-1252)", line) from None
