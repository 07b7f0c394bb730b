"""Which articles may not be parted between training and test: the same story in the words of the same wire."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Any

from export.records import CodedArticle

SHINGLE = 9  # characters; words would not do for scripts without spaces
SAME = 0.7  # Jaccard similarity of shingles from which two articles count as one story
_PERMUTATIONS, _BANDS = 128, 32


def near_duplicates(articles: Iterable[CodedArticle], threshold: float = SAME) -> dict[str, str]:
    """Article id -> cluster id (the smallest article id in it). Boilerplate does not count.

    Candidates come from MinHash (Broder 1997) with banding; each is then checked by its exact similarity.
    """
    from rensa import RMinHash, RMinHashLSH

    words = {a.id: _words(a) for a in articles}
    lsh = RMinHashLSH(threshold=threshold, num_perm=_PERMUTATIONS, num_bands=_BANDS)
    parent = {i: i for i in words}
    numbers = sorted(words)
    for number, name in enumerate(numbers):
        sketch: Any = RMinHash(num_perm=_PERMUTATIONS, seed=1)
        shingles = _shingles(words[name])
        sketch.update(sorted(shingles))
        for other in sorted(lsh.query(sketch)):
            if similarity(shingles, _shingles(words[numbers[other]])) >= threshold:
                _join(parent, name, numbers[other])
        lsh.insert(number, sketch)
    return {i: _top(parent, i) for i in parent}


def similarity(a: frozenset[str], b: frozenset[str]) -> float:
    """Jaccard similarity of two sets of shingles, 0..1."""
    return len(a & b) / len(a | b) if a or b else 1.0


def _words(article: CodedArticle) -> str:
    text = article.text
    for start, end, _ in sorted(article.boilerplate, reverse=True):
        text = text[:start] + " " + text[end:]
    return " ".join(re.findall(r"\w+", text.casefold()))


def _shingles(words: str) -> frozenset[str]:
    return frozenset(words[i : i + SHINGLE] for i in range(max(1, len(words) - SHINGLE + 1)))


def _top(parent: Mapping[str, str], i: str) -> str:
    while parent[i] != i:
        i = parent[i]
    return i


def _join(parent: dict[str, str], a: str, b: str) -> None:
    first, second = sorted((_top(parent, a), _top(parent, b)))
    parent[second] = first
