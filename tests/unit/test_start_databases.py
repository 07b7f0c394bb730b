"""Starting on a database that will not do, through the command: one clear sentence, exit code 1, nothing written."""

from __future__ import annotations

import sqlite3
import uuid

import pytest
from sqlalchemy import create_engine, make_url

from annotate.db import open_database
from annotate.migrations import VERSIONS, _config, ensure_schema, newest
from tests.unit.test_start import refused


def statements(url, *lines):
    engine = create_engine(url, isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        for line in lines:
            connection.exec_driver_sql(line)
    engine.dispose()


@pytest.fixture
def reader(pg_server):
    """A PostgreSQL account that may connect and read, and the empty database it may not write to."""
    name = f"reader_{uuid.uuid4().hex[:8]}"
    statements(pg_server, f"create role {name} login", f"create database {name}")
    url = make_url(pg_server).set(database=name)
    yield url.render_as_string(), url.set(username=name).render_as_string(), name
    statements(pg_server, f"drop database {name} with (force)", f"drop role {name}")


def test_account_without_rights_is_named(run, reader):
    _, url, name = reader
    refused(run("serve", "--port", "0", "--db", url), "permission denied", name)
    refused(run("migrate", "--db", url), "permission denied")


def test_account_that_may_only_read_is_named(run, reader):
    owner, url, name = reader
    db = open_database(owner)
    ensure_schema(db)
    db.close()
    statements(owner, f"grant select on all tables in schema public to {name}")
    refused(run("serve", "--port", "0", "--db", url), name, "Cannot write", "permission denied")
    refused(run("user", "add", "ana@example.org", "--admin", "--db", url), name, "Cannot write")


def test_older_schema_is_named_by_the_command_and_migrated(run, tmp_path):
    first = min(file.name.partition("_")[0] for file in VERSIONS.glob("[0-9]*_*.py"))
    if first == newest():
        pytest.skip("there is only one schema so far")
    from alembic import command

    db = open_database(str(tmp_path / "annotate.db"))
    config = _config()
    with db.engine.begin() as connection:
        config.attributes["connection"] = connection
        command.upgrade(config, first)
    db.close()
    before = (tmp_path / "annotate.db").read_bytes()
    for words in (("serve", "--port", "0"), ("user", "add", "ana@example.org"), ("import", "1", "a.txt")):
        refused(run(*words), f"older schema {first}", "annotate migrate")
    assert (tmp_path / "annotate.db").read_bytes() == before
    assert run("migrate").returncode == 0
    assert run("user", "add", "ana@example.org", "--admin").returncode == 0


def test_newer_schema_is_named_by_the_command(run, tmp_path):
    assert run("migrate").returncode == 0
    connection = sqlite3.connect(tmp_path / "annotate.db")
    connection.execute("update alembic_version set version_num = '9999'")
    connection.commit()
    connection.close()
    refused(run("serve", "--port", "0"), "newer", "9999")
    refused(run("migrate"), "newer", "9999")
