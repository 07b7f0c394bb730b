"""Counting the terms of texts: words (one and two) or pieces of words (two to five characters).

Texts repeat their words, so every different word is taken apart once and the counts of a text are the product of
two sparse matrices, texts x words and words x pieces. The terms are those of scikit-learn's ``word`` and ``char_wb``.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import chain, pairwise
from typing import Any

import numpy as np
from numpy.typing import NDArray

Ints = NDArray[np.int32]
PIECES = range(2, 6)  # characters
WORD = re.compile(r"\w+")


@dataclass(frozen=True)
class Counts:
    """``terms`` in the order of the columns of ``matrix`` (texts x terms, float32, sparse)."""

    terms: tuple[str, ...]
    matrix: Any


def count(texts: Sequence[str], analyser: str) -> Counts:
    """The counts of the terms of ``texts``, terms in alphabetical order."""
    if analyser == "char":
        return _pieces(texts)
    return _words(texts)


def pieces(token: str) -> Iterable[str]:
    """The pieces of a word with a space at each end; a length that is longer than the word ends the list."""
    padded = f" {token} "
    for size in PIECES:
        if size >= len(padded):
            yield padded
            return
        yield from (padded[at : at + size] for at in range(len(padded) - size + 1))


def _pieces(texts: Sequence[str]) -> Counts:
    tokens, found = _numbered([text.lower().split() for text in texts])
    terms, parts = _numbered([list(pieces(token)) for token in tokens])
    return Counts(terms, (found @ parts).tocsr())


def _words(texts: Sequence[str]) -> Counts:
    lists = [WORD.findall(text.lower()) for text in texts]
    words, single = _numbered(lists)
    pairs = [[f"{a} {b}" for a, b in pairwise(line)] for line in lists]
    two, double = _numbered(pairs)
    return _sorted((*words, *two), _stack(single, double))


def _numbered(lists: Sequence[Sequence[str]]) -> tuple[tuple[str, ...], Any]:
    """The different strings of all lists in alphabetical order, and how often each list holds each."""
    from scipy import sparse

    names = tuple(sorted(set(chain.from_iterable(lists))))
    index = {name: i for i, name in enumerate(names)}
    ends = np.cumsum([0, *map(len, lists)], dtype=np.int32)
    places = np.fromiter((index[s] for s in chain.from_iterable(lists)), dtype=np.int32, count=int(ends[-1]))
    ones = np.ones(len(places), dtype=np.float32)
    matrix = sparse.csr_matrix((ones, places, ends), shape=(len(lists), len(names)))
    matrix.sum_duplicates()
    return names, matrix


def _stack(*parts: Any) -> Any:
    from scipy import sparse

    return sparse.hstack(parts, format="csr", dtype=np.float32)


def _sorted(terms: Sequence[str], matrix: Any) -> Counts:
    order = np.argsort(np.array(terms, dtype=object), kind="stable") if terms else np.zeros(0, np.int64)
    place = np.empty(len(order), dtype=np.int32)
    place[order] = np.arange(len(order), dtype=np.int32)
    return Counts(tuple(terms[int(i)] for i in order), moved(matrix, place, len(order)))


def moved(matrix: Any, place: Ints, width: int) -> Any:
    """The matrix with column ``i`` at ``place[i]``, or without it where that is -1; indices are 32-bit."""
    from scipy import sparse

    goes = place[matrix.indices] if len(place) else matrix.indices
    kept = goes >= 0
    ends = np.concatenate([[0], np.cumsum(kept)])[matrix.indptr].astype(np.int32)
    made = sparse.csr_matrix((matrix.data[kept], goes[kept].astype(np.int32), ends), shape=(matrix.shape[0], width))
    made.sort_indices()
    return made
