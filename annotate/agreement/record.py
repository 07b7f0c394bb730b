"""What one article adds to the agreement of a project: whole numbers only, so that adding and taking away is exact.

A record is made from all codings of an article at once and needs nothing else. It is rows of fixed width, so that a
hundred thousand records load as a few large arrays. Distances between codes are not in it: they belong to the
codebook and are applied when the numbers are read.
"""

from __future__ import annotations

import sys
from array import array
from bisect import bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from itertools import combinations

from annotate.agreement import continuum
from annotate.agreement.align import LAYERS, EventSpan, Item, align
from annotate.agreement.matching import match_events, match_spans, same_actors
from annotate.agreement.reading import ABSENT, Reading, Stored
from schemas.coding import Coding
from schemas.spans import Pair

RULES = 2  # one more whenever alignment, matching or this layout changes: stored records are made anew then

MATCHES = ("exact", "iou", "overlap")
CODING = (
    "coder",
    "minute",
    "flags",
    "events",
    "codes",
    *(f"{p}_{x}" for p in ("spans", "run", "square") for x in LAYERS),
)
PAIR = (
    "first",
    "second",
    *(f"{x}_{rule}" for x in LAYERS for rule in MATCHES),
    *(f"{x}_{y}" for x in LAYERS for y in LAYERS),
)
EVENT = ("coding", "unit", "code", "sources", "targets", "modality", "start", "end", "flags")
MATCH = ("left", "right", "flags")
ACTOR = ("layer", "unit", "coding", "code")
HAS_EVENTS, ASSISTED, GOLD = 1, 2, 4  # flags of codings
COPY, HAS_SOURCE, HAS_TARGET, BY_SUGGESTION = 1, 2, 4, 8  # flags of events
SAME_SOURCE, SAME_TARGET = 1, 2  # flags of matches: the spans agree (Dice >= .5, or both are empty)
# Above their flags codings hold how many sentences the article has, and events in which of them, from 1, their trigger
# begins (0: in none that counts). Records of older rules have 0 there, so that they can still be read.
SENTENCE = 256
WIDTHS = {"codings": len(CODING), "pairs": len(PAIR), "events": len(EVENT), "matches": len(MATCH), "actors": len(ACTOR)}
KINDS = {"codings": "q", "pairs": "i", "events": "i", "matches": "i", "actors": "i"}  # squares need 64 bits


@dataclass(frozen=True)
class Coded:
    """A finished coding: whose, when (minutes since 1970), and whether it is marked as gold."""

    coder: int
    coding: Coding | Stored
    minute: int = 0
    gold: bool = False


@dataclass(frozen=True)
class Record:
    """``length``: characters of the text. ``words``: what the rows refer to by number. Each section: rows, flat."""

    length: int
    words: tuple[str, ...]
    sections: dict[str, array[int]]

    def packed(self) -> dict[str, bytes]:
        """The sections as little-endian bytes."""
        return {name: _little(section).tobytes() for name, section in self.sections.items()}


def unpacked(length: int, words: Sequence[str], packed: dict[str, bytes]) -> Record:
    """The record that ``packed`` came from."""
    return Record(length, tuple(words), {n: _little(array(KINDS[n], packed[n])) for n in WIDTHS})


def _little(section: array[int]) -> array[int]:
    if sys.byteorder == "big":
        section = array(section.typecode, section)
        section.byteswap()
    return section


def make_record(codings: Iterable[Coded], length: int, sentences: Sequence[Pair] = ()) -> Record:
    """The record of an article of ``length`` characters; the order of codings does not matter.

    ``sentences``: those that count, in text order.
    """
    return _Maker(sorted(codings, key=lambda c: (c.coder, c.minute)), length, sentences).made()


def sentence_at(sentences: Sequence[Pair], character: int) -> int:
    """The number, from 1, of the sentence that holds a character; 0 for none."""
    before = bisect_right(sentences, character, key=_start)
    return before if before and character < sentences[before - 1][1] else 0


def _start(span: Pair) -> int:
    return span[0]


