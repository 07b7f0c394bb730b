"""Connections to PostgreSQL: one that was cut is replaced, and what the server has prepared stays prepared."""

from __future__ import annotations

import pytest
from sqlalchemy import create_engine, literal, select, text

from annotate import db as databases
from annotate.db import Database
from annotate.errors import Unavailable
from annotate.known import Known

OTHERS = "select pg_terminate_backend(pid) from pg_stat_activity where datname = current_database() and pid <> {}"
ONE = text("select 1")
ASKED = Known(select(literal(1)))


@pytest.fixture
def opened(pg_server):
    db = Database(pg_server)
    yield db
    db.close()


def cut(url):
    """End every other connection to the database, as a restart of its server does."""
    engine = create_engine(url)
    with engine.connect() as connection:
        connection.exec_driver_sql(OTHERS.format("pg_backend_pid()"))
    engine.dispose()


def both_work(opened):
    """Two connections at once: where one was found cut, the other must not be tried."""
    with opened.read() as first, opened.write() as second:
        assert [tuple(ASKED.first(session, {})) for session in (first, second)] == [(1,), (1,)]


def test_connection_that_was_cut_while_idle_is_replaced_unseen(opened, pg_server, monkeypatch):
    with opened.read() as first, opened.read() as second:  # two of them: the second must not be tried for nothing
        first.execute(ONE), second.execute(ONE)
    cut(pg_server)
    monkeypatch.setattr(databases, "IDLE_SECONDS", 0)
    with opened.write() as session:
        assert session.execute(ONE).scalar() == 1
    monkeypatch.setattr(databases, "IDLE_SECONDS", 3600)
    with opened.read() as session:
        assert session.execute(ONE).scalar() == 1


def test_connection_that_was_cut_in_use_is_refused_once(opened, pg_server, monkeypatch):
    monkeypatch.setattr(databases, "IDLE_SECONDS", 3600)
    both_work(opened)
    cut(pg_server)
    with pytest.raises(Unavailable):
        opened.ask(ASKED, {})
    both_work(opened)
    assert opened.ask(ASKED, {}) is not None


def test_connection_that_was_cut_in_a_transaction_is_refused_once(opened, pg_server, monkeypatch):
    monkeypatch.setattr(databases, "IDLE_SECONDS", 3600)
    both_work(opened)
    cut(pg_server)
    with pytest.raises(Unavailable), opened.write() as session:
        ASKED.first(session, {})
    both_work(opened)


def test_statements_stay_prepared_from_request_to_request(opened):
    for _ in range(8):
        with opened.read() as session:
            session.execute(ONE)
    with opened.read() as session:
        known = session.execute(text("select statement from pg_prepared_statements")).scalars().all()
    assert ONE.text in known
