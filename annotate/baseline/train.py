"""Train on a dataset, and score a model: never on what it was trained on."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Any, Literal

from annotate.baseline import embedding
from annotate.baseline.coder import Corpus
from annotate.baseline.errors import ModelRefused
from annotate.baseline.evaluate import Validation, apply, check_enough, cross_validate, fit_and_validate, groups_of
from annotate.baseline.examples import Examples, make_examples
from annotate.baseline.features import analyse
from annotate.baseline.groups import near_duplicates
from annotate.baseline.memory import learn
from annotate.baseline.parallel import ALONE, Crew, versions
from annotate.baseline.ranking import weighed
from annotate.baseline.reader import Lessons, Reader, fit_reader
from annotate.baseline.report import build
from annotate.baseline.store import FORMAT_VERSION, StoredModel, model_hash
from annotate.baseline.tasks import finding, score_tasks
from export.records import CodedArticle
from schemas.codebook import Codebook

Features = Literal["words", "embeddings"]
_ALL = "the model is fitted on all of it"


@dataclass(frozen=True)
class Dataset:
    """Coded articles with the hash over them. ``source`` says where they come from."""

    articles: Sequence[CodedArticle]
    codebook: Codebook
    content_hash: str
    source: str = ""

    @property
    def texts(self) -> frozenset[str]:
        return frozenset(a.text_sha256 for a in self.articles)


def train(
    data: Dataset,
    seed: int,
    created_at: datetime,
    told: Callable[[int, int], None] | None = None,
    crew: Crew = ALONE,
    *,
    features: Features = "words",
) -> StoredModel:
    """Fit on all of ``data`` and score on grouped folds of it; the same data and seed give the same model and report,
    whoever fits.

    ``told``: gets how many of how many folds are done, and may end the work by raising. ``features``: words alone, or
    also what a language model makes of them (extra ``embeddings``).

    Raises TooLittleData when there are fewer than ten coded triggers or one story only, ModelRefused without the extra.
    """
    examples, clusters = _prepared(data)
    corpus = _corpus(examples, clusters, seed, features)
    model, found = fit_and_validate(corpus, crew, told)
    memory = learn(data.articles, clusters, seed)
    reader = fit_reader(model, memory, Lessons(data.articles, examples.found, clusters), seed)
    report = {**_folds_report(data, examples, corpus, found, _ALL), **_tasks(data, clusters, reader, seed, crew)}
    reader = replace(reader, words=weighed(data.codebook, examples.found, _full_code_right(report)))
    report["model_hash"] = model_hash(model, memory, reader)
    card = {
        **_origin(data, examples, clusters, features),
        "model_hash": report["model_hash"],
        "algorithm": ", ".join([str(model.blend), *([embedding.NAME] if features == "embeddings" else [])]),
        "task": report["task"],
        "seed": seed,
        "created_at": created_at.astimezone(UTC).isoformat(),
        "scores": report["summary"],
        "reader": reader.card(),
    }
    return StoredModel(model, card, data.codebook, data.texts, report, memory, reader)


def _origin(data: Dataset, examples: Examples, clusters: Mapping[str, str], features: Features) -> dict[str, Any]:
    """What a model is made from, and with what."""
    return {
        "format_version": FORMAT_VERSION,
        "features": features,
        "trained_on": {
            "content_hash": data.content_hash,
            "source": data.source,
            "articles": len(data.articles),
            "spans": len(examples.found),
            "stories": len(set(clusters.values())),
        },
        "codebook": _codebook(data.codebook),
        "versions": {**versions(), **(embedding.versions() if features == "embeddings" else {})},
    }


def _full_code_right(report: dict[str, Any]) -> float:
    """The share of codes that the model says right on the folds, at the deepest level that is coded."""
    return float(report["levels"][-1]["systems"]["model"]["micro"]["value"])


def _codes(codebook: Codebook) -> dict[str, tuple[object, ...]]:
    """What a score depends on; labels, definitions and search words may have been bettered since."""
    return {c.code: (c.parent, c.quad, c.penta, c.goldstein) for c in codebook.codes}


def score(stored: StoredModel, data: Dataset, crew: Crew = ALONE) -> dict[str, Any]:
    """The report of a model on a dataset.

    The fitted model is scored when it has seen none of the texts; otherwise grouped folds of the dataset are, and
    the report says so under ``mode`` and ``why``. Raises ModelRefused when the codebooks differ in their codes.
    """
    trained = stored.card["codebook"]
    if _codes(stored.codebook) != _codes(data.codebook):
        raise ModelRefused(
            f"The model was trained with codebook {trained['name']} {trained['version']}, the data is coded with "
            f"{data.codebook.name} {data.codebook.version}; train a model on data with the same codes."
        )
    seed, features = int(stored.card["seed"]), stored.card.get("features", "words")
    examples, clusters = _prepared(data)
    seen = len(data.texts & stored.texts)
    if data.content_hash == stored.card["trained_on"]["content_hash"]:
        why = "the model was trained on this very data"
    elif seen:
        why = f"the model was trained on {seen} of the {len(data.texts)} texts"
    else:
        found = apply(stored.model, examples.found, data.codebook)
        why = "the model has seen none of the texts"
        groups = groups_of(examples.found, clusters)
        report = {"mode": "fitted model", "why": why, **_about(data), **build(examples, groups, found, seed)}
        tasks = _tasks(data, clusters, stored.reader, seed, crew)
        return {**report, **tasks, "model_hash": stored.card["model_hash"]}
    corpus = _corpus(examples, clusters, seed, features)
    report = _folds_report(data, examples, corpus, cross_validate(corpus, crew), why)
    tasks = _tasks(data, clusters, stored.reader, seed, crew)
    return {**report, **tasks, "model_hash": stored.card["model_hash"]}


def _prepared(data: Dataset) -> tuple[Examples, Mapping[str, str]]:
    examples, clusters = make_examples(data.articles, data.codebook), near_duplicates(data.articles)
    check_enough(examples, clusters)
    return examples, clusters


def _corpus(examples: Examples, clusters: Mapping[str, str], seed: int, features: Features) -> Corpus:
    groups, book = groups_of(examples.found, clusters), examples.codebook
    analysis = analyse(examples.found, book, embeddings=features == "embeddings")
    return Corpus(examples.found, groups, book, seed, analysis)


def _folds_report(data: Dataset, examples: Examples, corpus: Corpus, found: Validation, why: str) -> dict[str, Any]:
    tested = replace(examples, found=tuple(corpus.examples[i] for i in found.rows))
    report = build(tested, [corpus.groups[i] for i in found.rows], found, corpus.seed)
    mode = "grouped folds" if len(found.rows) == len(corpus.examples) else "a fifth of the stories, held out"
    return {"mode": mode, "why": why, **_about(data), **report}


def _tasks(data: Dataset, clusters: Mapping[str, str], reader: Reader, seed: int, crew: Crew) -> dict[str, Any]:
    return {"tasks": [*score_tasks(data.articles, clusters, data.codebook, seed, crew), finding(reader)]}


def _about(data: Dataset) -> dict[str, Any]:
    return {"content_hash": data.content_hash, "source": data.source, "codebook": _codebook(data.codebook)}


def _codebook(book: Codebook) -> dict[str, str]:
    return {"name": book.name, "version": book.version, "sha256": book.sha256}
