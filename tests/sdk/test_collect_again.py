"""Collecting again: only what changed, to the same bytes as a full collection, whatever happens on the way."""

from __future__ import annotations

import json
import os
import random
import signal
import subprocess
import sys
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path

import httpx
import pytest

from annotate.collect import client as remote
from annotate.collect import pull
from annotate.collect.errors import CollectionError, Unreachable
from annotate.collect.journal import NAME as JOURNAL
from annotate.collect.pull import Options, collect
from annotate.collect.store import read_collection
from tests.sdk.codings import NOTHING, TEXT, arrest, as_coding
from tests.support.server import ok

pytestmark = pytest.mark.sdk
DATA = ("annotations.jsonl", "drafts.jsonl", "project.json", "tasks.jsonl")


def data(folder: Path) -> dict[str, bytes]:
    return {name: (folder / name).read_bytes() for name in DATA}


class Team:
    """Two coders and a manager who do something at random, again and again."""

    def __init__(self, server, seed: int) -> None:
        self.server, self.random = server, random.Random(seed)
        self.project = server.project(overlap=2)
        self.coders = [server.user(f"{name}@example.org", "annotator", self.project) for name in ("ann", "ben")]
        self.tasks = server.tasks(self.project, [f"{TEXT} {n} 🚓" for n in range(25)])
        self.codings: dict[int, httpx.Client] = {}

    def act(self, times: int) -> None:
        for _ in range(times):
            self.random.choice((self.code, self.code, self.mend, self.mark, self.take_back, self.skip, self.draft,
                                self.add, self.delete))()  # fmt: skip

    def code(self, **body) -> None:
        who, task = self.random.choice(self.coders), self.random.choice(self.tasks)
        answer = who.client.post(f"/api/tasks/{task}/annotations", json=body or {"coding": as_coding(arrest())})
        if answer.status_code == 201:
            self.codings[answer.json()["id"]] = who.client

    def skip(self) -> None:
        self.code(result=[], was_cancelled=True)

    def mend(self) -> None:
        for number, client in self.one():
            ok(client.patch(f"/api/annotations/{number}", json={"coding": as_coding(NOTHING), "was_cancelled": False}))

    def mark(self) -> None:
        for number, _ in self.one():
            body = {"ground_truth": self.random.random() < 0.5}
            ok(self.server.admin.client.patch(f"/api/annotations/{number}", json=body))

    def take_back(self) -> None:
        for number, client in self.one():
            ok(client.delete(f"/api/annotations/{number}"))
            del self.codings[number]

    def draft(self) -> None:
        task, admin = self.random.choice(self.tasks), self.server.admin.client
        ok(admin.post(f"/api/tasks/{task}/drafts", json={"result": []}))

    def add(self) -> None:
        self.tasks += self.server.tasks(self.project, [f"{TEXT} New {self.random.random()}"])

    def delete(self) -> None:
        task = self.tasks.pop(self.random.randrange(len(self.tasks)))
        for number, client in list(self.codings.items()):
            if ok(client.get(f"/api/annotations/{number}"))["task"] == task:
                del self.codings[number]
        ok(self.server.admin.client.delete(f"/api/tasks/{task}"))

    def one(self):
        return [self.random.choice(list(self.codings.items()))] if self.codings else []

    def collect(self, folder: Path, **options):
        return collect(self.server.url, self.server.admin.token, self.project, folder, Options(**options))


@pytest.fixture
def asked(monkeypatch):
    """Every page of whole tasks that is fetched: (after, ids). Pages of 5; a change is seen at once."""
    pages: list[tuple[int, list[int]]] = []
    real = remote.Remote.page

    def page(self, after, *conditions):
        found = real(self, after, *conditions)
        pages.append((after, [task.id for task in found.tasks]))
        return found

    monkeypatch.setattr(remote.Remote, "page", page)
    monkeypatch.setattr(remote, "PAGE", 5)
    monkeypatch.setattr(pull, "OVERLAP", timedelta(0))
    return pages


