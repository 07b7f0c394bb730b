"""Addresses that are told what happens in a project."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Column, Text
from sqlmodel import Field, SQLModel


class Webhook(SQLModel, table=True):
    """``project_id`` None: for projects as such. ``actions`` and ``headers`` are JSON; ``secret`` signs deliveries."""

    id: int | None = Field(default=None, primary_key=True)
    project_id: int | None = Field(default=None, foreign_key="project.id", index=True)
    url: str = Field(sa_column=Column(Text, nullable=False))
    send_payload: bool = True
    send_for_all_actions: bool = True
    headers: str = Field(default="{}", sa_column=Column(Text, nullable=False))
    actions: str = Field(default="[]", sa_column=Column(Text, nullable=False))
    is_active: bool = True
    secret: str
    failures: int = 0  # deliveries given up since the last that arrived
    created_by: int = Field(foreign_key="user.id")
    created_at: datetime
    updated_at: datetime
