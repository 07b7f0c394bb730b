"""``annotate collect``: annotator output through the Label Studio SDK into a folder."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from importlib.util import find_spec
from pathlib import Path
from typing import Annotated, Any

import typer

from annotate.cli.common import JsonOption, say
from annotate.errors import SetupError


def register(app: typer.Typer) -> None:
    app.command("collect")(collect)


def collect(
    *,
    url: Annotated[str, typer.Option(help="Address of an event-annotate or Label Studio server.")],
    token: Annotated[str, typer.Option(envvar="LABEL_STUDIO_API_KEY", help="An API token of an account there.")],
    project: Annotated[int, typer.Option(min=1, help="Number of the project there.")],
    out: Annotated[Path, typer.Option("--out", "-o", help="Folder for the collection.")],
    as_json: JsonOption = False,
) -> None:
    """Collect articles and annotations; a second run brings the folder up to date."""
    if find_spec("label_studio_sdk") is None:
        raise SetupError("Collecting needs the SDK, which this installation leaves out: pip install label-studio-sdk.")
    from annotate.collect.pull import collect as pull

    with _progress(as_json) as shown:
        manifest = pull(url, token, project, out, shown)
    say(as_json, manifest, _told(manifest, out))


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
    if counts["not_shown"]:
        lines.append(f"  {counts['not_shown']} annotations that the server did not show to this account")
    return "\n".join(lines)


@contextmanager
def _progress(as_json: bool) -> Iterator[Callable[[int, int], None] | None]:
    """A bar on the terminal; nothing where the output goes to a program."""
    from rich.console import Console
    from rich.progress import Progress

    console = Console(stderr=True)
    if as_json or not console.is_terminal:
        yield None
        return
    with Progress(console=console, transient=True) as bar:
        job = bar.add_task("Collecting", total=None)
        yield lambda done, total: bar.update(job, completed=done, total=total)
