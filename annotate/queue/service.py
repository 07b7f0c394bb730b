"""The rules of the queue: who gets which article, for how long, and when a seat is used up."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import and_
from sqlmodel import Session, col

from annotate import clock
from annotate.access import CODERS, Role, project_for, task_for
from annotate.audit import record
from annotate.errors import Forbidden
from annotate.models import Project, Task
from annotate.queue import store, turns
from annotate.queue.claims import DONE
from annotate.queue.order import in_order
from annotate.security import Caller

SAMPLE_CODERS = 2  # agreement is measured on the reliability sample, which takes two
_LAST = 2**30  # a turn behind every other one
AHEAD_MINUTES = 10  # how long an article is kept ahead of its coder without being asked for again


class NoSeat(Forbidden):
    """Every place on this article is taken."""

    code = "no-seat"


@dataclass(frozen=True, slots=True)
class Claim:
    """``key`` is a name for this lease: the same while it is only prolonged."""

    task_id: int
    until: datetime
    key: str


def claim_next(session: Session, caller: Caller, project_id: int, lease_minutes: int) -> Claim | None:
    """The caller's article again if one is in their hands, else the next free one; None when nothing is left."""
    store.enter(session, caller, project_id, *CODERS)
    now = clock.now()
    until = now + timedelta(minutes=lease_minutes)
    task_id = store.claim(session, project_id, caller.user_id, now, until)
    if task_id is None:  # a seat may have changed hands while the statement ran: look once more
        task_id = store.claim(session, project_id, caller.user_id, now, until)
    if task_id is None:
        task_id = store.claim_kept(session, project_id, caller.user_id, until)
    if task_id is None:
        return None
    record(session, caller.user_id, "claimed", project_id=project_id, subject=f"task:{task_id}")
    return Claim(task_id, until, f"{task_id}-{caller.user_id}")


def keep_ahead(session: Session, caller: Caller, project_id: int, after: int, lease_minutes: int) -> Claim | None:
    """Keep the article that comes after the one in the caller's hands, for a short time; asking again prolongs that.

    None when nothing is left, or when something else of the project is in their hands: that comes first.
    """
    project_for(session, caller, project_id, *CODERS)
    now = clock.now()
    until = now + timedelta(minutes=min(lease_minutes, AHEAD_MINUTES))
    store.lock_person(session, 0, caller.user_id)  # one seat ahead in all projects
    store.lock_person(session, project_id, caller.user_id)
    held = store.held_besides(session, project_id, caller.user_id, after)
    if held is not None:
        task_id, ahead = held
        if not ahead:
            return None
        if store.renew_kept(session, task_id, caller.user_id, until):
            return Claim(task_id, until, f"{task_id}-{caller.user_id}")
    store.let_go(session, caller.user_id)
    found = store.keep_ahead(session, project_id, caller.user_id, now, until)
    return Claim(found, until, f"{found}-{caller.user_id}") if found is not None else None


def take_kept(session: Session, user_id: int, task_id: int, lease_minutes: int) -> bool:
    """Whether the article kept ahead is in the person's hands from now on, untouched since it was kept."""
    now = clock.now()
    return store.take_kept(session, task_id, user_id, now, now + timedelta(minutes=lease_minutes))


def let_go(session: Session, user_id: int) -> None:
    """Free what is kept ahead for the person, as when they log out."""
    store.let_go(session, user_id)


def why_none(session: Session, project_id: int) -> str:
    """One sentence for a coder who asked for the next article and got none."""
    tasks, seats = store.open_seats(session, project_id)
    if tasks == 0:
        return "This project has no articles yet."
    if seats == 0:
        return "Every article of this project is coded."
    return "The articles still open are with other coders, or you have coded or skipped them."


def prolong(session: Session, task_id: int, user_id: int, lease_minutes: int) -> datetime | None:
    """Renew the person's lease, if they hold one."""
    return store.renew(session, task_id, user_id, clock.now() + timedelta(minutes=lease_minutes))


def renew(session: Session, caller: Caller, task_id: int, lease_minutes: int) -> datetime | None:
    """Renew the caller's lease on a task they may see; None when they hold none."""
    task_for(session, caller, task_id)
    return prolong(session, task_id, caller.user_id, lease_minutes)


