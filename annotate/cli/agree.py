"""``annotate agree``: how far coders agree, for people and for programs."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from annotate.cli.common import DbOption, JsonOption, database, find_project, say

if TYPE_CHECKING:
    from annotate.agreement import Estimate, Summary
    from annotate.datasets.service import Codings
    from schemas.codebook import Codebook

HEADINGS = {"article": "Articles", "spans": "Spans", "codes": "Codes on aligned triggers", "events": "Whole events"}


def register(app: typer.Typer) -> None:
    app.command("agree")(agree)


def agree(
    source: Annotated[str, typer.Argument(metavar="PROJECT|DIR", help="A project, or a folder made by collect.")],
    by: Annotated[str | None, typer.Option(help="Split by a field of the articles' meta, such as round.")] = None,
    db: DbOption = None,
    as_json: JsonOption = False,
) -> None:
    """Measure agreement: span F1, alpha on codes, event F1, each with its 95 % interval by article."""
    from annotate.agreement import summarise

    codebook, groups = codings_of(source, by, db)
    for name, codings in groups.items():
        summary = summarise(codings, codebook)
        data: dict[str, Any] = {"source": source, **({by: name} if by else {}), **summary.to_json()}
        title = f"{by} {name}" if by else source
        say(as_json, data, render(title, summary))


def codings_of(source: str, by: str | None, db: str | None) -> tuple[Codebook, dict[str, Codings]]:
    """The codebook and the finished codings, in groups by a field of the articles' meta, or in one."""
    from annotate.datasets import service

    if Path(source).is_dir():
        return service.grouped_codings(*service.collection_codings(Path(source)), by)
    with database(db) as (_, opened), opened.read() as session:
        project = find_project(session, source)
        return service.grouped_codings(*service.project_codings(session, project.id or 0), by)


def render(title: str, summary: Summary) -> str:
    """The table for people; plain text, so that it can be piped."""
    from io import StringIO

    from rich.console import Console
    from rich.table import Table

    head = f"{summary.articles} articles with two coders or more; {len(summary.coders)} coders"
    table = Table(title=f"{title}\n{head}", title_justify="left", box=None, pad_edge=False, title_style="bold")
    for name in ("Measure", "Value", "95 % interval", "n", ""):
        table.add_column(name, justify="right" if name in {"Value", "n", "95 % interval"} else "left")
    group = ""
    for measure in summary.measures:
        if measure.group != group:
            group = measure.group
            table.add_row(f"[bold]{HEADINGS[group]}[/bold]")
        table.add_row(f"  {measure.label}", *_cells(measure.estimate), measure.unit)
    out = StringIO()
    Console(file=out, width=100, highlight=False, color_system=None).print(table)
    return out.getvalue().rstrip()


def _cells(estimate: Estimate) -> tuple[str, str, str]:
    if estimate.value is None:
        return "undefined", estimate.why, str(estimate.n)
    interval = "under 20 articles"
    if estimate.low is not None and estimate.high is not None:
        interval = f"[{_short(estimate.low)}, {_short(estimate.high)}]".replace("[", r"\[")
    return _short(estimate.value), interval, str(estimate.n)


def _short(value: float) -> str:
    """``.65``, ``-.12``, ``1.00``: no leading zero, two digits."""
    text = f"{value:.2f}"
    return text.replace("0.", ".", 1) if text.startswith(("0.", "-0.")) else text
