"""Alembic migrations, and the start-up check that the stored schema is the one this version knows."""

from __future__ import annotations

from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import inspect

from annotate.db import Database
from annotate.errors import SetupError


def _config() -> Config:
    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent))
    return config


def migrate(db: Database) -> None:
    """Bring the schema to the newest revision; all or nothing."""
    config = _config()
    with db.engine.begin() as connection:
        config.attributes["connection"] = connection
        command.upgrade(config, "head")


def ensure_schema(db: Database) -> None:
    """Create the schema in an empty database; raise SetupError where it is older, newer or somebody else's."""
    script = ScriptDirectory.from_config(_config())
    with db.engine.connect() as connection:
        current = MigrationContext.configure(connection).get_current_revision()
        tables = inspect(connection).get_table_names()
    if current == script.get_current_head():
        return
    if current is None and not tables:
        migrate(db)
        return
    if current is None:
        raise SetupError(
            f"The database already holds other tables ({tables[0]} …); give event-annotate one of its own."
        )
    known = {revision.revision for revision in script.walk_revisions()}
    if current not in known:
        raise SetupError(
            f"The database has schema {current}, newer than this version knows; install a newer event-annotate."
        )
    raise SetupError(f"The database has the older schema {current}; make a backup, then run 'annotate migrate'.")
