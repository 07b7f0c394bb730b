"""Model folders: what is saved comes back, and nothing foreign is loaded."""

import json
import zipfile
from collections import Counter
from pathlib import Path

import pytest
from skops.io import dump

from annotate.baseline.errors import ModelRefused
from annotate.baseline.examples import make_examples
from annotate.baseline.store import StoredModel, load_model, load_plain, model_hash, save_model
from annotate.baseline.train import train
from export.folder import FolderError
from tests.baseline.makers import CAMEO, articles, dataset
from tests.export.makers import NOW


@pytest.fixture(scope="module")
def stored() -> StoredModel:
    return train(dataset(articles(8)), 0, NOW)


def test_model_saved_and_loaded_predicts_the_same(stored: StoredModel, tmp_path: Path) -> None:
    save_model(tmp_path / "m", stored)
    back = load_model(tmp_path / "m")
    examples = make_examples(articles(5, seed=4), CAMEO).found
    assert back.model.predict(examples) == stored.model.predict(examples)
    assert back.model.by_trigger_word(examples) == stored.model.by_trigger_word(examples)
    assert model_hash(back.model, back.memory, back.reader) == stored.card["model_hash"]
    assert (back.texts, back.codebook) == (stored.texts, CAMEO)
    assert back.report == json.loads(json.dumps(stored.report))


def test_card_tells_where_the_model_comes_from(stored: StoredModel, tmp_path: Path) -> None:
    save_model(tmp_path / "m", stored)
    card = json.loads((tmp_path / "m/card.json").read_text(encoding="utf-8"))
    assert card["trained_on"]["content_hash"] == dataset(articles(8)).content_hash
    assert card["codebook"]["version"] == CAMEO.version
    assert (card["seed"], card["created_at"]) == (0, "2026-01-02T03:04:05+00:00")
    assert set(card["versions"]) == {"python", "scikit-learn", "scipy", "numpy", "skops"}
    assert {row["key"] for row in card["scores"]} >= {"root_macro_f1"}


def test_model_file_holds_no_pickle_and_only_plain_types(stored: StoredModel, tmp_path: Path) -> None:
    save_model(tmp_path / "m", stored)
    with zipfile.ZipFile(tmp_path / "m/model.skops") as archive:
        assert {Path(name).suffix for name in archive.namelist()} == {".npy", ".json"}
    assert not [p for p in (tmp_path / "m").iterdir() if p.suffix in {".pkl", ".joblib"}]


def foreign() -> list[object]:
    from sklearn.svm import LinearSVC

    return [Counter("x"), LinearSVC(), {"deep": [{"inside": Path}]}, print, {"t": (1, 2)}]


@pytest.mark.parametrize("thing", foreign(), ids=lambda thing: type(thing).__name__)
def test_load_refuses_a_type_that_no_model_holds(thing: object, tmp_path: Path) -> None:
    dump({"algorithm": "nb", "blocks": [thing]}, tmp_path / "model.skops")
    with pytest.raises(ModelRefused, match="holds an object of type"):
        load_plain(tmp_path / "model.skops")


def test_load_of_plain_types_is_allowed(tmp_path: Path) -> None:
    dump({"a": ["x", 1, 2.5, None, True]}, tmp_path / "model.skops")
    assert load_plain(tmp_path / "model.skops") == {"a": ["x", 1, 2.5, None, True]}


def test_load_changed_damaged_or_missing_model_is_refused(stored: StoredModel, tmp_path: Path) -> None:
    with pytest.raises(ModelRefused, match="annotate train"):
        load_model(tmp_path)
    save_model(tmp_path / "m", stored)
    book = tmp_path / "m/codebook.json"
    whole = book.read_bytes()
    book.write_bytes(whole.replace(b'"parent": "17"', b'"parent": "18"', 1))
    with pytest.raises(ModelRefused, match=r"codebook\.json was changed"):
        load_model(tmp_path / "m")
    book.write_bytes(whole)
    dump({"a": "b"}, tmp_path / "m/model.skops")
    with pytest.raises(ModelRefused, match=r"model\.skops was changed"):
        load_model(tmp_path / "m")
    (tmp_path / "m/model.skops").write_bytes(b"PK nonsense")
    with pytest.raises(ModelRefused, match="is no model file"):
        load_model(tmp_path / "m")
    (tmp_path / "m/card.json").write_text("{}")
    with pytest.raises(ModelRefused, match="is damaged"):
        load_model(tmp_path / "m")


def test_save_never_overwrites(stored: StoredModel, tmp_path: Path) -> None:
    save_model(tmp_path / "m", stored)
    with pytest.raises(FolderError, match="not empty"):
        save_model(tmp_path / "m", stored)
