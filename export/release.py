"""A release: a folder with data files, codebook, manifest and dataset card, written whole or not at all."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Mapping
from contextlib import ExitStack
from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import orjson

from export.card import dataset_card
from export.errors import ExportError
from export.folder import new_folder
from export.formats import Writer, open_writer, read_articles, read_rows
from export.records import CodedArticle, Counts, RecordError, SetHash, article_hash
from export.rows import event_rows, row_hash
from export.split import Split
from schemas.codebook import Codebook, parse_codebook
from schemas.hashing import content_hash, text_hash

FORMAT_VERSION = 2
READ_VERSIONS = (1, 2)  # in the first nothing tells from which stream of the queue an article came
MANIFEST = "manifest.json"
CODEBOOK = "codebook.json"
LOADED = "as loaded"  # the stream of what was served in the order of loading


class ReleaseError(ExportError):
    """A release that cannot be written or read; the message names the place and the remedy."""


@dataclass(frozen=True)
class Plan:
    """What a release is to be. ``stored``: how many articles and codings the source holds, checked at the end;
    ``reports``: further JSON files by name, such as agreement.
    """

    codebook: Codebook
    project_title: str
    project_id: int | None = None
    format: str = "jsonl"
    spreadsheet: bool = False
    split: Split | None = None
    filters: Mapping[str, Any] = field(default_factory=dict)
    stored: Counts | None = None
    software: str = ""
    reports: Mapping[str, Any] = field(default_factory=dict)


@dataclass
class _Part:
    """One part while it is written."""

    name: str | None
    writer: Writer
    counts: Counts = field(default_factory=Counts)


@dataclass
class _Sums:
    articles: SetHash = field(default_factory=SetHash)
    rows: SetHash = field(default_factory=SetHash)
    streams: dict[str, Counts] = field(default_factory=dict)


def write_release(target: Path, articles: Iterable[CodedArticle], plan: Plan, created_at: datetime) -> dict[str, Any]:
    """Write the release to the new folder ``target`` and return its manifest.

    Articles are taken one by one. Nothing is left behind when anything fails. Raises ReleaseError when the target
    exists and is not empty, when a text or a count is not what it should be, or when what was written does not
    read back as what was meant.
    """
    with new_folder(target) as folder:
        parts, sums = _write_parts(folder, articles, plan)
        (folder / CODEBOOK).write_bytes(_json(plan.codebook.model_dump(mode="json")))
        for name, data in plan.reports.items():
            (folder / f"{name}.json").write_bytes(_json(data))
        manifest = _manifest(folder, parts, sums, plan, created_at)
        _check_conservation(folder, manifest, plan)
        manifest["manifest_hash"] = content_hash(manifest)
        (folder / MANIFEST).write_bytes(_json(manifest))
        (folder / "README.md").write_text(dataset_card(manifest), encoding="utf-8")
    return manifest


def _write_parts(folder: Path, articles: Iterable[CodedArticle], plan: Plan) -> tuple[list[_Part], _Sums]:
    names: tuple[str | None, ...] = plan.split.parts if plan.split else (None,)
    sums, seen = _Sums(), set[str]()
    with ExitStack() as stack:
        parts = {
            name: _Part(name, stack.enter_context(open_writer(plan.format, folder, name, spreadsheet=plan.spreadsheet)))
            for name in names
        }
        for article in articles:
            _check_article(article, seen)
            part = parts[plan.split.part_of[article.id] if plan.split else None]
            rows = list(event_rows(article, plan.codebook))
            part.writer.write(article, rows)
            counts = count(article, len(rows))
            part.counts += counts
            sums.streams[article.stream] = sums.streams.get(article.stream, Counts()) + counts
            sums.articles.add(article_hash(article))
            for row in rows:
                sums.rows.add(row_hash(row))
    return list(parts.values()), sums


def count(article: CodedArticle, rows: int = 0) -> Counts:
    """One article's share of the counts."""
    return Counts(1, len(article.codings), sum(len(c.coding.events) for c in article.codings), rows)


def _check_article(article: CodedArticle, seen: set[str]) -> None:
    if article.id in seen:
        raise ReleaseError(f"article {article.id} comes twice")
    seen.add(article.id)
    if text_hash(article.text) != article.text_sha256:
        raise ReleaseError(f"article {article.id}: the text is not the one that was coded (its SHA-256 differs)")


def _manifest(folder: Path, parts: list[_Part], sums: _Sums, plan: Plan, created_at: datetime) -> dict[str, Any]:
    book, split = plan.codebook, plan.split
    total = sum((p.counts for p in parts), Counts())
    files = [{**_file(path), "part": part.name, **asdict(part.counts)} for part in parts for path in part.writer.files]
    return {
        "format_version": FORMAT_VERSION,
        "format": plan.format,
        "spreadsheet": plan.spreadsheet,
        "created_at": created_at.astimezone(UTC).isoformat(),
        "software": plan.software,
        "project": {"id": plan.project_id, "title": plan.project_title},
        "codebook": {
            "name": book.name,
            "title": book.title,
            "version": book.version,
            "sha256": book.sha256,
            "quad": book.quad.convention if book.quad else None,
            "penta": book.penta.convention if book.penta else None,
        },
        "filters": dict(plan.filters),
        "split": {"parts": split.parts, "ratios": split.ratios, "seed": split.seed, "groups": split.groups}
        if split
        else None,
        "counts": asdict(total),
        "streams": {name or LOADED: asdict(counts) for name, counts in sorted(sums.streams.items())},
        "conservation": {"stored": asdict(plan.stored) if plan.stored else None, "exported": asdict(total)},
        "content_hash": sums.articles.hexdigest(),
        "rows_hash": sums.rows.hexdigest(),
        "files": [*files, _file(folder / CODEBOOK), *(_file(folder / f"{name}.json") for name in plan.reports)],
    }


