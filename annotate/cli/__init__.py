"""The command ``annotate``: one short module per group, each with ``register(app)``.

The modules import what is heavy inside their commands, so that ``annotate --help`` and ``annotate serve`` start fast.
"""

from __future__ import annotations

from importlib import import_module

import typer

GROUPS = {
    "serve": ("serve", "migrate"),
    "demo": ("demo",),
    "projects": ("project",),
    "import_": ("import",),
    "users": ("user",),
    "collect": ("collect",),
    "push": ("push",),
    "source": ("source",),
    "agree": ("agree",),
    "export_": ("export",),
    "train": ("train", "score"),
    "suggest": ("suggest",),
}


def build(wanted: str | None = None) -> typer.Typer:
    """The whole command; or, for a start without the others, the group to which the ``wanted`` command belongs."""
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

    for group in [group for group, commands in GROUPS.items() if wanted in commands] or GROUPS:
        import_module(f"annotate.cli.{group}").register(app)
    return app
