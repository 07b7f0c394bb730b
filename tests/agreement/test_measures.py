"""Measures from records against the plain definitions and against other implementations."""

from __future__ import annotations

from collections import Counter
from itertools import combinations
from random import Random
from typing import Any

import krippendorff
import numpy as np
import pytest
from sklearn.metrics import cohen_kappa_score
from statsmodels.stats.inter_rater import aggregate_raters, fleiss_kappa

from annotate.agreement import coefficients
from annotate.agreement.alpha import alpha, nominal
from annotate.agreement.choice import Choice
from annotate.agreement.distances import interval_distance, masi, tree_distance
from annotate.agreement.items import clusters, code_class, step, strict
from annotate.agreement.reading import Reading
from annotate.agreement.record import Coded, make_record, sentence_at
from annotate.agreement.report import Part
from annotate.agreement.table import Table
from annotate.agreement.unitizing import family
from annotate.agreement.view import STEPS
from annotate.readers.structure import analyse
from tests.agreement.makers import BOOK, LENGTH, SENTENCES, article, code_units, draw_articles, part, values

DISTANCES = {
    "code_alpha": nominal,
    "tree_alpha": tree_distance(BOOK),
    "goldstein_alpha": lambda a, b: interval_distance(BOOK.by_code[a].goldstein, BOOK.by_code[b].goldstein),
    **{
        f"{name}_alpha": (lambda a, b, of=code_class(name, BOOK): nominal(of(a), of(b)))
        for name in ("digits", "root", "quad")
    },
}  # fmt: skip


@pytest.mark.parametrize("seed", range(3))
@pytest.mark.parametrize("key", DISTANCES)
def test_alpha_from_records_equals_the_plain_definition_with_its_interval(key: str, seed: int) -> None:
    articles = draw_articles(seed)
    plain = alpha(code_units(articles), DISTANCES[key])
    (row,) = part(articles).rows([key])
    assert (row["n"], row["articles"]) == (plain.n, plain.articles)
    assert row["value"] == pytest.approx(plain.value, abs=1e-12)
    assert (row["low"], row["high"]) == pytest.approx((plain.low, plain.high), abs=1e-9)


@pytest.mark.parametrize("seed", range(3))
def test_alpha_and_chance_corrected_kin_equal_other_implementations(seed: int) -> None:
    articles = draw_articles(seed)
    found, units = values(part(articles)), [u for a in code_units(articles) for u in a]
    place = {code: n for n, code in enumerate(sorted({c for u in units for c in u if c}))}
    matrix = np.array([[np.nan if c is None else place[c] for c in unit] for unit in units], dtype=float).T
    assert found["code_alpha"] == pytest.approx(krippendorff.alpha(matrix, level_of_measurement="nominal"), abs=1e-12)
    counted = [c for c in coefficients.counts(units) if c.total() >= 2]
    assert found["code_percent"] == pytest.approx(coefficients.percent(counted), abs=1e-12)
    assert found["code_ac1"] == pytest.approx(coefficients.gwet_ac1(counted), abs=1e-12)


@pytest.mark.parametrize("coders", [(), (1, 2, 3)])
@pytest.mark.parametrize("seed", range(2))
def test_sentences_with_an_event_equal_other_implementations_unit_by_unit(seed: int, coders: tuple[int, ...]) -> None:
    articles = draw_articles(seed)
    rows = {row["key"]: row for row in part(articles, Choice(people=coders)).rows()}
    by_article = _sentence_units(articles, coders or (1, 2, 3, 4))
    units = [unit for found in by_article for unit in found]
    matrix = np.array([[np.nan if v is None else v for v in unit] for unit in units], dtype=float).T
    plain, counted = alpha(by_article), coefficients.counts(units)
    row, share = rows["sentence_alpha"], rows["sentence_share"]
    assert row["value"] == pytest.approx(krippendorff.alpha(matrix, level_of_measurement="nominal"), abs=1e-12)
    assert (row["n"], row["articles"], row["unit"]) == (plain.n, plain.articles, "sentences")
    assert (row["low"], row["high"]) == pytest.approx((plain.low, plain.high), abs=1e-9)
    assert rows["sentence_percent"]["value"] == pytest.approx(coefficients.percent(counted), abs=1e-12)
    assert rows["sentence_ac1"]["value"] == pytest.approx(coefficients.gwet_ac1(counted, 2), abs=1e-12)
    assert row["beside"]["same"] == pytest.approx(rows["sentence_percent"]["value"])
    assert share["value"] == pytest.approx(np.nanmean(matrix))
    assert share["n"] == np.isfinite(matrix).sum()


