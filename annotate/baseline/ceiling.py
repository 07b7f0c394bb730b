"""The human ceiling: how well a coder predicts the other coders, measured as the model is."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from annotate.baseline.examples import Example, majority
from schemas.codebook import Codebook


@dataclass(frozen=True)
class Reading:
    """One coder's code for a trigger beside the code of the others."""

    article: str
    others: str
    own: str


def readings(examples: Iterable[Example], codebook: Codebook) -> list[Reading]:
    """Each coder of each trigger against the majority of the others; with two coders that is each against the other.

    Triggers that fewer than two coders marked give none.
    """
    found = []
    for example in examples:
        if len(example.votes) < 2:
            continue
        for coder, own in example.votes:
            rest = [code for other, code in example.votes if other != coder]
            lot = f"{example.article}:{example.start}:{coder}"
            found.append(Reading(example.article, majority(rest, codebook, lot), own))
    return found
