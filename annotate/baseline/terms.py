"""Counting the terms of texts: words (one and two) or pieces of words (two to five characters).

Texts repeat their words, so every different word is taken apart once and the counts of a text are the product of
two sparse matrices, texts x words and words x pieces. The terms are those of scikit-learn's ``word`` and ``char_wb``.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import chain
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


def count(texts: Sequence[str], analyser: str, least: int = 1) -> Counts:
    """The counts of the terms that occur in ``least`` of ``texts`` or more, terms in alphabetical order."""
    return _pieces(texts, least) if analyser == "char" else _words(texts, least)


def pieces(token: str) -> Iterable[str]:
    """The pieces of a word with a space at each end; a length that is longer than the word ends the list."""
    padded = f" {token} "
    for size in PIECES:
        if size >= len(padded):
            yield padded
            return
        yield from (padded[at : at + size] for at in range(len(padded) - size + 1))


def _pieces(texts: Sequence[str], least: int) -> Counts:
    tokens, found = _numbered([text.lower().split() for text in texts])
    terms, parts = _numbered([list(pieces(token)) for token in tokens])
    kept, matrix = _frequent((found @ parts).tocsr(), least)
    return Counts(tuple(terms[n] for n in kept.tolist()), matrix)


def _words(texts: Sequence[str], least: int) -> Counts:
    names, places, ends = _placed([WORD.findall(text.lower()) for text in texts])
    alone, single = _frequent(_matrix(places, ends, len(names)), least)
    # a word before the last of its text begins a pair
    begins = np.delete(np.arange(len(places)), ends[1:][np.diff(ends) > 0] - 1)
    pairs = places[begins].astype(np.int64) * len(names) + places[begins + 1]
    different, numbers = np.unique(pairs, return_inverse=True)
    double_ends = np.concatenate([[0], np.cumsum(np.maximum(np.diff(ends) - 1, 0))]).astype(np.int32)
    beside, double = _frequent(_matrix(numbers.astype(np.int32), double_ends, len(different)), least)
    two = [f"{names[pair // len(names)]} {names[pair % len(names)]}" for pair in different[beside].tolist()]
    return _sorted((*(names[n] for n in alone.tolist()), *two), _stack(single, double))


def _numbered(lists: Sequence[Sequence[str]]) -> tuple[tuple[str, ...], Any]:
    """The different strings of all lists in alphabetical order, and how often each list holds each."""
    names, places, ends = _placed(lists)
    return names, _matrix(places, ends, len(names))


def _placed(lists: Sequence[Sequence[str]]) -> tuple[tuple[str, ...], Ints, Ints]:
    """The different strings of all lists in alphabetical order; the number of each string, and where each list ends."""
    names = tuple(sorted(set(chain.from_iterable(lists))))
    index = {name: i for i, name in enumerate(names)}
    ends = np.cumsum([0, *map(len, lists)], dtype=np.int32)
    places = np.fromiter(map(index.__getitem__, chain.from_iterable(lists)), dtype=np.int32, count=int(ends[-1]))
    return names, places, ends


def _matrix(places: Ints, ends: Ints, width: int) -> Any:
    from scipy import sparse

    ones = np.ones(len(places), dtype=np.float32)
    matrix = sparse.csr_matrix((ones, places, ends), shape=(len(ends) - 1, width), copy=True)
    matrix.sum_duplicates()
    return matrix


def _frequent(matrix: Any, least: int) -> tuple[Ints, Any]:
    """The columns that are not empty in ``least`` rows or more, and the matrix of these alone."""
    if least < 2:
        return np.arange(matrix.shape[1], dtype=np.int32), matrix
    kept = np.bincount(matrix.indices, minlength=matrix.shape[1]) >= least
    place = np.where(kept, np.cumsum(kept) - 1, -1).astype(np.int32)
    return np.flatnonzero(kept).astype(np.int32), moved(matrix, place, int(kept.sum()))


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
