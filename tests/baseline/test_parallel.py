"""Fits, folds and readings by other processes, or by the workers of a Dask cluster, say what one process says."""

from __future__ import annotations

import asyncio
import json
import os
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from socket import create_server
from typing import Any

import numpy as np
import orjson
import pytest
from distributed import LocalCluster
from typer.testing import CliRunner

from annotate.baseline import parallel
from annotate.baseline.many import read_many
from annotate.baseline.parallel import Crew, crew
from annotate.baseline.store import StoredModel, save_model
from annotate.baseline.train import train
from annotate.cli import build
from annotate.cli.train import dataset
from annotate.errors import Invalid
from export.release import Plan, write_release
from tests.baseline.makers import CAMEO, articles
from tests.export.makers import NOW


@pytest.fixture(scope="module")
def scheduler() -> Iterator[str]:
    """The address of a cluster of two workers."""
    with (
        pytest.MonkeyPatch.context() as patched,
        LocalCluster(n_workers=2, threads_per_worker=1, host="127.0.0.1", dashboard_address=None) as cluster,
    ):
        patched.setattr(parallel, "PATIENCE", 60)  # a busy machine is no error here
        yield cluster.scheduler_address


def run(*arguments: object) -> dict[str, Any]:
    done = CliRunner().invoke(build(), [*map(str, arguments), "--json"])
    if done.exception:
        raise done.exception
    return json.loads(done.stdout)


def as_file(report: dict[str, Any]) -> bytes:
    return orjson.dumps(report, option=orjson.OPT_INDENT_2 | orjson.OPT_APPEND_NEWLINE)


@pytest.fixture(scope="module")
def release(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("parallel") / "r"
    write_release(path, articles(6), Plan(CAMEO, "Made up"), NOW)
    return path


@pytest.fixture(scope="module")
def alone(release: Path) -> StoredModel:
    """What one process makes of the release."""
    return train(dataset(release, "train", "cameo"), 0, NOW)


def test_two_processes_train_as_one(release: Path, alone: StoredModel, tmp_path: Path) -> None:
    there = run("train", release, "-o", tmp_path / "m", "--jobs", 2)["card"]
    assert there["model_hash"] == alone.card["model_hash"]
    assert (tmp_path / "m/report.json").read_bytes() == as_file(alone.report)


def test_what_processes_share_is_read_once_and_lies_in_the_memory_of_all() -> None:
    shared = {"many": np.arange(10), "none": np.zeros(0)}
    found = list(Crew(2).each(shared, [(_described, n) for n in (1, 2, 3, 4)]))
    assert [one[:3] for one in found] == [(n, True, 0) for n in (1, 2, 3, 4)]
    assert len({(process, there) for _, _, _, process, there in found}) == len({process for *_, process, _ in found})


def _described(shared: dict[str, Any], number: int) -> tuple[int, bool, int, int, int]:
    return number, isinstance(shared["many"], np.memmap), len(shared["none"]), os.getpid(), id(shared)


def test_a_cluster_trains_and_scores_as_one_process(
    scheduler: str, release: Path, alone: StoredModel, tmp_path: Path
) -> None:
    there = run("train", release, "-o", tmp_path / "m", "--scheduler", scheduler)["card"]
    assert there["model_hash"] == alone.card["model_hash"]
    assert (tmp_path / "m/report.json").read_bytes() == as_file(alone.report)
    scored = run("score", tmp_path / "m", release, "-o", tmp_path / "s", "--scheduler", scheduler)
    assert scored | {"why": ""} == json.loads(as_file(alone.report)) | {"why": ""}


def test_a_cluster_reads_as_one_process(
    scheduler: str, trained: StoredModel, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    save_model(tmp_path / "m", trained)
    some = articles(9, seed=7)
    monkeypatch.setattr("annotate.baseline.many.AT_ONCE", 2)
    with crew(scheduler=scheduler) as there:
        assert list(read_many(tmp_path / "m", some, there)) == list(read_many(tmp_path / "m", some))
        with pytest.raises(Invalid, match="is wrong"):
            list(there.each("is wrong", [(_refuse, n) for n in (3, 4)]))


def _refuse(shared: str, number: int) -> None:
    raise Invalid(f"{number} {shared}")


def test_what_is_no_crew_is_refused_in_one_sentence(scheduler: str, monkeypatch: pytest.MonkeyPatch) -> None:
    def refused(*asked: Any) -> str:
        with pytest.raises(Invalid) as caught, crew(*asked):
            pass
        return caught.value.detail

    assert "give 1 or more" in refused(0)
    assert "give one" in refused(2, scheduler)
    assert "tcp://HOST:PORT" in refused(1, "localhost:8786")
    monkeypatch.setattr(parallel, "PATIENCE", 0.5)
    with create_server(("127.0.0.1", 0)) as silent:
        assert "No Dask scheduler answers" in refused(1, f"tcp://127.0.0.1:{silent.getsockname()[1]}")
    assert "No Dask scheduler answers" in refused(1, "tcp://127.0.0.1:1")
    monkeypatch.undo()
    here = parallel.version
    monkeypatch.setattr(parallel, "version", lambda name: "0.1" if name == "scipy" else here(name))
    assert f"has scipy {here('scipy')} instead of 0.1" in refused(1, scheduler)
    monkeypatch.setitem(sys.modules, "distributed", None)
    assert "event-annotate[dask]" in refused(1, scheduler)


def test_a_cluster_is_reached_from_a_notebook(scheduler: str) -> None:
    async def cell() -> list[str]:
        with crew(scheduler=scheduler) as there:
            return list(there.each("a", [(str.__add__, "b"), (str.__add__, "c")]))

    with ThreadPoolExecutor(1) as aside:
        assert aside.submit(lambda: asyncio.run(cell())).result() == ["ab", "ac"]


def test_one_process_starts_no_other(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "joblib", None)
    assert list(Crew().each("a", [(str.__add__, "b"), (str.__add__, "c")])) == ["ab", "ac"]
