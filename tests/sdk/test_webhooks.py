"""Webhooks through the unmodified SDK, delivered to a real socket; and nowhere but to listed hosts."""

from __future__ import annotations

import hashlib
import hmac
import json
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import httpx
import pytest
from label_studio_sdk import LabelStudio
from label_studio_sdk.core.api_error import ApiError
from sqlalchemy import text

from tests.sdk.codings import NOTHING, TEXT, as_result
from tests.support.server import running_server

pytestmark = pytest.mark.sdk


class Receiver:
    """Keeps what is posted to it; ``answers`` are given in turn, then 200."""

    def __init__(self):
        self.got, self.answers = [], []
        receiver = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self):
                body = self.rfile.read(int(self.headers["Content-Length"]))
                receiver.got.append((self.path, dict(self.headers), body))
                status = receiver.answers.pop(0) if receiver.answers else 200
                self.send_response(status)
                if status == 302:
                    self.send_header("Location", f"http://127.0.0.1:{receiver.port}/elsewhere")
                self.send_header("Content-Length", "0")
                self.end_headers()

            def log_message(self, *args):
                pass

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.port = self.server.server_address[1]
        self.url = f"http://127.0.0.1:{self.port}/hook?x=1"
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    def wait_for(self, number, seconds=30):
        deadline = time.monotonic() + seconds
        while len(self.got) < number and time.monotonic() < deadline:
            time.sleep(0.02)
        return [(json.loads(body)["action"], json.loads(body)) for _, _, body in self.got]


@pytest.fixture
def receiver():
    found = Receiver()
    yield found
    found.server.shutdown()
    found.server.server_close()


@pytest.fixture
def listening(database, receiver):
    """A server whose operator lists the receiver."""
    hosts = f"hooks.example, 127.0.0.1:{receiver.port}"
    with running_server(database, webhook_hosts=hosts) as server, httpx.Client(timeout=60) as http:
        yield server, LabelStudio(base_url=server.url, api_key=server.admin.token, httpx_client=http)


def job_states(database):
    with database.read() as session:
        return [tuple(r) for r in session.execute(text("select state, attempts, error from job order by id"))]


def ended(database, number=1, seconds=30):
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        found = job_states(database)
        if len(found) >= number and all(state in {"done", "failed"} for state, _, _ in found):
            return found
        time.sleep(0.05)
    return job_states(database)


def test_what_happens_is_told_and_signed(listening, receiver):
    server, admin = listening
    project = server.project("Told")
    answer = server.admin.client.post(
        "/api/webhooks/", json={"url": receiver.url, "project": project, "headers": {"X-Team": "news"}}
    )
    assert answer.status_code == 201, answer.text
    secret = answer.json()["secret"]
    (task,) = server.tasks(project, [TEXT])
    made = admin.annotations.create(task, result=as_result())
    admin.annotations.update(made.id, lead_time=2)
    admin.annotations.delete(made.id)
    told = receiver.wait_for(4)
    assert sorted(name for name, _ in told) == sorted(
        ["TASKS_CREATED", "ANNOTATION_CREATED", "ANNOTATION_UPDATED", "ANNOTATIONS_DELETED"]
    )
    by_name = dict(told)
    assert by_name["TASKS_CREATED"]["tasks"][0]["id"] == task
    assert by_name["ANNOTATIONS_DELETED"]["annotations"] == [{"id": made.id}]
    assert by_name["ANNOTATION_UPDATED"]["annotation"]["result"] == as_result()
    assert by_name["ANNOTATION_UPDATED"]["task"]["id"] == task
    path, headers, body = receiver.got[0]
    assert (path, headers["X-Team"], headers["Content-Type"]) == ("/hook?x=1", "news", "application/json")
    moment, _, digest = headers["X-Annotate-Signature"].removeprefix("t=").partition(",v1=")
    assert digest == hmac.new(secret.encode(), f"{moment}.".encode() + body, hashlib.sha256).hexdigest()


