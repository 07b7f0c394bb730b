"""The laws that measures obey, whatever is measured: order, names, copies, chance, and following every edit."""

from __future__ import annotations

import gc
from random import Random
from typing import Any
from weakref import ref

import numpy as np
import orjson
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from annotate.agreement import estimates, totals
from annotate.agreement.alpha import alpha
from annotate.agreement.choice import Choice
from annotate.agreement.distances import classes_scale, tree_scale
from annotate.agreement.reading import Reading
from annotate.agreement.record import WIDTHS, Coded, make_record, unpacked
from annotate.agreement.report import Part, report
from annotate.agreement.summary import table_of
from annotate.agreement.table import Table
from annotate.agreement.totals import Products
from annotate.agreement.unitizing import family
from annotate.agreement.view import View
from schemas.coding import EMPTY, MODALITIES, Coding, Event, Fragment, Mention, Provenance, dump_coding
from tests.agreement.makers import BOOK, LENGTH, SENTENCES, Articles, article, draw_articles, part, record, values


def test_units_of_one_character_give_the_nominal_alpha() -> None:
    draw = Random(2)
    said = [[draw.randrange(3) for _ in range(60)] for _ in range(3)]
    coders = [{k: [(i, i + 1) for i, v in enumerate(line) if v == k] for k in range(2)} for line in said]
    plain = alpha([[list(unit)] for unit in zip(*said, strict=True)])
    assert family(coders, 2, 60).u() == pytest.approx(plain.value, abs=1e-12)


def test_a_flat_tree_is_nominal() -> None:
    codes = ["01", "02", "13", "19"]
    flat, plain = tree_scale(codes, BOOK), classes_scale(codes, lambda c: c, "full")
    counts = np.array([[3.0, 1.0, 5.0, 2.0]])
    steps = flat.table.max()
    assert (flat.spread(counts) / steps == plain.spread(counts)).all()


def test_random_codes_agree_by_chance_only() -> None:
    articles = draw_articles(3, articles=900, coders=3, missing=0, agree=0.0)
    found = values(part(articles))
    for key in ("code_alpha", "root_alpha", "tree_alpha", "source_actor_alpha"):
        assert found[key] == pytest.approx(0, abs=0.06), key


def test_a_coder_who_copies_agrees_fully() -> None:
    articles = [{1: codings[1], 2: codings[1]} for codings in draw_articles(4, missing=0)]
    found = part(articles)
    agreement = {k: v for k, v in values(found).items() if not k.endswith("_share") and k != "goldstein_difference"}
    assert {v for v in agreement.values() if v is not None} == {1.0}
    assert sum(v is not None for v in agreement.values()) > 30
    assert {row["lost"] for row in found.ladder()[1:]} == {0}


@given(st.integers(0, 2**16), st.randoms(use_true_random=False))
@settings(max_examples=10, deadline=None)
def test_order_of_coders_and_articles_changes_nothing(seed: int, rng: Any) -> None:
    articles = draw_articles(seed, articles=6)
    turned = [dict(sorted(codings.items(), key=lambda _: rng.random())) for codings in articles]
    assert [record(a) for a in articles] == [record(a) for a in turned]
    names = list(range(len(articles)))
    rng.shuffle(names)
    assert values(part([articles[n] for n in names])) == values(part(articles))


@given(st.integers(0, 2**16))
@settings(max_examples=10, deadline=None)
def test_names_of_coders_change_nothing(seed: int) -> None:
    articles = draw_articles(seed, articles=6)
    renamed = [{9 - coder: coding for coder, coding in codings.items()} for codings in articles]
    assert values(part(renamed)) == values(part(articles))


edits = st.lists(
    st.tuples(st.integers(0, 5), st.integers(0, 3), st.booleans()), min_size=1, max_size=25
)  # article, coder, take the coding away?


choices = st.sampled_from([Choice(), Choice(people=(0, 1, 2)), Choice(codes=("11", "17"))])


@given(st.integers(0, 2**16), edits, choices)
@settings(max_examples=20, deadline=None)
def test_following_edits_equals_starting_anew_exactly(
    seed: int, edits: list[tuple[int, int, bool]], choice: Choice
) -> None:
    draw = Random(seed)
    articles: Articles = [{} for _ in range(6)]
    followed = Table()
    views: dict[Choice, View] = {}
    for n, coder, away in edits:
        if away:
            articles[n].pop(coder, None)
        else:
            articles[n][coder] = article(draw, 1)[0]
        if len(articles[n]) >= 2:
            followed.put([(n, record(articles[n]))])
        else:
            followed.drop([n])
        seen = Part(followed, BOOK, choice, {}, views)  # whoever looks in between changes nothing
        seen.people()
        values(seen)
    double = [codings for codings in articles if len(codings) >= 2]
    live, anew = Part(followed, BOOK, choice, {}, views), part(double, choice)
    assert values(live) == values(anew)
    assert live.ladder() == anew.ladder()
    assert live.pairs() == anew.pairs()
    assert [code["support"] for code in live.codes()] == [code["support"] for code in anew.codes()]
    for one, other in zip(live.people(), anew.people(), strict=True):
        assert one == pytest.approx(other, abs=1e-12)
    for name in live.measures.code_scales:
        layer, scale = live.measures.code_layer(name)
        spread = scale.spread(layer.counts(live.groups))
        followed = layer.moments(scale, spread, live.groups)
        assert followed is not None
        added = estimates.moments(estimates.columns(layer, scale, live.groups, spread), live.groups)
        for sums, plain in zip(followed, added, strict=True):
            assert sums == pytest.approx(plain, rel=1e-12)


