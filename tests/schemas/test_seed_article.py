"""A real article coded by hand: no error, sensible warnings, nothing lost on the way through Label Studio's form."""

from datetime import date

import orjson
import pytest
from label_studio_sdk.label_interface import LabelInterface

from schemas import (
    config_controls,
    errors,
    from_result,
    load_codebook,
    normalise_newlines,
    problems,
    result_problems,
    to_label_config,
    to_result,
    warnings,
)
from schemas.coding import Coding
from tests.schemas.seed_coding import SEED, seed_coding

pytestmark = pytest.mark.skipif(not SEED.is_file(), reason="the shared seed article is absent")


@pytest.fixture(scope="module")
def text() -> str:
    return normalise_newlines(SEED.read_text(encoding="utf-8"))[0]


@pytest.fixture(scope="module")
def coding(text) -> Coding:
    return seed_coding(text)


def test_the_article_can_be_coded_as_its_readers_did(text, coding):
    found = problems(coding, load_codebook("cameo"), text, published=date(2018, 7, 23))
    assert errors(found) == []
    codes = {p.code for p in warnings(found)}
    assert "unknown-actor" in codes  # the White Helmets have no code and, here, no name of their own
    assert codes <= {"unknown-actor", "future-word", "residual-code"}


def test_nothing_is_lost_through_label_studio(text, coding):
    book = load_codebook("cameo")
    xml = to_label_config(book)
    result = orjson.loads(orjson.dumps(to_result(coding, book)))
    assert from_result(result, book, text) == coding
    assert result_problems(result, config_controls(xml), text) == []
    assert LabelInterface(xml)._validate_object({"result": result}, return_errors=True) == []
