"""Statistics over a project's finished codings, in the shapes of the SDK. For managers, adjudicators and readers."""

from __future__ import annotations

import statistics
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import Any, Literal

import orjson
from sqlmodel import Session

from annotate.access import ProjectAccess, Role, project_for, task_for
from annotate.annotations.checking import codebook_for
from annotate.errors import NotFound
from annotate.labelstudio import wire
from annotate.projects import service as projects
from annotate.projects.label_config import parsed
from annotate.security import Caller
from annotate.stats import measures, store
from annotate.stats.measures import Content, Counts
from schemas.coding import parse_coding

Wire = dict[str, Any]
MOST = 2000  # tasks that agreement is measured on: those with the newest codings
READERS: tuple[Role, ...] = ("manager", "adjudicator", "reader")
Reference = Literal["all", "ground_truth", "accepted"]


@dataclass(frozen=True, slots=True)
class Coded:
    user: int
    gold: bool
    accepted: bool
    content: Content


Codings = dict[int, list[Coded]]  # by task


def _access(session: Session, caller: Caller, project_id: int) -> ProjectAccess:
    return project_for(session, caller, project_id, *READERS)


def codings(session: Session, caller: Caller, project_id: int, task_id: int | None = None) -> Codings:
    """The finished codings of the tasks that two people or more have coded, or of one task."""
    access = _access(session, caller, project_id)
    ids = [task_id] if task_id is not None else store.newest_double(session, project_id, MOST)
    book = None if access.project.own_config else codebook_for(session, access.project)
    found: Codings = defaultdict(list)
    for row in store.codings(session, project_id, ids):
        if book is None or row.coding is None:
            content = measures.of_result(orjson.loads(row.result))
        else:
            content = measures.of_coding(parse_coding(orjson.loads(row.coding)), book)
        found[row.task_id].append(Coded(row.user_id, row.ground_truth, bool(row.accepted), content))
    return dict(found)


def _pairs(found: Codings) -> Iterator[tuple[Coded, Coded]]:
    for coded in found.values():
        yield from combinations(coded, 2)


def total(found: Codings, *, per_label: bool) -> Wire:
    pairs = list(_pairs(found))
    return {"total_agreement": _by_label(pairs) if per_label else measures.f1(_sum(pairs))}


def _sum(pairs: Sequence[tuple[Coded, Coded]]) -> Counts:
    result = measures.NOTHING
    for a, b in pairs:
        result = measures.add(result, measures.counts(a.content, b.content))
    return result


def _by_label(pairs: Sequence[tuple[Coded, Coded]]) -> dict[str, float | None]:
    sums: dict[str, Counts] = {}
    for a, b in pairs:
        for label, counts in measures.counts_by_label(a.content, b.content).items():
            sums[label] = measures.add(sums.get(label, measures.NOTHING), counts)
    return {label: measures.f1(counts) for label, counts in sorted(sums.items())}


def _between(found: Codings) -> dict[tuple[int, int], list[tuple[Coded, Coded]]]:
    """The pairs of codings by pair of people, the lower id first."""
    pairs: dict[tuple[int, int], list[tuple[Coded, Coded]]] = defaultdict(list)
    for a, b in _pairs(found):
        first, second = sorted((a, b), key=lambda one: one.user)
        pairs[first.user, second.user].append((first, second))
    return pairs


def iaa(session: Session, found: Codings, *, per_label: bool, std: bool) -> Wire:
    """Person by person; ``None`` where two have no task in common or nothing on it."""
    pairs = _between(found)
    users = sorted({user for pair in pairs for user in pair})
    scores: dict[tuple[int, int], Any] = {
        pair: _by_label(both) if per_label else measures.f1(_sum(both)) for pair, both in pairs.items()
    }
    labels = sorted({label for score in scores.values() for label in score}) if per_label else []

    def matrix(read: Any) -> list[list[Any]]:
        return [[1.0 if a == b else read((min(a, b), max(a, b))) for b in users] for a in users]

    table: Any = matrix(scores.get)
    if per_label:
        table = {label: matrix(lambda pair, label=label: scores.get(pair, {}).get(label)) for label in labels}
    plain = [score for score in scores.values() if isinstance(score, float)]
    people = store.people(session, users)
    return {
        "IAA": table,
        "common_tasks": [[0 if a == b else len(pairs.get((min(a, b), max(a, b)), ())) for b in users] for a in users],
        "std": statistics.pstdev(plain) if std and plain else None,
        "users": [wire.person(user, people[user].email, people[user].name) for user in users],
    }


def of_people(found: Codings, users: Sequence[int]) -> dict[str, float]:
    """Each person's agreement with all others."""
    scores = {user: measures.f1(_sum([p for p in _pairs(found) if user in (p[0].user, p[1].user)])) for user in users}
    return {str(user): score for user, score in scores.items() if score is not None}


def with_gold(found: Codings, users: Sequence[int], *, per_label: bool) -> dict[str, Any]:
    """Each person's agreement with the ground truth that others made or adjudicators mended."""
    result: dict[str, Any] = {}
    for user in users:
        both = [
            (mine, gold)
            for coded in found.values()
            for mine in coded
            for gold in coded
            if mine.user == user and gold.gold and gold.user != user
        ]
        score = _by_label(both) if per_label else measures.f1(_sum(both))
        if score is not None:
            result[str(user)] = score
    return result


def confusion(found: Codings, mode: Reference) -> Wire:
    """Labels of matched units: reference by coder; with ``all`` each pair of coders both ways."""
    seen: Counter[tuple[str, str]] = Counter()
    for a, b in _pairs(found):
        for actual, said, holds in ((a, b, _is_reference(a, b, mode)), (b, a, _is_reference(b, a, mode))):
            if holds:
                seen.update(measures.pairs(actual.content, said.content))
    return measures.confusion(sorted({label for pair in seen for label in pair}), seen)


def _is_reference(one: Coded, other: Coded, mode: Reference) -> bool:
    if mode == "all":
        return True
    return (one.gold and not other.gold) if mode == "ground_truth" else (one.accepted and not other.accepted)


def distribution(found: Codings) -> Wire:
    """Tasks by their agreement, in tenths."""
    scores = [measures.f1(_sum(list(combinations(coded, 2)))) for coded in found.values() if len(coded) > 1]
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


def task_matrix(session: Session, caller: Caller, project_id: int, task_id: int) -> Wire:
    if task_for(session, caller, task_id).task.project_id != project_id:
        raise NotFound(f"No task {task_id} here that you can see.")
    coded = codings(session, caller, project_id, task_id).get(task_id, [])
    people = store.people(session, [one.user for one in coded])
    return {
        "matrix": [
            [1.0 if a is b else measures.f1(measures.counts(a.content, b.content)) for b in coded] for a in coded
        ],
        "users": [wire.person(one.user, people[one.user].email, people[one.user].name) for one in coded],
    }


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
