"""``annotate project``: make projects from the command line."""

from __future__ import annotations

from typing import Annotated

import typer

from annotate.cli.common import DbOption, JsonOption, database, operator, say

group = typer.Typer(help="Projects.", no_args_is_help=True)


def register(app: typer.Typer) -> None:
    app.add_typer(group, name="project")


@group.callback()
def root() -> None:
    """Projects."""


@group.command("create")
def create(
    title: Annotated[str, typer.Argument(metavar="TITLE")],
    codebook: Annotated[str, typer.Option(help="cameo, cameo-root, plover or quad.")] = "cameo",
    overlap: Annotated[int, typer.Option(help="How many coders code each article.")] = 1,
    db: DbOption = None,
    as_json: JsonOption = False,
) -> None:
    """Make a project; the first administrator becomes its manager."""
    from annotate.projects import service

    with database(db) as (_, opened), opened.write() as session:
        new = service.NewProject(title=title, codebook=codebook, overlap=overlap)
        project = service.create(session, operator(session), new)
        data = {"id": project.id, "title": project.title}
    say(as_json, data, f"Made project {data['id']}, {data['title']}.")
