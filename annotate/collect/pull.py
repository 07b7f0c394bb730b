"""Collect a project's tasks and annotations: what has changed since the last time, or everything.

A pass goes through the tasks that changed after what the pass before has surely seen, by id. It is safe to
repeat, and goes on after a kill with the page that was not fetched yet: until the end everything is in the journal
only. Deletions leave no trace in a list of changes, so numbers are compared, and where they differ every id.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import islice
from pathlib import Path
from typing import Any

import orjson

from annotate import __version__, clock
from annotate.collect import client as remote
from annotate.collect import journal as journals
from annotate.collect import merge, store
from annotate.collect.client import Remote, connected
from annotate.collect.errors import CollectionError
from annotate.collect.journal import Journal
from annotate.collect.reading import Reader

Progress = Callable[[int, int], None]
OVERLAP = timedelta(minutes=1)  # a change gets its time when it begins, and is seen when it is stored
ROUNDS = 3  # of looking for deletions, while people go on working


@dataclass(frozen=True, slots=True)
class Options:
    """``full``: fetch everything anew; ``renamed``: e-mail addresses there -> those to keep."""

    full: bool = False
    renamed: Mapping[str, str] = field(default_factory=dict)
    progress: Progress | None = None


def collect(url: str, token: str, project_id: int, folder: Path, options: Options | None = None) -> dict[str, Any]:
    """Write the project into the folder, or bring an earlier collection of it up to date; the manifest.

    Raises CollectError for a server, key, project or folder that does not allow it; the collection is then as before,
    and the next call goes on from there.
    """
    source = {"url": url.rstrip("/"), "project": project_id}
    with connected(url, token, project_id) as server:
        store.check_folder(folder, source)
        project = server.project(patient=False)  # a wrong address shall be told at once
        with store.made(folder):
            with journals.opened(folder) as journal:
                job = _Job(server, _Place(folder, journal), project, options or Options())
                manifest = job.run({**source, "title": project.title})
            journals.remove(folder)
            return manifest


@dataclass(frozen=True, slots=True)
class _Place:
    folder: Path
    journal: Journal


class _Job:
    def __init__(self, server: Remote, place: _Place, project: Any, options: Options) -> None:
        self.server, self.project, self.options = server, project, options
        self.folder, self.journal = place.folder, place.journal
        self.done = 0
        renamed = {old.lower(): new for old, new in options.renamed.items()}
        self.reader = Reader(project.label_config, server.people(), renamed)
        self.base: Mapping[str, Any] | None = None

    def run(self, source: Mapping[str, Any]) -> dict[str, Any]:
        store.roll_forward(self.folder)
        self.base = self._base()
        if not self._goes_on():
            self._begin()
        since = self.journal.note("since")
        self._sweep("changed", *([remote.changed_since(since)] if since else []))
        if since is not None:
            self._sweep("drafts", remote.DRAFTS)
            self._refetch(self._doubtful(), again=False)
        for _ in range(ROUNDS):
            if self._counted() == self.server.counts():
                break
            self._compare()
        return self._finish(source)

    def _base(self) -> Mapping[str, Any] | None:
        """The manifest of a collection that can be brought up to date; None: everything has to be fetched."""
        if self.options.full:
            return None
        try:
            manifest = store.read_collection(self.folder).manifest
        except CollectionError:
            return None
        state = manifest.get("state")
        return manifest if state is not None and self._reads_alike(state) else None

    def _reads_alike(self, state: Mapping[str, Any]) -> bool:
        """Whether tasks that were read then would be read to the same today: same config, same names of people."""
        now = {str(number): email for number, email in self.reader.people.items()}
        same_people = all(now.get(number, email) == email for number, email in state["people"].items())
        named = any(str(number) in now for number in state["unnamed"])
        return state["reading"] == self._reading() and same_people and not named

    def _reading(self) -> str:
        what = [__version__, self.project.label_config, sorted(self.reader.renamed.items())]
        return hashlib.sha256(orjson.dumps(what)).hexdigest()

    def _state(self) -> dict[str, Any]:
        known = self.base["state"] if self.base is not None else {"people": {}, "unnamed": []}
        people = known["people"] | {str(number): email for number, email in self.reader.people.items()}
        unnamed = sorted({*known["unnamed"], *(self.journal.note("unnamed") or []), *self.reader.unnamed})
        return {"reading": self._reading(), "people": people, "unnamed": unnamed}

    def _base_hash(self) -> str | None:
        return None if self.base is None else hashlib.sha256(orjson.dumps(self.base)).hexdigest()

    def _goes_on(self) -> bool:
        """Whether the journal is of a pass like this one that was cut short."""
        state = self.journal.note("state")
        if state is None or self.journal.note("base") != self._base_hash():
            return False
        if not self._reads_alike({**state, "unnamed": self.journal.note("unnamed") or []}):
            return False
        self.done = self.journal.size()
        return True

    def _begin(self) -> None:
        since = None if self.base is None else _since(self.base["state"])
        notes = {"state": self._state(), "base": self._base_hash(), "since": since}
        newest = self.server.newest_change()
        now = self.server.now()  # read behind the change: what is older than it by OVERLAP is whole from here on
        settled = None if now is None else clock.iso(now - OVERLAP)
        self.journal.begin({**notes, "newest": newest, "settled": settled})

    def _sweep(self, stage: str, *conditions: Any) -> None:
        """Fetch the tasks that meet the conditions, each page kept before the next is asked for."""
        after = self.journal.note(stage) or 0
        while (page := self.server.page(after, *conditions)).tasks:
            after = page.tasks[-1].id
            self._keep(page.tasks, **{stage: after})
            self._tell(self.done + page.total - len(page.tasks))

    def _refetch(self, ids: Iterable[int], *, again: bool) -> None:
        """Fetch these tasks; those that the server does not have are gone. ``again``: those in the journal too."""
        rest = iter(ids)
        while some := list(islice(rest, remote.PAGE)):
            known = set() if again else self.journal.known(some)
            wanted = [number for number in some if number not in known]
            if wanted:
                found = self.server.page(0, remote.among(wanted)).tasks
                self._keep(found)
                self.journal.drop(sorted(set(wanted) - {task.id for task in found}))

    def _keep(self, tasks: Iterable[Any], **notes: Any) -> None:
        lines = [(task.id, self.reader.lines(task)) for task in tasks]
        self.journal.keep(lines, **notes, unnamed=self._state()["unnamed"])
        self.done += len(lines)

    def _tell(self, total: int) -> None:
        if self.options.progress is not None:
            self.options.progress(self.done, max(total, self.done))

    def _held(self) -> Iterator[merge.Held]:
        base = merge.held(self.folder) if self.base is not None else iter(())
        return merge.merged(base, self.journal)

    def _doubtful(self) -> Iterator[int]:
        """Tasks that may have changed without a newer time: those with drafts, or annotations that were not shown."""
        for number, lines in merge.held(self.folder):
            if lines.drafts or b'"not_shown":' in lines.task[-30:]:
                yield number

    def _counted(self) -> tuple[int, int]:
        tasks = annotations = 0
        for _, lines in self._held():
            tasks, annotations = tasks + 1, annotations + _told(lines)
        return tasks, annotations

    def _compare(self) -> None:
        """Look at every id there: fetch what differs, drop what is gone."""
        there = dict(self.server.census())
        here = {number: _told(lines) for number, lines in self._held()}
        differing = [number for number in sorted(here | there) if here.get(number) != there.get(number)]
        self._refetch(differing, again=True)

    def _finish(self, source: Mapping[str, Any]) -> dict[str, Any]:
        with store.writing(self.folder) as writer:
            counts = merge.write(self._held(), writer)
            about = {
                "source": dict(source),
                "collected_at": clock.iso(clock.now()),
                "by": f"event-annotate {__version__}",
                "counts": counts,
                "state": {**self._state(), **{name: self.journal.note(name) for name in ("newest", "settled")}},
            }
            return writer.finish(_project(self.project, self.reader), about)


def _since(state: Mapping[str, Any]) -> str | None:
    """From when on there may be changes that a pass with this state has not seen; None: it has seen nothing.

    After the newest change that it knew of when that was settled already, else from the moment up to which all was.
    """
    if state["newest"] is None:
        return None
    newest, settled = datetime.fromisoformat(state["newest"]), state.get("settled")
    if settled is None:  # that server shows no clock
        return clock.iso(newest - OVERLAP)
    return clock.iso(min(newest + timedelta(microseconds=1), datetime.fromisoformat(settled)))


def _told(lines: Any) -> int:
    """How many annotations the server counted on the task."""
    shown: int = lines.annotations.count(b"\n")
    return shown + (orjson.loads(lines.task).get("not_shown", 0) if b'"not_shown":' in lines.task[-30:] else 0)


def _project(project: Any, reader: Reader) -> dict[str, Any]:
    return {
        "id": project.id,
        "title": project.title,
        "description": project.description or "",
        "label_config": project.label_config,
        "overlap": project.maximum_annotations,
        "codebook": reader.codebook.model_dump(mode="json") if reader.codebook is not None else None,
    }
