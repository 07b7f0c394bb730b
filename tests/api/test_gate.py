"""What every request passes: size, media type, JSON, origin, headers, addresses."""

from __future__ import annotations

import http.client
import json
import socket
import tracemalloc

import httpx
import pytest

from tests.support.server import ok, running_server

SECURITY = {
    "content-security-policy": "default-src 'none'; script-src 'self'",
    "x-content-type-options": "nosniff",
    "referrer-policy": "no-referrer",
    "x-frame-options": "DENY",
}
PASSWORD = "a quiet harbour"


@pytest.fixture
def small(database):
    """A server that takes bodies of 4 kB."""
    with running_server(database, max_body=4096) as running:
        yield running


def post(server, content, kind="application/json", **headers):
    return server.admin.client.post("/api/app/projects", content=content, headers={"Content-Type": kind, **headers})


def test_security_headers_are_on_every_answer(server):
    client = server.anonymous()
    for method, path in [
        ("GET", "/"),
        ("GET", "/projects/1"),
        ("GET", "/assets/none.js"),
        ("GET", "/health"),
        ("GET", "/api/version"),
        ("GET", "/api/docs"),
        ("GET", "/api/nothing"),
        ("GET", "/api/users"),
        ("PUT", "/api/version"),
        ("POST", "/api/app/session"),
    ]:
        answer = client.request(method, path)
        for name, value in SECURITY.items():
            assert answer.headers[name].startswith(value), f"{method} {path}: {name}"
        policy = answer.headers["content-security-policy"]
        assert "unsafe" not in policy
        assert "frame-ancestors 'none'" in policy
        assert answer.headers["x-request-id"]


def test_api_answers_are_not_kept_by_browsers(server):
    assert server.admin.client.get("/api/users").headers["cache-control"] == "no-store"
    assert server.anonymous().get("/api/users").headers["cache-control"] == "no-store"


def test_a_crash_is_a_clean_500(server, monkeypatch):
    def broken(*args):
        raise RuntimeError("secret detail")

    monkeypatch.setattr("annotate.users.service.people_visible_to", broken)
    answer = server.admin.client.get("/api/users")
    assert answer.status_code == 500
    assert answer.json()["code"] == "server-error"
    assert "secret detail" not in answer.text
    assert answer.headers["content-security-policy"]
    assert answer.headers["x-request-id"] in answer.json()["detail"]


def test_error_body_has_every_field(server):
    body = server.anonymous().get("/api/projects/1/").json()
    assert set(body) == {"id", "status_code", "version", "detail", "code", "exc_info"}
    assert (body["status_code"], body["version"], body["exc_info"]) == (401, "1.23.2", None)


def test_both_slash_forms_answer_without_redirect(server):
    for path in ("/api/projects", "/api/projects/", "/api/current-user/whoami", "/api/current-user/whoami/"):
        assert server.admin.client.get(path).status_code == 200


def test_unknown_address_is_404_and_wrong_method_405_in_json(server):
    missing = server.admin.client.get("/api/no/such/thing")
    assert (missing.status_code, missing.json()["code"]) == (404, "not-found")
    wrong = server.admin.client.put("/api/version")
    assert (wrong.status_code, wrong.json()["code"]) == (405, "method-not-allowed")
    assert server.admin.client.request("PROPFIND", "/api/version").status_code == 405


def test_declared_size_is_refused_before_the_body_is_sent(small):
    with socket.create_connection(("127.0.0.1", int(small.url.rpartition(":")[2]))) as sock:
        sock.settimeout(5)
        head = (
            "POST /api/app/session HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: 10000000000"
        )
        sock.sendall(f"{head}\r\n\r\n".encode())
        answer = http.client.HTTPResponse(sock)
        answer.begin()
        assert answer.status == 413
        assert json.loads(answer.read())["code"] == "too-large"


def test_endless_body_is_cut_off_without_keeping_it(server):
    """Chunked, so that nothing declares the size; the server's limit is 64 MB here and 200 MB are offered."""
    sent = 0

    def endless():
        nonlocal sent
        for _ in range(200):
            sent += 1
            yield b" " * 2**20

    tracemalloc.start()
    try:
        answer = httpx.post(
            f"{server.url}/api/app/session", content=endless(), headers={"Content-Type": "application/json"}, timeout=60
        )
        assert answer.status_code == 413
    except httpx.TransportError:
        pass  # the server hung up while we were still sending: as good
    finally:
        peak = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
    assert sent < 150
    assert peak < 200 * 2**20


def test_chunked_body_over_the_limit_is_refused(small):
    answer = httpx.post(
        f"{small.url}/api/app/session",
        content=iter([b'{"email": "', b"x" * 5000, b'"}']),
        headers={"Content-Type": "application/json"},
    )
    assert answer.status_code == 413
    assert "4096" in answer.json()["detail"]