@pytest.mark.parametrize("seed", [1])
def test_incremental_and_full_collection_are_the_same_bytes(server, asked, tmp_path, seed):
    team, folder = Team(server, seed), tmp_path / "c"
    for round_ in range(4):
        team.act(12)
        kept = team.collect(folder)
        whole = team.collect(tmp_path / f"full{round_}")
        assert data(folder) == data(tmp_path / f"full{round_}")
        assert kept["counts"] == whole["counts"]
        assert read_collection(folder).manifest == kept
    assert kept["counts"]["drafts"] == data(folder)["drafts.jsonl"].count(b"\n") > 0


@pytest.mark.parametrize("later", [True, False])
def test_only_what_changed_is_fetched(server, asked, monkeypatch, tmp_path, later):
    """``later``: the newest change is so old that nothing of its time can still be on its way."""
    moment = datetime.now(UTC) + timedelta(hours=1 if later else -1)
    monkeypatch.setattr(remote.Remote, "now", lambda self: moment)
    team, folder = Team(server, 3), tmp_path / "c"
    ok(team.coders[0].client.post(f"/api/tasks/{team.tasks[3]}/annotations", json={"coding": as_coding(NOTHING)}))
    team.collect(folder)
    assert sum(len(ids) for _, ids in asked) == 25
    asked.clear()
    ok(team.coders[0].client.post(f"/api/tasks/{team.tasks[7]}/annotations", json={"coding": as_coding(NOTHING)}))
    team.collect(folder)
    fetched = [number for _, ids in asked for number in ids]
    assert fetched == ([team.tasks[7]] if later else team.tasks)


@pytest.mark.parametrize("seed", [4, 5])
def test_a_pass_that_is_cut_short_goes_on_with_the_page_that_is_missing(server, asked, monkeypatch, tmp_path, seed):
    team, folder, chance = Team(server, seed), tmp_path / "c", random.Random(seed)
    team.act(20)
    for again in (False, True):
        before = data(folder) if again else None
        team.act(15 * again)
        cuts, real = chance.sample(range(1, 5), 2), remote.Remote.page
        for calls in cuts:
            left = [calls]

            def dying(self, *given, left=left, real=real):
                left[0] -= 1
                if left[0] < 0:
                    raise KeyboardInterrupt
                return real(self, *given)

            monkeypatch.setattr(remote.Remote, "page", dying)
            asked_before = len(asked)
            try:
                team.collect(folder)
            except KeyboardInterrupt:
                assert len(asked) - asked_before == calls
                if before is None:
                    with pytest.raises(CollectionError):
                        read_collection(folder)
                else:
                    read_collection(folder)
                    assert data(folder) == before
            else:
                before = data(folder)
        monkeypatch.setattr(remote.Remote, "page", real)
        if not again:
            fetched = [number for _, ids in asked for number in ids]
            assert len(fetched) == len(set(fetched)), "a page was fetched twice"
        team.collect(folder)
        team.collect(tmp_path / f"full{again}", full=True)
        assert data(folder) == data(tmp_path / f"full{again}")
        assert not (folder / JOURNAL).exists()
        asked.clear()


def test_killed_processes_lose_nothing(server, tmp_path):
    team, folder, chance = Team(server, 7), tmp_path / "c", random.Random(7)
    server.tasks(team.project, [f"{TEXT} Many {n}" for n in range(600)])
    command = [sys.executable, "-m", "annotate", "collect", "--url", server.url, "--project", str(team.project)]
    command += ["--token", server.admin.token, "-o", str(folder)]
    for _ in range(3):
        process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        deadline = time.monotonic() + 60
        while process.poll() is None and not (folder / JOURNAL).exists() and time.monotonic() < deadline:
            time.sleep(0.01)
        time.sleep(chance.random() * 0.4)
        process.kill()
        process.wait()
    team.collect(folder)
    team.collect(tmp_path / "full")
    assert data(folder) == data(tmp_path / "full")
    assert sorted(os.listdir(folder)) == sorted((*DATA, "manifest.json"))


