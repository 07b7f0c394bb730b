"""The rules of projects: making, changing, deleting them; who is in them."""

from __future__ import annotations

import statistics
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import orjson
from sqlmodel import Session

from annotate import clock
from annotate.access import ROLES, ProjectAccess, Role
from annotate.audit import record
from annotate.errors import Forbidden, Invalid, NotFound
from annotate.models import Membership, Project
from annotate.projects import codebooks, glance, store
from annotate.projects.label_config import codebook_of
from annotate.queue import service as queue
from annotate.security import Caller
from annotate.webhooks.events import tell
from schemas.codebook import SHIPPED, load_codebook
from schemas.labelstudio.config import to_label_config

LARGEST_OVERLAP = 50
ENOUGH_TIMED, HASTY_SHARE = 10, 0.2
SUGGESTION_RULES = ("suggestions", "reliability_share", "first_unaided", "least_score")


@dataclass(frozen=True)
class NewProject:
    """``label_config`` None: the codebook by name. ``settings``: further fields of Label Studio's, kept as given."""

    title: str
    codebook: str = codebooks.DEFAULT
    label_config: str | None = None
    description: str = ""
    instructions: str = ""
    overlap: int = 1
    color: str = ""
    show_instruction: bool = False
    settings: Mapping[str, Any] = field(default_factory=dict)


def create(session: Session, caller: Caller, new: NewProject) -> Project:
    """A project of the caller's, who becomes its manager; raises Invalid for a wrong title, codebook or overlap."""
    book = codebook_of(new.label_config) if new.label_config else codebooks.by_name(new.codebook)
    row = codebooks.row_for(session, book)
    moment = clock.now()
    project = Project(
        title=clean_title(new.title),
        description=new.description.strip(),
        instructions=new.instructions.strip(),
        codebook_id=_id(row.id),
        label_config=new.label_config or to_label_config(book),
        own_config=bool(new.label_config) and not _is_shipped(book.name, book.sha256),
        overlap=checked_overlap(new.overlap),
        color=new.color,
        show_instruction=new.show_instruction,
        settings=orjson.dumps(dict(new.settings)).decode(),
        created_by=caller.user_id,
        created_at=moment,
        updated_at=moment,
    )
    session.add(project)
    session.flush()
    session.add(Membership(project_id=_id(project.id), user_id=caller.user_id, role="manager", created_at=moment))
    record(session, caller.user_id, "project-made", project_id=project.id, detail={"codebook": book.name})
    tell(session, "PROJECT_CREATED", project.id, [_id(project.id)])
    return project


def change(session: Session, caller: Caller, project: Project, changes: Mapping[str, Any]) -> Project:
    """Set the given fields: title, description, instructions, overlap, color, show_instruction, label_config,
    the rules for suggestions, by_margin, settings (merged)."""
    row = session.merge(project, load=False) if project not in session else project
    if "title" in changes:
        row.title = clean_title(changes["title"])
    guideline = row.instructions
    for name in ("description", "instructions", "color"):
        if name in changes:
            setattr(row, name, (changes[name] or "").strip())
    for name in SUGGESTION_RULES:
        if name in changes:
            setattr(row, name, changes[name])
    if "show_instruction" in changes:
        row.show_instruction = bool(changes["show_instruction"])
    _change_queue(session, row, changes)
    if "label_config" in changes and changes["label_config"] != row.label_config:
        _change_config(session, row, changes["label_config"])
    if changes.get("settings"):
        row.settings = orjson.dumps({**orjson.loads(row.settings), **changes["settings"]}).decode()
    row.updated_at = clock.now()
    session.add(row)
    record(session, caller.user_id, "project-changed", project_id=row.id, detail={"fields": sorted(changes)})
    _record_guideline(session, caller, row, guideline)
    tell(session, "PROJECT_UPDATED", row.id, [_id(row.id)])
    return row


