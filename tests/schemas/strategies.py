"""Hypothesis strategies: real article text, and any coding over it for any codebook, half-made and wrong ones too."""

from collections.abc import Sequence
from functools import cache
from typing import Any

from hypothesis import strategies as st

from schemas.codebook import Codebook
from schemas.coding import MODALITIES, Coding, Event, Fragment, Mention, Provenance, Rejected

FAMILY = "\U0001f468\u200d\U0001f469\u200d\U0001f467"
_PIECES = (
    *"abcXYZ 019.,'\"-\n\t",
    "police ",
    "will ",
    "\u00a0",
    "\u00ad",
    "\u2028",
    "\ufeff",
    "e\u0301",
    "a\u0303",
    FAMILY,
    "\U0001f1eb\U0001f1f7",
    "\u0627\u0639\u0652\u062a\u064e",
    "\u05d4\u05b7\u05e6",
    "\U00020bb7",
    "\u91ce",
    "\U0010fffd",
)


def texts(min_size: int = 0, max_size: int = 30) -> st.SearchStrategy[str]:
    """Text in many scripts as it may stand in an article (no NUL, no CR, no lone surrogate)."""
    wild = st.characters(exclude_categories=("Cs",), exclude_characters="\x00\r")
    return st.lists(st.sampled_from(_PIECES) | wild, min_size=min_size, max_size=max_size).map("".join)


_IDS = st.sampled_from(["m1", "m2", "m3", "e1", "e2", "verdict", "m1~2", "é 😀", ""])
_ids = _IDS | st.uuids().map(str)
_words = texts(max_size=4)
_maybe_words = st.none() | _words
_actor_codes = st.sampled_from([None, "", "SYRREB", "IGOUNO", "syr", "SYR REB"]) | _words
# What lies in a text or names a mention is drawn as a number, and counted round once the text and the mentions are
# there: strategies that are made anew for each coding take longer than all that is drawn from them.
_places = st.integers(0, 999)
_right_fragments = st.tuples(_places, _places)
_wrong_fragments = st.builds(Fragment, start=st.integers(-5, 99), end=st.integers(-5, 99), quote=texts(max_size=3))
_shown = {
    "model": _maybe_words,
    "score": st.none() | st.floats(0, 1),
    "rank": st.none() | st.integers(0, 9),
    "shown_ms": st.none() | st.integers(0, 10_000),
}
_provenances = st.builds(Provenance, origin=st.sampled_from(["human", "accepted", "edited"]), **_shown)
_rejections = st.builds(Rejected, id=_words, **_shown)

Draft = dict[str, Any]


def _fragment(drawn: Fragment | tuple[int, int], text: str) -> Fragment:
    """One that lies in ``text``, is not empty and quotes it rightly, unless a wrong one was drawn."""
    if isinstance(drawn, Fragment):
        return drawn
    start, end = sorted(place % (len(text) + 1) for place in drawn)
    if start == end:
        start, end = (start, end + 1) if end < len(text) else (start - 1, end)
    return Fragment(start=start, end=end, quote=text[start:end])


def _mention(draft: Draft, text: str) -> Mention:
    return Mention(**{**draft, "fragments": tuple(_fragment(drawn, text) for drawn in draft["fragments"])})


def _references(drawn: Sequence[int | str], ids: list[str]) -> tuple[str, ...]:
    """Ids of mentions; a name that was drawn stays, right or wrong."""
    named = (one if isinstance(one, str) else ids[one % len(ids)] if ids else None for one in drawn)
    return tuple(one for one in named if one is not None)


def _event(draft: Draft, ids: list[str]) -> Event:
    slots = {slot: _references(draft[slot], ids) for slot in ("sources", "targets", "locations", "times")}
    trigger = _references([] if draft["trigger"] is None else [draft["trigger"]], ids)
    return Event(**{**draft, **slots, "trigger": trigger[0] if trigger else None})


def _mentions(types: tuple[str, ...], wrong: bool) -> st.SearchStrategy[list[Draft]]:
    one = st.fixed_dictionaries(
        {
            "id": _ids,
            "type": st.sampled_from((*types, "nonsense") if wrong else types),
            "fragments": st.lists(
                _right_fragments | _wrong_fragments if wrong else _right_fragments, min_size=1, max_size=3
            ),
            "actor_code": _actor_codes,
            "actor_id": _maybe_words,
        }
    )
    return st.lists(one, max_size=5, unique_by=None if wrong else _id)


def _events(codes: tuple[str, ...], wrong: bool) -> st.SearchStrategy[list[Draft]]:
    code = st.none() | st.sampled_from(codes)
    reference: st.SearchStrategy[int | str] = _places | _ids if wrong else _places
    references = st.lists(reference, max_size=3)
    certainty = st.none() | st.integers(1, 3)
    modality = st.sampled_from(MODALITIES)
    one = st.fixed_dictionaries(
        {
            "id": _ids,
            "trigger": st.none() | reference,
            "code": code | _words if wrong else code,
            "sources": references,
            "targets": references,
            "source_not_stated": st.booleans(),
            "target_not_stated": st.booleans(),
            "reciprocal": st.booleans(),
            "locations": references,
            "times": references,
            "modality": modality | _words if wrong else modality,
            "magnitude": st.none()
            | st.floats(allow_nan=False, allow_infinity=False)
            | st.integers(0, 10**6).map(float),
            "certainty": certainty | st.integers(-9, 99) if wrong else certainty,
            "note": _words,
            "same_as": st.none() | _ids,
            "kept": st.lists(st.sampled_from(["residual-code", "future-word"]) | _words, max_size=2).map(tuple),
            "provenance": st.dictionaries(st.sampled_from(["code", "trigger"]) | _words, _provenances, max_size=2),
            "suggestion": _maybe_words,
        }
    )
    return st.lists(one, max_size=4, unique_by=None if wrong else _id)


def _id(draft: Draft) -> str:
    return str(draft["id"])


def _coding(text: str, mentions: list[Draft], events: list[Draft], **others: Any) -> tuple[str, Coding]:
    found = tuple(_mention(draft, text) for draft in mentions)
    ids = [mention.id for mention in found]
    return text, Coding(mentions=found, events=tuple(_event(draft, ids) for draft in events), **others)


@cache
def _codings(codes: tuple[str, ...], types: tuple[str, ...], wrong: bool) -> st.SearchStrategy[tuple[str, Coding]]:
    return st.builds(
        _coding,
        text=texts(min_size=2),
        mentions=_mentions(types, wrong),
        events=_events(codes, wrong),
        verdict=st.sampled_from([None, "events", "no_codable_event"]),
        rejected=st.lists(_rejections, max_size=2).map(tuple),
        note=_words,
        flag=_words,
    )


def codings(codebook: Codebook, *, wrong: bool = True) -> st.SearchStrategy[tuple[str, Coding]]:
    """An article text and a coding of it. ``wrong``: with duplicate ids, dangling references, bad spans and codes."""
    return _codings(tuple(c.code for c in codebook.codes), tuple(m.type for m in codebook.mentions), wrong)
