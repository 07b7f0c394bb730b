"""Every error, each from the same right coding with one thing changed."""

import cProfile

import pytest
from hypothesis import given, settings

from schemas import load_codebook, parse_codebook
from schemas.coding import Coding, Fragment
from schemas.validation import errors, problems
from tests.schemas.build import BOMB, EVENT, MENTIONS, TEXT, changed, coding, mention, revised, with_mention
from tests.schemas.conftest import TINY
from tests.schemas.strategies import codings


def found(some: Coding, codebook, **more) -> list[tuple[str, str]]:
    return [(p.path, p.code) for p in errors(problems(some, codebook, TEXT, **more))]


def test_a_right_coding_has_no_problem(tiny):
    full = coding(EVENT.model_copy(update={"times": ("date",)}), BOMB.model_copy(update={"locations": ("cairo",)}))
    assert problems(full, tiny, TEXT) == []


def test_an_explicit_no_codable_event_has_no_problem(tiny):
    assert problems(Coding(verdict="no_codable_event"), tiny, TEXT) == []


@pytest.mark.parametrize(
    ("some", "expected"),
    [
        (Coding(), [("verdict", "no-verdict")]),
        (coding(EVENT, verdict=None), [("verdict", "no-verdict")]),
        (coding(EVENT, verdict="no_codable_event"), [("verdict", "verdict-contradicts")]),
        (coding(), [("verdict", "verdict-contradicts")]),
        (coding(EVENT, EVENT), [("events[0].id", "duplicate-id"), ("events[1].id", "duplicate-id")]),
        (
            coding(EVENT, mentions=(*MENTIONS, mention("men", "quantity", "12"))),
            [("mentions[1].id", "duplicate-id"), ("mentions[10].id", "duplicate-id")],
        ),
        (with_mention("number", type="colour"), [("mentions[9].type", "unknown-mention-type")]),
        (with_mention("cairo", actor_code="EGY"), [("mentions[6].actor_code", "actor-code-misplaced")]),
        (with_mention("men", actor_code="EGYC"), [("mentions[1].actor_code", "actor-unparseable")]),
        (with_mention("men", actor_code="egyCVL"), []),
        (changed(trigger=None), [("events[0].trigger", "trigger-missing")]),
        (changed(trigger="gone"), [("events[0].trigger", "dangling-reference")]),
        (changed(trigger="police"), [("events[0].trigger", "wrong-mention-type")]),
        (changed(sources=("gone", "police")), [("events[0].sources[0]", "dangling-reference")]),
        (changed(targets=("cairo",)), [("events[0].targets[0]", "wrong-mention-type")]),
        (changed(locations=("date",)), [("events[0].locations[0]", "wrong-mention-type")]),
        (changed(times=("date", "date")), [("events[0].times", "too-many"), ("events[0].times", "named-twice")]),
        (changed(sources=("police", "police")), [("events[0].sources", "named-twice")]),
        (changed(same_as="e1"), [("events[0].same_as", "same-as-self")]),
        (changed(same_as="e9"), [("events[0].same_as", "dangling-reference")]),
        (changed(code=None), [("events[0].code", "code-missing")]),
        (changed(code="999"), [("events[0].code", "unknown-code")]),
        (changed(code="20"), [("events[0].code", "retired-code")]),
        (changed(code="22"), [("events[0].code", "inner-code")]),
        (changed(targets=()), [("events[0].targets", "target-missing")]),
        (changed(targets=(), target_not_stated=True), []),
        (changed(sources=()), []),
        (changed(code="010", targets=()), []),
        (
            changed(code="21"),
            [("events[0].targets", "target-forbidden")],
        ),
        (
            changed(code="21", sources=(), targets=(), target_not_stated=True),
            [("events[0].sources", "source-missing")],
        ),
        (changed(source_not_stated=True), [("events[0].sources", "not-stated-contradicts")]),
        (changed(target_not_stated=True), [("events[0].targets", "not-stated-contradicts")]),
        (changed(code="010", sources=(), targets=()), [("events[0]", "slots-unfilled")]),
        (changed(targets=("police",)), [("events[0].targets", "source-is-target")]),
        (changed(targets=("police",), reciprocal=True), []),
        (changed(modality="maybe"), [("events[0].modality", "unknown-modality")]),
        (changed(certainty=4), [("events[0].certainty", "certainty-range")]),
        (changed(certainty=1), []),
    ],
)
def test_one_wrong_thing_gives_that_error(tiny, some, expected):
    assert found(some, tiny) == expected


