"""Of every sentence of an article and every coder: does an event begin there?"""

from __future__ import annotations

import numpy as np

from annotate.agreement.cells import Cells, Ints, yes_or_no
from annotate.agreement.record import SENTENCE
from annotate.agreement.table import Table


def sentence_cells(table: Table, since: int, kept: Ints, counted: Ints) -> Cells:
    """The answers in slots from ``since`` on; ``kept``: the codings that count there, ``counted``: the events."""
    size = table.slots.count - since
    owner = table.codings.column("slot")[kept] - since
    coders, sentences = np.bincount(owner, minlength=size), np.zeros(size, dtype=np.int64)
    sentences[owner] = table.codings.column("flags")[kept] // SENTENCE
    double = np.flatnonzero((coders >= 2) & (sentences > 0))
    place = np.full(size, -1)
    place[double] = np.arange(len(double))
    of, yes = _yes(table, place, since, counted)
    return yes_or_no(double + since, coders[double], sentences[double], of, yes)


def _yes(table: Table, place: Ints, since: int, counted: Ints) -> tuple[Ints, Ints]:
    """By sentence in which anybody has an event: the place of its article, and how many coders have one."""
    flags, coding = (table.events.column(name)[counted].astype(np.int64) for name in ("flags", "coding"))
    sentence, of = flags // SENTENCE, place[table.events.column("slot")[counted] - since]
    inside, width = (sentence > 0) & (of >= 0), int(sentence.max(initial=0)) + 1
    _, once = np.unique((coding * width + sentence)[inside], return_index=True)  # however many events of one coder
    at, yes = np.unique((of * width + sentence)[inside][once], return_counts=True)
    return at // width, yes
