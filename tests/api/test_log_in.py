"""Log-in, log-out, throttling, sessions."""

from __future__ import annotations

import pytest

from annotate import clock
from annotate.users import throttle
from tests.support.server import Server, ok

PASSWORD = "a quiet harbour"
COOKIE = "annotate_session"


@pytest.fixture
def coder(server: Server):
    return server.user("Ana@Example.org", password=PASSWORD)


def log_in(client, password=PASSWORD, email="ana@example.org"):
    return client.post("/api/app/session", json={"email": email, "password": password})


def test_log_in_sets_a_cookie_that_scripts_cannot_read(server, coder):
    client = server.anonymous()
    answer = log_in(client)
    assert ok(answer)["user"] == {"id": coder.id, "email": "ana@example.org", "name": "Ana", "is_admin": False}
    cookie = answer.headers["set-cookie"]
    assert "HttpOnly" in cookie
    assert "SameSite=lax" in cookie
    assert ok(client.get("/api/app/session"))["user"]["email"] == "ana@example.org"


def test_session_without_a_cookie_names_nobody(server):
    body = ok(server.anonymous().get("/api/app/session"))
    assert body["user"] is None
    assert body["needs_setup"] is False


def test_wrong_password_and_unknown_address_look_the_same(server, coder):
    wrong = log_in(server.anonymous(), "not the harbour").json()
    unknown = log_in(server.anonymous(), email="nobody@example.org").json()
    assert wrong["status_code"] == 401
    del wrong["id"], unknown["id"]
    assert wrong == unknown


def test_account_without_password_cannot_log_in(server):
    server.user("bea@example.org")
    assert log_in(server.anonymous(), "", "bea@example.org").status_code == 401


def test_log_in_takes_a_new_session_id_and_ends_the_old_one(server, coder):
    client = server.anonymous()
    log_in(client)
    before = client.cookies[COOKIE]
    log_in(client)
    assert client.cookies[COOKIE] != before
    stale = server.anonymous()
    stale.cookies.set(COOKIE, before)
    assert stale.get("/api/app/account").status_code == 401


def test_a_planted_session_id_is_not_taken_over(server, coder):
    client = server.anonymous()
    client.cookies.set(COOKIE, "planted")
    answer = log_in(client)
    assert "planted" not in answer.headers["set-cookie"]


def test_log_out_ends_the_session_on_the_server(server, coder):
    client = server.anonymous()
    log_in(client)
    kept = client.cookies[COOKIE]
    assert client.delete("/api/app/session").status_code == 204
    again = server.anonymous()
    again.cookies.set(COOKIE, kept)
    assert again.get("/api/app/account").status_code == 401


def test_page_of_somebody_else_cannot_act_with_a_new_log_in(server, coder):
    project = server.project()
    (task,) = server.tasks(project, ["Police arrested eleven protesters."])
    ben = server.user("ben@example.org", "annotator", project, password=PASSWORD)
    client = server.anonymous()
    log_in(client, email="ben@example.org")
    body = {"coding": {"verdict": "no_codable_event"}}
    refused = client.post(f"/api/tasks/{task}/annotations", json=body, headers={"X-Annotate-User": str(coder.id)})
    assert (refused.status_code, refused.json()["code"]) == (401, "other-user")
    assert ok(ben.client.get(f"/api/tasks/{task}/annotations")) == []
    ok(client.post(f"/api/tasks/{task}/annotations", json=body, headers={"X-Annotate-User": str(ben.id)}))


def test_new_password_ends_the_other_sessions_only(server, coder):
    here, there = server.anonymous(), server.anonymous()
    log_in(here)
    log_in(there)
    changed = here.patch("/api/app/account", json={"password": "a loud mountain", "current_password": PASSWORD})
    assert ok(changed)["user"]["email"] == "ana@example.org"
    assert here.get("/api/app/account").status_code == 200
    assert there.get("/api/app/account").status_code == 401
    assert log_in(server.anonymous()).status_code == 401
    assert log_in(server.anonymous(), "a loud mountain").status_code == 200


def test_new_password_needs_the_current_one(server, coder):
    client = server.anonymous()
    log_in(client)
    answer = client.patch("/api/app/account", json={"password": "a loud mountain", "current_password": "a guess"})
    assert answer.status_code == 400
    assert "current_password" in answer.json()["validation_errors"]
    assert log_in(server.anonymous()).status_code == 200


@pytest.mark.parametrize("weak", ["short", "password123", "aaaaaaaaaaaa", "ana@example.org", "Ana-1234567"])
def test_weak_password_is_refused(server, coder, weak):
    client = server.anonymous()
    log_in(client)
    answer = client.patch("/api/app/account", json={"password": weak, "current_password": PASSWORD})
    assert answer.status_code == 400
    assert answer.json()["validation_errors"]["password"]


def test_guessing_is_slowed_down_per_address_and_account(server, coder, monkeypatch):
    other = server.user("bea@example.org", password=PASSWORD)
    client = server.anonymous()
    for _ in range(throttle.FREE_TRIES):
        assert log_in(client, "a wrong guess").status_code == 401
    refused = log_in(client)  # even the right one
    assert refused.status_code == 429
    assert 0 < int(refused.headers["retry-after"]) <= 31
    assert log_in(client, email=other.email).status_code == 200
    later = clock.now() + throttle.FIRST_WAIT
    monkeypatch.setattr(throttle.clock, "now", lambda: later)
    assert log_in(client).status_code == 200


def test_expired_session_does_not_let_in(server, coder, monkeypatch):
    client = server.anonymous()
    log_in(client)
    later = clock.now() + throttle.timedelta(days=15)
    monkeypatch.setattr(clock, "now", lambda: later)
    assert client.get("/api/app/account").status_code == 401


def test_unknown_field_in_the_log_in_is_named(server):
    answer = server.anonymous().post("/api/app/session", json={"email": "a@b.c", "password": "x", "remember": True})
    assert answer.status_code == 400
    assert "remember" in answer.json()["validation_errors"]