@pytest.mark.parametrize(
    ("fragments", "expected"),
    [
        ([(-1, 3, "Pol")], [("mentions[0].fragments[0]", "offset-range")]),
        ([(90, 999, "x")], [("mentions[0].fragments[0]", "offset-range")]),
        ([(3, 3, "")], [("mentions[0].fragments[0]", "offset-range")]),
        ([(0, 6, "police")], [("mentions[0].fragments[0].quote", "quote-differs")]),
        ([(18, 20, "12"), (0, 6, "Police")], [("mentions[0].fragments[1]", "fragments-overlap")]),
        ([(0, 6, "Police"), (5, 6, "e")], [("mentions[0].fragments[1]", "fragments-overlap")]),
        ([(0, 6, "Police"), (18, 20, "12")], []),
    ],
)
def test_fragments_must_lie_and_quote_right(tiny, fragments, expected):
    pieces = tuple(Fragment(start=s, end=e, quote=q) for s, e, q in fragments)
    assert found(with_mention("police", fragments=pieces), tiny) == expected


def test_a_retired_code_is_allowed_in_an_old_coding(tiny):
    assert found(changed(code="20"), tiny, new=False) == []


def test_inner_codes_are_refused_where_the_codebook_says_so(tiny):
    leaves_only = revised(tiny, inner_codes=False)
    assert found(changed(code="195"), tiny) == []
    assert found(changed(code="195"), leaves_only) == [("events[0].code", "inner-code")]
    assert found(changed(code="1951"), leaves_only) == []


@pytest.mark.parametrize("kind", ["free", "none"])
def test_actor_codes_are_free_text_where_the_codebook_says_so(tiny, kind):
    book = revised(tiny, actors=kind)
    assert found(with_mention("men", actor_code="the men"), book) == []


def test_slots_and_modalities_fall_back_where_the_codebook_has_none(tiny):
    bare = revised(tiny, slots=(), modalities=())
    assert found(changed(), bare) == []
    assert found(changed(targets=("cairo",)), bare) == [("events[0].targets[0]", "wrong-mention-type")]
    assert found(changed(modality="future"), bare) == [("events[0].modality", "unknown-modality")]


def test_messages_are_one_sentence_that_quotes_the_article(tiny):
    broken = problems(with_mention("police", fragments=(Fragment(start=0, end=6, quote="army" * 30),)), tiny, TEXT)
    assert len(broken) == 1
    assert "“Police”" in broken[0].message
    assert broken[0].message.endswith(".")
    assert len(broken[0].message) < 160


def test_source_is_target_also_for_dangling_references(tiny):
    assert ("events[0].targets", "source-is-target") in found(changed(sources=("x",), targets=("x",)), tiny)


@settings(max_examples=100, deadline=None)
@given(codings(parse_codebook(TINY)))
def test_any_coding_can_be_validated(drawn):
    text, some = drawn
    for problem in problems(some, parse_codebook(TINY), text, sentences=[(0, 1), (1, len(text))]):
        assert problem.path.split("[")[0].split(".")[0] in ("verdict", "mentions", "events")
        assert problem.message[-1] in ".?"
        assert "\n\n\n" not in problem.message


def crowded(events: int) -> tuple[str, Coding]:
    """As many sentences, each with one whole event."""
    text = "Police will arrest men. " * events
    mentions, made = [], []
    for i in range(events):
        for kind, word, at in (("actor", "Police", 0), ("trigger", "arrest", 12), ("actor", "men", 19)):
            start = 24 * i + at
            fragment = Fragment(start=start, end=start + len(word), quote=word)
            mentions.append(mention(f"{word}{i}", kind, "12").model_copy(update={"fragments": (fragment,)}))
        names = {"trigger": f"arrest{i}", "sources": (f"Police{i}",), "targets": (f"men{i}",)}
        made.append(EVENT.model_copy(update={"id": str(i), "code": "170", **names}))
    return text, coding(*made, mentions=tuple(mentions))


def calls(events: int) -> int:
    """How many function calls validating so many events takes: what a clock would say of a machine with no noise."""
    text, big = crowded(events)
    book = load_codebook("cameo")
    sentences = [(24 * i, 24 * i + 23) for i in range(events)]
    assert len(problems(big, book, text, sentences=sentences)) >= 2 * events  # and what is kept for later is there
    with cProfile.Profile() as profile:
        problems(big, book, text, sentences=sentences)
    return sum(entry.callcount for entry in profile.getstats())


def test_each_event_costs_the_same_however_many_there_are():
    few, many = calls(30), calls(300)
    assert many < 11 * few
    assert many < 300 * 500
