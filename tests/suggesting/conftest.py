"""A server that suggests, and a small model that was really trained, once for all tests."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from annotate import app
from annotate.baseline.store import StoredModel, load_model, save_model
from annotate.baseline.train import train
from annotate.db import Database
from annotate.jobs import store
from annotate.settings import data_folder
from annotate.suggesting.process import Helper
from annotate.trainings.service import keep, label
from tests.baseline.makers import articles, dataset, told, without_pictures
from tests.export.makers import NOW
from tests.support.once import once
from tests.support.server import Server, running_server

Activate = Callable[..., str]


def _make(target: Path) -> None:
    with without_pictures():
        save_model(target, train(dataset([told(a) for a in articles(40, ("ana",))]), 0, NOW))


@pytest.fixture(scope="session")
def model_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return once(tmp_path_factory, "suggesting", _make)


@pytest.fixture(scope="session")
def stored(model_folder: Path) -> StoredModel:
    return load_model(model_folder)


@pytest.fixture
def helper(monkeypatch: pytest.MonkeyPatch) -> Helper:
    """The server's end of the pipe. It is patient: a machine with other work takes seconds to load a model."""
    made = Helper(patience=60, first_pause=0.05)
    monkeypatch.setattr(app, "Helper", lambda: made)
    return made


@pytest.fixture
def server(helper: Helper, database: Database, monkeypatch: pytest.MonkeyPatch) -> Iterator[Server]:
    monkeypatch.setattr(store, "due", lambda *given: False)  # jobs are queued, and never begun
    with running_server(database) as running:
        yield running


@pytest.fixture
def activate(model_folder: Path, stored: StoredModel) -> Activate:
    """List the model as the project's next version, named as wanted, and make it active; what codings call it."""

    def activate(server: Server, project: int, name: str = "baseline", *, spans: int = 200) -> str:
        folder = Path(f"project-{project}", name)
        shutil.copytree(model_folder, data_folder(server.settings) / folder)
        card = {**stored.card, "model_hash": name, "trained_on": {**stored.card["trained_on"], "spans": spans}}
        with server.db.write() as session:
            row = keep(session, project, replace(stored, card=card), folder=str(folder), name=name, made_by=None)
            version, called = row.version, label(row)
        url = f"/api/app/projects/{project}/models/{version}"
        server.admin.client.patch(url, json={"active": True}).raise_for_status()
        return called

    return activate
