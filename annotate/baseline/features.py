"""TF-IDF columns: the trigger, what stands left and right of it, its actors, and the whole sentence, each by itself.

In the sentence the actors are masked, so that who stands where is seen apart from who it is.

Words (one and two) and pieces of words (two to five characters) per column: what a word means for the code depends
on where it stands. Texts are counted once; each training side then has its own vocabulary and weights.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from annotate.baseline import embedding
from annotate.baseline.examples import Example
from annotate.baseline.lexicon import Lexicon, lexicon
from annotate.baseline.lookup import Pieces, Words, taken_apart
from annotate.baseline.terms import Counts, Ints, count, moved
from schemas.codebook import Codebook

COLUMNS = ("left", "span", "right", "source", "target", "sentence")
ANALYSERS = ("word", "char")
CODES = "codes"  # the analyser that looks up the codebook's search words, of the trigger and of its sentence
LOOKED_UP = ("span", "sentence")
EMBEDDED = "embedding"  # the analyser that asks a language model, see embedding.py
READ = ("sentence", "clause")
READ_WEIGHT = np.float32(3)  # of 1, 2 and 3 on PLOVER roots (grouped folds) the best
# The trigger counts thrice: on two sets of some hundred CAMEO triggers that gave .02 to .08 more macro-F1 on roots.
WEIGHTS = {"span": 3.0}
RARE_FROM = 300  # from this many examples on, what occurs in one example only is left out
LARGE = 20_000  # from this many examples on, long columns go without pieces of words, and rare means fewer than five
_LONG = ("left", "right", "sentence")


@dataclass(frozen=True)
class Block:
    """One column under one analyser: its vocabulary in order, and the weight of each entry."""

    column: str
    analyser: str
    vocabulary: tuple[str, ...]
    idf: NDArray[np.float32]
    lexicon: Lexicon | None = None

    @cached_property
    def index(self) -> dict[str, int]:
        return {term: i for i, term in enumerate(self.vocabulary)}

    @cached_property
    def finder(self) -> Words | Pieces:
        return Pieces(self.index) if self.analyser == "char" else Words.of(self.vocabulary)

    def weigh(self, found: Any) -> Any:
        """Counts, texts x vocabulary -> TF-IDF (logarithmic counts, rows of length one), in place.

        Shares of named codes stay as they are, what a language model says has a weight of its own.
        """
        if self.analyser == CODES:
            return found
        if self.analyser == EMBEDDED:
            found.data *= READ_WEIGHT
            return found
        found.data = (np.log(found.data) + np.float32(1)) * self.idf[found.indices]
        rows = np.repeat(np.arange(found.shape[0]), np.diff(found.indptr))
        lengths = np.sqrt(np.bincount(rows, found.data.astype(np.float64) ** 2, found.shape[0]))
        found.data = (found.data / lengths[rows] * WEIGHTS.get(self.column, 1.0)).astype(np.float32)
        return found


@dataclass(frozen=True)
class Learned:
    """The blocks that a part of the examples gives; ``places``: block by block, analysed term -> its column or -1."""

    blocks: tuple[Block, ...]
    places: tuple[Ints, ...]

    def named(self, kind: str) -> dict[str, int]:
        """Class -> the column that tells how far the trigger's words name it; ``kind``: ROOT or QUAD."""
        at = 0
        for block in self.blocks:
            if (block.column, block.analyser) == (LOOKED_UP[0], CODES):
                terms = enumerate(block.vocabulary, at)
                return {term.removeprefix(kind): i for i, term in terms if term.startswith(kind)}
            at += len(block.vocabulary)
        return {}


