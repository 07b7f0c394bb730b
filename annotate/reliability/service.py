"""What may be asked about agreement, by whom, and the answers: the same for pages, SDK, command and glance."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import orjson
from sqlmodel import Session

from annotate.access import SEES_ALL, ProjectAccess, project_for
from annotate.annotations.checking import codebook_for
from annotate.db import Database
from annotate.errors import Invalid
from annotate.reliability import records, store, tables
from annotate.security import Caller

if TYPE_CHECKING:
    from annotate.agreement.choice import Choice
    from annotate.reliability.tables import Kept

Json = dict[str, Any]
GLANCE = ("event_f1", "trigger_f1_overlap", "root_alpha", "code_alpha", "event_f1_strict")
HEAD = (*GLANCE, "relevant_alpha")


@dataclass(frozen=True)
class Asked:
    """A question: which part, grouped by what, and which sections of the answer (all when none is named)."""

    choice: Choice
    by: str | None = None
    parts: tuple[str, ...] = ()


def report(db: Database, caller: Caller, project_id: int, asked: Asked) -> bytes:
    """The dashboard's numbers as JSON. Annotators get the main figures over everything and no more."""
    ensure(db, caller, project_id)
    with db.read() as session:
        access = project_for(session, caller, project_id)
        if access.role not in SEES_ALL:
            return orjson.dumps(_main_figures(session, access))
        with _opened(session, access) as kept:
            if kept is None:
                return orjson.dumps({**_nothing(session, access), "state": state(session, access)})
            body = _answer(session, kept, asked)
        return _joined(body, {"state": state(session, access)})


def _joined(body: bytes, more: Json) -> bytes:
    """Two JSON objects as one; the first is kept as it was computed."""
    return body[:-1] + b"," + orjson.dumps(more)[1:]


def _answer(session: Session, kept: Kept, asked: Asked) -> bytes:
    found = kept.answers.get(asked)
    if found is None:
        found = kept.answers[asked] = orjson.dumps(_compute(session, kept, asked))
        while len(kept.answers) > tables.MOST_PARTS * 4:
            kept.answers.popitem(last=False)
    return found


def _compute(session: Session, kept: Kept, asked: Asked) -> Json:
    from annotate.agreement.choice import PERIODS
    from annotate.agreement.report import report

    if asked.by is not None and asked.by not in PERIODS and asked.by not in kept.values:
        known = ", ".join((*PERIODS, *sorted(kept.values)))
        raise Invalid(f"There is nothing called {asked.by!r} to group by; there are {known}.")
    data = report(kept.part(asked.choice), by=asked.by, parts=asked.parts)
    data |= _named(session, data)
    if not asked.parts or "choices" in asked.parts:
        data["choices"] = {"fields": kept.fields(), "periods": list(PERIODS), "people": _people(session, kept)}
    if not asked.parts or "suggestions" in asked.parts:
        data["suggestions"] = _suggestions(kept, asked.choice)
    return data


def _people(session: Session, kept: Kept) -> list[Json]:
    import numpy as np

    ids = [int(i) for i in np.unique(kept.table.codings.column("coder"))]
    return [{"id": row.id, "name": row.name or f"Coder {row.id}"} for row in store.people(session, ids)]


def _named(session: Session, data: Json) -> Json:
    """The tables with names for people and titles for articles."""
    named: Json = {}
    ids = {p["coder"] for p in data.get("people", ())} | {
        p[x] for p in data.get("pairs", ()) for x in ("first", "second")
    }
    names = {row.id: row.name or f"Coder {row.id}" for row in store.people(session, sorted(ids))} if ids else {}
    if "people" in data:
        named["people"] = [{**p, "name": names.get(p["coder"], "")} for p in data["people"]]
    if "pairs" in data:
        named["pairs"] = [
            {**p, "first_name": names.get(p["first"], ""), "second_name": names.get(p["second"], "")}
            for p in data["pairs"]
        ]
    if "pulls" in data:
        titles = {row.id: row for row in store.titles(session, [p["article"] for p in data["pulls"]])}
        named["pulls"] = [
            {"task": p["article"], "inner_id": titles[p["article"]].inner_id, "title": titles[p["article"]].title}
            | {name: p[name] for name in ("pull", "units", "differing")}
            for p in data["pulls"]
        ]
    return named


