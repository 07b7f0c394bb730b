"""Alignment of spans and agreement on spans and whole events, on hand-checked cases and by their laws."""

from __future__ import annotations

import itertools

import pytest

from annotate.agreement.align import EventSpan, Item, align, event_spans, items
from annotate.agreement.assignment import assign
from annotate.agreement.matching import match_events, match_spans, same_actors
from annotate.agreement.summary import summarise
from schemas.codebook import load_codebook
from schemas.coding import Coding, Event, Fragment, Mention

TEXT = "Police in Tunis arrested eleven protesters and troops shelled the port."
CODEBOOK = load_codebook("cameo")


def coding(*events: tuple[str, str, str | None, str | None]) -> Coding:
    """Events given as (trigger words, code, source words, target words) of TEXT."""
    mentions: dict[str, Mention] = {}

    def mention(words: str, kind: str) -> str:
        start = TEXT.index(words)
        key = f"{kind}:{words}"
        fragment = Fragment(start=start, end=start + len(words), quote=words)
        mentions[key] = Mention(id=key, type=kind, fragments=(fragment,))
        return key

    made = tuple(
        Event(
            id=f"e{n}",
            trigger=mention(trigger, "trigger"),
            code=code,
            sources=(mention(source, "actor"),) if source else (),
            targets=(mention(target, "actor"),) if target else (),
        )
        for n, (trigger, code, source, target) in enumerate(events)
    )
    return Coding(verdict="events" if made else "no_codable_event", mentions=tuple(mentions.values()), events=made)


A = coding(("arrested", "173", "Police", "eleven protesters"), ("shelled", "194", "troops", "the port"))
B = coding(("arrested", "175", "Police", "protesters"), ("shelled", "194", "troops", None))
C = coding(("arrested eleven", "173", "Police in Tunis", "eleven protesters"))
NONE = coding()


def span_counts(a: list[Item], b: list[Item], rule: str) -> tuple[int, int]:
    """Matches counted on both sides, and spans on both sides."""
    sides = [sorted({item.pieces for item in side}) for side in (a, b)]
    found = match_spans(sides).get((0, 1), (0, 0, 0))
    return 2 * found[("exact", "iou", "overlap").index(rule)], len(sides[0]) + len(sides[1])


def event_counts(a: list[EventSpan], b: list[EventSpan]) -> tuple[tuple[int, int], tuple[int, int]]:
    """The same for events found by both, and for those equal in code, source and target."""
    pairs = match_events(a, b)
    equal = [
        a[i].code == b[j].code and same_actors(a[i].sources, b[j].sources) and same_actors(a[i].targets, b[j].targets)
        for i, j in pairs
    ]
    return (2 * len(pairs), len(a) + len(b)), (2 * sum(equal), len(a) + len(b))


def item(start: int, end: int, label: str = "", owner: str = "x") -> Item:
    return Item(((start, end),), label, owner)


def test_spans_align_across_three_coders_and_loners_stand_alone() -> None:
    clusters = align({n: items(c, "trigger") for n, c in {"a": A, "b": B, "c": C}.items()})
    assert [{name: i.label for name, i in cluster.items()} for cluster in clusters] == [
        {"a": "173", "b": "175", "c": "173"},
        {"a": "194", "b": "194"},
    ]


def test_a_cluster_never_holds_a_coder_twice() -> None:
    clusters = align({"a": [item(0, 4, owner="1"), item(4, 8, owner="2")], "b": [item(0, 8)]})
    assert sorted(len(c) for c in clusters) == [1, 2]


def test_two_events_on_the_same_words_pair_by_code() -> None:
    a = [item(0, 4, "190", "1"), item(0, 4, "173", "2")]
    b = [item(0, 4, "173", "1"), item(0, 4, "190", "2")]
    clusters = align({"a": a, "b": b})
    assert all(c["a"].label == c["b"].label for c in clusters)


