"""A project once more: its settings, and if wanted its articles and people; never what was coded."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field
from sqlmodel import Session

from annotate import clock
from annotate.access import ProjectAccess
from annotate.audit import record
from annotate.errors import Forbidden
from annotate.models import Membership, Project
from annotate.projects import service, store
from annotate.queue import service as queue
from annotate.rulings import service as rulings
from annotate.security import Caller


class DuplicateIn(BaseModel):
    model_config = ConfigDict(extra="ignore")

    title: Annotated[str, Field(min_length=1, max_length=100)]
    mode: Literal["settings", "settings,data"] = "settings"
    description: str | None = None
    include_members: bool = False


def duplicate(session: Session, caller: Caller, access: ProjectAccess, form: DuplicateIn) -> int:
    """The new project's id; the caller manages it. Copying articles or people is for managers of the old one."""
    old, moment = access.project, clock.now()
    if access.role != "manager":
        raise Forbidden("Only a manager may duplicate a project.")
    kept = old.model_dump(exclude={"id", "title", "created_by", "created_at", "updated_at", "task_seq", "deleted_at"})
    new = Project(
        **kept,
        title=service.clean_title(form.title),
        created_by=caller.user_id,
        created_at=moment,
        updated_at=moment,
    )
    if form.description is not None:
        new.description = form.description.strip()
    session.add(new)
    session.flush()
    project_id = new.id or 0
    _people(session, caller, old.id or 0, project_id, all_of_them=form.include_members)
    rulings.copy(session, old.id or 0, project_id, caller.user_id)
    if form.mode == "settings,data":
        count, most = store.copy_tasks(session, old.id or 0, project_id, caller.user_id, moment)
        if count:
            queue.open_new(session, project_id, range(1, count + 1), most)
    detail = {"from": old.id, "mode": form.mode}
    record(session, caller.user_id, "project-made", project_id=project_id, detail=detail)
    return project_id


def _people(session: Session, caller: Caller, old: int, new: int, *, all_of_them: bool) -> None:
    roles = {member.user_id: member.role for member, _ in store.members(session, old)} if all_of_them else {}
    for user_id, role in {**roles, caller.user_id: "manager"}.items():
        session.add(Membership(project_id=new, user_id=user_id, role=role, created_at=clock.now()))
