"""One small model for all tests of the baseline, with and without its folder."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from annotate.baseline.store import StoredModel, load_model, save_model
from annotate.baseline.train import train
from tests.baseline.makers import articles, dataset, without_pictures
from tests.export.makers import NOW
from tests.support.once import once


@pytest.fixture
def pictures() -> None:
    """Where the pictures of a report matter."""


@pytest.fixture(autouse=True)
def _drawn(request: pytest.FixtureRequest) -> Iterator[None]:
    if "pictures" in request.fixturenames:
        yield
        return
    with without_pictures():
        yield


def _make(target: Path) -> None:
    with without_pictures():
        save_model(target, train(dataset(articles()), 0, NOW))


@pytest.fixture(scope="session")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The model's folder; tests only read it."""
    return once(tmp_path_factory, "trained", _make)


@pytest.fixture(scope="session")
def trained(folder: Path) -> StoredModel:
    return load_model(folder)
