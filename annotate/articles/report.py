"""What an import understood of a file, and what it stored."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any, ClassVar

from annotate.errors import Invalid
from annotate.readers.article import Article, ReadProblem
from annotate.readers.structure import Layout, analyse

SAMPLES = 5
MOST_LISTED = 500  # of duplicates and of pairs; the counts are whole


class UnreadableFile(Invalid):
    """The file was refused; the message names file and line and says what to do."""

    code: ClassVar[str] = "unreadable"


@dataclass(slots=True)
class ImportReport:
    """``duplicates``: what is already there (or earlier in the file) and is left out; ``codings`` come with articles.

    ``articles`` counts all that were read, ``new`` those that are (or would be) stored.
    """

    file: str
    format: str = ""
    articles: int = 0
    new: int = 0
    codings: int = 0
    duplicate_count: int = 0
    duplicates: list[dict[str, Any]] = field(default_factory=list)
    near_duplicates: list[dict[str, Any]] = field(default_factory=list)
    problems: list[ReadProblem] = field(default_factory=list)
    sample: list[dict[str, Any]] = field(default_factory=list)
    imported: bool = False
    task_ids: list[int] | None = None

    @property
    def errors(self) -> list[ReadProblem]:
        return [p for p in self.problems if p.severity == "error"]

    def to_json(self) -> dict[str, Any]:
        names = ("file", "format", "articles", "new", "codings", "duplicates", "near_duplicates", "sample", "imported")
        found: dict[str, Any] = {name: getattr(self, name) for name in names}
        found["problems"] = [problem.to_json() for problem in self.problems]
        return found if self.task_ids is None else {**found, "task_ids": self.task_ids}

    def refusal(self) -> UnreadableFile:
        """The first error as a refusal of the whole file."""
        first, more = self.errors[0], len(self.errors) - 1
        rest = f" And {more} more like this; nothing was stored." if more else " Nothing was stored."
        return UnreadableFile(first.sentence(self.file) + rest, extra={"report": self.to_json()})


@dataclass(frozen=True, slots=True)
class Head:
    """As much of an article as it takes to name it."""

    title: str
    text: str
    lang: str
    line: int

    @classmethod
    def of(cls, article: Article) -> Head:
        return cls(article.title, article.text[:2000], article.lang, article.line)

    def name(self) -> str:
        """What people will know the article by: its title or first sentence, and its line."""
        words = self.title
        if not words:
            layout = analyse(self.text, self.lang)
            start, end = layout.title or (layout.sentences[0] if layout.sentences else (0, 60))
            words = " ".join(self.text[start:end].split())
        shown = words if len(words) <= 60 else words[:59].rstrip() + "…"
        return f"“{shown}” (line {self.line})" if self.line > 1 else f"“{shown}”"


def title_of(article: Article, layout: Layout) -> str:
    if article.title or layout.title is None:
        return article.title
    start, end = layout.title
    return article.text[start:end]


def sample_of(articles: Sequence[Article]) -> list[dict[str, Any]]:
    """The articles as they were understood, for a person to look at."""
    return [_sample(article, analyse(article.text, article.lang)) for article in articles]


def _sample(article: Article, layout: Layout) -> dict[str, Any]:
    return {
        "title": title_of(article, layout),
        "outlet": article.outlet,
        "published": article.published.isoformat() if article.published else None,
        "lang": article.lang,
        "words": len(article.text.split()),
        "sentences": len(layout.sentences),
        "boilerplate": [{"text": article.text[s:e], "reason": reason} for s, e, reason in layout.boilerplate],
    }