def _change_queue(session: Session, row: Project, changes: Mapping[str, Any]) -> None:
    if "overlap" in changes and changes["overlap"] != row.overlap:
        row.overlap = checked_overlap(changes["overlap"])
        queue.change_overlap(session, row)
    if "by_margin" in changes and changes["by_margin"] != row.by_margin:
        row.by_margin = changes["by_margin"]
        queue.order(session, _id(row.id), by_margin=row.by_margin)


def _record_guideline(session: Session, caller: Caller, row: Project, before: str) -> None:
    """Its own line of the audit: agreement is read from one guideline to the next."""
    if row.instructions != before:
        record(session, caller.user_id, "guideline-changed", project_id=row.id)


def delete(session: Session, caller: Caller, project: Project) -> None:
    """Hide the project from everybody; nothing that was coded is removed from the database."""
    project.deleted_at = clock.now()
    session.add(project)
    record(session, caller.user_id, "project-deleted", project_id=project.id)
    tell(session, "PROJECT_DELETED", project.id, [_id(project.id)])


def clean_title(title: str) -> str:
    cleaned = " ".join(title.split())
    if not 1 <= len(cleaned) <= 100:
        message = "Give a title of 1 to 100 characters."
        raise Invalid(message, fields={"title": [message]})
    return cleaned


def checked_overlap(overlap: int) -> int:
    if not 1 <= overlap <= LARGEST_OVERLAP:
        message = f"Overlap is the number of coders per article, 1 to {LARGEST_OVERLAP}."
        raise Invalid(message, fields={"overlap": [message]})
    return overlap


def cards(session: Session, caller: Caller) -> list[dict[str, Any]]:
    """The caller's projects as the list page shows them."""
    rows = store.listed(session, caller)
    counts = progress(session, [_id(p.id) for p, _, _ in rows], caller.user_id)
    return [
        {
            "id": project.id,
            "title": project.title,
            "description": project.description,
            "role": "manager" if caller.is_admin else role,
            "codebook": {"name": book.name, "version": book.version},
            "overlap": project.overlap,
            "progress": counts[_id(project.id)],
            "updated_at": project.updated_at,
            "my_open": counts[_id(project.id)]["mine_open"],
        }
        for project, role, book in rows
    ]


def progress(session: Session, ids: Sequence[int], user_id: int) -> dict[int, dict[str, int]]:
    """Article states and annotation counts per project, and what is done and open for that person."""
    moment = clock.now()
    states = store.progress(session, ids, moment)
    annotated = store.annotation_counts(session, ids, user_id)
    mine_open = store.open_for(session, ids, user_id, moment)
    return {
        pid: {
            **states[pid],
            "annotations": annotated[pid]["annotations"],
            "skipped": annotated[pid]["skipped"],
            "mine_done": annotated[pid]["mine_done"],
            "mine_open": mine_open.get(pid, 0),
        }
        for pid in ids
    }


def home(session: Session, caller: Caller, access: ProjectAccess) -> dict[str, Any]:
    """Everything the project's home page shows."""
    project, pid = access.project, _id(access.project.id)
    book = store.book(session, project.codebook_id)
    return {
        "id": pid,
        "title": project.title,
        "description": project.description,
        "instructions": project.instructions,
        "role": access.role,
        "codebook": {
            "id": book.id,
            "name": book.name,
            "version": book.version,
            "title": codebooks.title(session, book.id, book.sha256),
            "sha256": book.sha256,
        },
        "overlap": project.overlap,
        "progress": progress(session, [pid], caller.user_id)[pid],
        "people": people(session, pid, with_email=access.role in {"manager", "adjudicator"}),
        "agreement": glance.agreement(session, project),
        "score": glance.score(session, pid),
        "imports": [
            {"id": i.id, "file": i.file_name, "tasks": i.task_count, "at": i.created_at}
            for i in store.newest_imports(session, pid)
        ],
        "rules": {name: getattr(project, name) for name in (*SUGGESTION_RULES, "by_margin")},
    }


