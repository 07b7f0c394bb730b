"""Dates of publication: ISO and the usual ways of writing a date. A doubtful one is never guessed."""

from __future__ import annotations

import math
import re
from datetime import UTC, date, datetime
from typing import Any

_NAMES = (
    "january jan januar janvier enero ene janeiro января",
    "february feb februar février fevrier febrero fevereiro fev февраля",
    "march mar märz mars marzo março марта",
    "april apr avril abril abr апреля",
    "may mai mayo maio мая",
    "june jun juni juin junio junho июня",
    "july jul juli juillet julio julho июля",
    "august aug août aout agosto ago августа",
    "september sep sept septembre septiembre setembro set сентября",
    "october oct oktober okt octobre octubre outubro out октября",
    "november nov novembre noviembre novembro ноября",
    "december dec dezember dez décembre decembre diciembre dic dezembro декабря",
)
_MONTHS = {name: number for number, names in enumerate(_NAMES, 1) for name in names.split()}
_ISO = re.compile(r"(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})(?!\d)|(\d{4})(\d{2})(\d{2})(?:\d{6})?(?!\d)")
_NUMERIC = re.compile(r"(\d{1,2})[-/.](\d{1,2})[-/.](\d{4})(?!\d)")
_DAY_FIRST = re.compile(
    r"(\d{1,2})(?:st|nd|rd|th|er|\.|º)?,?\s+(?:de\s+)?([^\W\d_]+)\.?,?\s+(?:de[l]?\s+)?(\d{4})(?!\d)"
)
_MONTH_FIRST = re.compile(r"([^\W\d_]+)\.?\s+(\d{1,2})(?:st|nd|rd|th)?,?\s+(\d{4})(?!\d)")
_WEEKDAY = re.compile(r"^[^\W\d_]+\.?,\s+")
_EPOCH = range(10**8, 2**33)  # whole seconds; milliseconds are recognised too


class DoubtfulDate(ValueError):
    """The value is no date, or could be more than one."""


def parse_date(value: Any) -> date | None:
    """The date that ``value`` (text, number or None) names, as it is written there, without time zones; None if empty.

    Raises DoubtfulDate, with a reason, when it names none or more than one ("03/04/2002").
    """
    if value is None or value == "":
        return None
    if isinstance(value, bool) or not isinstance(value, str | int | float):
        raise DoubtfulDate("is not a date")
    if isinstance(value, str):
        return _written(value.strip())
    if len(str(value)) == 8:
        return _written(str(value))
    if not math.isfinite(value):
        raise DoubtfulDate("is not a date")
    seconds = int(value) // 1000 if value >= _EPOCH.stop else int(value)
    if seconds not in _EPOCH:
        raise DoubtfulDate(f"{value} is not a date")
    return datetime.fromtimestamp(seconds, UTC).date()


def _written(text: str) -> date | None:
    if not text:
        return None
    shown = f"“{text[:40]}”"
    plain = _WEEKDAY.sub("", text)
    if found := _ISO.match(plain):
        year, month, day = (int(part) for part in found.groups() if part is not None)
        return _date(year, month, day, shown)
    if found := _NUMERIC.match(plain):
        return _numeric(*(int(part) for part in found.groups()), shown=shown)
    if (found := _DAY_FIRST.match(plain)) and found[2].casefold() in _MONTHS:
        return _date(int(found[3]), _MONTHS[found[2].casefold()], int(found[1]), shown)
    if (found := _MONTH_FIRST.match(plain)) and found[1].casefold() in _MONTHS:
        return _date(int(found[3]), _MONTHS[found[1].casefold()], int(found[2]), shown)
    raise DoubtfulDate(f"{shown} is not a date that can be read for sure; write it as 2024-03-05")


def _numeric(first: int, second: int, year: int, *, shown: str) -> date:
    if first <= 12 and second <= 12 and first != second:
        raise DoubtfulDate(f"{shown} can be two dates; write it as {year}-{second:02}-{first:02} or the other way")
    day, month = (first, second) if second <= 12 else (second, first)
    return _date(year, month, day, shown)


def _date(year: int, month: int, day: int, shown: str) -> date:
    try:
        return date(year, month, day)
    except ValueError:
        raise DoubtfulDate(f"{shown} is no day of the calendar") from None
