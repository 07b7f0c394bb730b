"""A real Label Studio out of an environment of its own, on a free port, with an empty database."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx

VERSION = "1.23.2"
TOKEN = "0123456789abcdef0123456789abcdef01234567"
EMAIL, PASSWORD = "admin@example.com", "walk the whole contract"


def install(folder: Path) -> Path:
    """The environment with Label Studio in it; made when it is not there yet."""
    command = folder / "bin" / "label-studio"
    if not command.exists():
        subprocess.run([sys.executable, "-m", "venv", str(folder)], check=True)
        pip = [str(folder / "bin" / "python"), "-m", "pip", "install", "--quiet", f"label-studio=={VERSION}"]
        subprocess.run(pip, check=True)
    return command


def settings(data: Path) -> dict[str, str]:
    """Its environment variables: all it keeps is in that folder, and it talks to nobody."""
    return {
        "LABEL_STUDIO_BASE_DATA_DIR": str(data),
        "LABEL_STUDIO_USERNAME": EMAIL,
        "LABEL_STUDIO_PASSWORD": PASSWORD,
        "LABEL_STUDIO_USER_TOKEN": TOKEN,
        "LABEL_STUDIO_ENABLE_LEGACY_API_TOKEN": "true",
        "COLLECT_ANALYTICS": "false",
        "SENTRY_DSN": "",
        "FRONTEND_SENTRY_DSN": "",
        "LATEST_VERSION_CHECK": "false",
        "SSRF_PROTECTION_ENABLED": "false",
        "LOG_LEVEL": "WARNING",
    }


@contextmanager
def label_studio(folder: Path, data: Path) -> Iterator[tuple[str, str]]:
    """Yields its address and the administrator's opaque token."""
    command, port = install(folder), free_port()
    words = [str(command), "start", "--no-browser", "--port", str(port), "--internal-host", "127.0.0.1"]
    url = f"http://127.0.0.1:{port}"
    with (data / "server.log").open("wb") as log:
        process = subprocess.Popen(words, env={**os.environ, **settings(data)}, stdout=log, stderr=log)
        try:
            _wait(url, process, data / "server.log")
            yield url, TOKEN
        finally:
            process.terminate()
            process.wait(30)


def _wait(url: str, process: subprocess.Popen[bytes], log: Path, seconds: float = 600) -> None:
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        if process.poll() is not None:
            break
        try:
            if httpx.get(f"{url}/health", timeout=5).status_code == 200:
                return
        except httpx.HTTPError:
            pass  # not up yet
        time.sleep(1)
    raise RuntimeError(f"Label Studio did not start:\n{log.read_text(errors='replace')[-2000:]}")


def free_port() -> int:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return int(found.getsockname()[1])
