"""The simulated coders: repeatable, valid, and as far apart as trained people are."""

from __future__ import annotations

from collections import Counter

import pytest

from annotate.agreement.summary import summarise
from annotate.demo.coders import CODERS, OPEN, Coder, assignments, simulate
from annotate.demo.corpus import DemoArticle, load_corpus
from schemas.codebook import load_codebook
from schemas.coding import Coding
from schemas.spans import dice
from schemas.validation import errors, problems

CORPUS = load_corpus()
ASSIGNED = assignments(CORPUS)
CODINGS = {(a.id, c.name): simulate(a, c) for a in CORPUS for c in CODERS}
each_coder = pytest.mark.parametrize("coder", CODERS, ids=lambda coder: coder.name)
each_article = pytest.mark.parametrize("article", CORPUS, ids=lambda article: article.id)

Pair = tuple[str, str]


def _matched(one: Coding, other: Coding) -> list[Pair]:
    """Codes of events whose triggers overlap, each event at most once."""
    found: list[Pair] = []
    free = list(other.events)
    for event in one.events:
        trigger = one.mention(event.trigger)
        assert trigger is not None
        near = {e.id: dice(trigger.fragments, other.mention(e.trigger).fragments) for e in free}  # type: ignore[union-attr]
        best = max(free, key=lambda e: near[e.id], default=None)
        if best is not None and near[best.id] > 0:
            free.remove(best)
            found.append((event.code or "", best.code or ""))
    return found


def test_simulate_gives_the_same_coding_for_the_same_seed_only() -> None:
    articles = CORPUS[:10]
    again = [simulate(a, CODERS[1]) for a in articles]
    assert again == [CODINGS[a.id, CODERS[1].name] for a in articles]
    assert again != [simulate(a, CODERS[1], "another seed") for a in articles]
    assert again != [simulate(a, CODERS[2]) for a in articles]


@each_article
def test_simulated_codings_are_valid(article: DemoArticle) -> None:
    codebook = load_codebook("cameo")
    for coder in CODERS:
        coding = CODINGS[article.id, coder.name]
        ids = [m.id for m in coding.mentions]
        used = {i for e in coding.events for i in (e.trigger, *e.sources, *e.targets, *e.locations, *e.times)}
        assert len(ids) == len(set(ids))
        assert used == set(ids)
        assert errors(problems(coding, codebook, article.text, published=article.published)) == []


@each_coder
def test_simulated_coders_depart_from_gold(coder: Coder) -> None:
    kinds = Counter[str]()
    for article in CORPUS:
        coding = CODINGS[article.id, coder.name]
        kinds["missed"] += len(article.gold.events) > len(coding.events)
        gold_codes = {m.actor_code for m in article.gold.mentions}
        kinds["actor code"] += any(m.actor_code not in gold_codes for m in coding.mentions)
        spans = {(m.type, m.fragments) for m in article.gold.mentions}
        kinds["boundary"] += any((m.type, m.fragments) not in spans for m in coding.mentions)
        kinds["code"] += any(one != other for one, other in _matched(article.gold, coding))
    assert min(kinds[k] for k in ("missed", "actor code", "boundary", "code")) >= 4, kinds


def test_simulated_coders_agree_as_trained_people_do() -> None:
    codings = {a.id: {c.name: CODINGS[a.id, c.name] for c in ASSIGNED[a.id]} for a in CORPUS}
    summary = summarise(codings, load_codebook("cameo"))
    found = {key: summary.get(key).value for key in ("trigger_f1_overlap", "root_alpha", "event_f1_strict")}
    expected = {"trigger_f1_overlap": 0.80, "root_alpha": 0.74, "event_f1_strict": 0.38}  # as measured on real coders
    assert found == pytest.approx(expected, abs=0.07)


def test_assignments_leave_articles_for_the_visitor() -> None:
    assert list(ASSIGNED) == [a.id for a in CORPUS]
    sizes = Counter(len(coders) for coders in ASSIGNED.values())
    assert sizes[3] >= 24
    assert sizes[2] >= 10
    assert {id for id, coders in ASSIGNED.items() if len(coders) < 2} == set(OPEN)
    assert sizes[0] == sizes[1] == 4


@each_coder
def test_assignments_share_the_work_evenly(coder: Coder) -> None:
    given = sum(coder in coders for coders in ASSIGNED.values())
    assert abs(given - sum(map(len, ASSIGNED.values())) / 3) <= 2
