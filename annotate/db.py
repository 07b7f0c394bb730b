"""Engine and sessions: the only place that begins, commits and rolls back.

A write is a whole transaction inside the endpoint or service (``with db.write() as session``), never a ``yield``
dependency: FastAPI would run its commit after the answer has left. ``with db.read()`` cannot write.
"""

from __future__ import annotations

import math
import sqlite3
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from importlib import import_module
from pathlib import Path
from typing import Any, TypeVar

from sqlalchemy import Engine, create_engine, event, make_url
from sqlalchemy.exc import DBAPIError, InvalidatePoolError, OperationalError
from sqlalchemy.pool import ConnectionPoolEntry
from sqlmodel import Session

from annotate.errors import SetupError, Unavailable
from annotate.known import Known
from annotate.settings import database_url

BUSY_MS = 10_000
PAGE = 8192  # bytes of a page of a new SQLite file; in SQLite's own 4096 most articles leave a third of it empty
IDLE_SECONDS = 2.0  # a connection to PostgreSQL that has not been used for so long is tried before it is used
Checked = TypeVar("Checked")
Answer = TypeVar("Answer")


class Database:
    """One database; SQLite writers take turns behind a lock (its own busy wait is unfair), PostgreSQL needs none."""

    def __init__(self, url: str) -> None:
        self.url = database_url(url)
        self.is_sqlite = self.url.startswith("sqlite")
        if self.is_sqlite:
            self._writer, self._reader = _sqlite_engine(self.url, "IMMEDIATE"), _sqlite_engine(self.url, "DEFERRED")
        else:
            self._writer = self._reader = _postgres_engine(self.url)
        self._lock = threading.Lock()

    @property
    def engine(self) -> Engine:
        """The engine that may write: for migrations and bulk tools."""
        return self._writer

    @contextmanager
    def write(self) -> Iterator[Session]:
        """A transaction that commits when the block ends and rolls back when it raises.

        Raises Unavailable (503) when the database cannot take the write now; nothing is stored then.
        """
        with self._turn():
            try:
                with Session(self._writer, expire_on_commit=False) as session, session.begin():
                    yield session
            except OperationalError as error:
                raise Unavailable(_reason(error)) from error
            except DBAPIError as error:
                if error.connection_invalidated:
                    raise Unavailable("The database connection was lost; nothing was stored. Try again.") from error
                if not may_write(error):
                    raise SetupError(f"{self.cannot_write(error)}; nothing was stored.") from error
                raise

    @contextmanager
    def read(self) -> Iterator[Session]:
        """A snapshot to read from; a write inside it fails."""
        try:
            with Session(self._reader, expire_on_commit=False) as session:
                if self.is_sqlite:
                    yield session
                    return
                with session.begin():  # ends with COMMIT: at a rollback the driver forgets what it has prepared
                    session.connection(execution_options={"postgresql_readonly": True})
                    yield session
        except OperationalError as error:
            raise Unavailable(_reason(error)) from error

    def check_then_write(
        self, check: Callable[[Session], Checked], write: Callable[[Session, Checked], Answer]
    ) -> Answer:
        """Run ``check``, which only reads, and with what it found ``write``, in a transaction.

        Where writers take turns (SQLite) the turn begins after the check, so that they wait for each other as little
        as can be; elsewhere one transaction does for both.
        """
        if not self.is_sqlite:
            with self.write() as session:
                return write(session, check(session))
        with self.read() as session:
            found = check(session)
        with self.write() as session:
            return write(session, found)

    def ask(self, statement: Known, given: Mapping[str, Any]) -> Any:
        """The first row that one reading statement finds, with no transaction around it: for what stands before every
        request."""
        try:
            lent = self._reader.raw_connection()
            try:
                return self._asked(statement, lent.dbapi_connection, given)
            except DBAPIError as error:
                if error.connection_invalidated:
                    lent.invalidate()
                    self._reader.dispose()  # the others were cut with it
                raise
            finally:
                lent.close()
        except OperationalError as error:
            raise Unavailable(_reason(error)) from error

    def _asked(self, statement: Known, driver: Any, given: Mapping[str, Any]) -> Any:
        if self.is_sqlite:  # outside a transaction every statement is one
            return statement.first_on(self._reader.dialect, driver, given)
        driver.autocommit = True
        try:
            return statement.first_on(self._reader.dialect, driver, given)
        finally:
            if not driver.closed:
                driver.autocommit = False

    def cannot_write(self, error: DBAPIError) -> str:
        """Who may not write and what the database said about it."""
        user = make_url(self.url).username
        return f"Cannot write to the database{f' as {user!r}' if user else ''}: {_first_line(error)}"

    def close(self) -> None:
        self._writer.dispose()
        self._reader.dispose()

    @contextmanager
    def _turn(self) -> Iterator[None]:
        if not self.is_sqlite:
            yield
            return
        if not self._lock.acquire(timeout=BUSY_MS / 1000 * 3):
            raise Unavailable("Too many writes are waiting; nothing was stored. Try again.")
        try:
            yield
        finally:
            self._lock.release()


