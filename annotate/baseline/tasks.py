"""The tasks beside trigger to code, each scored on folds that keep stories together and beside its simple rivals."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from annotate.baseline.evaluate import sides
from annotate.baseline.examples import Example
from annotate.baseline.features import Analysis, analyse
from annotate.baseline.linear import fit_linear, most_common
from annotate.baseline.memory import RULES, Memory, learn
from annotate.baseline.metrics import f1_scores
from annotate.baseline.parallel import ALONE, Crew
from annotate.baseline.reader import LEAST_FOR_EVENTS, LEAST_SENTENCES, Reader
from annotate.baseline.terms import Ints
from annotate.baseline.units import EVENT, NONE, actors, role, sentences, whole
from export.records import CodedArticle
from schemas.codebook import Codebook

LEAST = 10  # units; fewer say nothing
MOST = 20_000  # units: of more, those of the first stories by name
Said = dict[str, list[str]]  # system -> its answers, unit by unit


@dataclass(frozen=True)
class _Task:
    key: str
    label: str
    of: str
    units: list[Example]
    said: Callable[[list[Example], list[str]], Said]
    value: Callable[[str], str] = str


@dataclass(frozen=True)
class _Actors:
    """Actors with their stories, and the articles that tell how others were called."""

    articles: Sequence[CodedArticle]
    clusters: Mapping[str, str]
    units: list[Example]
    groups: list[str]
    seed: int


def score_tasks(
    articles: Sequence[CodedArticle], clusters: Mapping[str, str], book: Codebook, seed: int, crew: Crew = ALONE
) -> list[dict[str, Any]]:
    """A row per task: its scores by system, or ``why`` there are none. ``clusters``: article id -> story."""

    def by_text(units: list[Example], groups: list[str]) -> Said:
        return _by_text(units, groups, book, seed, crew)

    def by_memory(units: list[Example], groups: list[str]) -> Said:
        return _by_memory(_Actors(articles, clusters, units, groups, seed), crew)

    known = actors(articles)
    tasks = (
        _Task("sentence_event", "Has the sentence an event?", "sentences", sentences(articles), by_text),
        _Task("article_relevant", "Is the article relevant?", "articles", whole(articles), by_text),
        _Task("actor_role", "Which role has the actor?", "actors", known, by_memory, role),
        _Task("actor_code", "Which code has the actor?", "actors", known, by_memory),
    )
    return [_scored(task, clusters, book, seed) for task in tasks]


def _scored(task: _Task, clusters: Mapping[str, str], book: Codebook, seed: int) -> dict[str, Any]:
    units = _first(task.units, clusters)
    groups = [clusters[unit.article] for unit in units]
    gold = [task.value(unit.code) for unit in units]
    about = {"key": task.key, "label": task.label, "of": task.of, "units": len(units), "classes": len(set(gold))}
    why = _too_little(task, gold, groups)
    if why:
        return {**about, "why": why, "systems": {}}
    places = [unit.article for unit in units]
    systems = {
        name: f1_scores(gold, [task.value(code) for code in said], places, seed)
        for name, said in task.said(units, groups).items()
    }
    rows = _people(units)
    if rows:
        others, own, where = ([row[n] for row in rows] for n in range(3))
        systems["human"] = f1_scores([task.value(c) for c in others], [task.value(c) for c in own], where, seed)
    plain = {name: {average: asdict(score) for average, score in found.items()} for name, found in systems.items()}
    return {**about, "why": "", "systems": plain}


def _first(units: list[Example], clusters: Mapping[str, str]) -> list[Example]:
    if len(units) <= MOST:
        return units
    return sorted(units, key=lambda unit: (clusters[unit.article], unit.article, unit.start))[:MOST]


def _too_little(task: _Task, gold: Sequence[str], groups: Sequence[str]) -> str:
    if len(gold) < LEAST or len(set(groups)) < 2:
        return f"{len(gold)} {task.of} with an answer in {len(set(groups))} stories; {LEAST} in 2 are needed"
    if len(set(gold)) == 1:
        return f"all {len(gold)} {task.of} have the same answer: {gold[0]}"
    return ""


def _by_text(units: list[Example], groups: list[str], book: Codebook, seed: int, crew: Crew) -> Said:
    """LinearSVC on the words; what the search words of the codebook name; the more frequent answer."""
    said: Said = {name: [""] * len(units) for name in ("model", "majority")}
    dealt = sides(groups, seed)
    labels = [[units[i].code for i in train] for train, _ in dealt]
    calls = [(_answers, of, known, seed) for of, known in zip(dealt, labels, strict=True)]
    for (_, test), known, answers in zip(dealt, labels, crew.each(analyse(units, book), calls), strict=True):
        common = most_common(known)
        for i, answer in zip(test, answers, strict=True):
            said["model"][i], said["majority"][i] = answer, common
    said["dictionary"] = [EVENT if book.word_index.codes(unit.sentence) else NONE for unit in units]
    return said


def _answers(analysis: Analysis, rows: tuple[Ints, Ints], labels: Sequence[str], seed: int) -> list[str]:
    learned = analysis.learn(rows[0])
    model = fit_linear("svc", analysis.matrix(learned, rows[0]), labels, seed)
    return model.best(analysis.matrix(learned, rows[1]))


def _by_memory(asked: _Actors, crew: Crew) -> Said:
    """What such actors were called in other stories and by everyday names; everyday names alone; the commonest."""
    said: Said = {name: [""] * len(asked.units) for name in ("model", "majority", "dictionary")}
    dealt = sides(asked.groups, asked.seed)
    for (_, test), found in zip(dealt, crew.each(asked, [(_recalled, *of) for of in dealt]), strict=True):
        for name, answers in found.items():
            for i, answer in zip(test, answers, strict=True):
                said[name][i] = answer
    return said


def _recalled(asked: _Actors, train: Ints, test: Ints) -> Said:
    held = {asked.groups[i] for i in test}
    kept = [a for a in asked.articles if asked.clusters[a.id] not in held]
    common = most_common([asked.units[i].code for i in train])
    names = Memory({}, dict.fromkeys(RULES, 1.0), {})  # remembers nobody
    said: Said = {"majority": [common] * len(test)}
    for name, known in (("model", learn(kept, asked.clusters, asked.seed)), ("dictionary", names)):
        found = [known.actor(asked.units[i].span, 1) for i in test]
        said[name] = [codes[0].code if codes else common for codes in found]
    return said


def _people(units: Sequence[Example]) -> list[tuple[str, str, str]]:
    """What the other coders say, what one says, and where: for every coder of every unit that two judged."""
    rows = []
    for unit in units:
        for coder, own in unit.votes if len(unit.votes) > 1 else ():
            others = Counter(vote for other, vote in unit.votes if other != coder)
            rows.append((min(others, key=lambda vote: (-others[vote], vote)), own, unit.article))
    return rows


def finding(reader: Reader) -> dict[str, Any]:
    """The row of the finder: how good it is on stories not seen, and what is offered for that."""
    found = reader.finder.quality if reader.finder else None
    if found is None or reader.roles is None:
        why = "nothing to learn from: triggers or actors were not marked in enough stories"
    else:
        triggers = "offered" if reader.offers_triggers else f"not offered below {LEAST_SENTENCES:,} sentences"
        events = (
            "offered" if reader.offers_events else f"not offered below {LEAST_FOR_EVENTS:,} sentences and .5 of both"
        )
        why = (
            f"learnt from {found.sentences:,} sentences; triggers found exactly with F1 {found.f1:.2f}, both actors "
            f"right in {reader.roles.right:.2f} of the events; triggers {triggers}; whole events {events}"
        )
    count = found.sentences if found else 0
    return {
        "key": "finder",
        "label": "Where are the events?",
        "of": "sentences",
        "units": count,
        "classes": 0,
        "why": why,
        "systems": {},
    }
