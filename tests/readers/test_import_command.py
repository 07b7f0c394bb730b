"""``annotate import`` on a real database: reports, exit codes, nothing stored from a bad file."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest
from sqlalchemy import func
from sqlmodel import select

from annotate.__main__ import main
from annotate.db import Database
from annotate.errors import Invalid
from annotate.models import Audit, Import, Task
from annotate.projects.service import NewProject
from annotate.projects.service import create as create_project
from annotate.security import Caller
from annotate.users.service import create_user
from tests.readers.test_bad_files import BROKEN_LINE_7


@dataclass(frozen=True)
class Done:
    code: int
    out: str
    err: str


Run = Callable[..., Done]


@pytest.fixture
def run(database: Database, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Run:
    """Runs the command on a database with an administrator and the project 1, "Protest"."""
    with database.write() as session:
        user = create_user(session, "admin@example.org", is_admin=True)
        caller = Caller(user.id or 0, user.email, user.name, True, "cookie")
        create_project(session, caller, NewProject(title="Protest", codebook="cameo-root"))

    def command(*args: str | Path) -> Done:
        monkeypatch.setattr(sys, "argv", ["annotate", "import", *map(str, args), "--db", database.url])
        with pytest.raises(SystemExit) as exit_:
            main()
        captured = capsys.readouterr()
        return Done(int(exit_.value.code or 0), captured.out, captured.err)

    return command


def counts(db: Database) -> list[int]:
    with db.read() as session:
        return [session.exec(select(func.count()).select_from(table)).one() for table in (Task, Import, Audit)]


def test_seed_article_is_imported(run: Run, database: Database, shared: Path) -> None:
    done = run("Protest", shared / "seed_article.txt")
    assert (done.code, done.err) == (0, "")
    assert "seed_article.txt: 1 article imported, read as text." in done.out
    assert (
        "Marked as page boilerplate: “skip to Main Content” (navigation), “Photo Credits: SDF” (image credit),"
        " “Back To Top” (navigation)." in done.out
    )
    with database.read() as session:
        task = session.exec(select(Task)).one()
    assert task.text == (shared / "seed_article.txt").read_text(encoding="utf-8")
    assert [entry[2] for entry in json.loads(task.layout)["boilerplate"]] == [
        "navigation",
        "image credit",
        "navigation",
    ]
    assert task.title.startswith("Syria, the heads of Isis try to escape")


def test_options_reach_the_reader(run: Run, database: Database, tmp_path: Path) -> None:
    path = tmp_path / "a.data"
    path.write_bytes("corpo;nr;titel;tag\nSeñor.;x9;Eins;2020-01-02\n".encode("cp1252"))
    options = "--text-field corpo --id-field nr --title-field titel --date-field tag --lang es --encoding cp1252"
    assert run(1, path, "--format", "csv", *options.split()).code == 0
    with database.read() as session:
        task = session.exec(select(Task)).one()
    found = (task.text, task.external_id, task.title, str(task.published), task.lang)
    assert found == ("Señor.", "x9", "Eins", "2020-01-02", "es")


def test_second_import_leaves_everything_out(run: Run, database: Database, tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_text("One.")
    run("1", path)
    before = counts(database)
    done = run("1", path)
    assert done.code == 0
    assert "0 articles imported" in done.out
    assert "1 article left out, there already (the first: “One.”, same as task 1)." in done.out
    assert counts(database) == before


def test_dry_run_stores_nothing(run: Run, database: Database, tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_text("One.")
    before = counts(database)
    done = run("1", path, "--dry-run")
    assert (done.code, counts(database)) == (0, before)
    assert "1 article would be imported" in done.out


def test_json_report(run: Run, tmp_path: Path) -> None:
    good, bad = tmp_path / "a.txt", tmp_path / "b.txt"
    good.write_text("One.")
    bad.write_text("")
    done = run("1", good, bad, "--json")
    found = json.loads(done.out)
    assert done.code == 1
    assert found["project"] == 1
    assert (found["files"][0]["new"], found["files"][0]["imported"]) == (1, True)
    assert found["files"][1]["error"].endswith("b.txt: The file is empty. Nothing was stored.")


def test_folder_needs_recursive(run: Run, database: Database, tmp_path: Path) -> None:
    folder = tmp_path / "news"
    (folder / "deep").mkdir(parents=True)
    (folder / "deep" / "a.txt").write_text("One.")
    (folder / "b.jsonl").write_text('{"text": "Two."}\n{"text": "Three."}\n')
    (folder / ".hidden").write_text("No.")
    refused = run("1", folder)
    assert refused.code == 1
    assert "This is a directory; name a file in it, or pass --recursive" in refused.err
    assert counts(database)[0] == 0
    assert run("1", folder, "--recursive").code == 0
    assert counts(database)[0] == 3


BAD: dict[str, tuple[bytes, str]] = {
    "empty.txt": (b"", "The file is empty."),
    "binary.txt": (bytes(range(256)) * 10, "This is a binary file, not text"),
    "latin.txt": (b"One.\nSe\xf1or", "line 2: Byte 7 (0xf1) is not UTF-8; save the file as UTF-8"),
    "large.txt": (b"word " * (10 * 2**20), "This is 50 MB of text; one article may have 32 MB at most."),
    "columns.csv": (b"words,n\nOne.,1\n", "line 1: There is no column “text”; the columns are “words”, “n”."),
    "broken.jsonl": (BROKEN_LINE_7, "line 7: This is not JSON"),
}


@pytest.mark.parametrize("name", BAD)
def test_bad_file_is_one_sentence_and_nothing_stored(run: Run, database: Database, tmp_path: Path, name: str) -> None:
    content, words = BAD[name]
    path, good = tmp_path / name, tmp_path / "good.txt"
    path.write_bytes(content)
    good.write_text("One.")
    before = counts(database)
    done = run("1", path)
    assert (done.code, done.out) == (1, "")
    assert done.err.startswith(f"annotate: {path}")
    assert words in done.err
    assert done.err.count("\n") == 1
    assert counts(database) == before
    both = run("1", path, good)  # the next file goes on
    assert both.code == 1
    assert counts(database)[0] == 1


def test_unknown_project_and_wrong_usage(run: Run, tmp_path: Path) -> None:
    done = run("Nothing", tmp_path)
    assert done.code == 1
    assert "There is no project 'Nothing'; there are 1 (Protest)." in done.err
    assert run("1").code == 2
    assert run("1", tmp_path, "--nonsense").code == 2


def test_file_that_changes_between_look_and_storing_is_rolled_back(
    run: Run, database: Database, tmp_path: Path
) -> None:
    from annotate.articles import service

    path = tmp_path / "a.jsonl"
    path.write_text('{"text": "One."}\n')
    before = counts(database)

    def change(stage: str, done: int, of: int | None) -> None:
        if stage == "reading":
            path.write_text('{"text": "One."}\n{"text": "Two."}\n')

    caller = Caller(1, "admin@example.org", "", True, "cookie")
    with pytest.raises(Invalid, match="changed, or was imported by somebody else, meanwhile"):
        service.import_file(database, caller, 1, path, "a.jsonl", progress=change)
    assert counts(database) == before


def test_server_start_loads_nothing_heavy() -> None:
    code = "import annotate.app, annotate.articles.routes, sys; print(*sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert not {"trafilatura", "rensa", "pyarrow", "lxml", "pandas"} & set(done.stdout.split())
