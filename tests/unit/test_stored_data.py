"""A task's data without its text and put together again: nothing is lost, added or moved."""

from __future__ import annotations

import orjson
from hypothesis import example, given
from hypothesis import strategies as st

from annotate.tasks.stored import with_text, without_text

NAMES = st.sampled_from(["text", "headline", 'té"xt', "\\", "🚨"])
WORDS = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\x00"))
VALUES = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**53), 2**53) | WORDS | st.sampled_from(["", '"text":""']),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(NAMES, inner, max_size=3),
    max_leaves=8,
)


@given(st.dictionaries(NAMES, VALUES), NAMES, WORDS)
@example({"before": {"text": ""}, "text": "x", "after": '{"text":""}'}, "text", "x")
@example({"🚨": "🚨", "text": "x"}, "text", 'a "quoted" text 🚨\n')
@example({"text": "", "n": 1}, "text", "")
def test_data_come_back_byte_for_byte(data, key, text):
    given_data = {**data, key: text}
    stored, place = without_text(given_data, key, text)
    assert place is not None
    assert with_text(stored, place, text) == orjson.dumps(given_data)
    assert orjson.loads(stored) == {**given_data, key: ""}  # JSON itself, so that the database can look into it


@given(st.dictionaries(NAMES, VALUES), WORDS)
def test_data_without_the_text_stay_whole(data, text):
    other = {name: value for name, value in data.items() if value != text}
    stored, place = without_text(other, "text", text)
    assert place is None
    assert with_text(stored, place, text) == orjson.dumps(other)
