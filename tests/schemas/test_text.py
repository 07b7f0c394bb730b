"""Offsets, refused characters and newlines; the vectors file is read by the browser's tests too."""

import hashlib
import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from schemas.coding import Fragment
from schemas.hashing import canonical_json, content_hash, text_hash
from schemas.text import OffsetError, TextError, Utf16Map, check_text, normalise_newlines, slice_matches
from tests.schemas.strategies import texts

VECTORS = json.loads((Path(__file__).parents[1] / "vectors" / "offsets.json").read_text(encoding="utf-8"))
by_name = pytest.mark.parametrize("vector", VECTORS["texts"], ids=lambda v: v["name"])


def units(text: str) -> int:
    return len(text.encode("utf-16-le")) // 2


@by_name
def test_vectors_convert_both_ways(vector):
    points = Utf16Map(vector["text"])
    assert len(vector["offsets"]) == len(vector["text"]) + 1
    for pair in vector["offsets"]:
        assert pair["utf16"] == units(vector["text"][: pair["cp"]])
        assert points.to_utf16(pair["cp"]) == pair["utf16"]
        assert points.from_utf16(pair["utf16"]) == pair["cp"]


@by_name
def test_vectors_refused_offsets_are_refused(vector):
    points = Utf16Map(vector["text"])
    assert vector["refused"]
    for offset in vector["refused"]:
        with pytest.raises(OffsetError):
            points.from_utf16(offset)


@by_name
def test_vectors_fragments_match_their_slice(vector):
    points = Utf16Map(vector["text"])
    for f in vector["fragments"]:
        assert slice_matches(vector["text"], Fragment(start=f["start"], end=f["end"], quote=f["quote"]))
        assert [points.to_utf16(f["start"]), points.to_utf16(f["end"])] == f["utf16"]


@pytest.mark.parametrize("entry", VECTORS["canonical"], ids=lambda e: e["canonical"][:30])
def test_canonical_json_matches_the_vectors(entry):
    assert canonical_json(entry["value"]).decode() == entry["canonical"]
    assert content_hash(entry["value"]) == entry["sha256"] == hashlib.sha256(entry["canonical"].encode()).hexdigest()
    assert json.loads(entry["canonical"]) == entry["value"]


def test_canonical_json_writes_whole_floats_as_a_browser_does():
    assert canonical_json({"a": (1.0, 0.25), "b": [1e300], "c": "1.0"}) == b'{"a":[1,0.25],"b":[1e+300],"c":"1.0"}'


def test_text_hash_is_sha256_of_utf8():
    assert text_hash("é") == hashlib.sha256(b"\xc3\xa9").hexdigest()


@given(texts())
def test_utf16_round_trip_at_every_offset(text):
    points = Utf16Map(text)
    for i in range(len(text) + 1):
        assert points.to_utf16(i) == units(text[:i])
        assert points.from_utf16(points.to_utf16(i)) == i


@given(texts())
def test_exactly_the_offsets_inside_a_pair_are_refused(text):
    points = Utf16Map(text)
    refused = 0
    for offset in range(units(text) + 1):
        try:
            points.from_utf16(offset)
        except OffsetError:
            refused += 1
    assert refused == sum(1 for c in text if ord(c) > 0xFFFF)


@pytest.mark.parametrize("offset", [-1, 4])
def test_to_utf16_outside_the_text_is_refused(offset):
    with pytest.raises(OffsetError, match="outside the text of 3"):
        Utf16Map("abc").to_utf16(offset)


@pytest.mark.parametrize(
    ("text", "line", "column", "what"),
    [
        ("\x00", 1, 1, "NUL"),
        ("one\ntwo\x00", 2, 4, "NUL"),
        ("😀😀\ud83d", 1, 3, "U[+]D83D"),
        ("a\n\n\udc00b", 3, 1, "U[+]DC00"),
    ],
)
def test_check_text_names_line_and_column(text, line, column, what):
    with pytest.raises(TextError, match=f"line {line}, column {column}: .*{what}") as caught:
        check_text(text)
    assert (caught.value.line, caught.value.column) == (line, column)


@given(texts())
def test_check_text_accepts_ordinary_text(text):
    assert check_text(text) is None


@pytest.mark.parametrize(
    ("raw", "expected"),
    [("a\r\nb", ("a\nb", True)), ("a\rb\r\r\nc", ("a\nb\n\nc", True)), ("a\n\u2028b", ("a\n\u2028b", False))],
)
def test_normalise_newlines(raw, expected):
    assert normalise_newlines(raw) == expected


@given(st.text())
def test_normalise_newlines_is_idempotent(raw):
    text, changed = normalise_newlines(raw)
    assert "\r" not in text
    assert changed == ("\r" in raw)
    assert normalise_newlines(text) == (text, False)


@pytest.mark.parametrize(
    ("start", "end", "quote", "expected"),
    [
        (0, 2, "ab", True),
        (0, 2, "ax", False),
        (1, 1, "", False),
        (2, 1, "", False),
        (-2, 3, "bc", False),
        (1, 9, "bc", False),
    ],
)
def test_slice_matches(start, end, quote, expected):
    assert slice_matches("abc", Fragment(start=start, end=end, quote=quote)) is expected
