"""The rules for imports: a file is read and checked whole, then stored in one transaction, or not at all."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import islice
from pathlib import Path, PurePath

import orjson
from sqlmodel import Session

from annotate import clock
from annotate.access import project_for
from annotate.annotations import bulk
from annotate.annotations.checking import rules_for, text_key
from annotate.articles import store
from annotate.articles.coders import coder_ids
from annotate.articles.likeness import Likeness
from annotate.articles.prepare import Prepared, Target, prepare
from annotate.articles.report import MOST_LISTED, SAMPLES, Head, ImportReport, sample_of
from annotate.audit import record
from annotate.db import Database
from annotate.errors import Invalid
from annotate.models import Import
from annotate.predictions.service import add_rows, row_of
from annotate.readers.article import Article, ReadOptions, Unreadable
from annotate.readers.reading import Reading
from annotate.readers.records import one_line
from annotate.security import Caller
from annotate.tasks.service import add_articles
from schemas.hashing import text_hash

_AT_ONCE = 500
Progress = Callable[[str, int, int | None], None]  # stage ("reading", "storing"), articles done, of how many


def import_file(
    db: Database,
    caller: Caller,
    project_id: int,
    content: bytes | Path,
    name: str,
    *,
    options: ReadOptions | None = None,
    dry_run: bool = False,
    progress: Progress | None = None,
) -> ImportReport:
    """Import a file's articles, and the codings in it, as tasks; only managers may.

    What is there already, by its text, is left out and reported, so that importing again stores nothing new.
    Raises UnreadableFile, naming file and line, when anything in it is wrong; a dry run reports that instead.
    """
    with db.read() as session:
        project = project_for(session, caller, project_id, "manager").project
        target = Target(project, rules_for(session, project), text_key(project))
    job = _Import(db, caller, target, Reading(content, name, options or ReadOptions()), progress or _silent)
    report = job.look()
    if dry_run:
        return report
    if report.errors:
        raise report.refusal()
    return job.store(report) if report.new else job.nothing_new(report)


def _silent(stage: str, done: int, of: int | None) -> None:
    """Nobody watches."""


class _Import:
    """One file on its way into one project: read once to look, and once more to store."""

    def __init__(self, db: Database, caller: Caller, target: Target, reading: Reading, progress: Progress) -> None:
        self.db = db
        self.caller = caller
        self.target = target
        self.project_id = target.project.id or 0
        self.reading = reading
        self.progress = progress
        self.names: set[str] = set()  # of coders whose codings come along

    def look(self) -> ImportReport:
        """What is in the file, without storing; everything that is wrong is among the problems."""
        report = ImportReport(one_line(self.reading.name, 300) or "the file")
        likeness = Likeness()
        samples: list[Article] = []
        earlier: dict[tuple[str, str], int] = {}
        try:
            for batch in _batches(self.reading):
                with self.db.read() as session:
                    known = self._known(session, batch, earlier)
                for article, twin in zip(batch, known, strict=True):
                    report.articles += 1
                    samples += [article] * (len(samples) < SAMPLES)
                    if twin is not None:
                        _note_duplicate(report, article, twin)
                    elif self._check(article, report):
                        likeness.add(article)
                self.progress("reading", report.articles, None)
        except Unreadable as enough:  # so many codings are wrong that reading on helps nobody
            self.reading.found.stop(enough)
        report.format, report.sample = self.reading.format, sample_of(samples)
        if not self.reading.found.errors:
            with self.db.read() as session:
                report.near_duplicates = likeness.pairs(session, self.project_id, self.reading.found)
        report.problems = list(self.reading.problems)
        return report

    def _check(self, article: Article, report: ImportReport) -> bool:
        """Count a new article; what is wrong with its codings goes to the problems."""
        report.new += 1
        if not article.annotations and not article.predictions:
            return True
        try:
            prepared = prepare(article, self.target)
        except Invalid as error:
            self.reading.found.error(article.line, error.detail)
            return False
        report.codings += len(prepared.codings)
        self.names |= {coding.coder for coding in prepared.codings}
        return True

    def store(self, report: ImportReport) -> ImportReport:
        """Store the new articles with their codings; the file is read again, and refused if it is not the same."""
        with self.db.write() as session:
            store.lock_project(session, self.project_id)
            import_id = store.add_import(session, self._row())
            ids = coder_ids(session, self.caller, self.target.project, self.names)
            task_ids: list[int] = []
            earlier: dict[tuple[str, str], int] = {}
            for batch in _batches(self.reading):
                known = self._known(session, batch, earlier)
                new = [article for article, twin in zip(batch, known, strict=True) if twin is None]
                task_ids += self._store_batch(session, [prepare(a, self.target) for a in new], import_id, ids)
                self.progress("storing", len(task_ids), report.new)
            if self.reading.found.errors or len(task_ids) != report.new:
                raise Invalid(f"{report.file} changed, or was imported by somebody else, meanwhile; try again.")
            report.imported, report.task_ids = True, task_ids
            stored = {k: v for k, v in report.to_json().items() if k != "task_ids"}
            store.finish_import(session, import_id, orjson.dumps(stored).decode(), len(task_ids))
            detail = {"import": import_id, "format": report.format, "tasks": len(task_ids), "codings": report.codings}
            record(session, self.caller.user_id, "articles-imported", project_id=self.project_id, detail=detail)
        return report

    def nothing_new(self, report: ImportReport) -> ImportReport:
        report.imported, report.task_ids = True, []
        return report

    def _row(self) -> Import:
        return Import(
            project_id=self.project_id,
            file_name=PurePath(one_line(self.reading.name, 300)).name or "unnamed",
            sha256=_digest(self.reading.content),
            report="{}",
            created_by=self.caller.user_id,
            created_at=clock.now(),
        )

    def _store_batch(
        self, session: Session, batch: Sequence[Prepared], import_id: int, ids: dict[str, int]
    ) -> list[int]:
        project = self.target.project
        task_ids = add_articles(session, project, [item.task(ids) for item in batch], import_id, self.caller)
        pairs = list(zip(task_ids, batch, strict=True))
        bulk.insert(session, self.caller, project, [(n, c.of(ids)) for n, item in pairs for c in item.codings])
        predicted = [(n, form) for n, item in pairs for form in item.predictions]
        add_rows(session, [row_of(project, n, form, orjson.dumps(form.result).decode()) for n, form in predicted])
        return task_ids

    def _known(
        self, session: Session, batch: Sequence[Article], earlier: dict[tuple[str, str], int]
    ) -> list[str | None]:
        """For each article where its text is already: in a task, or in an earlier line; None for a new one.

        Articles that repeat a text on purpose are told apart by their external id.
        """
        hashes = [text_hash(article.text) for article in batch]
        tasks: dict[tuple[str, str], int] = {}
        for sha256, external_id, task_id in store.same_texts(session, self.project_id, set(hashes)):
            tasks.setdefault((sha256, ""), task_id)
            tasks.setdefault((sha256, external_id or ""), task_id)
        found: list[str | None] = []
        for article, sha256 in zip(batch, hashes, strict=True):
            key = (sha256, article.external_id if article.repeats else "")
            if key in tasks:
                found.append(f"task {tasks[key]}")
            else:
                found.append(f"line {earlier[key]}" if key in earlier else None)
                earlier.setdefault(key, article.line)
        return found


def _note_duplicate(report: ImportReport, article: Article, twin: str) -> None:
    report.duplicate_count += 1
    if len(report.duplicates) < MOST_LISTED:
        report.duplicates.append({"line": article.line, "article": Head.of(article).name(), "same_as": twin})


def _batches(articles: Iterable[Article]) -> Iterator[list[Article]]:
    rest = iter(articles)
    while batch := list(islice(rest, _AT_ONCE)):
        yield batch


def _digest(content: bytes | Path) -> str:
    if isinstance(content, bytes):
        return hashlib.sha256(content).hexdigest()
    with content.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()
