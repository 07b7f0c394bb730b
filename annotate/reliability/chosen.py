"""The filters of the agreement page in an address, as the part of a project that they choose."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING, Annotated, Any, Literal

from fastapi import Depends, Query

from annotate.errors import Invalid

if TYPE_CHECKING:
    from annotate.agreement.choice import Choice


def _choice(
    *,
    people: Annotated[list[int] | None, Query(description="only codings by these people")] = None,
    since: Annotated[date | None, Query(description="submitted on this day or later (UTC)")] = None,
    until: Annotated[date | None, Query(description="submitted on this day or earlier (UTC)")] = None,
    suggestions: Annotated[
        Literal["all", "with", "without"], Query(description="codings in which a suggestion was accepted, or none was")
    ] = "all",
    code: Annotated[
        list[str] | None, Query(description="only events to which somebody gave this code or one below")
    ] = None,
    where: Annotated[
        list[str] | None, Query(description="field:value of the articles, see `choices`; or period:date")
    ] = None,
) -> Choice:
    from annotate.agreement.choice import Choice

    pairs = [(field, value) for field, _, value in (w.partition(":") for w in where or ())]
    if any(not field or not value for field, value in pairs):
        raise Invalid("where: write it as field:value, such as where=outlet:Reuters.")
    return Choice(
        people=tuple(sorted(set(people or ()))),
        since=_minute(since) if since else None,
        until=_minute(until + timedelta(days=1)) if until else None,
        suggestions=suggestions,
        codes=tuple(sorted(set(code or ()))),
        where=tuple(sorted(set(pairs))),
    )


def _minute(day: date) -> int:
    return int(datetime(day.year, day.month, day.day, tzinfo=UTC).timestamp() // 60)


# not Annotated[Choice, …]: the class would be loaded, numbers and all, at the start of the server
CHOSEN: Any = Depends(_choice)
