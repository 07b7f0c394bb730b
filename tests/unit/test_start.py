"""Starting the server and the commands: what goes wrong is one clear sentence, exit code 1, nothing written."""

from __future__ import annotations

import json
import os
import signal
import socket
import sqlite3
import subprocess
import sys
import time
from contextlib import closing

import httpx
import pytest
from sqlalchemy import text

from annotate.db import PAGE, Database, open_database
from annotate.errors import SetupError
from annotate.migrations import ensure_schema, migrate, newest
from annotate.models import load_all


@pytest.fixture
def serving(tmp_path):
    """A server process in an empty folder; yields what it announced."""
    env = {k: v for k, v in os.environ.items() if not k.startswith("ANNOTATE_")} | {"PYTHONPATH": os.getcwd()}
    command = [sys.executable, "-m", "annotate", "serve", "--port", "0", "--json"]
    log = (tmp_path / "log").open("w")
    started = time.monotonic()
    process = subprocess.Popen(command, cwd=tmp_path, env=env, stdout=subprocess.PIPE, stderr=log, text=True)
    announced = json.loads(process.stdout.readline())
    announced["seconds"] = time.monotonic() - started
    announced["pid"] = process.pid
    yield announced
    process.send_signal(signal.SIGTERM)
    process.communicate(timeout=20)
    log.close()


def refused(done, *words):
    assert done.returncode == 1
    assert done.stdout == ""
    assert done.stderr.startswith("annotate: ")
    assert len(done.stderr.splitlines()) == 1, done.stderr
    assert all(word in done.stderr for word in words), done.stderr


def test_first_start_prints_a_link_that_works(serving):
    assert httpx.get(serving["url"] + "/health").json() == {"status": "UP"}
    address, token = serving["setup_link"].split("#")
    assert address == serving["url"] + "/link"
    shown = httpx.post(serving["url"] + "/api/app/links/inspect", json={"token": token})
    assert shown.json()["purpose"] == "setup"


def test_the_very_first_request_may_load_articles(run, request):
    """Nothing else in this process has yet read or written a table."""
    run("user", "add", "ana@example.org", "--admin")
    project = json.loads(run("project", "create", "Protest", "--json").stdout)["id"]
    token = run("user", "token", "ana@example.org").stdout.splitlines()[-1]
    url = request.getfixturevalue("serving")["url"]
    head = {"Authorization": f"Token {token}"}
    sent = httpx.post(f"{url}/api/projects/{project}/import", json=[{"data": {"text": "Rain."}}], headers=head)
    assert sent.status_code == 201, sent.text
    assert sent.json()["task_count"] == 1


def test_idle_server_is_small(serving):
    httpx.get(serving["url"] + "/api/app/session")
    with open(f"/proc/{serving['pid']}/status") as status:
        resident = next(int(line.split()[1]) for line in status if line.startswith("VmRSS"))
    assert resident < 150 * 1024


def test_server_loads_none_of_the_heavy_libraries(serving):
    """Statistics, learning, the SDK and readers come in only where they are used."""
    with open(f"/proc/{serving['pid']}/maps") as maps:
        mapped = maps.read()
    for library in ("sklearn", "pyarrow", "numpy", "pandas", "scipy", "lxml", "matplotlib"):
        assert f"/{library}/" not in mapped, library


def test_taken_port_is_named(run):
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = str(other.getsockname()[1])
        refused(run("serve", "--port", port), port, "in use", "--port")


def test_unknown_host_is_named(run):
    refused(run("serve", "--host", "no.such.host.invalid", "--port", "0"), "no.such.host.invalid")


def test_folder_in_place_of_the_database_is_named(run, tmp_path):
    refused(run("serve", "--db", str(tmp_path)), str(tmp_path), "directory")


def test_missing_folder_of_the_database_is_named(run):
    refused(run("serve", "--db", "none/annotate.db"), "none", "does not exist")


def test_file_that_is_no_database_is_named(run, tmp_path):
    (tmp_path / "notes.txt").write_text("These are my notes. " * 100)
    refused(run("serve", "--db", "notes.txt"), "notes.txt", "not a database")
    assert (tmp_path / "notes.txt").read_text() == "These are my notes. " * 100


def test_place_where_nobody_may_write_is_named(run):
    refused(run("serve", "--db", "/proc/annotate.db"), "/proc/annotate.db", "cannot be written")


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write everywhere")
def test_unwritable_database_is_named(run, tmp_path):
    (tmp_path / "annotate.db").touch(mode=0o400)
    refused(run("serve"), "annotate.db", "cannot be written")


def test_server_that_is_not_there_is_named_without_the_password(run):
    done = run("serve", "--db", "postgresql://ana:s3cret-word@127.0.0.1:1/none")
    refused(done, "127.0.0.1:1")
    assert "s3cret-word" not in done.stderr


def test_wrong_setting_is_named(run):
    refused(run("serve", ANNOTATE_PROT="80"), "ANNOTATE_PROT")
    refused(run("serve", "--port", "0", ANNOTATE_SECRET_KEY="short"), "ANNOTATE_SECRET_KEY")


def test_wrong_usage_exits_with_two(run):
    assert run("serve", "--no-such-option").returncode == 2
    assert run("frobnicate").returncode == 2


