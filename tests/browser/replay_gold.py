"""The articles that the scripted coders code, and the project they code them in."""

from __future__ import annotations

from functools import cache
from itertools import zip_longest
from typing import Any

from annotate.demo.corpus import DemoArticle, load_corpus
from annotate.demo.notation import renumber
from schemas.coding import Coding, dump_coding, parse_coding
from tests.browser.coding_support import Desk
from tests.browser.pages_support import PASSWORD
from tests.support.server import Person, Server, ok

EVERY = 2


@cache
def articles() -> tuple[DemoArticle, ...]:
    """Every other article of the demo: all languages, split mentions, several actors, nothing codable."""
    return tuple(load_corpus()[::EVERY])


def gold_desk(server: Server, *, dictionary: bool) -> Desk:
    """A coder with the articles in the queue; with a dictionary, every actor was coded once before."""
    project = server.project(title="Gold again", instructions="Code as before.")
    coder = server.user("gwen@example.org", "annotator", project, password=PASSWORD)
    if dictionary:
        _dictionary(server, coder, project)
    tasks = server.tasks(project, [_data(article) for article in articles()])
    return Desk(server, coder, project, tasks)


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
    names = {
        " … ".join(f.quote for f in m.fragments): m.actor_code
        for a in articles()
        for m in a.gold.mentions
        if m.actor_code
    }
    text, mentions = (
        "Listed:",
        [{"id": "m1", "type": "trigger", "fragments": [{"start": 0, "end": 6, "quote": "Listed"}]}],
    )
    for name, code in names.items():
        start = len(text) + 1
        text += f"\n{name}"
        fragment = {"start": start, "end": start + len(name), "quote": name}
        mentions.append({"id": f"m{len(mentions) + 1}", "type": "actor", "fragments": [fragment], "actor_code": code})  # type: ignore[dict-item]
    sources = [m["id"] for m in mentions[1:]]
    event = {"id": "e1", "trigger": "m1", "code": "010", "sources": sources, "target_not_stated": True}
    task = server.tasks(project, [{"text": text, "lang": "en"}])[0]
    coding = {"verdict": "events", "mentions": mentions, "events": [event]}
    ok(coder.client.post(f"/api/tasks/{task}/annotations", json={"coding": coding}))


def comparable(coding: Coding, *, typed: bool = True) -> dict[str, Any]:
    """The coding without what the screen has no slot for; ``typed=False``: also without notes and numbers."""
    drop: dict[str, Any] = {} if typed else {"note": "", "magnitude": None}
    mentions = tuple(m.model_copy(update={"actor_id": None}) for m in coding.mentions)
    events = tuple(e.model_copy(update={"kept": (), "provenance": {}, **drop}) for e in coding.events)
    same: dict[str, Any] = dump_coding(renumber(coding.model_copy(update={"mentions": mentions, "events": events})))
    return same


def differences(coded: Coding, gold: Coding, *, typed: bool = True) -> list[tuple[Any, Any]]:
    """Pairs (coded, gold) of what is not the same in both."""
    a, b = comparable(coded, typed=typed), comparable(gold, typed=typed)
    pairs: list[tuple[Any, Any]] = [(a["verdict"], b["verdict"]), (a.get("note"), b.get("note"))]
    for name in ("mentions", "events"):
        pairs += zip_longest(a.get(name, []), b.get(name, []))
    return [pair for pair in pairs if pair[0] != pair[1]]


def stored(place: Desk, at: int) -> Coding:
    """What the server has of the article."""
    (found,) = place.stored(place.tasks[at])
    coding: Coding = parse_coding(found["coding"])
    return coding
