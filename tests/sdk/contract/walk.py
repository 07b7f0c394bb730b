"""Every call of the contract once, by the unmodified SDK, written down as (method, path, status, shape of the JSON).

The same walk goes to our server and to a real Label Studio. A step that fails for a known reason goes on: its answer
is part of the transcript.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping
from typing import Any

import httpx
from label_studio_sdk import LabelStudio
from label_studio_sdk.core.api_error import ApiError
from label_studio_sdk.data_manager import Column, Filters, Type

CONFIG = """<View>
  <Labels name="ev" toName="text"><Label value="Actor"/><Label value="Event"/></Labels>
  <Choices name="tone" toName="text"><Choice value="calm"/><Choice value="angry"/></Choices>
  <Relations><Relation value="agent"/></Relations>
  <Text name="text" value="$text"/>
</View>"""
TEXT = "Police 🚓 arrested Ana Nuñez in Málaga."
Shape = Any
Entry = dict[str, Any]


def result() -> list[dict[str, Any]]:
    def span(name: str, start: int, end: int, label: str) -> dict[str, Any]:
        value = {"start": start, "end": end, "text": TEXT[start:end], "labels": [label]}
        return {"id": name, "from_name": "ev", "to_name": "text", "type": "labels", "value": value}

    relation = {"type": "relation", "from_id": "b", "to_id": "a", "direction": "right", "labels": ["agent"]}
    return [span("a", 0, 6, "Actor"), span("b", 9, 17, "Event"), relation]


class Steps(dict[str, Callable[["Walk"], object]]):
    """Named steps in their order; ``steps(name)(run)`` adds one."""

    def __call__(self, name: str) -> Callable[[Callable[[Walk], object]], Callable[[Walk], object]]:
        def added(run: Callable[[Walk], object]) -> Callable[[Walk], object]:
            assert name not in self, name
            self[name] = run
            return run

        return added


class Walk:
    """A server with its client, what was made on the way, and what was answered."""

    def __init__(self, url: str, token: str) -> None:
        self.entries: list[Entry] = []
        self.now = ""
        self.http = httpx.Client(timeout=120, follow_redirects=True, event_hooks={"response": [self._note]})
        self.sdk = LabelStudio(base_url=url, api_key=token, httpx_client=self.http)
        self.url, self.headers = url, {"Authorization": f"Token {token}"}
        self.project = self.task = self.other = self.annotation = self.prediction = self.view = self.export = 0
        self.webhook = self.user = self.draft = self.comment = self.review = self.history = self.pair = self.theirs = 0
        self.pat = ""

    def run(self, steps: Mapping[str, Callable[[Walk], object]]) -> list[Entry]:
        with self.http:
            for name, run in steps.items():
                self.now = name
                try:
                    run(self)
                except (ApiError, httpx.HTTPError, TypeError, AttributeError, IndexError, KeyError) as error:
                    self.entries.append({"step": name, "raised": type(error).__name__})
        return self.entries

    def organization(self) -> int:
        """The organization that everybody is in."""
        return self.sdk.organizations.list()[0].id or 0

    def raw(self, method: str, path: str, **more: Any) -> Any:
        """A call that the SDK lacks."""
        answer = self.http.request(method, self.url + path, headers=self.headers, **more)
        return answer.json() if answer.content and "json" in answer.headers.get("content-type", "") else None

    def _note(self, response: httpx.Response) -> None:
        response.read()
        query = sorted({re.sub(r"\[.*", "[]", key) for key in response.request.url.params})
        path = re.sub(r"/\d+(?=/|$)", "/{n}", response.request.url.path) + (f"?{'&'.join(query)}" if query else "")
        entry: Entry = {"step": self.now, "call": f"{response.request.method} {path}", "status": response.status_code}
        entry["shape"] = shape(_json(response))
        if entry not in self.entries[-1:]:  # the SDK repeats what failed
            self.entries.append(entry)


def _json(response: httpx.Response) -> Any:
    kind = response.headers.get("content-type", "")
    if "json" not in kind or not response.content:
        return None
    try:
        return json.loads(response.content)
    except ValueError:
        return None


OPEN = frozenset({"data", "meta", "custom_hotkeys", "validation_errors", "parsed_label_config", "control_weights",
                  "headers", "dialog", "counters", "result", "cluster", "neighbors"})  # fmt: skip
VERSION_PARTS = frozenset({"label-studio-os-package", "label-studio-os-backend", "label-studio-frontend", "dm2", "lsf",
                           "backend", "label-studio-converter"})  # fmt: skip


def shape(value: Any, key: str = "") -> Shape:
    """Types instead of values; members whose content is the user's own are only ``object`` or ``array``."""
    if isinstance(value, dict):
        if key in OPEN | VERSION_PARTS:
            return "object"
        return {name: shape(member, name) for name, member in sorted(value.items())}
    if isinstance(value, list):
        return "array" if key in OPEN or not value else [shape(value[0])]
    if value is None:
        return "null"
    return "boolean" if isinstance(value, bool) else "number" if isinstance(value, int | float) else "string"


def numbered(operator: str, value: Any) -> str:
    item = Filters.item(Column.inner_id, operator, Type.Number, value)
    return json.dumps({"filters": Filters.create(Filters.AND, [item]), "ordering": ["-tasks:id"]})
