"""Label Studios from which a project's codings come."""

from __future__ import annotations

from datetime import datetime

from sqlmodel import Field, SQLModel, UniqueConstraint


class Source(SQLModel, table=True):
    """A project on another server. ``token_env`` names the environment variable with the token, which is stored
    nowhere; ``folder`` holds what was collected."""

    __table_args__ = (UniqueConstraint("project_id", "url", "remote_project", name="uq_source"),)

    id: int | None = Field(default=None, primary_key=True)
    project_id: int = Field(foreign_key="project.id", index=True)
    url: str
    token_env: str
    remote_project: int
    folder: str
    created_by: int = Field(foreign_key="user.id")
    created_at: datetime
