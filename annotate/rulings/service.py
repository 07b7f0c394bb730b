"""Rulings: how a project codes its doubtful cases, a sentence or two each, on the definition card of their code.

Managers and adjudicators make them; everybody in the project reads them. One that is withdrawn stays in the database.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlmodel import Session

from annotate import clock
from annotate.access import Role, project_for
from annotate.annotations.checking import codebook_for
from annotate.audit import record
from annotate.errors import Invalid, NotFound
from annotate.models import Project
from annotate.rulings import store
from annotate.security import Caller
from schemas.codebook import Code

MAKERS: tuple[Role, ...] = ("manager", "adjudicator")
LONGEST = 500  # characters: it is read between two keys
MOST = 300  # of a project: they go to the coding screen with every article
Wire = dict[str, Any]


def listed(session: Session, project: Project) -> list[Wire]:
    """What holds in the project, in the codebook's order of codes, the oldest first."""
    rows = store.live(session, project.id or 0)
    if not rows:
        return []
    book = codebook_for(session, project)
    place = {code.code: at for at, code in enumerate(book.codes)}
    ordered = sorted(rows, key=lambda row: (place.get(row.code, len(place)), row.id))
    return [_shown(row.id, book.get(row.code), row.code, row.text, row.created_at) for row in ordered]


def add(session: Session, caller: Caller, project_id: int, code: str, text: str) -> Wire:
    """A ruling on a code of the project's codebook. Raises Invalid for another code, no text, too much, or too many."""
    access = project_for(session, caller, project_id, *MAKERS)
    code, text = code.strip(), text.strip()
    known = codebook_for(session, access.project).get(code)
    if known is None:
        _refuse("code", f"The project's codebook has no code {code!r}.")
    if not 0 < len(text) <= LONGEST:
        _refuse("text", f"Write 1 to {LONGEST} characters; this text has {len(text)}.")
    if len(store.live(session, project_id)) >= MOST:
        _refuse(
            "text", f"The project has {MOST} rulings, the most there can be: withdraw one, or put it in the guideline."
        )
    values = {"project_id": project_id, "code": code, "text": text}
    moment = clock.now()
    ruling_id = store.add(session, {**values, "created_by": caller.user_id, "created_at": moment})
    detail = {"ruling": ruling_id, "code": code, "text": text}
    record(session, caller.user_id, "ruling-made", project_id=project_id, detail=detail)
    return _shown(ruling_id, known, code, text, moment)


def withdraw(session: Session, caller: Caller, project_id: int, ruling_id: int) -> None:
    """It holds no longer; raises NotFound when the project has no such ruling."""
    project_for(session, caller, project_id, *MAKERS)
    code = store.withdraw(session, project_id, ruling_id, clock.now())
    if code is None:
        raise NotFound(f"Ruling {ruling_id} does not hold in this project; it may have been withdrawn.")
    detail = {"ruling": ruling_id, "code": code}
    record(session, caller.user_id, "ruling-withdrawn", project_id=project_id, detail=detail)


def copy(session: Session, old: int, new: int, maker: int) -> None:
    """What holds in one project holds in another of the same codebook."""
    for row in store.live(session, old):
        values = {"project_id": new, "code": row.code, "text": row.text}
        store.add(session, {**values, "created_by": maker, "created_at": row.created_at})


def _shown(ruling_id: int, known: Code | None, code: str, text: str, made: datetime) -> Wire:
    label = known.label if known is not None else ""
    return {"id": ruling_id, "code": code, "label": label, "text": text, "at": clock.iso(made)}


def _refuse(field: str, message: str) -> None:
    raise Invalid(message, fields={field: [message]})
