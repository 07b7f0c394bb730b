"""Cold start and idle memory of the server, beside a bare FastAPI application."""

from __future__ import annotations

import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from tests.bench.process import serving

BARE = """
import sys, socket, threading, time, urllib.request, uvicorn
from fastapi import FastAPI
app = FastAPI()
app.get("/health")(lambda: {})
sock = socket.socket(); sock.bind(("127.0.0.1", 0))
server = uvicorn.Server(uvicorn.Config(app, log_level="error"))
threading.Thread(target=server.run, kwargs={"sockets": [sock]}, daemon=True).start()
while not server.started: time.sleep(0.01)
urllib.request.urlopen(f"http://127.0.0.1:{sock.getsockname()[1]}/health").read()
print(next(l.split()[1] for l in open("/proc/self/status") if l.startswith("VmRSS")))
"""


def main(runs: int = 5) -> None:
    ours, memory, bare, bare_memory = [], [], [], []
    with tempfile.TemporaryDirectory() as folder:
        for run in range(runs):
            with serving(Path(folder) / f"{run}.db") as server:
                ours.append(server.started_in)
                time.sleep(0.5)
                memory.append(server.memory_mb())
            start = time.perf_counter()
            done = subprocess.run([sys.executable, "-c", BARE], text=True, capture_output=True, check=True)
            bare.append(time.perf_counter() - start)
            bare_memory.append(int(done.stdout) * 1024 / 1e6)
    print(f"start to first answer, empty database, median of {runs}")
    _row("annotate serve", ours, memory)
    _row("bare FastAPI (floor)", bare, bare_memory)
    print(f"  ratio {statistics.median(ours) / statistics.median(bare):.2f}")


def _row(name: str, seconds: list[float], megabytes: list[float]) -> None:
    print(f"  {name:22} {statistics.median(seconds):6.2f} s   {statistics.median(megabytes):6.0f} MB idle")


if __name__ == "__main__":
    main()
