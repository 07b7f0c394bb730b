"""Predictions that no example had a hand in: grouped folds, and the random folds that show what a leak would give."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, fields, replace
from typing import Any, TypeVar

import numpy as np

from annotate.baseline.blend import Blend
from annotate.baseline.coder import STOP, Corpus, SpanCoder, fit_codes, fit_quads, fit_roots
from annotate.baseline.errors import Leak, TooLittleData
from annotate.baseline.examples import Example, Examples
from annotate.baseline.features import transform
from annotate.baseline.linear import Linear, folds
from annotate.baseline.parallel import ALONE, Call, Crew
from annotate.baseline.terms import Ints
from export.split import deal
from schemas.codebook import Codebook

T = TypeVar("T")
FOLDS = 5
ONE_FOLD_FROM = 20_000  # examples; a fifth of so many is enough to score on
LEAST = 10  # examples
SHARES = (0.25, 0.5, 0.75)  # of the stories, for the learning curve; all of them are the folds themselves


@dataclass
class Predictions:
    """Predicted codes, parallel to the examples: the model's, its direct quad classes, and three simple rivals.

    ``sure`` and ``gold_chance``: the model's probabilities of the root it says and of the right one.
    """

    code: list[str] = field(default_factory=list)
    quad: list[str] = field(default_factory=list)
    majority: list[str] = field(default_factory=list)
    trigger_word: list[str] = field(default_factory=list)
    dictionary: list[str] = field(default_factory=list)
    sure: list[float] = field(default_factory=list)
    gold_chance: list[float] = field(default_factory=list)


Fold = tuple[Predictions, Blend]  # what the model of a fold says of its test side
Told = Callable[[int, int], None]


@dataclass(frozen=True)
class Validation:
    """All that folds say: honest predictions, root codes of random folds, and root codes by share of the stories.

    ``rows``: the examples that all of these are of, in order. Of very many examples one fold is tested on, and
    ``leaking`` stays empty.
    """

    rows: Ints
    honest: Predictions
    leaking: list[str]
    curve: dict[float, list[str]]


def check_enough(data: Examples, clusters: Mapping[str, str]) -> None:
    """Raises TooLittleData saying what there is and what is needed."""
    stories = {clusters[e.article] for e in data.found}
    if len(data.found) < LEAST or len(stories) < 2:
        without = "".join(f", {n} left out: {why}" for why, n in data.left_out.items())
        raise TooLittleData(
            f"There are {len(data.found)} coded triggers in {len(stories)} different articles{without}; the baseline "
            f"needs at least {LEAST} in 2. Code more articles, then export again."
        )
    codes = {e.code for e in data.found}
    if len(codes) == 1:
        raise TooLittleData(
            f"All {len(data.found)} coded triggers have the code {min(codes)}; there is nothing to tell apart. Code "
            "articles with other events, then export again."
        )


def groups_of(examples: Sequence[Example], clusters: Mapping[str, str]) -> list[str]:
    """The group of each example: its article, or the cluster of near-duplicates that the article is in."""
    return [clusters[e.article] for e in examples]


def apply(model: SpanCoder, examples: Sequence[Example], codebook: Codebook) -> Predictions:
    """The predictions of a fitted model on examples that it has not seen."""
    return _said(model, transform(model.blocks, examples), examples, codebook)


def _said(model: SpanCoder, features: object, examples: Sequence[Example], codebook: Codebook) -> Predictions:
    guesses, roots = model.guess(features), model.roots(features)
    place = {code: i for i, code in enumerate(roots.codes)}
    gold = [place.get(codebook.root(e.code)) for e in examples]
    return Predictions(
        [g.code for g in guesses],
        [g.quad for g in guesses],
        [model.commonest] * len(examples),
        model.by_trigger_word(examples),
        model.by_dictionary(examples, codebook),
        [float(row.max()) for row in roots.probabilities],
        [0.0 if i is None else float(row[i]) for i, row in zip(gold, roots.probabilities, strict=True)],
    )


def cross_validate(corpus: Corpus, crew: Crew = ALONE, told: Told | None = None) -> Validation:
    """Pooled out-of-fold predictions in the order of the examples, of folds that keep groups together.

    ``told``: gets how many of how many folds are done.
    """
    dealt = _dealt(corpus)
    return _pooled(corpus, dealt, crew.each(corpus, _folds(dealt)), crew, told)


def fit_and_validate(corpus: Corpus, crew: Crew = ALONE, told: Told | None = None) -> tuple[SpanCoder, Validation]:
    """The model of all examples beside what ``cross_validate`` says; a crew fits it while it fits the folds, and codes
    beside quad classes, which know nothing of each other."""
    dealt = _dealt(corpus)
    found: Iterator[Any] = crew.each(corpus, [(_whole_codes,), (_whole_quads,), *_folds(dealt)])
    model: SpanCoder = next(found)
    quad: Linear | None = next(found)
    return replace(model, quad=quad), _pooled(corpus, dealt, found, crew, told)


def _folds(dealt: Sequence[tuple[Ints, Ints]]) -> list[Call[Any]]:
    """Two calls for each fold."""
    return [(fit_side, *of) for of in dealt for fit_side in (_fold_codes, _fold_quads)]


def _dealt(corpus: Corpus) -> list[tuple[Ints, Ints]]:
    dealt = sides(corpus.groups, corpus.seed)[: 1 if _is_large(corpus) else FOLDS]
    for train, test in dealt:
        check_sides(corpus, train, test)
    return dealt


def _is_large(corpus: Corpus) -> bool:
    return len(corpus.examples) >= ONE_FOLD_FROM


def _pooled(
    corpus: Corpus, dealt: list[tuple[Ints, Ints]], found: Iterator[Any], crew: Crew, told: Told | None
) -> Validation:
    parts: list[tuple[Ints, Predictions]] = []
    blends: list[Blend] = []
    for fold, (_, test) in enumerate(dealt):
        if told is not None:
            told(fold, len(dealt))
        said, blend = next(found)
        parts.append((test, replace(said, quad=next(found))))
        blends.append(blend)
    chosen = Counter(blends)
    common = min(chosen, key=lambda blend: (-chosen[blend], blend.prior, blend.share))
    single = [] if _is_large(corpus) else sides([str(i) for i in range(len(corpus.examples))], corpus.seed)
    # what takes longest first, so that nobody waits for it alone
    shares = [(share, *of, blend) for share in reversed(SHARES) for of, blend in zip(dealt, blends, strict=True)]
    roots = crew.each(corpus, [*((_roots_of_share, *of) for of in shares), *((_roots, *of, common) for of in single)])
    curves: dict[float, list[tuple[Ints, list[str]]]] = {share: [] for share in SHARES}
    for share, _, test, _ in shares:
        curves[share].append((test, next(roots)))
    leaking = _ordered([(test, of) for (_, test), of in zip(single, roots, strict=True)])
    corpus.forget()
    rows = np.sort(np.concatenate([test for test, _ in parts]))
    return Validation(rows, _joined(parts), leaking, {s: _ordered(of) for s, of in curves.items()})


def _every(corpus: Corpus) -> Ints:
    return np.arange(len(corpus.examples), dtype=np.int32)


def _whole_codes(corpus: Corpus) -> SpanCoder:
    return fit_codes(corpus, _every(corpus))


def _whole_quads(corpus: Corpus) -> Linear | None:
    return fit_quads(corpus, _every(corpus))


def _fold_codes(corpus: Corpus, train: Ints, test: Ints) -> Fold:
    model, learned = fit_codes(corpus, train), corpus.part(train).learned
    features = corpus.analysis.matrix(learned, test)
    return _said(model, features, [corpus.examples[i] for i in test], corpus.codebook), model.blend


def _fold_quads(corpus: Corpus, train: Ints, test: Ints) -> list[str]:
    quad = fit_quads(corpus, train)
    if quad is None:
        return [STOP] * len(test)
    return quad.best(corpus.analysis.matrix(corpus.part(train).learned, test))


def sides(groups: Sequence[str], seed: int) -> list[tuple[Ints, Ints]]:
    """Rows to train on and to test on, fold by fold."""
    every = np.arange(len(groups))
    return [(np.setdiff1d(every, test).astype(np.int32), test.astype(np.int32)) for test in folds(groups, FOLDS, seed)]


def check_sides(corpus: Corpus, train: Ints, test: Ints) -> None:
    """Raises Leak where an article, or a near-duplicate of it, is on both sides."""
    for what, of in (("article", [e.article for e in corpus.examples]), ("story", list(corpus.groups))):
        both = {of[i] for i in train} & {of[i] for i in test}
        if both:
            raise Leak(f"The {what} {min(both)} is on both sides of a fold; its scores would be too good.")


def _part(corpus: Corpus, train: Ints, share: float) -> Ints:
    """The rows of a share of the training stories."""
    place = deal(Counter(corpus.groups[i] for i in train), [share, 1 - share], corpus.seed)
    return np.array([i for i in train if place[corpus.groups[i]] == 0], dtype=np.int32)


def _roots_of_share(corpus: Corpus, share: float, train: Ints, test: Ints, blend: Blend) -> list[str]:
    return _roots(corpus, _part(corpus, train, share), test, blend)


def _roots(corpus: Corpus, train: Ints, test: Ints, blend: Blend) -> list[str]:
    if not len(train):
        return [""] * len(test)
    model, learned = fit_roots(corpus, train, blend)
    return model.best(corpus.analysis.matrix(learned, test))


def _joined(parts: Sequence[tuple[Ints, Predictions]]) -> Predictions:
    columns = {f.name: _ordered([(rows, getattr(found, f.name)) for rows, found in parts]) for f in fields(Predictions)}
    return Predictions(**columns)


def _ordered(parts: Sequence[tuple[Ints, list[T]]]) -> list[T]:
    """The values of all folds in the order of the examples."""
    pairs = [(int(row), value) for rows, values in parts for row, value in zip(rows, values, strict=True)]
    return [value for _, value in sorted(pairs, key=lambda pair: pair[0])]
