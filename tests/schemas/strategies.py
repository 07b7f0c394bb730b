"""Hypothesis strategies: real article text, and any coding over it for any codebook, half-made and wrong ones too."""

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


def fragments(text: str) -> st.SearchStrategy[Fragment]:
    """A fragment that lies in ``text`` (not empty) and quotes it rightly."""
    ends = st.tuples(st.integers(0, len(text)), st.integers(0, len(text))).filter(lambda p: p[0] != p[1]).map(sorted)
    return ends.map(lambda p: Fragment(start=p[0], end=p[1], quote=text[p[0] : p[1]]))


def wrong_fragments() -> st.SearchStrategy[Fragment]:
    return st.builds(Fragment, start=st.integers(-5, 99), end=st.integers(-5, 99), quote=texts(max_size=3))


_IDS = st.sampled_from(["m1", "m2", "m3", "e1", "e2", "verdict", "m1~2", "é 😀", ""])
_ids = _IDS | st.uuids().map(str)
_words = texts(max_size=4)


def actor_codes() -> st.SearchStrategy[str | None]:
    return st.sampled_from([None, "", "SYRREB", "IGOUNO", "syr", "SYR REB"]) | _words


def mentions(codebook: Codebook, text: str, *, wrong: bool) -> st.SearchStrategy[Mention]:
    types = [m.type for m in codebook.mentions] + (["nonsense"] if wrong else [])
    piece = fragments(text) | wrong_fragments() if wrong else fragments(text)
    return st.builds(
        Mention,
        id=_ids,
        type=st.sampled_from(types),
        fragments=st.lists(piece, min_size=1, max_size=3).map(tuple),
        actor_code=actor_codes(),
        actor_id=st.none() | _words,
    )


def provenances() -> st.SearchStrategy[Provenance]:
    return st.builds(
        Provenance,
        origin=st.sampled_from(["human", "accepted", "edited"]),
        model=st.none() | _words,
        score=st.none() | st.floats(0, 1),
        rank=st.none() | st.integers(0, 9),
        shown_ms=st.none() | st.integers(0, 10_000),
    )


def rejections() -> st.SearchStrategy[Rejected]:
    return st.builds(
        Rejected,
        id=_words,
        model=st.none() | _words,
        score=st.none() | st.floats(0, 1),
        rank=st.none() | st.integers(0, 9),
        shown_ms=st.none() | st.integers(0, 10_000),
    )


def events(codebook: Codebook, mention_ids: list[str], *, wrong: bool) -> st.SearchStrategy[Event]:
    known = [c.code for c in codebook.codes]
    code = st.none() | st.sampled_from(known) | (_words if wrong else st.nothing())
    reference = (st.sampled_from(mention_ids) if mention_ids else st.nothing()) | (_ids if wrong else st.nothing())
    references = st.lists(reference, max_size=3).map(tuple) if mention_ids or wrong else st.just(())
    return st.builds(
        Event,
        id=_ids,
        trigger=st.none() | reference,
        code=code,
        sources=references,
        targets=references,
        source_not_stated=st.booleans(),
        target_not_stated=st.booleans(),
        reciprocal=st.booleans(),
        locations=references,
        times=references,
        modality=st.sampled_from(MODALITIES) | (_words if wrong else st.nothing()),
        magnitude=st.none() | st.floats(allow_nan=False, allow_infinity=False) | st.integers(0, 10**6).map(float),
        certainty=st.none() | st.integers(1, 3) | (st.integers(-9, 99) if wrong else st.nothing()),
        note=_words,
        same_as=st.none() | _ids,
        kept=st.lists(st.sampled_from(["residual-code", "future-word"]) | _words, max_size=2).map(tuple),
        provenance=st.dictionaries(st.sampled_from(["code", "trigger"]) | _words, provenances(), max_size=2),
        suggestion=st.none() | _words,
    )


@st.composite
def codings(draw: st.DrawFn, codebook: Codebook, *, wrong: bool = True) -> tuple[str, Coding]:
    """An article text and a coding of it. ``wrong``: with duplicate ids, dangling references, bad spans and codes."""
    text = draw(texts(min_size=2))
    found = draw(
        st.lists(mentions(codebook, text, wrong=wrong), max_size=5, unique_by=None if wrong else lambda m: m.id)
    )
    ids = [m.id for m in found]
    made = draw(st.lists(events(codebook, ids, wrong=wrong), max_size=4, unique_by=None if wrong else lambda e: e.id))
    verdict = draw(st.sampled_from([None, "events", "no_codable_event"]))
    parts = {"mentions": tuple(found), "events": tuple(made), "note": draw(_words), "flag": draw(_words)}
    return text, Coding(verdict=verdict, rejected=tuple(draw(st.lists(rejections(), max_size=2))), **parts)
