"""``annotate train`` and ``annotate score``: the baseline."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from annotate.cli.common import DbOption, JobsOption, JsonOption, SchedulerOption, database, find_project, say
from annotate.datasets.refusals import refusals

if TYPE_CHECKING:
    from annotate.baseline.train import Dataset

Source = Annotated[
    Path, typer.Argument(metavar="RELEASE", help="A release, a folder made by collect, or a file of coded sentences.")
]
Book = Annotated[str, typer.Option("--codebook", help="Codebook of a file of coded sentences.")]


class FeaturesName(StrEnum):
    words = "words"
    embeddings = "embeddings"


def register(app: typer.Typer) -> None:
    app.command("train")(train)
    app.command("score")(score)


def train(
    *,
    release: Source,
    output: Annotated[Path, typer.Option("--output", "-o", metavar="MODEL", help="The new folder to write.")],
    codebook: Book = "cameo",
    seed: Annotated[int, typer.Option(help="Seed of folds and fits.")] = 0,
    features: Annotated[FeaturesName, typer.Option(help="embeddings: words and a small language model (extra).")] = (
        FeaturesName.words
    ),
    jobs: JobsOption = 1,
    scheduler: SchedulerOption = None,
    as_json: JsonOption = False,
) -> None:
    """Train the baseline on the spans of a release (its train part, if it is split) and score it on grouped folds."""
    from annotate import clock
    from annotate.baseline.parallel import crew
    from annotate.baseline.store import save_model
    from annotate.baseline.tables import report_text
    from annotate.baseline.train import train as fit

    with refusals(), crew(jobs, scheduler) as fitters:
        data = dataset(release, "train", codebook)
        stored = fit(data, seed, clock.now(), crew=fitters, features=features.value)
        save_model(output, stored)
    text = f"{report_text(stored.report)}\nWrote the model {output}, {stored.card['algorithm']}."
    say(as_json, {"path": str(output), "card": stored.card}, text)


def score(
    *,
    model: Annotated[Path, typer.Argument(metavar="MODEL", help="A folder made by train.")],
    release: Source,
    output: Annotated[Path, typer.Option("--output", "-o", metavar="REPORT", help="The new folder to write.")],
    codebook: Annotated[str | None, typer.Option(help="Codebook of a file; default: the model's.")] = None,
    project: Annotated[str | None, typer.Option(help="Also show the scores on the page of this project.")] = None,
    jobs: JobsOption = 1,
    scheduler: SchedulerOption = None,
    db: DbOption = None,
    as_json: JsonOption = False,
) -> None:
    """Score a model on a release (its test part, if it is split); on data it was trained on, by grouped folds."""
    from annotate.baseline.page import write_report
    from annotate.baseline.parallel import crew
    from annotate.baseline.store import load_model
    from annotate.baseline.tables import report_text
    from annotate.baseline.train import score as measure
    from export.folder import new_folder

    with refusals(), crew(jobs, scheduler) as scorers:
        loaded = load_model(model)
        report = measure(loaded, dataset(release, "test", codebook or loaded.codebook.name), scorers)
        text = report_text(report)
        with new_folder(output) as folder:
            write_report(folder, report)
    if project is not None:
        _record(project, report, db)
    say(as_json, report, f"{text}\nWrote {output}.")


def dataset(path: Path, part: str, codebook: str) -> Dataset:
    """The articles of a release (one part of it, when it is split), of a collected folder, or of a coded file.

    ``codebook``: the name of a file's; the others name their own.
    """
    from annotate.baseline.train import Dataset
    from annotate.datasets import collected
    from annotate.errors import Invalid
    from export.records import dataset_hash
    from export.release import read_release

    if path.is_file():
        return _coded(path, codebook)
    if not path.is_dir():
        raise Invalid(f"There is no folder {path}; make a release with: annotate export PROJECT -o {path}")
    if collected.is_collection(path):
        found = collected.load_collection(path)
        return Dataset(found.articles, found.codebook, dataset_hash(found.articles), found.title)
    release = read_release(path)
    chosen = part if part in release.parts else None
    articles = list(release.articles(chosen))
    title = str(release.manifest["project"]["title"])
    return Dataset(articles, release.codebook, dataset_hash(articles), f"{title}, part {chosen}" if chosen else title)


def _coded(path: Path, codebook: str) -> Dataset:
    from annotate.baseline.train import Dataset
    from annotate.datasets.coded import load_coded
    from annotate.projects.codebooks import by_name
    from export.records import dataset_hash

    book = by_name(codebook)
    articles = load_coded(path, book)
    return Dataset(articles, book, dataset_hash(articles), path.name)


def _record(project: str, report: dict[str, Any], db: str | None) -> None:
    from annotate.datasets import service

    with database(db) as (_, opened), opened.write() as session:
        service.record_score(session, find_project(session, project).id or 0, report)