def _sentence_units(articles: Any, coders: tuple[int, ...]) -> list[list[list[bool | None]]]:
    """Of each sentence whether each coder has a trigger that begins in it, found without any record."""
    found = []
    for codings in articles:
        begins = {k: {m.start for m in c.mentions if m.type == "trigger"} for k, c in codings.items() if k in coders}
        if len(begins) >= 2:
            found.append(
                [[any(s <= at < e for at in begins[k]) if k in begins else None for k in coders] for s, e in SENTENCES]
            )
    return found


def test_an_event_counts_in_the_sentence_in_which_its_trigger_begins() -> None:
    text = "🙂🙂 Police came. They left 🙂 home. Nobody stayed.\nRead more"
    sentences = analyse(text).sentences
    words = [text[s:e] for s, e in sentences]

    def counted(*triggers: str) -> list[int]:
        begins = [text.index(trigger) for trigger in triggers]
        return [sentence_at(sentences, begin) for begin in begins]

    assert words[:3] == ["🙂🙂 Police came.", "They left 🙂 home.", "Nobody stayed."]
    assert counted("🙂🙂", "came. They left", "They", "home. Nobody", "stayed") == [1, 1, 2, 2, 3]
    assert sentence_at(sentences, text.index(" They")) == sentence_at((), 0) == 0
    assert [sentence_at([(5, 9)], at) for at in (4, 5, 8, 9)] == [0, 1, 1, 0]


@pytest.mark.parametrize("seed", range(3))
def test_kappas_equal_other_implementations(seed: int) -> None:
    articles = draw_articles(seed)
    units = [u for a in code_units(articles) for u in a]
    for pair in part(articles).breakdowns.pairs():
        both = [(u[pair.first - 1], u[pair.second - 1]) for u in units]
        left, right = zip(*[(a, b) for a, b in both if a and b], strict=True)
        assert pair.n == len(left)
        assert pair.kappa == pytest.approx(cohen_kappa_score(left, right), abs=1e-12)
        assert pair.kappa == pytest.approx(coefficients.cohen(coefficients.contingency(both)[0]), abs=1e-12)
        roots = cohen_kappa_score([BOOK.root(c) for c in left], [BOOK.root(c) for c in right])
        assert pair.root_kappa == pytest.approx(roots, abs=1e-12)
    full = [u for u in units if None not in u]
    theirs = fleiss_kappa(aggregate_raters(np.array(full))[0])
    assert coefficients.fleiss(coefficients.counts(full)) == pytest.approx(theirs, abs=1e-12)


KIN = {
    "code_alpha": lambda c: c,
    "tree_alpha": lambda c: c,
    "goldstein_alpha": lambda c: BOOK.by_code[c].goldstein,
    **{f"{name}_alpha": code_class(name, BOOK) for name in ("digits", "root", "quad")},
}


@pytest.mark.parametrize("missing", [0.2, 0])
def test_beside_every_alpha_stand_observed_agreement_and_its_kin(missing: float) -> None:
    articles = draw_articles(12, missing=missing)
    rows = {row["key"]: row["beside"] for row in part(articles).rows()}
    units = [u for a in code_units(articles) for u in a]
    for key, of in KIN.items():
        said = [[None if code is None else of(code) for code in unit] for unit in units]
        counted = [c for c in coefficients.counts(said) if c.total() >= 2]
        plain = {"same": coefficients.percent(counted), "ac1": coefficients.gwet_ac1(counted), "fleiss": None}
        assert rows[key] == {name: value and pytest.approx(value, abs=1e-12) for name, value in plain.items()}, key
    said = [[bool(Reading(c).events) for c in a.values()] for a in articles if len(a) > 1]
    even = None if missing else coefficients.fleiss(coefficients.counts(said))
    assert rows["relevant_alpha"]["fleiss"] == (even and pytest.approx(even, abs=1e-12))
    assert rows["source_codes_alpha"]["same"] == pytest.approx(values(part(articles))["source_codes_percent"])
    assert {key for key, kin in rows.items() if kin} >= {"actor_alpha", "roots_alpha", "count_alpha", "modality_alpha"}
    assert rows["event_f1"] is rows["u_alpha"] is None


