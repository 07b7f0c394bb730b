"""The same numbers in the shapes of Label Studio's statistics: agreement of people is the F1 of events both found."""

from __future__ import annotations

import statistics
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from itertools import combinations
from typing import TYPE_CHECKING, Any

import orjson
from sqlmodel import Session

from annotate.access import project_for, task_for, visible_annotations
from annotate.annotations.checking import codebook_for
from annotate.db import Database
from annotate.reliability import service, store, tables
from annotate.security import Caller
from schemas.coding import parse_coding

if TYPE_CHECKING:
    from annotate.agreement.report import Part

Json = dict[str, Any]


@contextmanager
def _whole(db: Database, caller: Caller, project_id: int) -> Iterator[tuple[Session, Part | None]]:
    from annotate.agreement.choice import Choice

    service.ensure(db, caller, project_id)
    with db.read() as session:
        access = project_for(session, caller, project_id, "manager", "adjudicator", "reader")
        with tables.opened(session, access.project, codebook_for(session, access.project)) as kept:
            yield session, kept.part(Choice()) if kept is not None else None


def total(db: Database, caller: Caller, project_id: int) -> Json:
    """``projects.stats.total_agreement``: the F1 over all pairs of people; None where nothing was coded twice."""
    with _whole(db, caller, project_id) as (_, part):
        return {"total_agreement": part.rows(["event_f1"])[0]["value"] if part is not None else None}


def annotators(db: Database, caller: Caller, project_id: int, ids: Sequence[int] = ()) -> Json:
    """``projects.stats.agreement_annotators``: each person against all others."""
    with _whole(db, caller, project_id) as (_, part):
        people = part.breakdowns.people() if part is not None else []
        return {"agreement": {str(p.coder): p.event_f1 for p in people if not ids or p.coder in ids}}


def annotator(db: Database, caller: Caller, project_id: int, user_id: int) -> Json:
    """``projects.stats.agreement_annotator``."""
    return {"Agreement_per_annotator": annotators(db, caller, project_id)["agreement"].get(str(user_id))}


def matrix(db: Database, caller: Caller, project_id: int) -> Json:
    """``projects.stats.iaa``: everybody against everybody, how many articles in common, and how far pairs differ."""
    with _whole(db, caller, project_id) as (session, part):
        pairs = part.breakdowns.pairs() if part is not None else []
        ids = sorted({p.first for p in pairs} | {p.second for p in pairs})
        people = [{"id": row.id, "email": row.email} for row in store.people(session, ids)]
    place = {user_id: n for n, user_id in enumerate(ids)}
    shares: list[list[float | None]] = [[1.0 if i == j else None for j in ids] for i in ids]
    common = [[0 for _ in ids] for _ in ids]
    for pair in pairs:
        for i, j in ((pair.first, pair.second), (pair.second, pair.first)):
            shares[place[i]][place[j]] = pair.event_f1
            common[place[i]][place[j]] = pair.articles
    known = [p.event_f1 for p in pairs if p.event_f1 is not None]
    spread = statistics.pstdev(known) if known else 0.0
    return {"IAA": shares, "common_tasks": common, "std": spread, "users": sorted(people, key=lambda p: place[p["id"]])}


def task_matrix(db: Database, caller: Caller, task_id: int) -> Json:
    """``tasks.agreement_matrix``: people against each other on one article, as far as the caller may see codings."""
    with db.read() as session:
        access = task_for(session, caller, task_id, "manager", "adjudicator", "reader")
        rows = store.seen_codings(session, [task_id], visible_annotations(caller, access.role))
    from annotate.agreement.matching import match_events
    from annotate.agreement.reading import Reading

    events = [[e.span for e in Reading(parse_coding(orjson.loads(r.coding))).events if not e.copy] for r in rows]
    shares: list[list[float | None]] = [[1.0 if a == b else None for b in range(len(rows))] for a in range(len(rows))]
    for a, b in combinations(range(len(rows)), 2):
        size = len(events[a]) + len(events[b])
        shares[a][b] = shares[b][a] = 2 * len(match_events(events[a], events[b])) / size if size else None
    return {"matrix": shares, "users": [{"id": r.user_id, "email": r.email, "annotation": r.id} for r in rows]}
