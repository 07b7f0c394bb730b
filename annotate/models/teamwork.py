"""What a team says to each other about codings: who is to code or review what, comments, reviews, rulings."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import CheckConstraint, Column, Text, UniqueConstraint
from sqlmodel import Field, SQLModel


class Assignment(SQLModel, table=True):
    """A task given to a person. ``kind``: AN to code it, RE to review it.

    A task with coders named goes to them only.
    """

    __table_args__ = (
        UniqueConstraint("task_id", "user_id", "kind", name="uq_assignment"),
        CheckConstraint("kind in ('AN', 'RE')", name="ck_assignment_kind"),
    )

    id: int | None = Field(default=None, primary_key=True)
    project_id: int = Field(foreign_key="project.id", index=True)
    task_id: int = Field(foreign_key="task.id", index=True)
    user_id: int = Field(foreign_key="user.id", index=True)
    kind: str
    created_by: int | None = Field(default=None, foreign_key="user.id")
    created_at: datetime


class Comment(SQLModel, table=True):
    """A remark on an annotation or on one's own draft; ``region_ref`` and ``classifications`` are JSON as they came."""

    id: int | None = Field(default=None, primary_key=True)
    project_id: int = Field(foreign_key="project.id", index=True)
    task_id: int = Field(foreign_key="task.id", index=True)
    annotation_id: int | None = Field(default=None, foreign_key="annotation.id", index=True)
    draft_id: int | None = None  # drafts vanish when they are submitted
    text: str = Field(sa_column=Column(Text, nullable=False))
    region_ref: str | None = Field(default=None, sa_column=Column(Text, nullable=True))
    classifications: str | None = Field(default=None, sa_column=Column(Text, nullable=True))
    resolved_at: datetime | None = None
    created_by: int = Field(foreign_key="user.id")
    created_at: datetime
    updated_at: datetime
    deleted_at: datetime | None = None


class Review(SQLModel, table=True):
    """A judgement on one state of an annotation. ``seen``, ``fixed``: the revisions judged and, if mended, made."""

    id: int | None = Field(default=None, primary_key=True)
    project_id: int = Field(foreign_key="project.id", index=True)
    task_id: int = Field(foreign_key="task.id", index=True)
    annotation_id: int = Field(foreign_key="annotation.id", index=True)
    accepted: bool
    comment: str = Field(default="", sa_column=Column(Text, nullable=False))
    reject_action: str | None = None
    seen: int = Field(foreign_key="revision.id")
    fixed: int | None = Field(default=None, foreign_key="revision.id")
    started_at: datetime | None = None
    created_by: int = Field(foreign_key="user.id")
    created_at: datetime
    updated_at: datetime
    deleted_at: datetime | None = None


class Ruling(SQLModel, table=True):
    """How a project codes a doubtful case of a code."""

    id: int | None = Field(default=None, primary_key=True)
    project_id: int = Field(foreign_key="project.id", index=True)
    code: str
    text: str = Field(sa_column=Column(Text, nullable=False))
    created_by: int = Field(foreign_key="user.id")
    created_at: datetime
    deleted_at: datetime | None = None
