"""What is exported: articles with the codings of every coder, and the same as one row per source and target."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from export.errors import ExportError
from schemas.coding import Coding, dump_coding, parse_coding
from schemas.hashing import content_hash

Span = tuple[int, int]
Marked = tuple[int, int, str]  # start, end, reason


class RecordError(ExportError):
    """A record that cannot be read back; the message names the place."""


@dataclass(frozen=True)
class CoderCoding:
    """One coder's finished coding of an article. ``submitted_at`` is ISO 8601 in UTC, ``lead_time`` in seconds."""

    coder: str
    coding: Coding
    annotation: int | None = None
    version: int | None = None
    gold: bool = False
    submitted_at: str | None = None
    lead_time: float | None = None


@dataclass(frozen=True)
class CodedArticle:
    """An article and every finished coding of it. Offsets count code points in ``text``, half-open.

    ``stream``: how it came to be coded: ``random`` (drawn by lot), ``margin`` (a model was unsure of it), or "" (in the
    order of loading). Only what was drawn by lot shows without bias how good a model is and how well coders agree.
    """

    id: str
    text: str
    text_sha256: str
    title: str = ""
    outlet: str = ""
    place: str = ""
    published: date | None = None
    lang: str = ""
    boilerplate: tuple[Marked, ...] = ()
    sentences: tuple[Span, ...] = ()
    codings: tuple[CoderCoding, ...] = ()
    stream: str = ""


@dataclass(frozen=True)
class EventRow:
    """One event of one coder as source × target: an event with 2 sources and 1 target is 2 rows.

    A slot without an actor is an empty one, so every event has at least one row. ``row`` counts from 1 within
    the event, ``rows`` is how many there are. ``*_spans`` lists all fragments as ``start-end`` joined by ``;``.
    """

    article: str
    title: str
    outlet: str
    published: date | None
    lang: str
    coder: str
    gold: bool
    annotation: int | None
    version: int | None
    event: str
    same_as: str
    row: int
    rows: int
    code: str
    label: str
    root: str
    parent: str
    quad: str
    penta: str
    goldstein: float | None
    goldstein_from: str
    plover: str
    source: str
    source_code: str
    source_actor: str
    source_spans: str
    source_not_stated: bool
    target: str
    target_code: str
    target_actor: str
    target_spans: str
    target_not_stated: bool
    reciprocal: bool
    trigger: str
    trigger_start: int | None
    trigger_end: int | None
    trigger_spans: str
    location: str
    time: str
    modality: str
    magnitude: float | None
    certainty: int | None
    origin: str
    note: str
    stream: str = ""


@dataclass(frozen=True)
class Counts:
    """How much a file or a release holds."""

    articles: int = 0
    codings: int = 0
    events: int = 0
    rows: int = 0

    def __add__(self, other: Counts) -> Counts:
        return Counts(
            self.articles + other.articles,
            self.codings + other.codings,
            self.events + other.events,
            self.rows + other.rows,
        )


def article_to_json(article: CodedArticle) -> dict[str, Any]:
    """The JSON form: one line of a JSONL release; ``article_from_json`` gives an equal article back."""
    return {
        "id": article.id,
        "text": article.text,
        "text_sha256": article.text_sha256,
        "title": article.title,
        "outlet": article.outlet,
        "place": article.place,
        "published": article.published.isoformat() if article.published else None,
        "lang": article.lang,
        "boilerplate": [list(b) for b in article.boilerplate],
        "sentences": [list(s) for s in article.sentences],
        "codings": [coding_to_json(c) for c in article.codings],
        "stream": article.stream,
    }


def coding_to_json(coding: CoderCoding) -> dict[str, Any]:
    return {
        "coder": coding.coder,
        "gold": coding.gold,
        "annotation": coding.annotation,
        "version": coding.version,
        "submitted_at": coding.submitted_at,
        "lead_time": coding.lead_time,
        "coding": dump_coding(coding.coding),
    }


def article_from_json(data: dict[str, Any]) -> CodedArticle:
    """The article that ``article_to_json`` wrote; raises RecordError naming the field that is missing or wrong."""
    try:
        fields = dict(data)
        published = fields.pop("published")
        return CodedArticle(
            **{
                **fields,
                "published": date.fromisoformat(published) if published else None,
                "boilerplate": tuple((int(s), int(e), str(why)) for s, e, why in fields["boilerplate"]),
                "sentences": tuple((int(s), int(e)) for s, e in fields["sentences"]),
                "codings": tuple(coding_from_json(c) for c in fields["codings"]),
            }
        )
    except KeyError as error:
        raise RecordError(f"the field {error} is missing") from None
    except (TypeError, ValueError) as error:
        raise RecordError(str(error).partition("\n")[0]) from None


def coding_from_json(data: dict[str, Any]) -> CoderCoding:
    return CoderCoding(**{**data, "coding": parse_coding(data["coding"])})


def article_hash(article: CodedArticle) -> str:
    """SHA-256 of what was read and what was coded; when, from which stream, under which number and how long it took is
    left out.

    The order of codings does not matter.
    """
    data = article_to_json(article)
    del data["stream"]
    data["codings"] = sorted(
        content_hash({key: c[key] for key in ("coder", "gold", "coding")}) for c in data["codings"]
    )
    return content_hash(data)


@dataclass
class SetHash:
    """SHA-256 over a set of hashes that come in any order."""

    _members: list[str] = field(default_factory=list)

    def add(self, member: str) -> None:
        self._members.append(member)

    def hexdigest(self) -> str:
        return hashlib.sha256("\n".join(sorted(self._members)).encode()).hexdigest()


def dataset_hash(articles: Iterable[CodedArticle]) -> str:
    """SHA-256 over all articles and codings; neither order nor time changes it."""
    total = SetHash()
    for article in articles:
        total.add(article_hash(article))
    return total.hexdigest()
