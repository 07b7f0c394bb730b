"""Many articles read by a model, in batches and by as many processes as wanted; what is said does not depend on it."""

from __future__ import annotations

import gc
from collections.abc import Iterable, Iterator
from functools import lru_cache
from itertools import islice
from pathlib import Path

from annotate.baseline.parallel import ALONE, Crew
from annotate.baseline.suggest import Said, Suggester, load
from export.records import CodedArticle

AT_ONCE = 200  # articles in a batch


def read_many(folder: Path, articles: Iterable[CodedArticle], crew: Crew = ALONE) -> Iterator[Said]:
    """What the model of ``folder`` says of each article, in order, as it comes.

    Raises ModelRefused as ``load`` does."""
    shared = folder if crew.client is None else loaded(folder)  # another machine does not have the folder
    for said in crew.each(shared, ((_read, batch) for batch in _batches(articles))):
        yield from said


@lru_cache(1)
def loaded(folder: Path) -> Suggester:
    """The model of the folder, kept by each process; who looks for what can be given back need not look through it."""
    model = load(folder)
    gc.freeze()
    return model


def _read(model: Path | Suggester, articles: list[CodedArticle]) -> list[Said]:
    return (loaded(model) if isinstance(model, Path) else model).read(articles)


def _batches(articles: Iterable[CodedArticle]) -> Iterator[list[CodedArticle]]:
    rest = iter(articles)
    while batch := list(islice(rest, AT_ONCE)):
        yield batch
