"""Statistics over a project's finished codings, in the shapes of the SDK. For managers, adjudicators and readers."""

from __future__ import annotations

import statistics
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Sequence
from typing import Any, TypeVar

import orjson
from sqlmodel import Session

from annotate.access import SEES_ALL, ProjectAccess, project_for
from annotate.db import Database
from annotate.projects import service as projects
from annotate.projects.label_config import parsed
from annotate.reliability import sdk
from annotate.security import Caller
from annotate.stats import measures, regions, store

Wire = dict[str, Any]
T = TypeVar("T")


def agreement(
    db: Database, caller: Caller, project_id: int, events: Callable[..., T], others: Callable[..., T], **asked: Any
) -> T:
    """An answer about agreement: on events, from the records of ``reliability``; with a label config of the project's
    own, on equal regions.
    """
    with db.read() as session:
        if _access(session, caller, project_id).project.own_config:
            return others(session, project_id, **asked)
    return events(db, caller, project_id, **asked)


def confusion(db: Database, caller: Caller, project_id: int, mode: sdk.Reference) -> Wire:
    """Labels of matched units: reference by coder; with ``all`` each pair of coders both ways."""
    seen = agreement(db, caller, project_id, sdk.mixed, regions.mixed, mode=mode)
    return measures.confusion(sorted({label for pair in seen for label in pair}), seen)


def distribution(db: Database, caller: Caller, project_id: int) -> Wire:
    """Tasks by their agreement, in tenths."""
    scores = agreement(db, caller, project_id, sdk.by_task, regions.by_task)
    known = [score for score in scores if score is not None]
    histogram = [0] * 10
    for score in known:
        histogram[min(9, int(score * 10))] += 1
    return {
        "average_agreement": statistics.fmean(known) if known else None,
        "histogram": histogram,
        "low_agreement_count": sum(score < 0.5 for score in known),
        "total_tasks": len(scores),
    }


def _access(session: Session, caller: Caller, project_id: int) -> ProjectAccess:
    return project_for(session, caller, project_id, *SEES_ALL)


def lead_time(session: Session, caller: Caller, project_id: int) -> Wire:
    _access(session, caller, project_id)
    times: dict[int, list[float]] = defaultdict(list)
    for row in store.lead_times(session, project_id):
        times[row.user_id].append(row.lead_time)
    rows = [
        {
            "user_id": user,
            "mean_time": statistics.fmean(found),
            "median_time": statistics.median(found),
            "sum_lead_time": sum(found),
        }
        for user, found in sorted(times.items())
    ]
    return {"lead_time_stats": rows}


def finished(session: Session, caller: Caller, project_id: int, user_id: int | None) -> Wire:
    """Tasks that all who are wanted have coded; of a person, those that they have coded."""
    _access(session, caller, project_id)
    numbers = projects.progress(session, [project_id], caller.user_id)[project_id]
    done = numbers["complete"] if user_id is None else store.finished_by(session, project_id, user_id)
    share = round(100 * done / numbers["tasks"]) if numbers["tasks"] else 0
    return {"finished": done, "id": project_id if user_id is None else user_id, "progress": share}


def review_scores(session: Session, caller: Caller, project_id: int, users: Sequence[int]) -> Wire:
    """``review_score``: accepted as they were; ``performance_score``: accepted, mended or not; of all reviews."""
    _access(session, caller, project_id)
    judged: dict[int, list[tuple[bool, bool]]] = defaultdict(list)
    for row in store.judged(session, project_id, users):
        judged[row.user_id].append((row.accepted, row.accepted and row.fixed is None))
    return {
        "performance_score": {str(u): sum(a for a, _ in found) / len(found) for u, found in judged.items()},
        "review_score": {str(u): sum(c for _, c in found) / len(found) for u, found in judged.items()},
    }


def structure(session: Session, caller: Caller, project_id: int) -> Wire:
    """The controls with labels, and what can be chosen in each."""
    access = _access(session, caller, project_id)
    dimensions = [
        {
            "dimension_id": number,
            "name": name,
            "type": control["type"],
            "choices": control["labels"],
            "choice_keys": [f"{name}:{label}" for label in control["labels"]],
            "unsupported_reason": None,
        }
        for number, (name, control) in enumerate(parsed(access.project.label_config).items(), 1)
        if control["labels"]
    ]
    keys = [key for dimension in dimensions for key in dimension["choice_keys"]]
    return {
        "choice_keys": keys,
        "dimensions": dimensions,
        "has_predictions": store.has_predictions(session, project_id),
    }


def label_counts(session: Session, caller: Caller, project_id: int, keys: Sequence[str] | None) -> list[Wire]:
    """How often each label was used, in codings and in predictions, the most used first."""
    _access(session, caller, project_id)
    used, proposed = (
        _used(found) for found in (store.results(session, project_id), store.predicted(session, project_id))
    )
    sums = {True: _sums(used), False: _sums(proposed)}
    rows = [
        {
            "dimension_name": name,
            "choice": label,
            "choice_key": f"{name}:{label}",
            "from_annotations_count": used[name, label],
            "from_annotations_percent": _percent(used[name, label], sums[True][name]),
            "from_predictions_count": proposed[name, label],
            "from_predictions_percent": _percent(proposed[name, label], sums[False][name]),
        }
        for name, label in {*used, *proposed}
        if keys is None or f"{name}:{label}" in keys
    ]
    return sorted(rows, key=lambda row: (-row["from_annotations_count"], row["choice_key"]))


def _used(found: Iterator[str]) -> Counter[tuple[str, str]]:
    used: Counter[tuple[str, str]] = Counter()
    for text in found:
        for item in orjson.loads(text):
            value = item.get("value")
            if isinstance(value, dict) and item.get("from_name"):
                used.update((str(item["from_name"]), label) for label in measures.labels_of(value))
    return used


def _sums(used: Counter[tuple[str, str]]) -> Counter[str]:
    sums: Counter[str] = Counter()
    for (name, _), number in used.items():
        sums[name] += number
    return sums


def _percent(part: int, whole: int) -> float:
    return round(100 * part / whole, 2) if whole else 0.0
