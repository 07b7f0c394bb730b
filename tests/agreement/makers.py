"""Codings drawn at random, with as much agreement as is asked for."""

from __future__ import annotations

from random import Random
from typing import Any

from annotate.agreement.choice import Choice
from annotate.agreement.items import clusters
from annotate.agreement.reading import Reading
from annotate.agreement.record import Coded, make_record
from annotate.agreement.report import Part
from annotate.agreement.table import Table
from schemas.codebook import load_codebook
from schemas.coding import Coding, Event, Fragment, Mention

BOOK = load_codebook("cameo")
Articles = list[dict[int, Coding]]  # coder -> coding, article by article

CODES = (
    "01",
    "010",
    "013",
    "0231",
    "040",
    "042",
    "111",
    "112",
    "1121",
    "1122",
    "139",
    "173",
    "175",
    "1823",
    "190",
    "194",
)
ACTORS = ("EGYGOV", "EGYOPP", "TUNCOP", "USAMIL", "CVL", "")
LENGTH = 900
SENTENCES = [(start, start + 59) for start in range(0, LENGTH, 60)]


def article(draw: Random, coders: int, events: int = 3, agree: float = 0.7) -> list[Coding]:
    """One coding a coder of an article of LENGTH characters: the same events, each slot kept with chance ``agree``."""
    truth = [
        (100 * n + 40 + draw.randrange(10), draw.choice(CODES), draw.choice(ACTORS), draw.choice(ACTORS))
        for n in range(draw.randrange(events + 1))
    ]
    return [_coding(draw, [_seen(draw, event, agree) for event in truth if draw.random() < 0.9]) for _ in range(coders)]


Seen = tuple[int, int, str, str, str]  # start, length of the trigger, code, source, target


def _seen(draw: Random, event: tuple[int, str, str, str], agree: float) -> Seen:
    start, code, source, target = event

    def kept(value: str, choices: tuple[str, ...]) -> str:
        return value if draw.random() < agree else draw.choice(choices)

    shift = 0 if draw.random() < agree else draw.randrange(-2, 5)
    return start + shift, 8 + abs(shift), kept(code, CODES), kept(source, ACTORS), kept(target, ACTORS)


def _coding(draw: Random, seen: list[Seen]) -> Coding:
    mentions: list[Mention] = []

    def mention(kind: str, start: int, length: int, code: str | None = None) -> str:
        fragment = Fragment(start=start, end=start + length, quote="x" * length)
        mentions.append(Mention(id=f"m{len(mentions)}", type=kind, fragments=(fragment,), actor_code=code))
        return mentions[-1].id

    events = []
    for n, (start, length, code, source, target) in enumerate(seen):
        trigger = mention("trigger", start, length)
        sources = (mention("actor", start - 25, 10 + draw.randrange(2), source),)
        targets = (mention("actor", start + 25, 12, target),) if draw.random() < 0.9 else ()
        modality = "asserted" if draw.random() < 0.9 else "future"
        events.append(
            Event(id=f"e{n}", trigger=trigger, code=code, sources=sources, targets=targets, modality=modality)
        )
    return Coding(verdict="events" if events else "no_codable_event", mentions=tuple(mentions), events=tuple(events))


def draw_articles(seed: int, articles: int = 30, coders: int = 4, missing: float = 0.2, agree: float = 0.7) -> Articles:
    draw = Random(seed)
    found = []
    for _ in range(articles):
        codings = dict(enumerate(article(draw, coders, agree=agree), 1))
        found.append({c: coding for c, coding in codings.items() if draw.random() > missing})
    return found


def table(articles: Articles) -> Table:
    made = Table()
    made.put([(n, record(codings)) for n, codings in enumerate(articles)])
    return made


def record(codings: dict[int, Coding]) -> Any:
    return make_record([Coded(coder, coding) for coder, coding in codings.items()], LENGTH, SENTENCES)


def part(articles: Articles, choice: Choice = Choice()) -> Part:
    return Part(table(articles), BOOK, choice, {})


def values(found: Part) -> dict[str, float | None]:
    return {row["key"]: row["value"] for row in found.rows()}


def code_units(articles: Articles) -> list[list[list[str | None]]]:
    """The code of each coder in each aligned unit, found without any record."""
    units = []
    for codings in articles:
        if len(codings) >= 2:
            aligned = clusters({coder: Reading(coding) for coder, coding in sorted(codings.items())})
            units.append([[c[coder].span.code if coder in c else None for coder in range(1, 5)] for c in aligned])
    return units
