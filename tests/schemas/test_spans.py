"""Span arithmetic against sets of character positions."""

import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from schemas import spans
from schemas.coding import Fragment
from schemas.text import OffsetError

pieces = st.lists(st.tuples(st.integers(0, 30), st.integers(0, 30)), max_size=6)


def covered(some):
    return {i for start, end in some for i in range(start, end)}


@given(pieces)
def test_merge_touching_covers_the_same_in_disjoint_pieces(some):
    merged = spans.merge_touching(some)
    assert covered(merged) == covered(some)
    assert all(a[1] < b[0] for a, b in itertools.pairwise(merged))
    assert spans.length(some) == len(covered(some))


@given(pieces, pieces)
def test_overlap_dice_and_iou_match_sets(a, b):
    left, right = covered(a), covered(b)
    shared, union = len(left & right), len(left | right)
    assert spans.overlap(a, b) == spans.overlap(b, a) == shared
    assert spans.iou(a, b) == (shared / union if union else 0)
    assert spans.dice(a, b) == (2 * shared / (len(left) + len(right)) if union else 0)


def test_fragments_and_pairs_mix():
    fragments = (Fragment(start=4, end=6, quote="ef"), Fragment(start=0, end=2, quote="ab"))
    assert spans.pairs(fragments) == [(0, 2), (4, 6)]
    assert spans.overlap(fragments, [(1, 5)]) == 2
    assert spans.merge_touching([(2, 4), *fragments]) == ((0, 6),)


def test_shift_moves_and_keeps_quotes():
    fragment = Fragment(start=4, end=6, quote="ef")
    assert spans.shift([fragment], -4) == (Fragment(start=0, end=2, quote="ef"),)
    with pytest.raises(OffsetError, match="before the beginning"):
        spans.shift([fragment], -5)
