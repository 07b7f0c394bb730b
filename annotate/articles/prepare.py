"""An article out of a file as a task with its codings, checked but not stored."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

import orjson

from annotate.annotations.bulk import Coded, ImportedAnnotation
from annotate.annotations.checking import Checked, Rules
from annotate.articles.report import title_of
from annotate.errors import Invalid
from annotate.labelstudio.body import checked
from annotate.models import Project, Task
from annotate.predictions.service import PredictionForm, check_result
from annotate.readers.article import Article, CoderCoding
from annotate.readers.structure import Layout, analyse
from annotate.tasks.service import NewTask, transient
from schemas.coding import dump_coding


@dataclass(frozen=True, slots=True)
class Target:
    """The project that articles go into: ``key`` is the name under which its tasks hold the text."""

    project: Project
    rules: Rules
    key: str


@dataclass(frozen=True, slots=True)
class CheckedCoding:
    coder: str
    form: ImportedAnnotation
    checked: Checked

    def of(self, ids: Mapping[str, int]) -> Coded:
        return Coded(ids[self.coder], self.form, self.checked)


@dataclass(frozen=True, slots=True)
class Prepared:
    new: NewTask
    codings: tuple[CheckedCoding, ...] = ()
    predictions: tuple[PredictionForm, ...] = ()

    def task(self, ids: Mapping[str, int]) -> NewTask:
        """The task; the coders whose codings come with it take its seats."""
        done = [ids[c.coder] for c in self.codings if not c.form.was_cancelled]
        return replace(self.new, coders=done)


def prepare(article: Article, target: Target) -> Prepared:
    """The article ready to be stored; raises Invalid when a coding or prediction in it is wrong."""
    layout = analyse(article.text, article.lang)
    new = _new_task(article, layout, target.key)
    for prediction in article.predictions:
        check_result(target.project, prediction["result"], article.text, "prediction ")
    return Prepared(
        new,
        _codings(article, target, transient(new, target.project, 0)) if article.annotations else (),
        tuple(checked(PredictionForm, prediction, "prediction") for prediction in article.predictions),
    )


def _new_task(article: Article, layout: Layout, key: str) -> NewTask:
    title = title_of(article, layout)
    about: dict[str, Any] = {"title": title, "outlet": article.outlet, "lang": article.lang, "url": article.url}
    about["published"] = article.published.isoformat() if article.published else ""
    data = article.data or {name: value for name, value in about.items() if value}
    return NewTask(
        data={**data, key: article.text},
        text=article.text,
        meta=article.meta,
        title=title[:300],
        outlet=article.outlet,
        place=article.place,
        published=article.published,
        lang=article.lang,
        external_id=article.external_id or None,
        layout=layout,
    )


def _codings(article: Article, target: Target, task: Task) -> tuple[CheckedCoding, ...]:
    found: dict[str, CheckedCoding] = {}
    for given in article.annotations:
        if given.coder in found:
            raise Invalid(f"There are two codings by {given.coder}; one person codes an article once.")
        try:
            found[given.coder] = _coding(given, target.rules, task)
        except Invalid as error:
            raise Invalid(f"Coding by {given.coder}: {error.detail}") from None
    return tuple(found.values())


def _coding(given: CoderCoding, rules: Rules, task: Task) -> CheckedCoding:
    result = given.result or []
    form = ImportedAnnotation(
        result=result,
        was_cancelled=given.was_cancelled,
        ground_truth=given.ground_truth,
        lead_time=given.lead_time,
    )
    if given.coding is None:
        raw = orjson.dumps(result).decode()
        return CheckedCoding(given.coder, form, rules.check_result(result, raw, task, skipped=form.was_cancelled))
    data = dump_coding(given.coding)
    raw = orjson.dumps(data).decode()
    return CheckedCoding(given.coder, form, rules.check_coding(data, raw, task, skipped=form.was_cancelled))
