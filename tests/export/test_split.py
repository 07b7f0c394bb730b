"""Splits keep articles and near-duplicates together and are the same every time."""

from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from export.split import SplitError, deal, make_split, parse_ratios


def test_ratios_are_shares_of_two_or_three_parts() -> None:
    assert parse_ratios("80/10/10") == pytest.approx((0.8, 0.1, 0.1))
    assert parse_ratios("3/1") == pytest.approx((0.75, 0.25))


@pytest.mark.parametrize("written", ["", "80", "80/10/5/5", "a/b", "80/-10/30", "100/0", "nan/1", "inf/1"])
def test_ratios_that_are_none_are_refused(written: str) -> None:
    with pytest.raises(SplitError, match="80/10/10"):
        parse_ratios(written)


@given(st.lists(st.sampled_from("abcdefghijklmnopqrstuvwx"), min_size=24, max_size=60), st.integers(0, 99))
def test_split_keeps_clusters_together_whatever_the_order(clusters: list[str], seed: int) -> None:
    of = {f"art{i}": cluster for i, cluster in enumerate(clusters)}
    try:
        split = make_split(of, (0.7, 0.3), seed, of)
    except SplitError:
        assert len(set(clusters)) < 12
        return
    assert all(len({split.part_of[i] for i in of if of[i] == c}) == 1 for c in of.values())
    assert make_split(reversed(list(of)), (0.7, 0.3), seed, of) == split
    assert set(split.part_of) == set(of)


def test_split_hits_the_ratios_and_the_seed_matters() -> None:
    ids = [f"art{i}" for i in range(200)]
    split = make_split(ids, (0.8, 0.1, 0.1), 0)
    assert Counter(split.part_of.values()) == {"train": 160, "dev": 20, "test": 20}
    assert make_split(ids, (0.8, 0.1, 0.1), 1).part_of != split.part_of


def test_split_part_without_articles_is_refused() -> None:
    with pytest.raises(SplitError, match="dev would be empty"):
        make_split(["a", "b"], (0.8, 0.1, 0.1), 0)
    same = dict.fromkeys("abcdef", "one story")
    with pytest.raises(SplitError, match="1 groups"):
        make_split(same, (0.5, 0.5), 0, same)


def test_deal_spreads_sizes_evenly() -> None:
    place = deal({f"g{i}": 1 + i % 7 for i in range(100)}, [0.2] * 5, 3)
    sums = Counter[int]()
    for group, part in place.items():
        sums[part] += 1 + int(group[1:]) % 7
    assert max(sums.values()) - min(sums.values()) <= 7