def test_each_of_a_pair_has_a_share_of_events_that_the_other_found() -> None:
    articles = draw_articles(13)
    whole = part(articles)
    for pair in whole.breakdowns.pairs():
        both = [(a[pair.first], a[pair.second]) for a in articles if {pair.first, pair.second} <= set(a)]
        sizes = [sum(len(Reading(c).events) for c in side) for side in zip(*both, strict=True)]
        met = pair.event_f1 * sum(sizes) / 2
        assert (pair.first_found, pair.second_found) == pytest.approx((met / sizes[0], met / sizes[1]))
        assert pair.event_f1 == pytest.approx(2 / (1 / pair.first_found + 1 / pair.second_found))


def test_characters_that_both_marked_are_counted_one_by_one() -> None:
    articles = draw_articles(14, missing=0, coders=3)
    found = values(part(articles))
    both = marked = 0
    for codings in articles:
        lines = [
            {i for p in Reading(c).positions("trigger") for s, e in p for i in range(s, e)} for c in codings.values()
        ]
        both += sum(2 * len(a & b) for a, b in combinations(lines, 2))
        marked += sum(len(a) + len(b) for a, b in combinations(lines, 2))
    assert found["trigger_f1_chars"] == pytest.approx(both / marked)
    assert found["trigger_f1_exact"] < found["trigger_f1_chars"] < 1


@pytest.mark.parametrize("seed", range(3))
def test_sets_and_documents_equal_the_plain_definition(seed: int) -> None:
    articles = draw_articles(seed)
    found = values(part(articles))
    double = [[Reading(c) for _, c in sorted(codings.items())] for codings in articles if len(codings) >= 2]
    roots = [[[frozenset(BOOK.root(e.span.code) for e in r.events) for r in a]] for a in double]
    assert found["roots_alpha"] == pytest.approx(alpha(roots, masi).value, abs=1e-5)
    assert found["count_alpha"] == pytest.approx(
        alpha([[[len(r.events) for r in a]] for a in double], interval_distance).value
    )
    means = [[[_mean(r) for r in a]] for a in double]
    assert found["goldstein_mean_alpha"] == pytest.approx(alpha(means, interval_distance).value, abs=1e-4)
    sets = []
    for codings in articles:
        read = {coder: Reading(c) for coder, c in sorted(codings.items())}
        sets.append([[_set(c[k].source_codes) if k in c else None for k in read] for c in clusters(read)])
    assert found["source_codes_alpha"] == pytest.approx(alpha(sets, masi).value, abs=1e-5)


def _mean(reading: Reading) -> float | None:
    scores = [BOOK.by_code[e.span.code].goldstein for e in reading.events]
    return sum(scores) / len(scores) if scores else None


def _set(codes: str | None) -> frozenset[str] | None:
    return None if codes is None else frozenset(codes.split())


@pytest.mark.parametrize("seed", range(3))
def test_each_code_against_the_rest_and_each_coder_left_out(seed: int) -> None:
    articles = draw_articles(seed)
    whole = part(articles)
    units = code_units(articles)
    for row in whole.breakdowns.codes():
        plain = alpha([[[None if c is None else c == row.code for c in u] for u in a] for a in units])
        assert row.estimate.value == pytest.approx(plain.value, abs=1e-12)
        assert row.estimate.low == pytest.approx(plain.low, abs=1e-9)
    for person in whole.breakdowns.people():
        others = tuple({1, 2, 3, 4} - {person.coder})
        left = values(Part(whole.table, BOOK, Choice(people=others), {}))
        assert person.without == pytest.approx(left["code_alpha"], abs=1e-12)
        assert person.without_root == pytest.approx(left["root_alpha"], abs=1e-12)


