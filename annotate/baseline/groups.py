"""Which articles may not be parted between training and test: the same story in the words of the same wire."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from annotate.readers.duplicates import NearDuplicates
from export.records import CodedArticle


def near_duplicates(articles: Iterable[CodedArticle]) -> dict[str, str]:
    """Article id -> cluster id (the smallest article id in it), chained. Boilerplate does not count.

    The result does not depend on the order of the articles.
    """
    words = {a.id: _without_boilerplate(a) for a in articles}
    names = sorted(words)
    parent = {i: i for i in names}
    known = NearDuplicates()
    for name in names:
        for other, _ in known.add(words[name]):
            _join(parent, name, names[other])
    return {i: _top(parent, i) for i in parent}


def _without_boilerplate(article: CodedArticle) -> str:
    text = article.text
    for start, end, _ in sorted(article.boilerplate, reverse=True):
        text = text[:start] + " " + text[end:]
    return text


def _top(parent: Mapping[str, str], i: str) -> str:
    while parent[i] != i:
        i = parent[i]
    return i


def _join(parent: dict[str, str], a: str, b: str) -> None:
    first, second = sorted((_top(parent, a), _top(parent, b)))
    parent[second] = first
