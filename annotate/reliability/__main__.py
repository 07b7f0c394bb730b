"""The process that makes records, started by whoever makes many: ``python -m annotate.reliability``."""

from __future__ import annotations

import os
import signal
import sys

from annotate.reliability.making import serve


def main() -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl+C reaches the whole group; our pipe's end ends us
    answers = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)  # what is printed must not get between the answers
    serve(sys.stdin.buffer, answers)


if __name__ == "__main__":
    main()
