"""One-time links: set-up, invitations, log-in."""

from __future__ import annotations

from datetime import timedelta

import pytest

from annotate import clock
from annotate.users import links, service
from tests.support.server import ok, running_server

PASSWORD = "a quiet harbour"


def redeem(client, token, **answer):
    return client.post("/api/app/links/redeem", json={"token": token, **answer})


def invite(server, project, role="annotator", email=None):
    answer = ok(server.admin.client.post(f"/api/app/projects/{project}/invites", json={"role": role, "email": email}))
    address, token = answer["link"].split("#")
    assert address == f"{server.url}/link"
    return token


def login_link(server, person):
    with server.db.write() as session:
        return links.make_login(session, service.person_by_email(session, person.email))[0]


@pytest.fixture
def empty_server(database):
    """A server that nobody has an account on yet, and its set-up token."""
    with database.write() as session:
        token = links.make_setup(session)
    with running_server(database, first_user=False) as running:
        yield running, token


def test_setup_link_makes_the_first_administrator(empty_server):
    server, token = empty_server
    client = server.anonymous()
    assert ok(client.get("/api/app/session"))["needs_setup"] is True
    assert ok(client.post("/api/app/links/inspect", json={"token": token}))["purpose"] == "setup"
    answer = redeem(client, token, name="Ana Ruiz", email="Ana@Example.org", password=PASSWORD)
    assert ok(answer)["user"] == {"id": 1, "email": "ana@example.org", "name": "Ana Ruiz", "is_admin": True}
    assert ok(client.get("/api/app/session")) | {"version": ""} == {
        "user": answer.json()["user"],
        "needs_setup": False,
        "version": "",
    }


def test_setup_link_works_once(empty_server):
    server, token = empty_server
    ok(redeem(server.anonymous(), token, name="Ana", email="ana@example.org", password=PASSWORD))
    again = redeem(server.anonymous(), token, name="Eve", email="eve@example.org", password=PASSWORD)
    assert again.status_code == 404


def test_setup_link_of_an_earlier_start_stops_working(empty_server):
    server, token = empty_server
    with server.db.write() as session:
        links.make_setup(session)
    assert server.anonymous().post("/api/app/links/inspect", json={"token": token}).status_code == 404


def test_weak_password_uses_no_link_up(empty_server):
    server, token = empty_server
    refused = redeem(server.anonymous(), token, name="Ana", email="ana@example.org", password="password123")
    assert refused.status_code == 400
    assert "password" in refused.json()["validation_errors"]
    ok(redeem(server.anonymous(), token, name="Ana", email="ana@example.org", password=PASSWORD))


def test_invitation_makes_an_account_in_the_project(server):
    project = server.project("Protest")
    token = invite(server, project)
    client = server.anonymous()
    shown = ok(client.post("/api/app/links/inspect", json={"token": token}))
    assert shown["project"] == {"id": project, "title": "Protest"}
    assert (shown["role"], shown["known_user"], shown["email"]) == ("annotator", False, None)
    ok(redeem(client, token, name="Bea", email="bea@example.org", password=PASSWORD))
    assert ok(client.get(f"/api/app/projects/{project}"))["role"] == "annotator"
    assert redeem(server.anonymous(), token, email="eve@example.org", password=PASSWORD).status_code == 404


def test_invitation_for_one_address_lets_nobody_else_in(server):
    project = server.project()
    token = invite(server, project, email="Bea@Example.org")
    other = server.user("eve@example.org")
    assert redeem(other.client, token).status_code == 403
    assert redeem(server.anonymous(), token, email="eve@example.org", password=PASSWORD).status_code == 403
    client = server.anonymous()
    ok(redeem(client, token, name="Bea", password=PASSWORD))
    assert ok(client.get("/api/app/session"))["user"]["email"] == "bea@example.org"
    assert other.client.get(f"/api/app/projects/{project}").status_code == 404


def test_invitation_for_a_known_person_asks_for_their_password(server):
    project = server.project()
    server.user("bea@example.org", password=PASSWORD)
    token = invite(server, project, email="bea@example.org")
    client = server.anonymous()
    assert ok(client.post("/api/app/links/inspect", json={"token": token}))["known_user"] is True
    assert redeem(client, token, password="a wrong guess").status_code == 401
    ok(redeem(client, token, password=PASSWORD))
    assert ok(client.get(f"/api/app/projects/{project}"))["role"] == "annotator"


def test_invitation_cannot_take_over_an_account_without_password(server):
    project = server.project()
    server.user("bea@example.org", is_admin=True)
    token = invite(server, project, email="bea@example.org")
    assert redeem(server.anonymous(), token, password=PASSWORD).status_code == 401
    with server.db.read() as session:
        assert service.person_by_email(session, "bea@example.org").password_hash is None


def test_signed_in_person_joins_with_one_click(server):
    project = server.project()
    bea = server.user("bea@example.org")
    ok(redeem(bea.client, invite(server, project, "reader")))
    assert ok(bea.client.get(f"/api/app/projects/{project}"))["role"] == "reader"


def test_invitation_never_lowers_a_manager(server):
    project = server.project()
    mia = server.user("mia@example.org", "manager", project)
    ok(redeem(mia.client, invite(server, project, "reader")))
    assert ok(mia.client.get(f"/api/app/projects/{project}"))["role"] == "manager"


def test_log_in_link_signs_in_once_and_can_set_a_password(server):
    bea = server.user("bea@example.org")
    token = login_link(server, bea)
    client = server.anonymous()
    ok(redeem(client, token, password=PASSWORD))
    assert ok(client.get("/api/app/account"))["user"]["email"] == "bea@example.org"
    assert redeem(server.anonymous(), token).status_code == 404
    ok(server.anonymous().post("/api/app/session", json={"email": bea.email, "password": PASSWORD}))


@pytest.mark.parametrize("purpose", ["invite", "login"])
def test_expired_link_is_refused(server, monkeypatch, purpose):
    bea = server.user("bea@example.org")
    token = login_link(server, bea) if purpose == "login" else invite(server, server.project())
    assert server.anonymous().post("/api/app/links/inspect", json={"token": token}).status_code == 200
    later = clock.now() + timedelta(days=15)
    monkeypatch.setattr(clock, "now", lambda: later)
    assert server.anonymous().post("/api/app/links/inspect", json={"token": token}).status_code == 404
    assert redeem(server.anonymous(), token, email="eve@example.org", password=PASSWORD).status_code == 404


def test_link_into_a_deleted_project_is_refused(server):
    project = server.project()
    token = invite(server, project)
    assert server.admin.client.delete(f"/api/app/projects/{project}").status_code == 204
    assert redeem(server.anonymous(), token, email="eve@example.org", password=PASSWORD).status_code == 404


def test_unknown_link_is_refused(server):
    assert redeem(server.anonymous(), "made up").status_code == 404


def test_sixteen_at_once_use_a_link_once(server):
    from concurrent.futures import ThreadPoolExecutor

    project = server.project()
    token = invite(server, project)
    people = [server.user(f"p{i}@example.org") for i in range(16)]
    with ThreadPoolExecutor(16) as pool:
        answers = list(pool.map(lambda p: redeem(p.client, token).status_code, people))
    assert sorted(answers) == [200] + [404] * 15
    with server.db.read() as session:
        members = session.connection().exec_driver_sql("select count(*) from membership").scalar_one()
    assert members == 2
