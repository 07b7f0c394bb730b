"""Pull a project's tasks and annotations through the official SDK. The only module that imports it."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import httpx
from label_studio_sdk import LabelStudio
from label_studio_sdk.core.api_error import ApiError

from annotate import __version__, clock
from annotate.collect.errors import CollectError
from annotate.collect.store import ANNOTATIONS, TASKS, config_codebook, writing
from schemas.codebook import Codebook
from schemas.coding import dump_coding
from schemas.hashing import text_hash
from schemas.labelstudio.controls import config_controls
from schemas.labelstudio.result import ResultError, from_result, reconcile_offsets
from schemas.labelstudio.xmltree import ConfigError
from schemas.validation import Problem, errors, problems

Progress = Callable[[int, int], None]
PAGE = 100
TIMEOUT = 120  # seconds; a page of long articles with many annotations takes a real Label Studio a while


@dataclass
class _Reader:
    """Turns what the SDK gives into records, and counts."""

    codebook: Codebook | None
    text_key: str
    people: Mapping[int, str]
    counts: Counter[str] = field(default_factory=Counter)

    def task(self, task: Any) -> dict[str, Any]:
        text = task.data.get(self.text_key)
        if not isinstance(text, str):
            raise CollectError(f"Task {task.id} has no text under {self.text_key!r}.")
        self.counts["tasks"] += 1
        there, told = len(task.annotations or []), (task.total_annotations or 0) + (task.cancelled_annotations or 0)
        self.counts["not_shown"] += max(0, told - there)
        record = {"task": task.id, "inner_id": task.inner_id, "text": text, "text_sha256": text_hash(text)}
        return {**record, "data": task.data, "meta": task.meta or {}}

    def annotation(self, task: dict[str, Any], given: Mapping[str, Any]) -> dict[str, Any]:
        result = given.get("result") or []
        moved, found = reconcile_offsets(result, task["text"])
        skipped = bool(given.get("was_cancelled"))
        coding = None
        if not skipped and self.codebook is not None:
            coding, more = _parsed(moved, self.codebook, task["text"])
            found = [*found, *more]
        self._count(coding, found, skipped)
        record = {
            "task": task["task"],
            "annotation": given["id"],
            "annotator": self._annotator(given.get("completed_by")),
            "coding": coding,
            "result": result,
            "updated_at": given.get("updated_at"),
            "was_cancelled": skipped,
            "ground_truth": bool(given.get("ground_truth")),
            "lead_time": given.get("lead_time"),
            "problems": [_shown(p) for p in found],
        }
        return record | ({"reconciled": moved} if moved != result else {})

    def _count(self, coding: Any, found: list[Problem], skipped: bool) -> None:
        self.counts["annotations"] += 1
        self.counts["skipped"] += skipped
        self.counts["codings"] += coding is not None
        self.counts["with_errors"] += any(p.severity == "error" for p in found)
        self.counts["with_warnings"] += any(p.severity == "warning" for p in found)

    def _annotator(self, completed_by: Any) -> str:
        """The e-mail address; of an account that the server does not name, its number."""
        if isinstance(completed_by, Mapping):
            completed_by = completed_by.get("email") or completed_by.get("id")
        if isinstance(completed_by, str):
            return completed_by
        return self.people.get(completed_by, f"user-{completed_by}")


def _parsed(result: list[Any], codebook: Codebook, text: str) -> tuple[dict[str, Any] | None, list[Problem]]:
    """The coding in JSON form, None for one with errors, and everything that is wrong or doubtful about it."""
    try:
        coding = from_result(result, codebook, text)
    except ResultError as error:
        message = str(error).partition(": ")[2]
        return None, [Problem(f"result[{error.item}].{error.field}", "error", "no-coding", message)]
    found = problems(coding, codebook, text, new=False)
    return (None if errors(found) else dump_coding(coding)), found


def _shown(problem: Problem) -> dict[str, str]:
    return {
        "path": problem.path,
        "severity": problem.severity,
        "code": problem.code,
        "message": problem.message,
    }


def collect(url: str, token: str, project_id: int, folder: Path, progress: Progress | None = None) -> dict[str, Any]:
    """Write the project into the folder, in place of an earlier collection of it; the manifest.

    Raises CollectError for a server, key, project or folder that does not allow it; the folder is then as before.
    """
    source = {"url": url.rstrip("/"), "project": project_id}
    with _connected(url, token) as client, writing(folder, source) as writer:
        project = client.projects.get(project_id)
        reader = _reader(client, project)
        for task in _tasks(client, project_id, progress):
            record = reader.task(task)
            writer.add(TASKS, record)
            for annotation in task.annotations or []:
                writer.add(ANNOTATIONS, reader.annotation(record, annotation))
        about = {
            "source": {**source, "title": project.title},
            "collected_at": clock.iso(clock.now()),
            "by": f"event-annotate {__version__}",
            "counts": dict(reader.counts),
        }
        return writer.finish(_project(project, reader.codebook), about)


def _tasks(client: LabelStudio, project_id: int, progress: Progress | None) -> Iterator[Any]:
    pager: Any = client.tasks.list(project=project_id, page_size=PAGE)
    total = pager.response.total if pager.response is not None else 0
    for done, task in enumerate(pager, 1):
        yield task
        if progress is not None:
            progress(done, max(done, total or 0))


def _reader(client: LabelStudio, project: Any) -> _Reader:
    people = {p.id: p.email for p in client.projects.list_unique_annotators(project.id) if p.id and p.email}
    return _Reader(config_codebook(project.label_config), _text_key(project.label_config), people, _no_counts())


def _no_counts() -> Counter[str]:
    names = ("tasks", "annotations", "skipped", "codings", "with_errors", "with_warnings", "not_shown")
    return Counter(dict.fromkeys(names, 0))


def _text_key(label_config: str) -> str:
    try:
        return config_controls(label_config).data_key
    except ConfigError:  # a config with tags that we do not know; this is what nearly all of them call it
        return "text"


def _project(project: Any, codebook: Codebook | None) -> dict[str, Any]:
    return {
        "id": project.id,
        "title": project.title,
        "description": project.description or "",
        "label_config": project.label_config,
        "overlap": project.maximum_annotations,
        "codebook": codebook.model_dump(mode="json") if codebook is not None else None,
    }


@contextmanager
def _connected(url: str, token: str) -> Iterator[LabelStudio]:
    """The SDK's client; its errors become one sentence."""
    if not url.startswith(("http://", "https://")):
        raise CollectError(f"{url!r} is no address; give one that begins with http:// or https://.")
    if not re.fullmatch(r"[!-~]+", token):
        raise CollectError("This is no token: it is empty, or holds a space or another sign that no token has.")
    try:
        with httpx.Client(timeout=TIMEOUT, follow_redirects=True) as http:
            yield LabelStudio(  # type: ignore[no-untyped-call]
                base_url=url.rstrip("/"), api_key=token, httpx_client=http
            )
    except ApiError as error:
        raise CollectError(_reason(url, error)) from None
    except httpx.HTTPError as error:
        raise CollectError(f"{url} cannot be reached: {error}.") from None


def _reason(url: str, error: ApiError) -> str:
    detail = error.body.get("detail") if isinstance(error.body, dict) else None
    if error.status_code == 401:
        return f"{url} does not know this token: {detail or 'it is wrong, expired or revoked'}"
    if error.status_code in {403, 404}:
        return f"{url} does not show this project to this token: {detail or error.status_code}"
    return f"{url} answered {error.status_code}: {detail or 'no reason given'}"
