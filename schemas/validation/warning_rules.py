"""What looks doubtful: shown to the coder, who mends it or keeps it with one key. One small function per rule."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from schemas import actors
from schemas.codebook import Code
from schemas.coding import Event, Mention
from schemas.validation.context import SLOTS, Context, EventCheck, at, shown, span_of
from schemas.validation.dates import earliest_day
from schemas.validation.problem import Problem
from schemas.words import fold

_FUTURE = re.compile(
    r"\b(?:will|won['’]t|shall|imminent(?:ly)?|upcoming|forthcoming|tomorrow|going to|about to|plans? to|set to"
    r"|next (?:week|month|year)|before the end of)\b",
    re.IGNORECASE,
)
_STOP = re.compile(r"[.!?]\s|\n")
_NEAR = 40  # characters before and after a trigger in which a future word counts
_PASSIVE = re.compile(r"\b(?:was|were|is|are|been|being|be|got)\s+(?:\w+\s+)?$", re.IGNORECASE)
_BY = re.compile(r"\s+by\b[^,.;:]{0,25}$", re.IGNORECASE)
_ADMITTED = re.compile(r"\b(?:peacekeeper|blue helmet|inspector|monitor|observer)s?\b", re.IGNORECASE)
_PROTESTERS = re.compile(r"\b(?:protest[eo]r|demonstrator|marcher|rioter|picketer)s?\b", re.IGNORECASE)


def coding_warnings(context: Context) -> Iterator[Problem]:
    """All warnings of a coding; those that the coder kept come with ``kept=True``."""
    for index, event in enumerate(context.coding.events):
        for check in EVENT_CHECKS:
            for problem in check(context, index, event):
                yield replace(problem, kept=True) if problem.code in event.kept else problem
    yield from _actors(context)


def _residual(context: Context, index: int, event: Event) -> Iterator[Problem]:
    code, trigger = context.code(event), context.trigger(event)
    if code is None or trigger is None or not code.generic:
        return
    fitting = context.codebook.word_index.codes(trigger.text)
    if code.code in fitting:
        return
    below = code.code if code.code in context.codebook.parents else code.parent
    better = sorted(c for c in fitting if below in context.codebook.path(c)[:-1])
    if better:
        named = " or ".join(_named(context.codebook.by_code[c]) for c in better[:3])
        message = f"{code.code} is for what is not specified below, but {shown(trigger.text)} points to {named}: check."
        yield at(index, "code", "warning", "residual-code", message)


def _named(code: Code) -> str:
    return f"{code.code} ({code.label})"


def _root_only(context: Context, index: int, event: Event) -> Iterator[Problem]:
    code = context.code(event)
    if code is not None and code.parent is None and code.code in context.codebook.parents:
        message = f"{_named(code)} is a root code: choose a more exact code below it if the text allows."
        yield at(index, "code", "warning", "root-only", message)


def _same_trigger(context: Context, index: int, event: Event) -> Iterator[Problem]:
    trigger = context.trigger(event)
    if trigger is not None and context.by_trigger[span_of(trigger)][0] != index:
        message = f"{shown(trigger.text)} is already the trigger of another event: check that these are two."
        yield at(index, "trigger", "warning", "same-trigger-twice", message)


def _statement(context: Context, index: int, event: Event) -> Iterator[Problem]:
    trigger, code = context.trigger(event), context.code(event)
    if trigger is None or code is None or context.codebook.root(code.code) != "01":
        return
    for other_index in context.by_trigger[span_of(trigger)]:
        other = context.coding.events[other_index]
        other_code = context.code(other)
        if other_code is None or context.codebook.root(other_code.code) == "01":
            continue
        if set(event.sources) & set(other.sources):
            message = f"The same words and source are coded {other_code.code}: a statement beside it is seldom meant."
            yield at(index, "code", "warning", "statement-beside-event", message)
            return


def _future(context: Context, index: int, event: Event) -> Iterator[Problem]:
    trigger = context.trigger(event)
    if trigger is None or event.modality != "asserted":
        return
    found = _FUTURE.search(_around(context, trigger))
    if found is not None:
        message = f"{shown(found[0])} stands near the trigger, but the event is asserted: is it in the future?"
        yield at(index, "modality", "warning", "future-word", message)


def _around(context: Context, trigger: Mention) -> str:
    """The words around a trigger, in its own sentence: as given, else up to the next full stop or line end."""
    start, end = _whole_words(context.text, max(0, trigger.start - _NEAR), trigger.end + _NEAR)
    number = context.sentence(trigger.start)
    if context.sentences and number >= 0:
        start, end = max(start, context.sentences[number][0]), min(end, context.sentences[number][1])
        return context.text[start:end]
    before, after = context.text[start : trigger.start], context.text[trigger.start : end]
    return _STOP.split(before)[-1] + _STOP.split(after)[0]


def _whole_words(text: str, start: int, end: int) -> tuple[int, int]:
    """Without the halves of words at its ends: of "goodwill" no "will" is to be left."""
    while 0 < start < len(text) and text[start - 1].isalnum() and text[start].isalnum():
        start += 1
    while start < end < len(text) and text[end - 1].isalnum() and text[end].isalnum():
        end -= 1
    return start, end


def _protesters(context: Context, index: int, event: Event) -> Iterator[Problem]:
    if event.code != "173" or context.codebook.get("175") is None:
        return
    for mention in context.found(event.targets):
        if _PROTESTERS.search(mention.text):
            message = f"{shown(mention.text)} as target of 173: if force was used against a protest, take 175."
            yield at(index, "code", "warning", "protesters-173", message)
            return


def _swapped(context: Context, index: int, event: Event) -> Iterator[Problem]:
    """The costliest slip that nothing else shows: the one acted upon as source."""
    trigger, code = context.trigger(event), context.code(event)
    if trigger is None or code is None or event.reciprocal:
        return
    if _PASSIVE.search(context.text[max(0, trigger.start - _NEAR) : trigger.start]):
        for mention in context.found(event.targets):
            if mention.start > trigger.end and _BY.match(context.text[trigger.end : mention.start]):
                message = (
                    f"{shown(mention.text)} stands behind “by” and so seems to act: are source and target swapped?"
                )
                yield at(index, "sources", "warning", "roles-swapped", message)
                return
    if "086" in context.codebook.path(code.code):
        for mention in context.found(event.sources):
            if _ADMITTED.search(mention.text):
                message = (
                    f"The source of {_named(code)} is who lets in, not {shown(mention.text)}: are the two swapped?"
                )
                yield at(index, "sources", "warning", "roles-swapped", message)
                return


def _target_not_stated(context: Context, index: int, event: Event) -> Iterator[Problem]:
    code = context.code(event)
    for role, not_stated in (("source", event.source_not_stated), ("target", event.target_not_stated)):
        if code is not None and not_stated and getattr(code, role) == "required":
            message = f"{_named(code)} normally has a {role}: check that the article truly names none."
            yield at(index, f"{role}s", "warning", f"{role}-not-stated", message)


def _same_actor_code(context: Context, index: int, event: Event) -> Iterator[Problem]:
    codes = {m.actor_code for m in context.found(event.sources)} & {m.actor_code for m in context.found(event.targets)}
    shared = sorted(code for code in codes if code)
    if shared and not event.reciprocal and not set(event.sources) & set(event.targets):
        message = f"Source and target have the same actor code {shared[0]}: check that these are two actors."
        yield at(index, "targets", "warning", "same-actor-code", message)


def _late_date(context: Context, index: int, event: Event) -> Iterator[Problem]:
    if context.published is None or event.modality in ("future", "hypothetical"):
        return
    for mention in context.found(event.times):
        day = earliest_day(mention.text)
        if day is not None and day > context.published:
            when = f"{shown(mention.text)} is after the publication on {context.published.isoformat()}"
            message = f"{when}: check the date, or set the modality to future."
            yield at(index, "times", "warning", "date-after-publication", message)


def _elsewhere(context: Context, index: int, event: Event) -> Iterator[Problem]:
    trigger, filled = context.trigger(event), context.found((*event.sources, *event.targets))
    if not context.sentences or trigger is None or not filled:
        return
    here = context.sentence(trigger.start)
    if all(context.sentence(f.start) != here for mention in filled for f in mention.fragments):
        message = "The trigger stands in another sentence than source and target: check that they belong together."
        yield at(index, "trigger", "warning", "actors-elsewhere", message)


def _actors(context: Context) -> Iterator[Problem]:
    """Warnings of actor mentions; kept when every event that names the actor kept them."""
    if context.codebook.actors == "none":
        return
    users: dict[str, list[Event]] = {}
    for event in context.coding.events:
        for reference in {r for name, _ in SLOTS.values() for r in getattr(event, name)}:
            users.setdefault(reference, []).append(event)
    named: dict[str, list[Mention]] = {}
    for mention in context.coding.mentions:
        if mention.actor_code:
            named.setdefault(fold(mention.text), []).append(mention)
    for index, mention in enumerate(context.coding.mentions):
        kind = context.kinds.get(mention.type)
        if kind is not None and kind.coded:
            path = f"mentions[{index}].actor_code"
            yield from _actor(context, path, mention, users.get(mention.id, ()))
            yield from _otherwise(path, mention, named.get(fold(mention.text), ()), users.get(mention.id, ()))


def _otherwise(path: str, mention: Mention, alike: Sequence[Mention], users: Sequence[Event]) -> Iterator[Problem]:
    """The same name with another code elsewhere in the article."""
    other = next((m for m in alike if mention.actor_code and users and m.actor_code != mention.actor_code), None)
    if other is not None:
        kept = all("name-coded-otherwise" in event.kept for event in users)
        message = f"{shown(mention.text)} has the actor code {other.actor_code} elsewhere in this article: check which."
        yield Problem(path, "warning", "name-coded-otherwise", message, kept)


def _actor(context: Context, path: str, mention: Mention, users: Sequence[Event]) -> Iterator[Problem]:
    code = ""
    if mention.actor_code is None:
        if users:
            code, message = "actor-uncoded", "has no actor code: give one, or mark the actor as unknown"
    elif not mention.actor_code:
        if not mention.actor_id:
            code, message = "unknown-actor", "is an unknown actor: give a name by which it can be found again"
    elif context.codebook.actors == "cameo" and actors.check(mention.actor_code) is None:
        unknown = actors.parse_actor(mention.actor_code).unknown_blocks
        if unknown:
            code, message = "unknown-block", f"has {unknown[0]} in its actor code, which no table lists: check it"
    if code:
        kept = bool(users) and all(code in event.kept for event in users)
        yield Problem(path, "warning", code, f"{shown(mention.text)} {message}.", kept)


EVENT_CHECKS: tuple[EventCheck, ...] = (
    _residual,
    _root_only,
    _same_trigger,
    _statement,
    _future,
    _protesters,
    _swapped,
    _target_not_stated,
    _same_actor_code,
    _late_date,
    _elsewhere,
)