def _file(path: Path) -> dict[str, Any]:
    with path.open("rb") as handle:
        return {
            "name": path.name,
            "sha256": hashlib.file_digest(handle, "sha256").hexdigest(),
            "bytes": path.stat().st_size,
        }


def _check_conservation(folder: Path, manifest: dict[str, Any], plan: Plan) -> None:
    """Exported = stored, and what was written reads back as what was meant."""
    exported = manifest["counts"]
    if plan.stored is not None:
        for noun in ("articles", "codings"):
            if exported[noun] != getattr(plan.stored, noun):
                raise ReleaseError(
                    f"the project holds {getattr(plan.stored, noun)} finished {noun}, {exported[noun]} would be "
                    "exported; nothing was written, try again when nobody is submitting"
                )
    if plan.spreadsheet:
        return
    release = Release(folder, manifest, plan.codebook)
    if release.content_hash() != manifest["content_hash"] or release.rows_hash() != manifest["rows_hash"]:
        raise ReleaseError("what was written does not read back as what is stored; nothing was kept")


def _json(data: Any) -> bytes:
    return orjson.dumps(data, option=orjson.OPT_INDENT_2 | orjson.OPT_APPEND_NEWLINE)


@dataclass(frozen=True)
class Release:
    """A release on disk. ``parts`` is empty for one that was not split."""

    path: Path
    manifest: Mapping[str, Any]
    codebook: Codebook

    @property
    def parts(self) -> tuple[str, ...]:
        split = self.manifest["split"]
        return tuple(split["parts"]) if split else ()

    def articles(self, part: str | None = None) -> Iterator[CodedArticle]:
        """The articles of one part or of all, read one by one; RecordError names what cannot be read.

        Raises ReleaseError for a release for spreadsheets and for a part that it does not have.
        """
        for name in self._read(part):
            yield from read_articles(self.manifest["format"], self.path, name)

    def _read(self, part: str | None) -> tuple[str | None, ...]:
        if self.manifest["spreadsheet"]:
            raise ReleaseError(f"{self.path} was made for spreadsheets and holds no codings; export it as jsonl")
        if part is not None and part not in self.parts:
            has = ", ".join(self.parts) or "no parts"
            raise ReleaseError(f"{self.path} has no part {part!r}; it has {has}")
        return (part,) if part else self.parts or (None,)

    def content_hash(self) -> str:
        """The hash of what the files hold now; equals ``manifest["content_hash"]``."""
        total = SetHash()
        for article in self.articles():
            total.add(article_hash(article))
        return total.hexdigest()

    def rows_hash(self) -> str:
        """The hash of the event rows as the files hold them; equals ``manifest["rows_hash"]``."""
        total = SetHash()
        for name in self._read(None):
            for row in read_rows(self.manifest["format"], self.path, name, self.codebook):
                total.add(row_hash(row))
        return total.hexdigest()


def is_release(path: Path) -> bool:
    return (path / MANIFEST).is_file()


def read_release(path: Path) -> Release:
    """Open a release and check every file against the manifest; ReleaseError names the file that differs."""
    if not is_release(path):
        raise ReleaseError(f"{path} is no release: it holds no {MANIFEST}; make one with: annotate export")
    try:
        manifest = orjson.loads((path / MANIFEST).read_bytes())
        version, files = manifest["format_version"], manifest["files"]
    except (orjson.JSONDecodeError, KeyError, TypeError) as error:
        raise ReleaseError(f"{path / MANIFEST} is damaged ({error}); take the release from its source again") from None
    if version not in READ_VERSIONS:
        raise ReleaseError(f"{path} has format version {version}, this program reads {FORMAT_VERSION}; update it")
    if content_hash({k: v for k, v in manifest.items() if k != "manifest_hash"}) != manifest.get("manifest_hash"):
        raise ReleaseError(f"{path / MANIFEST} was changed after the release was made; take it from its source again")
    for file in files:
        _check_file(path / file["name"], file["sha256"])
    try:
        codebook = parse_codebook(orjson.loads((path / CODEBOOK).read_bytes()))
    except ValueError as error:
        raise RecordError(f"{path / CODEBOOK}: {error}") from None
    return Release(path, manifest, codebook)


def _check_file(path: Path, sha256: str) -> None:
    if not path.is_file():
        raise ReleaseError(f"{path} is missing from the release; take it from its source again")
    if _file(path)["sha256"] != sha256:
        raise ReleaseError(f"{path} differs from the file that was released; take it from its source again")
