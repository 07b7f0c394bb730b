"""Plain text: one file, one article."""

from __future__ import annotations

from collections.abc import Iterator

from annotate.readers.article import LARGEST_ARTICLE, Article, Problems, ReadOptions, Unreadable
from annotate.readers.language import guess_language
from annotate.readers.records import sentence
from annotate.readers.source import Source
from schemas.text import TextError, check_text, normalise_newlines


def read_plain(source: Source, options: ReadOptions, problems: Problems) -> Iterator[Article]:
    """The file as one article, character by character but for line ends; its title is found with its layout."""
    text, changed = normalise_newlines(source.text(LARGEST_ARTICLE))
    try:
        check_text(text)
    except TextError as error:
        raise Unreadable(f"{sentence(error)} (column {error.column}).", error.line) from None
    if not text.strip():
        raise Unreadable("The file holds no text, only white space.")
    yield Article(text=text, lang=options.lang or guess_language(text), newline_changed=changed)
