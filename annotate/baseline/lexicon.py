"""What the codebook's own search words say of a text, as columns: codes, root codes and quad classes that it names."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import chain

import numpy as np

from annotate.baseline.terms import Counts
from export.derive import derived
from schemas.codebook import Codebook
from schemas.words import WordIndex

ROOT, QUAD = "root:", "quad:"
_REMEMBERED = 16_384  # sets of codes


@dataclass(frozen=True)
class Entry:
    """A code with its search words and with the terms that it stands for: itself, its root, its quad class."""

    code: str
    terms: tuple[str, ...]
    words: tuple[str, ...]


@dataclass(frozen=True)
class Lexicon:
    """Search words of a codebook. A text's terms are counted as shares of the codes that its words name."""

    entries: tuple[Entry, ...]

    @cached_property
    def terms(self) -> tuple[str, ...]:
        return tuple(sorted(set(chain.from_iterable(e.terms for e in self.entries))))

    @cached_property
    def _index(self) -> WordIndex:
        return WordIndex((e.code, e.words) for e in self.entries)

    @cached_property
    def _places(self) -> dict[str, tuple[int, ...]]:
        place = {term: i for i, term in enumerate(self.terms)}
        return {e.code: tuple(place[t] for t in e.terms) for e in self.entries}

    def count(self, texts: Sequence[str]) -> Counts:
        """Texts x ``terms``: the share of the named codes that a term stands for, 0 to 1."""
        from scipy import sparse

        told = {text: self._shares(text) for text in dict.fromkeys(texts)}  # triggers of a sentence share it
        rows = [told[text] for text in texts]
        columns = np.array([place for row in rows for place, _ in row], np.int32)
        values = np.array([share for row in rows for _, share in row], np.float32)
        ends = np.cumsum([0, *map(len, rows)], dtype=np.int32)
        return Counts(self.terms, sparse.csr_matrix((values, columns, ends), shape=(len(texts), len(self.terms))))

    @cached_property
    def _divided(self) -> dict[frozenset[str], list[tuple[int, float]]]:
        """What codes stand for together, remembered: many texts name the same ones."""
        return {}

    def _shares(self, text: str) -> list[tuple[int, float]]:
        known = frozenset(self._index.codes(text))
        shares = self._divided.get(known)
        if shares is None:
            if len(self._divided) >= _REMEMBERED:
                self._divided.clear()
            found = Counter(place for code in known for place in self._places[code])
            shares = self._divided[known] = [(place, n / len(known)) for place, n in sorted(found.items())]
        return shares

    def to_text(self) -> str:
        """A line per code: code, terms, search words."""
        return "\n".join("\t".join((e.code, " ".join(e.terms), *e.words)) for e in self.entries)


def from_text(text: str) -> Lexicon:
    """The lexicon that ``to_text`` wrote."""
    rows = [line.split("\t") for line in text.split("\n")]
    return Lexicon(tuple(Entry(row[0], tuple(row[1].split(" ")), tuple(row[2:])) for row in rows))


def lexicon(book: Codebook) -> Lexicon | None:
    """The search words of codes that are not retired; None for a codebook without any."""
    found = []
    for code in sorted(book.codes, key=lambda c: c.code):
        words = tuple(" ".join(word.split()) for word in code.words)
        if words and not code.retired:
            quad = derived(book, code.code).quad
            terms = (f"code:{code.code}", f"{ROOT}{book.root(code.code)}", *([f"{QUAD}{quad}"] if quad else []))
            found.append(Entry(code.code, terms, words))
    return Lexicon(tuple(found)) if found else None
