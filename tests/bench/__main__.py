"""Runs every bench, one after the other, or those named: ``python -m tests.bench startup crowd``."""

from __future__ import annotations

import sys
from importlib import import_module

BENCHES = (
    "startup",
    "cycles",
    "crowd",
    "latency",
    "picker",
    "suggest",
    "keys",
    "baseline",
    "assisted",
    "agreement",
    "coverage",
    "chaos",
    "collecting",
)  # modules of this folder, each with main()


def main(names: list[str]) -> None:
    for name in names or BENCHES:
        print(f"\n{name}", flush=True)
        import_module(f"tests.bench.{name}").main()


main(sys.argv[1:])
