"""Projects, who is in them, the codebooks they use, and what was imported."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Column, Text, UniqueConstraint, false, true
from sqlmodel import Field, SQLModel


class CodebookRow(SQLModel, table=True):
    """One version of a codebook as JSON; never changed, found by the hash of its content."""

    __tablename__ = "codebook"

    id: int | None = Field(default=None, primary_key=True)
    name: str
    version: str
    sha256: str = Field(unique=True, index=True)
    body: str = Field(sa_column=Column(Text, nullable=False))
    created_at: datetime


class Project(SQLModel, table=True):
    """``overlap``: coders per article. ``task_seq``: last inner id given. Deleting sets ``deleted_at``.

    ``suggestions``: whether predictions are shown to coders; not on ``reliability_share`` of the articles (drawn when
    they are loaded), not on a coder's ``first_unaided`` articles. An event below ``least_score`` is not shown as one.
    ``by_margin``: articles of which the model is least sure are served first, beside a stream drawn at random.
    """

    id: int | None = Field(default=None, primary_key=True)
    title: str
    description: str = Field(default="", sa_column=Column(Text, nullable=False, server_default=""))
    instructions: str = Field(default="", sa_column=Column(Text, nullable=False, server_default=""))
    codebook_id: int = Field(foreign_key="codebook.id")
    label_config: str = Field(sa_column=Column(Text, nullable=False))
    own_config: bool = False  # True: the label config came from outside and the codebook was derived from it
    overlap: int = 1
    color: str = ""
    show_instruction: bool = False
    suggestions: bool = Field(default=True, sa_column_kwargs={"server_default": true()})
    reliability_share: float = Field(default=0.1, sa_column_kwargs={"server_default": "0.1"})
    first_unaided: int = Field(default=50, sa_column_kwargs={"server_default": "50"})
    least_score: float = Field(default=0.5, sa_column_kwargs={"server_default": "0.5"})
    by_margin: bool = Field(default=False, sa_column_kwargs={"server_default": false()})
    settings: str = Field(
        default="{}", sa_column=Column(Text, nullable=False, server_default="{}")
    )  # further LS fields, JSON
    task_seq: int = 0
    created_by: int = Field(foreign_key="user.id")
    created_at: datetime
    updated_at: datetime
    deleted_at: datetime | None = None


class Membership(SQLModel, table=True):
    """``role``: manager, adjudicator, annotator or reader."""

    __table_args__ = (UniqueConstraint("project_id", "user_id", name="uq_membership"),)

    id: int | None = Field(default=None, primary_key=True)
    project_id: int = Field(foreign_key="project.id", index=True)
    user_id: int = Field(foreign_key="user.id", index=True)
    role: str
    created_at: datetime


class Import(SQLModel, table=True):
    """One import: the file, its hash and the report that was shown."""

    id: int | None = Field(default=None, primary_key=True)
    project_id: int = Field(foreign_key="project.id", index=True)
    file_name: str
    sha256: str
    report: str = Field(sa_column=Column(Text, nullable=False))
    task_count: int = 0
    created_by: int | None = Field(default=None, foreign_key="user.id")
    created_at: datetime
