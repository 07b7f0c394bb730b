"""The articles that the scripted coders code, and the project they code them in."""

from __future__ import annotations

from dataclasses import replace
from functools import cache
from itertools import zip_longest
from typing import Any

from annotate.demo.corpus import DemoArticle, load_corpus
from annotate.demo.notation import renumber
from schemas.codebook import load_codebook
from schemas.coding import Coding, dump_coding, parse_coding
from schemas.labelstudio.result import to_result
from tests.browser.coding_support import Desk
from tests.browser.pages_support import PASSWORD
from tests.support.server import Person, Server, ok

EVENTS = 3  # of each article: the suite has to stay short


@cache
def articles() -> tuple[DemoArticle, ...]:
    """Two in five of the demo's articles with their first events: English, Spanish and Arabic, split mentions, several
    actors in one slot, nothing codable."""
    chosen = (article for at, article in enumerate(load_corpus()) if at % 5 in (0, 3))
    return tuple(replace(article, gold=_first_events(article.gold)) for article in chosen)


def _first_events(gold: Coding) -> Coding:
    events = gold.events[:EVENTS]
    used = {m for e in events for m in (e.trigger, *e.sources, *e.targets, *e.locations, *e.times)}
    mentions = tuple(m for m in gold.mentions if m.id in used)
    return renumber(gold.model_copy(update={"events": events, "mentions": mentions}))


def gold_desk(server: Server, *, dictionary: bool, suggested: bool = False) -> Desk:
    """A coder with the articles in the queue; with a dictionary, every actor was coded once before; suggested: a
    model has predicted every event."""
    project = server.project(title="Gold again", instructions="Code as before.")
    coder = server.user("gwen@example.org", "annotator", project, password=PASSWORD)
    if dictionary or suggested:
        rules = {"first_unaided": 0, "reliability_share": 0}
        ok(server.admin.client.patch(f"/api/app/projects/{project}", json=rules))
    if dictionary:
        _dictionary(server, coder, project)
    tasks = server.tasks(project, [_data(article) for article in articles()])
    if suggested:
        _predictions(server, tasks)
    return Desk(server, coder, project, tasks)


def _predictions(server: Server, tasks: list[int]) -> None:
    """One prediction for each event."""
    codebook = load_codebook("cameo")
    for task, article in zip(tasks, articles(), strict=True):
        for event in article.gold.events:
            used = {event.trigger, *event.sources, *event.targets, *event.locations, *event.times}
            mentions = tuple(m for m in article.gold.mentions if m.id in used)
            alone = article.gold.model_copy(update={"events": (event,), "mentions": mentions})
            body = {"task": task, "result": to_result(alone, codebook), "score": 0.9, "model_version": "gold"}
            ok(server.admin.client.post("/api/predictions", json=body))


def _data(article: DemoArticle) -> dict[str, Any]:
    return {
        "text": article.text,
        "title": article.title,
        "outlet": article.outlet,
        "published": article.published.isoformat(),
        "lang": article.lang,
    }


def _dictionary(server: Server, coder: Person, project: int) -> None:
    """An earlier article in which the coder has given every actor its code."""
    actors = [m for article in articles() for m in article.gold.mentions if m.actor_code]
    pairs = dict.fromkeys((" … ".join(f.quote for f in m.fragments), m.actor_code) for m in actors)
    text = "Listed:"
    mentions: list[dict[str, Any]] = [{"id": "m1", "type": "trigger", "fragments": [_fragment(0, "Listed")]}]
    for name, code in pairs:
        start = len(text) + 1
        text += f"\n{name}"
        mention = {"id": f"m{len(mentions) + 1}", "type": "actor", "fragments": [_fragment(start, name)]}
        mentions.append({**mention, "actor_code": code})
    sources = [m["id"] for m in mentions[1:]]
    event = {"id": "e1", "trigger": "m1", "code": "010", "sources": sources, "target_not_stated": True}
    task = server.tasks(project, [{"text": text, "lang": "en"}])[0]
    coding = {"verdict": "events", "mentions": mentions, "events": [event]}
    ok(coder.client.post(f"/api/tasks/{task}/annotations", json={"coding": coding}))


def _fragment(start: int, quote: str) -> dict[str, Any]:
    return {"start": start, "end": start + len(quote), "quote": quote}


def comparable(coding: Coding, *, typed: bool = True) -> dict[str, Any]:
    """The coding without what the screen has no slot for; ``typed=False``: also without notes and numbers."""
    drop: dict[str, Any] = {} if typed else {"note": "", "magnitude": None}
    mentions = tuple(m.model_copy(update={"actor_id": None}) for m in coding.mentions)
    place = {m.id: m.start for m in mentions}
    plain = {"kept": (), "provenance": {}, "suggestion": None, **drop}
    in_order = sorted(coding.events, key=lambda e: (place[e.trigger or ""], e.code or ""))
    events = tuple(e.model_copy(update=plain) for e in in_order)
    same: dict[str, Any] = dump_coding(renumber(coding.model_copy(update={"mentions": mentions, "events": events})))
    return same


def differences(coded: Coding, gold: Coding, *, typed: bool = True) -> list[str]:
    """What is not the same in both, part by part: "what was coded; what the gold has"."""
    a, b = comparable(coded, typed=typed), comparable(gold, typed=typed)
    pairs: list[tuple[Any, Any]] = [(a["verdict"], b["verdict"]), (a.get("note"), b.get("note"))]
    for name in ("mentions", "events"):
        pairs += zip_longest(a.get(name, []), b.get(name, []))
    return [f"{ours}; {theirs}" for ours, theirs in pairs if ours != theirs]


def stored(place: Desk, at: int) -> Coding:
    """What the server has of the article."""
    (found,) = place.stored(place.tasks[at])
    coding: Coding = parse_coding(found["coding"])
    return coding
