"""A house for runs of chaos: server, faulty network and browser, shared by the runs of one file."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from annotate.db import Database
from tests.browser.chaos import House, house
from tests.support.databases import sqlite_copy
from tests.support.server import running_server


@pytest.fixture(scope="module")
def chaos_house(
    sqlite_template_file: Path, tmp_path_factory: pytest.TempPathFactory, browser: Browser
) -> Iterator[House]:
    db = Database(sqlite_copy(sqlite_template_file, tmp_path_factory.mktemp("chaos")))
    with running_server(db) as server, house(server, browser) as one:
        yield one
    db.close()
