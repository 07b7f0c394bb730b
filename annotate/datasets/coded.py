"""A file of sentences that came coded, as export records: to train and score on without a project."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from annotate.errors import Invalid
from annotate.readers.article import Article
from annotate.readers.reading import read
from export.records import CodedArticle, CoderCoding
from schemas.codebook import Codebook
from schemas.hashing import text_hash


def load_coded(path: Path, codebook: Codebook) -> list[CodedArticle]:
    """The articles of the file that have codings; Invalid, naming file and line, for what cannot be read.

    Every event's code must be one of the codebook's.
    """
    result = read(path)
    if result.errors:
        raise Invalid(result.errors[0].sentence(path.name))
    found = [_article(article, path) for article in result.articles if article.annotations]
    if not found:
        raise Invalid(f"No article of {path.name} comes with codings; import it into a project and code it there.")
    for article, number in _codes(found):
        if codebook.get(number) is None:
            raise Invalid(
                f"{path.name}: article {article} has the code {number!r}, which the codebook {codebook.name} does not; "
                "name another with --codebook."
            )
    return found


def _article(article: Article, path: Path) -> CodedArticle:
    codings = [
        CoderCoding(coder=given.coder, coding=given.coding, gold=given.ground_truth, lead_time=given.lead_time)
        for given in article.annotations
        if given.coding is not None and not given.was_cancelled
    ]
    if len(codings) < sum(not given.was_cancelled for given in article.annotations):
        raise Invalid(f"{path.name}, line {article.line}: these are Label Studio results; import them into a project.")
    return CodedArticle(
        id=article.external_id or str(article.line),
        text=article.text,
        text_sha256=text_hash(article.text),
        title=article.title,
        outlet=article.outlet,
        place=article.place,
        published=article.published,
        lang=article.lang,
        codings=tuple(codings),
    )


def _codes(articles: list[CodedArticle]) -> Iterator[tuple[str, str]]:
    for article in articles:
        for one in article.codings:
            yield from ((article.id, event.code) for event in one.coding.events if event.code)
