"""``annotate import``: files of articles into a project."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import orjson
import typer

from annotate.cli.common import DbOption, JsonOption, database, find_project, operator

if TYPE_CHECKING:
    from annotate.articles.report import ImportReport
    from annotate.articles.service import Progress
    from annotate.db import Database
    from annotate.readers.article import ReadOptions
    from annotate.security import Caller

SHOWN = 10  # problems and pairs of one file


def register(app: typer.Typer) -> None:
    app.command("import")(import_)


def import_(
    *,
    project: Annotated[str, typer.Argument(metavar="PROJECT", help="A project, by number or title.")],
    paths: Annotated[list[Path], typer.Argument(metavar="PATH...", help="Files of articles.")],
    format: Annotated[str, typer.Option(help="auto, text, html, jsonl, json, csv, coded or classed.")] = "auto",
    text_field: Annotated[str, typer.Option(help="Field or column with the text.")] = "",
    id_field: Annotated[str, typer.Option(help="Field or column with the article's own id.")] = "",
    title_field: Annotated[str, typer.Option(help="Field or column with the title.")] = "",
    date_field: Annotated[str, typer.Option(help="Field or column with the date of publication.")] = "",
    lang: Annotated[str, typer.Option(help="Language of all articles, such as en; default: guessed.")] = "",
    encoding: Annotated[str, typer.Option(help="Encoding of files that are not UTF-8.")] = "",
    recursive: Annotated[bool, typer.Option("--recursive", help="Take every file in the folders named.")] = False,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Only report what would be stored.")] = False,
    db: DbOption = None,
    as_json: JsonOption = False,
) -> None:
    """Import articles; each file goes in whole or not at all, and what is there already is left out."""
    from annotate.readers.article import ReadOptions

    options = ReadOptions(format, text_field, id_field, title_field, date_field, lang, encoding)
    with database(db) as (_, opened):
        with opened.read() as session:
            target, caller = find_project(session, project).id or 0, operator(session)
        job = _Job(opened, caller, target, options, dry_run, as_json)
        results = [job.run(file) for file in _files(paths, recursive)]
    if as_json:
        typer.echo(orjson.dumps({"project": target, "files": results}).decode())
    if any("error" in result for result in results):
        raise typer.Exit(1)


def _files(paths: list[Path], recursive: bool) -> Iterator[Path]:
    """The files to read: those named, and with ``recursive`` those in named folders that are not hidden."""
    for path in paths:
        if not (recursive and path.is_dir()):
            yield path
            continue
        inside = sorted(p for p in path.rglob("*") if p.is_file())
        yield from (p for p in inside if not any(part.startswith(".") for part in p.relative_to(path).parts))


@dataclass(frozen=True, slots=True)
class _Job:
    db: Database
    caller: Caller
    project: int
    options: ReadOptions
    dry_run: bool
    quiet: bool

    def run(self, path: Path) -> dict[str, Any]:
        """Import one file and tell about it; a refusal is told too, and the next file goes on."""
        from annotate.articles.report import UnreadableFile
        from annotate.articles.service import import_file
        from annotate.errors import Invalid

        try:
            with _watched(path, self.quiet) as progress:
                report = import_file(
                    self.db,
                    self.caller,
                    self.project,
                    path,
                    str(path),
                    options=self.options,
                    dry_run=self.dry_run,
                    progress=progress,
                )
            if report.errors:
                raise report.refusal()
        except Invalid as refused:
            sentence = refused.detail if isinstance(refused, UnreadableFile) else f"{path}: {refused.detail}"
            typer.echo(f"annotate: {sentence}", err=True)
            return {"file": str(path), "error": sentence, **refused.extra}
        if not self.quiet:
            typer.echo(render(str(path), report))
        return report.to_json()


@contextmanager
def _watched(path: Path, quiet: bool) -> Iterator[Progress]:
    """A progress bar on the terminal, for as long as the file takes; none in a pipe."""
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

    console = Console(stderr=True)
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    shown = not quiet and console.is_terminal
    with Progress(*columns, console=console, transient=True, disable=not shown) as bar:
        task = bar.add_task(f"reading {path.name}", total=None)

        def update(stage: str, done: int, of: int | None) -> None:
            bar.update(task, description=f"{stage} {path.name}", completed=done, total=of)

        yield update


def render(file: str, report: ImportReport) -> str:
    """The report for people."""
    done = "imported" if report.imported else "would be imported"
    lines = [f"{file}: {_count(report.new, 'article')} {done}, read as {report.format}."]
    if report.codings:
        lines.append(f"  {_count(report.codings, 'coding')} came with them.")
    if report.duplicate_count:
        first = report.duplicates[0]
        lines.append(
            f"  {_count(report.duplicate_count, 'article')} left out, there already"
            f" (the first: {first['article']}, same as {first['same_as']})."
        )
    boilerplate = [part for sample in report.sample for part in sample["boilerplate"]]
    if boilerplate:
        shown = ", ".join(f"“{part['text'][:40]}” ({part['reason']})" for part in boilerplate[:5])
        lines.append(f"  Marked as page boilerplate: {shown}.")
    for pair in report.near_duplicates[:SHOWN]:
        lines.append(f"  Nearly alike ({pair['similarity']:.0%}): {pair['a']} and {pair['b']}.")
    lines += _rest(len(report.near_duplicates), "pair")
    lines += [
        f"  Note: line {p.line}: {p.message}" if p.line else f"  Note: {p.message}" for p in report.problems[:SHOWN]
    ]
    return "\n".join([*lines, *_rest(len(report.problems), "note")])


def _rest(number: int, noun: str) -> list[str]:
    return [f"  … and {_count(number - SHOWN, f'more {noun}')}."] if number > SHOWN else []


def _count(number: int, noun: str) -> str:
    return f"{number:,} {noun}{'' if number == 1 else 's'}"