def _suggestions(kept: Kept, choice: Choice) -> Json | None:
    """The main figures with and without suggestions, side by side; None where nobody has accepted any."""
    from annotate.agreement.record import ASSISTED

    if choice.suggestions != "all" or not (kept.table.codings.column("flags") & ASSISTED).any():
        return None
    return {side: kept.part(replace(choice, suggestions=side)).rows(HEAD) for side in ("with", "without")}


def state(session: Session, access: ProjectAccess) -> Json:
    """Whether the numbers are of now: ``stale`` while records are made anew, with how far that is."""
    found = store.state(session, access.project.id or 0)
    current = found is not None and found.rules == records.rules_of(access.project.codebook_id)
    if current or (found is None and not store.double_coded(session, access.project.id or 0, limit=1)):
        return {"stale": False, "seq": found.seq if found is not None else 0, "progress": None}
    job = store.job(session, records.job_key(access.project.id or 0))
    progress = {"done": job.done, "total": job.total, "job": job.id} if job is not None else None
    return {
        "stale": True,
        "seq": found.seq if found is not None else 0,
        "progress": progress,
        "why": "The numbers are being counted anew; those shown are from before.",
    }


def ensure(db: Database, caller: Caller, project_id: int) -> None:
    """Have records made where they are missing or of older rules, once."""
    with db.read() as session:
        project = project_for(session, caller, project_id).project
        if project.own_config:
            raise Invalid("This project has a label config of its own, so there are no events to compare.")
        if not _wanting(session, project):
            return
    with db.write() as session:
        store.add_state(session, project_id, "")
        records.begin_rebuild(session, project_id, records.rules_of(project.codebook_id))


def _wanting(session: Session, project: Any) -> bool:
    found = store.state(session, project.id)
    if found is None:
        return bool(store.double_coded(session, project.id, limit=1))
    if found.rules == records.rules_of(project.codebook_id):
        return False
    return store.job(session, records.job_key(project.id)) is None


@contextmanager
def _opened(session: Session, access: ProjectAccess) -> Iterator[Kept | None]:
    with tables.opened(session, access.project, codebook_for(session, access.project)) as kept:
        yield kept


def _main_figures(session: Session, access: ProjectAccess) -> Json:
    found = glance(session, access.project)
    empty: Json = {"articles": 0, "coders": 0, "measures": []}
    shown = (
        empty
        if found is None
        else {"articles": found["articles"], "coders": found["coders"], "measures": found["rows"]}
    )
    return {**shown, "limited": True, "state": state(session, access)}


def _nothing(session: Session, access: ProjectAccess) -> Json:
    from annotate.agreement.choice import Choice
    from annotate.agreement.report import Part, report
    from annotate.agreement.table import Table

    part = Part(Table(), codebook_for(session, access.project), Choice(), {})
    return {**report(part), "choices": {"fields": [], "periods": [], "people": []}, "suggestions": None}


def glance(session: Session, project: Any, keys: Sequence[str] = GLANCE) -> Json | None:
    """The main figures over everything; None until two people have coded the same article."""
    from annotate.agreement.choice import Choice

    if project.own_config:
        return None
    with tables.opened(session, project, codebook_for(session, project)) as kept:
        if kept is None:
            return None
        part = kept.part(Choice())
        if not part.counted.any():
            return None
        key = ("glance", tuple(keys))
        if key not in kept.answers:
            rows = sorted(part.rows(keys), key=lambda row: keys.index(row["key"]))
            data = {"articles": int(part.counted.sum()), "coders": len(part.breakdowns.coders), "rows": rows}
            kept.answers[key] = orjson.dumps(data)
        found: Json = orjson.loads(kept.answers[key])
        return found
