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


BARE = """
import json, socket, uvicorn
from fastapi import FastAPI
app = FastAPI()
app.get("/health")(lambda: {})
app.post("/work")(lambda: {})
sock = socket.socket(); sock.bind(("127.0.0.1", 0)); sock.listen(2048)
print(json.dumps({"url": f"http://127.0.0.1:{sock.getsockname()[1]}"}), flush=True)
uvicorn.Server(uvicorn.Config(app, log_level="error", access_log=False)).run(sockets=[sock])
"""


@contextmanager
def serving(database: Path | str) -> Iterator[Running]:
    """``annotate serve`` on that SQLite file or PostgreSQL URL and a free port."""
    with _serving([str(BIN / "annotate"), "serve", "--db", str(database), "--port", "0", "--json"]) as running:
        yield running


@contextmanager
def bare() -> Iterator[Running]:
    """A FastAPI application that stores nothing and says nothing: the floor of any server built on it."""
    with _serving([sys.executable, "-c", BARE]) as running:
        yield running


@contextmanager
def _serving(command: list[str]) -> Iterator[Running]:
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
