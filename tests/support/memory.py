"""A place in memory for what tests write and throw away: a disk makes every small file dear."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

MEMORY = Path("/dev/shm")
ROOM = 2 << 30  # bytes free for the databases and browsers of all workers, which need a quarter of it


def in_memory() -> Path | None:
    """The folder, where there is one with room."""
    try:
        roomy = shutil.disk_usage(MEMORY).free >= ROOM and os.access(MEMORY, os.W_OK | os.X_OK)
    except OSError:
        return None
    return MEMORY if roomy else None
