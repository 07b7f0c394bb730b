"""A web page: its article, title, date and site, found by trafilatura. Nothing is fetched."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from annotate.readers.article import LARGEST_ARTICLE, Article, Problems, ReadOptions, Unreadable
from annotate.readers.dates import DoubtfulDate, parse_date
from annotate.readers.language import guess_language
from annotate.readers.records import Refused, clean_text, one_line
from annotate.readers.source import Source

_LANG = re.compile(r"<html\b[^>]{0,500}?\blang\s*=\s*[\"']?([a-zA-Z]{2,3})\b", re.IGNORECASE)


def read_html(source: Source, options: ReadOptions, problems: Problems) -> Iterator[Article]:
    """The page's article as one text: the title, an empty line, then the paragraphs with empty lines between."""
    page = source.text(LARGEST_ARTICLE)
    found = _extract(page)
    body = "\n\n".join(line.strip() for line in (found.get("text") or "").splitlines() if line.strip())
    title = one_line(found.get("title"), 300)
    if not body:
        raise Unreadable("No article was found in the page; save its text as plain text.")
    try:
        text, _ = clean_text(body if not title or body.startswith(title) else f"{title}\n\n{body}")
    except Refused as refused:
        raise Unreadable(str(refused)) from None
    declared = _LANG.search(page[:20_000])
    yield Article(
        text=text,
        title=title,
        outlet=one_line(found.get("sitename") or found.get("hostname"), 200),
        published=_published(found.get("date"), problems),
        lang=options.lang or (declared[1].lower() if declared else "") or guess_language(text),
        url=one_line(found.get("url"), 1000),
        meta={"from": "html"},
    )


def _extract(page: str) -> dict[str, Any]:
    from trafilatura import bare_extraction

    # without "extensive_search" a date comes from the page's own statement of it, never from the running text
    document = bare_extraction(
        page, include_comments=False, with_metadata=True, date_extraction_params={"extensive_search": False}
    )
    if document is None:
        return {}
    return document if isinstance(document, dict) else document.as_dict()


def _published(value: Any, problems: Problems) -> Any:
    try:
        return parse_date(value)
    except DoubtfulDate as error:
        problems.warn(None, f"The date was left out: {error}.")
        return None
