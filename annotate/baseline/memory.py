"""What a model remembers word for word of its training articles: who an actor was, and what was marked as a trigger."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import Any

from annotate.baseline.examples import judged
from annotate.baseline.linear import folds
from annotate.baseline.ranking import Ranked
from annotate.baseline.terms import WORD
from export.records import CodedArticle
from schemas.actors import code_of_name, parse_actor
from schemas.words import bases

Votes = Mapping[str, int]  # code -> how often
RULES = ("exact", "normal", "name", "parts", "head", "part")
FOLDS = 5
BLOCK = 3  # letters of a code that tells one thing, such as the country
_BEFORE = re.compile(r"^(?:(?:the|an?|his|her|its|their|el|la|los|las)\s+)+")
_OWNER = re.compile(r"['’]s?$")
_AFTER_HEAD = re.compile(r"\s(?:of|in|from|for|de|del)\s|,")
_LONGEST_NAME = 4  # words
_MOST = 8  # words of a trigger


@dataclass(frozen=True)
class Memory:
    """``actors``: mention as written -> votes. ``right``: rule -> share of the codes it gave that were right, on
    articles it had not seen. ``triggers``: trigger in base forms -> how often it was marked.
    """

    actors: Mapping[str, Votes]
    right: Mapping[str, float]
    triggers: Mapping[str, int]
    named: tuple[str, ...] = ()  # actors as they were written, coded or not, in lower case

    def actor(self, words: str, top: int) -> list[Ranked]:
        """The codes of an actor so written, the surest first. What one rule leaves open goes to the next."""
        found: dict[str, float] = {}
        left = 1.0
        for rule, votes in self._said(words):
            total = sum(votes.values())
            for code, count in votes.items():
                found[code] = found.get(code, 0.0) + left * self.right[rule] * count / total
            left *= 1 - self.right[rule]
        ranked = sorted(found.items(), key=lambda pair: (-pair[1], pair[0]))
        return [Ranked(code, round(score, 6)) for code, score in ranked[:top]]

    def _said(self, words: str) -> Iterator[tuple[str, Votes]]:
        """The rules that know the actor, in order, with what they say."""
        words = as_written(words)
        if votes := self.actors.get(words):
            yield "exact", votes
        if votes := self._normal.get(normal(words)):
            yield "normal", votes
        if code := code_of_name(words) or code_of_name(normal(words)):
            yield "name", {code: 1}
        country, roles = named_in(words)
        if country and (found := {roles: 1} if roles else self._roles.get(head(words))):
            yield "parts", {country + role: count for role, count in found.items()}
        if votes := self._heads.get(head(words)):
            yield "head", votes
        if country or roles:
            yield "part", {country or roles: 1}

    @cached_property
    def _normal(self) -> dict[str, Counter[str]]:
        return self._by(normal)

    @cached_property
    def _heads(self) -> dict[str, Counter[str]]:
        return self._by(head)

    @cached_property
    def _roles(self) -> dict[str, Counter[str]]:
        """Head word -> what stands after the country in its codes."""
        found: dict[str, Counter[str]] = {}
        for word, votes in self._heads.items():
            for code, count in votes.items():
                if len(code) > BLOCK and parse_actor(code).blocks[0].kind == "country":
                    found.setdefault(word, Counter())[code[BLOCK:]] += count
        return found

    def _by(self, key: Any) -> dict[str, Counter[str]]:
        found: dict[str, Counter[str]] = {}
        for words, votes in self.actors.items():
            found.setdefault(key(words), Counter()).update(votes)
        return found

    @cached_property
    def phrases(self) -> dict[str, list[tuple[str, ...]]]:
        """First word -> the triggers that begin with it, the longest first."""
        return _by_first(tuple(trigger.split()) for trigger in self.triggers)

    @cached_property
    def names(self) -> dict[str, list[tuple[str, ...]]]:
        """First word -> the actors whose names begin with it, the longest first."""
        return _by_first(tuple(WORD.findall(name)) for name in self.named)


def _by_first(phrases: Iterable[tuple[str, ...]]) -> dict[str, list[tuple[str, ...]]]:
    found: dict[str, list[tuple[str, ...]]] = {}
    for parts in phrases:
        if parts:
            found.setdefault(parts[0], []).append(parts)
    return {first: sorted(some, key=lambda p: (-len(p), p)) for first, some in found.items()}


def as_written(words: str) -> str:
    return " ".join(words.split())


@lru_cache(maxsize=65_536)
def normal(words: str) -> str:
    """Without case, articles and the ending of a possessor."""
    return _OWNER.sub("", _BEFORE.sub("", words.casefold()))


@lru_cache(maxsize=65_536)
def head(words: str) -> str:
    """The head word: the last one before "of", "in" and the like."""
    found = WORD.findall(_AFTER_HEAD.split(normal(words), maxsplit=1)[0])
    return found[-1] if found else ""


@lru_cache(maxsize=65_536)
def named_in(words: str) -> tuple[str, str]:
    """The country and the role that everyday names in the words tell, "" for what they do not."""
    tokens = [_OWNER.sub("", token) for token in words.split()]
    codes, at = [], 0
    while at < len(tokens):
        sizes = range(min(_LONGEST_NAME, len(tokens) - at), 0, -1)
        size, code = next(((n, c) for n in sizes if (c := _code_of(tokens[at : at + n]))), (1, ""))
        codes += [code] if code else []
        at += size
    kinds = [(parse_actor(code).blocks[0].kind == "country", code) for code in codes]
    country = next((code for is_country, code in kinds if is_country), "")
    return country, next((code for is_country, code in reversed(kinds) if not is_country), "")


def _code_of(tokens: Sequence[str]) -> str:
    """The code of a name in the singular or plural, "" without."""
    last = bases(tokens[-1].casefold())
    return next((c for base in last if (c := code_of_name(" ".join((*tokens[:-1], base))))), "")


@lru_cache(maxsize=262_144)
def stem(word: str) -> str:
    """The shortest base form of a word in lower case, the first of equally short ones."""
    return min(bases(word), key=len)


def stems(text: str) -> list[tuple[str, int, int]]:
    """The words of a text in base form, each with its place in code points."""
    return [(stem(m[0].casefold()), m.start(), m.end()) for m in WORD.finditer(text)]


def candidates(memory: Memory, text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """Where a part of the text says what was marked as a trigger before: of several readings the longest."""
    words = stems(text[start:end])
    at = 0
    while at < len(words):
        size = next((len(p) for p in memory.phrases.get(words[at][0], ()) if _says(words, at, p)), 0)
        if size:
            yield start + words[at][1], start + words[at + size - 1][2]
        at += size or 1


def _says(words: Sequence[tuple[str, int, int]], at: int, phrase: tuple[str, ...]) -> bool:
    return len(words) - at >= len(phrase) and all(words[at + n][0] == part for n, part in enumerate(phrase))


def learn(articles: Iterable[CodedArticle], clusters: Mapping[str, str], seed: int) -> Memory:
    """What gold, or else every coder, says of the articles. ``clusters``: article id -> group of near-duplicates."""
    mentions: list[tuple[str, str, str]] = []  # group, words, code
    triggers: Counter[str] = Counter()
    named: set[str] = set()
    for article in sorted(articles, key=lambda a: a.id):
        for coding in judged(article):
            for mention in coding.mentions:
                if mention.type == "actor" and len(mention.fragments) == 1:
                    named.add(as_written(mention.text).casefold())
                if mention.type == "actor" and mention.actor_code:
                    mentions.append((clusters[article.id], as_written(mention.text), mention.actor_code))
                elif mention.type == "trigger" and len(mention.fragments) == 1:
                    triggers[" ".join(word for word, _, _ in stems(mention.text))] += 1
    kept = {t: n for t, n in sorted(triggers.items()) if t and len(t.split()) <= _MOST}
    return Memory(_counted(mentions), _tried(mentions, seed), kept, tuple(sorted(named)))


def _counted(mentions: Iterable[tuple[str, str, str]]) -> dict[str, dict[str, int]]:
    found: dict[str, Counter[str]] = {}
    for _, words, code in mentions:
        found.setdefault(words, Counter())[code] += 1
    return {words: dict(sorted(votes.items())) for words, votes in sorted(found.items())}


def _tried(mentions: Sequence[tuple[str, str, str]], seed: int) -> dict[str, float]:
    """How often each rule is right where it is the first to know the actor; one success and one failure more each."""
    tries, hits = Counter[str](RULES), Counter[str]()
    groups = [group for group, _, _ in mentions]
    sides = folds(groups, FOLDS, seed) if len(set(groups)) > 1 else []
    for test in sides:
        held = set(test.tolist())
        memory = Memory(_counted(m for i, m in enumerate(mentions) if i not in held), dict.fromkeys(RULES, 1.0), {})
        for i in held:
            _, words, code = mentions[i]
            for rule, votes in memory._said(words):
                tries[rule] += 1
                hits[rule] += max(sorted(votes), key=lambda c: votes[c]) == code
                break
    return {rule: (hits[rule] + 1) / (tries[rule] + 1) for rule in RULES}


def to_plain(memory: Memory) -> dict[str, Any]:
    return {"actors": memory.actors, "right": memory.right, "triggers": memory.triggers, "named": memory.named}


def from_plain(tree: Mapping[str, Any]) -> Memory:
    return Memory(tree["actors"], tree["right"], tree["triggers"], tuple(tree["named"]))
