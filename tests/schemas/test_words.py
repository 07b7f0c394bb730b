"""English endings, search words and dates."""

from datetime import date

import pytest

from schemas.validation.dates import earliest_day
from schemas.words import WordIndex, bases, tokens


@pytest.mark.parametrize(
    ("form", "base"),
    [
        ("arrests", "arrest"),
        ("arrested", "arrest"),
        ("seized", "seize"),
        ("seizing", "seize"),
        ("banned", "ban"),
        ("banning", "ban"),
        ("denied", "deny"),
        ("denies", "deny"),
        ("clashes", "clash"),
        ("raids", "raid"),
        ("fought", "fight"),
        ("said", "say"),
    ],
)
def test_bases_hold_the_dictionary_form(form, base):
    assert base in set(bases(form))


@pytest.mark.parametrize("word", ["red", "king", "ed", "ing", "s"])
def test_bases_of_short_words_do_not_fail(word):
    assert word in set(bases(word))


def test_tokens_keep_hyphens_and_fold_case():
    assert tokens("Anti-ISIS forces’ “Strike”") == ["anti-isis", "forces", "strike"]


def test_all_parts_of_a_search_word_must_stand_in_the_trigger():
    index = WordIndex([("195", ["air raid", "Bomb"]), ("173", ["arrest", ""])])
    assert index.codes("continuing air raids") == {"195"}
    assert index.codes("raided") == set()
    assert index.codes("arrested and bombed") == {"173", "195"}


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("2018-07-05", date(2018, 7, 5)),
        ("on 5 July 2018", date(2018, 7, 5)),
        ("the 5th of July, 2018", date(2018, 7, 5)),
        ("July 5, 2018", date(2018, 7, 5)),
        ("Sept. 1st 2018", date(2018, 9, 1)),
        ("July 2018", date(2018, 7, 1)),
        ("in 2018", date(2018, 1, 1)),
        ("Sunday", None),
        ("31 June 2018", None),
        ("2018-13-01", None),
    ],
)
def test_earliest_day(text, day):
    assert earliest_day(text) == day
