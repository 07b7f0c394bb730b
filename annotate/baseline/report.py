"""The report of a baseline as JSON: every score beside what is trivial, what is human and what a leak would give."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from annotate.baseline.calibration import calibration
from annotate.baseline.ceiling import Reading, readings
from annotate.baseline.coder import FEW, merge_few
from annotate.baseline.details import (
    NARROW,
    codes,
    confusion,
    doubtful_labels,
    leak_check,
    learning_curve,
    narrow_codes,
)
from annotate.baseline.evaluate import Predictions, Validation
from annotate.baseline.examples import Example, Examples
from annotate.baseline.metrics import Score, f1_scores, hierarchical_f1, ratio
from annotate.baseline.streams import by_stream
from export.derive import derived
from schemas.codebook import Codebook

FORMAT_VERSION = 4
SYSTEMS = {
    "model": "Model",
    "direct": "Model, class directly",
    "majority": "Most frequent code",
    "trigger_word": "Most frequent code of the trigger word",
    "dictionary": "Search words of the codebook",
    "human": "Human ceiling",
    "model_on_human_spans": "Model, on the spans of the ceiling",
}
TASK_SYSTEMS = {
    "model": "Model",
    "majority": "Most frequent answer",
    "dictionary": "Search words or everyday names",
    "human": "Human ceiling",
}
AVERAGES = {"micro": "micro-F1", "macro": "macro-F1", "weighted": "weighted F1"}


@dataclass(frozen=True)
class Level:
    """What a code is reduced to before it is compared."""

    key: str
    label: str
    value: Callable[[str], str]


@dataclass(frozen=True)
class _Answers:
    """What one system said: predicted and right codes and their articles, span by span."""

    gold: Sequence[str]
    said: Sequence[str]
    articles: Sequence[str]
    why: str = "nothing to score"


def build(data: Examples, groups: Sequence[str], found: Validation | Predictions, seed: int) -> dict[str, Any]:
    """The scores of out-of-fold predictions on examples, or of a fitted model's on examples that it has not seen.

    ``groups``: the story of each example. Without folds there are no leak gap and no learning curve.
    """
    book = data.codebook
    gold = [e.code for e in data.found]
    merged = merge_few(Counter(gold), book)
    honest = found.honest if isinstance(found, Validation) else found
    folded = found if isinstance(found, Validation) else None
    report = {
        "format_version": FORMAT_VERSION,
        "task": "marked trigger to event code",
        "seed": seed,
        "spans": len(gold),
        "articles": len({e.article for e in data.found}),
        "left_out": data.left_out,
        **_scores(data, honest, merged, seed),
        "streams": by_stream(data, honest.code, seed),
        "leak_gap": _leak_gap(data, honest, folded.leaking, seed) if folded and folded.leaking else None,
        "leak_check": leak_check(data.found, groups),
        "learning_curve": learning_curve(data.found, folded, book, seed) if folded else [],
        "calibration": _calibration(gold, honest, book),
        "confusion": confusion(gold, honest.code, book),
        "codes": codes(data, honest.code, merged, seed),
        "too_few": _too_few(gold, merged, book),
        "doubtful_labels": doubtful_labels(data.found, honest, book),
        "notes": [*NOTES, *_warning(data, merged)],
    }
    return {**report, "summary": summary(report)}


def _scores(data: Examples, found: Predictions, merged: dict[str, str], seed: int) -> dict[str, Any]:
    """Every system on every level, hierarchical F1 and the distance on Goldstein's scale."""
    book = data.codebook
    answers = _systems(data.found, found, readings(data.found, book))
    direct = _Answers([derived(book, e.code).quad for e in data.found], found.quad, [e.article for e in data.found])
    tables = [_table(level, answers, seed) for level in levels(book, merged)]
    for table in tables:
        if table["key"] == "quad":
            table["systems"]["direct"] = _f1(direct, lambda quad: quad, seed)
    return {
        "levels": tables,
        "hierarchical_f1": {k: asdict(_hierarchical(a, book, seed)) for k, a in answers.items()},
        "goldstein_error": {k: asdict(_goldstein(a, book, seed)) for k, a in answers.items()},
    }


def _calibration(gold: Sequence[str], found: Predictions, book: Codebook) -> dict[str, Any]:
    right = [book.root(g) == book.root(s) for g, s in zip(gold, found.code, strict=True)]
    return calibration(found.sure, right)


def _warning(data: Examples, merged: dict[str, str]) -> list[str]:
    narrow = narrow_codes(data.found, merged)
    told = f"Spans of fewer than {NARROW} articles have the code {', '.join(narrow)}: no fold can say much of it."
    return [told] if narrow else []


NOTES = [
    "Macro-F1 and weighted F1 run over the classes that occur in the scored spans.",
    f"Codes with fewer than {FEW} scored spans count as their parent, for the model and for people alike.",
    "Intervals: 95 %, bootstrap over articles; none below 20 articles.",
    "Search words: what the codebook's dictionary says of the trigger, else the most frequent code.",
    "Calibration and coverage are of the root code; doubtful labels are worth a second look, not wrong for sure.",
    "Other tasks: always on grouped folds; actors by what they were called in other stories and by everyday names.",
    "Human ceiling: each coder against the majority of the others, on the triggers that two coders or more marked.",
]


