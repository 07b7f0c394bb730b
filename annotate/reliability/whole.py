"""The whole report of a source for the command and for releases: a project, a collected folder, any codings."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from annotate.annotations.checking import codebook_for
from annotate.db import Database
from annotate.errors import Invalid
from annotate.reliability import rebuild, records, store, tables

if TYPE_CHECKING:
    from annotate.agreement.choice import Choice
    from annotate.agreement.report import Part
    from annotate.agreement.summary import Summary
    from export.records import CodedArticle
    from export.release import Plan
    from schemas.codebook import Codebook

Progress = Callable[[int, int, str], None]


def of_project(db: Database, project_id: int) -> Summary:
    """Every measure of a project, from its records; they are made first where they are missing or of older rules."""
    with opened_part(db, project_id) as (part, names):
        return summary_of(part, names)


@contextmanager
def opened_part(
    db: Database, project_id: int, choice: Choice | None = None, progress: Progress | None = None
) -> Iterator[tuple[Part, Mapping[int, str]]]:
    """A part of a project's table, and the e-mails of its coders by number."""
    from annotate.agreement.choice import Choice
    from annotate.agreement.report import Part
    from annotate.agreement.table import Table

    make_current(db, project_id, progress)
    with db.read() as session:
        project = store.project(session, project_id)
        codebook = codebook_for(session, project)
        with tables.opened(session, project, codebook) as kept:
            part = kept.part(choice or Choice()) if kept else Part(Table(), codebook, choice or Choice(), {})
            ids = [int(i) for i in part.breakdowns.coders]
            yield part, {row.id: row.email for row in store.people(session, ids)}


def make_current(db: Database, project_id: int, progress: Progress | None = None) -> None:
    """Make the records here and now where they are missing or of older rules."""
    with db.read() as session:
        project = store.project(session, project_id)
        if project is None or project.own_config:
            raise Invalid(f"Project {project_id} has a label config of its own, so there are no events to compare.")
        state = store.state(session, project_id)
        wanting = state is None and bool(store.double_coded(session, project_id, limit=1))
        wanting = wanting or (state is not None and state.rules != records.rules_of(project.codebook_id))
    if wanting:
        rebuild.rebuild(db, project_id, progress or (lambda done, total, message: None))


def summary_of(part: Part, names: Mapping[int, str]) -> Summary:
    from annotate.agreement.summary import Summary, measured

    coders = tuple(sorted(names[int(i)] for i in part.breakdowns.coders))
    return Summary(int(part.counted.sum()), coders, tuple(measured(part.measures, part.groups)))


def folder_part(path: Path, choice: Choice | None = None) -> tuple[Part, Mapping[int, str]]:
    """A collected folder as a part, and its coders' names by number."""
    from annotate.agreement.choice import Choice
    from annotate.agreement.report import Part
    from annotate.agreement.summary import table_of
    from annotate.datasets import collected

    codebook, codings = collected.collection_codings(path)
    double = {a: c for a, c in codings.items() if len(c) >= 2}
    coders = tuple(sorted({coder for group in double.values() for coder in group}))
    table = table_of(double, coders, codings.lengths, codings.sentences)
    labels = {n: _labels(codings.meta[a]) for n, a in enumerate(sorted(double))}
    return Part(table, codebook, choice or Choice(), labels), dict(enumerate(coders))


def _labels(meta: Mapping[str, Any]) -> dict[str, str]:
    return {k: str(v) for k, v in meta.items() if isinstance(v, str | int) and len(str(v)) <= tables.LONGEST_VALUE}


def write_release(
    target: Path, articles: Callable[[], Iterable[CodedArticle]], plan: Plan, created_at: datetime
) -> dict[str, Any]:
    """Write a release with its agreement report; whoever makes one makes it here. ``articles`` are read twice."""
    from export import release

    reports = {**plan.reports, "agreement": release_report(articles(), plan.codebook)}
    return release.write_release(target, articles(), replace(plan, reports=reports), created_at)


def release_report(articles: Iterable[CodedArticle], codebook: Codebook, seed: int = 0) -> dict[str, Any]:
    """The agreement of what is released: every measure with its interval from resampled articles, the ladder, codes.

    Where a model chose articles, ``streams`` has the measures by stream once more.
    """
    from annotate.agreement.bootstrap import REPLICATES
    from annotate.agreement.choice import Choice
    from annotate.agreement.report import Part, report
    from annotate.agreement.summary import table_of
    from annotate.datasets.service import by_coder
    from export.release import LOADED

    codings, lengths, sentences, streams = {}, {}, {}, {}
    for article in articles:
        if len(article.codings) >= 2:
            codings[article.id], lengths[article.id] = by_coder(article.codings), len(article.text)
            sentences[article.id] = article.sentences
            streams[article.id] = article.stream or LOADED
    coders = tuple(sorted({coder for found in codings.values() for coder in found}))
    labels = {n: {"stream": streams[article]} for n, article in enumerate(sorted(codings))}
    part = Part(table_of(codings, coders, lengths, sentences), codebook, Choice(), labels)
    return {
        **report(part, parts=("ladder", "codes", "confusion")),
        "measures": _resampled(part, seed),
        "streams": _by_stream(part, sorted(set(streams.values())), seed),
        "bootstrap": {"replicates": REPLICATES, "seed": seed, "unit": "article"},
    }


def _by_stream(part: Part, streams: Sequence[str], seed: int) -> dict[str, dict[str, Any]]:
    """By stream its articles and measures; nothing where no model has chosen any."""
    from annotate.agreement.choice import Choice

    if "margin" not in streams:
        return {}
    chosen = {name: replace(part, choice=Choice(where=(("stream", name),))) for name in streams}
    return {
        name: {"articles": int(one.counted.sum()), "measures": _resampled(one, seed)} for name, one in chosen.items()
    }


def _resampled(part: Part, seed: int) -> list[dict[str, Any]]:
    from annotate.agreement.bootstrap import resample
    from annotate.agreement.report import measure_json

    return [{**measure_json(r.measure), "below_tentative": r.below_tentative} for r in resample(part, seed)]
