"""Long work: what is to be done, how far it is, how it ended."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import CheckConstraint, Column, Index, Text
from sqlmodel import Field, SQLModel


class Job(SQLModel, table=True):
    """One piece of long work, added in the transaction that makes it necessary.

    ``lane``: ``light`` runs inside the server process, ``heavy`` in a process of its own. ``unique_key``: of the jobs
    that wait, one has it; of those that run too. ``params`` and ``result`` are JSON.
    """

    __table_args__ = (
        CheckConstraint("state in ('queued', 'running', 'done', 'failed', 'cancelled')", name="ck_job_state"),
        CheckConstraint("lane in ('light', 'heavy')", name="ck_job_lane"),
        Index(
            "ix_job_waiting",
            "lane",
            "run_after",
            info={"where": "state = 'queued'"},
        ),
        Index(
            "uq_job_waiting",
            "unique_key",
            unique=True,
            info={"where": "state = 'queued'"},
        ),
    )

    id: int | None = Field(default=None, primary_key=True)
    kind: str
    lane: str
    state: str = "queued"
    unique_key: str | None = None
    project_id: int | None = Field(default=None, foreign_key="project.id", index=True)
    created_by: int | None = Field(default=None, foreign_key="user.id")
    params: str = Field(default="{}", sa_column=Column(Text, nullable=False))
    result: str | None = Field(default=None, sa_column=Column(Text))
    error: str | None = Field(default=None, sa_column=Column(Text))
    message: str = ""
    done: int = 0
    total: int = 0
    attempts: int = 0
    max_attempts: int = 1
    cancel_asked: bool = False
    created_at: datetime
    run_after: datetime
    started_at: datetime | None = None
    heartbeat_at: datetime | None = None
    finished_at: datetime | None = None
