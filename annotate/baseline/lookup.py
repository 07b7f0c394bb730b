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
    number = numbers.__getitem__
    found = {name: Lists.of([[*map(number, text.lower().split())] for text in some]) for name, some in columns.items()}
    tokens = list(numbers)
    word_numbers: defaultdict[str, int] = defaultdict(count().__next__)
    inside = Lists.of([[word_numbers[word] for word in WORD.findall(token)] for token in tokens])
    size = len(next(iter(columns.values()))) if columns else 0
    return Texts(size, tokens, list(word_numbers), found, {name: some.into(inside) for name, some in found.items()})


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
        own, items = np.unique(used.items, return_inverse=True)
        known = Lists.of([self._of(texts.tokens[n]) for n in own.tolist()])
        inside = _counts(known.rows, known.items, (len(own), len(self.index)))
        found = _counts(used.rows, items, (texts.size, len(own))) @ inside
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


def _counts(rows: Longs, columns: Longs, shape: tuple[int, int]) -> Any:
    from scipy import sparse

    ones = np.ones(len(rows), dtype=np.float32)
    found = sparse.coo_matrix((ones, (rows.astype(np.int32), columns.astype(np.int32))), shape=shape).tocsr()
    found.sort_indices()
    return found
