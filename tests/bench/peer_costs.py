"""What a server and its database cost, read from /proc: processor time and memory of whole process trees."""

from __future__ import annotations

import threading
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path

from tests.bench.process import TICKS

PAUSE = 0.05  # seconds between two looks at the memory


def tree(roots: Iterable[int]) -> set[int]:
    """Those processes and all that descend from them."""
    parents: dict[int, int] = {}
    for folder in Path("/proc").iterdir():
        if folder.name.isdigit() and (fields := _stat(int(folder.name))):
            parents[int(folder.name)] = int(fields[1])
    found = set(roots) & parents.keys()
    while more := {pid for pid, parent in parents.items() if parent in found} - found:
        found |= more
    return found


def cpu_seconds(roots: Iterable[int]) -> float:
    """User and system time of the trees so far. What ended and was waited for is in its parent's own count, so
    connections of a PostgreSQL and short commands are not missed."""
    ticks = 0
    for pid in tree(roots):
        if fields := _stat(pid):
            ticks += sum(map(int, fields[11:15]))
    return ticks / TICKS


def memory_mb(roots: Iterable[int]) -> float:
    """Memory now, in megabytes (10^6); a page that several processes share counts once."""
    return sum(_pss_kib(pid) for pid in tree(roots)) * 1024 / 1e6


def _stat(pid: int) -> list[str]:
    """The fields of /proc/PID/stat behind the name: state, parent, ...; empty when the process is gone."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    except (FileNotFoundError, ProcessLookupError):
        return []


def _pss_kib(pid: int) -> int:
    try:
        lines = Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()
    except (FileNotFoundError, ProcessLookupError):
        return 0
    return next((int(line.split()[1]) for line in lines if line.startswith("Pss:")), 0)


@dataclass
class Peak:
    """The most memory that the server's and the database's trees took, looked at again and again in a thread."""

    server: int
    database: list[int]
    server_mb: float = 0.0
    both_mb: float = 0.0
    _done: threading.Event = field(default_factory=threading.Event)

    def __enter__(self) -> Peak:
        self._thread = threading.Thread(target=self._watch, daemon=True)
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._done.set()
        self._thread.join()

    def _watch(self) -> None:
        while not self._done.wait(PAUSE):
            server = memory_mb([self.server])
            self.server_mb = max(self.server_mb, server)
            self.both_mb = max(self.both_mb, server + memory_mb(self.database))
