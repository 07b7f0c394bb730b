"""Projects as the Label Studio API says them: what it takes, and every field it gives."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any, Literal

import orjson
from pydantic import BaseModel, ConfigDict, Field

from annotate import clock
from annotate.models import Project, User
from annotate.projects import label_config
from annotate.projects.wire import Guideline
from annotate.users.sdk_wire import ORGANIZATION_ID, user_brief

SHORTEST_TITLE, LONGEST_TITLE = 3, 50
UNTITLED = "Untitled project"

# Kept as they are given; they have no effect here beyond being given back.
SETTINGS: dict[str, Any] = {
    "show_skip_button": True,
    "enable_empty_annotation": True,
    "show_annotation_history": False,
    "is_published": False,
    "is_draft": False,
    "model_version": "",
    "min_annotations_to_start_training": 0,
    "start_training_on_annotation_update": False,
    "show_collab_predictions": True,
    "sampling": "Sequential sampling",
    "show_ground_truth_first": False,
    "show_overlap_first": False,
    "overlap_cohort_percentage": 100,
    "evaluate_predictions_automatically": False,
    "skip_queue": "REQUEUE_FOR_OTHERS",
    "reveal_preannotations_interactively": False,
    "pinned_at": None,
}


class ProjectIn(BaseModel):
    """Fields the SDK may send; others are taken and ignored, as a Label Studio server does."""

    model_config = ConfigDict(extra="ignore")

    title: str | None = Field(None, min_length=SHORTEST_TITLE, max_length=LONGEST_TITLE)
    description: str | None = None
    label_config: str | None = None
    expert_instruction: Guideline | None = None
    maximum_annotations: int | None = None
    color: str | None = Field(None, max_length=16)
    show_instruction: bool | None = None
    show_skip_button: bool | None = None
    enable_empty_annotation: bool | None = None
    show_annotation_history: bool | None = None
    is_published: bool | None = None
    is_draft: bool | None = None
    model_version: str | None = Field(None, max_length=200)
    min_annotations_to_start_training: int | None = Field(None, ge=0, le=2**31 - 1)
    start_training_on_annotation_update: bool | None = None
    show_collab_predictions: bool | None = None
    sampling: Literal["Sequential sampling", "Uniform sampling", "Uncertainty sampling"] | None = None
    show_ground_truth_first: bool | None = None
    show_overlap_first: bool | None = None
    overlap_cohort_percentage: int | None = Field(None, ge=0, le=100)
    evaluate_predictions_automatically: bool | None = None
    skip_queue: Literal["REQUEUE_FOR_ME", "REQUEUE_FOR_OTHERS", "IGNORE_SKIPPED"] | None = None
    reveal_preannotations_interactively: bool | None = None
    pinned_at: datetime | None = None

    def changes(self) -> dict[str, Any]:
        """What was sent, by our own names; ``settings`` holds the fields that are only kept."""
        sent = self.model_dump(mode="json", exclude_unset=True)
        found = {ours: sent[name] for name, ours in _OURS.items() if sent.get(name) is not None}
        found["settings"] = {name: sent[name] for name in SETTINGS if name in sent}
        return found


_OURS = {
    "title": "title",
    "description": "description",
    "label_config": "label_config",
    "expert_instruction": "instructions",
    "maximum_annotations": "overlap",
    "color": "color",
    "show_instruction": "show_instruction",
}


class LabelConfigIn(BaseModel):
    label_config: str


def project_json(project: Project, maker: User | None, counts: Mapping[str, int]) -> dict[str, Any]:
    """A project with every field of Label Studio's; ``counts`` as ``counts_json`` gives them."""
    kept = {**SETTINGS, **orjson.loads(project.settings)}
    controls = label_config.parsed(project.label_config)
    return {
        "id": project.id,
        "title": project.title,
        "description": project.description,
        "label_config": project.label_config,
        "expert_instruction": project.instructions,
        "show_instruction": project.show_instruction,
        "organization": ORGANIZATION_ID,
        "color": project.color or "#FFFFFF",
        "maximum_annotations": project.overlap,
        "created_by": user_brief(maker) if maker else None,
        "created_at": clock.iso(project.created_at),
        "updated_at": clock.iso(project.updated_at),
        **kept,
        "annotator_evaluation_enabled": False,
        "task_data_login": None,
        "task_data_password": None,
        "control_weights": label_config.control_weights(project.label_config),
        "parsed_label_config": controls,
        "config_has_control_tags": bool(controls),
        "config_suitable_for_bulk_annotation": False,
        "state": None,
        **{name: number for name, number in counts.items() if name != "id"},
    }


def counts_json(project_id: int, numbers: Mapping[str, int], predictions: int) -> dict[str, int]:
    """Label Studio's counters; ``numbers`` is what ``service.progress`` gives, with ``gold`` and ``tasks_with``."""
    return {
        "id": project_id,
        "task_number": numbers["tasks"],
        "finished_task_number": numbers["complete"],
        "total_predictions_number": predictions,
        "total_annotations_number": numbers["annotations"],
        "num_tasks_with_annotations": numbers["tasks_with"],
        "useful_annotation_number": numbers["annotations"],
        "ground_truth_number": numbers["gold"],
        "skipped_annotations_number": numbers["skipped"],
        "queue_total": numbers["mine_open"] + numbers["mine_done"],
        "queue_done": numbers["mine_done"],
    }


_CONFIG = (
    '<View><Text name="text" value="$text"/><Labels name="mention" toName="text"><Label value="Actor"/></Labels></View>'
)
_AT = datetime(2026, 11, 22, 13, 5, tzinfo=UTC)
EXAMPLE_COUNTS = counts_json(
    1,
    {"tasks": 40, "complete": 15, "annotations": 41, "tasks_with": 25, "gold": 0, "skipped": 1}
    | {"mine_open": 22, "mine_done": 14},
    predictions=40,
)
EXAMPLE = project_json(
    Project(
        id=1,
        title="Protest in the news",
        codebook_id=1,
        label_config=_CONFIG,
        created_by=2,
        created_at=_AT,
        updated_at=_AT,
    ),
    User(id=2, email="ana@example.org", name="Ana Ruiz", created_at=_AT),
    EXAMPLE_COUNTS,
)
