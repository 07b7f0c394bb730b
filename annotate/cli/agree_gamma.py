"""Gamma over a sample of articles, for ``annotate agree --gamma``: seed and precision stand beside the figure."""

from __future__ import annotations

import random
from pathlib import Path
from typing import TYPE_CHECKING, Any

from annotate.cli.common import database, find_project

if TYPE_CHECKING:
    from annotate.agreement.gamma import Marked
    from annotate.datasets.service import Codings
    from schemas.coding import Coding


def gamma_of(source: str, db: str | None, articles: int, seed: int) -> tuple[dict[str, Any], str]:
    """Mean gamma over articles with two or three coders who all marked something, as JSON and in words."""
    from annotate.agreement.gamma import LARGEST_SAMPLE, GammaMissing, gamma
    from annotate.errors import Invalid

    if articles > LARGEST_SAMPLE:
        raise Invalid(f"Gamma takes long: choose {LARGEST_SAMPLE} articles or fewer.")
    fitting = {a: units for a, coders in sorted(_codings(source, db).items()) if (units := _units(coders))}
    chosen = random.Random(seed).sample(sorted(fitting), min(articles, len(fitting)))  # noqa: S311  (a sample)
    if not chosen:
        raise Invalid("No article has two or three coders who all marked something, as gamma needs.")
    try:
        found = {article: gamma(fitting[article], seed) for article in sorted(chosen)}
    except GammaMissing as missing:
        raise Invalid(str(missing)) from None
    mean = sum(g.value for g in found.values()) / len(found)
    precision = next(iter(found.values())).precision
    data = {"mean": mean, "articles": {a: g.value for a, g in found.items()}, "seed": seed, "precision": precision}
    head = f"Gamma on spans and layers {mean:.3f}, mean of {len(found)} sampled articles"
    return data, f"{head}; seed {seed}, precision {precision}"


def _codings(source: str, db: str | None) -> Codings:
    from annotate.datasets import service

    if Path(source).is_dir():
        return service.collection_codings(Path(source))[1]
    with database(db) as (_, opened), opened.read() as session:
        return service.project_codings(session, find_project(session, source).id or 0)[1]


def _units(coders: dict[str, Coding]) -> list[Marked]:
    """Every span of every coder with its layer; none unless two or three coders marked something."""
    from annotate.agreement.align import LAYERS
    from annotate.agreement.reading import Reading

    found = [
        (coder, layer, start, end)
        for coder, coding in coders.items()
        for layer in LAYERS
        for pieces in Reading(coding).positions(layer)
        for start, end in pieces
    ]
    return found if len({coder for coder, *_ in found}) == len(coders) and 2 <= len(coders) <= 3 else []
