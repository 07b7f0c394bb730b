"""One record of JSON or of a table as an article: which field is the text, which the title, date and the rest."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from annotate.readers.article import LARGEST_ARTICLE, Article, Problems, ReadOptions
from annotate.readers.dates import DoubtfulDate, parse_date
from annotate.readers.language import guess_language
from annotate.readers.source import too_large
from schemas.text import TextError, check_text, normalise_newlines


def _names(listed: str) -> list[str]:
    return listed.split()


# the usual names of a field, the surest first
TEXT_NAMES = _names("text content body article article_text full_text fulltext story sentence sent_text text_content")
ID_NAMES = _names("id _id doc_id article_id document_id external_id story_id uid guid")
TITLE_NAMES = _names("title headline head heading")
DATE_NAMES = _names("published date published_at publication_date pub_date pubdate date_published datetime")
OUTLET_NAMES = _names("outlet source publisher source_name sourcename site sitename newspaper publication agency")
PLACE_NAMES = _names("place dateline location city")
LANG_NAMES = _names("lang language lang_code")
URL_NAMES = _names("url link source_url sourceurl web_url permalink")


class Refused(ValueError):
    """The record is no article; the message says why and what to do."""


class Fields:
    """A record's fields found by name, upper and lower case alike."""

    def __init__(self, record: Mapping[str, Any]) -> None:
        self.record = record
        self._by_key = {key.strip().casefold(): key for key in reversed(list(record))}

    def text_name(self, wanted: str) -> str:
        """The name of the field that holds the text; raises Refused naming the fields there are."""
        if wanted:
            found = wanted if wanted in self.record else self._by_key.get(wanted.casefold())
            if found is None:
                raise Refused(f"There is no field “{wanted}”; {self._known()}.")
            return found
        found = next((self._by_key[name] for name in TEXT_NAMES if name in self._by_key), None)
        if found is None:
            raise Refused(
                f"There is no field “text”; {self._known()}. Name the right one as text field (--text-field)."
            )
        return found

    def first(self, wanted: str, names: list[str]) -> Any:
        """The value of the field that was named, or of the first usual one that holds anything."""
        if wanted:
            key = wanted if wanted in self.record else self._by_key.get(wanted.casefold(), "")
            if not key:
                raise Refused(f"There is no field “{wanted}”; {self._known()}.")
            return self.record[key]
        values = (self.record[self._by_key[name]] for name in names if name in self._by_key)
        return next((value for value in values if value not in (None, "", [], {})), None)

    def string(self, names: list[str], most: int) -> str:
        """The first usual field that holds one line of text, cut to ``most`` characters; "" when none does."""
        keys = (self._by_key[name] for name in names if name in self._by_key)
        return next((line for key in keys if (line := one_line(self.record[key], most))), "")

    def _known(self) -> str:
        names = [key if len(key) <= 30 else key[:29] + "…" for key in self.record]
        shown = ", ".join(f"“{name}”" for name in names[:12])
        return f"the fields are {shown}{' and more' if len(names) > 12 else ''}" if names else "the record is empty"


def one_line(value: Any, most: int) -> str:
    """A string or number as one clean line of at most ``most`` characters; "" for anything else."""
    if isinstance(value, bool) or not isinstance(value, str | int | float):
        return ""
    kept = "".join(c if c.isprintable() else " " for c in str(value))
    return " ".join(kept.split())[:most].rstrip()


def clean_text(value: Any) -> tuple[str, bool]:
    """The article's text with \\n line ends, and whether that changed it; raises Refused for what cannot be one."""
    if not isinstance(value, str):
        raise Refused(f"The text is {_kind(value)}, not text.")
    if not value.strip():
        raise Refused("The text is empty.")
    size = len(value) if value.isascii() else len(value.encode("utf-8", "surrogatepass"))
    if size > LARGEST_ARTICLE:
        raise Refused(too_large(size, LARGEST_ARTICLE))
    text, changed = normalise_newlines(value)
    try:
        check_text(text)
    except TextError as error:
        place = f" (line {error.line}, column {error.column} of the text)"
        raise Refused(f"{sentence(error)}{place}.") from None
    return text, changed


def sentence(error: TextError) -> str:
    """The error without its place, which the caller tells in its own way."""
    words = str(error).partition(": ")[2]
    return words[:1].upper() + words[1:]


def to_article(record: Mapping[str, Any], line: int, options: ReadOptions, problems: Problems, **more: Any) -> Article:
    """The record as an article; raises Refused. A date that is in doubt is left out, with a warning."""
    fields = Fields(record)
    name = fields.text_name(options.text_field)
    text, changed = clean_text(record[name])
    if holds_nul(record):
        raise Refused("A field holds a NUL character, which cannot be stored; remove it.")
    published = None
    try:
        published = parse_date(fields.first(options.date_field, DATE_NAMES))
    except DoubtfulDate as error:
        problems.warn(line, f"The date was left out: {error}.")
    lang = options.lang or fields.string(LANG_NAMES, 20) or guess_language(text)
    title = fields.first(options.title_field, TITLE_NAMES) if options.title_field else fields.string(TITLE_NAMES, 300)
    external_id = one_line(fields.first(options.id_field, ID_NAMES), 200)
    return Article(
        text=text,
        title=one_line(title, 300),
        outlet=fields.string(OUTLET_NAMES, 200),
        place=fields.string(PLACE_NAMES, 200),
        published=published,
        lang=lang,
        url=fields.string(URL_NAMES, 1000),
        external_id=external_id,
        data={key: value for key, value in record.items() if key != name},
        newline_changed=changed,
        line=line,
        **more,
    )


def holds_nul(value: Any) -> bool:
    """Is there a NUL character in any string of this JSON value?"""
    if isinstance(value, dict):
        return any(holds_nul(part) for pair in value.items() for part in pair)
    if isinstance(value, list):
        return any(holds_nul(part) for part in value)
    return isinstance(value, str) and "\x00" in value


def _kind(value: Any) -> str:
    if value is None:
        return "null"
    kinds = {bool: "true or false", int: "a number", float: "a number", list: "a list", dict: "an object"}
    return kinds.get(type(value), "something else")
