"""The rules of sources: what is coded on the other server is, here, a coding of a person of this project.

A coding is known by the other server's annotation id, from which its unique id here is made: syncing again stores
nothing twice, a change there is a new revision here, and what was taken back there is taken back here.
"""

from __future__ import annotations

import os
import uuid
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import orjson
from sqlmodel import Session

from annotate import clock
from annotate.access import project_for
from annotate.annotations import service as coded
from annotate.annotations.checking import text_key
from annotate.articles.coders import coder_ids
from annotate.articles.store import same_texts
from annotate.audit import record
from annotate.collect.client import Remote, connected
from annotate.collect.pull import Options, Progress, collect
from annotate.collect.store import CollectedAnnotation, CollectedTask, read_collection
from annotate.db import Database
from annotate.errors import AnnotateError, Invalid, NotFound
from annotate.labelstudio.body import Body
from annotate.models import Source
from annotate.security import Caller
from annotate.sources import store
from annotate.sources.memory import Memory
from annotate.tasks.service import add_articles, new_task
from schemas.coding import dump_coding
from schemas.hashing import content_hash


@dataclass(frozen=True, slots=True)
class NewSource:
    url: str
    token_env: str
    remote_project: int
    folder: str


def add(session: Session, caller: Caller, project_id: int, new: NewSource) -> Source:
    """Connect a project there; the same again is the same source."""
    project_for(session, caller, project_id, "manager")
    url = new.url.rstrip("/")
    if not url.startswith(("http://", "https://")):
        raise Invalid(f"{url!r} is no address; give one that begins with http:// or https://.")
    for known in store.of_project(session, project_id):
        if (known.url, known.remote_project) == (url, new.remote_project):
            known.token_env, known.folder = new.token_env, new.folder
            return known
    values: dict[str, Any] = {"token_env": new.token_env, "remote_project": new.remote_project, "folder": new.folder}
    source = Source(project_id=project_id, url=url, created_by=caller.user_id, created_at=clock.now(), **values)
    session.add(source)
    session.flush()
    record(session, caller.user_id, "source-added", project_id=project_id, subject=f"source:{source.id}")
    return source


@dataclass(frozen=True, slots=True)
class SyncOptions:
    gold_back: bool = False
    progress: Progress | None = None


def sync(db: Database, caller: Caller, source: Source, options: SyncOptions | None = None) -> dict[str, int]:
    """Bring the codings of the source into its project, and with ``gold_back`` its ground truth there; the counts."""
    chosen = options or SyncOptions()
    token = os.environ.get(source.token_env, "")
    if not token:
        raise Invalid(f"The environment variable {source.token_env} is empty; put the token for {source.url} in it.")
    collect(source.url, token, source.remote_project, Path(source.folder), Options(progress=chosen.progress))
    job = _Sync(db, caller, source)
    job.bring()
    if chosen.gold_back:
        with connected(source.url, token, source.remote_project) as server:
            job.gold_back(server)
    return dict(job.counts)


