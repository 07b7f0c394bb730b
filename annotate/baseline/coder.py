"""The classifier: from a trigger in its sentence to an event code, root first, then down as far as it is sure."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from annotate.baseline.blend import Blend, Named, choose, fit_blend
from annotate.baseline.examples import Example
from annotate.baseline.features import Analysis, Block, Learned, analyse, transform
from annotate.baseline.lexicon import QUAD, ROOT
from annotate.baseline.linear import Algorithm, Linear, calibrated, fit_linear, most_common, out_of_fold
from annotate.baseline.terms import Ints
from export.derive import derived
from schemas.codebook import Codebook

FEW = 5  # a code with fewer examples is trained and scored as its parent
SURE = 0.5  # a child is predicted from this probability on
STOP = ""  # class of a node: none of its children


@dataclass(frozen=True)
class Guess:
    """A predicted code with the probability of its last step; ``quad`` comes from the classifier of its own."""

    code: str
    probability: float
    quad: str


@dataclass(frozen=True)
class Roots:
    """Calibrated probabilities of the root codes: examples x ``codes``."""

    codes: tuple[str, ...]
    probabilities: NDArray[np.float64]


@dataclass(frozen=True)
class SpanCoder:
    """A fitted model. ``nodes``: parent code ("" for the roots) -> classifier over its children."""

    blend: Blend  # of the classifier of the roots
    blocks: tuple[Block, ...]
    nodes: Mapping[str, Linear]
    quad: Linear | None
    by_word: Mapping[str, str]  # most frequent code by trigger word, the simple rival
    commonest: str

    def predict(self, examples: Sequence[Example]) -> list[Guess]:
        """A guess per example, in order."""
        return self.guess(transform(self.blocks, examples))

    def guess(self, features: Any) -> list[Guess]:
        """A guess per row of features (examples x features), in order."""
        size = features.shape[0]
        codes = [STOP] * size
        sure = np.ones(size)
        waiting: dict[str, list[int]] = {STOP: list(range(size))}
        while waiting:
            parent, rows = waiting.popitem()
            for row, (child, probability) in zip(rows, self._step(parent, features[rows]), strict=True):
                if parent != STOP and (child == STOP or probability < SURE):
                    continue
                codes[row], sure[row] = child, probability
                if child in self.nodes:
                    waiting.setdefault(child, []).append(row)
        quads = self.quad.best(features) if self.quad else [STOP] * size
        return [Guess(c, float(p), q) for c, p, q in zip(codes, sure, quads, strict=True)]

    def roots(self, features: Any) -> Roots:
        """How probable each root code is, row by row of features."""
        node = self.nodes[STOP]
        return Roots(node.classes, node.probabilities(features))

    def _step(self, parent: str, features: Any) -> list[tuple[str, float]]:
        node = self.nodes[parent]
        found = node.probabilities(features)
        return [(node.classes[int(i)], float(row[i])) for i, row in zip(found.argmax(axis=1), found, strict=True)]

    def by_trigger_word(self, examples: Sequence[Example]) -> list[str]:
        """What the most frequent code of the trigger's words would say, else the commonest code."""
        return [next((self.by_word[k] for k in keys(e) if k in self.by_word), self.commonest) for e in examples]

    def by_dictionary(self, examples: Sequence[Example], codebook: Codebook) -> list[str]:
        """What the codebook's search words say of the trigger, else the commonest code."""
        return [looked_up(codebook, e.span) or self.commonest for e in examples]


def fit(examples: Sequence[Example], groups: Sequence[str], codebook: Codebook, seed: int) -> SpanCoder:
    """Fit on examples; ``groups`` (one per example) are kept together wherever data is put aside.

    Deterministic for the same examples, groups and seed.
    """
    return fit_rows(Corpus(examples, groups, codebook, seed, analyse(examples, codebook)), np.arange(len(examples)))


@dataclass(frozen=True)
class Part:
    """Some of the examples of a corpus, with the vocabulary that is theirs alone and their features."""

    rows: Ints
    learned: Learned
    features: Any


@dataclass(frozen=True)
class Corpus:
    """All examples with their groups and counts, of which parts are trained on."""

    examples: Sequence[Example]
    groups: Sequence[str]
    codebook: Codebook
    seed: int
    analysis: Analysis
    _last: list[Part] = field(default_factory=list, init=False, repr=False, compare=False)

    def part(self, rows: Ints) -> Part:
        """The examples at ``rows``. The last one is kept: codes and quad classes are fitted one after the other."""
        if not self._last or not np.array_equal(self._last[0].rows, rows):
            self._last.clear()
            learned = self.analysis.learn(rows)
            self._last.append(Part(rows, learned, self.analysis.matrix(learned, rows)))
        return self._last[0]

    def forget(self) -> None:
        """Give back the memory of the last part."""
        self._last.clear()


def fit_rows(corpus: Corpus, rows: Ints) -> SpanCoder:
    """Fit on the examples at ``rows``, as ``fit`` does; the vocabulary is theirs alone."""
    return replace(fit_codes(corpus, rows), quad=fit_quads(corpus, rows))


