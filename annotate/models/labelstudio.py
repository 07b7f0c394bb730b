"""What only clients of Label Studio use: views of the task list, export snapshots, hot keys."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Column, Index, LargeBinary, Text, UniqueConstraint
from sqlmodel import Field, SQLModel


class SavedView(SQLModel, table=True):
    """A named look at a project's tasks; ``data`` is JSON: filters, ordering, and what clients add."""

    __tablename__ = "saved_view"

    id: int | None = Field(default=None, primary_key=True)
    project_id: int = Field(foreign_key="project.id", index=True)
    user_id: int = Field(foreign_key="user.id")
    position: int
    data: str = Field(sa_column=Column(Text, nullable=False))
    created_at: datetime
    updated_at: datetime


class Snapshot(SQLModel, table=True):
    """One state of a project, exported; ``options`` and ``counters`` are JSON. Its bytes are in its files."""

    id: int | None = Field(default=None, primary_key=True)
    project_id: int = Field(foreign_key="project.id", index=True)
    title: str
    options: str = Field(default="{}", sa_column=Column(Text, nullable=False))
    counters: str = Field(default="{}", sa_column=Column(Text, nullable=False))
    created_by: int = Field(foreign_key="user.id")
    created_at: datetime


class SnapshotFile(SQLModel, table=True):
    """A snapshot in one format. ``status``: created, in_progress, completed or failed, then ``reason`` says why."""

    __tablename__ = "snapshot_file"
    __table_args__ = (UniqueConstraint("snapshot_id", "export_type", name="uq_snapshot_file"),)

    id: int | None = Field(default=None, primary_key=True)
    snapshot_id: int = Field(foreign_key="snapshot.id", index=True)
    export_type: str
    status: str = "created"
    reason: str | None = None
    md5: str | None = None
    created_at: datetime
    finished_at: datetime | None = None


class SnapshotPart(SQLModel, table=True):
    """A piece of a snapshot's file, compressed; pieces in order make the file."""

    __tablename__ = "snapshot_part"
    __table_args__ = (UniqueConstraint("file_id", "number", name="uq_snapshot_part"),)

    id: int | None = Field(default=None, primary_key=True)
    file_id: int = Field(foreign_key="snapshot_file.id")
    number: int
    body: bytes = Field(sa_column=Column(LargeBinary, nullable=False))


class Hotkeys(SQLModel, table=True):
    """A person's own keys as Label Studio's clients keep them, for all projects or for one; ``keys`` is JSON."""

    __table_args__ = (Index("ix_hotkeys_of", "user_id", "project_id", unique=True),)

    id: int | None = Field(default=None, primary_key=True)
    user_id: int = Field(foreign_key="user.id")
    project_id: int = 0  # 0: all projects
    keys: str = Field(sa_column=Column(Text, nullable=False))