def people(session: Session, project_id: int, *, with_email: bool) -> list[dict[str, Any]]:
    """Who is in the project and what they have done: counts and times, never codings."""
    done: dict[int, list[Any]] = defaultdict(list)
    for row in store.work_of_people(session, project_id):
        done[row.user_id].append(row)
    drafts = store.drafts_of_people(session, project_id)
    found = []
    for member, user in store.members(session, project_id):
        work = done[member.user_id]
        times = [row.lead_time for row in work if row.lead_time is not None and not row.was_cancelled]
        found.append(
            {
                "user_id": user.id,
                "name": user.name,
                "email": user.email if with_email else None,
                "role": member.role,
                "submitted": sum(not row.was_cancelled for row in work),
                "skipped": sum(row.was_cancelled for row in work),
                "drafts": drafts.get(member.user_id, 0),
                "last_at": max((row.updated_at for row in work), default=None),
                "median_seconds": round(statistics.median(times), 1) if times else None,
                "hasty": hasty(times),
            }
        )
    return found


def hasty(times: Sequence[float]) -> int:
    """How many articles took less than a fifth of the person's median time: a note for the manager, not a verdict."""
    if len(times) < ENOUGH_TIMED:
        return 0
    return sum(time < HASTY_SHARE * statistics.median(times) for time in times)


def set_role(session: Session, caller: Caller, project_id: int, user_id: int, role: Role) -> None:
    """Give a member another role. Nobody changes their own, and a project keeps a manager."""
    if user_id == caller.user_id:
        raise Forbidden("Nobody changes their own role; ask another manager.")
    member = _member(session, project_id, user_id)
    if member.role == "manager" and role != "manager":
        _keep_a_manager(session, project_id)
    member.role = role
    record(session, caller.user_id, "role-set", project_id=project_id, subject=f"user:{user_id}", detail={"role": role})


def remove(session: Session, caller: Caller, access: ProjectAccess, user_id: int) -> None:
    """Take a person out of the project: managers anybody, everybody themselves. What they coded stays."""
    if access.role != "manager" and user_id != caller.user_id:
        raise Forbidden("Only a manager may take other people out of a project.")
    project_id = _id(access.project.id)
    member = _member(session, project_id, user_id)
    if member.role == "manager":
        _keep_a_manager(session, project_id)
    store.remove_member(session, project_id, user_id)
    record(session, caller.user_id, "left", project_id=project_id, subject=f"user:{user_id}")


def checked_role(role: str) -> Role:
    if role not in ROLES:
        message = f"There is no role {role!r}; choose one of {', '.join(ROLES)}."
        raise Invalid(message, fields={"role": [message]})
    return role


def _member(session: Session, project_id: int, user_id: int) -> Membership:
    store.lock_project(session, project_id)
    member = store.membership(session, project_id, user_id)
    if member is None:
        raise NotFound(f"No user {user_id} in this project.")
    return member


def _keep_a_manager(session: Session, project_id: int) -> None:
    if store.managers(session, project_id) <= 1:
        raise Invalid("This is the project's last manager; make somebody else a manager first.")


def _change_config(session: Session, project: Project, xml: str) -> None:
    book = codebook_of(xml)
    row = codebooks.row_for(session, book)
    if row.id != project.codebook_id and store.has_annotations(session, _id(project.id)):
        message = "The codebook cannot be changed any more: there are codings made with it. Make a new project."
        raise Invalid(message, fields={"label_config": [message]})
    project.codebook_id, project.label_config = _id(row.id), xml
    project.own_config = not _is_shipped(book.name, book.sha256)


def _is_shipped(name: str, sha256: str) -> bool:
    return name in SHIPPED and load_codebook(name).sha256 == sha256


def _id(row_id: int | None) -> int:
    if row_id is None:
        raise TypeError("a stored row has an id")
    return row_id