class _Sync:
    def __init__(self, db: Database, caller: Caller, source: Source) -> None:
        self.db, self.caller, self.source = db, caller, source
        self.collection = read_collection(Path(source.folder))
        self.memory = Memory(Path(source.folder))
        names = ("new", "changed", "same", "taken_back", "skipped", "no_coding", "refused", "gold_sent", "gold_removed")
        self.counts = Counter(dict.fromkeys(names, 0))
        with db.read() as session:
            self.project = project_for(session, caller, source.project_id, "manager").project
            self.gold_hashes = {(row.text_sha256, _hash(row.result)) for row in store.gold(session, source.project_id)}

    def bring(self) -> None:
        """Codings that are new or changed there; those that are gone there."""
        there = set()
        for task, codings in self._by_task():
            wanted = [one for one in codings if self._wanted(task, one)]
            there |= {one.annotation for one in wanted}
            fresh = [one for one in wanted if self.memory.seen.get(one.annotation) != one.updated_at]
            self.counts["same"] += len(wanted) - len(fresh)
            if fresh:
                self._store(task, fresh)
        for gone in sorted(set(self.memory.seen) - there):
            self._take_back(gone)
        self.memory.save()

    def _by_task(self) -> Iterator[tuple[CollectedTask, list[CollectedAnnotation]]]:
        rest = self.collection.annotations()
        ahead = next(rest, None)
        for task in self.collection.tasks():
            found = []
            while ahead is not None and ahead.task == task.task:
                found.append(ahead)
                ahead = next(rest, None)
            yield task, found

    def _wanted(self, task: CollectedTask, one: CollectedAnnotation) -> bool:
        """A finished coding that is not our own gold, come back."""
        if one.was_cancelled:
            self.counts["skipped"] += 1
            return False
        ours = one.annotation in self.memory.gold_ids()
        if not ours and one.ground_truth and one.annotation not in self.memory.seen:
            ours = (task.text_sha256, content_hash(one.result)) in self.gold_hashes
            if ours:
                self.memory.adopt(task.text_sha256, content_hash(one.result), one.annotation)
        self.counts["no_coding"] += one.coding is None and not ours
        return one.coding is not None and not ours

    def _store(self, task: CollectedTask, codings: list[CollectedAnnotation]) -> None:
        with self.db.write() as session:
            task_id = self._task(session, task)
            people = coder_ids(session, self.caller, self.project, {one.annotator for one in codings})
            known = store.codings(session, self.source.project_id, [self._key(one.annotation) for one in codings])
        for one in codings:
            row = known.get(self._key(one.annotation))
            try:
                self._store_one(task_id, people[one.annotator], one, row)
            except AnnotateError as error:
                if error.status >= 500:
                    raise
                self.counts["refused"] += 1
                continue
            self.memory.seen[one.annotation] = one.updated_at

    def _store_one(self, task_id: int, coder: int, one: CollectedAnnotation, row: Any) -> None:
        assert one.coding is not None  # noqa: S101  (those without are left out before)
        body: dict[str, Any] = {"coding": dump_coding(one.coding), "was_cancelled": False}
        body |= {"ground_truth": one.ground_truth, "lead_time": one.lead_time}
        if row is None:
            body |= {"completed_by": coder, "unique_id": self._key(one.annotation)}
            coded.create(self.db, self.caller, task_id, _body(body))
            self.counts["new"] += 1
        elif row.deleted_at is not None:
            raise NotFound("It was taken back here.")
        else:
            del body["ground_truth"]  # what is gold is decided here from now on
            stored = coded.update(self.db, self.caller, row.id, _body(body))
            self.counts["same" if stored["version"] == row.version else "changed"] += 1

    def _task(self, session: Session, task: CollectedTask) -> int:
        for _, _, number in same_texts(session, self.source.project_id, [task.text_sha256]):
            return number
        data = {**task.data, text_key(self.project): task.text}
        new = new_task(data, task.meta, text_key(self.project))
        return add_articles(session, self.project, [new], None, self.caller)[0]

    def _take_back(self, remote_id: int) -> None:
        with self.db.read() as session:
            row = store.codings(session, self.source.project_id, [self._key(remote_id)]).get(self._key(remote_id))
        if row is not None and row.deleted_at is None:
            coded.delete(self.db, self.caller, row.id)
            self.counts["taken_back"] += 1
        del self.memory.seen[remote_id]

    def _key(self, remote_id: int) -> str:
        name = f"{self.source.url}/{self.source.remote_project}/{remote_id}"
        return str(uuid.uuid5(uuid.NAMESPACE_URL, name))

    def gold_back(self, server: Remote) -> None:
        """Ground truth here is ground truth there: a coding that came from there is marked, another is added."""
        tasks = {task.text_sha256: task.task for task in self.collection.tasks()}
        came = {self._key(number): number for number in self.memory.seen}
        with self.db.read() as session:
            rows = [row for row in store.gold(session, self.source.project_id) if row.text_sha256 in tasks]
        for row in rows:
            self._send(server, row, tasks[row.text_sha256], came.get(row.unique_id))
        for key in sorted(set(self.memory.gold) - {str(row.id) for row in rows}):
            self._unsend(server, self.memory.gold.pop(key))
        self.memory.save()

    def _send(self, server: Remote, row: Any, task: int, came_as: int | None) -> None:
        result, found = orjson.loads(row.result), _hash(row.result)
        known = self.memory.gold.get(str(row.id)) or self.memory.adopted(row.text_sha256, found)
        if known is not None and known["hash"] == found:
            self.memory.gold[str(row.id)] = known
            return
        number = came_as if came_as is not None else known["id"] if known is not None else None
        if number is None:
            number = server.add_gold(task, result, str(uuid.uuid4()))
        else:
            server.change_annotation(number, result=result, ground_truth=True)
        self.memory.gold[str(row.id)] = {"id": number, "hash": found, "came": came_as is not None}
        self.memory.save()
        self.counts["gold_sent"] += 1

    def _unsend(self, server: Remote, known: Mapping[str, Any]) -> None:
        if known["came"]:
            server.change_annotation(known["id"], ground_truth=False)
        else:
            server.delete_annotation(known["id"])
        self.counts["gold_removed"] += 1


def _body(data: dict[str, Any]) -> Body:
    raw = orjson.dumps(data)
    return Body(raw, orjson.loads(raw))


def _hash(result: str) -> str:
    return content_hash(orjson.loads(result))