def test_accounts_projects_and_tokens_from_the_command_line(run):
    refused(run("project", "create", "Protest"), "no administrator")
    made = json.loads(run("user", "add", "ana@example.org", "--admin", "--json").stdout)
    assert "/link#" in made["link"]
    assert json.loads(run("project", "create", "Protest", "--overlap", "2", "--json").stdout)["id"] == 1
    assert run("user", "add", "bea@example.org", "--role", "annotator", "--project", "Protest").returncode == 0
    token = run("user", "token", "bea@example.org").stdout.splitlines()[-1]
    assert len(token) == 40
    refused(run("user", "token", "eve@example.org"), "eve@example.org")
    refused(run("user", "add", "bea@example.org"), "already")
    refused(run("user", "add", "not an address"), "e-mail")
    refused(run("user", "add", "cyd@example.org", "--role", "owner", "--project", "1"), "owner")
    refused(run("project", "create", "Other", "--codebook", "none"), "none")


def test_newest_revision_is_alembics_head():
    from alembic.script import ScriptDirectory

    from annotate.migrations import _config

    assert newest() == ScriptDirectory.from_config(_config()).get_current_head()


@pytest.mark.filterwarnings("ignore:Skipped unsupported reflection of expression-based index")  # on SQLite,
@pytest.mark.filterwarnings("ignore:autogenerate skipping metadata-specified expression-based index")  # too
def test_models_and_migrations_describe_the_same_tables(database: Database):
    from alembic.autogenerate import compare_metadata
    from alembic.runtime.migration import MigrationContext
    from sqlmodel import SQLModel

    load_all()
    with database.engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        assert compare_metadata(context, SQLModel.metadata) == []


def test_pages_of_a_new_file_are_large_and_those_of_another_are_left(tmp_path):
    older = tmp_path / "older.db"
    with closing(sqlite3.connect(older)) as made:
        made.execute("PRAGMA page_size=4096")
        made.execute("PRAGMA journal_mode=WAL")
    for path, size in ((tmp_path / "new.db", PAGE), (older, 4096)):
        db = open_database(f"sqlite:///{path}")
        migrate(db)
        db.close()
        with closing(sqlite3.connect(path)) as found:
            assert found.execute("PRAGMA page_size").fetchone() == (size,)
            assert found.execute("PRAGMA journal_mode").fetchone() == ("wal",)


def test_current_schema_is_taken(database: Database):
    ensure_schema(database)


@pytest.mark.parametrize(("revision", "words"), [("9999", "newer"), ("0000", "newer")])
def test_schema_that_is_not_ours_is_refused(database: Database, revision, words):
    with database.engine.begin() as connection:
        connection.execute(text("update alembic_version set version_num = :v"), {"v": revision})
    with pytest.raises(SetupError, match=words):
        ensure_schema(database)


def test_older_schema_is_refused_until_it_is_migrated(database: Database, monkeypatch):
    monkeypatch.setattr("annotate.migrations.newest", lambda: "9999")
    with pytest.raises(SetupError, match="annotate migrate"):
        ensure_schema(database)
    monkeypatch.undo()
    migrate(database)
    ensure_schema(database)


def test_database_of_somebody_else_is_left_alone(tmp_path):
    path = tmp_path / "other.db"
    connection = sqlite3.connect(path)
    connection.execute("create table orders (id integer)")
    connection.commit()
    connection.close()
    db = open_database(str(path))
    with pytest.raises(SetupError, match="orders"):
        ensure_schema(db)
    db.close()


START = """
import sys
from annotate.cli import build, common, serve
build("serve")
serve.prepare()
with common.database(sys.argv[1]) as (settings, opened):
    serve.setup_link_token(opened)
    import uvicorn
    from annotate.app import create_app
    from annotate.direct import Late
    from annotate.rooms import Room
    rooms = [room for room in create_app(settings, opened).routes if isinstance(room, Room)]
    print(*{name.partition(".")[0] for name in sys.modules} | {name for name in sys.modules if "dialects" in name})
    print(len(rooms), sum("routes" in vars(room) for room in rooms))
    routes = [route for room in rooms for route in room.routes if isinstance(route, Late)]
    print(len(routes), sum("dependant" in vars(route) for route in routes))
"""
# what the first answer does not need, each of it slow to load or large
NOT_AT_THE_START = {
    "alembic", "distributed", "httpx", "jinja2", "joblib", "label_studio_sdk", "lxml", "mako", "matplotlib", "nltk",
    "numpy", "pandas", "psycopg", "pyarrow", "pycountry", "regex", "rensa", "requests", "rich", "scipy", "skops",
    "sklearn", "sqlalchemy.dialects.postgresql", "trafilatura",
}  # fmt: skip


def test_the_start_loads_nothing_and_builds_no_route_that_the_first_answer_does_not_need(tmp_path):
    path = f"sqlite:///{tmp_path / 'annotate.db'}"
    made = open_database(path)
    ensure_schema(made)
    made.close()
    done = subprocess.run([sys.executable, "-c", START, path], capture_output=True, text=True, check=True)
    modules, *counts = done.stdout.splitlines()
    (rooms, opened), (routes, looked_into) = ([int(count) for count in line.split()] for line in counts)
    assert rooms > 20
    assert opened == 0, "rooms whose routes are loaded before anybody asks for them"
    assert routes > 100
    assert looked_into == 0, "routes that FastAPI has looked into already"
    assert set(modules.split()) & NOT_AT_THE_START == set()
