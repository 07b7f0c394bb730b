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
    wall, cpu, _ = (statistics.median(column) for column in zip(*ours, strict=True))
    floor_wall, floor_cpu, _ = (statistics.median(column) for column in zip(*floor, strict=True))
    print(f"  ratio {wall / floor_wall:.2f}, in CPU {cpu / floor_cpu:.2f}")


def _start(server: AbstractContextManager[Running]) -> tuple[float, float, float]:
    """Seconds to the first answer, CPU seconds until then, and megabytes half a second later."""
    with server as running:
        cpu = running.cpu_seconds()
        time.sleep(0.5)
        return running.started_in, cpu, running.memory_mb()


def _row(name: str, starts: list[tuple[float, float, float]]) -> None:
    seconds, cpu, megabytes = (statistics.median(column) for column in zip(*starts, strict=True))
    print(f"  {name:22} {seconds:6.2f} s   {cpu:6.2f} s CPU   {megabytes:6.0f} MB idle")


if __name__ == "__main__":
    main()
