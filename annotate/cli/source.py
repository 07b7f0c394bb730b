"""``annotate source``: a project on a Label Studio as a source of codings for a project here."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from annotate.cli.collect import progress, require_sdk
from annotate.cli.common import DbOption, JsonOption, database, find_project, operator, say

group = typer.Typer(help="Label Studios from which codings come.", no_args_is_help=True)
ProjectName = Annotated[str, typer.Argument(metavar="PROJECT", help="A project, by number or title.")]


def register(app: typer.Typer) -> None:
    app.add_typer(group, name="source")


@group.callback()
def root() -> None:
    """Label Studios from which codings come."""


@group.command("add")
def add(
    *,
    project: ProjectName,
    url: Annotated[str, typer.Option(help="Address of the Label Studio.")],
    token_env: Annotated[str, typer.Option(help="Name of the environment variable with a token for it.")],
    remote_project: Annotated[int, typer.Option(min=1, help="Number of the project there.")],
    folder: Annotated[Path, typer.Option(help="Where to keep what was collected.")] = Path("sources"),
    db: DbOption = None,
    as_json: JsonOption = False,
) -> None:
    """Connect a project there. The token itself is stored nowhere."""
    require_sdk()
    from annotate.sources.service import NewSource
    from annotate.sources.service import add as connect

    with database(db) as (_, opened), opened.write() as session:
        target = find_project(session, project)
        place = (folder / f"{target.id}-{remote_project}").absolute()
        new = NewSource(url, token_env, remote_project, str(place))
        source = connect(session, operator(session), target.id or 0, new)
        data = {"id": source.id, "project": target.id, "url": source.url, "folder": source.folder}
    say(as_json, data, f"Project {remote_project} of {data['url']} is source {data['id']}; now: annotate source sync.")


@group.command("sync")
def sync(
    *,
    project: ProjectName,
    gold_back: Annotated[bool, typer.Option("--gold-back", help="Send ground truth back.")] = False,
    db: DbOption = None,
    as_json: JsonOption = False,
) -> None:
    """Bring what was coded there into the project, with the articles; run it as often as you like."""
    require_sdk()
    from annotate.errors import NotFound
    from annotate.sources import store
    from annotate.sources.service import SyncOptions
    from annotate.sources.service import sync as bring

    with database(db) as (_, opened):
        with opened.read() as session:
            target, caller = find_project(session, project).id or 0, operator(session)
            sources = list(store.of_project(session, target))
            session.expunge_all()
        if not sources:
            raise NotFound(f"Project {target} has no source yet; 'annotate source add' connects one.")
        for source in sources:
            with progress(as_json, "Collecting") as shown:
                counts = bring(opened, caller, source, SyncOptions(gold_back, shown))
            say(
                as_json,
                {"source": source.id, **counts},
                f"{source.url}, project {source.remote_project}: {_told(counts)}",
            )


def _told(counts: dict[str, int]) -> str:
    """The counts that are not 0, in words."""
    words = [f"{number} {name.replace('_', ' ')}" for name, number in counts.items() if number]
    return ", ".join(words) or "nothing there yet"
