"""A server in a process of its own, and what it costs."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import httpx

BIN = Path(sys.executable).parent
TICKS = os.sysconf("SC_CLK_TCK")


@dataclass(frozen=True)
class Running:
    url: str
    pid: int
    started_in: float  # seconds from the command to the first answered request

    def cpu_seconds(self) -> float:
        """User and system time of the process so far."""
        fields = Path(f"/proc/{self.pid}/stat").read_text().rpartition(")")[2].split()
        return (int(fields[11]) + int(fields[12])) / TICKS

    def memory_mb(self) -> float:
        """Resident memory now, in megabytes (10^6)."""
        for line in Path(f"/proc/{self.pid}/status").read_text().splitlines():
            if line.startswith("VmRSS:"):
                return int(line.split()[1]) * 1024 / 1e6
        raise RuntimeError("no VmRSS")


@contextmanager
def serving(database: Path) -> Iterator[Running]:
    """``annotate serve`` on that SQLite file and a free port."""
    command = [str(BIN / "annotate"), "serve", "--db", str(database), "--port", "0", "--json"]
    start = time.perf_counter()
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True) as process:
        try:
            assert process.stdout is not None
            url = json.loads(process.stdout.readline())["url"]
            httpx.get(f"{url}/health").raise_for_status()
            yield Running(url, process.pid, time.perf_counter() - start)
        finally:
            process.terminate()
            process.wait(20)


def command(*words: str | Path) -> str:
    """Run ``annotate`` and return what it printed."""
    done = subprocess.run([str(BIN / "annotate"), *map(str, words)], text=True, capture_output=True, check=True)
    return done.stdout.strip()
