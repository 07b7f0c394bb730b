"""Agreement where the label config is the project's own, so that there are no events: on regions equal in both."""

from __future__ import annotations

import statistics
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import Any

import orjson
from sqlmodel import Session

from annotate.errors import NotFound
from annotate.labelstudio import wire
from annotate.reliability.predicted import Against
from annotate.reliability.sdk import Reference
from annotate.stats import measures, store
from annotate.stats.measures import Content, Counts

Wire = dict[str, Any]
MOST = 2000  # tasks that agreement is measured on: those with the newest codings


@dataclass(frozen=True, slots=True)
class Coded:
    user: int
    gold: bool
    accepted: bool
    content: Content


Codings = dict[int, list[Coded]]  # by task


def _codings(session: Session, project_id: int, task_id: int | None = None) -> Codings:
    """The finished codings of the tasks that two people or more have coded, or of one task."""
    ids = [task_id] if task_id is not None else store.newest_double(session, project_id, MOST)
    found: Codings = defaultdict(list)
    for row in store.codings(session, project_id, ids):
        content = measures.of_result(orjson.loads(row.result))
        found[row.task_id].append(Coded(row.user_id, row.ground_truth, bool(row.accepted), content))
    return dict(found)


def _pairs(found: Codings) -> Iterator[tuple[Coded, Coded]]:
    for coded in found.values():
        yield from combinations(coded, 2)


def total(session: Session, project_id: int, *, per_label: bool) -> Wire:
    pairs = list(_pairs(_codings(session, project_id)))
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


def matrix(session: Session, project_id: int, *, per_label: bool, std: bool) -> Wire:
    """Person by person; ``None`` where two have no task in common or nothing on it."""
    pairs = _between(_codings(session, project_id))
    users = sorted({user for pair in pairs for user in pair})
    scores: dict[tuple[int, int], Any] = {
        pair: _by_label(both) if per_label else measures.f1(_sum(both)) for pair, both in pairs.items()
    }
    labels = sorted({label for score in scores.values() for label in score}) if per_label else []

    def square(read: Any) -> list[list[Any]]:
        return [[1.0 if a == b else read((min(a, b), max(a, b))) for b in users] for a in users]

    table: Any = square(scores.get)
    if per_label:
        table = {label: square(lambda pair, label=label: scores.get(pair, {}).get(label)) for label in labels}
    plain = [score for score in scores.values() if isinstance(score, float)]
    people = store.people(session, users)
    return {
        "IAA": table,
        "common_tasks": [[0 if a == b else len(pairs.get((min(a, b), max(a, b)), ())) for b in users] for a in users],
        "std": statistics.pstdev(plain) if std and plain else None,
        "users": [wire.person(user, people[user].email, people[user].name) for user in users],
    }


def annotators(session: Session, project_id: int, *, users: Sequence[int]) -> dict[str, float]:
    """Each person's agreement with all others."""
    found = _codings(session, project_id)
    scores = {user: measures.f1(_sum([p for p in _pairs(found) if user in (p[0].user, p[1].user)])) for user in users}
    return {str(user): score for user, score in scores.items() if score is not None}


def with_gold(session: Session, project_id: int, *, users: Sequence[int], per_label: bool) -> dict[str, Any]:
    """Each person's agreement with the ground truth that others made or adjudicators mended."""
    found = _codings(session, project_id)
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


def of_model(session: Session, project_id: int, *, version: str, against: Against, per_label: bool = False) -> Any:
    """How the predictions of a model version agree with people, with the ground truth, or with other versions."""
    both = []
    for coded, said in _predicted(session, project_id):
        others = [c for c in coded if against == "people" or c.gold] if against != "models" else []
        others += [said[name] for name in said if name != version and against == "models"]
        both += [(said[version], other) for other in others if version in said]
    return _by_label(both) if per_label else measures.f1(_sum(both))


def of_people(session: Session, project_id: int, *, users: Sequence[int], per_label: bool = False) -> dict[str, Any]:
    """How each person agrees with the predictions of all versions."""
    pairs = [
        (one, other) for coded, said in _predicted(session, project_id) for one in coded for other in said.values()
    ]
    found = {}
    for user in users:
        both = [pair for pair in pairs if pair[0].user == user]
        found[str(user)] = _by_label(both) if per_label else measures.f1(_sum(both))
    return {user: score for user, score in found.items() if score not in (None, {})}


def _predicted(session: Session, project_id: int) -> Iterator[tuple[list[Coded], dict[str, Coded]]]:
    """Task by task the finished codings, and the newest prediction of each model version."""
    said: dict[int, dict[str, Coded]] = defaultdict(dict)
    for row in store.predictions(session, project_id):
        content = measures.of_result(orjson.loads(row.result))
        said[row.task_id][row.model_version] = Coded(0, False, False, content)
    ids = [task_id for task_id in store.newest_coded(session, project_id, MOST) if task_id in said]
    coded: Codings = defaultdict(list)
    for row in store.codings(session, project_id, ids):
        content = measures.of_result(orjson.loads(row.result))
        coded[row.task_id].append(Coded(row.user_id, row.ground_truth, bool(row.accepted), content))
    yield from ((coded[task_id], said[task_id]) for task_id in ids)


def mixed(session: Session, project_id: int, *, mode: Reference) -> Counter[tuple[str, str]]:
    """Labels of matched regions: of the reference, of the others."""
    seen: Counter[tuple[str, str]] = Counter()
    for a, b in _pairs(_codings(session, project_id)):
        for actual, said, holds in ((a, b, _is_reference(a, b, mode)), (b, a, _is_reference(b, a, mode))):
            if holds:
                seen.update(measures.pairs(actual.content, said.content))
    return seen


def _is_reference(one: Coded, other: Coded, mode: Reference) -> bool:
    if mode == "all":
        return True
    return (one.gold and not other.gold) if mode == "ground_truth" else (one.accepted and not other.accepted)


def by_task(session: Session, project_id: int) -> list[float | None]:
    """The agreement on each task; None where nobody has marked anything."""
    return [measures.f1(_sum(list(combinations(coded, 2)))) for coded in _codings(session, project_id).values()]


def task_matrix(
    session: Session, project_id: int, *, task_id: int, chosen: Callable[[str], bool] | None = None
) -> Wire:
    if not store.has_task(session, project_id, task_id):
        raise NotFound(f"No task {task_id} here that you can see.")
    coded = _codings(session, project_id, task_id).get(task_id, [])
    people = store.people(session, [one.user for one in coded])
    users: list[Wire] = [wire.person(one.user, people[one.user].email, people[one.user].name) for one in coded]
    contents = [one.content for one in coded]
    said = {row.model_version: row.result for row in store.predictions(session, project_id, task_id)}
    for version in sorted(said):
        if chosen is not None and chosen(version):
            users.append({"model_version": version})
            contents.append(measures.of_result(orjson.loads(said[version])))
    shares = [[1.0 if a is b else measures.f1(measures.counts(a, b)) for b in contents] for a in contents]
    return {"matrix": shares, "users": users}
