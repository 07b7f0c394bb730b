"""The numbers of the pages in the shapes of Label Studio's statistics: agreement of people is F1 on events found."""

from __future__ import annotations

import statistics
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cached_property
from itertools import combinations
from typing import TYPE_CHECKING, Any, Literal

import orjson
from sqlmodel import Session

from annotate.access import SEES_ALL, project_for, task_for, visible_annotations
from annotate.annotations.checking import codebook_for
from annotate.db import Database
from annotate.errors import NotFound
from annotate.labelstudio import wire
from annotate.reliability import predicted, service, store, tables
from annotate.security import Caller
from schemas.coding import parse_coding

if TYPE_CHECKING:
    from annotate.agreement.report import Part
    from annotate.agreement.sides import Grouping, Sides

Json = dict[str, Any]
Reference = Literal["all", "ground_truth", "accepted"]


@dataclass
class _Whole:
    """A project's double-coded articles, while its table is held."""

    session: Session
    project_id: int
    part: Part

    @cached_property
    def sides(self) -> Sides:
        from annotate.agreement.sides import Sides

        return Sides(self.part)

    @property
    def coder(self) -> Any:
        return self.part.table.codings.column("coder")

    def gold(self) -> Any:
        """Which codings are marked as ground truth."""
        from annotate.agreement.record import GOLD

        return (self.part.table.codings.column("flags") & GOLD) > 0

    def accepted(self) -> Any:
        """Which codings a review has accepted."""
        import numpy as np

        judged = {(row.task_id, row.user_id) for row in store.accepted(self.session, self.project_id)}
        articles = self.part.table.articles[self.part.table.codings.column("slot")]
        pairs = zip(articles.tolist(), self.coder.tolist(), strict=True)
        return np.fromiter((pair in judged for pair in pairs), dtype=bool, count=len(articles))


@contextmanager
def _whole(db: Database, caller: Caller, project_id: int) -> Iterator[_Whole | None]:
    from annotate.agreement.choice import Choice

    service.ensure(db, caller, project_id)
    with db.read() as session:
        access = project_for(session, caller, project_id, *SEES_ALL)
        with tables.opened(session, access.project, codebook_for(session, access.project)) as kept:
            yield _Whole(session, project_id, kept.part(Choice())) if kept is not None else None


def _everything(one: Any, other: Any) -> Any:
    import numpy as np

    return np.zeros(len(one), dtype=np.int64)


def total(db: Database, caller: Caller, project_id: int, *, per_label: bool = False) -> Json:
    """``projects.stats.total_agreement``: the F1 over all pairs of people; None where nothing was coded twice."""
    with _whole(db, caller, project_id) as whole:
        if whole is None:
            return {"total_agreement": {} if per_label else None}
        if per_label:
            return {"total_agreement": whole.sides.f1_by_root(_everything, 1)[0]}
        return {"total_agreement": whole.part.rows(["event_f1"])[0]["value"]}


def annotators(db: Database, caller: Caller, project_id: int, *, users: Sequence[int]) -> dict[str, float]:
    """``projects.stats.agreement_annotators``: each of these people against all others, where there is something."""
    with _whole(db, caller, project_id) as whole:
        people = whole.part.breakdowns.people() if whole is not None else []
        return {str(p.coder): p.event_f1 for p in people if p.coder in users and p.event_f1 is not None}


def with_gold(
    db: Database, caller: Caller, project_id: int, *, users: Sequence[int], per_label: bool
) -> dict[str, Any]:
    """``projects.stats.users_ground_truth_agreement``: each of these people against others' ground truth."""
    with _whole(db, caller, project_id) as whole:
        if whole is None:
            return {}
        import numpy as np

        gold, coder = whole.gold(), whole.coder
        known = sorted(set(users))
        place = np.full(int(max(coder.max(initial=0), *known, 0)) + 1, -1, dtype=np.int64)
        place[known] = np.arange(len(known))

        def group(one: Any, other: Any) -> Any:
            return np.where(gold[other] & (coder[one] != coder[other]), place[coder[one]], -1)

        found: Sequence[Any] = (whole.sides.f1_by_root if per_label else whole.sides.f1)(group, len(known))
        return {str(user): share for user, share in zip(known, found, strict=True) if share is not None}


