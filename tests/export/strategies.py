"""Hypothesis strategies for coded articles."""

from hypothesis import strategies as st

from export.records import CodedArticle, CoderCoding
from schemas.codebook import Codebook
from schemas.hashing import text_hash
from tests.schemas.strategies import codings, texts

_words = texts(max_size=5)
_coders = st.sampled_from(["ana", "bob", "Çelik", "=cmd", ""])


@st.composite
def articles(draw: st.DrawFn, codebook: Codebook, name: str = "a1") -> CodedArticle:
    text, first = draw(codings(codebook))
    more = draw(st.lists(codings(codebook).map(lambda pair: pair[1]), max_size=2))
    return CodedArticle(
        id=name,
        text=text,
        text_sha256=text_hash(text),
        title=draw(_words),
        outlet=draw(_words),
        place=draw(_words),
        published=draw(st.none() | st.dates()),
        lang=draw(st.sampled_from(["", "en", "ar"])),
        boilerplate=tuple(draw(st.lists(st.tuples(st.integers(0, 5), st.integers(6, 9), _words), max_size=2))),
        sentences=tuple(draw(st.lists(st.tuples(st.integers(0, 5), st.integers(6, 9)), max_size=2))),
        stream=draw(st.sampled_from(["", "random", "margin"])),
        codings=tuple(
            CoderCoding(
                coder=draw(_coders),
                coding=coding,
                annotation=draw(st.none() | st.integers(1, 10**9)),
                version=draw(st.none() | st.integers(1, 99)),
                gold=draw(st.booleans()),
                submitted_at=draw(st.none() | st.just("2026-01-02T03:04:05.000006Z")),
                lead_time=draw(st.none() | st.floats(0, 1e6)),
            )
            for coding in [first, *more]
        ),
    )


def datasets(codebook: Codebook, max_size: int = 3) -> st.SearchStrategy[list[CodedArticle]]:
    return st.integers(0, max_size).flatmap(
        lambda n: st.tuples(*(articles(codebook, f"a{i}") for i in range(n))).map(list)
    )
