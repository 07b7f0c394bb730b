"""A small article with a right coding, and short ways to change one thing in it."""

from typing import Any

from schemas.codebook import Codebook, parse_codebook
from schemas.coding import Coding, Event, Fragment, Mention

TEXT = "Police 😀 arrested 12 men on 3 May 2018.\nJets will bomb them near Cairo. Protesters beat the Army."
SENTENCES = [(0, 39), (40, 71), (72, 98)]


def piece(quote: str, text: str = TEXT) -> Fragment:
    """The first place of ``quote`` in ``text``."""
    start = text.index(quote)
    return Fragment(start=start, end=start + len(quote), quote=quote)


def mention(mention_id: str, kind: str, *quotes: str, **more: Any) -> Mention:
    return Mention(id=mention_id, type=kind, fragments=tuple(piece(q) for q in quotes), **more)


MENTIONS = (
    mention("police", "actor", "Police", actor_code="EGYCOP"),
    mention("men", "actor", "12 men", actor_code="EGYCVL"),
    mention("arrested", "trigger", "arrested"),
    mention("date", "time", "3 May 2018"),
    mention("jets", "actor", "Jets", actor_code="EGYMIL"),
    mention("bomb", "trigger", "bomb"),
    mention("cairo", "location", "Cairo"),
    mention("protesters", "actor", "Protesters", actor_code="EGYOPP"),
    mention("army", "actor", "Army", actor_code="EGYMIL"),
    mention("number", "quantity", "12"),
)
EVENT = Event(id="e1", trigger="arrested", code="173", sources=("police",), targets=("men",))
BOMB = Event(id="e2", trigger="bomb", code="1951", sources=("jets",), targets=("men",), modality="future")


def coding(*events: Event, mentions: tuple[Mention, ...] = MENTIONS, **more: Any) -> Coding:
    """A coding with these events, verdict ``events``."""
    return Coding(**{"verdict": "events", "mentions": mentions, "events": events, **more})


def changed(event: Event = EVENT, **values: Any) -> Coding:
    """A coding of one event with some of its values changed."""
    return coding(event.model_copy(update=values))


def with_mention(mention_id: str, **values: Any) -> Coding:
    """The coding of the one event, with one mention changed."""
    return coding(EVENT, mentions=tuple(m.model_copy(update=values) if m.id == mention_id else m for m in MENTIONS))


def revised(book: Codebook, **values: Any) -> Codebook:
    """A codebook with some of its parts replaced (``model_copy`` would keep its old look-up tables)."""
    return parse_codebook({**book.model_dump(), **values})
