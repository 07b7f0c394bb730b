"""Alembic migrations, and the start-up check that the stored schema is the one this version knows."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from sqlalchemy import inspect
from sqlalchemy.exc import DBAPIError

from annotate.db import Database, may_write
from annotate.errors import SetupError

if TYPE_CHECKING:
    from alembic.config import Config

VERSIONS = Path(__file__).parent / "versions"


def newest() -> str:
    """The revision that this version knows as its newest: files are numbered in order."""
    return max(file.name.partition("_")[0] for file in VERSIONS.glob("[0-9]*_*.py"))


def _config() -> Config:
    from alembic.config import Config  # only where something is migrated: a start should not wait for it

    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent))
    return config


def migrate(db: Database) -> None:
    """Bring the schema to the newest revision, all or nothing; raises SetupError where that cannot be."""
    from alembic import command

    current, tables = _found(db)
    _ours(current, tables)
    config = _config()
    try:
        with db.engine.begin() as connection:
            config.attributes["connection"] = connection
            command.upgrade(config, "head")
    except DBAPIError as error:
        if may_write(error):
            raise
        raise SetupError(f"{db.cannot_write(error)}; the schema is as it was.") from None


def ensure_schema(db: Database) -> None:
    """Create the schema in an empty database; raise SetupError where it is older, newer or somebody else's."""
    current, tables = _found(db)
    if current == newest():
        return
    _ours(current, tables)
    if current is not None:
        raise SetupError(f"The database has the older schema {current}; make a backup, then run 'annotate migrate'.")
    migrate(db)


def _found(db: Database) -> tuple[str | None, list[str]]:
    """The stored revision, if any, and the tables beside it."""
    with db.engine.connect() as connection:
        tables = inspect(connection).get_table_names()
        stored = "alembic_version" in tables
        current = connection.exec_driver_sql("SELECT version_num FROM alembic_version").scalar() if stored else None
    return current, [table for table in tables if table != "alembic_version"]


def _ours(current: str | None, tables: list[str]) -> None:
    """Raises SetupError for the tables of another program and for a schema that this version does not know."""
    if current is None and tables:
        raise SetupError(
            f"The database already holds other tables ({tables[0]} …); give event-annotate one of its own."
        )
    if current is not None and current not in {file.name.partition("_")[0] for file in VERSIONS.glob("[0-9]*_*.py")}:
        raise SetupError(
            f"The database has schema {current}, newer than this version knows; install a newer event-annotate."
        )
