"""The order in which articles are served: the least sure first within random pools, beside a stream drawn at random.

The order by margin finds what a model learns most from, about a fifth fewer labels for the same score from some
hundred on. The random pools keep it from asking the same thing over and over. The stream knows nothing of the model:
only what was drawn for it says without bias how well coders agree and how good a model is. Pure.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from random import Random
from typing import Literal

from annotate.tasks.sample import in_sample

Stream = Literal["random", "margin"]
RANDOM_SHARE = 0.1  # of the articles, beside those of the reliability sample
LEAST_SPANS = 200  # labelled spans from which on an order by margin is better than chance
BATCH, POOL = 50, 250  # of so many drawn at random, so many with the smallest margin are served


@dataclass(frozen=True, slots=True)
class Waiting:
    """An article that nobody has begun. ``number``: its own in the project, from 1. ``margin``: 0 (undecided) to 1
    (sure), None where the model had nothing to say. ``unaided``: of the reliability sample."""

    task_id: int
    number: int
    margin: float | None
    unaided: bool = False


def in_order(articles: Sequence[Waiting], seed: int) -> list[tuple[int, Stream]]:
    """Task ids in the order of serving, each with the stream that it belongs to.

    The random stream is the reliability sample and ``RANDOM_SHARE`` of all: who is in it depends on ``seed`` and the
    article's number alone, so it stays there under every model. Its articles are spread evenly over the whole.
    """
    rng = Random(seed)  # noqa: S311  (repeatable on purpose)
    drawn: list[Waiting] = []
    chosen: list[Waiting] = []
    for one in articles:
        is_drawn = one.unaided or in_sample(-1 - seed, one.number, RANDOM_SHARE)
        (drawn if is_drawn else chosen).append(one)
    rng.shuffle(drawn)
    found: list[tuple[int, Stream]] = []
    left, rest = iter(drawn), _least_sure(chosen, rng)
    for at in range(len(articles)):
        is_due = (at + 1) * len(drawn) // len(articles) > at * len(drawn) // len(articles)
        found.append((next(left).task_id, "random") if is_due else (next(rest).task_id, "margin"))
    return found


def _least_sure(articles: Sequence[Waiting], rng: Random) -> Iterator[Waiting]:
    left = list(articles)
    rng.shuffle(left)  # so the end of the list is as good a pool as any
    pool: list[Waiting] = []
    while left or pool:
        while left and len(pool) < POOL:
            pool.append(left.pop())
        pool.sort(key=lambda one: (one.margin is None, one.margin or 0.0, one.number))
        yield from pool[:BATCH]
        left += pool[BATCH:]
        pool = []
        _move_to_the_end(left, rng)


def _move_to_the_end(left: list[Waiting], rng: Random) -> None:
    """A fresh random pool at the end of the list, without shuffling all of it."""
    for i in range(len(left) - 1, max(-1, len(left) - 1 - POOL), -1):
        j = rng.randrange(i + 1)
        left[i], left[j] = left[j], left[i]
