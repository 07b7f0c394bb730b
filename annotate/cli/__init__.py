"""The command ``annotate``: one short module per group, each with ``register(app)``.

The modules import what is heavy inside their commands, so that ``annotate --help`` and ``annotate serve`` start fast.
"""

from __future__ import annotations

from importlib import import_module
from importlib.util import find_spec

import typer

GROUPS = (
    "serve",
    "demo",
    "projects",
    "import_",
    "users",
    "collect",
    "push",
    "source",
    "agree",
    "export_",
    "train",
    "suggest",
)


def build() -> typer.Typer:
    """The whole command."""
    app = typer.Typer(
        name="annotate",
        help="Turn news articles into event-coded training data.",
        no_args_is_help=True,
        add_completion=False,
        pretty_exceptions_enable=False,
    )

    @app.callback()
    def root() -> None:
        """Turn news articles into event-coded training data."""

    for group in GROUPS:
        name = f"annotate.cli.{group}"
        if find_spec(name) is not None:
            import_module(name).register(app)
    return app
