"""What reading and writing releases refuses, as a refusal that people are told."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from annotate.errors import Invalid


@contextmanager
def refusals() -> Iterator[None]:
    """ExportError becomes Invalid: one whole sentence."""
    from export.errors import ExportError

    try:
        yield
    except ExportError as error:
        message = str(error)
        raise Invalid(f"{message[:1].upper()}{message[1:]}{'' if message.endswith('.') else '.'}") from None
