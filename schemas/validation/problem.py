"""One finding about a coding or a result."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

Severity = Literal["error", "warning"]


@dataclass(frozen=True, slots=True)
class Problem:
    """``path`` is like ``events[2].code``; ``code`` is stable; ``kept``: a warning that the coder saw and kept."""

    path: str
    severity: Severity
    code: str
    message: str
    kept: bool = False


def errors(problems: Iterable[Problem]) -> list[Problem]:
    """Those that forbid storing the coding as submitted."""
    return [p for p in problems if p.severity == "error"]


def warnings(problems: Iterable[Problem]) -> list[Problem]:
    """Those that are shown, also the ones already kept."""
    return [p for p in problems if p.severity == "warning"]
