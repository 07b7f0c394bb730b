"""``annotate collect``: annotator output through the Label Studio SDK into a folder."""

from __future__ import annotations

import csv
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from importlib.util import find_spec
from pathlib import Path
from typing import Annotated, Any

import orjson
import typer

from annotate.cli.common import JsonOption, say
from annotate.errors import Invalid, SetupError


def register(app: typer.Typer) -> None:
    app.command("collect")(collect)


def collect(
    *,
    url: Annotated[str, typer.Option(help="Address of an event-annotate or Label Studio server.")],
    token: Annotated[str, typer.Option(envvar="LABEL_STUDIO_API_KEY", help="An API token of an account there.")],
    project: Annotated[int, typer.Option(min=1, help="Number of the project there.")],
    out: Annotated[Path, typer.Option("--out", "-o", help="Folder for the collection.")],
    people: Annotated[
        Path | None, typer.Option(help="E-mail addresses to replace: JSON {old: new}, or CSV lines old,new.")
    ] = None,
    full: Annotated[bool, typer.Option("--full", help="Fetch everything anew, not only what has changed.")] = False,
    watch: Annotated[float | None, typer.Option(min=1, metavar="SECONDS", help="Go on collecting.")] = None,
    as_json: JsonOption = False,
) -> None:
    """Collect articles and annotations; a second run fetches what has changed."""
    require_sdk()
    from annotate.collect.pull import Options
    from annotate.collect.pull import collect as pull

    renamed = _renamed(people) if people is not None else {}

    def once(anew: bool) -> None:
        with progress(as_json, "Collecting") as shown:
            manifest = pull(url, token, project, out, Options(anew, renamed, shown))
        say(as_json, manifest, _told(manifest, out))

    if watch is None:
        once(full)
    else:
        _watch(once, watch, full)


def require_sdk() -> None:
    if find_spec("label_studio_sdk") is None:
        raise SetupError("This needs the SDK, which this installation leaves out: pip install label-studio-sdk.")


def _watch(once: Callable[[bool], None], seconds: float, full: bool) -> None:
    """Collect again and again until Ctrl-C; a server that is away for a while is waited for."""
    from annotate.collect.errors import Unreachable

    try:
        while True:
            try:
                once(full)
                full = False
            except Unreachable as error:
                typer.echo(f"annotate: {error.detail} Trying again in {seconds:g} s.", err=True)
            time.sleep(seconds)
    except KeyboardInterrupt:
        typer.echo("Stopped; the next run goes on from here.", err=True)


def _renamed(path: Path) -> dict[str, str]:
    """The mapping file; raises Invalid for one that is none."""
    try:
        text = path.read_text(encoding="utf-8-sig")
        pairs = orjson.loads(text) if text.lstrip().startswith("{") else dict(csv.reader(text.splitlines()))
    except (OSError, ValueError) as error:
        raise Invalid(f"{path} is no list of addresses, old and new: {error}.") from None
    if not all(isinstance(new, str) and old.strip() and new.strip() for old, new in pairs.items()):
        raise Invalid(f"{path} is no list of addresses, old and new.")
    return {old.strip(): new.strip() for old, new in pairs.items()}


def _told(manifest: dict[str, Any], out: Path) -> str:
    counts = manifest["counts"]
    lines = [
        f"Project {manifest['source']['project']}, {manifest['source']['title']!r}, into {out}:",
        f"  {counts['tasks']} articles, {counts['annotations']} annotations "
        f"({counts['codings']} codings, {counts['skipped']} skipped)",
    ]
    if counts["with_errors"] or counts["with_warnings"]:
        lines.append(
            f"  {counts['with_errors']} with errors, {counts['with_warnings']} with warnings; "
            "see 'problems' in annotations.jsonl"
        )
    if counts["drafts"]:
        lines.append(f"  {counts['drafts']} drafts, apart in drafts.jsonl")
    if counts["not_shown"]:
        lines.append(f"  {counts['not_shown']} annotations that the server did not show to this account")
    return "\n".join(lines)


@contextmanager
def progress(as_json: bool, doing: str) -> Iterator[Callable[[int, int], None] | None]:
    """A bar on the terminal; nothing where the output goes to a program."""
    from rich.console import Console
    from rich.progress import Progress

    console = Console(stderr=True)
    if as_json or not console.is_terminal:
        yield None
        return
    with Progress(console=console, transient=True) as bar:
        job = bar.add_task(doing, total=None)
        yield lambda done, total: bar.update(job, completed=done, total=total)
