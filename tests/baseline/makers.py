"""Made-up coded articles whose codes follow from their verbs, so that there is something to learn."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from random import Random

import pytest

from annotate.baseline.train import Dataset
from export.records import CodedArticle, CoderCoding, dataset_hash
from schemas.codebook import load_codebook
from schemas.coding import Coding, Event, Fragment, Mention
from schemas.hashing import text_hash

CAMEO = load_codebook("cameo")
VERBS = {
    "arrested": "173",
    "detained": "173",
    "shelled": "194",
    "bombarded": "194",
    "praised": "051",
    "thanked": "051",
    "accused": "112",
    "blamed": "112",
    "met": "040",
    "visited": "042",
}
SOURCES = ("Police", "The army", "The minister", "Rebels", "The envoy")
TARGETS = ("protesters", "the opposition", "a neighbour state", "villagers", "the union")
ACTOR_CODES = {"Police": "COP", "The army": "MIL", "Rebels": "REB", "protesters": "OPP", "the opposition": "OPP"}
FILL = ("north", "south", "river", "market", "school", "morning", "harvest", "bridge", "letter", "winter", "garden")


def sentence(rng: Random, verb: str) -> tuple[str, str, str]:
    source, target = rng.choice(SOURCES), rng.choice(TARGETS)
    words = " ".join(rng.sample(FILL, 4))
    return f"{source} {verb} {target} near the {words}.", source, target


def coded(text: str, parts: list[tuple[int, str, str, str, str]]) -> Coding:
    """``parts``: where the sentence begins, source, verb, target, code."""
    mentions, events = [], []
    for n, (at, source, verb, target, code) in enumerate(parts):
        for kind, type_, words in (("s", "actor", source), ("t", "trigger", verb), ("o", "actor", target)):
            start = text.index(words, at)
            fragment = Fragment(start=start, end=start + len(words), quote=words)
            code_of = ACTOR_CODES.get(words) if type_ == "actor" else None
            mentions.append(Mention(id=f"{kind}{n}", type=type_, fragments=(fragment,), actor_code=code_of))
        events.append(Event(id=f"e{n}", trigger=f"t{n}", code=code, sources=(f"s{n}",), targets=(f"o{n}",)))
    return Coding(verdict="events", mentions=tuple(mentions), events=tuple(events))


def articles(
    count: int = 22,
    coders: tuple[str, ...] = ("ana", "bob", "cid"),
    seed: int = 1,
    slip: float = 0.1,
    codes: Callable[[Random, str], str] = lambda rng, verb: VERBS[verb],
) -> list[CodedArticle]:
    """Articles of three sentences, one event each; every coder takes another code with chance ``slip``."""
    rng = Random(seed)
    made = []
    for number in range(count):
        text, parts = "", []
        for verb in rng.sample(sorted(VERBS), 3):
            words, source, target = sentence(rng, verb)
            parts.append((len(text), source, verb, target, codes(rng, verb)))
            text += words + " "
        found = []
        for coder in coders:
            slipped = [
                (*p[:4], rng.choice(sorted(set(VERBS.values()))) if rng.random() < slip else p[4]) for p in parts
            ]
            found.append(CoderCoding(coder, coded(text, slipped)))
        made.append(CodedArticle(f"{seed}-{number:03}", text, text_hash(text), lang="en", codings=tuple(found)))
    return made


def told(article: CodedArticle) -> CodedArticle:
    """The same article with a sentence in which the verb of its first event is no event."""
    verb = article.text.split(".")[0].split(" near ")[0].split()
    word = next(w for w in verb if w in VERBS)
    return replace(article, text=f"{article.text}It was {word} in a story of old.")


@contextmanager
def without_pictures() -> Iterator[None]:
    """Reports are written without their pictures: drawing them takes longer than training a small model."""
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr("annotate.baseline.page.pictures", lambda report: {})
        yield


def dataset(made: list[CodedArticle]) -> Dataset:
    return Dataset(made, CAMEO, dataset_hash(made), "made up")