@pytest.mark.parametrize("named", [0, 2, 4])
def test_a_kill_between_the_names_of_the_files_is_mended(server, asked, monkeypatch, tmp_path, named):
    team, folder = Team(server, 8), tmp_path / "c"
    team.collect(folder)
    team.act(10)
    real, left = os.replace, [named]

    def replace(*given):
        left[0] -= 1
        if left[0] < 0:
            raise KeyboardInterrupt
        real(*given)

    monkeypatch.setattr("annotate.collect.store.os.replace", replace)
    monkeypatch.setattr("annotate.collect.store.Writer.drop", lambda self: None)  # a kill tidies nothing
    with pytest.raises(KeyboardInterrupt):
        team.collect(folder)
    monkeypatch.undo()
    if named > 1:  # project.json is the same
        with pytest.raises(CollectionError):
            read_collection(folder)
    team.collect(folder)
    team.collect(tmp_path / "full")
    assert data(folder) == data(tmp_path / "full")


def test_what_a_pause_can_mend_is_asked_again_and_nothing_else(server, monkeypatch, tmp_path):
    team, pauses = Team(server, 9), list[float]()
    team.act(10)
    monkeypatch.setattr(remote, "sleep", pauses.append)
    real, calls = httpx.Client.send, [0]
    faults = {3: 503, 4: "lost", 6: 429, 7: "lost", 8: 500}

    def send(self, request, **more):
        calls[0] += 1
        fault = faults.get(calls[0])
        if fault == "lost":
            raise httpx.RemoteProtocolError("gone", request=request)
        if fault is not None:
            headers = {"retry-after": "7"} if fault == 429 else {}
            return httpx.Response(fault, json={"detail": "later"}, headers=headers, request=request)
        return real(self, request, **more)

    monkeypatch.setattr(httpx.Client, "send", send)
    team.collect(tmp_path / "c")
    assert pauses == [0.5, 1, 7.0, 1, 2]
    faults.update(dict.fromkeys(range(calls[0] + 3, calls[0] + 30), 502))
    with pytest.raises(Unreachable, match="502"):
        team.collect(tmp_path / "c")
    monkeypatch.undo()
    team.collect(tmp_path / "full")
    assert data(tmp_path / "c") == data(tmp_path / "full")


def test_other_config_or_names_of_people_are_read_anew(server, asked, tmp_path):
    team, folder = Team(server, 10), tmp_path / "c"
    team.act(20)
    team.collect(folder)
    renamed = {"Ann@example.org": "anna@example.com"}
    team.collect(folder, renamed=renamed)
    people = {one.annotator for one in read_collection(folder).annotations()}
    assert people <= {"anna@example.com", "ben@example.org", "admin@example.org"}
    assert "anna@example.com" in people
    team.collect(tmp_path / "full", full=True, renamed=renamed)
    assert data(folder) == data(tmp_path / "full")


def test_watching_goes_on_until_it_is_stopped(server, tmp_path):
    team, folder, list_ = Team(server, 11), tmp_path / "c", tmp_path / "people.csv"
    list_.write_text("ann@example.org,anna@example.com\n")
    command = [sys.executable, "-m", "annotate", "collect", "--url", server.url, "--project", str(team.project)]
    command += ["--token", server.admin.token, "-o", str(folder), "--watch", "1", "--people", str(list_), "--json"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        assert json.loads(process.stdout.readline())["counts"]["annotations"] == 0
        path = f"/api/tasks/{team.tasks[0]}/annotations"
        ok(team.coders[0].client.post(path, json={"coding": as_coding(NOTHING)}))
        deadline = time.monotonic() + 60
        while json.loads(process.stdout.readline())["counts"]["annotations"] != 1:
            assert time.monotonic() < deadline
        process.send_signal(signal.SIGINT)
        _, said = process.communicate(timeout=60)  # a pass that has begun may still print its last line
        assert process.returncode == 0, said
        assert "Stopped" in said
    assert [one.annotator for one in read_collection(folder).annotations()] == ["anna@example.com"]
