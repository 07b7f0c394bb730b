"""Fixtures for every test: both databases, a real server, the SDK, the browser."""

from __future__ import annotations

import os
import shutil
import signal
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import TYPE_CHECKING, Any

import httpx
import pytest

from annotate.db import Database
from tests.support.databases import (
    close_connections,
    opened,
    postgres_copy,
    postgres_template,
    sqlite_copy,
    sqlite_template,
)
from tests.support.memory import in_memory
from tests.support.postgres import postgres_server
from tests.support.server import PLAIN, Person, Server, running_server

if TYPE_CHECKING:
    from label_studio_sdk import LabelStudio

CHROMIUM_NAMES = ("chromium-headless-shell", "chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
CHROMIUM_ARGS = [
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-dev-shm-usage",
]

# a shell starts what runs in the background deaf to Ctrl-C, and the commands that tests start would be deaf too
if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
    signal.signal(signal.SIGINT, signal.default_int_handler)


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Whatever touches storage runs on both databases; browser tests on SQLite, which is what a visitor gets."""
    if "db_kind" in metafunc.fixturenames:
        in_browser = metafunc.definition.get_closest_marker("browser") is not None
        metafunc.parametrize("db_kind", ["sqlite"] if in_browser else ["sqlite", "postgresql"], scope="session")


@pytest.hookimpl(trylast=True)  # after pytest has put the tests of one database together
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """The files that take minutes come first: one that began last would keep one core busy and the other idle."""
    items.sort(key=lambda item: item.get_closest_marker("long") is None)


@pytest.fixture(scope="session")
def pg_server() -> Iterator[str]:
    with postgres_server() as url:
        yield url
        close_connections(url)


@pytest.fixture(scope="session")
def pg_template(pg_server: str) -> str:
    return postgres_template(pg_server)


@pytest.fixture(scope="session")
def sqlite_template_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return sqlite_template(tmp_path_factory.mktemp("template") / "template.db")


@pytest.fixture
def db_url(db_kind: str, request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """The URL of a fresh database with the current schema."""
    if db_kind == "sqlite":
        yield sqlite_copy(request.getfixturevalue("sqlite_template_file"), tmp_path)
    else:
        with postgres_copy(request.getfixturevalue("pg_server"), request.getfixturevalue("pg_template")) as url:
            yield url


@pytest.fixture
def database(db_url: str) -> Iterator[Database]:
    db = opened(db_url)
    yield db
    db.close()


@pytest.fixture
def server(database: Database) -> Iterator[Server]:
    """The whole server on a real socket."""
    with running_server(database) as running:
        yield running


@pytest.fixture
def sdk(server: Server) -> Iterator[Callable[[Person], LabelStudio]]:
    """The unmodified Label Studio SDK as that person."""
    from label_studio_sdk import LabelStudio

    with ExitStack() as opened:

        def client(person: Person) -> LabelStudio:
            # what the SDK would make for itself; ours is closed at the end
            http = opened.enter_context(httpx.Client(timeout=60, follow_redirects=True, verify=PLAIN))
            return LabelStudio(base_url=server.url, api_key=person.token, httpx_client=http)

        yield client


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args: dict[str, Any]) -> dict[str, Any]:
    found = (shutil.which(name) for name in (os.environ.get("ANNOTATE_CHROMIUM"), *CHROMIUM_NAMES) if name)
    executable = next((path for path in found if path), None)
    if executable is None:
        pytest.fail("no Chromium: run 'make test', or set ANNOTATE_CHROMIUM")
    root = ["--no-sandbox"] if os.geteuid() == 0 else []
    # what its processes share lies in files: on a disk a page costs a tenth more
    memory = in_memory()
    place = {} if memory is None else {"env": {**os.environ, "TMPDIR": str(memory)}}
    return {**browser_type_launch_args, "executable_path": executable, "args": [*CHROMIUM_ARGS, *root], **place}


@pytest.fixture(scope="session")
def browser_context_args(browser_context_args: dict[str, Any]) -> dict[str, Any]:
    return {
        **browser_context_args,
        "viewport": {"width": 1280, "height": 900},
        "locale": "en-GB",
        "timezone_id": "UTC",
        "reduced_motion": "reduce",
    }
