"""Which creates are the same request again: by the client's unique id, or by content."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from sqlmodel import Session

from annotate.annotations import store
from annotate.errors import Invalid, NotFound
from annotate.models import Task


class UniqueIdReused(Invalid):
    code = "unique-id-reused"


class AlreadyAnnotated(Invalid):
    code = "already-annotated"


@dataclass(frozen=True, slots=True)
class Wanted:
    """What tells one create from another."""

    task: Task
    coder_id: int
    unique_id: str | None
    request_hash: str


def repeated_by(session: Session, wanted: Wanted) -> Any | None:
    """The answer to an earlier create that this one repeats; None for a new one. Raises for a clash."""
    # in this order: a twin of this request that is stored between the two look-ups is found by the second
    live = store.live_of(session, wanted.task.id or 0, wanted.coder_id)
    known = _known(session, wanted)
    if known is not None:
        mine = (known.task_id, known.user_id, known.deleted_at) == (wanted.task.id, wanted.coder_id, None)
        if not mine or known.request_hash != wanted.request_hash:
            raise UniqueIdReused(
                "This unique_id belongs to another coding already; make a new one for each coding.",
                fields={"unique_id": ["Used before, with another content."]},
            )
        return store.first_state(session, known.id)
    if live is None:
        return None
    if wanted.unique_id is None and live.request_hash == wanted.request_hash:
        return store.first_state(session, live.id)
    raise AlreadyAnnotated(
        f"This article is coded by this person already: change annotation {live.id} instead.",
        extra={"annotation": live.id},
    )


def repeated_or_refused(session: Session, wanted: Wanted) -> Any:
    """Why nothing was inserted: the answer to an earlier create that this one repeats; raises where it repeats none."""
    found = repeated_by(session, wanted)
    if found is None and not store.task_is_live(session, wanted.task.id or 0):
        raise gone(wanted.task)
    if found is None:
        raise AlreadyAnnotated("This article has just been coded by the same person; open it again.")
    return found


def gone(task: Task) -> NotFound:
    return NotFound(f"Task {task.id} has just been deleted.")


def _known(session: Session, wanted: Wanted) -> Any | None:
    if wanted.unique_id is None:
        return None
    return store.by_unique_id(session, wanted.task.project_id, wanted.unique_id)
