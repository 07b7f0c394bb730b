"""Which articles are of the reliability sample: drawn once, when they are loaded, the same on every machine. Pure."""

from __future__ import annotations

import hashlib
from fractions import Fraction
from functools import lru_cache


def in_sample(seed: int, number: int, share: float) -> bool:
    """Whether article ``number`` (from 1) of the project ``seed`` is drawn; ``share`` is 0 to 1.

    Numbers are cut into runs of 1/share articles and one of each run is drawn, so the share holds from the start and
    no rhythm of the file can meet it.
    """
    return sample_of(seed, number, 1, share)[0]


def sample_of(seed: int, first: int, count: int, share: float) -> list[bool]:
    """``in_sample`` of so many numbers from ``first`` on; each run is drawn from once."""
    found, exact = [False] * count, _exact(share)
    if exact > 0 and count:
        for run in range(_run_of(first, exact), _run_of(first + count - 1, exact) + 1):
            at = _drawn(seed, run, exact) - first
            if 0 <= at < count:
                found[at] = True
    return found


def _run_of(number: int, share: Fraction) -> int:
    """The run that the number lies in: (run / share, (run + 1) / share]."""
    return -(-number * share.numerator // share.denominator) - 1


def _drawn(seed: int, run: int, share: Fraction) -> int:
    first, last = _floor(run, share), _floor(run + 1, share)
    digest = hashlib.sha256(f"{seed}:{run}".encode()).digest()
    return first + 1 + int.from_bytes(digest[:8]) * (last - first) // 2**64


@lru_cache(maxsize=64)  # an import asks for the same share with every article
def _exact(share: float) -> Fraction:
    return Fraction(share).limit_denominator(1000)


def _floor(run: int, share: Fraction) -> int:
    return run * share.denominator // share.numerator