@given(st.integers(0, 2**16))
def test_products_follow_which_articles_count(seed: int) -> None:
    draw, kept = np.random.default_rng(seed), Products()
    columns = draw.integers(0, 1000, size=(3, 40)).astype(np.float64)
    counts = np.zeros(40, dtype=bool)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(totals, "CHUNK", 7)
        for slots in (5, 7, 20, 40, 40, 40):
            counts[draw.integers(0, 40, size=4)] ^= True
            chosen = columns[:, :slots][:, counts[:slots]]
            added, products = kept.of(columns[:, :slots], counts[:slots])
            assert (added == chosen.sum(axis=1)).all()
            assert (products == chosen @ chosen.T).all()


def test_a_view_is_freed_with_whoever_holds_it() -> None:
    """At once, not when somebody looks for what refers to itself: it may be hundreds of megabytes."""
    found = part(draw_articles(5, articles=5))
    report(found, by="week")
    view = ref(found.view)
    gc.disable()
    try:
        del found
        assert view() is None
    finally:
        gc.enable()


def test_records_survive_their_packing() -> None:
    for codings in draw_articles(6):
        made = record(codings)
        assert unpacked(made.length, made.words, made.packed()) == made
    assert set(WIDTHS) == set(made.packed())


def test_records_without_sentences_are_read_as_before() -> None:
    """As those of older rules, which are shown until they are made anew."""
    articles = draw_articles(6)
    older = Table()
    coded = [[Coded(coder, coding) for coder, coding in codings.items()] for codings in articles]
    older.put([(n, make_record(codings, LENGTH)) for n, codings in enumerate(coded)])
    found, now = values(Part(older, BOOK, Choice(), {})), values(part(articles))
    assert {key: value for key, value in found.items() if not key.startswith("sentence_")} == {
        key: value for key, value in now.items() if not key.startswith("sentence_")
    }
    assert {value for key, value in found.items() if key.startswith("sentence_")} == {None}
    assert None not in {value for key, value in now.items() if key.startswith("sentence_")}


def test_nobody_marked_anything() -> None:
    found = part([{1: EMPTY, 2: EMPTY}] * 3)
    assert all(row["value"] is None or row["key"].startswith(("relevant", "sentence")) for row in found.rows())
    assert all(row["why"] for row in found.rows() if row["value"] is None)
    assert report(found)["articles"] == 3


def test_a_table_of_named_articles_is_the_same() -> None:
    articles = draw_articles(7, articles=5, missing=0)
    named = {f"a{n}": {f"c{k}": coding for k, coding in codings.items()} for n, codings in enumerate(articles)}
    coders = tuple(sorted({c for codings in named.values() for c in codings}))
    lengths, sentences = dict.fromkeys(named, LENGTH), dict.fromkeys(named, SENTENCES)
    assert values(Part(table_of(named, coders, lengths, sentences), BOOK, Choice(), {})) == values(part(articles))


_ids = st.sampled_from(["m1", "m2", "m3", "é 😀", ""])  # few, so that some are given twice and some to nobody
_some_ids = st.lists(_ids, max_size=3).map(tuple)
_fragment = st.builds(Fragment, start=st.integers(-5, 40), end=st.integers(-5, 40), quote=st.just(""))
_mention = st.builds(
    Mention,
    id=_ids,
    type=st.sampled_from([*(m.type for m in BOOK.mentions), "nonsense"]),
    fragments=st.lists(_fragment, min_size=1, max_size=3).map(tuple),
    actor_code=st.sampled_from([None, "", "SYRREB", "syr", "SYR REB"]),
)
_event = st.builds(
    Event,
    id=_ids,
    trigger=st.none() | _ids,
    code=st.sampled_from([None, "", "1823", "19", "no code"]),
    sources=_some_ids,
    targets=_some_ids,
    modality=st.sampled_from([*MODALITIES, "nonsense"]),
    same_as=st.none() | _ids,
    provenance=st.dictionaries(
        st.sampled_from(["code", "trigger"]),
        st.builds(Provenance, origin=st.sampled_from(["human", "accepted", "edited"])),
        max_size=2,
    ),
)
_coding = st.builds(
    Coding, mentions=st.lists(_mention, max_size=5).map(tuple), events=st.lists(_event, max_size=4).map(tuple)
)


@given(st.lists(_coding, min_size=2, max_size=4))
def test_a_stored_coding_is_read_as_the_coding_it_was(found: list[Coding]) -> None:
    stored = [orjson.loads(orjson.dumps(dump_coding(coding))) for coding in found]
    ours, theirs = (make_record([Coded(n, c) for n, c in enumerate(given)], LENGTH) for given in (found, stored))
    assert ours == theirs
    for coding, json in zip(found, stored, strict=True):
        a, b = Reading(coding), Reading(json)
        assert (a.events, a.layers, a.assisted, a.empty) == (b.events, b.layers, b.assisted, b.empty)
