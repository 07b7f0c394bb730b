"""The server opens no connection by itself: whatever addresses stand in what it is sent, they are text."""

from __future__ import annotations

import socket
import threading
import time
from http.server import BaseHTTPRequestHandler, HTTPServer

import pytest

from tests.sdk.codings import NOTHING, as_result
from tests.support.server import ok, running_server

URLS = [
    "http://127.0.0.1:9/x",
    "http://169.254.169.254/latest/meta-data/",
    "file:///etc/passwd",
    "gopher://127.0.0.1:9/",
]


@pytest.fixture
def connections(monkeypatch):
    """Every connection opened by a thread other than the test's own, which talks to the server."""
    opened, here, real = [], threading.get_ident(), socket.socket.connect

    def connect(self, address):
        if threading.get_ident() != here:
            opened.append(address)
        return real(self, address)

    monkeypatch.setattr(socket.socket, "connect", connect)
    monkeypatch.setattr(socket.socket, "connect_ex", connect)
    return opened


@pytest.fixture
def receiver():
    """A listed host; its port."""

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self):
            self.rfile.read(int(self.headers["Content-Length"]))
            self.send_response(200)
            self.send_header("Content-Length", "0")
            self.end_headers()

        def log_message(self, *args):
            pass

    server = HTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield server.server_address[1]
    server.shutdown()
    server.server_close()


def fill(server, url):
    """Put an address into every field of text that there is."""
    admin = server.admin.client
    project = server.project(f"See {url}"[:50], description=url, instructions=url)
    (task,) = server.tasks(project, [{"text": f"Read {url} now.", "url": url, "image": url, "audio": {"src": url}}])
    made = ok(admin.post(f"/api/tasks/{task}/annotations/", json={"result": as_result(NOTHING), "unique_id": url}))
    ok(admin.post("/api/comments/", json={"annotation": made["id"], "text": url, "region_ref": {"href": url}}))
    ok(admin.post("/api/dm/views/", json={"project": project, "data": {"title": url}}))
    ok(admin.patch("/api/current-user/hotkeys/", json={"custom_hotkeys": {url: url}}))
    ok(admin.post("/api/predictions/", json={"task": task, "result": [], "model_version": url}))
    made = ok(admin.post(f"/api/projects/{project}/exports/", json={"title": url}))
    for kind in ("JSON", "CSV", "CONLL2003"):
        answer = admin.get(f"/api/projects/{project}/exports/{made['id']}/download?exportType={kind}")
        assert answer.status_code == 200
    assert admin.post("/api/webhooks/", json={"url": url, "project": project}).status_code == 400
    config = (
        f'<View><Labels name="l" toName="t" value="{url}"><Label value="A"/></Labels><Text name="t" value="$t"/></View>'
    )
    admin.post("/api/projects/", json={"title": "By address", "label_config": config})
    return project


def test_addresses_are_only_text(database, connections):
    with running_server(database, webhook_hosts="hooks.example") as server:
        for url in URLS:
            fill(server, url)
        server.admin.client.get("/health", headers={"Referer": URLS[0], "X-Forwarded-Host": "127.0.0.1:9"})
    assert connections == []


def test_only_the_listed_host_is_called(database, connections, receiver):
    with running_server(database, webhook_hosts=f"127.0.0.1:{receiver}") as server:
        project = server.project("Told")
        url = f"http://127.0.0.1:{receiver}/"
        ok(server.admin.client.post("/api/webhooks/", json={"url": url, "project": project}))
        server.tasks(project, ["One."])
        deadline = time.monotonic() + 30
        while not connections and time.monotonic() < deadline:
            time.sleep(0.02)
        fill(server, URLS[0])
    assert set(connections) == {("127.0.0.1", receiver)}
