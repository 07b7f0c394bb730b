"""``annotate push``: articles and predictions to another server through the Label Studio SDK."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import orjson
import typer

from annotate.cli.collect import progress, require_sdk
from annotate.cli.common import JsonOption, say
from annotate.errors import Invalid

if TYPE_CHECKING:
    from annotate.collect.push import Predicted
    from annotate.readers.article import Article

_ABOUT = ("task", "text", "text_sha256", "external_id", "data")


def register(app: typer.Typer) -> None:
    app.command("push")(push)


def push(
    *,
    paths: Annotated[list[Path] | None, typer.Argument(metavar="[PATH]...", help="Files of articles.")] = None,
    url: Annotated[str, typer.Option(help="Address of an event-annotate or Label Studio server.")],
    token: Annotated[str, typer.Option(envvar="LABEL_STUDIO_API_KEY", help="An API token of an account there.")],
    project: Annotated[int, typer.Option(min=1, help="Number of the project there.")],
    predictions: Annotated[
        list[Path] | None,
        typer.Option(help="JSONL: result, score, model_version, and task, text, text_sha256 or external_id."),
    ] = None,
    format: Annotated[str, typer.Option(help="auto, text, html, jsonl, json, csv, coded or classed.")] = "auto",
    as_json: JsonOption = False,
) -> None:
    """Send articles and predictions; what is there already is left out, so that a second run sends nothing."""
    require_sdk()
    from annotate.collect.client import connected
    from annotate.collect.push import Push

    articles = [read(path, format) for path in paths or []]
    predicted = [_predicted(path) for path in predictions or []]
    if not articles and not predicted:
        raise Invalid("Name files of articles, or of predictions with --predictions.")
    with connected(url, token, project) as server, progress(as_json, "Pushing") as shown:
        run = Push.to(server, shown)
        for some in articles:
            run.articles(some)
        for those in predicted:
            run.predictions(those)
    counts = dict(run.counts)
    told = "{pushed} of {articles} articles and {predicted} of {predictions} predictions were new there."
    say(as_json, counts, told.format(**counts))


def read(path: Path, format: str) -> list[Article]:
    """The articles of a file; raises Invalid for one with anything wrong in it."""
    from annotate.readers.article import ReadOptions
    from annotate.readers.reading import Reading

    reading = Reading(path, str(path), ReadOptions(format))
    found = list(reading)
    wrong = next((problem for problem in reading.problems if problem.severity == "error"), None)
    if wrong is not None:
        raise Invalid(wrong.sentence(str(path)))
    return found


def _predicted(path: Path) -> list[Predicted]:
    """The predictions of a file: one a line, or tasks in Label Studio's form with predictions inside."""
    try:
        with path.open("rb") as file:
            return [one for number, line in enumerate(file, 1) if line.strip() for one in _of_line(line, path, number)]
    except OSError as error:
        raise Invalid(f"{path} cannot be read: {error.strerror}.") from None


def _of_line(line: bytes, path: Path, number: int) -> Iterator[Predicted]:
    from annotate.collect.push import Predicted
    from schemas.hashing import text_hash

    place = f"{path}, line {number}"
    try:
        given: Any = orjson.loads(line)
    except orjson.JSONDecodeError as error:
        raise Invalid(f"{place}: {error.msg}.") from None
    if not isinstance(given, dict) or not any(name in given for name in _ABOUT):
        raise Invalid(f"{place}: which article is this about? Give one of {', '.join(_ABOUT)}.")
    text = given.get("text") or (given.get("data") or {}).get("text")
    sha256 = text_hash(text) if isinstance(text, str) else given.get("text_sha256", "")
    task = given.get("task") if isinstance(given.get("task"), int) else None
    for one in given.get("predictions") or [given]:
        if not isinstance(one, dict) or not isinstance(one.get("result"), list):
            raise Invalid(f"{place}: a prediction needs its result, a list.")
        yield Predicted(one, task, sha256, given.get("external_id") or "", place)
