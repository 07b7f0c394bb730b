"""Codings: an annotation is a pointer to its newest revision; revisions are only ever added."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import CheckConstraint, Column, Index, Text, UniqueConstraint
from sqlmodel import Field, SQLModel


class Annotation(SQLModel, table=True):
    """One coder's coding of one article. ``version`` is the number of its head revision."""

    __table_args__ = (
        UniqueConstraint("project_id", "unique_id", name="uq_annotation_unique_id"),
        Index(
            "uq_annotation_coder",
            "task_id",
            "user_id",
            unique=True,
            info={"where": "deleted_at is null"},
        ),
    )

    id: int | None = Field(default=None, primary_key=True)
    task_id: int = Field(foreign_key="task.id", index=True)
    project_id: int = Field(foreign_key="project.id", index=True)
    user_id: int = Field(foreign_key="user.id", index=True)  # completed_by
    unique_id: str
    request_hash: str  # of the create's body: same id and same body get the same answer
    version: int = 1
    was_cancelled: bool = False
    ground_truth: bool = False
    lead_time: float | None = None
    import_id: int | None = None
    parent_prediction: int | None = None
    parent_annotation: int | None = None
    draft_created_at: datetime | None = None
    created_at: datetime
    updated_at: datetime
    updated_by: int | None = Field(default=None, foreign_key="user.id")
    deleted_at: datetime | None = None


class Revision(SQLModel, table=True):
    """One state of an annotation, for good: triggers refuse UPDATE and DELETE.

    ``result`` is the Label Studio list byte for byte as it came, ``coding`` the parsed form (null where the
    codebook comes from somebody else's label config), ``content_hash`` what the client compares.
    """

    __table_args__ = (UniqueConstraint("annotation_id", "number", name="uq_revision_number"),)

    id: int | None = Field(default=None, primary_key=True)
    annotation_id: int = Field(foreign_key="annotation.id")
    number: int
    action: str  # created, updated, skipped, deleted
    result: str = Field(sa_column=Column(Text, nullable=False))
    coding: str | None = Field(default=None, sa_column=Column(Text, nullable=True))
    codebook_id: int = Field(foreign_key="codebook.id")
    was_cancelled: bool = False
    ground_truth: bool = False
    lead_time: float | None = None
    content_hash: str
    created_by: int | None = Field(default=None, foreign_key="user.id")
    created_at: datetime


class Draft(SQLModel, table=True):
    """A coder's unfinished work on one article: the newest snapshot by ``seq``; ``body`` is the JSON that was sent."""

    __table_args__ = (UniqueConstraint("task_id", "user_id", name="uq_draft"),)

    id: int | None = Field(default=None, primary_key=True)
    task_id: int = Field(foreign_key="task.id", index=True)
    user_id: int = Field(foreign_key="user.id", index=True)
    annotation_id: int | None = Field(default=None, foreign_key="annotation.id")
    client_id: str = ""
    seq: int = 0
    base_version: int = 0
    text_sha256: str = ""
    body: str | None = Field(default=None, sa_column=Column(Text, nullable=True))  # coding snapshot of the browser
    result: str | None = Field(default=None, sa_column=Column(Text, nullable=True))  # Label Studio form, if it came so
    content_hash: str = ""
    lead_time: float | None = None
    was_postponed: bool = False
    created_at: datetime
    updated_at: datetime


class Prediction(SQLModel, table=True):
    id: int | None = Field(default=None, primary_key=True)
    task_id: int = Field(foreign_key="task.id", index=True)
    project_id: int = Field(foreign_key="project.id", index=True)
    result: str = Field(sa_column=Column(Text, nullable=False))
    score: float | None = None
    model_version: str = ""
    created_at: datetime
    updated_at: datetime


class Score(SQLModel, table=True):
    """A baseline's report on a project's release, as JSON."""

    id: int | None = Field(default=None, primary_key=True)
    project_id: int = Field(foreign_key="project.id", index=True)
    model_hash: str
    release_hash: str
    report: str = Field(sa_column=Column(Text, nullable=False))
    created_at: datetime


class Audit(SQLModel, table=True):
    """Who did what when; ``detail`` is JSON without text or tokens."""

    __table_args__ = (CheckConstraint("action <> ''", name="ck_audit_action"),)

    id: int | None = Field(default=None, primary_key=True)
    at: datetime
    actor_id: int | None = Field(default=None, foreign_key="user.id")
    action: str
    project_id: int | None = Field(default=None, foreign_key="project.id", index=True)
    subject: str = ""
    detail: str = Field(default="{}", sa_column=Column(Text, nullable=False))
