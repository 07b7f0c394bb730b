"""Codebooks in the database: one row for each version, found by the hash of its content."""

from __future__ import annotations

from typing import Any

import orjson
from sqlmodel import Session, select

from annotate import clock
from annotate.db import inserting
from annotate.errors import Invalid
from annotate.models import CodebookRow
from schemas.codebook import SHIPPED, Codebook, load_codebook

DEFAULT = "cameo"
ABOUT = {
    "cameo": "The whole CAMEO code tree: twenty root codes down to four digits. The usual choice.",
    "cameo-root": "Only the twenty CAMEO root codes: quicker to code, coarser to use.",
    "plover": "PLOVER event types with modes and contexts.",
    "quad": "Four classes: verbal and material, cooperation and conflict. For a first look or a large crowd.",
    "penta": "Five classes: the quad classes with statements and appeals apart.",
}


def shipped() -> list[dict[str, Any]]:
    """What can be chosen for a new project."""
    books = (load_codebook(name) for name in SHIPPED)
    return [
        {
            "name": book.name,
            "title": book.title,
            "version": book.version,
            "codes": len(book.codes),
            "description": ABOUT[book.name],
        }
        for book in books
    ]


def by_name(name: str) -> Codebook:
    try:
        return load_codebook(name)
    except KeyError:
        message = f"There is no codebook {name!r}; choose one of {', '.join(SHIPPED)}."
        raise Invalid(message, fields={"codebook": [message]}) from None


def row_for(session: Session, codebook: Codebook) -> CodebookRow:
    """The row of that codebook, made when it is the first project to use it."""
    same = select(CodebookRow).where(CodebookRow.sha256 == codebook.sha256)
    if (row := session.exec(same).first()) is not None:
        return row  # the body of a large one is 480 kB: not written out again to find that it is there
    _store(session, codebook)
    return session.exec(same).one()


def _store(session: Session, codebook: Codebook) -> None:
    values = {
        "name": codebook.name,
        "version": codebook.version,
        "sha256": codebook.sha256,
        "body": codebook.canonical.decode(),
        "created_at": clock.now(),
    }
    # two projects made at once may both be the first: let the database decide, without an error
    insert = inserting(session.get_bind().dialect.name)
    session.execute(insert(CodebookRow).values(**values).on_conflict_do_nothing(index_elements=["sha256"]))


def title(session: Session, codebook_id: int, sha256: str) -> str:
    """The codebook's title; read out of its body once and remembered by its hash."""
    if sha256 not in _titles:
        _titles[sha256] = str(orjson.loads(session.get_one(CodebookRow, codebook_id).body)["title"])
    return _titles[sha256]


_titles: dict[str, str] = {}
