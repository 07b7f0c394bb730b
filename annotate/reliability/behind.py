"""The items behind a number: article by article, the sentence, and what each coder has there."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import orjson
from sqlmodel import Session

from annotate.access import SEES_ALL, ProjectAccess, project_for, visible_annotations
from annotate.annotations.checking import codebook_for
from annotate.errors import Invalid
from annotate.reliability import store, tables
from annotate.security import Caller
from annotate.tasks.layout import layout_of
from schemas.coding import Coding, parse_coding

if TYPE_CHECKING:
    from annotate.agreement.choice import Choice
    from annotate.agreement.items import Place, Wanted
    from annotate.reliability.tables import Kept
    from schemas.codebook import Codebook

Json = dict[str, Any]
AT_ONCE = 25  # articles read at a time


@dataclass(frozen=True)
class Page:
    """``after``: the article that the page before ended with; 0 for the first page. ``person``: only where this
    person differs from somebody. ``task``: this article alone.
    """

    after: int = 0
    limit: int = 50
    person: int | None = None
    task: int | None = None


def items(session: Session, caller: Caller, project_id: int, *, choice: Choice, wanted: Wanted, page: Page) -> Json:
    """Disagreements by a measure, in the order of articles. Codings that the caller may not see are not compared:
    an annotator sees nobody's, and nobody those of an article that they are coding themselves.
    """
    access = project_for(session, caller, project_id, *SEES_ALL)
    with tables.opened(session, access.project, codebook_for(session, access.project)) as kept:
        if kept is None:
            return {"articles": 0, "items": [], "next": None}
        articles = _candidates(kept, choice, wanted)
        keep = _kept_codings(kept, choice)
    if page.task is not None:
        articles = [task_id for task_id in articles if task_id == page.task]
    found: list[Json] = []
    rest = articles[bisect_right(articles, page.after) :]
    reader = _Reader(session, caller, access, wanted, keep=keep, person=page.person)
    last = page.after
    for start in range(0, len(rest), AT_ONCE):
        for task_id, places in reader.read(rest[start : start + AT_ONCE]):
            found += places
            last = task_id
            if len(found) >= page.limit:
                return {"articles": len(articles), "items": found, "next": last if last != articles[-1] else None}
    return {"articles": len(articles), "items": found, "next": None}


def _candidates(kept: Kept, choice: Choice, wanted: Wanted) -> list[int]:
    from annotate.agreement.report import candidates

    try:
        return candidates(kept.part(choice), wanted.key, tuple(sorted(wanted.codes)))
    except KeyError:
        raise Invalid(f"There are no items behind a measure {wanted.key!r}.") from None


def _kept_codings(kept: Kept, choice: Choice) -> set[tuple[int, int]] | None:
    """(article, coder) of the codings that the choice keeps; None for all."""
    keep = choice.codings(kept.table)
    if keep is None:
        return None
    codings = kept.table.codings
    articles = kept.table.articles[codings.column("slot")[keep]]
    return set(zip(articles.tolist(), codings.column("coder")[keep].tolist(), strict=True))


class _Reader:
    """Reads articles with the codings that the caller may see, and names the places where those differ."""

    def __init__(
        self,
        session: Session,
        caller: Caller,
        access: ProjectAccess,
        wanted: Wanted,
        *,
        keep: set[tuple[int, int]] | None,
        person: int | None,
    ) -> None:
        self.session, self.wanted, self.keep, self.person = session, wanted, keep, person
        self.seen = visible_annotations(caller, access.role)
        self.names: dict[int, str] = {}

    def read(self, task_ids: Sequence[int]) -> list[tuple[int, list[Json]]]:
        from annotate.agreement.items import of_sentences, places

        codings: dict[int, dict[int, Coding]] = {task_id: {} for task_id in task_ids}
        for row in store.seen_codings(self.session, task_ids, self.seen):
            if self.keep is None or (row.task_id, row.user_id) in self.keep:
                codings[row.task_id][row.user_id] = parse_coding(orjson.loads(row.coding))
                self.names[row.user_id] = row.name or f"Coder {row.user_id}"
        tasks = {row.id: row for row in store.texts(self.session, task_ids)}
        found = []
        for task_id in task_ids:
            if task_id in tasks and len(codings[task_id]) >= 2:
                sentences = layout_of(tasks[task_id])["sentences"] if of_sentences(self.wanted.key) else ()
                all_ = places(codings[task_id], self.wanted, sentences)
                here = [place for place in all_ if self._concerns(place)]
                book = self.wanted.codebook
                found.append((task_id, [told(tasks[task_id], place, self.names, book) for place in here]))
        return found

    def _concerns(self, place: Place) -> bool:
        """Whether the person asked for differs from somebody there; who has nothing there, only where that counts."""
        if self.person is None:
            return True
        mine = next((said for said in place.said if said.coder == self.person), None)
        if mine is None or (mine.value is None and not missing_counts(self.wanted.key)):
            return False
        return any((mine.value, mine.pieces) != (said.value, said.pieces) for said in place.said)


def told(task: Any, place: Place, names: Mapping[int, str], codebook: Codebook) -> Json:
    """A place in its sentence, with what each coder has there. ``task``: a row of ``store.texts``."""
    return {
        "task": task.id,
        "inner_id": task.inner_id,
        "title": task.title,
        "start": place.start,
        "end": place.end,
        "sentence": _sentence(task, place.start) if place.start is not None else None,
        "said": [
            {
                "coder": said.coder,
                "name": names[said.coder],
                "value": said.value,
                "label": _label(said.value, codebook),
                "pieces": [{"start": s, "end": e, "text": task.text[s:e]} for s, e in said.pieces],
                "event": said.event,
                "by_suggestion": said.by_suggestion,
            }
            for said in place.said
        ],
    }


def _label(value: str | None, codebook: Codebook) -> str:
    known = codebook.get(value) if value else None
    return known.label if known else ""


def _sentence(task: Any, start: int) -> Mapping[str, Any]:
    """The sentence around a character, with its place in the text."""
    found = [(s, e) for s, e in layout_of(task)["sentences"] if s <= start < e]
    begin, end = found[0] if found else (max(0, start - 100), min(len(task.text), start + 200))
    return {"start": begin, "end": end, "text": task.text[begin:end]}


def missing_counts(key: str) -> bool:
    """Whether it is a difference by this measure that one coder has something and the other nothing."""
    return key in ("event_f1", "step_found") or "_f1_" in key or key.startswith("u_")
