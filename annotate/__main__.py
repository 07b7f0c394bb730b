"""Entry of the command ``annotate``: a refusal is one sentence on stderr and exit code 1."""

from __future__ import annotations

import sys

from annotate.errors import AnnotateError


def main() -> None:
    """Run the command line; wrong usage exits with 2."""
    from annotate.cli import build

    try:
        build(next(iter(sys.argv[1:]), None))(prog_name="annotate")
    except AnnotateError as error:
        sys.stderr.write(f"annotate: {error.detail}\n")
        sys.exit(1)


if __name__ == "__main__":
    main()
