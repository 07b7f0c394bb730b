"""What has been fetched and is not in the collection's files yet: one transaction a page, so that a kill loses none.

A journal belongs to one state of the files and one way to read tasks; for another it is begun anew.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import orjson

from annotate.collect.errors import CollectError
from annotate.collect.reading import Lines

NAME = ".collecting.partial"
_SCHEMA = """
create table if not exists note (name text primary key, value text not null);
create table if not exists task (id integer primary key, task blob, annotations blob, drafts blob);
"""


class Journal:
    """Tasks by id (without lines: gone from the server), and how far each stage has come."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._db = connection

    def note(self, name: str) -> Any:
        row = self._db.execute("select value from note where name = ?", (name,)).fetchone()
        return None if row is None else orjson.loads(row[0])

    def begin(self, notes: dict[str, Any]) -> None:
        """Forget everything and write down what this journal belongs to."""
        with self._db:
            self._db.execute("delete from task")
            self._db.execute("delete from note")
            self._write_down(notes)

    def keep(self, tasks: Iterable[tuple[int, Lines]], **notes: Any) -> None:
        """Add or replace tasks, together with the notes, or none of it."""
        with self._db:
            self._put((task_id, one.task, one.annotations, one.drafts) for task_id, one in tasks)
            self._write_down(notes)

    def drop(self, ids: Sequence[int]) -> None:
        """These tasks are gone from the server."""
        with self._db:
            self._put((task_id, None, None, None) for task_id in ids)

    def rows(self) -> Iterator[tuple[int, Lines | None]]:
        """Tasks by id; None: gone."""
        for number, *parts in self._db.execute("select * from task order by id"):
            yield number, None if parts[0] is None else Lines(*parts)

    def known(self, ids: Sequence[int]) -> set[int]:
        marks = ",".join("?" * len(ids))
        query = f"select id from task where id in ({marks})"  # noqa: S608  (only marks)
        return {row[0] for row in self._db.execute(query, ids)}

    def size(self) -> int:
        return int(self._db.execute("select count(*) from task").fetchone()[0])

    def _put(self, rows: Iterable[tuple[Any, ...]]) -> None:
        self._db.executemany("insert or replace into task values (?, ?, ?, ?)", rows)

    def _write_down(self, notes: dict[str, Any]) -> None:
        rows = [(name, orjson.dumps(value).decode()) for name, value in notes.items()]
        self._db.executemany("insert or replace into note values (?, ?)", rows)


@contextmanager
def opened(folder: Path) -> Iterator[Journal]:
    """The folder's journal, held against a second collector."""
    connection = sqlite3.connect(folder / NAME, timeout=1, isolation_level="IMMEDIATE")
    try:
        connection.execute("pragma locking_mode = exclusive")
        connection.execute("pragma synchronous = normal")
        connection.executescript(_SCHEMA)
        connection.execute("insert or replace into note values ('held', 'true')")
        connection.commit()
        yield Journal(connection)
    except sqlite3.OperationalError as error:
        if "locked" in str(error):
            raise CollectError(f"Somebody else is collecting into {folder} just now.") from None
        raise CollectError(f"The folder {folder} cannot be written: {error}.") from None
    except sqlite3.DatabaseError as error:
        raise CollectError(f"{folder / NAME} is damaged ({error}); delete it and collect again.") from None
    finally:
        connection.close()


def remove(folder: Path) -> None:
    for name in (NAME, f"{NAME}-journal"):
        (folder / name).unlink(missing_ok=True)
