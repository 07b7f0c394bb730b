"""A model on disk: arrays and texts in skops form, a card, its report. Nothing is ever unpickled.

The file may hold only the plain types of ``ALLOWED``; a file with anything else is refused before it is loaded.
"""

from __future__ import annotations

import hashlib
import json
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from typing import Any

import numpy as np
import orjson

from annotate.baseline import embedding
from annotate.baseline.blend import Blend
from annotate.baseline.coder import SpanCoder
from annotate.baseline.errors import ModelRefused
from annotate.baseline.features import Block
from annotate.baseline.lexicon import from_text
from annotate.baseline.linear import Linear
from annotate.baseline.memory import Memory, from_plain, to_plain
from annotate.baseline.page import write_report
from annotate.baseline.reader import Reader
from annotate.baseline.reader import from_arrays as reader_from_arrays
from annotate.baseline.reader import to_arrays as reader_to_arrays
from export.folder import new_folder
from schemas.codebook import Codebook, parse_codebook
from schemas.hashing import content_hash

FORMAT_VERSION = 4
NO_READER = Reader()
MODEL, CARD, CODEBOOK, REPORT, TEXTS = "model.skops", "card.json", "codebook.json", "report.json", "texts.json"
ALLOWED = frozenset(
    {"builtins.dict", "builtins.list", "builtins.str", "builtins.int", "builtins.float", "numpy.ndarray"}
)


@dataclass(frozen=True)
class StoredModel:
    """A model with what is known of it. ``texts``: SHA-256 of every text it was trained on."""

    model: SpanCoder
    card: dict[str, Any]
    codebook: Codebook
    texts: frozenset[str]
    report: dict[str, Any]
    memory: Memory
    reader: Reader = NO_READER


def to_arrays(model: SpanCoder) -> dict[str, Any]:
    """The model as a tree of plain types; vocabularies are one text each, an entry a line."""
    return {
        "blend": {"share": model.blend.share, "prior": model.blend.prior},
        "blocks": [_block_to_arrays(block) for block in model.blocks],
        "nodes": {key: node.to_arrays() for key, node in model.nodes.items()},
        "quad": model.quad.to_arrays() if model.quad else {},
        "by_word": orjson.dumps(dict(sorted(model.by_word.items()))).decode(),
        "commonest": model.commonest,
    }


def from_arrays(tree: dict[str, Any]) -> SpanCoder:
    return SpanCoder(
        Blend(tree["blend"]["share"], tree["blend"]["prior"]),
        tuple(_block_from_arrays(block) for block in tree["blocks"]),
        {key: Linear.from_arrays(node) for key, node in tree["nodes"].items()},
        Linear.from_arrays(tree["quad"]) if tree["quad"] else None,
        orjson.loads(tree["by_word"]),
        tree["commonest"],
    )


def _block_to_arrays(block: Block) -> dict[str, Any]:
    return {
        "column": block.column,
        "analyser": block.analyser,
        "vocabulary": "\n".join(block.vocabulary),
        "idf": block.idf,
        "lexicon": block.lexicon.to_text() if block.lexicon else "",
    }


def _block_from_arrays(tree: dict[str, Any]) -> Block:
    words = from_text(tree["lexicon"]) if tree["lexicon"] else None
    return Block(tree["column"], tree["analyser"], tuple(tree["vocabulary"].split("\n")), tree["idf"], words)


def model_hash(model: SpanCoder, memory: Memory, reader: Reader = NO_READER) -> str:
    """SHA-256 over vocabularies, coefficients and memory; the same data and seed give the same, whenever fitted."""
    total = hashlib.sha256()
    _digest(_tree(model, memory, reader), total)
    return total.hexdigest()


def _tree(model: SpanCoder, memory: Memory, reader: Reader) -> dict[str, Any]:
    return {
        **to_arrays(model),
        "memory": orjson.dumps(to_plain(memory)).decode(),
        "reader": reader_to_arrays(reader),
    }


def _digest(tree: Any, total: Any) -> None:
    if isinstance(tree, dict):
        for key in sorted(tree):
            total.update(f"{key}:".encode())
            _digest(tree[key], total)
    elif isinstance(tree, list):
        for item in tree:
            _digest(item, total)
    elif isinstance(tree, np.ndarray):
        total.update(str(tree.shape).encode() + np.ascontiguousarray(tree).tobytes())
    else:
        total.update(f"{tree!r};".encode())


