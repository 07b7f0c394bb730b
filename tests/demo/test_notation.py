"""The gold notation, through ``resolve``."""

from __future__ import annotations

from typing import Any

import pytest

from annotate.demo.notation import NotationError, find_quote, resolve

TEXT = "Police met police.\n\nThe police called the talks off. Cafe\u0301 owners, unnamed, left the Cafe at once."


def _event(**changes: Any) -> dict[str, Any]:
    entry = {"trigger": "met", "code": "040", "sources": ["Police [EGYCOP]"], "target_not_stated": True}
    return {k: v for k, v in (entry | changes).items() if v is not None}


def test_resolve_gives_offsets_of_the_written_occurrence() -> None:
    coding = resolve("x", TEXT, [_event(sources=["police #2 [EGYCOP]"])])
    (event,) = coding.events
    police = coding.mention(event.sources[0])
    assert police is not None
    assert (police.start, police.end, police.text, police.actor_code) == (24, 30, "police", "EGYCOP")


def test_resolve_reads_a_quote_in_two_fragments() -> None:
    coding = resolve("x", TEXT, [_event(trigger="called … off")])
    trigger = coding.mention(coding.events[0].trigger)
    assert trigger is not None
    assert [f.quote for f in trigger.fragments] == ["called", "off"]


def test_quotes_match_whole_words_also_before_a_combining_mark() -> None:
    ((cafe,),) = find_quote(TEXT, "Cafe")
    assert TEXT[cafe[0] - 4 : cafe[1]] == "the Cafe"
    assert find_quote(TEXT, "call") == []


def test_resolve_shares_an_actor_and_never_a_trigger() -> None:
    coding = resolve("x", TEXT, [_event(), _event(code="046", sources=["Police"])])
    first, second = coding.events
    assert first.sources == second.sources
    assert first.trigger != second.trigger
    assert coding.mention(first.trigger).fragments == coding.mention(second.trigger).fragments  # type: ignore[union-attr]


def test_resolve_reads_an_unknown_actor() -> None:
    coding = resolve("x", TEXT, [_event(sources=["owners [?men at the café]"])])
    actor = coding.mention(coding.events[0].sources[0])
    assert actor is not None
    assert (actor.actor_code, actor.actor_id) == ("", "men at the café")


def test_no_entries_are_the_answer_no_codable_event() -> None:
    assert resolve("x", TEXT, []).verdict == "no_codable_event"


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"trigger": "fled"}, "article x, event 1: the quote 'fled' is not in the text"),
        ({"trigger": "police"}, "article x, event 1: 'police' occurs 2 times"),
        ({"trigger": "police #3"}, "there is no #3"),
        ({"sources": ["Police"]}, "has no code at its first use"),
        ({"sources": ["Police [EGYCOP]", "Police [EGYMIL]"]}, "was coded EGYCOP before"),
        ({"sources": None}, "give either sources or source_not_stated"),
        ({"targets": ["owners [EGYBUS]"]}, "give either targets or target_not_stated"),
        ({"sorces": ["Police"]}, "unknown key sorces"),
    ],
)
def test_resolve_refuses_what_does_not_fit_the_text(changes: dict[str, Any], words: str) -> None:
    with pytest.raises(NotationError) as refused:
        resolve("x", TEXT, [_event(**changes)])
    assert words in str(refused.value)
