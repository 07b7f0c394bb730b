"""Every warning, from codings that have no error; and that a kept warning stays visible."""

from datetime import date

import pytest

from schemas.coding import Coding, Mention
from schemas.validation import errors, problems, warnings
from tests.schemas.build import (
    BOMB,
    EVENT,
    MENTIONS,
    SENTENCES,
    TEXT,
    changed,
    coding,
    mention,
    piece,
    revised,
    with_mention,
)

JULY = date(2018, 7, 23)


def found(some: Coding, codebook, **more) -> list[tuple[str, str]]:
    all_problems = problems(some, codebook, TEXT, **{"sentences": SENTENCES, "published": JULY, **more})
    assert errors(all_problems) == []
    return [(p.path, p.code) for p in warnings(all_problems)]


def bomb(**values) -> Coding:
    return changed(BOMB, **{"targets": ("protesters",), "modality": "future", **values})


def test_the_right_coding_has_no_warning(tiny):
    assert found(coding(EVENT, bomb().events[0]), tiny) == []


@pytest.mark.parametrize(
    ("code", "expected"),
    [
        ("170", ["residual-code"]),
        ("190", []),  # “arrested” points to nothing below 19
        ("17", ["root-only"]),
        ("20", []),  # a root without children
        ("173", []),
    ],
)
def test_residual_and_root_codes(tiny, code, expected):
    assert found(changed(code=code), tiny, new=False) == [("events[0].code", e) for e in expected]


def test_residual_inner_code_looks_below_itself(tiny):
    assert found(bomb(code="195"), tiny) == []  # its own word
    codes = [c.model_dump() | {"words": ("bomb",) if c.code == "1951" else ()} for c in tiny.codes]
    book = revised(tiny, codes=codes)
    some = problems(bomb(code="195"), book, TEXT)
    assert [(p.code, "1951 (Employ" in p.message) for p in some] == [("residual-code", True)]


def test_same_trigger_twice_names_the_second_event(tiny):
    twice = EVENT.model_copy(update={"id": "e2", "code": "175"})
    assert found(coding(EVENT, twice), tiny) == [("events[1].trigger", "same-trigger-twice")]


def test_same_words_under_another_mention_count_as_same_trigger(tiny):
    again = mention("again", "trigger", "arrested")
    event = EVENT.model_copy(update={"id": "e2", "trigger": "again"})
    assert found(coding(EVENT, event, mentions=(*MENTIONS, again)), tiny) == [
        ("events[1].trigger", "same-trigger-twice")
    ]


def statement(**values):
    return EVENT.model_copy(update={"id": "e0", "code": "010", **values})


@pytest.mark.parametrize(
    ("first", "expected"),
    [
        (statement(), ["statement-beside-event"]),
        (statement(sources=("army",)), []),
        (statement(trigger="bomb", modality="future", targets=("jets",)), []),
    ],
)
def test_statement_beside_event_with_same_source_and_trigger(tiny, first, expected):
    codes = [code for _, code in found(coding(first, EVENT), tiny)]
    assert [c for c in codes if c == "statement-beside-event"] == expected


def test_two_statements_are_no_statement_beside_an_event(tiny):
    codes = [code for _, code in found(coding(statement(), statement(id="e9", code="01")), tiny)]
    assert "statement-beside-event" not in codes


def test_future_word_near_an_asserted_trigger(tiny):
    assert found(bomb(modality="asserted"), tiny) == [("events[0].modality", "future-word")]
    assert found(bomb(modality="hypothetical"), tiny) == []


@pytest.mark.parametrize("before", range(30, 48))
@pytest.mark.parametrize("sentences", [True, False])
def test_half_a_word_at_the_edge_of_what_is_near_is_no_future_word(tiny, before, sentences):
    """What is near begins 40 characters before the trigger, wherever a word stands."""
    text = "Police 12 men goodwill " + "x" * (before - 1) + " bombed " + "y" * 30 + " willow"

    def here(kind: str, quote: str, **more: str) -> Mention:
        return Mention(id=quote, type=kind, fragments=(piece(quote, text),), **more)

    mentions = (here("trigger", "bombed"), here("actor", "Police", actor_code="EGYCOP"), here("actor", "12 men"))
    event = EVENT.model_copy(update={"trigger": "bombed", "sources": ("Police",), "targets": ("12 men",)})
    some = coding(event, mentions=mentions)
    where = [(0, len(text))] if sentences else None
    assert [p.code for p in problems(some, tiny, text, sentences=where) if p.code == "future-word"] == []


