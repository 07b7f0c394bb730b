"""TF-IDF columns: the trigger, what stands left and right of it, its actors, and the whole sentence, each by itself.

Words (one and two) and pieces of words (two to five characters) per column: what a word means for the code depends
on where it stands.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from annotate.baseline.examples import Example

COLUMNS = ("left", "span", "right", "source", "target", "sentence")
ANALYSERS: dict[str, dict[str, Any]] = {
    "word": {"analyzer": "word", "ngram_range": (1, 2), "token_pattern": r"(?u)\b\w+\b"},
    "char": {"analyzer": "char_wb", "ngram_range": (2, 5)},
}
# The trigger counts thrice: on two sets of some hundred CAMEO triggers that gave .02 to .08 more macro-F1 on roots.
WEIGHTS = {"span": 3.0}
RARE_FROM = 300  # from this many examples on, what occurs in one example only is left out


@dataclass(frozen=True)
class Block:
    """One column under one analyser: its vocabulary in order, and the weight of each entry."""

    column: str
    analyser: str
    vocabulary: tuple[str, ...]
    idf: NDArray[np.float32]

    def vectorizer(self) -> Any:
        from sklearn.feature_extraction.text import TfidfVectorizer

        made = TfidfVectorizer(
            **ANALYSERS[self.analyser], sublinear_tf=True, dtype=np.float32, vocabulary=self.vocabulary
        )
        made.idf_ = self.idf
        return made


def fit_blocks(examples: Sequence[Example]) -> tuple[Block, ...]:
    """Learn the vocabulary of every column; a column that is empty throughout gives no block."""
    least = 2 if len(examples) >= RARE_FROM else 1
    found = (
        _fit_block(column, analyser, [getattr(e, column) for e in examples], least)
        for column in COLUMNS
        for analyser in ANALYSERS
    )
    return tuple(block for block in found if block is not None)


def _fit_block(column: str, analyser: str, texts: Sequence[str], least: int) -> Block | None:
    from sklearn.feature_extraction.text import TfidfVectorizer

    vectorizer = TfidfVectorizer(**ANALYSERS[analyser], sublinear_tf=True, dtype=np.float32, min_df=least)
    try:
        vectorizer.fit(texts)
    except ValueError:  # the one thing it says of texts: none holds a term that is frequent enough
        return None
    return Block(column, analyser, tuple(sorted(vectorizer.vocabulary_)), vectorizer.idf_.astype(np.float32))


def transform(blocks: Sequence[Block], examples: Sequence[Example]) -> Any:
    """The examples as one sparse matrix (examples x features) with 32-bit indices.

    scipy gives 64-bit indices to a matrix that is stacked from large ones, and liblinear refuses those.
    """
    from scipy import sparse

    parts = [
        block.vectorizer().transform([getattr(e, block.column) for e in examples]) * WEIGHTS.get(block.column, 1.0)
        for block in blocks
    ]
    stacked = sparse.hstack(parts, format="csr") if parts else sparse.csr_matrix((len(examples), 0), dtype=np.float32)
    stacked.indices = stacked.indices.astype(np.int32, copy=False)
    stacked.indptr = stacked.indptr.astype(np.int32, copy=False)
    return stacked
