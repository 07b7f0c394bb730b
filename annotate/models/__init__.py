"""The tables, and nothing else. Table classes never validate: plain models stand at the door."""

from annotate.models.annotations import Annotation, Audit, Draft, Prediction, Revision, Score
from annotate.models.jobs import Job
from annotate.models.labelstudio import Hotkeys, SavedView, Snapshot, SnapshotFile, SnapshotPart
from annotate.models.projects import CodebookRow, Import, Membership, Project
from annotate.models.reliability import AgreementRecord, AgreementState
from annotate.models.sources import Source
from annotate.models.tasks import Seat, Task
from annotate.models.teamwork import Assignment, Comment, Review, Ruling
from annotate.models.trainings import TrainedModel
from annotate.models.users import ApiToken, Link, LoginSession, Secret, User
from annotate.models.webhooks import Webhook

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