def save_model(target: Path, stored: StoredModel) -> None:
    """Write the model folder, whole or not at all; raises FolderError when ``target`` is not free."""
    from skops.io import dump

    with new_folder(target) as folder:
        dump(
            _tree(stored.model, stored.memory, stored.reader),
            folder / MODEL,
            compression=zipfile.ZIP_DEFLATED,
            compresslevel=6,
        )
        contents: dict[str, Any] = {
            CARD: {**stored.card, "model_file_sha256": _sha256(folder / MODEL)},
            CODEBOOK: stored.codebook.model_dump(mode="json"),
            TEXTS: sorted(stored.texts),
        }
        write_report(folder, stored.report)
        for name, content in contents.items():
            (folder / name).write_bytes(orjson.dumps(content, option=orjson.OPT_INDENT_2 | orjson.OPT_APPEND_NEWLINE))


def load_model(path: Path) -> StoredModel:
    """Read a model folder; raises ModelRefused for one that is incomplete, changed, or holds other types."""
    if not (path / CARD).is_file():
        raise ModelRefused(f"{path} holds no model; make one with: annotate train RELEASE -o {path}")
    try:
        card, book, report, texts = (orjson.loads((path / n).read_bytes()) for n in (CARD, CODEBOOK, REPORT, TEXTS))
        version, sha256 = card["format_version"], card["model_file_sha256"]
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise ModelRefused(f"The model {path} is damaged ({error}); train it again.") from None
    if version != FORMAT_VERSION:
        raise ModelRefused(
            f"The model {path} has format version {version}, this program reads {FORMAT_VERSION}; train it again."
        )
    tree = load_plain(path / MODEL)
    if _sha256(path / MODEL) != sha256:
        raise ModelRefused(f"{path / MODEL} was changed after training; train it again.")
    if content_hash(book) != card["codebook"]["sha256"]:
        raise ModelRefused(f"{path / CODEBOOK} was changed after training; train it again.")
    if card.get("features") == "embeddings":
        _check_embeddings(path)
    memory = from_plain(orjson.loads(tree["memory"]))
    reader = reader_from_arrays(tree["reader"])
    return StoredModel(from_arrays(tree), card, parse_codebook(book), frozenset(texts), report, memory, reader)


def _check_embeddings(path: Path) -> None:
    try:
        embedding.check()
    except ModelRefused as error:
        raise ModelRefused(f"The model {path} was trained with --features embeddings. {error.detail}") from None


def load_plain(path: Path) -> Any:
    """Load a skops file that holds nothing but the allowed types; ModelRefused names the first other one.

    Read without skops, which takes seconds to import: of its form these types need little.
    """
    try:
        with zipfile.ZipFile(path) as archive:
            schema = json.loads(archive.read("schema.json"))
            foreign = sorted(set(_types(schema)) - ALLOWED)
            if not foreign:
                return _built(schema, archive)
    except (OSError, zipfile.BadZipFile, KeyError, ValueError) as error:
        raise ModelRefused(f"{path} is no model file ({error}); train it again.") from None
    raise ModelRefused(f"{path} holds an object of type {foreign[0]}, which no model of ours does; do not use it.")


def _built(node: dict[str, Any], archive: zipfile.ZipFile) -> Any:
    """What a node of the schema describes."""
    match node["__loader__"]:
        case "DictNode":
            return {key: _built(child, archive) for key, child in node["content"].items()}
        case "ListNode":
            return [_built(child, archive) for child in node["content"]]
        case "NdArrayNode":
            with archive.open(node["file"]) as file:
                return np.load(BytesIO(file.read()), allow_pickle=False)
        case _:
            return json.loads(node["content"])


def _types(node: Any) -> Iterator[str]:
    """Every type that the file would make, as ``module.name``."""
    if isinstance(node, dict):
        if "__class__" in node or "__loader__" in node:
            yield f"{node.get('__module__')}.{node.get('__class__')}"
            if node.get("__loader__") not in _LOADERS:
                yield f"loader {node.get('__loader__')}"
        for child in node.values():
            yield from _types(child)
    elif isinstance(node, list):
        for child in node:
            yield from _types(child)


_LOADERS = {"DictNode", "ListNode", "JsonNode", "NdArrayNode", "TypeNode"}


def _sha256(path: Path) -> str:
    with path.open("rb") as handle:
        return hashlib.file_digest(handle, "sha256").hexdigest()
