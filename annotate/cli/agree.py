"""``annotate agree``: how far coders agree, for people and for programs."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from annotate.cli.common import DbOption, JsonOption, database, find_project, say

if TYPE_CHECKING:
    from annotate.agreement.definition import Measure
    from annotate.agreement.report import Part

HEADINGS = {
    "article": "Articles and sentences",
    "spans": "Spans",
    "codes": "Codes on aligned triggers",
    "events": "Whole events",
    "ladder": "Event found and …",
    "slots": "Slots of aligned events",
    "lines": "Boundaries over the whole text",
}


def register(app: typer.Typer) -> None:
    app.command("agree")(agree)


def agree(
    *,
    source: Annotated[str, typer.Argument(metavar="PROJECT|DIR", help="A project, or a folder made by collect.")],
    by: Annotated[str | None, typer.Option(help="Split by day, week, month or a field of the articles.")] = None,
    bootstrap: Annotated[int, typer.Option(help="Intervals by so many resamplings of articles.", min=0)] = 0,
    seed: Annotated[int, typer.Option(help="Of the resampling and of gamma.")] = 0,
    gamma: Annotated[int, typer.Option(help="Also gamma, over so many sampled articles (extra 'gamma').", min=0)] = 0,
    model: Annotated[bool, typer.Option("--model", help="Also the active model against each coder.")] = False,
    check: Annotated[bool, typer.Option("--check", help="Compare the stored records with the codings.")] = False,
    db: DbOption = None,
    as_json: JsonOption = False,
) -> None:
    """Measure agreement: spans, codes, slots, whole events, each with its 95 % interval by article."""
    if check:
        return _check(source, db, as_json)
    with _part(source, db) as (part, names):
        if by is not None:
            return _by(part, names, source, by, as_json)
        rows = _rows(part, bootstrap, seed)
        data = {"source": source, **_whole(part, names), "measures": [r.to_json() for r in rows]}
    text = render(source, rows, data["articles"], len(data["coders"])) + "\n\n" + render_people(data["people"])
    if gamma:
        from annotate.cli.agree_gamma import gamma_of

        data["gamma"], words = gamma_of(source, db, gamma, seed)
        text += f"\n\n{words}"
    if model:
        from annotate.cli.agree_model import model_of

        data["model"], words = model_of(source, db)
        text += f"\n\n{words}"
    say(as_json, data, text)
    return None


@contextmanager
def _part(source: str, db: str | None) -> Iterator[tuple[Part, Mapping[int, str]]]:
    """The whole of a project or of a collected folder, and who its coders are."""
    from annotate.reliability import whole

    if Path(source).is_dir():
        yield whole.folder_part(Path(source))
        return
    with database(db) as (_, opened):
        with opened.read() as session:
            project_id = find_project(session, source).id or 0
        with whole.opened_part(opened, project_id) as found:
            yield found


def _rows(part: Part, bootstrap: int, seed: int) -> list[Measure]:
    from annotate.agreement.bootstrap import resample
    from annotate.agreement.summary import measured

    if bootstrap:
        return [found.measure for found in resample(part, seed, bootstrap)]
    return measured(part.measures, part.groups)


def _whole(part: Part, names: Mapping[int, str]) -> dict[str, Any]:
    """The report with people by name."""
    from annotate.agreement.report import report

    data = report(part)
    data["coders"] = sorted(names.values())
    data["people"] = [{**p, "coder": names[p["coder"]]} for p in data["people"]]
    data["pairs"] = [{**p, "first": names[p["first"]], "second": names[p["second"]]} for p in data["pairs"]]
    return data


def _by(part: Part, names: Mapping[int, str], source: str, by: str, as_json: bool) -> None:
    from annotate.agreement.summary import measured
    from annotate.errors import Invalid

    groups = part.by(by)
    if not groups.count:
        fields = sorted({field for labels in part.labels.values() for field in labels})
        raise Invalid(f"No article has a field {by!r}; there are {', '.join(fields[:20]) or 'none'}.")
    for g, name in enumerate(groups.names):
        rows = measured(part.measures, groups.only(g))
        articles, coders = int((groups.of == g).sum()), _coders(part, groups.of == g, names)
        head: dict[str, Any] = {"source": source, by: name, "articles": articles, "coders": coders}
        say(
            as_json,
            {**head, "measures": [r.to_json() for r in rows]},
            render(f"{by} {name}", rows, articles, len(coders)),
        )


def _coders(part: Part, slots: Any, names: Mapping[int, str]) -> list[str]:
    codings = part.table.codings
    return sorted({names[int(i)] for i in codings.column("coder")[slots[codings.column("slot")]]})


def _check(source: str, db: str | None, as_json: bool) -> None:
    from annotate.reliability import rebuild

    with database(db) as (_, opened):
        with opened.read() as session:
            project_id = find_project(session, source).id or 0
        wrong = rebuild.differing(opened, project_id)
    told = (
        f"{len(wrong)} records differ from the codings: {wrong[:20]}"
        if wrong
        else "Every record is what the codings give."
    )
    say(as_json, {"source": source, "differing": wrong}, told)
    if wrong:
        raise typer.Exit(1)


def render(title: str, rows: list[Measure], articles: int, coders: int) -> str:
    """The table for people; plain text, so that it can be piped."""
    from rich.table import Table

    head = f"{articles} articles with two coders or more; {coders} coders"
    table = Table(title=f"{title}\n{head}", title_justify="left", box=None, pad_edge=False, title_style="bold")
    for name in ("Measure", "Value", "95 % interval", "same", "AC1", "n", ""):
        table.add_column(name, justify="left" if name in {"Measure", ""} else "right")
    group = ""
    for measure in rows:
        if measure.group != group:
            group = measure.group
            table.add_row(f"[bold]{HEADINGS[group]}[/bold]")
        table.add_row(f"  {measure.label}", *_cells(measure), measure.unit)
    return printed(table)


PEOPLE = {
    "articles": "articles",
    "event_f1": "event F1",
    "percent": "same code",
    "majority_f1": "majority F1",
    "gold_f1": "gold F1",
    "without": "code α without",
}


def render_people(people: list[dict[str, Any]]) -> str:
    """Each coder against the others; columns without any value are left out."""
    from rich.table import Table

    shown = [key for key in PEOPLE if any(person[key] is not None for person in people)]
    table = Table(title="Each coder against the others", title_justify="left", box=None, pad_edge=False)
    table.add_column("Coder")
    for key in shown:
        table.add_column(PEOPLE[key], justify="right")
    for person in people:
        cells = (person[key] for key in shown)
        table.add_row(
            person["coder"], *("–" if x is None else str(x) if isinstance(x, int) else short(x) for x in cells)
        )
    return printed(table)


def printed(table: Any) -> str:
    from io import StringIO

    from rich.console import Console

    out = StringIO()
    Console(file=out, width=100, highlight=False, color_system=None).print(table)
    return out.getvalue().rstrip()


def _cells(measure: Measure) -> tuple[str, ...]:
    estimate, beside = measure.estimate, measure.beside
    kin = [short(x) if x is not None else "" for x in ((beside.same, beside.ac1) if beside else (None, None))]
    if estimate.value is None:
        return "undefined", estimate.why, *kin, str(estimate.n)
    interval = "under 20 articles"
    if estimate.low is not None and estimate.high is not None:
        interval = f"[{short(estimate.low)}, {short(estimate.high)}]".replace("[", r"\[")
    return short(estimate.value), interval, *kin, str(estimate.n)


def short(value: float) -> str:
    """``.65``, ``-.12``, ``1.00``: no leading zero, two digits."""
    text = f"{value:.2f}"
    return text.replace("0.", ".", 1) if text.startswith(("0.", "-0.")) else text
