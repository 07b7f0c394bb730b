"""A real uvicorn on a real socket in a thread, and people who talk to it."""

from __future__ import annotations

import socket
import ssl
import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from tempfile import TemporaryDirectory
from typing import Any

import httpx
import uvicorn

from annotate.access import Role
from annotate.app import create_app
from annotate.cli.serve import KEEP_ALIVE
from annotate.db import Database
from annotate.settings import Settings
from annotate.users import service as users
from annotate.users.tokens import new_legacy_token

# loopback speaks plain HTTP: loading the list of authorities for each client would cost more than most tests
PLAIN = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)


@dataclass
class Person:
    """A user with a known API token; ``client`` sends it with each request."""

    id: int
    email: str
    token: str
    client: httpx.Client


@dataclass
class Server:
    url: str
    db: Database
    settings: Settings
    admin: Person = field(init=False)
    _people: list[Person] = field(default_factory=list)

    def user(
        self,
        email: str,
        role: Role | None = None,
        project: int | None = None,
        *,
        is_admin: bool = False,
        password: str | None = None,
    ) -> Person:
        """A new person with a token, in a project with a role when both are given."""
        with self.db.write() as session:
            user = users.create_user(
                session, email, name=email.partition("@")[0].title(), is_admin=is_admin, password=password
            )
            assert user.id is not None
            if role is not None and project is not None:
                users.join(session, user.id, project, role)
            token, _ = new_legacy_token(session, user.id, "test")
        client = httpx.Client(base_url=self.url, headers={"Authorization": f"Token {token}"}, timeout=30, verify=PLAIN)
        person = Person(user.id, user.email, token, client)
        self._people.append(person)
        return person

    def anonymous(self) -> httpx.Client:
        """A client without credentials and with a cookie jar of its own; closed with the server."""
        client = httpx.Client(base_url=self.url, timeout=30, verify=PLAIN)
        self._people.append(Person(0, "", "", client))
        return client

    def project(
        self, title: str = "Protest in the news", codebook: str = "cameo", overlap: int = 1, **more: Any
    ) -> int:
        """A project of the administrator's; its id."""
        body = {"title": title, "codebook": codebook, "overlap": overlap, **more}
        return int(ok(self.admin.client.post("/api/app/projects", json=body))["id"])

    def tasks(self, project: int, articles: Sequence[str | dict[str, Any]]) -> list[int]:
        """Load articles (a text, or a task's data) as tasks; their ids in order."""
        body = [{"text": a} if isinstance(a, str) else a for a in articles]
        answer = self.admin.client.post(f"/api/projects/{project}/import?return_task_ids=true", json=body)
        return [int(task_id) for task_id in ok(answer)["task_ids"]]

    def close(self) -> None:
        for person in self._people:
            person.client.close()


def ok(answer: httpx.Response) -> Any:
    """The JSON of a successful answer; fails the test with the body otherwise."""
    assert answer.is_success, f"{answer.request.method} {answer.request.url}: {answer.status_code} {answer.text}"
    return answer.json() if answer.content else None


@contextmanager
def running_server(db: Database, *, first_user: bool = True, **settings: Any) -> Iterator[Server]:
    """Serve ``db`` on a free port of the loopback address until the block ends; ``first_user``: with an
    administrator."""
    with TemporaryDirectory(prefix="annotate-data-") as data:  # else a server on PostgreSQL leaves models where it runs
        yield from _running(db, first_user, {"data": data, **settings})


def _running(db: Database, first_user: bool, settings: dict[str, Any]) -> Iterator[Server]:
    chosen = Settings(**{"db": db.url, "port": 0, "log_level": "error", **settings})
    app = create_app(chosen, db)
    config = uvicorn.Config(app, log_config=None, access_log=False, lifespan="on", timeout_keep_alive=KEEP_ALIVE)
    server = uvicorn.Server(config)
    sock = socket.socket()
    sock.bind(("127.0.0.1", 0))  # bound by us: no race for the port
    thread = threading.Thread(target=server.run, kwargs={"sockets": [sock]}, daemon=True)
    thread.start()
    deadline = time.monotonic() + 15
    while not server.started:
        if not thread.is_alive() or time.monotonic() > deadline:
            raise RuntimeError("the server did not start")
        time.sleep(0.005)
    found = Server(f"http://127.0.0.1:{sock.getsockname()[1]}", db, chosen)
    try:
        if first_user:
            found.admin = found.user("admin@example.org", is_admin=True)
        yield found
    finally:
        found.close()
        server.should_exit = True
        thread.join(10)
        sock.close()
