"""The demo's articles and gold codings."""

from __future__ import annotations

import unicodedata
from collections import Counter

import pytest

from annotate.demo.corpus import DemoArticle, load_corpus
from schemas.actors import parse_actor
from schemas.codebook import load_codebook
from schemas.validation import errors, problems

CORPUS = load_corpus()
EVENTS = [event for article in CORPUS for event in article.gold.events]
each_article = pytest.mark.parametrize("article", CORPUS, ids=lambda article: article.id)


@each_article
def test_gold_quotes_equal_the_text_they_point_at(article: DemoArticle) -> None:
    for mention in article.gold.mentions:
        for fragment in mention.fragments:
            assert article.text[fragment.start : fragment.end] == fragment.quote


@each_article
def test_gold_codes_are_current_codes_of_the_manual(article: DemoArticle) -> None:
    codebook = load_codebook("cameo")
    for event in article.gold.events:
        code = codebook.get(event.code)
        assert code is not None, event.code
        assert code.selectable
        assert not code.retired
        assert code.extra is None


@each_article
def test_gold_codings_are_valid(article: DemoArticle) -> None:
    found = problems(article.gold, load_codebook("cameo"), article.text, published=article.published)
    assert errors(found) == []
    assert {p.code for p in found} <= {"future-word", "residual-code", "target-not-stated"}


@each_article
def test_articles_are_short_and_hold_at_most_five_events(article: DemoArticle) -> None:
    body = article.text.removeprefix(f"{article.title}\n\n")
    assert body != article.text
    assert 60 <= len(body.split()) <= 220
    assert len(article.gold.events) <= 5
    assert article.gold.verdict == ("events" if article.gold.events else "no_codable_event")


def test_corpus_spreads_over_codes_roots_and_modalities() -> None:
    codes = Counter(event.code for event in EVENTS)
    assert len(CORPUS) >= 46
    assert len(EVENTS) >= 110
    assert len(codes) >= 60
    assert {code[:2] for code in codes if code} == {f"{root:02d}" for root in range(1, 21)}
    assert {e.modality for e in EVENTS} == {"asserted", "future", "hypothetical", "negated", "historical", "reported"}
    assert any(e.same_as for e in EVENTS)
    assert any(e.reciprocal for e in EVENTS)
    assert any(len(m.fragments) > 1 for a in CORPUS for m in a.gold.mentions)
    assert any(m.actor_code == "" and m.actor_id for a in CORPUS for m in a.gold.mentions)


def test_corpus_holds_the_awkward_texts() -> None:
    texts = [article.text for article in CORPUS]
    assert sum(not article.gold.events for article in CORPUS) >= 4
    assert {article.lang for article in CORPUS} == {"en", "ar", "es"}
    assert any("\u0301" in text for text in texts)
    assert any(ord(char) > 0xFFFF for text in texts for char in text)
    assert any(unicodedata.name(char, "").startswith("ARABIC SHADDA") for text in texts for char in text)
    assert sum("Share this article" in text or "Read more:" in text for text in texts) >= 3


def test_corpus_holds_a_pair_of_near_duplicates() -> None:
    first, second = (set(a.text.split()) for a in CORPUS if a.id.startswith("cmr-bridge"))
    assert 0.6 < len(first & second) / len(first | second) < 1


def test_gold_actor_codes_hold_known_blocks_only() -> None:
    codes = {m.actor_code for article in CORPUS for m in article.gold.mentions if m.actor_code}
    assert {code for code in codes if parse_actor(code).unknown_blocks} == set()
