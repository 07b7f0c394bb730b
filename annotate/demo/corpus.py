"""The demo's articles with their gold codings, read from the TOML files beside this module."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from datetime import date
from importlib import resources
from typing import Any

from annotate.demo.notation import NotationError, resolve
from schemas.coding import Coding


@dataclass(frozen=True)
class DemoArticle:
    """One article as it becomes a task: ``text`` is the title, an empty line, then the body."""

    id: str
    title: str
    outlet: str
    place: str
    published: date
    lang: str
    text: str
    gold: Coding
    url: str = ""


def read_article(entry: dict[str, Any]) -> DemoArticle:
    """One ``[[article]]`` table as an article; raises NotationError when its coding does not fit its text."""
    fields = dict(entry)
    text = f"{fields['title']}\n\n{fields.pop('text').strip()}"
    gold = resolve(fields["id"], text, fields.pop("event", []))
    return DemoArticle(**fields, text=text, gold=gold)


def load_corpus() -> list[DemoArticle]:
    """All demo articles, in the order of their files (by name) and within them; ids are unique."""
    folder = resources.files("annotate.demo") / "articles"
    files = sorted((f for f in folder.iterdir() if f.name.endswith(".toml")), key=lambda f: f.name)
    articles = [
        read_article(entry) for file in files for entry in tomllib.loads(file.read_text(encoding="utf-8"))["article"]
    ]
    seen: set[str] = set()
    for article in articles:
        if article.id in seen:
            raise NotationError(f"article {article.id}: this id is used twice")
        seen.add(article.id)
    return articles