def levels(book: Codebook, merged: dict[str, str]) -> list[Level]:
    """The levels a codebook has: quad class, root, second level, full code."""
    depth = max(len(book.path(c.code)) for c in book.codes)

    def second(code: str) -> str:
        return book.path(merged[code])[:2][-1]

    found = [Level("quad", "Quad class", lambda code: derived(book, code).quad)] if book.quad else []
    found.append(Level("root", "Root code", book.root))
    if depth > 2:
        found.append(Level("second", "Code of 3 digits" if book.name == "cameo" else "Second level", second))
    if depth > 1:
        found.append(Level("full", "Full code", lambda code: merged[code]))
    return found


def _systems(examples: Sequence[Example], found: Predictions, human: Sequence[Reading]) -> dict[str, _Answers]:
    gold, articles = [e.code for e in examples], [e.article for e in examples]
    shared = [i for i, e in enumerate(examples) if len(e.votes) >= 2]
    answers = {
        "model": _Answers(gold, found.code, articles),
        "majority": _Answers(gold, found.majority, articles),
        "trigger_word": _Answers(gold, found.trigger_word, articles),
        "dictionary": _Answers(gold, found.dictionary, articles),
        "human": _Answers(
            [r.others for r in human],
            [r.own for r in human],
            [r.article for r in human],
            "no trigger was marked by two coders",
        ),
    }
    if 0 < len(shared) < len(examples):
        answers["model_on_human_spans"] = _Answers(
            [gold[i] for i in shared], [found.code[i] for i in shared], [articles[i] for i in shared]
        )
    return answers


def _table(level: Level, answers: dict[str, _Answers], seed: int) -> dict[str, Any]:
    systems = {key: _f1(answer, level.value, seed) for key, answer in answers.items()}
    classes = len({level.value(code) for code in answers["model"].gold})
    return {"key": level.key, "label": level.label, "classes": classes, "systems": systems}


def _f1(answer: _Answers, value: Callable[[str], str], seed: int) -> dict[str, Any]:
    if not answer.gold:
        return {name: asdict(Score(None, why=answer.why)) for name in AVERAGES}
    found = f1_scores([value(c) for c in answer.gold], [value(c) for c in answer.said], answer.articles, seed)
    return {name: asdict(score) for name, score in found.items()}


def _hierarchical(answer: _Answers, book: Codebook, seed: int) -> Score:
    if not answer.gold:
        return Score(None, why=answer.why)
    return hierarchical_f1(
        [book.path(c) for c in answer.gold], [book.path(c) for c in answer.said], answer.articles, seed
    )


def _goldstein(answer: _Answers, book: Codebook, seed: int) -> Score:
    rows = []
    for gold, said, article in zip(answer.gold, answer.said, answer.articles, strict=True):
        a, b = derived(book, gold).goldstein, derived(book, said).goldstein
        if a is not None and b is not None:
            rows.append((abs(a - b), article))
    return (
        ratio([(error, 1.0) for error, _ in rows], [article for _, article in rows], seed)
        if rows
        else Score(None, why=answer.why)
    )


def _leak_gap(data: Examples, honest: Predictions, leaking: Sequence[str], seed: int) -> dict[str, Any]:
    book, articles = data.codebook, [e.article for e in data.found]
    roots = [book.root(e.code) for e in data.found]
    grouped = f1_scores(roots, [book.root(c) for c in honest.code], articles, seed)
    random = f1_scores(roots, leaking, articles, seed)
    return {
        name: {"grouped": h, "random": r, "gap": r - h}
        for name in AVERAGES
        if (h := grouped[name].value) is not None and (r := random[name].value) is not None
    }


def _too_few(gold: Sequence[str], merged: dict[str, str], book: Codebook) -> list[dict[str, Any]]:
    return [
        {"code": code, "label": book.by_code[code].label, "support": n, "scored_as": merged[code]}
        for code, n in sorted(Counter(gold).items())
        if n < FEW
    ]


def summary(report: dict[str, Any]) -> list[dict[str, Any]]:
    """The few numbers that a project page shows, each with its interval and what it rests on."""
    tables = {t["key"]: t["systems"] for t in report["levels"]}
    wanted = [
        ("root_macro_f1", "Root code, macro-F1", tables["root"]["model"]["macro"]),
        ("root_micro_f1", "Root code, micro-F1", tables["root"]["model"]["micro"]),
        ("human_root_macro_f1", "Human ceiling, root macro-F1", tables["root"]["human"]["macro"]),
        ("human_root_micro_f1", "Human ceiling, root micro-F1", tables["root"]["human"]["micro"]),
        ("majority_root_macro_f1", "Most frequent code, root macro-F1", tables["root"]["majority"]["macro"]),
    ]
    if "quad" in tables:
        wanted.append(("quad_macro_f1", "Quad class, macro-F1", tables["quad"]["model"]["macro"]))
    wanted.append(("hierarchical_f1", "Hierarchical F1", report["hierarchical_f1"]["model"]))
    rows = [{"key": key, "label": label, **score} for key, label, score in wanted]
    if report["leak_gap"]:
        gap = report["leak_gap"]["macro"]["gap"]
        rows.append({"key": "leak_gap", "label": "Leak gap, root macro-F1", **asdict(Score(gap, n=report["spans"]))})
    return rows
