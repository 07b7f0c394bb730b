"""What the commands share: the database option, output for people and for programs, finding a project."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Annotated, Any

import orjson
import typer

from annotate.errors import NotFound, SetupError
from annotate.settings import Settings, load_settings

if TYPE_CHECKING:
    from sqlmodel import Session

    from annotate.db import Database
    from annotate.models import Project
    from annotate.security import Caller

DbOption = Annotated[
    str | None, typer.Option("--db", help="Database: a file or postgresql://…; default ANNOTATE_DB or annotate.db.")
]
JobsOption = Annotated[int, typer.Option(help="Processes that work; -1 for one on each processor.")]
SchedulerOption = Annotated[
    str | None, typer.Option(metavar="URL", help="Dask scheduler whose workers do it instead: tcp://HOST:PORT.")
]
JsonOption = Annotated[bool, typer.Option("--json", help="Print JSON for programs.")]


@contextmanager
def database(db: str | None) -> Iterator[tuple[Settings, Database]]:
    """The settings and the open database with the current schema; raises SetupError in one sentence."""
    from annotate.db import open_database
    from annotate.migrations import ensure_schema

    settings = load_settings(db=db)
    opened = open_database(settings.db)
    try:
        ensure_schema(opened)
        yield settings, opened
    finally:
        opened.close()


def say(as_json: bool, data: dict[str, Any], text: str) -> None:
    """Print ``data`` as one line of JSON, or ``text`` for people."""
    typer.echo(orjson.dumps(data, default=str).decode() if as_json else text)


def operator(session: Session) -> Caller:
    """Who acts when a command does: the first administrator."""
    from sqlmodel import col, select

    from annotate.models import User
    from annotate.security import caller_as

    query = select(User).where(col(User.is_admin).is_(True), col(User.active).is_(True)).order_by(col(User.id))
    user = session.exec(query).first()
    if user is None:
        raise SetupError("There is no administrator yet; run 'annotate user add EMAIL --admin' first.")
    return caller_as(user)


def find_project(session: Session, wanted: str) -> Project:
    """A project by number or title; raises NotFound naming what there is."""
    from sqlmodel import col, select

    from annotate.access import LARGEST_ID
    from annotate.models import Project

    live = select(Project).where(col(Project.deleted_at).is_(None))
    if wanted.isascii() and wanted.isdigit() and int(wanted) <= LARGEST_ID:
        found = session.exec(live.where(Project.id == int(wanted))).first()
        if found is not None:
            return found
    same = session.exec(live.where(Project.title == wanted)).all()
    if len(same) == 1:
        return same[0]
    if same:
        raise NotFound(f"There are {len(same)} projects {wanted!r}; name one by number: {_numbers(same)}.")
    some = session.exec(live.order_by(col(Project.id)).limit(10)).all()
    known = f"there are {_numbers(some)}" if some else "there is none yet; 'annotate project create' makes one"
    raise NotFound(f"There is no project {wanted!r}; {known}.")


def address(settings: Settings, port: int | None = None) -> str:
    """The address that people open."""
    if settings.public_url:
        return settings.public_url.rstrip("/")
    host = "127.0.0.1" if settings.host in {"0.0.0.0", "::"} else settings.host  # noqa: S104  (all interfaces)
    return f"http://{f'[{host}]' if ':' in host else host}:{port or settings.port}"


def _numbers(projects: Any) -> str:
    return ", ".join(f"{p.id} ({p.title})" for p in projects)
