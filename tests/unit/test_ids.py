"""One of many ids, handed to either database as one value."""

from __future__ import annotations

import pytest
from sqlalchemy import select, text

from annotate.db import Database
from annotate.ids import among, one_of
from annotate.models import User

USER = User.metadata.tables["user"]
AMONG = select(USER.c.id).where(among(USER.c.id, "wanted")).order_by(USER.c.id)


@pytest.fixture
def people(database: Database):
    with database.write() as session:
        rows = [{"email": f"p{n}@example.org", "name": "P", "created_at": "2026-03-01"} for n in range(5)]
        values = "(:email, :name, false, true, :created_at)"
        head = 'INSERT INTO "user" (email, name, is_admin, active, created_at) VALUES'
        for row in rows:
            session.connection().execute(text(f"{head} {values}"), row)
        return [row[0] for row in session.connection().execute(select(USER.c.id).order_by(USER.c.id))]


def test_those_named_are_found_whatever_their_number(database: Database, people):
    with database.read() as session:
        for wanted in ([], people[:1], people[1:4], [*people, 2**31 - 1], list(range(100_000, 130_000))):
            found = [row.id for row in session.connection().execute(AMONG, {"wanted": wanted})]
            assert found == [one for one in people if one in wanted]


def test_the_others_are_found_too(database: Database, people):
    with database.read() as session:
        query = select(USER.c.id).where(~one_of(USER.c.id, people[1:3]), one_of(USER.c.id, people[:4]))
        assert sorted(row.id for row in session.connection().execute(query)) == [people[0], people[3]]


def test_the_statement_is_the_same_for_every_number(database: Database, people):
    with database.read() as session:
        dialect = session.connection().dialect
    assert (
        len({str(select(USER.c.id).where(one_of(USER.c.id, people[:n])).compile(dialect=dialect)) for n in (1, 3)}) == 1
    )


def test_rows_are_looked_up_by_their_ids(database: Database):
    """No condition around it hides from the database that an index serves."""
    with database.read() as session:
        connection = session.connection()
        if database.is_sqlite:
            said = f"EXPLAIN QUERY PLAN {AMONG.compile(connection)}"
            plan = connection.exec_driver_sql(said, ("[1,2]",)).all()
            assert "SEARCH user USING INTEGER PRIMARY KEY" in str(plan)
        else:
            connection.exec_driver_sql("SET LOCAL enable_seqscan = off")
            plan = connection.exec_driver_sql(f"EXPLAIN {AMONG.compile(connection)}", {"wanted": [1, 2]}).all()
            assert "user_pkey" in str(plan)
            assert "Index Cond" in str(plan)
