"""``annotate serve`` and ``annotate migrate``."""

from __future__ import annotations

import gc
import socket
from collections.abc import Callable
from typing import TYPE_CHECKING, Annotated

import typer
from pydantic import BaseModel

from annotate.cli.common import DbOption, JsonOption, address, database, say
from annotate.errors import SetupError
from annotate.settings import Settings, load_settings

if TYPE_CHECKING:
    from annotate.db import Database

# seconds; longer than clients and proxies keep an idle connection, or a request meets one that has just been closed
KEEP_ALIVE = 75


def register(app: typer.Typer) -> None:
    app.command("serve")(serve)
    app.command("migrate")(migrate)


def serve(
    host: Annotated[str | None, typer.Option(help="Address to listen on; default 127.0.0.1.")] = None,
    port: Annotated[int | None, typer.Option(help="Port; default 8000, 0 for any free one.")] = None,
    db: DbOption = None,
    as_json: JsonOption = False,
) -> None:
    """Run the server with its pages; on a first start it prints the link to set it up."""
    prepare()
    settings = load_settings(host=host, port=port, db=db)
    with database(settings.db) as (_, opened):
        link = setup_link_token(opened)

        def announce(url: str) -> None:
            setup = f"{url}/link#{link}" if link else None
            text = f"event-annotate is at {url}"
            if setup:
                text += f"\nNobody has an account yet. Set it up with this one-time link:\n  {setup}"
            say(as_json, {"url": url, "setup_link": setup}, text)

        run(settings, opened, announce)


def migrate(db: DbOption = None, as_json: JsonOption = False) -> None:
    """Bring the database of an older version up to this one; make a backup first."""
    from annotate.db import open_database
    from annotate.migrations import migrate as upgrade

    settings = load_settings(db=db)
    opened = open_database(settings.db)
    try:
        upgrade(opened)
    finally:
        opened.close()
    say(as_json, {"migrated": True}, "The database has the current schema.")


def run(settings: Settings, opened: Database, announce: Callable[[str], None]) -> None:
    """Serve until interrupted; ``announce`` gets the address once requests are answered."""
    import uvicorn

    from annotate import logs
    from annotate.app import create_app
    from annotate.db import check_writable

    check_writable(opened)

    class Announcing(uvicorn.Server):
        async def startup(self, sockets: list[socket.socket] | None = None) -> None:
            await super().startup(sockets)
            if self.started:
                announce(address(settings, sock.getsockname()[1]))

    sock = listening_socket(settings)
    try:
        logs.configure(settings)
        config = uvicorn.Config(
            create_app(settings, opened),
            log_config=None,
            ws="none",  # there are none, and looking for a library to serve them takes time
            access_log=False,
            server_header=False,
            timeout_graceful_shutdown=10,
            timeout_keep_alive=KEEP_ALIVE,
        )
        collect_seldom()
        Announcing(config).run(sockets=[sock])
    finally:
        sock.close()


def prepare() -> None:
    """Before the server's parts are loaded: nothing that only a later request needs."""
    gc.disable()  # what is loaded now stays: looking through it again and again would make the start longer
    BaseModel.model_config["defer_build"] = True  # each form and table is built when it is first used


def collect_seldom() -> None:
    """Leave what the program itself consists of out of garbage collection, and look through the rest in larger lots:
    requests leave hardly any cycles behind.

    Nothing is collected before: that would take a tenth of the start for the few cycles that imports leave.
    """
    gc.freeze()
    gc.set_threshold(20_000, 20, 20)
    gc.enable()


def listening_socket(settings: Settings) -> socket.socket:
    """A socket that listens already, so that a taken port is known before anything else happens."""
    host, port = settings.host, settings.port
    try:
        family, kind, proto, _, where = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
    except socket.gaierror as error:
        raise SetupError(f"Cannot listen on {host!r}: {error.strerror}.") from None
    sock = socket.socket(family, kind, proto)
    try:
        sock.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        sock.bind(where)
        sock.listen(2048)
    except OSError as error:
        sock.close()
        hint = "; choose another with --port" if port else ""
        raise SetupError(
            f"Cannot listen on {host} port {port}: {(error.strerror or str(error)).lower()}{hint}."
        ) from None
    return sock


def setup_link_token(opened: Database) -> str | None:
    """A fresh one-time token for the first administrator while there is no account."""
    from annotate.users import store

    with opened.read() as session:
        if store.any_user(session):
            return None
    from annotate.users import links

    with opened.write() as session:
        return links.make_setup(session)
