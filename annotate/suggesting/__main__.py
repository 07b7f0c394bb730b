"""The process with the models, started by the server: ``python -m annotate.suggesting MODULE``, which has ``load``."""

from __future__ import annotations

import importlib
import os
import signal
import sys

from annotate.suggesting.answers import serve


def main(module: str) -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl+C reaches the whole group; the server ends us by its pipe
    sink = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)  # what a library prints must not get between the messages
    serve(importlib.import_module(module).load, sys.stdin.buffer, sink)


if __name__ == "__main__":
    main(sys.argv[1])