def _sqlite_engine(url: str, begin: str) -> Engine:
    # isolation_level None: the driver begins nothing by itself, the "begin" event below does
    engine = create_engine(
        url, pool_size=16, max_overflow=32, connect_args={"check_same_thread": False, "isolation_level": None}
    )

    @event.listens_for(engine, "connect")
    def _configure(connection: sqlite3.Connection, _: ConnectionPoolEntry) -> None:
        cursor = connection.cursor()
        cursor.execute(f"PRAGMA busy_timeout={BUSY_MS}")
        cursor.execute("PRAGMA foreign_keys=ON")
        if begin == "IMMEDIATE":
            cursor.execute(f"PRAGMA page_size={PAGE}")
            cursor.execute("PRAGMA journal_mode=WAL")
            cursor.execute("PRAGMA synchronous=FULL")
        else:
            cursor.execute("PRAGMA query_only=ON")
        cursor.close()

    @event.listens_for(engine, "begin")
    def _begin(connection: Any) -> None:
        connection.exec_driver_sql(f"BEGIN {begin}")

    return engine


# a statement is prepared when it comes again: with the driver's five, sixteen coders would have it planned eighty times
_KNOWN_AT_ONCE: dict[str, Any] = {"prepare_threshold": 1}


def _postgres_engine(url: str) -> Engine:
    try:
        # last in, first out: few connections do most of the work, and those know the statements already
        engine = create_engine(
            url, pool_size=48, max_overflow=0, pool_timeout=20, pool_use_lifo=True, connect_args=_KNOWN_AT_ONCE
        )
    except ModuleNotFoundError:
        raise SetupError("PostgreSQL needs the driver psycopg: install event-annotate[postgres].") from None

    @event.listens_for(engine, "checkin")
    def _note(_: Any, record: ConnectionPoolEntry) -> None:
        record.info["used"] = time.monotonic()

    @event.listens_for(engine, "checkout")
    def _try(connection: Any, record: ConnectionPoolEntry, _: Any) -> None:
        # what the pool's own ping does, without the three more statements that it would add to every request
        if time.monotonic() - record.info.get("used", math.inf) > IDLE_SECONDS and not _lives(engine, connection):
            raise InvalidatePoolError  # the pool opens others in place of all that it has

    return engine


def _lives(engine: Engine, connection: Any) -> bool:
    try:
        return engine.dialect.do_ping(connection)
    except engine.dialect.loaded_dbapi.Error as error:
        if engine.dialect.is_disconnect(error, connection, None):
            return False
        raise


def may_write(error: DBAPIError) -> bool:
    """False when PostgreSQL refused because the account has no right to write, or writes to a copy that only reads."""
    return getattr(error.orig, "sqlstate", None) not in {"42501", "25006"}


def _first_line(error: DBAPIError) -> str:
    lines = str(error.orig or "").strip().splitlines()
    return lines[0].removesuffix(".") if lines else "no reason given"


def _reason(error: OperationalError) -> str:
    text = _first_line(error)
    if "full" in text:
        return "The disk is full; nothing was stored. Free some space and try again."
    return f"The database cannot answer now ({text}); nothing was stored. Try again."


def inserting(dialect: str) -> Any:
    """The INSERT of that database, which knows what to do ON CONFLICT; the other's is not loaded for it."""
    return import_module(f"sqlalchemy.dialects.{dialect}").insert


def open_database(url: str) -> Database:
    """A Database that can be reached and written to; raises SetupError in one sentence otherwise."""
    db = Database(url)
    path = sqlite_path(db.url)
    if path is not None:
        _check_sqlite_file(path)
    try:
        with db.engine.connect() as connection:
            connection.exec_driver_sql("SELECT 1")
    except (OperationalError, DBAPIError) as error:
        raise SetupError(f"Cannot open the database {_shown(db.url)}: {_first_line(error)}.") from None
    return db


def check_writable(db: Database) -> None:
    """Raises SetupError where nothing can be stored: a server should say so before anybody works."""
    with db.write() as session:
        session.connection().exec_driver_sql("UPDATE annotation SET version = version WHERE 1 = 0")


def sqlite_path(url: str) -> Path | None:
    """The file behind a SQLite URL; None for a server or memory."""
    if not url.startswith("sqlite:///") or url == "sqlite:///:memory:":
        return None
    return Path(url.removeprefix("sqlite:///"))


def _check_sqlite_file(path: Path) -> None:
    if path.is_dir():
        raise SetupError(f"The database path {path} is a directory; name a file in it.")
    if not path.parent.is_dir():
        raise SetupError(f"The folder {path.parent} for the database does not exist; make it first.")
    try:
        with path.open("ab"):
            pass
    except OSError as error:
        raise SetupError(f"The database {path} cannot be written: {error.strerror}.") from None


def _shown(url: str) -> str:
    """The URL without a password."""
    head, at, tail = url.rpartition("@")
    if not at or "://" not in head:
        return url
    scheme, _, user = head.partition("://")
    return f"{scheme}://{user.split(':')[0]}@{tail}"
