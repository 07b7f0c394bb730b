"""What /api/app takes and gives for accounts."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, PlainSerializer, WithJsonSchema

from annotate import clock
from annotate.models import User


class In(BaseModel):
    """A request body: an unknown field is an error, so that a slip of the pen does not pass."""

    model_config = ConfigDict(extra="forbid", str_max_length=10_000)


class Out(BaseModel):
    """An answer."""


Moment = Annotated[
    datetime,
    PlainSerializer(clock.iso, return_type=str, when_used="json"),
    WithJsonSchema({"type": "string", "format": "date-time"}, mode="serialization"),
]
"""Microseconds and Z, as the Label Studio API writes times."""


class Person(Out):
    id: int
    email: str
    name: str
    is_admin: bool

    @classmethod
    def of(cls, user: User) -> Person:
        return cls(id=user.id or 0, email=user.email, name=user.name, is_admin=user.is_admin)

    model_config = ConfigDict(
        json_schema_extra={"examples": [{"id": 1, "email": "ana@example.org", "name": "Ana Ruiz", "is_admin": False}]}
    )


class SessionOut(Out):
    user: Person | None
    needs_setup: bool = Field(description="no account exists yet: open the set-up link that the server printed")
    version: str


class LoginIn(In):
    email: str
    password: str


class SignedIn(Out):
    user: Person


class LinkIn(In):
    token: str


class RedeemIn(LinkIn):
    name: str = ""
    email: str | None = None
    password: str | None = None


class LinkProject(Out):
    id: int
    title: str


class LinkOut(Out):
    purpose: str = Field(description="setup, invite or login")
    email: str | None
    project: LinkProject | None
    role: str | None
    expires_at: Moment
    known_user: bool = Field(description="the invited e-mail address has an account: log in with its password")


class TokenOut(Out):
    id: int
    kind: str = Field(description="legacy (opaque) or pat (JWT)")
    label: str
    hint: str = Field(description="the last four characters")
    created_at: Moment
    last_used_at: Moment | None
    expires_at: Moment | None


class NewTokenOut(TokenOut):
    token: str = Field(description="shown this once; the server keeps a hash")


class AccountOut(Out):
    user: Person
    tokens: list[TokenOut]


class AccountIn(In):
    name: str | None = None
    password: str | None = None
    current_password: str | None = None


class NewTokenIn(In):
    kind: Literal["legacy", "pat"] = "legacy"
    label: str = Field("", max_length=100)
