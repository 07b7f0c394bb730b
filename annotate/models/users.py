"""People and how they prove who they are. Tokens and one-time links are stored as SHA-256, never as they are."""

from __future__ import annotations

from datetime import datetime

from sqlmodel import Field, SQLModel


class User(SQLModel, table=True):
    """``email`` is lower-case. ``password_hash`` None: has not set one yet (one-time link)."""

    id: int | None = Field(default=None, primary_key=True)
    email: str = Field(unique=True, index=True)
    name: str = ""
    password_hash: str | None = None
    is_admin: bool = False
    active: bool = True
    created_at: datetime


class LoginSession(SQLModel, table=True):
    __tablename__ = "login_session"

    id: int | None = Field(default=None, primary_key=True)
    token_hash: str = Field(unique=True, index=True)
    user_id: int = Field(foreign_key="user.id", index=True)
    created_at: datetime
    expires_at: datetime


class ApiToken(SQLModel, table=True):
    """``kind``: "legacy" (opaque, header ``Token``) or "pat" (JWT refresh token; ``token_hash`` is of its jti)."""

    __tablename__ = "api_token"

    id: int | None = Field(default=None, primary_key=True)
    user_id: int = Field(foreign_key="user.id", index=True)
    kind: str
    token_hash: str = Field(unique=True, index=True)
    hint: str = ""  # last four characters, to tell tokens apart
    label: str = ""
    created_at: datetime
    expires_at: datetime | None = None
    revoked_at: datetime | None = None
    last_used_at: datetime | None = None


class Link(SQLModel, table=True):
    """A one-time link. ``purpose``: "setup" (first admin), "invite" (join a project), "login" (as ``user_id``)."""

    id: int | None = Field(default=None, primary_key=True)
    purpose: str
    token_hash: str = Field(unique=True, index=True)
    email: str | None = None
    user_id: int | None = Field(default=None, foreign_key="user.id")
    project_id: int | None = Field(default=None, foreign_key="project.id")
    role: str | None = None
    created_by: int | None = Field(default=None, foreign_key="user.id")
    created_at: datetime
    expires_at: datetime
    used_at: datetime | None = None


class Secret(SQLModel, table=True):
    """Keys the server makes for itself once, by name ("jwt")."""

    name: str = Field(primary_key=True)
    value: str
