"""Projects simulated from coders whose agreement is known, to see how often an interval holds the truth."""

from __future__ import annotations

from dataclasses import dataclass
from random import Random

from annotate.agreement.choice import Choice
from annotate.agreement.groups import everything
from annotate.agreement.record import Coded, Record, make_record
from annotate.agreement.report import Part
from annotate.agreement.table import Table
from schemas.codebook import load_codebook
from tests.agreement.makers import LENGTH, article

BOOK = load_codebook("cameo")
POPULATION = 4_000  # articles; the truth is their agreement, and each project is drawn from them
KEYS = ("code_alpha", "event_f1")


@dataclass(frozen=True)
class Coverage:
    """``*_held``: the share of projects whose interval holds the population's value."""

    alpha: float
    alpha_held: float
    f1_held: float


def population(articles: int = POPULATION, seed: int = 7) -> list[Record]:
    draw = Random(seed)
    codings = [article(draw, 3, agree=draw.choice((0.5, 0.8))) for _ in range(articles)]
    return [make_record([Coded(n, coding) for n, coding in enumerate(found)], LENGTH) for found in codings]


def coverage(articles: int, runs: int, seed: int, records: list[Record] | None = None) -> Coverage:
    """Draw ``runs`` projects of so many articles, with replacement: then the population is the truth exactly."""
    records = records if records is not None else population()
    truth = {key: _estimates(records)[key].value or 0.0 for key in KEYS}
    held = dict.fromkeys(KEYS, 0)
    draw = Random(seed)
    for _ in range(runs):
        for key, found in _estimates(draw.choices(records, k=articles)).items():
            if found.low is not None and found.high is not None:
                held[key] += found.low <= truth[key] <= found.high
    return Coverage(truth["code_alpha"], held["code_alpha"] / runs, held["event_f1"] / runs)


def _estimates(records: list[Record]):
    table = Table()
    table.put(list(enumerate(records)))
    part = Part(table, BOOK, Choice(), {})
    groups = everything(part.counted)
    return {d.key: d.compute(groups)[0] for d in part.measures.all() if d.key in KEYS}
