"""The active model as one more coder: a job has it read articles that people have coded, and compares.

Articles that it was trained on, or their near-duplicates, are compared apart: there it may only remember. Codings in
which a suggestion was taken are left out: they would agree with the model because their coder did.
"""

from __future__ import annotations

from collections.abc import Container, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from itertools import groupby
from pathlib import Path
from random import Random
from typing import TYPE_CHECKING, Any

import orjson
from sqlmodel import Session

from annotate import clock
from annotate.access import SEES_ALL, project_for, visible_annotations
from annotate.annotations.checking import codebook_for
from annotate.datasets import service as datasets
from annotate.datasets import store as articles
from annotate.datasets.refusals import refusals
from annotate.db import Database
from annotate.errors import Invalid
from annotate.jobs import service as jobs
from annotate.models import Project, TrainedModel
from annotate.reliability import behind, tables
from annotate.reliability import store as codings
from annotate.reliability.resampling import digest
from annotate.reliability.rows import minute_of
from annotate.security import Caller
from annotate.settings import data_folder, load_settings
from annotate.trainings import store
from annotate.trainings.service import label

if TYPE_CHECKING:
    from annotate.agreement.choice import Choice
    from annotate.agreement.items import Place
    from annotate.agreement.model import Compared
    from annotate.agreement.reading import Stored
    from annotate.baseline.suggest import Suggester
    from annotate.jobs.work import Work
    from export.records import CodedArticle

Json = dict[str, Any]
KIND = "agreement-model"
MOST = 1_000  # articles of either sort; more are sampled
AT_ONCE = 50
SEED = 0
PARTS = ("fresh", "trained")
NO_MODEL = "No model of this project is active; make one active on its page first."
_NOTHING: Json = {part: {"places": {}} for part in PARTS}


def begin(db: Database, caller: Caller, project_id: int, choice: Choice) -> Json:
    """Ask for the comparison; one job at a time for the same choice. What ``shown`` says then."""
    with db.write() as session:
        project_for(session, caller, project_id, *SEES_ALL)
        if store.active(session, project_id) is None:
            raise Invalid(NO_MODEL)
        key = _key(project_id, choice)
        if codings.job(session, key) is None:
            params = {"choice": asdict(choice)}
            jobs.enqueue(session, KIND, params, project_id=project_id, created_by=caller.user_id, key=key)
    return shown(db, caller, project_id, choice)


def shown(db: Database, caller: Caller, project_id: int, choice: Choice) -> Json:
    """``model``: the active one. ``job``: the newest unless it is done; ``result``: of the newest that is done, without
    the places behind it; ``current`` when it is of the active model.
    """
    with db.read() as session:
        project_for(session, caller, project_id, *SEES_ALL)
        model = store.active(session, project_id)
        key = _key(project_id, choice)
        newest, done = codings.newest_job(session, key), codings.newest_job(session, key, "done")
        result = None
        if done is not None:
            result = orjson.loads(done.result)
            named = _names(session, [row["coder"] for part in PARTS for row in result[part]["coders"]])
            for part in PARTS:
                result[part] = _without_places(result[part], named)
            result |= {"current": model is not None and model.version == result["version"]}
            result |= {"made_at": clock.iso(done.finished_at)}
    job = None
    if newest is not None and newest.state != "done":
        job = {name: newest._mapping[name] for name in ("id", "state", "done", "total", "error")}
    return {"model": label(model) if model is not None else None, "job": job, "result": result}


def _key(project_id: int, choice: Choice) -> str:
    """Whatever it says of suggestions: a coding in which one was taken is never compared."""
    return f"{KIND}:{project_id}:{digest(replace(choice, suggestions='all'))}"


def _names(session: Session, ids: Sequence[int]) -> dict[int, str]:
    return {row.id: row.name or f"Coder {row.id}" for row in codings.people(session, sorted(set(ids)))}


