"""A collection on disk: project.json, tasks.jsonl, annotations.jsonl, drafts.jsonl, and the manifest, written last.

Reading checks every file against the manifest, so a half-written or edited folder is never taken for whole.
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, BinaryIO

import orjson
from pydantic import ValidationError

from annotate.collect.errors import CollectError, CollectionError
from schemas.codebook import Codebook, parse_codebook
from schemas.coding import Coding, parse_coding
from schemas.labelstudio.config import from_label_config
from schemas.labelstudio.xmltree import ConfigError

FORMAT = "event-annotate collection"
VERSION = 1
PROJECT, TASKS, ANNOTATIONS, MANIFEST = "project.json", "tasks.jsonl", "annotations.jsonl", "manifest.json"
DRAFTS = "drafts.jsonl"
_DATA = (PROJECT, TASKS, ANNOTATIONS, DRAFTS)
_PARTIAL = ".partial"


@dataclass(frozen=True, slots=True)
class CollectedTask:
    """An article as it was collected; ``data`` and ``meta`` are the task's own. ``not_shown``: annotations that the
    server counts but did not show. ``stream``: why the queue served it, "" in the order of loading."""

    task: int
    inner_id: int | None
    text: str
    text_sha256: str
    data: Mapping[str, Any]
    meta: Mapping[str, Any]
    not_shown: int = 0
    stream: str = ""


@dataclass(frozen=True, slots=True)
class CollectedAnnotation:
    """One person's annotation of a task: ``result`` as it came, ``coding`` if it is one without errors.

    ``reconciled`` is the result with offsets in code points, where it came with others. ``problems`` lists what is
    wrong or doubtful: {"path", "severity", "code", "message"}.
    """

    task: int
    annotation: int
    annotator: str
    coding: Coding | None
    result: list[Any]
    updated_at: str | None
    was_cancelled: bool
    ground_truth: bool
    lead_time: float | None
    problems: list[dict[str, str]]
    reconciled: list[Any] | None = None


@dataclass(frozen=True, slots=True)
class Collection:
    """A collected project. ``codebook`` None: its label config is not one that this program knows."""

    folder: Path
    project: Mapping[str, Any]
    codebook: Codebook | None
    manifest: Mapping[str, Any]

    def tasks(self) -> Iterator[CollectedTask]:
        """The articles, one at a time, by id."""
        for _, line in _lines(self.folder / TASKS):
            yield CollectedTask(**line)

    def annotations(self) -> Iterator[CollectedAnnotation]:
        """The annotations, skipped ones too, by task."""
        for number, line in _lines(self.folder / ANNOTATIONS):
            yield CollectedAnnotation(**{**line, "coding": _coding(number, line["coding"])})


def read_collection(folder: Path) -> Collection:
    """The collection in a folder; raises CollectionError when it is none, is not whole, or was changed since."""
    manifest = _json(folder / MANIFEST)
    if manifest.get("format") != FORMAT or manifest.get("version") != VERSION:
        raise CollectionError(f"{folder} was not written by this version of 'annotate collect'.")
    for name, facts in manifest["files"].items():
        if not (folder / name).is_file() or _sha256(folder / name) != facts["sha256"]:
            raise CollectionError(f"{folder / name} is not as it was collected; run 'annotate collect' again.")
    project = _json(folder / PROJECT)
    return Collection(folder, project, _codebook(folder, project["codebook"]), manifest)


def _codebook(folder: Path, data: Any) -> Codebook | None:
    try:
        return None if data is None else parse_codebook(data)
    except ValidationError as error:
        raise CollectionError(f"{folder / PROJECT}: no codebook: {error.errors()[0]['msg']}.") from None


def config_codebook(label_config: str) -> Codebook | None:
    """The codebook of a label config; None for one that codes no events."""
    try:
        found = from_label_config(label_config)
    except ConfigError:  # somebody's config with other tags: its annotations are collected all the same
        return None
    return found if found.codes else None


def _coding(number: int, data: Any) -> Coding | None:
    try:
        return None if data is None else parse_coding(data)
    except ValidationError as error:
        raise CollectionError(f"{ANNOTATIONS} line {number}: {error.errors()[0]['msg']}.") from None


def _json(path: Path) -> dict[str, Any]:
    try:
        found = orjson.loads(path.read_bytes())
    except FileNotFoundError:
        raise CollectionError(f"{path.parent} is no collection: there is no {path.name} in it.") from None
    except (OSError, orjson.JSONDecodeError) as error:
        raise CollectionError(f"{path} cannot be read: {error}.") from None
    if not isinstance(found, dict):
        raise CollectionError(f"{path} holds no object.")
    return found


def _lines(path: Path) -> Iterator[tuple[int, dict[str, Any]]]:
    with path.open("rb") as file:
        for number, line in enumerate(file, 1):
            try:
                yield number, orjson.loads(line)
            except orjson.JSONDecodeError as error:
                raise CollectionError(f"{path.name} line {number}: {error.msg}.") from None


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


class Writer:
    """Writes a collection; the files take their names only when everything has been written."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._open: dict[str, BinaryIO] = {}
        self.records = {TASKS: 0, ANNOTATIONS: 0, DRAFTS: 0}

    def add(self, name: str, lines: bytes) -> None:
        self._file(name).write(lines)
        self.records[name] += lines.count(b"\n")

    def finish(self, project: Mapping[str, Any], about: Mapping[str, Any]) -> dict[str, Any]:
        """Name the files and write the manifest, which it returns."""
        self._file(PROJECT).write(orjson.dumps(project, option=orjson.OPT_INDENT_2) + b"\n")
        facts = {name: self._close(name) for name in _DATA}
        manifest = {"format": FORMAT, "version": VERSION, **about, "files": facts}
        self._file(MANIFEST).write(orjson.dumps(manifest, option=orjson.OPT_INDENT_2) + b"\n")
        self._close(MANIFEST)
        _name(self._folder)
        return manifest

    def drop(self) -> None:
        """Leave nothing behind of what was not finished."""
        for name, file in self._open.items():
            file.close()
            _partial(self._folder, name).unlink(missing_ok=True)

    def _file(self, name: str) -> BinaryIO:
        if name not in self._open:
            self._open[name] = _partial(self._folder, name).open("wb")
        return self._open[name]

    def _close(self, name: str) -> dict[str, Any]:
        file = self._file(name)
        file.flush()
        os.fsync(file.fileno())
        file.close()
        path = _partial(self._folder, name)
        facts = {"bytes": path.stat().st_size, "sha256": _sha256(path)}
        return facts | ({"records": self.records[name]} if name in self.records else {})


