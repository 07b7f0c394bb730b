"""The first day that an English or ISO date in a text can mean."""

from __future__ import annotations

import re
from datetime import date

_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_MONTH = r"(?P<month>(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*)\.?"
_YEAR = r"(?P<year>(?:19|20)\d\d)"
_FORMS = tuple(
    re.compile(form, re.IGNORECASE)
    for form in (
        rf"\b{_YEAR}-(?P<number>\d\d)-(?P<day>\d\d)\b",
        rf"\b(?P<day>\d{{1,2}})(?:st|nd|rd|th)?(?: of)? {_MONTH},? {_YEAR}\b",
        rf"\b{_MONTH} (?P<day>\d{{1,2}})(?:st|nd|rd|th)?,? {_YEAR}\b",
        rf"\b{_MONTH},? {_YEAR}\b",
        rf"\b{_YEAR}\b",
    )
)


def earliest_day(text: str) -> date | None:
    """The day of a full date, the first of a month or year; None where there is none or it does not exist."""
    for form in _FORMS:
        found = form.search(text)
        if found is not None:
            return _day(found.groupdict())
    return None


def _day(parts: dict[str, str]) -> date | None:
    month = int(parts["number"]) if "number" in parts else 1
    if "month" in parts:
        month = _MONTHS.index(parts["month"][:3].lower()) + 1
    try:
        return date(int(parts["year"]), month, int(parts.get("day", 1)))
    except ValueError:  # 31 June, month 13: no day, so nothing to compare
        return None
