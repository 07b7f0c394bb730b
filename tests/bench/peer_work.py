"""What an annotation server is asked to do, by the unmodified SDK, and whether it kept what it acknowledged.

Nothing here knows which server answers.
"""

from __future__ import annotations

import itertools
import json
import random
import re
import threading
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from typing import Any

import httpx
from label_studio_sdk import LabelStudio
from label_studio_sdk.core.request_options import RequestOptions

from tests.sdk.codings import TEXT
from tests.support.server import PLAIN

LABELS, RELATIONS = ("Event", "Actor", "Target", "Location", "Time", "Weapon"), ("agent", "target", "location")
CONFIG = (
    '<View><Header value="$headline"/><Labels name="span" toName="text">'
    + "".join(f'<Label value="{name}"/>' for name in LABELS)
    + "</Labels><Relations>"
    + "".join(f'<Relation value="{name}"/>' for name in RELATIONS)
    + '</Relations><Text name="text" value="$text"/></View>'
)
SPANS, LINKS, AT_ONCE, PAGE = 8, 3, 500, 100
FILLER = "Tunis: the union demanded their release; the ministry said nothing of the 11 arrests 🚨 in Málaga. "


@dataclass(frozen=True)
class Sent:
    """One coding that the server has acknowledged."""

    annotation: int
    task: int
    result: list[dict[str, Any]]


@dataclass(frozen=True)
class Kept:
    """How much of what was acknowledged is not as it should be in list and export; all zero is right."""

    lost: int = 0  # acknowledged, not in the export
    changed: int = 0  # other content
    reordered: int = 0  # same content in another order: members of a result, tasks of a project
    twice: int = 0  # given to two coders although one is asked for
    extra: int = 0  # in the export, never acknowledged


def article(number: int) -> dict[str, str]:
    """A task's data: 2.5 kB of text with letters of two, three and four bytes."""
    text = f"№ {number}. {TEXT}\n\n" + FILLER * 23
    return {"text": text, "headline": f"Arrests in Málaga 🚓 {number}", "doc_id": f"doc-{number:07d}"}


def result_for(text: str, rng: random.Random) -> list[dict[str, Any]]:
    """A result list of 8 spans and 3 relations that fits the text."""
    words = rng.sample([found.span() for found in re.finditer(r"\w+", text)], SPANS)
    spans = [
        {
            "id": f"{rng.getrandbits(48):012x}", "from_name": "span", "to_name": "text", "type": "labels",
            "origin": "manual",
            "value": {"start": start, "end": end, "text": text[start:end], "labels": [rng.choice(LABELS)]},
        }
        for start, end in words
    ]  # fmt: skip
    links = [
        {
            "from_id": spans[n]["id"], "to_id": spans[-1 - n]["id"], "type": "relation", "direction": "right",
            "labels": [name],
        }
        for n, name in enumerate(RELATIONS[:LINKS])
    ]  # fmt: skip
    return [*spans, *links]


@contextmanager
def clients(url: str, tokens: Sequence[str]) -> Iterator[list[LabelStudio]]:
    """One SDK client, with connections of its own, per token."""
    with ExitStack() as opened:
        https = [opened.enter_context(httpx.Client(timeout=300, follow_redirects=True, verify=PLAIN)) for _ in tokens]
        yield [
            LabelStudio(base_url=url, api_key=token, httpx_client=http)
            for token, http in zip(tokens, https, strict=True)
        ]


def import_articles(client: LabelStudio, project: int, count: int, first: int = 0) -> list[int]:
    """Load that many articles, numbered from ``first``; their ids in order."""
    ids: list[int] = []
    for start in range(first, first + count, AT_ONCE):
        numbers = range(start, min(start + AT_ONCE, first + count))
        answer: Any = client.projects.import_tasks(
            project, request=[{"data": article(n)} for n in numbers], return_task_ids=True
        )
        ids += answer.task_ids
    return ids


def next_task(client: LabelStudio, project: int, options: RequestOptions | None = None) -> tuple[int, str]:
    """Id and text of the article that the server gives this coder."""
    answer = client.actions.with_raw_response.create(id="next_task", project=project, request_options=options)
    body = answer.response.json()
    return int(body["id"]), str(body["data"]["text"])


def label(coders: Sequence[LabelStudio], project: int, cycles: int, seed: int = 0, retries: int = 0) -> list[Sent]:
    """So many cycles (next article, create) by all coders at once; what was acknowledged, in no order."""
    options = RequestOptions(max_retries=retries)
    left, start = itertools.count(), threading.Barrier(len(coders))

    def work(number: int, client: LabelStudio) -> list[Sent]:
        rng, mine = random.Random(f"{seed}/{number}"), []
        start.wait(60)
        while next(left) < cycles:
            task, text = next_task(client, project, options)
            result = result_for(text, rng)
            made = client.annotations.create(task, result=result, lead_time=12.5, request_options=options)
            mine.append(Sent(made.id or 0, task, result))
        return mine

    with ThreadPoolExecutor(len(coders)) as pool:
        return list(itertools.chain.from_iterable(pool.map(work, range(len(coders)), coders)))


def list_all(client: LabelStudio, project: int) -> list[int]:
    """The ids of all tasks, read page by page with everything in them."""
    return [task.id for task in client.tasks.list(project=project, page_size=PAGE)]


def export_all(client: LabelStudio, project: int) -> bytes:
    """The JSON export of all tasks."""
    return bytes(client.projects.exports.as_binary(project, export_type="JSON", timeout=600))


def check(imported: list[int], listed: list[int], exported: bytes, sent: Sequence[Sent]) -> Kept:
    """Compare what was acknowledged with what list and export hold, down to the order of a result's members."""
    tasks = json.loads(exported)
    found = {a["id"]: (task["id"], a["result"]) for task in tasks for a in task["annotations"]}
    lost = changed = reordered = 0
    for one in sent:
        task, result = found.get(one.annotation, (None, None))
        if result is None:
            lost += 1
        elif task != one.task or result != one.result:
            changed += 1
        elif json.dumps(result) != json.dumps(one.result):
            reordered += 1
    for order in (listed, [task["id"] for task in tasks]):
        lost += len(set(imported) - set(order))
        reordered += sum(a != b for a, b in zip(imported, order, strict=False)) if set(imported) == set(order) else 0
    twice = len(sent) - len({one.task for one in sent})
    return Kept(lost, changed, reordered, twice, len(found.keys() - {one.annotation for one in sent}))