def _partial(folder: Path, name: str) -> Path:
    return folder / f".{name}{_PARTIAL}"


def _name(folder: Path) -> None:
    """Give written files their names, the manifest last."""
    for name in (*_DATA, MANIFEST):
        if _partial(folder, name).exists():
            os.replace(_partial(folder, name), folder / name)


def roll_forward(folder: Path) -> None:
    """Finish the naming that a kill cut short; what was not written whole is dropped."""
    try:
        files = _json(_partial(folder, MANIFEST))["files"]
        places = {name: _partial(folder, name) for name in files}
        there = {name: path if path.exists() else folder / name for name, path in places.items()}
        whole = all(_sha256(path) == files[name]["sha256"] for name, path in there.items())
    except (CollectionError, KeyError, OSError):
        whole = False
    if whole:
        _name(folder)
    for name in (*_DATA, MANIFEST):
        _partial(folder, name).unlink(missing_ok=True)


@contextmanager
def writing(folder: Path) -> Iterator[Writer]:
    """A Writer for a folder that ``check_folder`` allowed."""
    writer = Writer(folder)
    try:
        yield writer
    except OSError as error:
        raise CollectError(f"The folder {folder} cannot be written: {error.strerror or error}.") from None
    finally:
        writer.drop()


@contextmanager
def made(folder: Path) -> Iterator[None]:
    """The folder, made with its parents; what is still empty in the end is taken away again."""
    new = [path for path in (folder, *folder.parents) if not path.exists()]
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise CollectError(f"The folder {folder} cannot be written: {error.strerror or error}.") from None
    try:
        yield
    finally:
        for path in new:  # innermost first
            if path.is_dir() and not any(path.iterdir()):
                path.rmdir()


def check_folder(folder: Path, source: Mapping[str, Any]) -> None:
    """Raises CollectError for a folder with anything else in it."""
    if folder.exists() and not folder.is_dir():
        raise CollectError(f"{folder} is a file; name a folder.")
    there = [p.name for p in folder.iterdir()] if folder.is_dir() else []
    if not [name for name in there if _PARTIAL not in name]:
        return
    if MANIFEST not in there:
        raise CollectError(f"The folder {folder} holds something else already; name a new one.")
    held = _json(folder / MANIFEST).get("source", {})
    if {k: held.get(k) for k in ("url", "project")} != {k: source.get(k) for k in ("url", "project")}:
        raise CollectError(
            f"The folder {folder} holds project {held.get('project')} of {held.get('url')}; name a new one."
        )