def test_future_word_counts_within_the_sentence_only(tiny):
    beat = mention("beat", "trigger", "beat")
    event = BOMB.model_copy(update={"trigger": "beat", "code": "175", "modality": "asserted"})
    event = event.model_copy(update={"sources": ("protesters",), "targets": ("army",)})
    some = coding(event, mentions=(*MENTIONS, beat))
    assert found(some, tiny) == []
    assert found(some, tiny, sentences=None) == []
    assert found(some, tiny, sentences=[(40, 98)]) == [("events[0].modality", "future-word")]
    assert found(some, tiny, sentences=[(93, 98)]) == []  # the trigger stands before the first


@pytest.mark.parametrize(
    ("code", "target", "expected"), [("173", "protesters", 1), ("175", "protesters", 0), ("173", "men", 0)]
)
def test_protesters_as_target_of_173(tiny, code, target, expected):
    codes = [c for _, c in found(changed(code=code, targets=(target,)), tiny)]
    assert codes.count("protesters-173") == expected


def test_protesters_are_no_warning_in_a_codebook_without_175(tiny):
    book = revised(tiny, codes=tuple(c.model_dump() for c in tiny.codes if c.code != "175"))
    assert found(changed(targets=("protesters",)), book) == []


def test_target_not_stated_where_the_code_needs_one(tiny):
    some = changed(targets=(), target_not_stated=True)
    assert found(some, tiny) == [("events[0].targets", "target-not-stated")]
    assert found(changed(code="010", targets=(), target_not_stated=True), tiny) == []
    lone = changed(code="21", sources=(), source_not_stated=True, targets=())
    assert found(lone, tiny) == [("events[0].sources", "source-not-stated")]


def test_same_actor_code_on_both_sides(tiny):
    some = bomb(sources=("jets",), targets=("army",))
    assert ("events[0].targets", "same-actor-code") in found(some, tiny)
    assert found(bomb(sources=("jets",), targets=("army",), reciprocal=True), tiny) == []


@pytest.mark.parametrize(
    ("published", "modality", "expected"),
    [
        (date(2018, 5, 2), "asserted", ["date-after-publication"]),
        (date(2018, 5, 3), "asserted", []),
        (date(2018, 5, 2), "future", []),
        (None, "asserted", []),
    ],
)
def test_date_after_publication(tiny, published, modality, expected):
    some = changed(times=("date",), modality=modality)
    assert [code for _, code in found(some, tiny, published=published)] == expected


@pytest.mark.parametrize(
    ("sources", "targets", "expected"),
    [
        (("jets",), ("army",), True),
        (("jets",), ("men",), False),
        ((), ("army",), True),
    ],
)
def test_trigger_in_another_sentence_than_both_actors(tiny, sources, targets, expected):
    some = changed(sources=sources, targets=targets)
    assert (("events[0].trigger", "actors-elsewhere") in found(some, tiny)) is expected
    assert ("events[0].trigger", "actors-elsewhere") not in found(some, tiny, sentences=None)


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        ({"actor_code": ""}, ["unknown-actor"]),
        ({"actor_code": "", "actor_id": "the men of Hajin"}, []),
        ({"actor_code": None}, ["actor-uncoded"]),
        ({"actor_code": "EGYXQX"}, ["unknown-block"]),
        ({"actor_code": "EGYCVL"}, []),
    ],
)
def test_actor_codes(tiny, values, expected):
    assert found(with_mention("men", **values), tiny) == [("mentions[1].actor_code", e) for e in expected]


def test_an_actor_that_no_event_names_needs_no_code(tiny):
    assert found(with_mention("army", actor_code=None), tiny) == []
    assert found(with_mention("army", actor_code=""), tiny) == [("mentions[8].actor_code", "unknown-actor")]


def test_actor_warnings_follow_the_codebook(tiny):
    some = with_mention("men", actor_code="")
    assert found(some, revised(tiny, actors="none")) == []
    free = revised(tiny, actors="free")
    assert found(with_mention("men", actor_code="EGYXQX"), free) == []
    assert found(some, free) == [("mentions[1].actor_code", "unknown-actor")]


def test_kept_warnings_are_returned_as_kept(tiny):
    some = changed(code="170", kept=("residual-code",))
    assert [(p.code, p.kept) for p in problems(some, tiny, TEXT)] == [("residual-code", True)]
    other = changed(code="170", kept=("root-only",))
    assert [(p.code, p.kept) for p in problems(other, tiny, TEXT)] == [("residual-code", False)]


def test_an_actor_warning_is_kept_when_every_event_with_the_actor_keeps_it(tiny):
    mentions = with_mention("men", actor_code="").mentions
    kept = EVENT.model_copy(update={"kept": ("unknown-actor",)})
    open_one = BOMB.model_copy(update={"targets": ("men",)})
    alone = problems(coding(kept, mentions=mentions), tiny, TEXT)
    both = problems(coding(kept, open_one, mentions=mentions), tiny, TEXT)
    assert [p.kept for p in alone if p.code == "unknown-actor"] == [True]
    assert [p.kept for p in both if p.code == "unknown-actor"] == [False]
