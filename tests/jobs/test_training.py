"""A model trained from the project page: by whom, what is kept of it, and what is left when it cannot be."""

from __future__ import annotations

import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from annotate.baseline.errors import TooLittleData
from annotate.baseline.store import load_model
from annotate.db import Database
from annotate.errors import Invalid
from annotate.jobs import store
from annotate.jobs.service import Cancelled
from annotate.trainings.service import keep
from annotate.trainings.training import Order, make
from tests.baseline.makers import without_pictures
from tests.support.coded import coded
from tests.support.server import Person, Server, ok, running_server


@pytest.fixture
def server(database: Database, tmp_path: Path) -> Iterator[Server]:
    with running_server(database, data=str(tmp_path / "data")) as running:
        yield running


def trained(person: Person, project: int) -> Any:
    """The job, when it has ended."""
    job = ok(person.client.post(f"/api/app/projects/{project}/models", json={}))["job"]
    deadline = time.monotonic() + 400
    while time.monotonic() < deadline:
        found = ok(person.client.get(f"/api/app/jobs/{job}"))
        if found["state"] not in {"queued", "running"}:
            return found
        time.sleep(0.05)
    raise AssertionError(f"job {job} is {found['state']}")


def files(folder: Path) -> set[str]:
    return {str(path.relative_to(folder)) for path in folder.glob("*/*")}


@pytest.mark.timeout(500)  # a process that loads scikit-learn: seconds where nobody else works
def test_a_version_is_trained_reported_made_active_and_succeeded(
    server: Server, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    project = coded(server, 5)
    url, admin = f"/api/app/projects/{project}/models", server.admin
    done = trained(admin, project)
    assert (done["state"], done["result"]) == ("done", {"version": 1, "name": "baseline"}), done["error"]
    found = ok(admin.client.get(url))
    (first,), (release,) = found["models"], found["releases"]
    assert (first["version"], first["active"], first["spans"], first["articles"]) == (1, False, 15, 5)
    assert (release["hash"], release["versions"]) == (first["release_hash"], [1])
    stored = load_model(tmp_path / "data" / f"project-{project}" / "model-1")
    assert stored.card["model_hash"] == first["model_hash"]

    releases = tmp_path / "data" / f"project-{project}" / "releases"
    assert [path.name for path in releases.glob("*/agreement.json")] == ["agreement.json"]

    read = ok(admin.client.get(f"{url}/1"))
    assert read["report"]["model_hash"] == first["model_hash"]
    assert read["card"]["trained_on"]["content_hash"] == release["hash"]
    home = ok(admin.client.get(f"/api/app/projects/{project}"))
    assert [row["value"] for row in home["score"]["rows"]] == [row["value"] for row in first["scores"]]
    assert admin.client.get(f"{url}/1/report.html").text.startswith("<!doctype html>")

    with pytest.raises(Invalid, match=r"^This gave version 1 again"), server.db.write() as session:
        keep(session, project, stored, folder="x", name="x", made_by=None)
    with without_pictures():
        make(server.db, tmp_path / "data", project, Order("other seed", 7, release["hash"]), lambda *_: None)
    monkeypatch.setattr(store, "due", lambda *given: False)  # the active model need not read here
    for version in (1, 2):
        admin.client.patch(f"{url}/{version}", json={"active": True}).raise_for_status()
    assert [(m["version"], m["active"]) for m in ok(admin.client.get(url))["models"]] == [(2, True), (1, False)]
    assert files(tmp_path / "data") == {f"project-{project}/{name}" for name in ("releases", "model-1", "model-2")}

    reader = server.user("r@example.org", "reader", project).client
    coder = server.user("c@example.org", "annotator", project).client
    stranger = server.user("s@example.org").client
    for path in ("/1", "/1/report.html"):
        assert [one.get(url + path).status_code for one in (reader, coder, stranger)] == [200, 403, 404]
    for one, status in ((reader, 403), (stranger, 404)):
        assert one.patch(f"{url}/2", json={"active": False}).status_code == status
    assert reader.get(f"{url}/3").status_code == 404


def test_what_cannot_be_trained_ends_in_a_sentence_and_leaves_nothing(server: Server, tmp_path: Path) -> None:
    empty = server.project("Nothing coded")
    url = f"/api/app/projects/{empty}/models"
    answer = server.admin.client.post(url, json={})
    assert (answer.status_code, answer.json()["detail"]) == (
        400,
        "No article has a finished coding yet, so there is nothing to train on; code some first.",
    )
    few = coded(server, 1)
    with pytest.raises(TooLittleData, match=r"^There are 3 coded triggers in 1 different articles"):
        make(server.db, tmp_path / "data", few, Order("baseline"), lambda *_: None)
    answer = server.admin.client.post(f"/api/app/projects/{few}/models", json={"release": "0" * 64})
    assert answer.json()["detail"].startswith("No version of this project was trained on that release")
    assert ok(server.admin.client.get(f"/api/app/projects/{few}/models"))["models"] == []
    assert files(tmp_path / "data") == {f"project-{few}/releases"}


def test_one_that_is_stopped_leaves_no_half_model(server: Server, tmp_path: Path) -> None:
    project = coded(server, 4)

    def told(done: int, total: int, message: str) -> None:
        assert done < total
        if message == "Writing":
            raise Cancelled("The job was stopped.")

    with pytest.raises(Cancelled):
        make(server.db, tmp_path / "data", project, Order("baseline"), told)
    assert ok(server.admin.client.get(f"/api/app/projects/{project}/models"))["models"] == []
    assert files(tmp_path / "data") == {f"project-{project}/releases"}
