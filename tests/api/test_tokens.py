"""API tokens: opaque ones and personal access tokens, also through the unmodified SDK."""

from __future__ import annotations

import httpx
import jwt
import pytest

from annotate import clock
from annotate.security import ACCESS_LIFE, encode_jwt
from tests.support.server import Person, ok


def bearer(server, access):
    return httpx.get(f"{server.url}/api/current-user/whoami", headers={"Authorization": f"Bearer {access}"})


def new_pat(person, label="from a test"):
    return ok(person.client.post("/api/app/account/tokens", json={"kind": "pat", "label": label}))


def access_of(server, refresh):
    return httpx.post(f"{server.url}/api/token/refresh/", json={"refresh": refresh})


@pytest.mark.sdk
def test_sdk_signs_in_with_an_opaque_token(server, sdk):
    me = sdk(server.admin).users.whoami()
    assert me.email == "admin@example.org"
    assert me.id == server.admin.id


@pytest.mark.sdk
@pytest.mark.filterwarnings("ignore:The `parse_obj` method is deprecated")  # inside the SDK
def test_sdk_signs_in_with_a_personal_access_token(server, sdk):
    ana = server.user("ana@example.org")
    client = sdk(Person(ana.id, ana.email, new_pat(ana)["token"], ana.client))
    assert client.users.whoami().email == "ana@example.org"
    assert client.versions.get().edition == "Community"
    rotated = client.tokens.rotate(refresh=client.tokens.create().token)
    assert jwt.decode(rotated.refresh, options={"verify_signature": False})["token_type"] == "refresh"


def test_version_has_all_nine_keys_and_needs_no_credentials(server):
    body = ok(httpx.get(f"{server.url}/api/version/"))
    assert body["release"] == "1.23.2"
    assert body["edition"] == "Community"
    assert len(body) == 9


def test_opaque_token_is_shown_once_and_kept_as_a_hash(server, database):
    ana = server.user("ana@example.org")
    made = ok(ana.client.post("/api/app/account/tokens", json={"kind": "legacy", "label": "laptop"}))
    account = ok(ana.client.get("/api/app/account"))
    assert {t["label"] for t in account["tokens"]} == {"test", "laptop"}
    assert made["token"] not in str(account)
    assert made["token"].endswith(made["hint"])
    with database.read() as session:
        rows = session.connection().exec_driver_sql("select * from api_token").all()
    assert len(rows) == 3
    assert made["token"] not in str(rows)


def test_revoked_token_is_refused(server):
    ana = server.user("ana@example.org")
    made = ok(ana.client.post("/api/app/account/tokens", json={"kind": "legacy", "label": ""}))
    headers = {"Authorization": f"Token {made['token']}"}
    assert httpx.get(f"{server.url}/api/users", headers=headers).status_code == 200
    assert ana.client.delete(f"/api/app/account/tokens/{made['id']}").status_code == 204
    refused = httpx.get(f"{server.url}/api/users", headers=headers)
    assert refused.status_code == 401
    assert refused.headers["www-authenticate"] == "Token"
    assert ana.client.delete(f"/api/app/account/tokens/{made['id']}").status_code == 404


def test_token_of_another_person_cannot_be_revoked(server):
    ana, bea = server.user("ana@example.org"), server.user("bea@example.org")
    made = ok(ana.client.post("/api/app/account/tokens", json={}))
    assert bea.client.delete(f"/api/app/account/tokens/{made['id']}").status_code == 404
    assert httpx.get(f"{server.url}/api/users", headers={"Authorization": f"Token {made['token']}"}).status_code == 200


def test_last_use_is_shown_and_survives_a_restart(server, database):
    ana = server.user("ana@example.org")
    ok(ana.client.get("/api/users"))
    assert ok(ana.client.get("/api/app/account"))["tokens"][0]["last_used_at"] is not None


def test_own_token_can_be_read_back_only_by_who_sent_it(server):
    ana = server.user("ana@example.org")
    assert ok(ana.client.get("/api/current-user/token")) == {"token": ana.token}
    access = ok(access_of(server, new_pat(ana)["token"]))["access"]
    answer = httpx.get(f"{server.url}/api/current-user/token", headers={"Authorization": f"Bearer {access}"})
    assert answer.status_code == 404


def test_reset_token_ends_the_earlier_ones(server):
    ana = server.user("ana@example.org")
    made = ana.client.post("/api/current-user/reset-token/")
    assert made.status_code == 201
    assert ana.client.get("/api/users").status_code == 401
    headers = {"Authorization": f"Token {made.json()['token']}"}
    assert httpx.get(f"{server.url}/api/users", headers=headers).status_code == 200


