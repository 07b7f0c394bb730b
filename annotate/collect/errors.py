"""What can go wrong while collecting: one sentence each."""

from __future__ import annotations

from annotate.errors import AnnotateError


class CollectError(AnnotateError):
    """The server, the key, the project or the folder does not allow it."""

    code = "collect"


class CollectionError(AnnotateError):
    """A folder that is no whole collection; the message names file and line."""

    code = "collection"


class Unreachable(CollectError):
    """The server does not answer, or not now; later it may."""