def give_back(session: Session, caller: Caller, task_id: int, *, ahead: bool = False) -> None:
    """Give a leased article back to the queue; nothing happens when the caller holds none.

    ``ahead``: only when it is merely kept ahead, not when it is in hand.
    """
    task = task_for(session, caller, task_id).task
    if ahead:
        store.let_go(session, caller.user_id, task_id=task_id)
    elif store.release(session, task_id, caller.user_id):
        record(session, caller.user_id, "released", project_id=task.project_id, subject=f"task:{task_id}")


def use_seat(session: Session, task: Task, user_id: int, role: Role) -> None:
    """Mark a seat of the task as done by this person; raises NoSeat when none is left.

    Managers (for themselves or for a member) get a seat more instead: such codings come past the queue.
    """
    if store.finish_held(session, _id(task), user_id):
        return
    # a claim of theirs may be under way
    if store.lock_person(session, task.project_id, user_id) and store.finish_held(session, _id(task), user_id):
        return
    if store.finish_open(session, _id(task), user_id, clock.now()):
        return
    if role != "manager":
        raise NoSeat("All places on this article are taken by other coders; ask for the next article instead.")
    store.add_done_seat(session, task, user_id)


def give_up_seat(session: Session, task: Task, user_id: int) -> None:
    """The person's coding is gone or skipped: their place is open for others."""
    store.give_up(session, _id(task), task.overlap, user_id)


def take_up_again(session: Session, task: Task, user_id: int, lease_minutes: int) -> None:
    """The person's finished article is in their hands again."""
    store.reopen(session, _id(task), user_id, clock.now() + timedelta(minutes=lease_minutes))


def close_seat(session: Session, task_id: int, user_id: int) -> None:
    """The person's leased seat is done, if they hold one: they have changed their coding of it."""
    store.close(session, task_id, user_id)


def lease_of(session: Session, task_id: int, user_id: int) -> datetime | None:
    """Until when the person holds a lease on the task."""
    return store.lease_of(session, task_id, user_id)


def note_margins(session: Session, project_id: int, model_id: int | None, margins: Mapping[int, float | None]) -> None:
    """How sure the model is of each of these articles, which it has read; the order changes with ``order``."""
    if margins:
        turns.set_margins(session, project_id, model_id, margins)


def order(session: Session, project_id: int, *, by_margin: bool) -> int:
    """Put what nobody has begun in order, behind what somebody has; how many articles the model has a say in.

    Where it has none, and without ``by_margin``, articles come as they were loaded.
    """
    turns.forget_order(session, project_id)
    waiting = turns.waiting(session, project_id) if by_margin else []
    scored = sum(one.margin is not None for one in waiting)
    if scored:
        turns.set_order(session, in_order(waiting, project_id))
    return scored


def open_new(
    session: Session,
    project_id: int,
    inner_ids: range,
    most: int,
    coded: Iterable[tuple[int, Sequence[int]]] = (),
    *,
    last: bool = False,
) -> None:
    """Seats for the new tasks of these numbers, of which none wants more than ``most`` coders.

    ``coded``: task ids, each with the coders whose codings are there already. ``last``: behind all that has been put
    in order.
    """
    done = [(task_id, number, coder) for task_id, coders in coded for number, coder in enumerate(coders, 1)]
    priority = _LAST if last else 0
    if done:
        columns = dict(zip(("task_id", "number", "user_id"), zip(*done, strict=True), strict=True))
        shared = {"project_id": project_id, "priority": priority, "ahead": False, "status": DONE}
        store.insert_seats(session, columns, shared)
    store.insert_free_seats(session, project_id, inner_ids, most=most, priority=priority, beyond=bool(done))


def coders_wanted(project: Project, *, drawn: bool) -> int:
    """How many coders an article of the project gets; ``drawn``: it is of the reliability sample.

    With a label config of the project's own no agreement is measured on events, so its overlap holds everywhere.
    """
    return max(project.overlap, SAMPLE_CODERS) if drawn and not project.own_config else project.overlap


def change_overlap(session: Session, project: Project) -> None:
    """Give each article of the project as many coders as the project now wants; nobody loses a seat they hold."""
    for drawn in (False, True):
        tasks = and_(col(Task.project_id) == project.id, col(Task.unaided).is_(drawn))
        store.set_overlap(session, tasks, coders_wanted(project, drawn=drawn))


def change_overlap_of_task(session: Session, task: Task, overlap: int) -> None:
    """Change how many coders one article wants."""
    store.set_overlap(session, col(Task.id) == _id(task), overlap)


def _id(task: Task) -> int:
    if task.id is None:
        raise TypeError("a stored task has an id")
    return task.id
