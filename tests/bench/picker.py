"""The code picker and the actor picker: how soon the wanted code shows, and what a key press costs."""

from __future__ import annotations

import subprocess
from pathlib import Path

from hatch_build import find_node

WEB = Path(__file__).parents[2] / "annotate" / "web"


def main() -> None:
    """Types every phrase of ``tests/vectors/phrases.json`` letter by letter, in the Node that the wheel carries."""
    node, _ = find_node()
    print("picker: phrases typed letter by letter (goal: top 5 at least 95 %, at most 6 keys, under 2 ms per key)")
    done = subprocess.run([node, "bench/picker.ts"], cwd=WEB, text=True, capture_output=True, check=True)
    print("".join(f"  {line}\n" for line in done.stdout.splitlines()), end="")


if __name__ == "__main__":
    main()
