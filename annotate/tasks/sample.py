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
    exact = _exact(share)
    if exact <= 0:
        return False
    run = -(-number * exact.numerator // exact.denominator) - 1  # number lies in (run / share, (run + 1) / share]
    first, last = _floor(run, exact), _floor(run + 1, exact)
    digest = hashlib.sha256(f"{seed}:{run}".encode()).digest()
    return number == first + 1 + int.from_bytes(digest[:8]) * (last - first) // 2**64


@lru_cache(maxsize=64)  # an import asks for the same share with every article
def _exact(share: float) -> Fraction:
    return Fraction(share).limit_denominator(1000)


def _floor(run: int, share: Fraction) -> int:
    return run * share.denominator // share.numerator
