"""A third of the runs of chaos (see ``chaos.py``), in a file of its own so that they run side by side.

One that fails says its seed: ``python -m tests.bench.chaos 1 SEED`` plays it again, alone.
"""

from __future__ import annotations

import pytest

from tests.browser.chaos import House, play
from tests.browser.chaos_script import script_of

pytestmark = [pytest.mark.browser, pytest.mark.long]


FOUND = [2000]  # runs that have found something: a change after a lost answer to the last article's submission


@pytest.mark.parametrize("seed", [*range(69, 103), *FOUND])
def test_saved_is_saved_and_nothing_vanishes(chaos_house: House, seed: int) -> None:
    play(chaos_house, script_of(seed))