@dataclass(frozen=True)
class Analysis:
    """The counts of all examples, column by column: what every fold has in common."""

    counts: dict[tuple[str, str], Counts]
    size: int
    lexicon: Lexicon | None = None

    def learn(self, rows: Ints) -> Learned:
        """The vocabulary and weights that the examples at ``rows`` give; a column that is empty there gives none."""
        found = [self._block(key, counts, rows) for key, counts in self.counts.items()]
        kept = [pair for pair in found if pair is not None]
        return Learned(tuple(block for block, _ in kept), tuple(place for _, place in kept))

    def matrix(self, learned: Learned, rows: Ints) -> Any:
        """The examples at ``rows`` as one sparse matrix (examples x features) with 32-bit indices."""
        parts = [
            block.weigh(moved(self.counts[block.column, block.analyser].matrix[rows], place, len(block.vocabulary)))
            for block, place in zip(learned.blocks, learned.places, strict=True)
        ]
        return _stacked(parts, len(rows))

    def _block(self, key: tuple[str, str], counts: Counts, rows: Ints) -> tuple[Block, Ints] | None:
        if key[1] not in ANALYSERS:  # also what no example names: a new one may
            every = np.arange(len(counts.terms), dtype=np.int32)
            words = self.lexicon if key[1] == CODES else None
            return Block(*key, counts.terms, np.ones(len(every), np.float32), words), every
        seen = np.bincount(counts.matrix[rows].indices, minlength=len(counts.terms))
        kept = seen >= least(len(rows))
        if not kept.any():
            return None
        idf = np.log((1 + len(rows)) / (1 + seen[kept])) + 1
        terms = tuple(counts.terms[int(i)] for i in np.flatnonzero(kept))
        return Block(*key, terms, idf.astype(np.float32)), _places(kept)


def least(size: int) -> int:
    """In how many of ``size`` examples a term must occur."""
    return 1 if size < RARE_FROM else 2 if size < LARGE else 5


def analyse(examples: Sequence[Example], codebook: Codebook | None = None, *, embeddings: bool = False) -> Analysis:
    """Count the terms of every column. What is too rare in every part that will be trained on is left out at once.

    ``codebook``: whose search words become columns, too. ``embeddings``: what a language model makes of the texts
    becomes columns as well; raises ModelRefused where that is not installed.
    """
    wanted = [(c, a) for c in COLUMNS for a in ANALYSERS if a == "word" or c not in _LONG or len(examples) < LARGE]
    # a fifth is the smallest part trained on: a quarter of four fifths
    rare = least(len(examples) // 5)
    counts = {(c, a): count(_texts(examples, c), a, rare) for c, a in wanted}
    found = lexicon(codebook) if codebook else None
    if found:
        counts |= {(c, CODES): found.count([getattr(e, c) for e in examples]) for c in LOOKED_UP}
    if embeddings:
        counts |= {(c, EMBEDDED): embedding.count([getattr(e, c) for e in examples]) for c in READ}
    return Analysis(counts, len(examples), found)


def transform(blocks: Sequence[Block], examples: Sequence[Example]) -> Any:
    """New examples as one sparse matrix (examples x features) with 32-bit indices."""
    columns = sorted({block.column for block in blocks if block.analyser in ANALYSERS})
    texts = taken_apart({name: _texts(examples, name) for name in columns})

    def counted(block: Block) -> Any:
        if block.analyser in ANALYSERS:
            return block.finder.count(texts, block.column)
        found = [getattr(e, block.column) for e in examples]
        return (block.lexicon.count(found) if block.lexicon else embedding.count(found)).matrix

    parts = [counted(block) for block in blocks]
    return _stacked([block.weigh(part) for block, part in zip(blocks, parts, strict=True)], len(examples))


def _texts(examples: Sequence[Example], column: str) -> list[str]:
    return [e.masked if column == "sentence" else getattr(e, column) for e in examples]


def _places(kept: NDArray[np.bool_]) -> Ints:
    return np.where(kept, np.cumsum(kept) - 1, -1).astype(np.int32)


def _stacked(parts: Sequence[Any], size: int) -> Any:
    """scipy gives 64-bit indices to a matrix that is stacked from large ones, and liblinear refuses those."""
    from scipy import sparse

    stacked = sparse.hstack(parts, format="csr") if parts else sparse.csr_matrix((size, 0), dtype=np.float32)
    stacked.indices = stacked.indices.astype(np.int32, copy=False)
    stacked.indptr = stacked.indptr.astype(np.int32, copy=False)
    return stacked
