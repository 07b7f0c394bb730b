"""``annotate user``: accounts, tokens and log-in links from the command line."""

from __future__ import annotations

from typing import Annotated

import typer

from annotate.cli.common import DbOption, JsonOption, address, database, find_project, say
from annotate.errors import SetupError

group = typer.Typer(help="People: accounts, API tokens, log-in links.", no_args_is_help=True)
Email = Annotated[str, typer.Argument(metavar="EMAIL")]


def register(app: typer.Typer) -> None:
    app.add_typer(group, name="user")


@group.command("add")
def add(
    email: Email,
    *,
    name: Annotated[str, typer.Option(help="The person's name.")] = "",
    admin: Annotated[bool, typer.Option("--admin", help="May do everything in every project.")] = False,
    role: Annotated[str | None, typer.Option(help="manager, adjudicator, annotator or reader.")] = None,
    project: Annotated[str | None, typer.Option(help="Number or title of a project to join.")] = None,
    db: DbOption = None,
    as_json: JsonOption = False,
) -> None:
    """Make an account, or put an existing one into a project; prints a one-time link to log in and set a password."""
    from annotate.projects.service import checked_role
    from annotate.users import links, service, store

    if (role is None) != (project is None):
        raise SetupError("Give --role and --project together.")
    with database(db) as (settings, opened), opened.write() as session:
        user = store.user_by_email(session, service.clean_email(email))
        if user is None:
            user = service.create_user(session, email, name=name, is_admin=admin)
        elif role is None:
            raise SetupError(f"There is already an account for {user.email}; 'annotate user link' makes a log-in link.")
        if role is not None and project is not None:
            service.join(session, user.id or 0, find_project(session, project).id or 0, checked_role(role))
        link = f"{address(settings)}/link#{links.make_login(session, user)[0]}&password"  # the page asks for one
        data = {"id": user.id, "email": user.email, "link": link}
        text = f"{user.email} has an account. This one-time link logs in and sets a password:\n  {link}"
    say(as_json, data, text)


@group.command("token")
def token(
    email: Email,
    label: Annotated[str, typer.Option(help="What it is for.")] = "made on the command line",
    db: DbOption = None,
    as_json: JsonOption = False,
) -> None:
    """Make an API token and print it; it is not shown again."""
    from annotate.users import service
    from annotate.users.tokens import new_legacy_token

    with database(db) as (_, opened), opened.write() as session:
        made, row = new_legacy_token(session, service.person_by_email(session, email).id or 0, label)
        data = {"token": made, "id": row.id}
    say(as_json, data, made)


@group.command("link")
def link(email: Email, db: DbOption = None, as_json: JsonOption = False) -> None:
    """Print a one-time link that logs in as this person, to set a first or a forgotten password."""
    from annotate.users import links, service

    with database(db) as (settings, opened), opened.write() as session:
        made, row = links.make_login(session, service.person_by_email(session, email))
        data = {"link": f"{address(settings)}/link#{made}&password", "expires_at": row.expires_at}
    say(as_json, data, str(data["link"]))
