"""All measures of one set of codings, straight from the codings: the command and the release report use it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from annotate.agreement.definition import Measure
from annotate.agreement.estimate import Estimate
from annotate.agreement.groups import Groups, everything
from annotate.agreement.measures import Measures
from annotate.agreement.record import Coded, make_record
from annotate.agreement.table import Table
from annotate.agreement.view import View
from schemas.codebook import Codebook
from schemas.coding import Coding
from schemas.spans import Pair

Codings = Mapping[str, Mapping[str, Coding]]  # article -> coder -> coding
Sentences = Mapping[str, Sequence[Pair]]


@dataclass(frozen=True)
class Summary:
    """All measures of one set of codings. ``articles``: with two coders or more."""

    articles: int
    coders: tuple[str, ...]
    measures: tuple[Measure, ...]

    def get(self, key: str) -> Estimate:
        """The estimate of one measure; raises KeyError for an unknown key."""
        return {m.key: m.estimate for m in self.measures}[key]

    def to_json(self) -> dict[str, Any]:
        return {
            "articles": self.articles,
            "coders": list(self.coders),
            "measures": [m.to_json() for m in self.measures],
        }


def summarise(
    codings: Codings, codebook: Codebook, lengths: Mapping[str, int] | None = None, sentences: Sentences | None = None
) -> Summary:
    """Every measure over the articles that two or more coders submitted; the order of neither matters.

    ``lengths``: characters of each article; without it an article ends with its last span. ``sentences``:
    of each article; without them nothing is said by sentence.
    """
    double = {a: c for a, c in codings.items() if len(c) >= 2}
    coders = tuple(sorted({coder for group in double.values() for coder in group}))
    view = View(table_of(double, coders, lengths, sentences), codebook)
    return Summary(len(double), coders, tuple(measured(Measures(view), everything(view.double))))


def table_of(
    codings: Codings,
    coders: tuple[str, ...],
    lengths: Mapping[str, int] | None = None,
    sentences: Sentences | None = None,
) -> Table:
    """The records of these codings as a table; articles are numbered in the order of their names."""
    number, table = {coder: i for i, coder in enumerate(coders)}, Table()
    records = []
    for n, article in enumerate(sorted(codings)):
        coded = [Coded(number[coder], coding) for coder, coding in codings[article].items()]
        length = lengths[article] if lengths is not None else _end(codings[article])
        records.append((n, make_record(coded, length, sentences[article] if sentences is not None else ())))
    table.put(records)
    return table


def _end(codings: Mapping[str, Coding]) -> int:
    return max((m.end for coding in codings.values() for m in coding.mentions), default=0)


def measured(measures: Measures, groups: Groups) -> list[Measure]:
    """Every measure for one group of articles."""
    return [d.measured(groups) for d in measures.all()]
