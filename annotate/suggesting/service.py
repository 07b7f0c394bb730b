"""What is asked of the project's active model for the words at hand, and who gets no answer."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field
from sqlmodel import Session

from annotate.access import CODERS, task_for
from annotate.errors import Invalid
from annotate.models import Task
from annotate.predictions.policy import Why, why_unaided
from annotate.security import Caller
from annotate.tasks.layout import layout_of
from annotate.trainings.service import label
from annotate.trainings.store import active

Wire = dict[str, Any]
TOP = 3
_DIGITS = 4


class SuggestForm(BaseModel):
    """``span``: the marked words, in code points of the text; without it the model is only made ready."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    kind: Literal["trigger", "actor"] = "trigger"
    span: tuple[int, int] | None = Field(None, description="start and end of the marked words")


@dataclass(frozen=True)
class Asked:
    """``question``: for the process with the models; None where there is nothing to ask, which ``why`` may explain."""

    why: Why | None
    model: str | None = None
    span: tuple[int, int] | None = None
    question: Wire | None = None


def asked(session: Session, caller: Caller, task_id: int, form: SuggestForm, root: Path) -> Asked:
    """Raises Forbidden for those who never code, Invalid for words outside the text. ``root``: the data folder."""
    access = task_for(session, caller, task_id, *CODERS)
    task, project = access.task, access.project
    if form.span is not None and not 0 <= form.span[0] < form.span[1] <= len(task.text):
        message = f"The article's text has characters 0 to {len(task.text)}; {list(form.span)} is no part of it."
        raise Invalid(f"span: {message}", fields={"span": [message]})
    why = why_unaided(session, access, caller.user_id)
    model = active(session, task.project_id) if why is None and not project.own_config else None
    if model is None:
        return Asked(why)
    question: Wire = {"kind": form.kind, "folder": str(root / model.folder), "span": form.span, "top": TOP}
    if form.span is not None:
        question["article"] = _article(task)
    return Asked(None, label(model), form.span, question)


def _article(task: Task) -> Wire:
    layout = layout_of(task)
    return {
        "id": str(task.id),
        "text": task.text,
        "text_sha256": task.text_sha256,
        "lang": task.lang,
        "sentences": layout["sentences"],
        "boilerplate": layout["boilerplate"],
    }


def told(one: Asked, answer: Wire | None) -> Wire:
    """The answer in the form of what the article's predictions say: the surest code first."""
    codes = [
        {"span": one.span, "code": code, "score": round(score, _DIGITS), "model": one.model}
        for code, score in (answer or {}).get("ranked", [])
    ]
    return {"why": one.why, "model": one.model, "codes": codes}
