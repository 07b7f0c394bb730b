"""Three simulated coders: gold codings, with the slips and habits of three different trained people."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from random import Random
from typing import Any

from annotate.demo.confusion import across, coarser, other_actor, within
from annotate.demo.corpus import DemoArticle
from annotate.demo.notation import renumber
from annotate.demo.wording import other_boundaries, sentence_of
from schemas.codebook import Codebook, load_codebook
from schemas.coding import Coding, Event, Fragment, Mention

_SAYING = re.compile(r"(?<!\w)(said|says|told|tells us|dijo|declaró)(?!\w)")
_SOFT = ("historical", "hypothetical", "future", "negated")


@dataclass(frozen=True)
class Habits:
    """How often, 0..1, this coder departs from gold; ``careless`` is for events that are easy to overlook."""

    miss: float
    careless: float  # chance to miss a historical, future, negated or noun-named event
    trigger: float  # draws the trigger otherwise
    actor: float  # draws an actor otherwise
    neighbour: float  # takes another code of the same root
    coarse: float  # stops at a more general code
    root: float  # takes a code of another root
    drop_target: float
    drop_source: float
    actor_code: float
    modality: float  # leaves a marked modality at "asserted"
    reported_speech: float  # codes a plain "said" as 010, per sentence
    extras: float  # fills location and time
    sure: float  # gives certainty 3, else 2


@dataclass(frozen=True)
class Coder:
    name: str
    email: str
    habits: Habits


CODERS = (
    Coder(
        "Amara Diallo",
        "amara.diallo@example.org",
        Habits(
            miss=0.09, careless=0.18, trigger=0.24, actor=0.16, neighbour=0.09, coarse=0.03, root=0.09,
            drop_target=0.05, drop_source=0.02, actor_code=0.10, modality=0.15, reported_speech=0.06, extras=0.85,
            sure=0.7,
        ),
    ),
    Coder(
        "Jonas Lindqvist",
        "jonas.lindqvist@example.org",
        Habits(
            miss=0.17, careless=0.35, trigger=0.38, actor=0.25, neighbour=0.08, coarse=0.14, root=0.12,
            drop_target=0.12, drop_source=0.04, actor_code=0.16, modality=0.35, reported_speech=0.05, extras=0.45,
            sure=0.5,
        ),
    ),
    Coder(
        "Noor Haddad",
        "noor.haddad@example.org",
        Habits(
            miss=0.13, careless=0.30, trigger=0.32, actor=0.40, neighbour=0.14, coarse=0.05, root=0.12,
            drop_target=0.08, drop_source=0.03, actor_code=0.20, modality=0.25, reported_speech=0.22, extras=0.65,
            sure=0.85,
        ),
    ),
)  # fmt: skip

# Left for the visitor: the first four by nobody yet, the others by one coder. A small tour of the difficulties.
OPEN = ("egy-square", "fra-cafe", "hti-force", "afg-women", "kor-drill", "bra-mine", "slb-switch", "som-blast")
_UNTOUCHED = 4


def assignments(corpus: Sequence[DemoArticle], seed: str = "demo") -> dict[str, tuple[Coder, ...]]:
    """Who codes which article, by article id in corpus order: most by all three, a third of the rest's by two.

    The articles of ``OPEN`` get no coder or one.
    """
    closed = [a.id for a in corpus if a.id not in OPEN]
    Random(f"{seed}:assignments").shuffle(closed)  # noqa: S311 - repeatable on purpose
    pairs = closed[: len(closed) // 3]
    given: dict[str, tuple[Coder, ...]] = dict.fromkeys((a.id for a in corpus), CODERS)
    for number, article in enumerate(pairs):
        given[article] = tuple(c for i, c in enumerate(CODERS) if i != number % len(CODERS))
    for number, article in enumerate(OPEN):
        if article in given:
            given[article] = () if number < _UNTOUCHED else (CODERS[number % len(CODERS)],)
    return given


def simulate(article: DemoArticle, coder: Coder, seed: str = "demo") -> Coding:
    """What this coder hands in for the article; the same seed always gives the same coding."""
    rng = Random(f"{seed}:{coder.email}:{article.id}")  # noqa: S311 - repeatable on purpose
    return _Reading(article, coder, rng, load_codebook("cameo")).coding()


class _Reading:
    """One coder at one article."""

    def __init__(self, article: DemoArticle, coder: Coder, rng: Random, codebook: Codebook) -> None:
        self.article, self.habits, self.rng, self.codebook = article, coder.habits, rng, codebook
        self.mentions: dict[str, Mention] = {}

    def coding(self) -> Coding:
        gold = self.article.gold
        for mention in gold.mentions:
            if mention.type == "actor":
                self.mentions[mention.id] = self._actor(mention)
        events = [self._event(event) for event in gold.events if not self._missed(event)]
        events += self._spurious()
        self._tell_apart(events)
        if not events:
            return Coding(verdict="no_codable_event")
        used = {i for e in events for i in (e.trigger, *e.sources, *e.targets, *e.locations, *e.times)}
        kept = tuple(m for m in self.mentions.values() if m.id in used)
        return renumber(Coding(verdict="events", mentions=kept, events=tuple(events)))

    def _happens(self, chance: float) -> bool:
        return self.rng.random() < chance

    def _missed(self, event: Event) -> bool:
        trigger = self._gold(event.trigger)
        noun = not re.search(r"(ed|ing)\b", trigger.text) and event.modality == "asserted"
        soft = event.modality in _SOFT or event.same_as is not None or (noun and event.certainty is not None)
        return self._happens(self.habits.careless if soft else self.habits.miss)

    def _gold(self, mention_id: str | None) -> Mention:
        mention = self.article.gold.mention(mention_id)
        if mention is None:
            raise KeyError(f"{self.article.id}: no mention {mention_id}")
        return mention

    def _actor(self, mention: Mention) -> Mention:
        fragments, code = mention.fragments, mention.actor_code or ""
        if self._happens(self.habits.actor):
            fragments = other_boundaries(self.article.text, fragments, self.rng, actor=True)
        if self._happens(self.habits.actor_code):
            code = other_actor(code, self.rng)
        return mention.model_copy(update={"fragments": fragments, "actor_code": code})

    def _code(self, code: str) -> str:
        habits, draw = self.habits, self.rng.random()
        if draw < habits.root:
            return across(code, self.codebook, self.rng)
        if draw < habits.root + habits.neighbour:
            return within(code, self.codebook, self.rng)
        if draw < habits.root + habits.neighbour + habits.coarse:
            return coarser(code, self.codebook)
        return code

    def _event(self, event: Event) -> Event:
        changes: dict[str, Any] = {"code": self._code(event.code or ""), "note": "", "magnitude": None}
        changes["trigger"] = self._trigger(self._gold(event.trigger))
        if event.modality != "asserted" and self._happens(self.habits.modality):
            changes["modality"] = "asserted"
        changes["certainty"] = event.certainty or (3 if self._happens(self.habits.sure) else 2)
        changes |= self._filled(event, "source", self.habits.drop_source)
        changes |= self._filled(event, "target", self.habits.drop_target)
        for slot in ("locations", "times"):
            kept = tuple(i for i in getattr(event, slot) if self._happens(self.habits.extras))
            self.mentions |= {i: self._gold(i) for i in kept}
            changes[slot] = kept
        if self._happens(self.habits.extras):
            changes["magnitude"] = event.magnitude
        if event.reciprocal and (changes.get("targets") == () or changes.get("sources") == ()):
            changes["reciprocal"] = False
        return event.model_copy(update=changes)

    def _trigger(self, mention: Mention) -> str:
        fragments = mention.fragments
        if self._happens(self.habits.trigger):
            fragments = other_boundaries(self.article.text, fragments, self.rng, actor=False)
        self.mentions[mention.id] = mention.model_copy(update={"fragments": fragments})
        return mention.id

    def _filled(self, event: Event, slot: str, drop: float) -> dict[str, Any]:
        if not getattr(event, f"{slot}s") or not self._happens(drop):
            return {}
        return {f"{slot}s": (), f"{slot}_not_stated": True}

    def _tell_apart(self, events: Sequence[Event]) -> None:
        """Undo slips of actor codes wherever they make source and target of an event the same."""
        clashing = [e for e in events if not e.reciprocal and self._codes(e.sources) & self._codes(e.targets)]
        slips = {i for e in clashing for i in (*e.sources, *e.targets) if self._actor_slipped(i)}
        for mention_id in slips:
            gold = self._gold(mention_id)
            self.mentions[mention_id] = self.mentions[mention_id].model_copy(update={"actor_code": gold.actor_code})
        if slips:  # an undone slip can meet another one
            self._tell_apart(events)

    def _codes(self, mention_ids: Sequence[str]) -> set[str | None]:
        return {self.mentions[i].actor_code for i in mention_ids}

    def _actor_slipped(self, mention_id: str) -> bool:
        return self.mentions[mention_id].actor_code != self._gold(mention_id).actor_code

    def _spurious(self) -> list[Event]:
        """Reported speech coded as a statement although it only carries another event."""
        gold, found = self.article.gold, []
        taken = [(f.start, f.end) for m in gold.mentions if m.type == "trigger" for f in m.fragments]
        for match in _SAYING.finditer(self.article.text):
            speaker = self._speaker(match.start())
            overlaps = any(start < match.end() and match.start() < end for start, end in taken)
            if overlaps or speaker is None or not self._happens(self.habits.reported_speech):
                continue
            quote = Fragment(start=match.start(), end=match.end(), quote=match.group())
            trigger = Mention(id=f"said{match.start()}", type="trigger", fragments=(quote,))
            self.mentions[trigger.id] = trigger
            found.append(
                Event(
                    id=trigger.id, trigger=trigger.id, code="010", sources=(speaker,), target_not_stated=True,
                    certainty=2,
                )
            )  # fmt: skip
        return found

    def _speaker(self, position: int) -> str | None:
        start, end = sentence_of(self.article.text, position)
        near = [m for m in self.article.gold.mentions if m.type == "actor" and start <= m.start and m.end <= end]
        return min(near, key=lambda m: abs(m.start - position)).id if near else None