def test_each_coder_against_the_majority_of_the_others() -> None:
    articles = draw_articles(9)
    said, due, met = ({coder: 0 for coder in range(1, 5)} for _ in range(3))
    for codings in articles:
        readings = {coder: Reading(coding) for coder, coding in codings.items()}
        for unit in clusters(readings) if len(codings) >= 3 else ():
            given = {coder: item.span.code for coder, item in unit.items() if item.span.code}
            for coder in codings:
                votes = Counter(code for other, code in given.items() if other != coder)
                agreed = {code for code, n in votes.items() if n > (len(codings) - 1) / 2}
                said[coder] += coder in given
                due[coder] += len(agreed)
                met[coder] += given.get(coder) in agreed
    found = {p.coder: p.majority_f1 for p in part(articles).breakdowns.people()}
    assert found == {coder: pytest.approx(2 * met[coder] / (said[coder] + due[coder])) for coder in found}
    two = part([dict(list(codings.items())[:2]) for codings in articles])
    assert {p.majority_f1 for p in two.breakdowns.people()} == {None}


def test_each_coder_against_gold_is_the_pair_with_whoever_made_it() -> None:
    articles = draw_articles(10, coders=3, missing=0)
    gold = Table()
    for n, codings in enumerate(articles):
        gold.put([(n, make_record([Coded(c, x, gold=c == 3) for c, x in codings.items()], LENGTH))])
    first, second, third = Part(gold, BOOK, Choice(), {}).breakdowns.people()
    for person, other in ((first, 1), (second, 2)):
        pair = values(part([{c: codings[c] for c in (other, 3)} for codings in articles]))
        assert person.gold_articles == len(articles)
        assert (person.gold_f1, person.gold_f1_strict) == (pair["event_f1"], pair["event_f1_strict"])
    assert (third.gold_articles, third.gold_f1) == (0, None)


def test_ladder_counts_every_pair_once() -> None:
    articles = draw_articles(5, missing=0)
    reached: list[int] = []
    exact = 0
    for codings in articles:
        for a, b in combinations([Reading(c) for c in codings.values()], 2):
            pairs = [(x, y) for x in a.events for y in b.events if _overlap(x.span.trigger, y.span.trigger)]
            reached += [step(x, y, BOOK) for x, y in pairs]
            exact += sum(strict(x, y) for x, y in pairs)
    found = part(articles)
    steps = {row["key"]: row["events"] for row in found.ladder()}
    assert [steps[s] for s in STEPS] == [sum(1 for r in reached if r >= n) for n in range(len(STEPS))]
    assert int(found.groups.total(found.view.of("strict"))[0]) == 2 * exact


def _overlap(a: Any, b: Any) -> bool:
    return bool(a[0][0] < b[0][1] and b[0][0] < a[0][1])


def test_unitizing_sums_equal_a_walk_over_the_characters() -> None:
    articles = draw_articles(8, articles=1, missing=0)
    found = values(part(articles))
    runs = [[(s, e, 0) for p in Reading(c).positions("trigger") for s, e in p] for c in articles[0].values()]
    plain = family([{0: [(s, e) for s, e, _ in r]} for r in runs], 1, LENGTH)
    assert found["u_trigger"] == pytest.approx(plain.category(0), abs=1e-9)


def test_more_coders_than_shares_divide_stay_within_a_hair() -> None:
    draw = Random(1)
    articles = [dict(enumerate(article(draw, 23), 1)) for _ in range(4)]
    units = [
        [
            [c[k].span.code if k in c else None for k in codings]
            for c in clusters({k: Reading(v) for k, v in codings.items()})
        ]
        for codings in articles
    ]
    assert values(part(articles))["code_alpha"] == pytest.approx(alpha(units).value, abs=1e-3)
