"""What follows from an event code: never typed by a coder, never stored, always looked up in the codebook."""

from __future__ import annotations

from dataclasses import dataclass

from schemas.codebook import Codebook


@dataclass(frozen=True)
class Derived:
    """Everything a code says. Empty strings and None: the codebook gives no such value.

    ``goldstein`` is on -10..+10; ``goldstein_from`` names the code it belongs to, which is an ancestor where the
    code itself has none. ``quad`` and ``penta`` follow the conventions that the codebook names.
    """

    code: str
    label: str = ""
    root: str = ""
    parent: str = ""
    level: int = 0
    quad: str = ""
    penta: str = ""
    goldstein: float | None = None
    goldstein_from: str = ""
    plover: str = ""

    @property
    def goldstein_inherited(self) -> bool:
        return self.goldstein is not None and self.goldstein_from != self.code


def derived(codebook: Codebook, code: str | None) -> Derived:
    """What ``code`` says under ``codebook``; a code that the codebook does not hold says nothing but itself.

    An unknown code can stand in an old coding after a change of codebook, and an export may lose no coding:
    ``label`` and ``root`` are empty then.
    """
    found = codebook.get(code)
    if found is None:
        return Derived(code or "")
    path = [codebook.by_code[c] for c in reversed(codebook.path(found.code))]
    scaled = next((c for c in path if c.goldstein is not None), None)
    return Derived(
        code=found.code,
        label=found.label,
        root=path[-1].code,
        parent=found.parent or "",
        level=found.level,
        quad=next((c.quad for c in path if c.quad), ""),
        penta=next((c.penta for c in path if c.penta), ""),
        goldstein=scaled.goldstein if scaled else None,
        goldstein_from=scaled.code if scaled else "",
        plover=next((c.plover for c in path if c.plover), ""),
    )