def matrix(db: Database, caller: Caller, project_id: int, *, per_label: bool = False, std: bool = False) -> Json:
    """``projects.stats.iaa``: everybody against everybody, how many articles in common, and how far pairs differ."""
    with _whole(db, caller, project_id) as whole:
        pairs = whole.part.breakdowns.pairs() if whole is not None else []
        ids = sorted({p.first for p in pairs} | {p.second for p in pairs})
        people = {row.id: row for row in store.people(whole.session, ids)} if whole is not None else {}
        by_root = _by_root(whole, ids) if per_label and whole is not None else {}
    place = {user_id: n for n, user_id in enumerate(ids)}
    shares: list[list[float | None]] = [[1.0 if i == j else None for j in ids] for i in ids]
    common = [[0 for _ in ids] for _ in ids]
    for pair in pairs:
        for i, j in ((pair.first, pair.second), (pair.second, pair.first)):
            shares[place[i]][place[j]] = pair.event_f1
            common[place[i]][place[j]] = pair.articles
    known = [p.event_f1 for p in pairs if p.event_f1 is not None]
    return {
        "IAA": by_root if per_label else shares,
        "common_tasks": common,
        "std": statistics.pstdev(known) if std and known and not per_label else None,
        "users": [wire.person(user, people[user].email, people[user].name) for user in ids],
    }


def _by_root(whole: _Whole, ids: Sequence[int]) -> dict[str, list[list[float | None]]]:
    """Per root code everybody against everybody."""
    k = len(ids)
    found = whole.sides.f1_by_root(_pair_of(whole.coder, ids), k * k)
    return {
        name: [[1.0 if i == j else found[i * k + j].get(name) for j in range(k)] for i in range(k)]
        for name in sorted({name for row in found for name in row})
    }


def _pair_of(coder: Any, ids: Sequence[int]) -> Grouping:
    import numpy as np

    def group(one: Any, other: Any) -> Any:
        return np.searchsorted(ids, coder[one]) * len(ids) + np.searchsorted(ids, coder[other])

    return group


def mixed(db: Database, caller: Caller, project_id: int, *, mode: Reference) -> Counter[tuple[str, str]]:
    """Root codes of matched events: of the reference, of the others."""
    with _whole(db, caller, project_id) as whole:
        if whole is None:
            return Counter()
        if mode == "all":
            return whole.sides.mixed()
        return whole.sides.mixed(whole.gold() if mode == "ground_truth" else whole.accepted())


def by_task(db: Database, caller: Caller, project_id: int) -> list[float | None]:
    """The F1 of each double-coded article; None where nobody has found an event."""
    with _whole(db, caller, project_id) as whole:
        if whole is None:
            return []
        counted, of = whole.part.counted, whole.part.view.of
        sums = zip(of("found")[counted].tolist(), of("size_events")[counted].tolist(), strict=True)
        return [found / size if size else None for found, size in sums]


def task_matrix(
    db: Database, caller: Caller, project_id: int, task_id: int, *, chosen: Callable[[str], bool] | None = None
) -> Json:
    """``tasks.agreement_matrix``: people against each other on one article, as far as the caller may see codings, and
    the predictions of the chosen model versions.
    """
    with db.read() as session:
        access = task_for(session, caller, task_id, *SEES_ALL)
        if access.task.project_id != project_id:
            raise NotFound(f"No task {task_id} here that you can see.")
        book = codebook_for(session, access.project)
        rows = store.seen_codings(session, [task_id], visible_annotations(caller, access.role))
        said = predicted.codings(session, access.task, book) if chosen is not None else {}
    from annotate.agreement.matching import match_events
    from annotate.agreement.reading import Reading

    read = [(wire.person(r.user_id, r.email, r.name), parse_coding(orjson.loads(r.coding))) for r in rows]
    read += [({"model_version": one}, coding) for one, coding in said.items() if chosen is not None and chosen(one)]
    events = [[e.span for e in Reading(coding).events if not e.copy] for _, coding in read]
    shares: list[list[float | None]] = [[1.0 if a == b else None for b in range(len(read))] for a in range(len(read))]
    for a, b in combinations(range(len(read)), 2):
        size = len(events[a]) + len(events[b])
        shares[a][b] = shares[b][a] = 2 * len(match_events(events[a], events[b])) / size if size else None
    return {"matrix": shares, "users": [user for user, _ in read]}
