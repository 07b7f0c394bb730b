"""Title, paragraphs, sentences and boilerplate of a task's text: found once, when first needed."""

from __future__ import annotations

from typing import Any

from annotate.models import Task
from annotate.readers.structure import layout_from


def layout_of(task: Task) -> dict[str, Any]:
    """The stored layout, or a fresh one for a task that was loaded without."""
    return layout_from(task.layout, task.text, task.lang)
