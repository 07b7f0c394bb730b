"""Example sentences and notes of the shipped codebooks: each code has one, short, its trigger marked and findable."""

from __future__ import annotations

import re
from collections import Counter

import pytest

from schemas.codebook import SHIPPED, Code, Codebook, load_codebook
from schemas.words import WordIndex, bases, tokens

MARKED = re.compile(r"\[([^\[\]]*)\]")
# words that say nothing of a code by themselves: small ones, and verbs that get their sense from what follows
SOFT = frozenset(
    """a an and at away back by down for from her his in into it its of off on out over that the their to up with
    be carry come do give go have hold launch let make put run send set take turn""".split()  # noqa: SIM905
)
LONGEST = 140  # characters, without the brackets
WORDS = range(8, 26)
MARKED_WORDS = range(1, 7)


@pytest.fixture(params=SHIPPED)
def codebook(request: pytest.FixtureRequest) -> Codebook:
    return load_codebook(request.param)


def stems(text: str) -> set[str]:
    return {base for token in tokens(text) for base in bases(token)} - SOFT


def is_found(code: Code, trigger: str) -> bool:
    """Whether a search word leads to the trigger: all of one stands in it, or they share a word with a sense."""
    shared = stems(trigger) & {stem for word in code.words for stem in stems(word)}
    return bool(shared) or WordIndex([(code.code, code.words)]).codes(trigger) == {code.code}


def faults(code: Code, sentence: str) -> list[str]:
    """What is wrong with an example sentence of a code; of a good one, nothing."""
    plain = sentence.replace("[", "").replace("]", "")
    marked = MARKED.findall(sentence)
    alone = len(marked) == 1 and plain == MARKED.sub(r"\1", sentence)
    trigger = marked[0] if alone else ""
    rules = {
        "not one marked stretch": alone,
        "marked words": len(trigger.split()) in MARKED_WORDS and trigger == trigger.strip(),
        "length": len(plain) <= LONGEST and len(plain.split()) in WORDS,
        "digits": not re.search(r"\d", plain),
        "no sentence": plain[:1].isupper() and plain.endswith(".") and "  " not in plain and plain == plain.strip(),
        "not found by": is_found(code, trigger),
    }
    return [name for name, kept in rules.items() if not kept]


def test_every_code_has_examples_of_the_form(codebook: Codebook) -> None:
    assert [c.code for c in codebook.codes if not 1 <= len(c.examples) <= 2] == []
    assert [(c.code, s, found) for c in codebook.codes for s in c.examples if (found := faults(c, s))] == []


@pytest.mark.parametrize(
    ("sentence", "fault"),
    [
        ("Police arrested dozens of students in Lyon on Friday.", "not one marked stretch"),
        ("Police [arrested] dozens and [jailed] a student in Lyon on Friday.", "not one marked stretch"),
        ("Police [arrested dozens of students in Lyon on Friday.", "not one marked stretch"),
        ("Police [] dozens of students in Lyon on Friday.", "marked words"),
        ("Police [arrested dozens of students in Lyon on] Friday.", "marked words"),
        ("Police [arrested] dozens of students.", "length"),
        (f"Police [arrested] dozens of students in Lyon on {'a very ' * 16}late evening.", "length"),
        ("Police [arrested] 173 students in Lyon on Friday evening.", "digits"),
        ("police [arrested] dozens of students in Lyon on Friday.", "no sentence"),
        ("Police [arrested] dozens of students in Lyon on Friday", "no sentence"),
        ("Police [praised] dozens of students in Lyon on Friday.", "not found by"),
        ("Police [took] dozens of students in Lyon on Friday.", "not found by"),
        ("Police took dozens [of] the students in Lyon on Friday.", "not found by"),
    ],
)
def test_a_sentence_out_of_form_is_noticed(sentence: str, fault: str) -> None:
    arrest = load_codebook("cameo").by_code["173"]
    assert faults(arrest, "Police [arrested] dozens of students in Lyon on Friday.") == []
    assert fault in faults(arrest, sentence)


def test_no_sentence_stands_twice_in_all_codebooks() -> None:
    sentences = Counter(s for name in SHIPPED for c in load_codebook(name).codes for s in c.examples)
    assert [s for s, n in sentences.items() if n > 1] == []


def test_codes_that_many_others_are_taken_for_have_two(codebook: Codebook) -> None:
    taken = Counter(n.code for c in codebook.codes for n in c.not_to_confuse)
    often = {c.code for c in codebook.codes if taken[c.code] >= 5 and c.code not in codebook.parents}
    assert {c.code for c in codebook.codes if c.code in often and len(c.examples) < 2} == set()


def test_notes_are_one_sentence_each(codebook: Codebook) -> None:
    notes = [c.note for c in codebook.codes if c.note is not None]
    assert len(set(notes)) == len(notes)
    for note in notes:
        assert 20 <= len(note) <= 160
        assert re.fullmatch(r"[A-Z][^.?!]*\.", note), note
