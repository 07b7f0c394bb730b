"""What must be mended before a coding can be stored as submitted: one small function per rule."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator

from schemas import actors
from schemas.coding import MODALITIES, Event, Mention
from schemas.text import slice_matches
from schemas.validation.context import SLOTS, Context, EventCheck, at, shown
from schemas.validation.problem import Problem


def coding_errors(context: Context) -> Iterator[Problem]:
    """All errors of a coding: of the whole, then of each mention, then of each event."""
    yield from _verdict(context)
    yield from _duplicate_ids(context)
    for index, mention in enumerate(context.coding.mentions):
        for mention_check in MENTION_CHECKS:
            yield from mention_check(context, f"mentions[{index}]", mention)
    for index, event in enumerate(context.coding.events):
        for event_check in EVENT_CHECKS:
            yield from event_check(context, index, event)


def _verdict(context: Context) -> Iterator[Problem]:
    verdict, count = context.coding.verdict, len(context.coding.events)
    message = ""
    if verdict is None:
        code, message = "no-verdict", "Say whether the article has events or no codable event."
    elif verdict == "no_codable_event" and count:
        code, message = "verdict-contradicts", f"“No codable event” beside {count} events: remove one or the other."
    elif verdict == "events" and not count:
        code, message = "verdict-contradicts", "There is no event yet: code one, or say “no codable event”."
    if message:
        yield Problem("verdict", "error", code, message)


def _duplicate_ids(context: Context) -> Iterator[Problem]:
    mention_ids = [m.id for m in context.coding.mentions]
    event_ids = [e.id for e in context.coding.events]
    for name, ids in (("mentions", mention_ids), ("events", event_ids)):
        counts = Counter(ids)
        for index, own in enumerate(ids):
            if counts[own] > 1:
                message = f"{counts[own]} {name} have the id {own!r}: give each its own."
                yield Problem(f"{name}[{index}].id", "error", "duplicate-id", message)


def _mention_type(context: Context, path: str, mention: Mention) -> Iterator[Problem]:
    if mention.type not in context.kinds:
        known = ", ".join(context.kinds)
        message = f"{mention.type!r} is no mention type of this codebook: use one of {known}."
        yield Problem(f"{path}.type", "error", "unknown-mention-type", message)


def _fragments(context: Context, path: str, mention: Mention) -> Iterator[Problem]:
    last = 0
    for index, fragment in enumerate(mention.fragments):
        place = f"{path}.fragments[{index}]"
        start, end, size = fragment.start, fragment.end, len(context.text)
        if not 0 <= start < end <= size:
            message = f"[{start}, {end}) does not lie in the text of {size} characters: mark the words again."
            yield Problem(place, "error", "offset-range", message)
            continue
        if not slice_matches(context.text, fragment):
            there = shown(context.text[start:end])
            message = f"The text there is {there}, not {shown(fragment.quote)}: mark the words again."
            yield Problem(f"{place}.quote", "error", "quote-differs", message)
        if start < last:
            message = "The pieces of a mention must stand in reading order and not overlap: mark the words again."
            yield Problem(place, "error", "fragments-overlap", message)
        last = end


def _actor_code(context: Context, path: str, mention: Mention) -> Iterator[Problem]:
    if mention.actor_code is None:
        return
    kind = context.kinds.get(mention.type)
    if kind is not None and not kind.coded:
        message = f"A {kind.label.lower()} carries no actor code: remove it or mark the words as an actor."
        yield Problem(f"{path}.actor_code", "error", "actor-code-misplaced", message)
    elif mention.actor_code and context.codebook.actors == "cameo":
        wrong = actors.check(mention.actor_code)
        if wrong is not None:
            message = f"{wrong[0].upper()}{wrong[1:]}."
            yield Problem(f"{path}.actor_code", "error", "actor-unparseable", message)


def _trigger(context: Context, index: int, event: Event) -> Iterator[Problem]:
    if event.trigger is None:
        yield at(index, "trigger", "error", "trigger-missing", "Mark the words that report the event.")
        return
    yield from _reference(context, index, "trigger", "trigger", event.trigger)


def _slots(context: Context, index: int, event: Event) -> Iterator[Problem]:
    for role, (name, _) in SLOTS.items():
        references = getattr(event, name)
        for number, reference in enumerate(references):
            yield from _reference(context, index, role, f"{name}[{number}]", reference)
        if len(references) > 1 and role in context.single:
            yield at(index, name, "error", "too-many", f"Only one {role} fits here: keep one of {len(references)}.")
        if len(set(references)) < len(references):
            yield at(index, name, "error", "named-twice", f"The same mention is {role} twice: keep it once.")


def _reference(context: Context, index: int, role: str, place: str, reference: str) -> Iterator[Problem]:
    mention = context.mentions.get(reference)
    if mention is None:
        message = f"The {role} refers to the mention {reference!r}, which does not exist: choose it again."
        yield at(index, place, "error", "dangling-reference", message)
    elif mention.type not in context.types[role]:
        allowed = " or ".join(context.types[role])
        message = f"{shown(mention.text)} is marked as {mention.type}, but a {role} must be {allowed}: choose another."
        yield at(index, place, "error", "wrong-mention-type", message)


def _same_as(context: Context, index: int, event: Event) -> Iterator[Problem]:
    if event.same_as is None:
        return
    if event.same_as == event.id:
        yield at(index, "same_as", "error", "same-as-self", "An event cannot be linked to itself: choose another one.")
    elif event.same_as not in context.event_ids:
        message = f"The event is linked to {event.same_as!r}, which does not exist: choose it again."
        yield at(index, "same_as", "error", "dangling-reference", message)


def _code(context: Context, index: int, event: Event) -> Iterator[Problem]:
    book, code = context.codebook, context.code(event)
    if event.code is None:
        yield at(index, "code", "error", "code-missing", "Choose an event code.")
    elif code is None:
        message = f"{book.title} has no code {event.code!r}: choose one from the list."
        yield at(index, "code", "error", "unknown-code", message)
    elif code.retired and context.new:
        message = f"Code {code.code} ({code.label}) is retired: choose another one."
        yield at(index, "code", "error", "retired-code", message)
    elif not code.selectable or (not book.inner_codes and code.code in book.parents):
        message = f"Code {code.code} ({code.label}) only groups others: choose one below it."
        yield at(index, "code", "error", "inner-code", message)


def _needs(context: Context, index: int, event: Event) -> Iterator[Problem]:
    code = context.code(event)
    sides = (
        ("source", event.sources, event.source_not_stated, code.source if code else "optional"),
        ("target", event.targets, event.target_not_stated, code.target if code else "optional"),
    )
    for role, filled, not_stated, need in sides:
        if need == "required" and not filled and not not_stated:
            message = f"Code {event.code} needs a {role}: choose one, or say that it is not stated."
            yield at(index, f"{role}s", "error", f"{role}-missing", message)
        if need == "forbidden" and filled:
            yield at(index, f"{role}s", "error", f"{role}-forbidden", f"Code {event.code} takes no {role}: remove it.")
        if filled and not_stated:
            message = f"The {role} is filled and also marked as not stated: remove one of the two."
            yield at(index, f"{role}s", "error", "not-stated-contradicts", message)
    if not any(filled or not_stated for _, filled, not_stated, _ in sides):
        message = "Neither source nor target: choose one, or say that they are not stated."
        yield Problem(f"events[{index}]", "error", "slots-unfilled", message)


def _source_is_target(context: Context, index: int, event: Event) -> Iterator[Problem]:
    shared = set(event.sources) & set(event.targets)
    if shared and not event.reciprocal:
        words = ", ".join(shown(m.text) for m in context.found(sorted(shared))) or "The same mention"
        message = f"{words} is source and target: change one of them, or mark the event as reciprocal."
        yield at(index, "targets", "error", "source-is-target", message)


def _attributes(context: Context, index: int, event: Event) -> Iterator[Problem]:
    known = context.codebook.modalities or MODALITIES[:1]
    if event.modality not in known:
        message = f"{event.modality!r} is no modality of this codebook: use one of {', '.join(known)}."
        yield at(index, "modality", "error", "unknown-modality", message)
    if event.certainty is not None and event.certainty not in (1, 2, 3):
        message = f"Certainty is 1 (guess), 2 or 3 (sure), not {event.certainty}."
        yield at(index, "certainty", "error", "certainty-range", message)


MentionCheck = Callable[[Context, str, Mention], Iterator[Problem]]
MENTION_CHECKS: tuple[MentionCheck, ...] = (_mention_type, _fragments, _actor_code)
EVENT_CHECKS: tuple[EventCheck, ...] = (_trigger, _code, _needs, _slots, _source_is_target, _same_as, _attributes)