@pytest.mark.parametrize(("rule", "expected"), [("exact", (2, 3)), ("iou", (2, 3)), ("overlap", (2, 3))])
def test_span_counts_on_triggers(rule: str, expected: tuple[int, int]) -> None:
    matches, size = span_counts(items(A, "trigger"), items(C, "trigger"), rule)
    assert size == expected[1]
    assert matches == (0 if rule == "exact" else expected[0])


def test_a_long_span_matches_one_of_two_short_ones_only() -> None:
    matches, size = span_counts([item(0, 20)], [item(0, 9), item(11, 20)], "overlap")
    assert (matches, size) == (2, 3)


def test_optimal_assignment_beats_greedy_choice() -> None:
    closeness = {(0, 0): 0.6, (0, 1): 0.5, (1, 0): 0.55, (1, 1): 0.0}
    assert assign(closeness) == [(0, 1), (1, 0)]


def test_event_counts_tell_found_from_fully_equal() -> None:
    detection, strict = event_counts(event_spans(A), event_spans(B))
    assert detection == (4, 4)
    assert strict == (0, 4)
    detection, strict = event_counts(event_spans(A), event_spans(C))
    assert detection == (2, 3)
    assert strict == (2, 3)


def test_counts_are_symmetric() -> None:
    for x, y in itertools.permutations((A, B, C, NONE), 2):
        assert event_counts(event_spans(x), event_spans(y)) == event_counts(event_spans(y), event_spans(x))
        for rule in ("exact", "iou", "overlap"):
            forth = span_counts(items(x, "source"), items(y, "source"), rule)
            assert forth == span_counts(items(y, "source"), items(x, "source"), rule)


def test_two_empty_codings_add_nothing() -> None:
    estimate = summarise({"1": {"a": NONE, "b": NONE}}, CODEBOOK).get("trigger_f1_exact")
    assert estimate.value is None
    assert estimate.why == "nobody marked any"


def test_a_second_mention_of_one_event_counts_once() -> None:
    again = A.events[0].model_copy(update={"id": "e9", "same_as": "e0"})
    told_twice = A.model_copy(update={"events": (*A.events, again)})
    assert event_spans(told_twice) == event_spans(A)


def test_summary_does_not_depend_on_order() -> None:
    codings = {"1": {"a": A, "b": B, "c": C}, "2": {"a": A, "b": A, "c": NONE}, "3": {"b": B}}
    turned = {k: dict(reversed(v.items())) for k, v in reversed(codings.items())}
    assert summarise(codings, CODEBOOK) == summarise(turned, CODEBOOK)


def test_summary_counts_articles_with_two_coders_only() -> None:
    summary = summarise({"1": {"a": A, "b": B}, "3": {"b": B}}, CODEBOOK)
    assert summary.articles == 1
    assert summary.coders == ("a", "b")
    assert summary.get("trigger_f1_exact").value == 1.0
    assert summary.get("target_f1_overlap").value == pytest.approx(2 / 3)
    assert summary.get("event_f1_strict").value == 0.0


def test_equal_coders_agree_fully_on_every_measure() -> None:
    summary = summarise({str(i): {"a": A, "b": A} for i in range(3)} | {"x": {"a": NONE, "b": NONE}}, CODEBOOK)
    values = {m.key: m.estimate.value for m in summary.measures if m.estimate.value is not None}
    assert values.pop("relevant_share") == 0.75
    assert values.pop("goldstein_difference") == 0.0
    assert set(values.values()) == {1.0}


def test_root_and_quad_forgive_what_the_full_code_does_not() -> None:
    summary = summarise({"1": {"a": A, "b": B}, "2": {"a": B, "b": A}}, CODEBOOK)
    code, root = summary.get("code_alpha").value, summary.get("root_alpha").value
    assert code is not None
    assert root == pytest.approx(1.0)
    assert code < 0.7


def test_nobody_coded_twice_is_said_in_words() -> None:
    summary = summarise({"1": {"a": A}}, CODEBOOK)
    assert summary.articles == 0
    assert all(m.estimate.value is None and m.estimate.why for m in summary.measures)