@pytest.mark.parametrize("kind", ["text/plain", "application/x-www-form-urlencoded", "multipart/form-data", ""])
def test_other_media_types_are_refused(server, kind):
    answer = post(server, b'{"title": "Sneaked in"}', kind)
    assert (answer.status_code, answer.json()["code"]) == (415, "wrong-media-type")
    assert ok(server.admin.client.get("/api/app/projects")) == []


def test_compressed_body_is_refused(server):
    assert post(server, b"\x1f\x8b", **{"Content-Encoding": "gzip"}).status_code == 415


def test_broken_json_is_refused_with_its_place(server):
    answer = post(server, b'{\n  "title": "A",\n  "overlap": ,\n}')
    assert answer.status_code == 400
    assert "line 3" in answer.json()["detail"]


@pytest.mark.parametrize(
    "body",
    [
        b'{"title": "\\ud800"}',
        b'{"title": "a\\u0000b"}',
        b'{"title": NaN}',
        b'{"title": "\xff"}',
        b"[" * 100_000,
        b'{"title": "A", "overlap": 1e999}',
        b"\xef\xbb\xbf{}",
        b"null",
        b"[]",
        b'"title"',
    ],
)
def test_hostile_json_is_a_400(server, body):
    answer = post(server, body)
    assert answer.status_code == 400, answer.text
    assert answer.json()["code"] == "invalid"


def test_number_that_no_database_holds_is_a_400(server):
    assert post(server, b'{"title": "A", "overlap": 99999999999999999999999999}').status_code == 400


def test_nul_in_the_address_is_a_400(server):
    assert server.admin.client.get("/api/projects?ids=%00").status_code == 400
    assert server.admin.client.get("/api/projects/%00").status_code == 400


@pytest.fixture
def browser(server):
    """Somebody signed in with a cookie."""
    server.user("ana@example.org", password=PASSWORD)
    client = server.anonymous()
    ok(client.post("/api/app/session", json={"email": "ana@example.org", "password": PASSWORD}))
    return client


@pytest.mark.parametrize(
    "headers",
    [
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site"},
        {"Origin": "https://evil.example"},
        {"Origin": "null"},
        {"Sec-Fetch-Site": "cross-site", "Authorization": "Token whatever"},
    ],
)
def test_write_from_another_site_is_refused(browser, headers):
    answer = browser.post("/api/app/projects", json={"title": "Forged"}, headers=headers)
    assert answer.status_code == 403
    assert ok(browser.get("/api/app/projects")) == []


def test_log_in_from_another_site_is_refused(server, browser):
    body = {"email": "ana@example.org", "password": PASSWORD}
    answer = server.anonymous().post("/api/app/session", json=body, headers={"Sec-Fetch-Site": "cross-site"})
    assert answer.status_code == 403


def test_write_from_our_own_page_is_taken(server, browser):
    for headers in ({"Sec-Fetch-Site": "same-origin"}, {"Origin": server.url}, {}):
        assert browser.post("/api/app/projects", json={"title": "Mine"}, headers=headers).status_code == 201


def test_host_that_is_not_ours_is_refused(database):
    with running_server(database, allowed_hosts="127.0.0.1,annotate.example") as running:
        assert running.anonymous().get("/health").status_code == 200
        assert running.anonymous().get("/health", headers={"Host": "evil.example"}).status_code == 400


def test_paths_outside_the_assets_are_not_served(server):
    port = int(server.url.rpartition(":")[2])
    for path in ("/assets/../../settings.py", "/assets/%2e%2e/%2e%2e/settings.py", "/assets/..%5c..%5csettings.py"):
        connection = http.client.HTTPConnection("127.0.0.1", port)
        connection.request("GET", path)
        answer = connection.getresponse()
        assert b"ANNOTATE_" not in answer.read()
        connection.close()


def test_log_holds_no_token_and_no_forged_line(server, caplog, monkeypatch):
    import logging

    from annotate.logs import JsonLines, log

    lines = []
    handler = logging.Handler()
    handler.emit = lambda record: lines.append(JsonLines().format(record))
    log.addHandler(handler)
    monkeypatch.setattr(log, "level", logging.DEBUG)
    log._cache.clear()
    try:
        server.admin.client.get("/api/users/%0d%0a{%22level%22:%22forged%22}")
        server.admin.client.post("/api/token/refresh", json={"refresh": "a-secret-refresh-token"})
    finally:
        log.removeHandler(handler)
        log._cache.clear()
    text = "\n".join(lines)
    assert len(lines) >= 2
    assert len(text.splitlines()) == len(lines)
    assert all(json.loads(line)["level"] != "forged" for line in lines)
    assert server.admin.token not in text
    assert "a-secret-refresh-token" not in text
