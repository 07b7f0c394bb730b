"""Whatever is sent, the answer is a finding or one of our own errors, never anything else."""

import contextlib
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from schemas import (
    ConfigError,
    ResultError,
    config_controls,
    from_label_config,
    from_result,
    parse_codebook,
    problems,
    reconcile_offsets,
    result_problems,
    to_label_config,
    to_result,
)
from tests.schemas.build import BOMB, EVENT, TEXT, coding
from tests.schemas.conftest import TINY

BOOK = parse_codebook(TINY)
CONFIG = to_label_config(BOOK)
CONTROLS = config_controls(CONFIG)
RESULT = to_result(coding(EVENT, BOMB, EVENT.model_copy(update={"trigger": None}), note="n", verdict=None), BOOK)

words = st.sampled_from(["mention", "code", "text", "arrested", "police", "relation", "left", "9" * 5000, "\ud800"])
leaves = st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=3) | words
anything = st.recursive(
    leaves, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(words, inner, max_size=3), max_leaves=6
)


def replaced(data: Any, path: list[int], new: Any) -> Any:
    """``data`` with the value at a path (indices into lists and into the values of objects) replaced or removed."""
    if not path or not isinstance(data, list | dict) or not data:
        return new
    keys = list(data) if isinstance(data, dict) else list(range(len(data)))
    key = keys[path[0] % len(keys)]
    copy = data.copy()
    copy[key] = replaced(data[key], path[1:], new)
    return copy


@settings(max_examples=400, deadline=None)
@given(st.lists(st.integers(0, 99), max_size=6), anything)
def test_a_result_with_one_value_replaced(path, new):
    result = replaced(RESULT, path, new)
    found = result_problems(result, CONTROLS, TEXT)
    assert all(p.path.startswith("result") for p in found)
    if isinstance(result, list) and all(isinstance(i, dict) for i in result):
        assert len(reconcile_offsets(result, TEXT)[0]) == len(result)
    with contextlib.suppress(ResultError):
        problems(from_result(result, BOOK, TEXT), BOOK, TEXT)


@settings(max_examples=200, deadline=None)
@given(anything)
def test_a_result_of_any_json(result):
    assert isinstance(result_problems(result, CONTROLS, TEXT), list)
    with contextlib.suppress(ResultError):
        from_result(result, BOOK, TEXT)


@settings(max_examples=300, deadline=None)
@given(
    st.integers(0, len(CONFIG)), st.integers(0, 40), st.text(max_size=6) | st.sampled_from(['"', "<", "&lt;", "<View>"])
)
def test_a_label_config_with_a_piece_replaced(start, size, new):
    with contextlib.suppress(ConfigError):
        book = from_label_config(CONFIG[:start] + new + CONFIG[start + size :])
        assert to_label_config(book).startswith("<View")
