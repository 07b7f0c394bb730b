"""Settings: a slip of the pen does not pass."""

from __future__ import annotations

import pytest

from annotate.db import Database
from annotate.errors import SetupError
from annotate.security import signing_key
from annotate.settings import Settings, database_url, load_settings


@pytest.mark.parametrize(
    ("name", "value", "words"),
    [
        ("ANNOTATE_PROT", "80", "Unknown setting ANNOTATE_PROT"),
        ("ANNOTATE_PORT", "eighty", "ANNOTATE_PORT"),
        ("ANNOTATE_PORT", "70000", "ANNOTATE_PORT"),
        ("ANNOTATE_MAX_BODY", "3", "ANNOTATE_MAX_BODY"),
        ("ANNOTATE_LOG_JSON", "perhaps", "ANNOTATE_LOG_JSON"),
    ],
)
def test_wrong_variable_is_one_sentence(monkeypatch, name, value, words):
    monkeypatch.setenv(name, value)
    with pytest.raises(SetupError) as caught:
        load_settings()
    assert words in caught.value.detail
    assert "\n" not in caught.value.detail


def test_variable_sets_and_argument_wins(monkeypatch):
    monkeypatch.setenv("ANNOTATE_PORT", "9000")
    assert load_settings().port == 9000
    assert load_settings(port=9001).port == 9001
    assert load_settings(port=None).port == 9000


@pytest.mark.parametrize(
    ("given", "url"),
    [
        ("annotate.db", "sqlite:///annotate.db"),
        ("/data/a.db", "sqlite:////data/a.db"),
        ("sqlite:///x.db", "sqlite:///x.db"),
        ("postgresql://u@h/d", "postgresql+psycopg://u@h/d"),
        ("postgres://u@h/d", "postgresql+psycopg://u@h/d"),
    ],
)
def test_path_or_address_of_the_database(given, url):
    assert database_url(given) == url


@pytest.mark.parametrize("key", ["short", "x" * 40, "changeme" * 5])
def test_weak_signing_key_is_refused(database: Database, key):
    with pytest.raises(SetupError, match="ANNOTATE_SECRET_KEY"):
        signing_key(Settings(secret_key=key), database)


def test_signing_key_is_made_once_and_kept(database: Database):
    made = signing_key(Settings(), database)
    assert len(made) >= 48
    assert signing_key(Settings(), database) == made
    assert signing_key(Settings(secret_key="a key out of the environment 0123456789"), database) != made
