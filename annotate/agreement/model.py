"""A model as one more coder: what it says of articles that people have coded, beside what each of them said.

Two of its codings are compared, because they answer two questions: what it finds in an article by itself, and which
codes it gives to events that people have marked. The measures are those between people, over the same articles.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from annotate.agreement.choice import Choice
from annotate.agreement.estimate import Estimate
from annotate.agreement.items import Wanted, clusters, places
from annotate.agreement.overlaps import Pieces
from annotate.agreement.reading import Reading, Stored
from annotate.agreement.record import Coded, make_record
from annotate.agreement.report import Part
from annotate.agreement.table import Table
from schemas.codebook import Codebook

MODEL = 0  # its number among the coders; people are numbered from 1
ALONE = ("event_f1", "trigger_f1_overlap", "event_f1_strict")
GIVEN = ("code_percent", "code_alpha", "root_alpha", "tree_alpha", "goldstein_difference")
BEHIND = ("event_f1", "event_f1_strict", "code_percent", "root_alpha")  # the measures whose places are kept
MOST_PLACES = 100  # of one measure and coder
SILENT = "the model is not sure enough to find events by itself"
Json = dict[str, Any]


@dataclass(frozen=True)
class Compared:
    """An article of ``length`` characters: codings of people by number, and the model's two.

    ``alone``: what it finds; None from a model that finds no events. ``given``: its codes at what people marked.
    """

    article: int
    length: int
    people: Mapping[int, Stored]
    alone: Stored | None
    given: Stored


def marked(people: Mapping[int, Stored]) -> list[Pieces]:
    """Where people marked events, each event once: of a cluster the place most of them gave, the first of several."""
    found = clusters({coder: Reading(coding) for coder, coding in people.items()})
    given = [Counter(event.span.trigger for event in cluster.values()) for cluster in found]
    return [min(counted, key=lambda place: (-counted[place], place)) for counted in given]


def coded_at(marks: Sequence[Pieces], codes: Sequence[str | None]) -> Stored:
    """A coding with an event for each mark, of that code."""
    mentions = [{"id": f"m{n}", "type": "trigger", "fragments": _fragments(mark)} for n, mark in enumerate(marks)]
    events = [{"id": f"e{n}", "trigger": f"m{n}", "code": code} for n, code in enumerate(codes)]
    return {"mentions": mentions, "events": events}


def _fragments(mark: Pieces) -> list[Json]:
    return [{"start": start, "end": end} for start, end in mark]


def joined(codings: Iterable[Stored]) -> Stored:
    """Codings of one event each as one coding; what several of them mark alike is one mention."""
    mentions: dict[str, Json] = {}
    events: list[Json] = []
    for coding in codings:
        name = {m["id"]: _name(m) for m in coding.get("mentions", ())}
        mentions |= {name[m["id"]]: {**m, "id": name[m["id"]]} for m in coding.get("mentions", ())}
        for event in coding.get("events", ()):
            slots = {slot: [name[i] for i in event.get(slot, ())] for slot in ("sources", "targets")}
            events.append({**event, **slots, "id": f"e{len(events)}", "trigger": name[event["trigger"]]})
    return {"mentions": list(mentions.values()), "events": events}


def _name(mention: Mapping[str, Any]) -> str:
    return f"{mention['type']} " + ",".join(f"{f['start']}-{f['end']}" for f in mention["fragments"])


def compare(articles: Sequence[Compared], codebook: Codebook, codes: tuple[str, ...] = ()) -> Json:
    """How the model stands to each coder, and coders to each other, over these articles; ``codes``: over events to
    which one of the two gave one of these codes or one below.

    ``coders``: by number, each with ``articles``, the measures by key, and how many events of the model's and of the
    coder's are the same one. ``people``: the same measures among people. ``places``: what lies behind, see ``behind``.
    """
    coders = sorted({coder for one in articles for coder in one.people})
    silent = any(one.alone is None for one in articles)
    among = Part(_table(articles, ()), codebook, Choice(codes=codes), {})
    alone = _table([one for one in articles if one.alone is not None], ("alone",))
    given = _table(articles, ("given",))
    rows, behind = [], {}
    for coder in coders:
        choice = Choice(people=(MODEL, coder), codes=codes)
        by_itself, at_marks = Part(alone, codebook, choice, {}), Part(given, codebook, choice, {})
        found = dict.fromkeys(ALONE, Estimate(None, 0, 0, why=SILENT)) if silent else _estimates(by_itself, ALONE)
        measures = {key: vars(estimate) for key, estimate in (found | _estimates(at_marks, GIVEN)).items()}
        met = None if silent else _met(by_itself, coder)
        rows.append({"coder": coder, "articles": int(at_marks.counted.sum()), "measures": measures, "events": met})
        behind[str(coder)] = _behind(articles, coder, codebook, (by_itself, at_marks))
    people = {key: vars(estimate) for key, estimate in _estimates(among, (*ALONE, *GIVEN)).items()}
    double = int(among.counted.sum())
    return {
        "articles": len(articles),
        "coders": rows,
        "people": {"articles": double, "measures": people},
        "places": behind,
    }


def _table(articles: Sequence[Compared], models: Sequence[str]) -> Table:
    """The codings of people as a table, with that of the model where it is named."""
    table = Table()
    table.put([(one.article, make_record(_coded(one, models), one.length)) for one in articles])
    return table


def _coded(one: Compared, models: Sequence[str]) -> list[Coded]:
    return [
        *(Coded(coder, coding) for coder, coding in one.people.items()),
        *(Coded(MODEL, getattr(one, name)) for name in models),
    ]


def _estimates(part: Part, keys: Sequence[str]) -> dict[str, Estimate]:
    return {d.key: d.compute(part.groups)[0] for d in part.measures.all() if d.key in keys}


def _met(part: Part, coder: int) -> Json:
    """Events of the model, of the coder, and those that are the same one: precision and recall in counts."""
    codings = part.table.codings
    chosen = part.counted[codings.column("slot")]
    who, events = codings.column("coder")[chosen], part.view.event_counts()[chosen]
    both = int(part.groups.total(part.view.of("found"))[0]) // 2
    return {"model": int(events[who == MODEL].sum()), "coder": int(events[who == coder].sum()), "both": both}


def _behind(articles: Sequence[Compared], coder: int, codebook: Codebook, parts: tuple[Part, Part]) -> Json:
    """By measure: how many ``articles`` and ``places`` hold a difference of this coder's, and the ``first`` places.

    ``parts``: those in which the model's coding is what it finds, and what it gives.
    """
    alone, given = ({int(n) for n in part.table.articles[part.counted]} for part in parts)
    counted = {key: given if key in GIVEN else alone for key in BEHIND}
    return {
        key: _differing([one for one in articles if one.article in counted[key]], coder, Wanted(key, codebook))
        for key in BEHIND
    }


def _differing(articles: Sequence[Compared], coder: int, wanted: Wanted) -> Json:
    total, held = 0, 0
    first: list[Json] = []
    for one in articles:
        own = one.given if wanted.key in GIVEN else one.alone
        if coder not in one.people or own is None:
            continue
        found = places({MODEL: own, coder: one.people[coder]}, wanted)
        total, held = total + len(found), held + bool(found)
        first += [{"task": one.article, **asdict(place)} for place in found[: MOST_PLACES - len(first)]]
    return {"articles": held, "places": total, "first": first}