def test_access_token_lasts_five_minutes_and_says_what_it_is(server):
    ana = server.user("ana@example.org")
    refresh = new_pat(ana)["token"]
    access = ok(access_of(server, refresh))["access"]
    claims = jwt.decode(access, options={"verify_signature": False})
    assert claims["token_type"] == "access"
    assert claims["exp"] - claims["iat"] == ACCESS_LIFE.total_seconds()
    assert ok(bearer(server, access))["email"] == "ana@example.org"
    assert bearer(server, refresh).status_code == 401  # a refresh token opens nothing by itself
    assert access_of(server, access).status_code == 401


def test_expired_access_token_is_refused(server):
    moment = int(clock.now().timestamp())
    claims = {"token_type": "access", "jti": "x", "exp": moment - 1, "token_id": 1, "user_id": "1"}
    with server.db.read() as session:
        key = session.connection().exec_driver_sql("select value from secret").scalar_one()
    assert bearer(server, encode_jwt(claims, key)).status_code == 401


@pytest.mark.parametrize("algorithm", ["none", "HS256"])
def test_forged_access_token_is_refused(server, algorithm):
    new_pat(server.admin)
    claims = {"token_type": "access", "jti": "x", "exp": 4_000_000_000, "token_id": 2, "user_id": "1"}
    key = "" if algorithm == "none" else "a key of somebody else's, and long enough"
    assert bearer(server, jwt.encode(claims, key, algorithm=algorithm)).status_code == 401


def test_blacklisted_token_ends_its_access_tokens_at_once(server):
    ana = server.user("ana@example.org")
    refresh = new_pat(ana)["token"]
    access = ok(access_of(server, refresh))["access"]
    assert ana.client.post("/api/token/blacklist/", json={"refresh": refresh}).status_code == 204
    assert ana.client.post("/api/token/blacklist/", json={"refresh": refresh}).status_code == 404
    assert bearer(server, access).status_code == 401
    refused = access_of(server, refresh)
    assert refused.status_code == 401
    assert refused.json()["detail"]


def test_rotated_token_replaces_the_old_one(server):
    ana = server.user("ana@example.org")
    old = new_pat(ana)["token"]
    new = ok(ana.client.post("/api/token/rotate/", json={"refresh": old}))["refresh"]
    assert access_of(server, old).status_code == 401
    assert access_of(server, new).status_code == 200


def test_another_persons_refresh_token_cannot_be_rotated_or_blacklisted(server):
    ana, bea = server.user("ana@example.org"), server.user("bea@example.org")
    refresh = new_pat(ana)["token"]
    assert bea.client.post("/api/token/rotate", json={"refresh": refresh}).status_code == 404
    assert bea.client.post("/api/token/blacklist", json={"refresh": refresh}).status_code == 404
    assert access_of(server, refresh).status_code == 200


def test_token_list_does_not_give_tokens_away(server):
    ana = server.user("ana@example.org")
    made = ana.client.post("/api/token/")
    assert made.status_code == 201
    listed = ok(ana.client.get("/api/token/"))
    assert len(listed) == 1
    assert made.json()["token"] not in str(listed)


@pytest.mark.parametrize("header", ["Token wrong", "Bearer wrong", "Basic YTpi", "Token", ""])
def test_credentials_that_do_not_hold_are_refused(server, header):
    answer = httpx.get(f"{server.url}/api/current-user/whoami", headers={"Authorization": header})
    assert answer.status_code == 401
    assert answer.json()["code"] == "not-signed-in"


def test_closed_account_is_out_at_once_in_every_way(server):
    ana = server.user("ana@example.org", password="a quiet harbour")
    browser = server.anonymous()
    ok(browser.post("/api/app/session", json={"email": ana.email, "password": "a quiet harbour"}))
    refresh = new_pat(ana)["token"]
    access = ok(access_of(server, refresh))["access"]
    assert server.admin.client.delete(f"/api/users/{ana.id}/").status_code == 204
    assert ana.client.get("/api/users").status_code == 401
    assert browser.get("/api/app/account").status_code == 401
    assert bearer(server, access).status_code == 401
    assert access_of(server, refresh).status_code == 401
    again = server.anonymous().post("/api/app/session", json={"email": ana.email, "password": "a quiet harbour"})
    assert again.status_code == 401