def fit_codes(corpus: Corpus, rows: Ints) -> SpanCoder:
    """All of the model but the direct quad classes."""
    part, book, seed = corpus.part(rows), corpus.codebook, corpus.seed
    examples, groups = [corpus.examples[i] for i in rows], [corpus.groups[i] for i in rows]
    merged = merge_few(Counter(e.code for e in examples), book)
    path = {code: book.path(merged[code]) for code in {e.code for e in examples}}
    paths = [path[e.code] for e in examples]
    root, blend = _fit_whole(part.features, [p[0] for p in paths], groups, seed, part.learned.named(ROOT))
    nodes = {STOP: root} | _fit_below(blend.algorithm, part.features, paths, groups, seed)
    return SpanCoder(blend, part.learned.blocks, nodes, None, *_memory(examples))


def fit_quads(corpus: Corpus, rows: Ints) -> Linear | None:
    """The classifier of quad classes; None with a codebook that has none."""
    if not corpus.codebook.quad:
        return None
    part, groups = corpus.part(rows), [corpus.groups[i] for i in rows]
    codes = [corpus.examples[i].code for i in rows]
    quad = {code: derived(corpus.codebook, code).quad for code in set(codes)}
    labels = [quad[code] for code in codes]
    return _fit_whole(part.features, labels, groups, corpus.seed, part.learned.named(QUAD))[0]


def _fit_whole(
    features: Any, labels: Sequence[str], groups: Sequence[str], seed: int, named: Named
) -> tuple[Linear, Blend]:
    """A classifier of all examples with the blend that suits them, calibrated."""
    blend, found = choose(features, labels, groups, seed, named)
    return calibrated(fit_blend(blend, features, labels, seed, named), found, labels), blend


def _fit_below(
    algorithm: Algorithm, features: Any, paths: Sequence[tuple[str, ...]], groups: Sequence[str], seed: int
) -> dict[str, Linear]:
    """A classifier for each code with children among the paths, that of the children and of none of them."""
    below: dict[str, list[tuple[int, str]]] = {}
    for row, path in enumerate(paths):
        for parent, child in zip(path, (*path[1:], STOP), strict=True):
            below.setdefault(parent, []).append((row, child))
    nodes = {}
    for parent, found in sorted(below.items()):
        rows, labels = [row for row, _ in found], [child for _, child in found]
        if set(labels) != {STOP}:
            nodes[parent] = _fit_node(algorithm, features[rows], labels, [groups[i] for i in rows], seed)
    return nodes


def fit_roots(corpus: Corpus, rows: Ints, blend: Blend) -> tuple[Linear, Learned]:
    """The classifier of the root codes alone, not calibrated: enough where only its first choice counts."""
    learned = corpus.analysis.learn(rows)
    roots = [corpus.codebook.root(corpus.examples[i].code) for i in rows]
    features = corpus.analysis.matrix(learned, rows)
    return fit_blend(blend, features, roots, corpus.seed, learned.named(ROOT)), learned


def merge_few(counts: Mapping[str, int], codebook: Codebook, few: int = FEW) -> dict[str, str]:
    """Every code of the codebook -> the code it counts as: itself, or the nearest ancestor with enough examples.

    ``counts``: examples per code. A code with fewer than ``few`` gives its examples to its parent; roots stay.
    """
    left = Counter(counts)
    becomes: dict[str, str] = {}
    for code in sorted(codebook.codes, key=lambda c: -len(codebook.path(c.code))):
        becomes[code.code] = code.code
        if code.parent is not None and left[code.code] < few:
            left[code.parent] += left[code.code]
            becomes[code.code] = code.parent

    def end(code: str) -> str:
        return code if becomes[code] == code else end(becomes[code])

    return {code: end(code) for code in becomes}


def _fit_node(algorithm: Algorithm, features: Any, labels: Sequence[str], groups: Sequence[str], seed: int) -> Linear:
    model = fit_linear(algorithm, features, labels, seed)
    if len(model.classes) == 1:
        return model
    return calibrated(model, out_of_fold(algorithm, features, labels, groups, seed), labels)


def keys(example: Example) -> list[str]:
    """The whole trigger, then its words by their beginnings, as a simple stand-in for stems."""
    words = re.findall(r"\w+", example.span.casefold())
    return [" ".join(words), *(f"{word[:5]}*" for word in words)]


def looked_up(codebook: Codebook, trigger: str) -> str:
    """The code that the search words give: of several, that of the root with most of them, the first in order."""
    known = sorted(c for c in codebook.word_index.codes(trigger) if not codebook.by_code[c].retired)
    root = most_common([codebook.root(c) for c in known]) if known else ""
    return next((c for c in known if codebook.root(c) == root), "")


def _memory(examples: Sequence[Example]) -> tuple[dict[str, str], str]:
    seen: dict[str, list[str]] = {}
    for example in examples:
        for key in keys(example):
            seen.setdefault(key, []).append(example.code)
    return {key: most_common(codes) for key, codes in sorted(seen.items())}, most_common([e.code for e in examples])
