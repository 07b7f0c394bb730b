"""Prints the part of requirements.lock that the server and the commands need: the closure of pyproject's dependencies.

The lock also pins what tests need. Every line "# via X" names who wants a package; those wanted only by the
development group are left out. Packages named after the file stay away too, with what only they want.
"""

from __future__ import annotations

import re
import sys
from itertools import pairwise
from pathlib import Path

BLOCK = re.compile(r"^(?P<name>[a-z0-9][a-z0-9._-]*)==", re.MULTILINE)
WANTED_BY_US = re.compile(r"event-annotate \(pyproject\.toml(?P<group>:[a-z]+)?\)")


def blocks(lock: str) -> list[tuple[str, str, set[str]]]:
    """(name, text, who wants it) for each pinned package; "" stands for the plain install and its extras."""
    starts = [m.start() for m in BLOCK.finditer(lock)] + [len(lock)]
    found = []
    for start, end in pairwise(starts):
        text = lock[start:end]
        vias = [line.strip("# ").removeprefix("via ").strip() for line in text.splitlines() if line.startswith("    #")]
        wanted = set()
        for via in filter(None, vias):
            ours = WANTED_BY_US.match(via)
            wanted.add(":dev" if ours and ours["group"] == ":dev" else "" if ours else via)
        found.append((text.split("==")[0], text, wanted))
    return found


def runtime(lock: str, without: frozenset[str] = frozenset()) -> str:
    """The blocks of the lock that the plain install needs, less some packages and what only those want."""
    found = [block for block in blocks(lock) if block[0] not in without]
    keep: set[str] = {""}
    while True:
        more = {name for name, _, wanted in found if wanted & keep} | keep
        if more == keep:
            return "".join(text for name, text, _ in found if name in keep)
        keep = more


if __name__ == "__main__":
    print(runtime(Path(sys.argv[1]).read_text(encoding="utf-8"), frozenset(sys.argv[2:])), end="")
