"""Our server and a Label Studio under gunicorn, each with people who hold tokens, on SQLite or PostgreSQL."""

from __future__ import annotations

import os
import socket
import subprocess
import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from pathlib import Path

import httpx
from sqlalchemy import make_url

from annotate.db import open_database
from annotate.users import service as users
from annotate.users.tokens import new_legacy_token
from tests.bench.peer_costs import cpu_seconds
from tests.bench.process import BIN
from tests.sdk.contract.label_studio import VERSION, free_port, install, settings
from tests.support.postgres import postgres_server
from tests.support.server import PLAIN

PEOPLE = 17  # an administrator first, then annotators
POLL = 0.005  # seconds between two attempts to reach a server that starts

MIGRATE = """
import django
django.setup()
from django.core.management import call_command
call_command("migrate", "--no-color", verbosity=0)
"""
MAKE_PEOPLE = """
import sys
import django
django.setup()
from organizations.models import Organization
from users.models import User
organization = None
for n in range(int(sys.argv[1])):
    user = User.objects.create_user(email=f"p{n}@example.org", password="compare both servers")
    if organization is None:
        organization = Organization.create_organization(
            created_by=user, title="Bench", legacy_api_tokens_enabled=True)
    else:
        organization.add_user(user)
    user.active_organization = organization
    user.save(update_fields=["active_organization"])
    print("token", user.auth_token.key)
"""


@dataclass(frozen=True)
class Store:
    """A database: where it is, and the process that is its server, if it has one."""

    url: str
    roots: list[int]


@dataclass(frozen=True)
class Up:
    """A server that answers."""

    url: str
    pid: int
    database: list[int]
    seconds: float  # from the command to the first answer
    cpu: float  # seconds of the processor until then, with the database's

    def cpu_seconds(self) -> float:
        return cpu_seconds([self.pid, *self.database])


@dataclass(frozen=True)
class Start:
    """Seconds of the clock and of the processor, the server's and its database's, until an answer."""

    seconds: float
    cpu: float
    signed_cpu: float = 0.0  # until the answer to a request with a token as well


@dataclass(frozen=True)
class Peer:
    """A server ready to start as often as wanted, on a database that is filled with people."""

    name: str
    tokens: list[str]
    start: Callable[[], AbstractContextManager[Up]]
    checked: Callable[[], AbstractContextManager[Up]]  # looks at the schema first, as the servers' containers do
    first: Start  # on an empty database


@contextmanager
def store(kind: str, folder: Path) -> Iterator[Store]:
    """An empty database in that folder, or a PostgreSQL of its own."""
    if kind == "SQLite":
        yield Store(f"sqlite:///{folder / 'bench.db'}", [])
        return
    if "ANNOTATE_TEST_PG_URL" in os.environ:
        raise SystemExit("Unset ANNOTATE_TEST_PG_URL: what that server costs cannot be told from its other work.")
    with postgres_server() as url:
        top = Path(str(make_url(url).query["host"]))
        yield Store(url, [int((top / "data" / "postmaster.pid").read_text().split()[0])])


def ours(kept: Store) -> Peer:
    words = [str(BIN / "annotate"), "serve", "--db", kept.url, "--port"]

    def start() -> AbstractContextManager[Up]:
        return _started(lambda port: [*words, str(port)], dict(os.environ), kept)

    with start() as up:
        first = Start(up.seconds, up.cpu)
    db, tokens = open_database(kept.url), []
    with db.write() as session:
        for n in range(PEOPLE):
            user = users.create_user(session, f"p{n}@example.org", is_admin=n == 0)
            assert user.id is not None
            tokens.append(new_legacy_token(session, user.id, "bench")[0])
    db.close()
    return Peer("event-annotate", tokens, start, start, first)