@dataclass
class _Maker:
    codings: Sequence[Coded]
    length: int
    sentences: Sequence[Pair]
    words: dict[str, int] = field(default_factory=dict)

    def made(self) -> Record:
        self.rows = {name: array(KINDS[name]) for name in WIDTHS}
        self.readings = [Reading(c.coding) for c in self.codings]
        self.runs = [continuum.runs(r.layers) for r in self.readings]
        for coded, reading, runs in zip(self.codings, self.readings, self.runs, strict=True):
            self._add_coding(coded, reading, runs)
        self._add_pairs()
        self._add_events()
        self._add_actors()
        return Record(self.length, tuple(self.words), self.rows)

    def _word(self, word: str | None) -> int:
        return -1 if word is None else self.words.setdefault(word, len(self.words))

    def _add_coding(self, coded: Coded, reading: Reading, runs: Sequence[continuum.Run]) -> None:
        whole = [e for e in reading.events if not e.copy]
        flags = HAS_EVENTS * (not reading.empty) | ASSISTED * reading.assisted | GOLD * coded.gold
        flags |= SENTENCE * len(self.sentences)
        codes = " ".join(sorted({e.span.code for e in whole if e.span.code}))
        lengths, squares = continuum.sums(runs, len(LAYERS))
        spans = map(len, reading.layers)
        row = (coded.coder, coded.minute, flags, len(whole), self._word(codes), *spans, *lengths, *squares)
        self.rows["codings"].extend(row)

    def _add_pairs(self) -> None:
        found = [match_spans(spans) for spans in zip(*[r.layers for r in self.readings], strict=True)]
        none = (0, 0, 0)
        for i, j in combinations(range(len(self.codings)), 2):
            matched = [n for layer in found for n in layer.get((i, j), none)]
            common = continuum.common(self.runs[i], self.runs[j], len(LAYERS))
            self.rows["pairs"].extend((i, j, *matched, *common))

    def _add_events(self) -> None:
        numbers: list[list[int]] = []
        unit_of = _units([r.triggers() for r in self.readings])
        for i, reading in enumerate(self.readings):
            numbers.append([])
            for event in reading.events:
                if not event.copy:
                    numbers[-1].append(len(self.rows["events"]) // len(EVENT))
                span = event.span
                flags = COPY * event.copy | HAS_SOURCE * bool(span.sources) | HAS_TARGET * bool(span.targets)
                flags |= BY_SUGGESTION * event.by_suggestion
                slots = (span.code or None, event.source_codes, event.target_codes, event.modality)
                at = (span.trigger[0][0], span.trigger[-1][1]) if span.trigger else (0, 0)
                flags |= SENTENCE * (sentence_at(self.sentences, at[0]) if span.trigger else 0)
                row = (i, unit_of[(i, span.owner)], *map(self._word, slots), *at, flags)
                self.rows["events"].extend(row)
        whole = [[e.span for e in r.events if not e.copy] for r in self.readings]
        for i, j in combinations(range(len(whole)), 2):
            for a, b in match_events(whole[i], whole[j]):
                row = (numbers[i][a], numbers[j][b], _flags(whole[i][a], whole[j][b]))
                self.rows["matches"].extend(row)

    def _add_actors(self) -> None:
        for number, layer in ((1, "source"), (2, "target")):
            spans = [r.actors(layer) for r in self.readings]
            unit_of = _units(spans)
            for i, items in enumerate(spans):
                for item in items:
                    code = self._word(None if item.label == ABSENT else item.label)
                    self.rows["actors"].extend((number, unit_of[(i, item.owner)], i, code))


def _units(coders: Sequence[Sequence[Item]]) -> dict[tuple[int, str], int]:
    """The number of the aligned unit of each coder's item."""
    clusters = align(dict(enumerate(coders)))
    return {(i, item.owner): n for n, cluster in enumerate(clusters) for i, item in cluster.items()}


def _flags(a: EventSpan, b: EventSpan) -> int:
    return SAME_SOURCE * same_actors(a.sources, b.sources) | SAME_TARGET * same_actors(a.targets, b.targets)
