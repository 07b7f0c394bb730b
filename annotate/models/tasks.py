"""Articles as tasks, and the seats that coders take on them."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import CheckConstraint, Column, Index, Text, UniqueConstraint, false, text
from sqlmodel import Field, SQLModel


class Task(SQLModel, table=True):
    """One article. ``data`` is the task's JSON as it was loaded, with "" for the text at character ``text_at`` (None:
    with the text, as older versions stored it); ``text`` never changes after import.

    ``layout`` is JSON: {"title": [s, e] | null, "paragraphs": [[s, e]], "sentences": [[s, e]],
    "boilerplate": [[s, e, reason]]}, offsets in code points.
    """

    __table_args__ = (
        UniqueConstraint("project_id", "inner_id", name="uq_task_inner"),
        # live ones are counted at every look; with a number, which all have, so that PostgreSQL does not take it where
        # a task is looked up by its id and must be live (to tables that it does not know yet it gives few live tasks)
        Index("ix_task_live", "project_id", info={"where": "deleted_at is null and inner_id > 0"}),
        Index(
            "ix_task_deleted", "project_id", info={"where": "deleted_at is not null"}
        ),  # few, and looked for as often
        Index("ix_task_dedup", "project_id", text("substr(text_sha256, 1, 12)")),  # the rest would only take room
    )

    id: int | None = Field(default=None, primary_key=True)
    project_id: int = Field(foreign_key="project.id")
    inner_id: int
    data: str = Field(sa_column=Column(Text, nullable=False))
    text_at: int | None = None
    meta: str = Field(default="{}", sa_column=Column(Text, nullable=False))
    text: str = Field(default="", sa_column=Column(Text, nullable=False))
    text_sha256: str
    layout: str = Field(default="{}", sa_column=Column(Text, nullable=False))
    external_id: str | None = None
    title: str = ""
    outlet: str = ""
    place: str = ""
    published: date | None = None
    lang: str = ""
    overlap: int = 1
    unaided: bool = Field(default=False, sa_column_kwargs={"server_default": false()})  # of the reliability sample
    read_by: int | None = None  # id of the model that has read it last
    margin: float | None = None  # how sure that model is, 0 (undecided) to 1; None where it has no say
    stream: str = Field(default="", sa_column_kwargs={"server_default": ""})  # of the queue: random, margin, as loaded
    import_id: int | None = Field(default=None, foreign_key="import.id")
    created_by: int | None = Field(default=None, foreign_key="user.id")
    updated_by: int | None = Field(default=None, foreign_key="user.id")
    created_at: datetime
    updated_at: datetime
    deleted_at: datetime | None = None


class Seat(SQLModel, table=True):
    """A place for one coder on one article; a claim is one atomic UPDATE of a free or expired seat.

    ``status``: 0 free, 1 leased until ``leased_until``, 2 done. ``ahead``: kept for its coder while they code another
    article, at most one of each coder; others get it only when nothing else is left. A task has ``overlap`` seats
    from the start; more are added only for codings that arrive from outside the queue (imports, managers).
    """

    __table_args__ = (
        UniqueConstraint("task_id", "user_id", name="uq_seat_user"),
        UniqueConstraint("task_id", "number", name="uq_seat_number"),
        CheckConstraint("status in (0, 1, 2)", name="ck_seat_status"),
        CheckConstraint("(status = 0) = (user_id is null)", name="ck_seat_holder"),
        Index(
            "ix_seat_open",
            "project_id",
            "priority",
            "id",
            info={"where": "status < 2"},
        ),
        Index("ix_seat_leased", "user_id", info={"where": "status = 1"}),  # a handful each
        Index("uq_seat_ahead", "user_id", unique=True, info={"where": "ahead"}),
    )

    id: int | None = Field(default=None, primary_key=True)
    task_id: int = Field(foreign_key="task.id")
    project_id: int = Field(foreign_key="project.id")
    number: int
    priority: int = 0  # lower is served first
    status: int = 0
    user_id: int | None = Field(default=None, foreign_key="user.id")
    leased_until: datetime | None = None
    ahead: bool = Field(default=False, sa_column_kwargs={"server_default": false()})
