"""Alpha against published worked examples, against two other implementations, and by its own laws."""

from __future__ import annotations

import random
from collections.abc import Hashable

import krippendorff
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from nltk.metrics.agreement import AnnotationTask

from annotate.agreement.alpha import Unit, alpha

# Krippendorff (2011), Computing Krippendorff's alpha-reliability, section C: four observers, twelve units.
WITH_MISSING = [
    [1, 1, None, 1], [2, 2, 3, 2], [3, 3, 3, 3], [3, 3, 3, 3], [2, 2, 2, 2], [1, 2, 3, 4],
    [4, 4, 4, 4], [1, 1, 2, 1], [2, 2, 2, 2], [None, 5, 5, 5], [None, None, 1, 1], [None, None, 3, None],
]  # fmt: skip
# The same paper, section A: two observers, binary.
BINARY = [[0, 1], [1, 1], [0, 1], [0, 0], [0, 0], [0, 1], [0, 0], [0, 0], [1, 0], [0, 0]]
# Section B: two observers, five values.
NOMINAL = [tuple(pair) for pair in ["ab", "aa", "bb", "bb", "db", "cc", "cc", "cc", "ee", "dd", "dd", "ad"]]


def interval_distance(a: Hashable, b: Hashable) -> float:
    assert isinstance(a, int)
    assert isinstance(b, int)
    return float((a - b) ** 2)


def value_of(units: list[Unit], **kwargs: object) -> float:
    estimate = alpha([[unit] for unit in units], **kwargs)  # type: ignore[arg-type]
    assert estimate.value is not None, estimate.why
    return estimate.value


def test_nominal_alpha_equals_the_published_value() -> None:
    assert value_of(WITH_MISSING) == pytest.approx(0.743, abs=0.0006)


def test_interval_alpha_equals_the_published_value() -> None:
    assert value_of(WITH_MISSING, distance=interval_distance) == pytest.approx(0.849, abs=0.0006)


def test_binary_alpha_equals_the_published_value() -> None:
    assert value_of(BINARY) == pytest.approx(0.095, abs=0.0006)


def test_two_observers_nominal_equals_the_published_value() -> None:
    assert value_of(NOMINAL) == pytest.approx(0.692, abs=0.0006)


def random_units(seed: int, coders: int = 4, units: int = 60, values: int = 6) -> list[list[int | None]]:
    draw = random.Random(seed)
    return [
        [
            None if draw.random() < 0.2 else (unit % values if draw.random() < 0.6 else draw.randrange(values))
            for _ in range(coders)
        ]
        for unit in range(units)
    ]


@pytest.mark.parametrize("seed", range(5))
def test_alpha_equals_two_other_implementations(seed: int) -> None:
    units = random_units(seed)
    matrix = np.array([[np.nan if v is None else v for v in unit] for unit in units], dtype=float).T
    ours = value_of(units)
    assert ours == pytest.approx(krippendorff.alpha(matrix, level_of_measurement="nominal"), abs=1e-12)
    triples = [(f"c{c}", f"u{u}", v) for u, unit in enumerate(units) for c, v in enumerate(unit) if v is not None]
    paired = {u for u, unit in enumerate(units) if sum(v is not None for v in unit) >= 2}
    task = AnnotationTask([t for t in triples if int(t[1][1:]) in paired])
    assert ours == pytest.approx(task.alpha(), abs=1e-9)
    ours_interval = value_of(units, distance=interval_distance)
    assert ours_interval == pytest.approx(krippendorff.alpha(matrix, level_of_measurement="interval"), abs=1e-12)


def test_one_value_only_is_undefined_and_says_why() -> None:
    estimate = alpha([[["190", "190"]], [["190", "190", None]]])
    assert estimate.value is None
    assert estimate.why == "no variation: every value is 190"
    assert estimate.n == 2


def test_no_doubly_coded_unit_is_undefined_and_says_why() -> None:
    assert alpha([[["190", None]]]).why == "no item was coded by two coders"


def test_random_codes_agree_by_chance_only() -> None:
    draw = random.Random(7)
    units = [[[str(draw.randrange(8)) for _ in range(3)]] for _ in range(2000)]
    estimate = alpha(units)
    assert estimate.value == pytest.approx(0, abs=0.03)


def test_no_interval_below_twenty_articles() -> None:
    units = [[unit] for unit in random_units(1, units=19, coders=3)]
    assert alpha(units).low is None
    units = [[[i % 3, i % 3 if i % 7 else 0]] for i in range(40)]
    estimate = alpha(units)
    assert estimate.value is not None
    assert estimate.low is not None
    assert estimate.high is not None
    assert estimate.low < estimate.value < estimate.high


def test_interval_is_close_to_the_bootstrap() -> None:
    draw = random.Random(3)
    articles = []
    for _ in range(200):
        truth = [str(draw.randrange(5)) for _ in range(3)]
        articles.append([[t if draw.random() < 0.8 else str(draw.randrange(5)) for _ in range(3)] for t in truth])
    estimate = alpha(articles)
    assert estimate.low is not None
    assert estimate.high is not None
    # three values a unit: an article adds its counts, and per unit (9 - sum of squared counts) / 2 of disagreement
    units = [[[unit.count(str(v)) for v in range(5)] for unit in article] for article in articles]
    counts = np.array([np.sum(article, axis=0) for article in units])
    apart = np.array([sum((9 - np.square(unit).sum()) / 2 for unit in article) for article in units])
    drawn = np.random.default_rng(3).multinomial(200, np.full(200, 1 / 200), size=1000)
    n, total = drawn @ counts, 9 * 200
    replicates = 1 - (total - 1) * (drawn @ apart) / (total**2 - np.square(n).sum(axis=1))
    assert 1 - (total - 1) * apart.sum() / (total**2 - np.square(counts.sum(axis=0)).sum()) == pytest.approx(
        estimate.value
    )
    width = estimate.high - estimate.low
    assert width == pytest.approx(2 * 1.96 * float(np.std(replicates)), rel=0.1)


values = st.one_of(st.none(), st.sampled_from(["01", "04", "19", "190"]))
articles = st.lists(st.lists(st.lists(values, min_size=3, max_size=3), max_size=4), min_size=1, max_size=8)


@given(articles, st.randoms(use_true_random=False))
@settings(max_examples=80, deadline=None)
def test_order_of_coders_and_articles_changes_nothing(data: list[list[list[str | None]]], rng: random.Random) -> None:
    before = alpha(data)
    order = [0, 1, 2]
    rng.shuffle(order)
    shuffled = [[[unit[i] for i in order] for unit in article] for article in data]
    rng.shuffle(shuffled)
    after = alpha(shuffled)
    assert (after.n, after.articles, after.why) == (before.n, before.articles, before.why)
    if before.value is not None:
        assert after.value == pytest.approx(before.value, abs=1e-12)


@given(articles)
@settings(max_examples=80, deadline=None)
def test_a_coder_who_copies_agrees_fully(data: list[list[list[str | None]]]) -> None:
    doubled = [[[unit[0], unit[0]] for unit in article] for article in data]
    estimate = alpha(doubled)
    assert estimate.value in (None, pytest.approx(1.0))
