"""Who did it and to whom: of the actors in the trigger's sentence that are known by name, the source and the target."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np

from annotate.baseline.examples import Page, judged
from annotate.baseline.linear import Floats, Linear, calibrated, fit_linear, out_of_fold
from annotate.baseline.memory import Memory
from annotate.baseline.terms import WORD
from export.records import CodedArticle
from schemas import spans
from schemas.actors import code_of_name
from schemas.coding import Coding

Span = tuple[int, int]
Sides = tuple[list[Span], Floats]  # actors, and how probable each is source and target: actors x 2
SOURCE, TARGET, OTHER = "source", "target", "other"
MOST = 20_000  # pairs that are learnt from
SAME = 0.5  # Dice from which on a known actor is the one that was marked
_LONGEST_NAME, _LONGEST = 4, 12  # words, of everyday names and of actors as they were written
_FAR = (2, 5, 10)  # words between


@dataclass(frozen=True)
class Roles:
    """``judge``: pair of a trigger and an actor -> source, target or other, by the terms that describe the pair.

    ``right``: share of events, of those whose actors are known by name, with both sides right on stories not seen.
    """

    terms: tuple[str, ...]
    judge: Linear
    right: float

    @cached_property
    def index(self) -> dict[str, int]:
        return {term: n for n, term in enumerate(self.terms)}

    def sides(self, asked: Sequence[tuple[Sentence, Span]]) -> list[Sides]:
        """For each sentence with a trigger the actors in it, and how probable each is source (first column) and target
        (second). Many at once take a fraction of the time that they take one by one."""
        actors = [[a for a in s.actors if a[1] <= trigger[0] or a[0] >= trigger[1]] for s, trigger in asked]
        pairs = [described(s, trigger, a) for (s, trigger), some in zip(asked, actors, strict=True) for a in some]
        chances = np.zeros((len(pairs), 2))
        if pairs:
            found, classes = self.judge.probabilities(matrix(pairs, self.index)), self.judge.classes
            for column, name in enumerate((SOURCE, TARGET)):
                if name in classes:
                    chances[:, column] = found[:, classes.index(name)]
        ends = np.cumsum([len(some) for some in actors])
        return list(zip(actors, np.split(chances, ends[:-1]), strict=True)) if asked else []


@dataclass(frozen=True)
class Sentence:
    """The words of a sentence with their places, and the actors in it that are known by name."""

    words: tuple[tuple[str, int, int], ...]
    actors: tuple[Span, ...]

    @cached_property
    def starts(self) -> list[int]:
        return [start for _, start, _ in self.words]

    def between(self, a: int, b: int) -> list[str]:
        return [word for word, _, _ in self.words[bisect_left(self.starts, a) : bisect_left(self.starts, b)]]


def sentence_at(memory: Memory, page: Page, span: Span) -> Sentence:
    """The sentence around a span."""
    start, end = page.sentence(*span)
    text = page.article.text
    words = tuple((m[0].casefold(), start + m.start(), start + m.end()) for m in WORD.finditer(text[start:end]))
    return Sentence(words, tuple(_known(memory, text, words)))


def _known(memory: Memory, text: str, words: Sequence[tuple[str, int, int]]) -> Iterator[Span]:
    """Actors as they were written before, else everyday names with a capital; of several readings the longest."""
    at = 0
    while at < len(words):
        left = len(words) - at
        ahead = tuple(word for word, _, _ in words[at : at + _LONGEST])
        size = next((len(p) for p in memory.names.get(ahead[0], ()) if ahead[: len(p)] == p), 0)
        if not size and text[words[at][1]].isupper():
            named = range(min(_LONGEST_NAME, left), 0, -1)
            size = next((n for n in named if code_of_name(text[words[at][1] : words[at + n - 1][2]])), 0)
        if size:
            yield words[at][1], words[at + size - 1][2]
        at += size or 1


def described(sentence: Sentence, trigger: Span, actor: Span) -> list[str]:
    """What tells a source from a target: side, how many actors and words stand between, and which words they are."""
    before = actor[1] <= trigger[0]
    side = "left" if before else "right"
    gap = sentence.between(actor[1], trigger[0]) if before else sentence.between(trigger[1], actor[0])
    low, high = (actor[1], trigger[0]) if before else (trigger[1], actor[0])
    others = sum(low <= a[0] and a[1] <= high for a in sentence.actors)
    far = sum(len(gap) >= limit for limit in _FAR)
    verb = " ".join(sentence.between(*trigger))
    last = sentence.between(0, actor[0])[-1:]
    after, near = f"after {' '.join(last)}", f"{side} {min(others, 3)}"
    terms = [side, near, f"{side} far {far}", f"{side} of {verb}", f"{side} {after}", f"{near} {after}"]
    return [*terms, *(f"{side} gap {word}" for word in gap[:4])]


def matrix(described: Sequence[Sequence[str]], index: Mapping[str, int]) -> Any:
    """Pairs x terms, sparse; terms that are not in the index are left out."""
    from scipy import sparse

    lists = [sorted({index[t] for t in terms if t in index}) for terms in described]
    ends = np.cumsum([0, *map(len, lists)], dtype=np.int32)
    columns = np.array([n for some in lists for n in some], dtype=np.int32)
    return sparse.csr_matrix((np.ones(len(columns), np.float32), columns, ends), shape=(len(lists), len(index)))


@dataclass(frozen=True)
class Pair:
    """An actor beside a trigger in a coded article, what it is there, and which event of which story asks."""

    terms: list[str]
    role: str
    story: str
    event: tuple[str, int]


def fit_roles(memory: Memory, articles: Sequence[CodedArticle], clusters: Mapping[str, str], seed: int) -> Roles | None:
    """Learn from coded articles; None where there is nothing to tell apart."""
    pairs: list[Pair] = []
    for article in sorted(articles, key=lambda a: a.id):
        if len(pairs) >= MOST:
            break
        page = Page(article)
        for coding in judged(article)[:1]:
            pairs += _pairs(memory, page, coding, clusters[article.id])
    labels, groups = [p.role for p in pairs], [p.story for p in pairs]
    if len(set(labels)) < 2:
        return None
    terms = tuple(sorted({t for p in pairs for t in p.terms}))
    features = matrix([p.terms for p in pairs], {t: n for n, t in enumerate(terms)})
    found = out_of_fold("svc", features, labels, groups, seed)
    if found is None:
        return None
    judge = calibrated(fit_linear("svc", features, labels, seed), found, labels)
    return Roles(terms, judge, _right(pairs, *found))


def _pairs(memory: Memory, page: Page, coding: Coding, story: str) -> Iterator[Pair]:
    for number, event in enumerate(coding.events):
        trigger = coding.mention(event.trigger)
        if trigger is None:
            continue
        place = (trigger.start, trigger.end)
        sentence = sentence_at(memory, page, place)
        given = {SOURCE: event.sources, TARGET: event.targets}
        sides = {role: [_span(coding, i) for i in ids] for role, ids in given.items()}
        for actor in sentence.actors:
            if actor[1] > place[0] and actor[0] < place[1]:
                continue
            roles = (r for r, some in sides.items() if any(spans.dice([actor], [s]) >= SAME for s in some))
            yield Pair(described(sentence, place, actor), next(roles, OTHER), story, (page.article.id, number))


def _span(coding: Coding, mention_id: str) -> Span:
    mention = coding.mention(mention_id)
    return (mention.start, mention.end) if mention else (0, 0)


def _right(pairs: Sequence[Pair], classes: tuple[str, ...], scores: Floats) -> float:
    """Share of the events both of whose sides are, by the highest scores, what the coders marked."""
    events: dict[tuple[str, int], list[int]] = {}
    for n, pair in enumerate(pairs):
        events.setdefault(pair.event, []).append(n)
    right = asked = 0
    for rows in events.values():
        wanted = [r for r in (SOURCE, TARGET) if any(pairs[n].role == r for n in rows)]
        asked += bool(wanted)
        best = [max(rows, key=lambda n: scores[n, classes.index(r)]) for r in wanted]
        right += bool(wanted) and all(pairs[n].role == r for n, r in zip(best, wanted, strict=True))
    return right / max(1, asked)
