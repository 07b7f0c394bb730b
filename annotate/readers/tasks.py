"""Label Studio's task form: ``{"data": {…}, "annotations": […], "predictions": […]}``."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from annotate.readers.article import Article, CoderCoding, Problems, ReadOptions
from annotate.readers.records import Fields, Refused, one_line, to_article
from schemas.labelstudio.offsets import reconcile_offsets

Item = dict[str, Any]


def is_task(record: Any) -> bool:
    """Is this a task as Label Studio writes it?"""
    return isinstance(record, dict) and isinstance(record.get("data"), dict) and "text" not in record


def task_article(record: Mapping[str, Any], line: int, options: ReadOptions, problems: Problems) -> Article:
    """The task's article with its codings and predictions; raises Refused."""
    data = record["data"]
    article = to_article(data, line, options, problems)
    raw = data[Fields(data).text_name(options.text_field)]
    meta = record.get("meta")
    reader = _Results(raw, article.newline_changed, line, problems)
    return replace(
        article,
        external_id=article.external_id or one_line(record.get("id"), 200),
        meta=meta if isinstance(meta, dict) else {},
        annotations=tuple(reader.coding(given) for given in _objects(record, "annotations")),
        predictions=tuple(
            {**given, "result": reader.result(given, "prediction")} for given in _objects(record, "predictions")
        ),
    )


def coder_name(given: Mapping[str, Any]) -> str:
    """Whose annotation this is: an e-mail address or name where there is one, else "user" and the number."""
    by = given.get("completed_by")
    if isinstance(by, dict):
        by = by.get("email") or by.get("username") or by.get("id")
    if isinstance(by, str) and one_line(by, 100):
        return one_line(by, 100)
    return f"user {by}" if isinstance(by, int) and not isinstance(by, bool) else "unnamed"


@dataclass(frozen=True, slots=True)
class _Results:
    """Reads the result lists of one task."""

    raw: str
    newline_changed: bool
    line: int
    problems: Problems

    def coding(self, given: Item) -> CoderCoding:
        lead_time = given.get("lead_time")
        return CoderCoding(
            coder_name(given),
            result=self.result(given, "annotation"),
            lead_time=float(lead_time) if isinstance(lead_time, int | float) and 0 <= lead_time <= 1e9 else None,
            was_cancelled=given.get("was_cancelled") is True,
            ground_truth=given.get("ground_truth") is True,
        )

    def result(self, given: Item, what: str) -> list[Item]:
        """The result list with offsets into the article as it is stored, in code points."""
        result = given.get("result")
        if not isinstance(result, list) or not all(isinstance(item, dict) for item in result):
            raise Refused(f"The {what} has no “result” list of objects.")
        moved, doubtful = reconcile_offsets(result, self.raw)
        for problem in doubtful:
            self.problems.warn(self.line, f"{what.capitalize()}, {problem.path}: {problem.message}")
        return _without_returns(moved, self.raw) if self.newline_changed else moved


def _without_returns(result: list[Item], raw: str) -> list[Item]:
    """Offsets and quotes after CR LF became LF."""
    dropped = [at for at in range(len(raw) - 1) if raw[at] == "\r" and raw[at + 1] == "\n"]

    def value(given: Any) -> Any:
        if not isinstance(given, dict):
            return given
        changed: dict[str, Any] = {
            k: v - bisect_left(dropped, v) for k, v in given.items() if k in ("start", "end") and type(v) is int
        }
        quote = given.get("text")
        if isinstance(quote, str):
            changed["text"] = quote.replace("\r\n", "\n").replace("\r", "\n")
        return {**given, **changed}

    return [{**item, "value": value(item["value"])} if "value" in item else item for item in result]


def _objects(record: Mapping[str, Any], name: str) -> list[Item]:
    found = record.get(name) or []
    if not isinstance(found, list) or not all(isinstance(item, dict) for item in found):
        raise Refused(f"“{name}” must be a list of objects.")
    return found