def _without_places(part: Json, names: Mapping[int, str]) -> Json:
    rows = [{**row, "name": names.get(row["coder"], "")} for row in part["coders"]]
    return {**{name: value for name, value in part.items() if name != "places"}, "coders": rows}


def items(
    session: Session, caller: Caller, project_id: int, choice: Choice, *, measure: str, coder: int, part: str
) -> Json:
    """The first places at which the model differs from a coder, in the form of ``behind.items``.

    Articles of which the caller may not see this coder's coding are left out. Invalid for what has no places.
    """
    access = project_for(session, caller, project_id, *SEES_ALL)
    done = codings.newest_job(session, _key(project_id, choice), "done")
    result = orjson.loads(done.result) if done is not None else _NOTHING
    kept = result[part]["places"].get(str(coder), {}).get(measure)
    if kept is None:
        raise Invalid(f"There are no items behind a measure {measure!r} of the model and coder {coder}.")
    task_ids = sorted({place["task"] for place in kept["first"]})
    may_see = visible_annotations(caller, access.role)
    seen = {row.task_id for row in codings.seen_codings(session, task_ids, may_see) if row.user_id == coder}
    texts = {row.id: row for row in codings.texts(session, sorted(seen))}
    names = {**_names(session, [coder]), 0: result["model"]}
    book = codebook_for(session, access.project)
    found = [
        behind.told(texts[place["task"]], _place(place), names, book)
        for place in kept["first"]
        if place["task"] in texts
    ]
    return {"articles": kept["articles"], "places": kept["places"], "items": found, "next": None}


def _place(kept: Json) -> Place:
    from annotate.agreement.items import Place, Said

    said = tuple(Said(**{**one, "pieces": tuple((s, e) for s, e in one["pieces"])}) for one in kept["said"])
    return Place(kept["start"], kept["end"], said)


def run(db: Database, work: Work) -> Json:
    """The job."""
    from annotate.agreement.choice import Choice

    choice = Choice.from_json(work.params.get("choice", {}))
    return compared(db, work.project_id or 0, data_folder(load_settings()), choice, work)


def compared(db: Database, project_id: int, root: Path, choice: Choice, work: Work | None = None) -> Json:
    """The active model beside each coder, over what is chosen.

    ``fresh``: over articles that it has not seen, ``trained``: over others, each as ``agreement.model.compare`` gives
    it, with ``of``: how many there are, of which ``MOST`` are compared at most. ``assisted``: codings of those that
    were left out because a suggestion was taken.

    Invalid without an active model, or when its files are gone.
    """
    from annotate.agreement.model import compare

    with db.read() as session:
        if session.get_one(Project, project_id).own_config:
            raise Invalid("This project has a label config of its own, so there are no events to compare.")
        model = store.active(session, project_id)
        if model is None:
            raise Invalid(NO_MODEL)
        codebook = codebook_for(session, session.get_one(Project, project_id))
        reading = _Reading.of(model, root)
        counted = _counted(session, project_id, choice)
        sorts = reading.sorted(_all(session, project_id), counted)
        chosen = {part: _sample(found) for part, found in sorts.items()}
    if work is not None:
        work.progress(0, sum(map(len, chosen.values())), "Reading articles")
    result: Json = {"model": label(model), "version": model.version, "assisted": 0, "seed": SEED, "most": MOST}
    done = 0
    for part, found in chosen.items():
        read: list[Compared] = []
        for some in (found[start : start + AT_ONCE] for start in range(0, len(found), AT_ONCE)):
            with db.read() as session:
                people, left_out = _people(session, {int(article.id): counted[int(article.id)] for article in some})
            read += reading.read(some, people)
            result["assisted"] += left_out
            done += len(some)
            if work is not None:
                work.progress(done, sum(map(len, chosen.values())), "Reading articles")
        result[part] = {**compare(read, codebook, choice.codes), "of": len(sorts[part])}
    return result


