"""The records of projects as tables in this process: read once, then kept up by reading what has changed."""

from __future__ import annotations

import threading
from collections import Counter, OrderedDict, UserDict
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import islice
from typing import TYPE_CHECKING, Any

import orjson
from sqlmodel import Session

from annotate.reliability import store
from annotate.reliability.rows import stored

if TYPE_CHECKING:
    from annotate.agreement.choice import Choice
    from annotate.agreement.report import Part
    from annotate.agreement.view import View
    from schemas.codebook import Codebook

MOST_TABLES = 8
MOST_VIEWS = (
    6  # the whole and one filter, each also with and without suggestions; 100 to 250 MB each at 100,000 articles
)
MOST_PARTS = 6  # chosen parts kept beside the whole
MOST_VALUES = 200  # a field with more values than this is no field to choose by
LONGEST_VALUE = 80
CHUNK = 5_000


class Kept:
    """A project's table. ``labels``: article -> field -> value; ``values``: field -> value -> how many articles."""

    def __init__(self, generation: int, codebook: Codebook) -> None:
        from annotate.agreement.table import Table

        self.generation, self.codebook, self.seq = generation, codebook, 0
        self.table = Table()
        self.labels: dict[int, dict[str, str]] = {}
        self.values: dict[str, Counter[str]] = {}
        self.answers: OrderedDict[Any, bytes] = OrderedDict()
        self._parts: OrderedDict[Choice, Part] = OrderedDict()
        self._views = _Views()

    def catch_up(self, session: Session, project_id: int, seq: int) -> None:
        """Read the records that changed since."""
        if seq <= self.seq:
            return
        rows = store.since(session, project_id, self.generation, self.seq)
        while some := list(islice(rows, CHUNK)):
            self.table.drop(row.task_id for row in some if not row.codings)
            self.table.put([(row.task_id, stored(row)) for row in some if row.codings])
            self._label(session, project_id, [row.task_id for row in some])
            seq = max(seq, *(row.seq for row in some))
        self.seq = seq
        self._parts.clear()
        self.answers.clear()

    def _label(self, session: Session, project_id: int, task_ids: list[int]) -> None:
        for row in store.articles(session, task_ids):
            for field, value in self.labels.pop(row.id, {}).items():
                self.values[field][value] -= 1
            found = self.labels[row.id] = labels_of(row)
            for field, value in found.items():
                self.values.setdefault(field, Counter())[value] += 1

    def part(self, choice: Choice) -> Part:
        from annotate.agreement.report import Part

        found = self._parts.pop(choice, None)
        if found is None:
            found = Part(self.table, self.codebook, choice, self.labels, self._views)
        self._parts[choice] = found
        gone = [one for one in self._parts if one != choice and one.of_values not in self._views]
        for one in [*gone, *self._parts][: max(len(gone), len(self._parts) - MOST_PARTS)]:
            del self._parts[one]  # with the view that it holds
        return found

    def fields(self) -> list[dict[str, Any]]:
        """What articles can be chosen and grouped by."""
        found = []
        for field, counted in sorted(self.values.items()):
            values = [{"value": value, "articles": n} for value, n in sorted(counted.items()) if n]
            if 2 <= len(values) <= MOST_VALUES:
                found.append({"field": field, "values": values})
        return found


class _Views(UserDict["Choice", "View"]):
    """The views asked for last, followed from then on instead of counted anew."""

    def __setitem__(self, choice: Choice, view: View) -> None:
        self.data.pop(choice, None)
        self.data[choice] = view
        while len(self.data) > MOST_VIEWS:
            self.data.pop(next(iter(self.data)))


def labels_of(row: Any) -> dict[str, str]:
    """The import, outlet, place, language and stream of an article, and the short values in its meta."""
    given = {name: row._mapping[name] for name in ("outlet", "place", "lang", "stream")} | {"import": row.file_name}
    meta = orjson.loads(row.meta)
    given |= {name: value for name, value in meta.items() if isinstance(value, str | int) and name not in given}
    return {
        name: str(value)
        for name, value in given.items()
        if value not in (None, "") and len(str(value)) <= LONGEST_VALUE
    }


_kept: OrderedDict[tuple[str, int], tuple[threading.Lock, list[Kept]]] = OrderedDict()
_guard = threading.Lock()


@contextmanager
def opened(session: Session, project: Any, codebook: Codebook) -> Iterator[Kept | None]:
    """The project's table as the records stand in this session, for this thread alone; None before any record."""
    with _slot(session, project.id) as holder:
        state = store.state(session, project.id)
        if state is None:
            yield None
            return
        kept = holder[0] if holder else None
        if kept is None or kept.generation != state.generation or _wasteful(kept):
            kept = Kept(state.generation, codebook)
            holder[:] = [kept]
        kept.catch_up(session, project.id, state.seq)
        yield kept


def _wasteful(kept: Kept) -> bool:
    return kept.table.waste > max(1000, kept.table.slots.count // 2)


@contextmanager
def _slot(session: Session, project_id: int) -> Iterator[list[Kept]]:
    key = (str(session.get_bind().engine.url), project_id)
    with _guard:
        lock, holder = _kept.pop(key, (threading.Lock(), []))
        _kept[key] = (lock, holder)
        while len(_kept) > MOST_TABLES:
            _kept.popitem(last=False)
    with lock:
        yield holder