def theirs(environment: Path, folder: Path, kept: Store) -> Peer:
    """One process with a thread per annotator: more processes would only add to its memory."""
    package = next(environment.glob("lib/python3*/site-packages/label_studio"))
    env = {
        **os.environ, **settings(folder), "DJANGO_SETTINGS_MODULE": "core.settings.label_studio",
        "PYTHONPATH": str(package), "DEBUG": "false", **_django(kept.url),
    }  # fmt: skip
    python = str(environment / "bin" / "python")
    words = [
        str(environment / "bin" / "gunicorn"), "label_studio.core.wsgi:application", "--workers", "1", "--threads",
        str(PEOPLE), "--timeout", "600", "--keep-alive", "75", "--log-level", "error", "--bind",
    ]  # fmt: skip
    migrated = ["sh", "-c", 'python=$1; shift; "$python" -c "$MIGRATE" && exec "$@"', "first", python, *words]

    def checked() -> AbstractContextManager[Up]:
        return _started(lambda port: [*migrated, f"127.0.0.1:{port}"], {**env, "MIGRATE": MIGRATE}, kept)

    with checked() as up:
        first = Start(up.seconds, up.cpu)
    done = subprocess.run(
        [python, "-c", MAKE_PEOPLE, str(PEOPLE)], env=env, text=True, capture_output=True, check=False
    )
    if done.returncode:
        raise SystemExit(f"Label Studio's database could not be filled:\n{done.stderr[-2000:]}")
    tokens = [line.split()[1] for line in done.stdout.splitlines() if line.startswith("token ")]

    def start() -> AbstractContextManager[Up]:
        return _started(lambda port: [*words, f"127.0.0.1:{port}"], env, kept)

    return Peer(f"Label Studio {VERSION}", tokens, start, checked, first)


def timed(up: Up, token: str) -> Start:
    """What the start took that has just ended, and what the first request with a token adds to it: servers load much
    of what they need when they are asked for it."""
    before = up.cpu_seconds()
    headers = {"Authorization": f"Token {token}"}
    httpx.get(f"{up.url}/api/projects/?page_size=100", headers=headers, timeout=60, verify=PLAIN).raise_for_status()
    return Start(up.seconds, up.cpu, up.cpu + up.cpu_seconds() - before)


def environment(folder: Path) -> Path:
    """Label Studio's own environment, with gunicorn in it."""
    install(folder)
    if not (folder / "bin" / "gunicorn").exists():
        subprocess.run([str(folder / "bin" / "python"), "-m", "pip", "install", "--quiet", "gunicorn"], check=True)
    return folder.absolute()


def _django(url: str) -> dict[str, str]:
    parts = make_url(url)
    if parts.get_backend_name() == "sqlite":
        return {"DJANGO_DB": "sqlite", "DATABASE_NAME": str(parts.database)}
    return {
        "DJANGO_DB": "default", "POSTGRE_NAME": str(parts.database), "POSTGRE_USER": str(parts.username),
        "POSTGRE_PASSWORD": "", "POSTGRE_HOST": str(parts.query["host"]),
    }  # fmt: skip


@contextmanager
def _started(words: Callable[[int], list[str]], env: dict[str, str], kept: Store) -> Iterator[Up]:
    env = {name: value for name, value in env.items() if name != "PYTHONDONTWRITEBYTECODE"}  # as a user has it
    port, before, start = free_port(), cpu_seconds(kept.roots), time.perf_counter()
    with subprocess.Popen(words(port), env=env, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as process:
        try:
            while not _answers(port):
                if process.poll() is not None:
                    raise SystemExit(f"{words(port)[0]} ended with {process.returncode} before it answered.")
                time.sleep(POLL)
            seconds = time.perf_counter() - start
            cpu = cpu_seconds([process.pid, *kept.roots]) - before
            yield Up(f"http://127.0.0.1:{port}", process.pid, kept.roots, seconds, cpu)
        finally:
            process.terminate()
            process.wait(60)


def _answers(port: int) -> bool:
    """Asked without a client library, which would take longer than the question."""
    try:
        with socket.create_connection(("127.0.0.1", port), timeout=60) as connection:
            connection.sendall(b"GET /health HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n\r\n")
            return b" 200 " in connection.recv(64)
    except OSError:
        return False  # not up yet
