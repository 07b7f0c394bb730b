"""Which new articles are nearly like each other, or like one in the project."""

from __future__ import annotations

from typing import Any

from sqlmodel import Session

from annotate.articles import store
from annotate.articles.report import MOST_LISTED, Head
from annotate.readers.article import Article, Problems
from annotate.readers.duplicates import SIMILAR, NearDuplicates
from schemas.hashing import text_hash

MOST_NEW = 20_000  # articles of a file that are compared
MOST_OLD = 10_000  # newest articles of the project that they are compared with


class Likeness:
    """Takes the new articles of a file one by one, then compares them with the project's."""

    def __init__(self) -> None:
        self._near = NearDuplicates()
        self._heads: list[Head] = []
        self._texts: set[str] = set()
        self._pairs: list[dict[str, Any]] = []
        self._passed = 0
        self._shortest = self._longest = 0

    def add(self, article: Article) -> None:
        sha256 = text_hash(article.text)
        if sha256 in self._texts:  # repeated on purpose
            return
        if len(self._heads) >= MOST_NEW or self._near.weary:
            self._passed += 1
            return
        self._texts.add(sha256)
        head, size = Head.of(article), len(article.text)
        for key, share in self._near.add(article.text)[:1]:
            self._note(head, self._heads[key].name(), share)
        self._heads.append(head)
        self._shortest = min(self._shortest or size, size)
        self._longest = max(self._longest, size)

    def pairs(self, session: Session, project_id: int, problems: Problems) -> list[dict[str, Any]]:
        """All pairs that are nearly alike: a new article, the other one, and the share of what they have in common."""
        if self._heads:
            # texts of very different length share too few words to be alike; 0.7 leaves room for long words
            between = int(0.7 * SIMILAR * self._shortest), int(self._longest / (0.7 * SIMILAR)) + 1
            for task_id, title, text in store.texts_of_length(session, project_id, *between, MOST_OLD):
                if self._near.weary:
                    break
                for key, share in self._near.like(text):
                    self._note(self._heads[key], f"task {task_id}{f' “{title}”' if title else ''}", share)
        if self._passed:
            problems.warn(
                None, f"Only the first {len(self._heads):,} new articles were compared with others for likeness."
            )
        return self._pairs

    def _note(self, head: Head, other: str, share: float) -> None:
        if len(self._pairs) < MOST_LISTED:
            self._pairs.append({"a": head.name(), "b": other, "similarity": round(share, 3)})
