"""What stands below the scores in a report: confusion, codes one by one, learning curve, leaks, doubtful labels."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from typing import Any

from annotate.baseline.coder import FEW
from annotate.baseline.evaluate import Predictions, Validation
from annotate.baseline.examples import Example, Examples
from annotate.baseline.metrics import class_scores, f1_scores
from schemas.codebook import Codebook

DOUBTFUL = 50  # rows of the list of doubtful labels
NARROW = 3  # articles
SHARED = 20  # rows of the list of sentences on both sides


def confusion(gold: Sequence[str], said: Sequence[str], book: Codebook) -> dict[str, Any]:
    """Root codes, gold in rows: ``counts``, and ``shares`` of the row. Codes that are only said have empty rows."""
    pairs = Counter((book.root(g), book.root(s)) for g, s in zip(gold, said, strict=True))
    codes = sorted({code for pair in pairs for code in pair})
    counts = [[pairs[g, s] for s in codes] for g in codes]
    shares = [[n / sum(row) if sum(row) else 0.0 for n in row] for row in counts]
    return {"codes": codes, "labels": [book.by_code[c].label for c in codes], "counts": counts, "shares": shares}


def codes(data: Examples, said: Sequence[str], merged: Mapping[str, str], seed: int) -> list[dict[str, Any]]:
    """Per scored code: support, precision, recall (None: nothing to divide by), F1 with its interval.

    Codes below ``FEW`` are marked; a score on so little says nothing.
    """
    book = data.codebook
    wanted, given = [merged[e.code] for e in data.found], [merged[s] for s in said]
    right = Counter(g for g, s in zip(wanted, given, strict=True) if g == s)
    support, guesses = Counter(wanted), Counter(given)
    scores = class_scores(wanted, given, [e.article for e in data.found], seed)
    return [
        {
            "code": code,
            "label": book.by_code[code].label,
            "support": n,
            "precision": right[code] / guesses[code] if guesses[code] else None,
            "recall": right[code] / n,
            "f1": scores[code].value,
            "low": scores[code].low,
            "high": scores[code].high,
            "too_few": n < FEW,
        }
        for code, n in sorted(support.items())
    ]


def learning_curve(examples: Sequence[Example], found: Validation, book: Codebook, seed: int) -> list[dict[str, Any]]:
    """Macro-F1 on roots by the share of stories trained on, always on the same folds."""
    gold, articles = [book.root(e.code) for e in examples], [e.article for e in examples]
    said = {**found.curve, 1.0: [book.root(c) for c in found.honest.code]}
    return [
        {"share": share, **asdict(f1_scores(gold, roots, articles, seed)["macro"])}
        for share, roots in sorted(said.items())
    ]


def leak_check(examples: Sequence[Example], groups: Sequence[str]) -> dict[str, Any]:
    """What could still be known from elsewhere: sentences that stand word for word in two stories, the longest first.

    Articles and near-duplicates never are on both sides; folding stops with an error if one were.
    """
    stories: defaultdict[str, set[str]] = defaultdict(set)
    spans: Counter[str] = Counter()
    for example, group in zip(examples, groups, strict=True):
        sentence = " ".join(example.sentence.casefold().split())
        stories[sentence].add(group)
        spans[sentence] += 1
    shared = sorted((s for s, found in stories.items() if len(found) > 1), key=lambda s: (-len(s), s))
    return {
        "stories": len(set(groups)),
        "articles_on_both_sides": 0,
        "stories_on_both_sides": 0,
        "shared_sentences": len(shared),
        "spans_in_shared_sentences": sum(spans[s] for s in shared),
        "share": sum(spans[s] for s in shared) / len(examples),
        "examples": [{"sentence": s[:200], "stories": sorted(stories[s])[:5]} for s in shared[:SHARED]],
    }


def narrow_codes(examples: Sequence[Example], merged: Mapping[str, str]) -> list[str]:
    """The codes as which spans of fewer than ``NARROW`` articles are scored: some folds hold none to learn from, or
    none to score."""
    articles: defaultdict[str, set[str]] = defaultdict(set)
    for example in examples:
        articles[merged[example.code]].add(example.article)
    return sorted(code for code, found in articles.items() if len(found) < NARROW)


def doubtful_labels(examples: Sequence[Example], found: Predictions, book: Codebook) -> list[dict[str, Any]]:
    """Labels that the model, which has not seen them, most firmly contradicts at root level; the firmest first."""
    rows = [
        (found.gold_chance[i] - found.sure[i], i)
        for i, e in enumerate(examples)
        if book.root(found.code[i]) != book.root(e.code)
    ]
    return [_doubt(examples[i], found, i, book) for _, i in sorted(rows)[:DOUBTFUL]]


def _doubt(example: Example, found: Predictions, i: int, book: Codebook) -> dict[str, Any]:
    return {
        "article": example.article,
        "start": example.start,
        "words": example.span[:200],
        "sentence": example.sentence[:400],
        "gold": example.code,
        "gold_label": book.by_code[example.code].label,
        "gold_probability": found.gold_chance[i],
        "predicted": found.code[i],
        "predicted_label": book.by_code[found.code[i]].label,
        "probability": found.sure[i],
    }
