"""The demo through its command: filled, measured and told in one go; a second start adds nothing."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest
from sqlmodel import func, select
from typer.testing import CliRunner

from annotate.cli import build
from annotate.db import Database
from annotate.demo.fill import fill
from annotate.models import Annotation, Revision

ROOT = Path(__file__).resolve().parents[2]


def demo(folder: Path, *words: str) -> str:
    command = [sys.executable, "-m", "annotate", "demo", "--no-serve", *words]
    env = {"PYTHONPATH": str(ROOT), "PATH": "/usr/bin:/bin", "HOME": str(folder)}
    done = subprocess.run(command, cwd=folder, env=env, capture_output=True, text=True, check=False, timeout=600)
    assert done.returncode == 0, done.stderr
    return done.stdout


def stored(db: Database) -> list[int]:
    with db.read() as session:
        return [session.exec(select(func.count()).select_from(table)).one() for table in (Annotation, Revision)]


@pytest.mark.timeout(900)  # seconds where nobody else works
def test_demo_fills_measures_and_tells(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    done = CliRunner().invoke(build(), ["demo", "--no-serve", "--json"])
    assert done.exit_code == 0, done.output
    summary = json.loads(done.stdout.splitlines()[-1])
    assert summary["articles"] >= 40
    assert summary["codings"] == summary["release"]["counts"]["codings"]
    assert 0 < summary["open"] < summary["articles"]
    measures = {m["key"]: m for m in summary["agreement"]["measures"]}
    assert 0.5 < measures["root_alpha"]["value"] < 0.95
    assert measures["code_alpha"]["value"] < measures["root_alpha"]["value"]
    assert (tmp_path / summary["release"]["path"] / "manifest.json").is_file()
    released = json.loads((tmp_path / summary["release"]["path"] / "agreement.json").read_text())
    assert {m["key"]: m["value"] for m in released["measures"]} == {k: m["value"] for k, m in measures.items()}
    assert released["bootstrap"]["unit"] == "article"
    assert (tmp_path / summary["model"]).is_dir()
    scores = {row["label"]: row["value"] for row in summary["score"]}
    model, trivial = scores["Root code, macro-F1"], scores["Most frequent code, root macro-F1"]
    assert trivial < model < scores["Human ceiling, root macro-F1"]
    told = demo(tmp_path)  # and once more, on what is there, in a process and an environment of its own
    assert f"{summary['articles']} articles, {summary['codings']} codings by three simulated coders" in told
    assert summary["release"]["content_hash"][:12] in told


def test_interrupted_start_is_finished_by_the_next(database: Database) -> None:
    def stop(done: int, _: int) -> None:
        if done == 7:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        fill(database, stop)
    assert stored(database) == [7, 7]
    filled = fill(database)
    assert stored(database) == [filled.codings, filled.codings]
    assert fill(database) == filled
    assert stored(database) == [filled.codings, filled.codings]
