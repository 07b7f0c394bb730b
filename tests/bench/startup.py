"""Cold start and idle memory of the server, beside a bare FastAPI application."""

from __future__ import annotations

import statistics
import tempfile
import time
from contextlib import AbstractContextManager
from pathlib import Path

from tests.bench.process import Running, bare, serving


def main(runs: int = 5) -> None:
    with tempfile.TemporaryDirectory() as folder:
        ours = [_start(serving(Path(folder) / f"{run}.db")) for run in range(runs)]
    floor = [_start(bare()) for _ in range(runs)]
    print(f"start to first answer, empty database, median of {runs}")
    _row("annotate serve", ours)
    _row("bare FastAPI (floor)", floor)
    print(f"  ratio {statistics.median(s for s, _ in ours) / statistics.median(s for s, _ in floor):.2f}")


def _start(server: AbstractContextManager[Running]) -> tuple[float, float]:
    """Seconds to the first answer, and megabytes half a second later."""
    with server as running:
        time.sleep(0.5)
        return running.started_in, running.memory_mb()


def _row(name: str, starts: list[tuple[float, float]]) -> None:
    seconds, megabytes = (statistics.median(column) for column in zip(*starts, strict=True))
    print(f"  {name:22} {seconds:6.2f} s   {megabytes:6.0f} MB idle")


if __name__ == "__main__":
    main()
