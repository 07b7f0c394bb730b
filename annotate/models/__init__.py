"""The tables, and nothing else. Table classes never validate: plain models stand at the door.

What most requests touch is loaded at once; a table that others never refer to, with the first import of its name.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

from annotate.models.annotations import Annotation, Audit, Draft, Prediction, Revision, Score
from annotate.models.projects import CodebookRow, Import, Membership, Project
from annotate.models.tasks import Seat, Task
from annotate.models.users import ApiToken, Link, LoginSession, Secret, User

if TYPE_CHECKING:
    from annotate.models.jobs import Job
    from annotate.models.labelstudio import Hotkeys, SavedView, Snapshot, SnapshotFile, SnapshotPart
    from annotate.models.reliability import AgreementRecord, AgreementState
    from annotate.models.sources import Source
    from annotate.models.teamwork import Assignment, Comment, Review, Ruling
    from annotate.models.trainings import TrainedModel
    from annotate.models.webhooks import Webhook

_LATER = {
    "jobs": ("Job",),
    "labelstudio": ("Hotkeys", "SavedView", "Snapshot", "SnapshotFile", "SnapshotPart"),
    "reliability": ("AgreementRecord", "AgreementState"),
    "sources": ("Source",),
    "teamwork": ("Assignment", "Comment", "Review", "Ruling"),
    "trainings": ("TrainedModel",),
    "webhooks": ("Webhook",),
}

__all__ = [
    "AgreementRecord",
    "AgreementState",
    "Annotation",
    "ApiToken",
    "Assignment",
    "Audit",
    "CodebookRow",
    "Comment",
    "Draft",
    "Hotkeys",
    "Import",
    "Job",
    "Link",
    "LoginSession",
    "Membership",
    "Prediction",
    "Project",
    "Review",
    "Revision",
    "Ruling",
    "SavedView",
    "Score",
    "Seat",
    "Secret",
    "Snapshot",
    "SnapshotFile",
    "SnapshotPart",
    "Source",
    "Task",
    "TrainedModel",
    "User",
    "Webhook",
]


def __getattr__(name: str) -> Any:
    for module, names in _LATER.items():
        if name in names:
            return getattr(import_module(f"{__name__}.{module}"), name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")


def load_all() -> None:
    """Load every table: for what looks at the schema as a whole."""
    for module in _LATER:
        import_module(f"{__name__}.{module}")
