"""The models that were trained on a project's codings."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Column, Index, Text, UniqueConstraint
from sqlmodel import Field, SQLModel


class TrainedModel(SQLModel, table=True):
    """One version. There is a row when the model is whole; jobs tell of those that are not yet, or will not be.

    ``folder``: below the data folder. ``score_id``: its report. ``card``: the run card as JSON. ``active``: of a
    project's models at most one, since ``active_since``.
    """

    __tablename__ = "model"
    __table_args__ = (
        UniqueConstraint("project_id", "version", name="uq_model_version"),
        Index(
            "uq_model_active",
            "project_id",
            unique=True,
            info={"where": "active"},
        ),
    )

    id: int | None = Field(default=None, primary_key=True)
    project_id: int = Field(foreign_key="project.id", index=True)
    version: int
    name: str
    folder: str
    release_hash: str
    model_hash: str
    spans: int
    card: str = Field(sa_column=Column(Text, nullable=False))
    score_id: int = Field(foreign_key="score.id")
    active: bool = False
    active_since: datetime | None = None
    created_by: int | None = Field(default=None, foreign_key="user.id")
    created_at: datetime
