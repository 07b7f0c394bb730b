"""Records of many articles, made in a process beside this one where the machine has a processor for it.

The other process knows no database and ends with its pipe, so it outlives nobody who started it.
"""

from __future__ import annotations

import os
import pickle
import sys
from collections.abc import Generator, Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from subprocess import PIPE, Popen
from typing import IO

from annotate.errors import Unavailable
from annotate.reliability.rows import CodingRow, Form, form_of, made

WORTHWHILE = 2_000  # articles; making the records of fewer takes hardly longer than starting a process

COMMAND = (sys.executable, "-m", "annotate.reliability")


@dataclass(frozen=True)
class Batch:
    """Some articles by id, and the codings they had when they were read."""

    task_ids: Sequence[int]
    codings: Sequence[CodingRow]


def processors() -> int:
    """How many processors this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def formed(batches: Iterable[Batch], articles: int) -> Generator[tuple[Batch, list[Form]], None, None]:
    """Each batch with the records of its articles, in order; ``articles``: how many all batches hold.

    While the caller is at work on one batch, the next is under way. Unavailable when the other process is lost.
    """
    if articles < WORTHWHILE or processors() < 2:
        for batch in batches:
            yield batch, _forms(batch)
        return
    with _beside() as process:
        yield from _through(process, iter(batches))


def _forms(batch: Batch) -> list[Form]:
    return [form_of(record) for _, record in made(batch.task_ids, batch.codings)]


def _through(process: Popen[bytes], batches: Iterator[Batch]) -> Iterator[tuple[Batch, list[Form]]]:
    """One batch is with the process, never two: with both pipes full each side would wait for the other."""
    to, back = process.stdin, process.stdout
    if to is None or back is None:
        raise TypeError("the process was started with pipes")
    asked = next(batches, None)
    _send(asked, to)
    while asked is not None:
        ahead = next(batches, None)
        forms: list[Form] = pickle.load(back)  # noqa: S301  (what our own process has just made)
        _send(ahead, to)
        yield asked, forms
        asked = ahead


def _send(message: object, stream: IO[bytes]) -> None:
    pickle.dump(message, stream, pickle.HIGHEST_PROTOCOL)
    stream.flush()


@contextmanager
def _beside() -> Iterator[Popen[bytes]]:
    """A process that answers each batch with its records, and None by ending."""
    with Popen(COMMAND, stdin=PIPE, stdout=PIPE) as process:  # noqa: S603  (our own module)
        try:
            yield process
        except (EOFError, BrokenPipeError, pickle.UnpicklingError) as lost:
            raise Unavailable("The process that makes the records of agreement has ended before it was done.") from lost
        finally:
            process.kill()  # it keeps nothing
            with suppress(BrokenPipeError):  # of what it has not taken
                process.communicate()


def serve(asked: IO[bytes], answers: IO[bytes]) -> None:
    """Answer batches until there are no more, or whoever asks is gone."""
    with suppress(EOFError, BrokenPipeError):
        while (batch := pickle.load(asked)) is not None:  # noqa: S301  (what the process that started us sends)
            _send(_forms(batch), answers)
