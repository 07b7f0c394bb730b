"""Nearly equal articles: MinHash (Broder 1997) over word shingles finds candidates, the true Jaccard index decides."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Any

SIMILAR = 0.8  # Jaccard index of the shingle sets from which on two articles are nearly alike
_SHINGLE = 3  # words
_PERMUTATIONS = 256
_BANDS = 32  # of eight rows: a pair at 0.8 is missed three times in a thousand, one at 0.85 hardly ever
_CROWD = 20  # texts that are all alike
_MOST_COMPARED = 100_000  # pairs; some seconds
_REMEMBERED = 1_000  # sets of shingles
_SEED = 1729
# scripts without spaces between words: each character counts as a word
_TOKEN = re.compile(r"[\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\u0e00-\u0e7f\u1000-\u109f]|\w+")


def shingles(text: str) -> frozenset[str]:
    """The sets of three words in a row, folded; a shorter text is one shingle."""
    words = [word.casefold() for word in _TOKEN.findall(text)]
    if len(words) < _SHINGLE:
        return frozenset([" ".join(words)] if words else [])
    return frozenset(" ".join(words[i : i + _SHINGLE]) for i in range(len(words) - _SHINGLE + 1))


def jaccard(a: frozenset[str], b: frozenset[str]) -> float:
    """Shared shingles over all shingles, 0..1; 0 if both are empty."""
    shared = len(a & b)
    total = len(a) + len(b) - shared
    return shared / total if total else 0.0


class NearDuplicates:
    """Texts to compare others with; keys are numbers from 0 in the order of adding.

    Of a crowd of texts that are all alike only the first few are kept, and ``weary`` says when so much has been
    compared that the caller should stop: a collection made from one template would take quadratic time otherwise.
    """

    def __init__(self) -> None:
        from rensa import RMinHashLSH

        self._index: Any = RMinHashLSH(threshold=SIMILAR, num_perm=_PERMUTATIONS, num_bands=_BANDS)
        self._texts: dict[int, str] = {}  # a text takes a tenth of the space of its shingles
        self._shingles = lru_cache(_REMEMBERED)(lambda key: shingles(self._texts[key]))
        self._added = 0
        self._compared = 0

    @property
    def weary(self) -> bool:
        return self._compared >= _MOST_COMPARED

    def add(self, text: str) -> list[tuple[int, float]]:
        """Keep a text; what was kept before and is nearly alike, as (key, similarity), the most similar first."""
        found, sketch = self._compare(text)
        if len(found) < _CROWD:
            self._index.insert(self._added, sketch)
            self._texts[self._added] = text
        self._added += 1
        return found

    def like(self, text: str) -> list[tuple[int, float]]:
        """What is nearly alike to a text that is not kept."""
        return self._compare(text)[0]

    def _compare(self, text: str) -> tuple[list[tuple[int, float]], Any]:
        from rensa import RMinHash

        own = shingles(text)
        sketch = RMinHash(num_perm=_PERMUTATIONS, seed=_SEED)
        sketch.update(list(own))
        candidates = self._index.query(sketch) if own else []
        self._compared += len(candidates)
        scored = [(int(key), jaccard(own, self._shingles(key))) for key in candidates]
        found = sorted((s for s in scored if s[1] >= SIMILAR), key=lambda s: (-s[1], s[0]))
        return found, sketch
