"""``annotate export``: finished codings as a release."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from annotate.cli.common import DbOption, JsonOption, database, find_project, say
from annotate.datasets.refusals import refusals

if TYPE_CHECKING:
    from export.records import CodedArticle
    from export.release import Plan


def register(app: typer.Typer) -> None:
    app.command("export")(export)


def export(
    *,
    source: Annotated[str, typer.Argument(metavar="PROJECT|DIR", help="A project, or a folder made by collect.")],
    output: Annotated[Path, typer.Option("--output", "-o", metavar="PATH", help="The new folder to write.")],
    format: Annotated[str, typer.Option(help="jsonl, csv or parquet.")] = "jsonl",
    split: Annotated[str | None, typer.Option(help="Shares of train, dev and test, such as 80/10/10.")] = None,
    seed: Annotated[int, typer.Option(help="Another seed gives another split.")] = 0,
    spreadsheet: Annotated[bool, typer.Option("--spreadsheet", help="CSV that is safe to open in one.")] = False,
    db: DbOption = None,
    as_json: JsonOption = False,
) -> None:
    """Write a release: data files, codebook, manifest and dataset card, whole or not at all."""
    from annotate.errors import Invalid
    from export.formats import FORMATS

    if format not in FORMATS:
        raise Invalid(f"There is no format {format!r}; choose one of {', '.join(FORMATS)}.")
    if spreadsheet and format != "csv":
        raise Invalid("--spreadsheet is a flavour of CSV; add --format csv.")
    with refusals(), _opened(source, db) as (plan, articles):
        chosen = {"format": format, "spreadsheet": spreadsheet, "split": _split(articles, split, seed)}
        manifest = _write(output, articles, plan(chosen))
    say(as_json, {"path": str(output), **manifest}, _told(output, manifest))


@contextmanager
def _opened(
    source: str, db: str | None
) -> Iterator[tuple[Callable[[dict[str, Any]], Plan], Callable[[], Iterator[CodedArticle]]]]:
    """How to make the plan of the release, and how to read the articles (more than once)."""
    from annotate.datasets import collected, service
    from export.release import Plan

    software = f"event-annotate {version('event-annotate')}"
    filters = {"codings": "submitted, neither skipped nor deleted"}
    if Path(source).is_dir():
        found = collected.load_collection(Path(source))
        more = {"left_out": found.left_out} if found.left_out else {}

        def of_folder(chosen: dict[str, Any]) -> Plan:
            return Plan(
                found.codebook, found.title, found.project_id, filters=filters | more, stored=found.stored,
                software=software, **chosen,
            )  # fmt: skip

        yield of_folder, lambda: iter(found.articles)
        return
    with database(db) as (_, opened):
        with opened.read() as session:
            project_id = find_project(session, source).id or 0
        with opened.read() as session:
            service.one_snapshot(session)
            info = service.project_info(session, project_id)

            def of_project(chosen: dict[str, Any]) -> Plan:
                return Plan(
                    info.codebook, info.title, info.id, filters=filters, stored=info.stored, software=software,
                    **chosen,
                )  # fmt: skip

            yield of_project, lambda: service.load_project(session, project_id)


def _split(articles: Callable[[], Iterator[CodedArticle]], shares: str | None, seed: int) -> Any:
    from annotate.baseline.groups import near_duplicates
    from export.split import make_split, parse_ratios

    if shares is None:
        return None
    ratios = parse_ratios(shares)
    clusters = near_duplicates(articles())
    return make_split(clusters, ratios, seed, clusters)


def _write(output: Path, articles: Callable[[], Iterator[CodedArticle]], plan: Plan) -> dict[str, Any]:
    from annotate import clock
    from annotate.errors import Invalid
    from annotate.reliability.whole import write_release

    if plan.stored is not None and not plan.stored.codings:
        raise Invalid(f"{plan.project_title!r} holds no finished coding yet; nothing to export.")
    return write_release(output, articles, plan, clock.now())


def _told(output: Path, manifest: dict[str, Any]) -> str:
    counts = manifest["counts"]
    lines = [
        f"Wrote {output}: {counts['articles']} articles, {counts['codings']} codings, {counts['events']} events "
        f"in {counts['rows']} rows; everything that is stored is in it.",
        *(f"  {file['name']}  {file['bytes']:,} bytes" for file in manifest["files"]),
        f"Content hash {manifest['content_hash']}",
    ]
    return "\n".join(lines)
