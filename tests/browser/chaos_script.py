"""What happens in one run of chaos: drawn from a seed, so that it can be printed and played again."""

from __future__ import annotations

import random
from dataclasses import dataclass

from tests.support.faults import FAULTS

CODE = {
    "event": ("j", "n", "a", "Tab", *"173", "Tab", "p", "Tab", *"tuncop", "Tab", "s", "Tab", *"tunopp", "Enter"),
    "begun": ("n", "a", "Tab", *"17", "Escape"),
    "demand": ("j", "j", "n", "d", "Tab", *"1041", "Tab", "u", "Tab", "Tab", "-"),
    "blank": ("n",),
    "out": ("Escape",),
    "none": ("0",),
    "note": ("Escape", "c", *"so", "Enter"),
    "delete": ("1", "x"),
    "twin": ("1", "d", "Escape"),
    "swap": ("1", "w"),
    "undo": ("Escape", "u"),
    "undos": ("Escape", "u", "u", "u"),
    "redo": ("Escape", "Shift+U"),
    "move": ("k", "j"),
}
SUBMIT = {
    "submit": ("Escape", "Control+Enter", "Control+Enter"),
    "nothing-and-submit": ("Escape", "1", "x", "1", "x", "0", "Control+Enter", "Control+Enter"),
    "submit-and-go-on": ("Escape", "1", "x", "1", "x", "0", "Control+Enter", "Control+Enter", "c", *"so", "Enter"),
    "skip": ("Escape", "s", "1"),
}
MOVES = ("wait", "wait-long", "reload", "leave-and-back", "kill", "forward-back", "offline", "online")
LOG_IN = ("expire", "log-in")
RIVALS = ("rival", "choose-mine", "choose-theirs")
TABS = ("second", "switch", "take-over", "close-one")


@dataclass(frozen=True)
class Script:
    seed: int
    steps: tuple[str, ...]
    faults: tuple[str, ...]
    """One per request to save, submit or open; ``pass`` among them."""

    @property
    def alone(self) -> bool:
        """One coder in one tab: then nothing may be another's fault."""
        return not {"rival", "second"} & set(self.steps)

    def __str__(self) -> str:
        return f"seed {self.seed}\n  steps  {' '.join(self.steps)}\n  faults {' '.join(self.faults)}"


def script_of(seed: int) -> Script:
    """Every fault in a third of the requests; every third script has a rival, every fourth a second tab."""
    rng = random.Random(seed)
    moves = [*MOVES]
    if seed % 3 == 0:
        moves += RIVALS * 2
    if seed % 4 == 1:
        moves += TABS * 2
    if seed % 5 == 2:
        moves += LOG_IN * 2
    steps: list[str] = []
    for _ in range(rng.randint(5, 9)):
        steps.append(rng.choice([*CODE]))
        if rng.random() < 0.6:
            steps.append(rng.choice(moves))
        if rng.random() < 0.2:
            steps.append(rng.choice([*SUBMIT]))
    faults = tuple(rng.choice(FAULTS) if rng.random() < 0.45 else "pass" for _ in range(14))
    return Script(seed, tuple(steps), faults)
