"""Exported tasks in Label Studio's flat formats: JSON_MIN, CSV, TSV and CONLL2003.

These lose relations and region ids, as Label Studio's do; ``annotate export`` writes formats that keep everything.
"""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import orjson

from annotate.errors import Invalid
from annotate.labelstudio.treebank import tokens

Task = Mapping[str, Any]
Tasks = Callable[[], Iterable[Task]]  # may be gone through more than once
Schema = Mapping[str, Mapping[str, Any]]
_ALWAYS = frozenset({"annotator", "annotation_id", "created_at", "updated_at", "lead_time"})


@dataclass(frozen=True, slots=True)
class Format:
    """``link`` goes to Label Studio's own description in its API; here it stays empty."""

    title: str
    description: str
    suffix: str
    media_type: str

    def shown(self, name: str) -> dict[str, str]:
        return {"title": self.title, "description": self.description, "link": "", "name": name}


FORMATS = {
    "JSON": Format("JSON", "List of tasks with their annotations; nothing is lost.", "json", "application/json"),
    "JSON_MIN": Format(
        "JSON-MIN", "One object an annotation: task data and values by control.", "json", "application/json"
    ),
    "CSV": Format("CSV", "One row an annotation, values by control as JSON.", "csv", "text/csv; charset=utf-8"),
    "TSV": Format("TSV", "The same, separated by tabs.", "tsv", "text/tab-separated-values; charset=utf-8"),
    "CONLL2003": Format(
        "CONLL2003", "Tokens with BIO tags of the first Labels control.", "conll", "text/plain; charset=utf-8"
    ),
}


def checked_type(export_type: str) -> str:
    """The name of a format as FORMATS has it; raises Invalid for another."""
    name = export_type.upper().replace("-", "_")
    if name not in FORMATS:
        message = f"{export_type[:40]} is not supported export format; there are {', '.join(FORMATS)}."
        raise Invalid(message, fields={"export_type": [message]})
    return name


@dataclass(frozen=True, slots=True)
class Record:
    """One annotation with its task's data; ``output``: control name -> its values. No annotation: all None."""

    task: Task
    output: dict[str, list[dict[str, Any]]]
    annotation: Mapping[str, Any] | None


def convert(tasks: Tasks, export_type: str, schema: Schema, data_key: str) -> Iterator[bytes]:
    """The tasks (as the JSON export has them) in that format; ``schema`` is the parsed label config."""
    if export_type == "JSON_MIN":
        return _json_min(tasks, schema)
    if export_type == "CONLL2003":
        return _conll(tasks, schema, data_key)
    return _table(tasks, schema, "\t" if export_type == "TSV" else ",")


def records(tasks: Iterable[Task], schema: Schema) -> Iterator[Record]:
    """Each annotation but skips, the newest of a task first; a task without any once."""
    for task in tasks:
        if not task["annotations"]:
            yield Record(task, {}, None)
        kept = [a for a in task["annotations"] if not a["was_cancelled"]]
        for annotation in sorted(kept, key=lambda a: str(a["created_at"]), reverse=True):
            yield Record(task, _output(annotation["result"], schema), annotation)


def _output(result: Iterable[Mapping[str, Any]], schema: Schema) -> dict[str, list[dict[str, Any]]]:
    found: dict[str, list[dict[str, Any]]] = {}
    for item in result:
        control = schema.get(item.get("from_name") or "")
        if control is not None and isinstance(item.get("value"), dict):
            found.setdefault(item["from_name"], []).append({**item["value"], "type": control["type"]})
    return found


def _pretty(values: Iterable[Mapping[str, Any]]) -> Any:
    """Values without their type; a single choice or text bare."""
    out: list[Any] = []
    kind = ""
    for value in values:
        kind = value["type"]
        members = {"Choices": "choices", "TextArea": "text"}.get(kind, "")
        bare = value.get(members)
        single = isinstance(bare, list) and len(bare) == 1
        out.append(bare[0] if single and isinstance(bare, list) else {k: v for k, v in value.items() if k != "type"})
    return out[0] if kind in {"Choices", "TextArea"} and len(out) == 1 else out


