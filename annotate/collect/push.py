"""Articles and predictions to another server; what is there already is not sent again.

An article is known by its text (of texts that repeat on purpose, with its external id), a prediction by its task,
model, score and result. An answer that got lost may have been stored: before anything is sent again, the server is
asked what it has.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import islice
from typing import Any

import httpx
from label_studio_sdk.core.api_error import ApiError

from annotate.collect import client as remote
from annotate.collect.client import MENDABLE, ONCE, PAUSES, Remote
from annotate.collect.errors import CollectError
from annotate.collect.reading import text_key
from annotate.readers.article import Article
from schemas.hashing import content_hash, text_hash

Progress = Callable[[int, int], None]
Key = tuple[str, str]  # hash of the text, external id where one text is there several times
AT_ONCE = 100


@dataclass(frozen=True, slots=True)
class Predicted:
    """A prediction and the article it is about: a task's number there, its text's hash, or its external id."""

    prediction: Mapping[str, Any]
    task: int | None = None
    text_sha256: str = ""
    external_id: str = ""
    place: str = ""


@dataclass
class Push:
    """One run: what the server has, and what became of what was given."""

    server: Remote
    key: str
    progress: Progress | None = None
    counts: Counter[str] = field(default_factory=lambda: Counter(articles=0, pushed=0, predictions=0, predicted=0))
    tasks: dict[Key, int] = field(default_factory=dict)
    _seen: int = 0

    @classmethod
    def to(cls, server: Remote, progress: Progress | None = None) -> Push:
        found = cls(server, text_key(server.project(patient=False).label_config), progress)
        found.look()
        return found

    def look(self) -> None:
        """Learn which articles are there; only those added since the last look are asked for."""
        for task in self.server.articles(self._seen):
            text, name = (task.data or {}).get(self.key), external_id_of(task)
            if isinstance(text, str):
                self.tasks.setdefault((text_hash(text), ""), task.id)
                self.tasks.setdefault((text_hash(text), name), task.id)
            if name:
                self.tasks.setdefault(("", name), task.id)
            self._seen = task.id

    def articles(self, given: Iterable[Article]) -> None:
        """Send the articles that are not there, with their predictions."""
        for batch in _batches(given):
            new: dict[Key, Article] = {}
            for article in batch:
                new.setdefault(self.key_of(article), article)
            self._send([one for key, one in new.items() if key not in self.tasks])
            self.counts["articles"] += len(batch)
            self.predictions(
                Predicted(one, self.tasks[self.key_of(article)]) for article in batch for one in article.predictions
            )
            self._tell("articles")

    def key_of(self, article: Article) -> Key:
        return text_hash(article.text), article.external_id if article.repeats else ""

    def _send(self, articles: list[Article]) -> None:
        def missing() -> list[Article]:
            return [article for article in articles if self.key_of(article) not in self.tasks]

        def send(some: Sequence[Article]) -> None:
            body: Any = [as_task(article, self.key) for article in some]
            project = self.server.project_id
            self.server.client.projects.import_tasks(project, request=body, request_options=ONCE)

        self._until_there(missing, send, self.look)
        self.counts["pushed"] += len(articles)

    def predictions(self, given: Iterable[Predicted]) -> None:
        """Send the predictions that their tasks do not have yet; raises CollectError for one about no task there."""
        for batch in _batches(given):
            wanted = {self._identity(self._task_of(one), one.prediction): one for one in batch}
            there: set[str] = set()

            def look(wanted: Mapping[str, Predicted] = wanted, there: set[str] = there) -> None:
                ids = sorted({self._task_of(one) for one in wanted.values()})
                for task in self.server.page(0, remote.among(ids)).tasks:
                    there.update(self._identity(task.id, _plain(one)) for one in task.predictions or [])

            def missing(wanted: Mapping[str, Predicted] = wanted, there: set[str] = there) -> list[Predicted]:
                return [one for name, one in wanted.items() if name not in there]

            look()
            self.counts["predicted"] += len(missing())
            self._until_there(missing, self._send_predictions, look)
            self.counts["predictions"] += len(batch)
            self._tell("predictions")

    def _send_predictions(self, some: Sequence[Predicted]) -> None:
        body: Any = [{**_sent(one.prediction), "task": self._task_of(one)} for one in some]
        self.server.client.projects.import_predictions(self.server.project_id, request=body, request_options=ONCE)

    def _task_of(self, one: Predicted) -> int:
        if one.task is not None:
            return one.task
        found = self.tasks.get((one.text_sha256, one.external_id), self.tasks.get((one.text_sha256, "")))
        if found is None:
            raise CollectError(f"{one.place}: the project there has no such article; push the articles first.")
        return found

    def _identity(self, task: int, one: Mapping[str, Any]) -> str:
        return content_hash([task, *(_sent(one).get(name) for name in ("model_version", "score", "result"))])

    def _until_there(
        self, missing: Callable[[], list[Any]], send: Callable[[Sequence[Any]], None], look: Callable[[], None]
    ) -> None:
        """Send what is missing; after a failure that a pause can mend, only what did not arrive."""
        for pause in (*PAUSES, None):
            left = missing()
            if not left:
                return
            try:
                send(left)
            except (ApiError, httpx.TransportError) as error:
                if pause is None or (isinstance(error, ApiError) and error.status_code not in MENDABLE):
                    raise
                remote.sleep(pause)
                look()
            else:
                return look()
        return None

    def _tell(self, what: str) -> None:
        if self.progress is not None:
            self.progress(self.counts[what], self.counts[what])


def as_task(article: Article, key: str) -> dict[str, Any]:
    """The article as Label Studio's task; ``meta`` carries what it is known by."""
    about = {name: getattr(article, name) for name in ("title", "outlet", "lang", "url")}
    about["published"] = article.published.isoformat() if article.published else ""
    data = article.data or {name: value for name, value in about.items() if value}
    meta = {**article.meta, **({"external_id": article.external_id} if article.external_id else {})}
    return {"data": {**data, key: article.text}, "meta": {**meta, "text_sha256": text_hash(article.text)}}


def external_id_of(task: Any) -> str:
    found = (task.meta or {}).get("external_id") if isinstance(task.meta, Mapping) else None
    return found if isinstance(found, str) else ""


def _plain(prediction: Any) -> Mapping[str, Any]:
    return prediction if isinstance(prediction, Mapping) else dict(prediction.model_dump())


def _sent(prediction: Mapping[str, Any]) -> dict[str, Any]:
    """What of a prediction is sent; servers fill in an empty version and keep everything else."""
    return {
        "result": prediction.get("result") or [],
        "score": prediction.get("score"),
        "model_version": prediction.get("model_version") or "",
    }


def _batches(given: Iterable[Any]) -> Iterator[list[Any]]:
    rest = iter(given)
    while batch := list(islice(rest, AT_ONCE)):
        yield batch
