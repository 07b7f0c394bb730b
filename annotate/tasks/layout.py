"""Title, paragraphs, sentences and boilerplate of a task's text: found once, when first needed."""

from __future__ import annotations

from typing import Any

import orjson

from annotate.models import Task
from annotate.readers.structure import analyse

UNKNOWN = "{}"


def layout_of(task: Task) -> dict[str, Any]:
    """The stored layout, or a fresh one for a task that was loaded without."""
    if task.layout == UNKNOWN:
        return analyse(task.text, task.lang).to_json()
    stored: dict[str, Any] = orjson.loads(task.layout)
    return stored
