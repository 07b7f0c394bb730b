"""The base of everything that export refuses; each message is one sentence that names the place and the remedy."""

from __future__ import annotations


class ExportError(ValueError):
    """Something cannot be written or read."""
