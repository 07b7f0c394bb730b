"""A project with several coders, and codings that agree as far as a test wants."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from schemas.coding import parse_coding
from tests.support.server import Person, Server, ok

TEXT = (
    "Police in Tunis arrested eleven protesters on Friday. The union demanded their release. Troops shelled the port."
)


@dataclass
class Work:
    """A project, its articles and its coders."""

    server: Server
    project: int
    tasks: list[int]
    coders: list[Person]

    def submit(self, coder: int, task: int, *events: Any, **more: Any) -> dict[str, Any]:
        body = {"coding": coding(*events), **more}
        answer = self.coders[coder].client.post(f"/api/tasks/{self.tasks[task]}/annotations/", json=body)
        found: dict[str, Any] = ok(answer)
        return found

    def report(self, person: Person | None = None, **params: Any) -> dict[str, Any]:
        asking = person or self.server.admin
        found: dict[str, Any] = ok(asking.client.get(f"/api/app/projects/{self.project}/agreement", params=params))
        return found

    def items(self, measure: str, person: Person | None = None, **params: Any) -> dict[str, Any]:
        asking = person or self.server.admin
        address = f"/api/app/projects/{self.project}/agreement/items"
        found: dict[str, Any] = ok(asking.client.get(address, params={"measure": measure, **params}))
        return found

    def values(self, **params: Any) -> dict[str, float | None]:
        return {m["key"]: m["value"] for m in self.report(**params)["measures"]}


def begin(server: Server, articles: int = 3, coders: int = 2, overlap: int | None = None) -> Work:
    project = server.project(overlap=overlap or coders)
    texts = [{"text": f"{TEXT} Number {n}.", "outlet": f"Outlet {n % 2}"} for n in range(articles)]
    tasks = server.tasks(project, texts)
    people = [server.user(f"coder{n}@example.org", "annotator", project) for n in range(coders)]
    return Work(server, project, tasks, people)


ARREST = ("arrested", "173", ("Police", "TUNCOP"), ("protesters", "TUNOPP"))
DEMAND = ("demanded", "1053", ("union", "TUNLAB"), ("release", "TUNGOV"))
SHELL = ("shelled", "194", ("Troops", "TUNMIL"), ("port", "TUNCVL"))


def recode(event: Any, code: str) -> Any:
    return (event[0], code, *event[2:])


def coding(*events: Any, suggested: bool = False) -> dict[str, Any]:
    """A coding with events given as (trigger, code, source, target), an actor as (words, code)."""
    mentions: dict[str, dict[str, Any]] = {}

    def mention(words: str, kind: str, code: str | None = None) -> str:
        start = TEXT.index(words)
        fragment = {"start": start, "end": start + len(words), "quote": words}
        found = {"id": f"{kind} {words}", "type": kind, "fragments": [fragment]}
        mentions[str(found["id"])] = found | ({"actor_code": code} if code is not None else {})
        return str(found["id"])

    made = []
    for n, (trigger, code, source, target) in enumerate(events):
        event = {"id": f"e{n}", "trigger": mention(trigger, "trigger"), "code": code}
        event["sources"], event["targets"] = (
            [mention(source[0], "actor", source[1])],
            [mention(target[0], "actor", target[1])],
        )
        if suggested:
            event["provenance"] = {"code": {"origin": "accepted", "model": "m"}}
        made.append(event)
    found = {"verdict": "events" if made else "no_codable_event", "mentions": list(mentions.values()), "events": made}
    parse_coding(found)
    return found
