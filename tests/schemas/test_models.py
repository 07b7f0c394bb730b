"""The models of codebook and coding: what they refuse, and what they derive."""

import json
import subprocess
import sys

import pytest
from pydantic import ValidationError

from schemas import EMPTY, dump_coding, load_codebook, parse_codebook, parse_coding
from schemas.coding import Coding, Mention
from tests.schemas.build import EVENT, MENTIONS, coding, mention
from tests.schemas.conftest import TINY


def with_codes(*codes):
    return {**TINY, "codes": list(codes)}


def code(number, **more):
    return {"code": number, "label": number, "definition": number, **more}


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (with_codes(code("1"), code("1")), "code 1 is defined twice"),
        (with_codes(code("11", parent="1"), code("1")), "its parent 1 must come before it"),
        (
            with_codes(code("1", not_to_confuse=[{"code": "9", "question": "?"}])),
            "not_to_confuse names the unknown code 9",
        ),
        ({**TINY, "colour": "red"}, "Extra inputs are not permitted"),
    ],
)
def test_a_broken_codebook_is_refused(data, message):
    with pytest.raises(ValidationError, match=message):
        parse_codebook(data)


def test_the_tree_of_codes(tiny):
    assert tiny.path("1951") == ("19", "195", "1951")
    assert tiny.root("1951") == "19"
    assert [c.code for c in tiny.children("19")] == ["190", "195"]
    assert [c.code for c in tiny.children(None)] == ["01", "17", "19", "20", "21", "22"]
    assert tiny.parents == {"01", "17", "19", "195"}
    assert tiny.get("173").label == "Arrest, detain"
    assert tiny.get(None) is None
    assert tiny.get("999") is None


def test_the_hash_of_a_codebook_follows_its_content(tiny):
    assert parse_codebook(TINY).sha256 == tiny.sha256
    assert parse_codebook({**TINY, "version": "1.1"}).sha256 != tiny.sha256


def test_a_codebook_stored_before_there_were_examples_keeps_its_hash(tiny):
    assert tiny.sha256 == "b6a741c2e7300abdd4e475e50d87a4438d28ad870700f5d9d6d1513e1eff3d78"
    stored = tiny.model_dump(mode="json")
    assert not {"note", "examples"} & {name for code in stored["codes"] for name in code}
    assert parse_codebook(stored) == tiny


@pytest.mark.parametrize("more", [{"examples": ["Police [held] a man."]}, {"note": "Not for a hearing."}])
def test_notes_and_examples_are_kept_and_change_the_hash(tiny, more):
    book = parse_codebook(with_codes({**TINY["codes"][0], **more}))
    without = parse_codebook(with_codes(TINY["codes"][0]))
    stored = json.loads(book.model_dump_json())
    assert more.items() <= stored["codes"][0].items()
    assert parse_codebook(stored) == book
    assert book.sha256 != without.sha256


def test_an_unknown_shipped_codebook_names_those_there_are():
    with pytest.raises(KeyError, match="cameo-root"):
        load_codebook("cameos")


def test_mentions_know_their_ends_and_words():
    split = mention("m", "actor", "Police", "12 men")
    assert (split.start, split.end, split.text) == (0, 24, "Police … 12 men")
    assert coding(EVENT).mention("men") == MENTIONS[1]
    assert coding(EVENT).mention("gone") is None


def test_a_mention_needs_a_fragment():
    with pytest.raises(ValidationError, match="at least 1 item"):
        Mention(id="m", type="actor", fragments=())


@pytest.mark.parametrize("value", [float("nan"), float("inf")])
def test_a_magnitude_is_a_finite_number(value):
    with pytest.raises(ValidationError, match="finite"):
        EVENT.model_validate({**EVENT.model_dump(), "magnitude": value})


def test_the_json_form_leaves_defaults_out():
    assert dump_coding(EMPTY) == {"verdict": None}
    short = dump_coding(coding(EVENT, mentions=MENTIONS[:1]))
    assert short["events"] == [
        {"id": "e1", "trigger": "arrested", "code": "173", "sources": ["police"], "targets": ["men"]}
    ]
    assert parse_coding(json.loads(json.dumps(short))) == coding(EVENT, mentions=MENTIONS[:1])


def test_a_coding_of_the_wrong_shape_is_refused_by_place():
    with pytest.raises(ValidationError, match=r"events\.0\.id"):
        parse_coding({"events": [{"code": "173"}]})
    with pytest.raises(ValidationError, match="verdict"):
        Coding(verdict="maybe")


def test_the_language_imports_neither_the_sdk_nor_the_country_list():
    heavy = "label_studio_sdk pycountry pandas lxml numpy sklearn"
    program = f"import sys, schemas; print([m for m in '{heavy}'.split() if m in sys.modules])"
    out = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert out.stdout.strip() == "[]"


@pytest.mark.parametrize(("note", "message"), [("a\x00b", "NUL"), ("\ud83d", "lone surrogate")])
def test_a_text_that_cannot_be_stored_is_refused(note, message):
    with pytest.raises(ValidationError, match=message):
        parse_coding({"note": note})


def test_a_number_beyond_json_is_refused():
    with pytest.raises(ValidationError, match="less than or equal to"):
        parse_coding(
            {"mentions": [{"id": "m", "type": "actor", "fragments": [{"start": 0, "end": 2**60, "quote": ""}]}]}
        )
