"""Users and tokens as the Label Studio API says them."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from pydantic import BaseModel, ConfigDict, Field

from annotate import clock
from annotate.access import Role
from annotate.answers import LABEL_STUDIO_RELEASE
from annotate.models import User

ORGANIZATION_ID = 1
PERMISSIONS = ("annotations.change", "annotations.create", "annotations.delete", "annotations.view", "projects.view")
MANAGER_PERMISSIONS = ("projects.change", "projects.create", "projects.delete", "tasks.create", "tasks.delete")

VERSION: dict[str, Any] = {
    "release": LABEL_STUDIO_RELEASE,
    "label-studio-os-package": {"version": LABEL_STUDIO_RELEASE, "short_version": "1.23"},
    "label-studio-os-backend": {},
    "label-studio-frontend": {},
    "dm2": {},
    "lsf": {},
    "backend": {},
    "label-studio-converter": {},
    "edition": "Community",  # anything but "Enterprise" makes the SDK download exports in one step
}


class UserIn(BaseModel):
    """Fields the SDK may send; the others are taken and ignored, as a Label Studio server does."""

    model_config = ConfigDict(extra="ignore")

    email: str | None = None
    username: str | None = None
    first_name: str | None = None
    last_name: str | None = None
    password: str | None = None

    def full_name(self, current: str = "") -> str:
        first, last = split_name(current)
        first = first if self.first_name is None else self.first_name
        last = last if self.last_name is None else self.last_name
        return f"{first} {last}".strip()


class RefreshIn(BaseModel):
    refresh: str = Field(description="a personal access token")


def split_name(name: str) -> tuple[str, str]:
    first, _, last = name.partition(" ")
    return first, last


def user_json(user: User) -> dict[str, Any]:
    """A user with every field of Label Studio's; null or empty where we have nothing."""
    first, last = split_name(user.name)
    return {
        "id": user.id,
        "first_name": first,
        "last_name": last,
        "username": user.email.partition("@")[0],
        "email": user.email,
        "last_activity": None,
        "custom_hotkeys": {},
        "avatar": None,
        "initials": initials(user),
        "phone": "",
        "active_organization": ORGANIZATION_ID,
        "active_organization_meta": {"title": "event-annotate", "email": ""},
        "allow_newsletters": False,
        "date_joined": clock.iso(user.created_at),
        "org_membership": [],
        "organization_membership": None,
    }


def user_brief(user: User) -> dict[str, Any]:
    """The short form that projects and tasks hold."""
    first, last = split_name(user.name)
    return {"id": user.id, "first_name": first, "last_name": last, "email": user.email, "avatar": None}


def initials(user: User) -> str:
    first, last = split_name(user.name)
    return (first[:1] + last[:1] if first else user.email[:2]).upper()


def permissions(is_admin: bool, roles: set[Role]) -> list[str]:
    manages = is_admin or "manager" in roles
    return sorted(PERMISSIONS + (MANAGER_PERMISSIONS if manages else ("projects.create",)))


def shown(status: int, example: Any) -> dict[int | str, dict[str, Any]]:
    """What the API page shows as the answer."""
    return {status: {"description": "Done", "content": {"application/json": {"example": example}}}}


EXAMPLE = user_json(
    User(id=2, email="ana@example.org", name="Ana Ruiz", created_at=datetime(2026, 11, 22, 13, 5, tzinfo=UTC))
)