def _about(record: Record) -> dict[str, Any]:
    annotation = record.annotation or {}
    names = ("created_at", "updated_at", "lead_time")
    return {"annotation_id": annotation.get("id"), **{name: annotation.get(name) for name in names}}


def _annotator(record: Record) -> Any:
    """The coder's id, or the e-mail address where the person is written out."""
    coder = record.annotation["completed_by"] if record.annotation else None
    return coder.get("email") if isinstance(coder, dict) else coder


def _json_min(tasks: Tasks, schema: Schema) -> Iterator[bytes]:
    yield b"[\n"
    comma = ""
    for record in records(tasks(), schema):
        row = {**record.task["data"], "id": record.task["id"]}
        row |= {name: _pretty(values) for name, values in record.output.items()}
        about = _about(record)
        row |= {"annotator": _annotator(record), **about}
        yield f"{comma}{json.dumps(row, indent=2, ensure_ascii=False)}".encode()
        comma = ",\n"
    yield b"\n]"


def _table(tasks: Tasks, schema: Schema, separator: str) -> Iterator[bytes]:
    inputs: set[str] = set()
    outputs: set[str] = set()
    for record in records(tasks(), schema):
        inputs |= record.task["data"].keys()
        outputs |= record.output.keys()
    clashing = inputs & outputs  # the control keeps its name
    names = sorted(_ALWAYS | {"id"} | outputs | {_column(name, clashing) for name in inputs})
    if not inputs:
        names = sorted(_ALWAYS)
    out = io.StringIO()
    writer = csv.DictWriter(out, fieldnames=names, quoting=csv.QUOTE_NONNUMERIC, delimiter=separator)
    writer.writeheader()
    for record in records(tasks(), schema):
        writer.writerow(_row(record, clashing))
        if out.tell() > 65_536:
            yield out.getvalue().encode()
            out.seek(0)
            out.truncate()
    yield out.getvalue().encode()


def _column(name: str, clashing: set[str]) -> str:
    return f"_data_{name}" if name in clashing else name


def _row(record: Record, clashing: set[str]) -> dict[str, Any]:
    row: dict[str, Any] = {"id": record.task["id"]}
    for name, values in record.output.items():
        pretty = _pretty(values)
        row[name] = pretty if isinstance(pretty, str) else orjson.dumps(pretty).decode()
    for name, value in record.task["data"].items():
        flat = orjson.dumps(value).decode() if isinstance(value, dict | list) else value
        row[_column(name, clashing)] = flat
    row["annotator"] = str(_annotator(record)) if record.annotation else None
    return {**row, **_about(record)}


def _conll(tasks: Tasks, schema: Schema, data_key: str) -> Iterator[bytes]:
    yield b"-DOCSTART- -X- O\n"
    for record in records(tasks(), schema):
        spans = next((v for v in record.output.values() if v[0]["type"] == "Labels"), [])
        text = str(record.task["data"].get(data_key, ""))
        lines = [f"{token} -X- _ {tag}\n" for token, tag in tagged(text, spans)]
        yield ("".join(lines) + "\n").encode()


def tagged(text: str, spans: Iterable[Mapping[str, Any]]) -> Iterator[tuple[str, str]]:
    """Tokens with BIO tags: where spans overlap, the one that begins first holds until it ends."""
    rest = sorted(spans, key=lambda span: span["start"])
    span = rest.pop(0) if rest else None
    prefix = "B-"
    for token, start in tokens(text):
        while span is not None and start >= span["end"] and rest:
            span, prefix = rest.pop(0), "B-"
        end = start + len(token)
        labels = span.get("labels") if span is not None else None
        if span is None or not labels or end <= span["start"] or start >= span["end"]:
            yield token, "O"
            continue
        yield token, prefix + labels[0]
        prefix = "I-"
