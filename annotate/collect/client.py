"""The other server, through the official SDK: what can be asked of it, patiently. The only module that imports it."""

from __future__ import annotations

import json
import re
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import Any, TypeVar

import httpx
from label_studio_sdk import LabelStudio
from label_studio_sdk.core.api_error import ApiError
from label_studio_sdk.data_manager import Column, Filters, Operator, Type

from annotate import clock
from annotate.collect.errors import CollectError, Unreachable

T = TypeVar("T")
PAGE = 100
IDS_PAGE = 1000
TIMEOUT = 120  # seconds; a page of long articles with many annotations takes a real Label Studio a while
PAUSES = (0.5, 1, 2, 4, 8, 16)  # seconds before another try; a restart of a server takes about that long together
MENDABLE = frozenset({408, 429, 500, 502, 503, 504})
ONCE: Any = {"max_retries": 0}  # the SDK's own retries are three in three seconds
DRAFTS = {"filter": "filter:tasks:draft_exists", "operator": "equal", "type": "Boolean", "value": True}
sleep = time.sleep


@dataclass(frozen=True, slots=True)
class Page:
    """Some tasks by id; ``total``: how many there are from here on."""

    tasks: Sequence[Any]
    total: int


class Clock:
    """The other server's, as its answers tell it."""

    moment: datetime | None = None

    def read(self, answer: httpx.Response) -> None:
        try:
            self.moment = parsedate_to_datetime(answer.headers.get("date", "")).astimezone(UTC)
        except ValueError:
            self.moment = None


class Remote:
    """One project of another server."""

    def __init__(self, url: str, client: LabelStudio, project_id: int, seen: Clock) -> None:
        self.url = url
        self.client = client
        self.project_id = project_id
        self.seen = seen

    def ask(self, call: Callable[[], T]) -> T:
        """The answer; asked again after a pause for what a pause can mend: a lost connection, 429, 5xx."""
        for pause in PAUSES:
            try:
                return call()
            except ApiError as error:
                if error.status_code not in MENDABLE:
                    raise
                sleep(_wanted(error, pause))
            except httpx.TransportError:
                sleep(pause)
        return call()

    def project(self, *, patient: bool = True) -> Any:
        def get() -> Any:
            return self.client.projects.get(self.project_id, request_options=ONCE)

        return self.ask(get) if patient else get()

    def people(self) -> dict[int, str]:
        """E-mail address by id of everybody who has annotated."""
        found = self.ask(lambda: self.client.projects.list_unique_annotators(self.project_id, request_options=ONCE))
        return {person.id: person.email for person in found if person.id and person.email}

    def counts(self) -> tuple[int, int]:
        """How many tasks and how many annotations, skipped ones too, there are."""
        project = self.project()
        there = (project.total_annotations_number or 0) + (project.skipped_annotations_number or 0)
        return project.task_number or 0, there

    def newest_change(self) -> str | None:
        """When a task or an annotation last changed, by that server's clock; None without tasks."""
        tasks = self._list([], 1, ordering=["-tasks:updated_at"], fields="task_only").tasks
        return None if not tasks else iso(tasks[0].updated_at)

    def now(self) -> datetime | None:
        """That server's clock at its last answer, to the second; None when it does not tell."""
        return self.seen.moment

    def page(self, after: int, *conditions: Any) -> Page:
        """The next whole tasks after an id that meet the conditions: by id, so that no edit moves a task between
        pages."""
        return self._list([_after(after), *conditions], PAGE)

    def census(self) -> Iterator[tuple[int, int]]:
        """Every task's id with the number of its annotations, skipped ones too."""
        after, include = 0, "id,total_annotations,cancelled_annotations"
        while tasks := self._list([_after(after)], IDS_PAGE, fields="task_only", include=include).tasks:
            for task in tasks:
                yield task.id, (task.total_annotations or 0) + (task.cancelled_annotations or 0)
            after = tasks[-1].id

    def articles(self, after: int) -> Iterator[Any]:
        """Every task after an id with its data and meta only."""
        while tasks := self._list([_after(after)], PAGE, fields="task_only", include="id,data,meta").tasks:
            yield from tasks
            after = tasks[-1].id

    def add_gold(self, task: int, result: list[Any], unique_id: str) -> int:
        """A ground-truth annotation of the task; its id. Not repeated: whether it arrived, the next look tells."""
        made = self.client.annotations.create(
            task, result=result, ground_truth=True, unique_id=unique_id, request_options=ONCE
        )
        return made.id or 0

    def change_annotation(self, annotation: int, **values: Any) -> None:
        self.ask(lambda: self.client.annotations.update(annotation, **values, request_options=ONCE))

    def delete_annotation(self, annotation: int) -> None:
        self.ask(lambda: self.client.annotations.delete(annotation, request_options=ONCE))

    def _list(self, conditions: list[Any], size: int, *, ordering: Sequence[str] = ("tasks:id",), **more: Any) -> Page:
        filters = Filters.create(Filters.AND, conditions)  # type: ignore[no-untyped-call]
        query = json.dumps({"filters": filters, "ordering": list(ordering)})
        given: Any = {"project": self.project_id, "page": 1, "page_size": size, "query": query, **more}
        pager: Any = self.ask(lambda: self.client.tasks.list(**given, request_options=ONCE))
        total = pager.response.total if pager.response is not None else None
        return Page(pager.items or [], total or 0)


