"""Finding the terms of new texts in a vocabulary that is learnt already, without counting those that are not in it.

Texts repeat their words, within a column and from column to column: every different one is taken apart and looked up
once. The counts are those of ``terms.count``.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from itertools import chain, count
from typing import Any

import numpy as np
from numpy.typing import NDArray

from annotate.baseline.terms import WORD, pieces

Longs = NDArray[np.int64]
ABSENT = -1
_REMEMBERED = 65_536  # words
_BETWEEN = "\x00"


@dataclass(frozen=True)
class Lists:
    """Lists of numbers, one after the other: ``items`` of all, ``sizes`` of each."""

    sizes: Longs
    items: Longs

    @classmethod
    def of(cls, lists: Sequence[Sequence[int]]) -> Lists:
        sizes = np.array([len(some) for some in lists], dtype=np.int64)
        return cls(sizes, np.fromiter(chain.from_iterable(lists), dtype=np.int64, count=int(sizes.sum())))

    @property
    def rows(self) -> Longs:
        """Which list each item is in."""
        return np.repeat(np.arange(len(self.sizes)), self.sizes)

    def into(self, other: Lists) -> Lists:
        """Every item replaced by the list in ``other`` that has its number."""
        lengths = other.sizes[self.items]
        starts = (np.cumsum(other.sizes) - other.sizes)[self.items]
        ends = np.cumsum(lengths)
        within = np.arange(int(lengths.sum())) - np.repeat(ends - lengths, lengths)
        sizes = np.bincount(self.rows, lengths, len(self.sizes)).astype(np.int64)
        return Lists(sizes, other.items[np.repeat(starts, lengths) + within])


@dataclass(frozen=True)
class Texts:
    """Texts in columns, in lower case: per column and text the numbers of its ``tokens`` (what stands between white
    space) and of its ``words``."""

    size: int
    tokens: list[str]
    words: list[str]
    by_token: Mapping[str, Lists]
    by_word: Mapping[str, Lists]


def taken_apart(columns: Mapping[str, Sequence[str]]) -> Texts:
    """The texts of every column (as many in each) by their words."""
    numbers: defaultdict[str, int] = defaultdict(count().__next__)
    found = {name: _tokens(some, numbers) for name, some in columns.items()}
    tokens = list(numbers)
    word_numbers: defaultdict[str, int] = defaultdict(count().__next__)
    inside = Lists.of([[word_numbers[word] for word in WORD.findall(token)] for token in tokens])
    size = len(next(iter(columns.values()))) if columns else 0
    return Texts(size, tokens, list(word_numbers), found, {name: some.into(inside) for name, some in found.items()})


def _tokens(texts: Sequence[str], numbers: Mapping[str, int]) -> Lists:
    """What stands between white space in each text, by number: all texts are taken apart as one, with marks between."""
    found = f" {_BETWEEN} ".join(texts).lower().split()
    if found.count(_BETWEEN) != max(0, len(texts) - 1):  # a text holds the mark
        return Lists.of([[numbers[token] for token in text.lower().split()] for text in texts])
    items = np.fromiter(map(numbers.__getitem__, found), dtype=np.int64, count=len(found))
    marks = np.flatnonzero(items == numbers[_BETWEEN])
    sizes = np.diff(marks, prepend=-1, append=len(items)) - 1 if texts else marks
    return Lists(sizes, np.delete(items, marks))


@dataclass(frozen=True)
class Words:
    """Words and pairs of words. ``single``: number of a word -> its column, last the absent; ``pairs`` in order."""

    numbers: dict[str, int]
    single: Longs
    pairs: Longs
    columns: Longs
    width: int

    @classmethod
    def of(cls, vocabulary: Sequence[str]) -> Words:
        parts = [term.split(" ") for term in vocabulary]
        numbers = {word: n for n, word in enumerate(sorted(set(chain.from_iterable(parts))))}
        single = np.full(len(numbers) + 1, ABSENT, dtype=np.int64)
        double: list[tuple[int, int]] = []
        for column, words in enumerate(parts):
            if len(words) == 1:
                single[numbers[words[0]]] = column
            else:
                double.append((numbers[words[0]] * len(numbers) + numbers[words[1]], column))
        double.sort()
        pairs, columns = np.array(double, dtype=np.int64).reshape(-1, 2).T
        return cls(numbers, single, np.ascontiguousarray(pairs), np.ascontiguousarray(columns), len(vocabulary))

    def count(self, texts: Texts, column: str) -> Any:
        """Counts, texts x vocabulary."""
        own = np.array([self.numbers.get(word, ABSENT) for word in texts.words] or [ABSENT], dtype=np.int64)
        rows, found = texts.by_word[column].rows, own[texts.by_word[column].items]
        alone = self.single[found]
        first, second = found[:-1], found[1:]
        beside = (rows[:-1] == rows[1:]) & (first >= 0) & (second >= 0)
        wanted = first[beside] * len(self.numbers) + second[beside]
        place = np.searchsorted(self.pairs, wanted)
        place[place == len(self.pairs)] = 0
        hit = self.pairs[place] == wanted if len(self.pairs) else np.zeros(len(wanted), dtype=bool)
        kept = alone >= 0
        lines = np.concatenate([rows[kept], rows[:-1][beside][hit]])
        return _counts(lines, np.concatenate([alone[kept], self.columns[place[hit]]]), (texts.size, self.width))


@dataclass(frozen=True)
class Pieces:
    """Pieces of words. ``seen``: what words of earlier texts are made of."""

    index: dict[str, int]
    seen: dict[str, list[int]] = field(default_factory=dict)

    def count(self, texts: Texts, column: str) -> Any:
        """Counts, texts x vocabulary."""
        used = texts.by_token[column]
        there = np.zeros(len(texts.tokens), dtype=bool)
        there[used.items] = True
        own = np.flatnonzero(there)
        known = Lists.of([self._of(texts.tokens[n]) for n in own.tolist()])
        items = (np.cumsum(there) - 1)[used.items]
        found = _listed(Lists(used.sizes, items), len(own)) @ _listed(known, len(self.index))
        found.sort_indices()
        return found

    def _of(self, token: str) -> list[int]:
        """The columns of the pieces of a word; they are remembered, for most words come again."""
        found = self.seen.get(token)
        if found is None:
            if len(self.seen) >= _REMEMBERED:
                self.seen.clear()
            found = self.seen[token] = [self.index[p] for p in pieces(token) if p in self.index]
        return found


def _listed(lists: Lists, width: int) -> Any:
    """Lists as rows of ones; what a list holds twice is there twice, and sums up in a product."""
    from scipy import sparse

    ends = np.concatenate([[0], np.cumsum(lists.sizes)]).astype(np.int32)
    ones = np.ones(len(lists.items), dtype=np.float32)
    return sparse.csr_matrix((ones, lists.items.astype(np.int32), ends), shape=(len(lists.sizes), width))


def _counts(rows: Longs, columns: Longs, shape: tuple[int, int]) -> Any:
    from scipy import sparse

    ones = np.ones(len(rows), dtype=np.float32)
    found = sparse.coo_matrix((ones, (rows.astype(np.int32), columns.astype(np.int32))), shape=shape).tocsr()
    found.sort_indices()
    return found
