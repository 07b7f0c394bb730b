"""Statements handed to the driver as they are: rows, values and refusals are those that SQLAlchemy gives."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from sqlalchemy import bindparam, exists, insert, select, update
from sqlalchemy.exc import IntegrityError

from annotate.db import Database
from annotate.known import Known
from annotate.models import LoginSession, User

USER, LOGIN = User.metadata.tables["user"], LoginSession.metadata.tables["login_session"]
ADD = Known(insert(USER).inline().returning(USER.c.id), *(c.name for c in USER.c if c.name != "id"))
ONE = select(*USER.c).where(USER.c.email == bindparam("wanted"))


@pytest.fixture
def given(database: Database):
    """The columns of a person who is stored."""
    blank = {c.name: None for c in USER.c if c.name != "id"}
    values = {**blank, "email": "ana@example.org", "name": "Ána 🚨", "is_admin": True, "active": False}
    values["created_at"] = datetime(2026, 3, 1, 12, 30, 15, 250, tzinfo=UTC)
    with database.write() as session:
        values["id"] = ADD.first(session, values).id
    return values


def test_rows_are_those_that_sqlalchemy_reads(database: Database, given):
    with database.read() as session:
        usual = session.connection().execute(ONE, {"wanted": given["email"]}).one()
        found = Known(ONE).first(session, {"wanted": given["email"]})
    assert found._asdict() == dict(usual._mapping)
    assert found.created_at == given["created_at"]
    assert (found.is_admin, found.active) == (True, False)
    assert [type(value) for value in found] == [type(value) for value in usual]


def test_nothing_found_is_none_inside_and_outside_a_transaction(database: Database, given):
    with database.read() as session:
        assert Known(ONE).first(session, {"wanted": "eve@example.org"}) is None
    assert database.ask(Known(ONE), {"wanted": "eve@example.org"}) is None
    assert database.ask(Known(ONE), {"wanted": given["email"]}).id == given["id"]


def test_all_rows_are_found_in_their_order(database: Database, given):
    some = (
        select(USER.c.name, USER.c.created_at).where(USER.c.is_admin == bindparam("admin")).order_by(USER.c.id.desc())
    )
    with database.write() as session:
        ADD.first(session, {**given, "email": "bea@example.org", "name": "Zoë"})
    with database.read() as session:
        asked, usual = Known(some), session.connection().execute(some, {"admin": True}).all()
        for _ in range(2):  # what the driver says of the columns is looked at once
            found = asked.all(session, {"admin": True})
            assert [row._asdict() for row in found] == [dict(row._mapping) for row in usual]
        assert [row.name for row in found] == ["Zoë", "Ána 🚨"]
        assert asked.all(session, {"admin": False}) == []


def test_a_change_is_part_of_the_transaction(database: Database, given):
    rename = Known(update(USER).where(USER.c.id == bindparam("wanted")).values(name=bindparam("called")))

    def begun():
        with database.write() as session:
            rename.run(session, {"wanted": given["id"], "called": "Bea"})
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        begun()
    assert database.ask(Known(ONE), {"wanted": given["email"]}).name == given["name"]
    with database.write() as session:
        rename.run(session, {"wanted": given["id"], "called": "Bea"})
    assert database.ask(Known(ONE), {"wanted": given["email"]}).name == "Bea"


def test_a_refusal_is_told_as_sqlalchemy_would(database: Database, given):
    with pytest.raises(IntegrityError), database.write() as session:
        ADD.first(session, given)


def test_reading_cannot_write(database: Database, given):
    with pytest.raises(Exception, match=r"read.?only"), database.read() as session:
        ADD.first(session, {**given, "email": "bea@example.org"})


def test_a_condition_beside_a_returned_row_keeps_its_type(database: Database, given):
    logged_in = exists().where(LOGIN.c.user_id == bindparam("wanted")).label("logged_in")
    touch = Known(
        update(USER).where(USER.c.id == bindparam("wanted")).values(active=True).returning(USER.c.id, logged_in)
    )
    with database.write() as session:
        row = touch.first(session, {"wanted": given["id"]})
    assert (row.id, row.logged_in) == (given["id"], False)
    assert row.logged_in is False
