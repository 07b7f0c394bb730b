"""``annotate suggest``: a model's events, or the triggers it finds, as predictions for ``annotate push``."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from typing import IO, TYPE_CHECKING, Annotated, Any

import orjson
import typer

from annotate.cli.collect import progress
from annotate.cli.common import DbOption, JobsOption, JsonOption, SchedulerOption, database, find_project, say
from annotate.cli.push import read
from annotate.datasets.refusals import refusals
from annotate.errors import Invalid

if TYPE_CHECKING:
    from annotate.baseline.parallel import Crew
    from annotate.baseline.suggest import Said, Suggester
    from export.records import CodedArticle

Named = tuple["CodedArticle", dict[str, str]]  # an article, and what push knows it by
Shown = Callable[[int, int], None]  # how many of how many are done


def register(app: typer.Typer) -> None:
    app.command("suggest")(suggest)


def suggest(
    *,
    model: Annotated[Path, typer.Argument(metavar="MODEL", help="A folder made by train.")],
    source: Annotated[str, typer.Argument(metavar="PROJECT|FILE", help="A project, or a file of articles.")],
    output: Annotated[Path, typer.Option("--output", "-o", metavar="PREDICTIONS", help="The new JSONL file to write.")],
    format: Annotated[str, typer.Option(help="auto, text, html, jsonl, json, csv, coded or classed.")] = "auto",
    marked: Annotated[
        bool, typer.Option("--marked", help="Rank codes for the spans that each line of FILE marks, and find nothing.")
    ] = False,
    jobs: JobsOption = 1,
    scheduler: SchedulerOption = None,
    db: DbOption = None,
    as_json: JsonOption = False,
) -> None:
    """Let a model read articles, and write what it finds as predictions that push can send anywhere.

    With --marked, FILE is JSONL with text and spans, pairs of characters, and each span gets its three surest codes.
    """
    from annotate.baseline.many import loaded, read_many
    from annotate.baseline.parallel import crew

    if output.exists():
        raise Invalid(f"{output} is there already; remove it or name another file with -o.")
    if marked:
        _rank_marked(model, Path(source), output, crew(jobs, scheduler), as_json=as_json)
        return
    with refusals():
        suggester = loaded(model)
    check_offers(suggester, model)
    articles = _of_file(Path(source), format) if Path(source).is_file() else _of_project(source, db)
    with crew(jobs, scheduler) as readers, progress(as_json, "Reading") as shown:
        read = read_many(model, (article for article, _ in articles), readers)
        found = (predictions(suggester, one, said) for (one, _), said in zip(articles, read, strict=True))
        count = _write(output, [name for _, name in articles], found, shown)
    kind = "events" if suggester.reader.offers_events else "articles with triggers"
    told = f"Wrote {output}: {count} {kind} in {len(articles)} articles, by {suggester.name}."
    counts = {"articles": len(articles), "predictions": count}
    say(as_json, {"path": str(output), **counts, "model_version": suggester.name}, told)


def _rank_marked(
    model: Path, source: Path, output: Path, workers: AbstractContextManager[Crew], *, as_json: bool
) -> None:
    """Codes for the marked spans of a file of articles."""
    from annotate.baseline.marked import rank_marked

    counts = {"articles": 0, "spans": 0}
    try:
        size = source.stat().st_size
        lines = source.open("rb")
    except OSError as error:
        raise Invalid(f"{source} cannot be read: {error.strerror}.") from None
    with lines, refusals(), workers as readers, progress(as_json, "Ranking") as shown, _new(output) as file:
        for answered in rank_marked(model, lines, readers):
            file.write(answered.lines)
            counts["articles"] += answered.articles
            counts["spans"] += answered.spans
            if shown is not None:
                shown(lines.tell(), size)
    told = f"Wrote {output}: codes for {counts['spans']} spans in {counts['articles']} articles."
    say(as_json, {"path": str(output), **counts}, told)


def _write(
    output: Path, names: Sequence[dict[str, str]], found: Iterable[list[dict[str, Any]]], shown: Shown | None
) -> int:
    """Write the predictions of each article as they come; how many there are."""
    count = 0
    with _new(output) as file:
        for done, (name, some) in enumerate(zip(names, found, strict=True), 1):
            file.writelines(orjson.dumps({**name, **one}) + b"\n" for one in some)
            count += len(some)
            if shown is not None:
                shown(done, len(names))
    return count


@contextmanager
def _new(output: Path) -> Iterator[IO[bytes]]:
    """A file to write to that is there whole at the end, or not at all."""
    written = output.with_name(f"{output.name}.partial")
    try:
        with written.open("wb") as file:
            yield file
        os.replace(written, output)
    except OSError as error:
        raise Invalid(f"{output} cannot be written: {error.strerror}.") from None
    finally:
        written.unlink(missing_ok=True)


def check_offers(suggester: Suggester, model: Path) -> None:
    """Raises Invalid for a model that would find nothing anywhere, saying what it lacks."""
    from annotate.baseline.reader import LEAST_SENTENCES

    finder = suggester.reader.finder
    if finder is None:
        raise Invalid(f"The model {model} cannot tell triggers from other words; train one on more coded articles.")
    if not suggester.reader.offers_triggers:
        raise Invalid(
            f"The model {model} was trained on {finder.quality.sentences} sentences and finds triggers from "
            f"{LEAST_SENTENCES} on; code more articles, then train again."
        )


def predictions(suggester: Suggester, article: CodedArticle, said: Said) -> list[dict[str, Any]]:
    """One prediction per event or, from a model that offers none, one with all triggers; scores are probabilities."""
    from schemas.coding import Coding, Fragment, Mention
    from schemas.labelstudio.result import to_result

    made = [(one.coding, one.score) for one in said.events]
    found = [] if suggester.reader.offers_events else said.triggers
    if found:
        mentions = tuple(
            Mention(
                id=f"m{n}",
                type="trigger",
                fragments=(Fragment(start=t.start, end=t.end, quote=article.text[t.start : t.end]),),
            )
            for n, t in enumerate(found, 1)
        )
        made.append((Coding(mentions=mentions), sum(t.score for t in found) / len(found)))
    return [
        {"model_version": suggester.name, "score": round(score, 6), "result": to_result(coding, suggester.codebook)}
        for coding, score in made
    ]


def _of_file(path: Path, format: str) -> list[Named]:
    from annotate.readers.structure import analyse
    from export.records import CodedArticle
    from schemas.hashing import text_hash

    found = []
    for article in read(path, format):
        layout, sha256 = analyse(article.text, article.lang), text_hash(article.text)
        name = {"text_sha256": sha256, **({"external_id": article.external_id} if article.repeats else {})}
        coded = CodedArticle(
            id=article.external_id or str(article.line),
            text=article.text,
            text_sha256=sha256,
            lang=article.lang,
            boilerplate=layout.boilerplate,
            sentences=layout.sentences,
        )
        found.append((coded, name))
    return found


def _of_project(source: str, db: str | None) -> list[Named]:
    from annotate.datasets import service

    with database(db) as (_, opened), opened.read() as session:
        project = find_project(session, source).id or 0
        return [(one, {"text_sha256": one.text_sha256}) for one in service.load_articles(session, project)]
