"""Keys for codes, with and without a model's suggestions: a simulated coder of the demo's gold events.

The model behind every suggestion was trained on the other four fifths of the stories. What marks the words is the same
in both and is not counted. A code that is not offered is typed in full.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

import numpy as np

from annotate.baseline.coder import Corpus, fit_rows
from annotate.baseline.evaluate import cross_validate
from annotate.baseline.examples import make_examples
from annotate.baseline.features import analyse
from annotate.baseline.groups import near_duplicates
from annotate.baseline.linear import folds
from annotate.baseline.memory import learn
from annotate.baseline.ranking import Ranked, weighed
from annotate.baseline.reader import Reader
from annotate.baseline.suggest import Suggester
from annotate.demo.corpus import load_corpus
from export.records import CodedArticle, CoderCoding
from schemas.codebook import load_codebook
from schemas.coding import Coding, Event
from schemas.hashing import text_hash

FOLDS = 5
TOP = 3


@dataclass(frozen=True)
class Keys:
    """Of one code: keys typed in full, keys with suggestions, and its place among them (None: not offered)."""

    typed: int
    helped: int
    place: int | None


def main() -> None:
    made = [_record(a.id, a.text, a.lang, a.gold) for a in load_corpus()]
    codes, actors, events = [], [], 0
    for helper, article in _held_out(made):
        for event in article.codings[0].coding.events:
            events += 1
            codes += _code(helper, article, event)
            actors += _actors(helper, article, event)
    print(f"{len(made)} articles, {events} events; keys per event, articles not seen in training\n")
    print("| | codes | typed in full | with suggestions | first | among the first three |")
    print("| --- | ---: | ---: | ---: | ---: | ---: |")
    for name, keys in (("event code", codes), ("actor codes", actors), ("together", [*codes, *actors])):
        _row(name, keys, events)


def _row(name: str, keys: Sequence[Keys], events: int) -> None:
    typed, helped = (sum(getattr(k, what) for k in keys) / events for what in ("typed", "helped"))
    first = float(np.mean([k.place == 0 for k in keys]))
    offered = float(np.mean([k.place is not None for k in keys]))
    print(f"| {name} | {len(keys)} | {typed:.1f} | {helped:.1f} | {first:.0%} | {offered:.0%} |", flush=True)


def _record(name: str, text: str, lang: str, gold: Coding) -> CodedArticle:
    return CodedArticle(name, text, text_hash(text), lang=lang, codings=(CoderCoding("gold", gold, gold=True),))


def _held_out(made: Sequence[CodedArticle]) -> Iterator[tuple[Suggester, CodedArticle]]:
    """Every article with a model of the other folds."""
    book, stories = load_codebook("cameo"), near_duplicates(made)
    for test in folds([stories[a.id] for a in made], FOLDS, 0):
        train = [made[i] for i in np.setdiff1d(np.arange(len(made)), test)]
        examples = make_examples(train, book).found
        groups = [stories[e.article] for e in examples]
        corpus = Corpus(examples, groups, book, 0, analyse(examples, book))
        model = fit_rows(corpus, np.arange(len(examples), dtype=np.int32))
        said = cross_validate(corpus)
        right = float(np.mean([code == examples[i].code for code, i in zip(said.honest.code, said.rows, strict=True)]))
        words = weighed(book, examples, right)
        helper = Suggester(model, learn(train, stories, 0), book, Reader(words=words))
        yield from ((helper, made[i]) for i in test)


def _code(helper: Suggester, article: CodedArticle, event: Event) -> list[Keys]:
    trigger = article.codings[0].coding.mention(event.trigger)
    if trigger is None or not event.code:
        return []
    (row,) = helper.codes(replace(article, codings=()), [(trigger.start, trigger.end)], TOP)
    return [_keys(event.code, row, other=2)]  # another row than the first: ; and its number


def _actors(helper: Suggester, article: CodedArticle, event: Event) -> list[Keys]:
    found = (article.codings[0].coding.mention(i) for i in (*event.sources, *event.targets))
    coded = [m for m in found if m is not None and m.actor_code]
    rows = helper.actors(replace(article, codings=()), [(m.start, m.end) for m in coded], TOP)
    return [_keys(m.actor_code or "", row, other=1) for m, row in zip(coded, rows, strict=True)]


def _keys(wanted: str, row: Sequence[Ranked], other: int) -> Keys:
    codes = [one.code for one in row]
    place = codes.index(wanted) if wanted in codes else None
    typed = len(wanted) + 1  # the code, then Tab
    return Keys(typed, typed if place is None else 1 if place == 0 else other, place)


if __name__ == "__main__":
    main()
