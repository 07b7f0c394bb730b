"""The tables, and nothing else. Table classes never validate: plain models stand at the door."""

from annotate.models.annotations import Annotation, Audit, Draft, Prediction, Revision, Score
from annotate.models.jobs import Job
from annotate.models.projects import CodebookRow, Import, Membership, Project
from annotate.models.reliability import AgreementRecord, AgreementState
from annotate.models.tasks import Seat, Task
from annotate.models.users import ApiToken, Link, LoginSession, Secret, User

__all__ = [
    "AgreementRecord",
    "AgreementState",
    "Annotation",
    "ApiToken",
    "Audit",
    "CodebookRow",
    "Draft",
    "Import",
    "Job",
    "Link",
    "LoginSession",
    "Membership",
    "Prediction",
    "Project",
    "Revision",
    "Score",
    "Seat",
    "Secret",
    "Task",
    "User",
]
