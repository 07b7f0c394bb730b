"""Fresh databases with the current schema: a template is migrated once, each test gets a copy."""

from __future__ import annotations

import shutil
import sqlite3
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from typing import Any

import psycopg
from sqlalchemy import Engine, make_url
from sqlalchemy.engine import Dialect

from annotate.db import Database
from annotate.migrations import migrate

TEMPLATE = "annotate_template"
_COMPILED: dict[str, tuple[Dialect, Any]] = {}
"""Kind of database -> its dialect and the statements that are compiled for it."""


def opened(url: str) -> Database:
    """The database at ``url``, with the statements that earlier tests of this process have compiled.

    SQLAlchemy keeps them by engine, and each test has engines of its own: compiling the same ones anew was a seventh
    of what a test of the API costs.
    """
    db = Database(url)
    for engine in (db._writer, db._reader):
        _share_compiled(engine)
    return db


def _share_compiled(engine: Engine) -> None:
    kind = engine.dialect.name
    if kind not in _COMPILED:
        engine.connect().close()  # a dialect learns from its first connection what the database can do
        _COMPILED[kind] = (engine.dialect, engine._compiled_cache)
    engine.dialect, engine._compiled_cache = _COMPILED[kind]


def sqlite_template(path: Path) -> Path:
    db = Database(f"sqlite:///{path}")
    migrate(db)
    db.close()
    connection = sqlite3.connect(path)
    connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    connection.close()
    return path


def sqlite_copy(template: Path, folder: Path) -> str:
    path = folder / "annotate.db"
    shutil.copyfile(template, path)
    return f"sqlite:///{path}"


def postgres_template(server_url: str) -> str:
    """The name of a migrated template database on that server."""
    name = f"{TEMPLATE}_{uuid.uuid4().hex[:8]}"
    _admin(server_url, f'create database "{name}"')
    db = Database(_with_database(server_url, name))
    migrate(db)
    db.close()
    return name


@contextmanager
def postgres_copy(server_url: str, template: str) -> Iterator[str]:
    name = f"t_{uuid.uuid4().hex[:12]}"
    _admin(server_url, f'create database "{name}" template "{template}" strategy file_copy')
    try:
        yield _with_database(server_url, name)
    finally:
        _admin(server_url, f'drop database "{name}" with (force)')


def _with_database(server_url: str, name: str) -> str:
    return make_url(server_url).set(database=name).render_as_string(hide_password=False)


def _admin(server_url: str, statement: str) -> None:
    _connection(server_url).execute(statement)


@cache
def _connection(server_url: str) -> psycopg.Connection:
    """One for all tests of a process: a new one costs as much as what it is for."""
    plain = make_url(server_url).set(drivername="postgresql").render_as_string(hide_password=False)
    return psycopg.connect(plain, autocommit=True)


def close_connections(server_url: str) -> None:
    """Before the server is stopped."""
    _connection(server_url).close()
    _connection.cache_clear()