def test_a_webhook_lives_from_creation_to_deletion(listening, receiver):
    server, admin = listening
    project = server.project("Hooks")
    hook = admin.webhooks.create(
        url=receiver.url,
        project=project,
        actions=["ANNOTATION_CREATED"],
        send_for_all_actions=False,
        send_payload=False,
    )
    assert (hook.is_active, hook.actions, hook.headers) == (True, ["ANNOTATION_CREATED"], {})
    assert [w.id for w in admin.webhooks.list(project=project)] == [hook.id]
    (task,) = server.tasks(project, ["One."])
    admin.annotations.create(task, result=as_result(NOTHING))
    assert receiver.wait_for(1) == [("ANNOTATION_CREATED", {"action": "ANNOTATION_CREATED"})]
    assert admin.webhooks.update(hook.id, is_active=False).actions == ["ANNOTATION_CREATED"]
    assert "ANNOTATION_CREATED" in server.admin.client.get("/api/webhooks/info/").json()
    assert "secret" not in server.admin.client.get(f"/api/webhooks/{hook.id}/").json()
    ana = server.user("ana@example.org", "annotator", project)
    assert ana.client.get(f"/api/webhooks/{hook.id}/").status_code == 403
    assert ana.client.get("/api/webhooks/").json() == []
    eve = server.user("eve@example.org", "manager", server.project("Hers"))
    assert eve.client.get(f"/api/webhooks/{hook.id}/").status_code == 404
    assert eve.client.post("/api/webhooks/", json={"url": receiver.url}).status_code == 403
    admin.webhooks.delete(hook.id)
    with pytest.raises(ApiError) as gone:
        admin.webhooks.get(hook.id)
    assert gone.value.status_code == 404


def test_no_redirect_is_followed_and_trouble_is_tried_again(listening, receiver, database):
    server, admin = listening
    project = server.project("Trouble")
    admin.webhooks.create(url=receiver.url, project=project)
    receiver.answers = [302]
    server.tasks(project, ["One."])
    assert [(s, e) for s, _, e in ended(database)] == [("failed", "The address answered 302.")]
    assert [path for path, _, _ in receiver.got] == ["/hook?x=1"]
    receiver.answers = [503, 200]
    server.tasks(project, ["Two."])
    receiver.wait_for(2)
    deadline = time.monotonic() + 20
    while job_states(database)[1][0] != "queued" and time.monotonic() < deadline:
        time.sleep(0.05)
    with database.write() as session:  # what is to come in ten seconds comes now
        session.execute(text("update job set run_after = created_at"))
    assert [(s, n) for s, n, _ in ended(database, 2)] == [("failed", 1), ("done", 2)]
    first, second = receiver.got[1], receiver.got[2]
    assert first[1]["X-Annotate-Delivery"] == second[1]["X-Annotate-Delivery"]
    assert first[2] == second[2]


BAD = [
    "http://169.254.169.254/latest/meta-data/",
    "http://127.0.0.1/",
    "http://127.0.0.1:1/",
    "http://[::1]/",
    "http://[::ffff:127.0.0.1]:{port}/",
    "http://localhost:{port}/",
    "http://127.0.0.1:{port}@evil.example/",
    "http://hooks.example:secret@hooks.example/",
    "http://hooks.example.evil.example/",
    "file:///etc/passwd",
    "gopher://hooks.example/",
    "//hooks.example/",
    "hooks.example",
    "http://hooks.example/\r\nX: 1",
    "http://hooks.example:99999/",
    "",
]


def test_only_listed_hosts_are_taken(listening, receiver):
    server, _ = listening
    project = server.project("Hosts")
    for url in BAD:
        answer = server.admin.client.post(
            "/api/webhooks/", json={"url": url.replace("{port}", str(receiver.port)), "project": project}
        )
        assert answer.status_code == 400, f"{url}: {answer.text}"
        assert "url" in answer.json()["validation_errors"], url
    for headers in ({"Host": "x"}, {"X-Annotate-Signature": "x"}, {"A": "b\r\nc"}, {"A b": "c"}, {"A": "é"}):
        answer = server.admin.client.post(
            "/api/webhooks/", json={"url": receiver.url, "project": project, "headers": headers}
        )
        assert answer.status_code == 400, headers
    assert (
        server.admin.client.post(
            "/api/webhooks/", json={"url": "https://hooks.example/a", "project": project}
        ).status_code
        == 201
    )


def test_a_host_that_is_no_longer_listed_is_not_called(database, receiver):
    with running_server(database, webhook_hosts=f"127.0.0.1:{receiver.port}") as server:
        project = server.project("Before")
        server.admin.client.post("/api/webhooks/", json={"url": receiver.url, "project": project})
        admin = server.admin
    with running_server(database, first_user=False) as server:
        headers = {"Authorization": f"Token {admin.token}"}
        answer = httpx.post(f"{server.url}/api/projects/{project}/import", json=[{"text": "One."}], headers=headers)
        assert answer.status_code == 201
        assert [state for state, _, _ in ended(database)] == ["failed"]
    assert receiver.got == []
