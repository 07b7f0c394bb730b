"""Validation: one function that says all that is wrong, or doubtful, about a coding."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from schemas.codebook import Codebook
from schemas.coding import Coding
from schemas.validation.context import Context
from schemas.validation.error_rules import coding_errors
from schemas.validation.problem import Problem, errors, warnings
from schemas.validation.warning_rules import coding_warnings

__all__ = ["Problem", "errors", "has_errors", "problems", "warnings"]


def problems(
    coding: Coding,
    codebook: Codebook,
    text: str,
    *,
    published: date | None = None,
    sentences: Sequence[tuple[int, int]] | None = None,
    new: bool = True,
) -> list[Problem]:
    """All errors, then all warnings, of a coding of ``text`` (offsets in code points).

    ``published`` and ``sentences`` (in reading order) allow the checks that need them; ``new`` is False for a
    coding made before, in which a code that was retired since is allowed.
    """
    context = Context(coding, codebook, text, published, sentences, new)
    return [*coding_errors(context), *coding_warnings(context)]


def has_errors(coding: Coding, codebook: Codebook, text: str) -> bool:
    """Whether anything forbids storing a new coding as submitted; warnings, which take most of the time, are not
    looked for."""
    return next(coding_errors(Context(coding, codebook, text)), None) is not None