def _counted(session: Session, project_id: int, choice: Choice) -> dict[int, set[int]]:
    """By article the people whose codings are chosen; articles without any are not in it."""
    rows = codings.submitted(session, project_id)
    last: dict[int, int] = {}
    found: dict[int, set[int]] = {}
    for row in rows:
        minute = minute_of(row.created_at)
        last[row.task_id] = max(minute, last.get(row.task_id, minute))
        if choice.takes_coding(row.user_id, minute):
            found.setdefault(row.task_id, set()).add(row.user_id)
    if not choice.where:
        return found
    labels = {row.id: tables.labels_of(row) for row in codings.articles(session, list(found))}
    return {task: who for task, who in found.items() if choice.takes_article(labels.get(task, {}), last[task])}


def _all(session: Session, project_id: int) -> list[CodedArticle]:
    """The articles with finished codings, without these."""
    return [datasets.coded_article(task, ()) for tasks in articles.coded_tasks(session, project_id) for task in tasks]


def _sample(found: Sequence[CodedArticle]) -> list[CodedArticle]:
    drawn = found if len(found) <= MOST else Random(SEED).sample(found, MOST)  # noqa: S311  (a sample)
    return sorted(drawn, key=lambda article: int(article.id))


def _people(session: Session, counted: Mapping[int, set[int]]) -> tuple[dict[int, dict[int, Stored]], int]:
    """What these people have in these articles without having taken a suggestion, and how many had taken one."""
    from annotate.agreement.reading import Reading

    found: dict[int, dict[int, Stored]] = {}
    left_out = 0
    for task_id, rows in groupby(codings.codings(session, list(counted)), key=lambda row: row.task_id):
        read = {row.user_id: orjson.loads(row.coding) for row in rows if row.user_id in counted[task_id]}
        own = {coder: coding for coder, coding in read.items() if not Reading(coding).assisted}
        left_out += len(read) - len(own)
        if own:
            found[task_id] = own
    return found, left_out


@dataclass(frozen=True)
class _Reading:
    """``texts``: SHA-256 of those that the model was trained on."""

    suggester: Suggester
    texts: frozenset[str]

    @classmethod
    def of(cls, model: TrainedModel, root: Path) -> _Reading:
        from annotate.baseline.store import load_model
        from annotate.baseline.suggest import suggester_of

        with refusals():
            stored = load_model(root / model.folder)
        return cls(suggester_of(stored), stored.texts)

    def sorted(self, found: Sequence[CodedArticle], counted: Container[int]) -> dict[str, list[CodedArticle]]:
        """The articles that count in two sorts: those that the model was trained on, with all that tell the same, and
        others.
        """
        from annotate.baseline.groups import near_duplicates

        story = near_duplicates(found)
        known = {story[article.id] for article in found if article.text_sha256 in self.texts}
        parts: dict[str, list[CodedArticle]] = {part: [] for part in PARTS}
        for article in (one for one in found if int(one.id) in counted):
            parts["trained" if story[article.id] in known else "fresh"].append(article)
        return parts

    def read(self, some: Sequence[CodedArticle], people: Mapping[int, Mapping[int, Stored]]) -> Iterator[Compared]:
        """Each article that somebody has coded without help, as the model reads it."""
        from annotate.agreement.model import Compared, coded_at, joined, marked
        from schemas.coding import dump_coding

        some = [article for article in some if int(article.id) in people]
        finds = self.suggester.reader.offers_events
        for article, said in zip(some, self.suggester.read(some), strict=True):
            task = int(article.id)
            alone = joined(dump_coding(event.coding) for event in said.events) if finds else None
            marks = marked(people[task])
            given = coded_at(marks, self._codes(article, [(mark[0][0], mark[-1][1]) for mark in marks]))
            yield Compared(task, len(article.text), people[task], alone, given)

    def _codes(self, article: CodedArticle, spans: Sequence[tuple[int, int]]) -> list[str | None]:
        ranked = self.suggester.codes(article, spans, top=1) if spans else []
        return [ranks[0].code if ranks else None for ranks in ranked]
