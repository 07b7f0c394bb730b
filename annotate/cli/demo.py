"""``annotate demo``: a filled project from our own sample articles, measured end to end, then served."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import orjson
import typer

from annotate.cli.common import JsonOption, database, say
from annotate.settings import data_folder, load_settings

if TYPE_CHECKING:
    from annotate.db import Database
    from annotate.demo.fill import Filled

FOLDER = Path("demo-data")


def register(app: typer.Typer) -> None:
    app.command("demo")(demo)


def demo(
    port: Annotated[int | None, typer.Option(help="Port to serve on; default 8000, 0 for any free one.")] = None,
    serve: Annotated[bool, typer.Option("--serve/--no-serve", help="Serve it when it is filled.")] = True,
    db: Annotated[str | None, typer.Option("--db", help="Database; default demo-data/annotate.db.")] = None,
    as_json: JsonOption = False,
) -> None:
    """Fill a project with sample articles and simulated coders, measure it, and serve it with a log-in link."""
    FOLDER.mkdir(exist_ok=True)
    settings = load_settings(port=port, db=db or str(FOLDER / "annotate.db"))
    with database(settings.db) as (_, opened):
        filled = _fill(opened, quiet=as_json)
        summary = measure(opened, filled, FOLDER, data_folder(settings))
        say(as_json, summary, told(summary))
        if not serve:
            return
        from annotate.cli.serve import run

        def announce(url: str) -> None:
            link = f"{url}/link#{login_token(opened, filled.visitor_id)}"
            say(as_json, {"url": url, "link": link}, f"\nServed at {url}\nLog in, once, with\n  {link}\n")

        run(settings, opened, announce)


def _fill(opened: Database, *, quiet: bool) -> Filled:
    from rich.console import Console
    from rich.progress import Progress

    from annotate.demo.fill import fill

    with Progress(console=Console(stderr=True), transient=True, disable=quiet) as bar:
        task = bar.add_task("Three coders at work", total=None)
        return fill(opened, lambda done, total: bar.update(task, completed=done, total=total))


def measure(opened: Database, filled: Filled, folder: Path, root: Path) -> dict[str, Any]:
    """Agreement, release, model and report of the demo project, written once for each state of its codings."""
    from annotate import clock
    from annotate.datasets import service
    from annotate.projects import store
    from annotate.reliability import whole
    from export.release import Plan, read_release

    with opened.read() as session:
        state = store.newest_revision(session, filled.project_id)
        info = service.project_info(session, filled.project_id)
        release = folder / f"release-{state}"
        if not release.exists():
            plan = Plan(info.codebook, info.title, info.id, stored=info.stored)
            whole.write_release(release, lambda: service.load_project(session, filled.project_id), plan, clock.now())
    agreement = whole.of_project(opened, filled.project_id).to_json()
    found = read_release(release)
    model, report = _model(opened, filled, found.manifest["content_hash"], root)
    return {
        "project": filled.project_id,
        "articles": filled.articles,
        "codings": filled.codings,
        "open": filled.open_articles,
        "agreement": agreement,
        "release": {"path": str(release), **{k: found.manifest[k] for k in ("content_hash", "counts")}},
        "model": str(model),
        "score": report["summary"],
        "mode": report["mode"],
    }


def _model(opened: Database, filled: Filled, release: str, root: Path) -> tuple[Path, dict[str, Any]]:
    """The model of these codings and its report; trained where there is none yet, and then made active."""
    from annotate.models import User
    from annotate.security import caller_as
    from annotate.trainings import service, store
    from annotate.trainings.training import Order, make

    with opened.read() as session:
        row = next((m for m in store.listed(session, filled.project_id) if m.release_hash == release), None)
    if row is None:
        order = Order("baseline", made_by=filled.visitor_id)
        row = make(opened, root, filled.project_id, order, lambda done, total, message: None)
        with opened.write() as session:
            visitor = caller_as(session.get_one(User, filled.visitor_id))
            service.activate(session, visitor, filled.project_id, row.version, active=True)
    with opened.read() as session:
        return root / row.folder, orjson.loads(store.report(session, row.score_id))


def told(summary: dict[str, Any]) -> str:
    """The summary for people."""
    from annotate.reliability.service import GLANCE

    measures = {m["key"]: m for m in summary["agreement"]["measures"]}
    counts = summary["release"]["counts"]
    lines = [
        f"{summary['articles']} articles, {summary['codings']} codings by three simulated coders; "
        f"{summary['open']} articles still take a coder.",
        f"\nAgreement over {summary['agreement']['articles']} articles",
        *(_line(measures[key]) for key in GLANCE),
        f"\nRelease {summary['release']['path']}: {counts['articles']} articles, {counts['codings']} codings, "
        f"{counts['events']} events, hash {summary['release']['content_hash'][:12]}",
        f"\nBaseline {summary['model']}, {summary['mode']}",
        *(_line(row) for row in summary["score"]),
    ]
    return "\n".join(lines)


def _line(row: dict[str, Any]) -> str:
    if row["value"] is None:
        return f"  {row['label']:36} undefined: {row.get('why') or 'too little data'}"
    interval = f"[{row['low']:.2f}, {row['high']:.2f}]" if row.get("low") is not None else ""
    return f"  {row['label']:36} {row['value']:.2f}  {interval:14}  n {row['n']}"


def login_token(opened: Database, user_id: int) -> str:
    """A fresh one-time token that logs in as this user."""
    from annotate.models import User
    from annotate.users import links

    with opened.write() as session:
        return links.make_login(session, session.get_one(User, user_id))[0]