def changed_since(moment: str) -> Any:
    return Filters.item(Column.updated_at, Operator.GREATER_OR_EQUAL, Type.Datetime, moment)  # type: ignore[no-untyped-call]


def among(ids: Sequence[int]) -> Any:
    return Filters.item(Column.id, "in_list", Type.Number, list(ids))  # type: ignore[no-untyped-call]


def _after(task_id: int) -> Any:
    return Filters.item(Column.id, Operator.GREATER, Type.Number, task_id)  # type: ignore[no-untyped-call]


def iso(moment: Any) -> str | None:
    """A time as text; the SDK gives some as they came, others parsed."""
    return clock.iso(moment) if isinstance(moment, datetime) else moment


def _wanted(error: ApiError, pause: float) -> float:
    """What the server asks for, up to a minute, or our own pause."""
    given = (error.headers or {}).get("retry-after", "")
    return min(60.0, max(pause, float(given))) if given.isdecimal() else pause


@contextmanager
def connected(url: str, token: str, project_id: int) -> Iterator[Remote]:
    """The other server; its errors become one sentence."""
    if not url.startswith(("http://", "https://")):
        raise CollectError(f"{url!r} is no address; give one that begins with http:// or https://.")
    if not re.fullmatch(r"[!-~]+", token):
        raise CollectError("This is no token: it is empty, or holds a space or another sign that no token has.")
    try:
        seen = Clock()
        hooks = {"response": [seen.read]}
        with httpx.Client(timeout=TIMEOUT, follow_redirects=True, event_hooks=hooks) as http:
            client = LabelStudio(  # type: ignore[no-untyped-call]
                base_url=url.rstrip("/"), api_key=token, httpx_client=http
            )
            yield Remote(url, client, project_id, seen)
    except ApiError as error:
        kind = Unreachable if error.status_code in MENDABLE else CollectError
        raise kind(_reason(url, error)) from None
    except httpx.HTTPError as error:
        raise Unreachable(f"{url} cannot be reached: {error or type(error).__name__}.") from None


def _reason(url: str, error: ApiError) -> str:
    body: Any = error.body
    detail = body.get("detail") if isinstance(body, Mapping) else None
    if error.status_code == 401:
        return f"{url} does not know this token: {detail or 'it is wrong, expired or revoked'}"
    if error.status_code in {403, 404}:
        return f"{url} does not show this project to this token: {detail or error.status_code}"
    return f"{url} answered {error.status_code}: {detail or 'no reason given'}"
