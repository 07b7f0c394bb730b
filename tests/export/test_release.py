"""Releases: whole or not at all, verifiable, the same for the same data."""

import csv
import hashlib
import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from pyarrow import parquet

from export.folder import FolderError
from export.formats import FORMATS, read_rows
from export.records import CodedArticle, CoderCoding, Counts, dataset_hash
from export.release import Plan, ReleaseError, read_release, write_release
from export.split import make_split
from schemas.codebook import load_codebook
from schemas.coding import Coding
from schemas.hashing import content_hash
from tests.export.makers import NOW, article, two_events

CAMEO = load_codebook("cameo")
PLAN = Plan(CAMEO, "Reading news", 3)


def some(n: int = 4) -> list[CodedArticle]:
    empty = CoderCoding("bob", Coding(verdict="no_codable_event"))
    return [article(f"a{i}", codings=[CoderCoding("ana", two_events()), empty]) for i in range(n)]


def plan(**changes: Any) -> Plan:
    return Plan(**{**vars(PLAN), **changes})


@pytest.mark.parametrize("format_", FORMATS)
def test_release_reads_back_with_the_same_hash_in_every_format(format_: str, tmp_path: Path) -> None:
    manifest = write_release(tmp_path / "r", some(), plan(format=format_), NOW)
    release = read_release(tmp_path / "r")
    assert list(release.articles()) == some()
    assert release.content_hash() == manifest["content_hash"] == dataset_hash(some())
    assert release.rows_hash() == manifest["rows_hash"]
    assert release.codebook == CAMEO
    assert manifest["counts"] == {"articles": 4, "codings": 8, "events": 8, "rows": 12}


def test_release_manifest_tells_codebook_conventions_and_files(tmp_path: Path) -> None:
    write_release(tmp_path / "r", some(), plan(filters={"finished": True}, software="0.1"), NOW)
    manifest = json.loads((tmp_path / "r/manifest.json").read_text(encoding="utf-8"))
    assert manifest["codebook"]["sha256"] == CAMEO.sha256
    assert CAMEO.quad is not None
    assert manifest["codebook"]["quad"] == CAMEO.quad.convention
    assert (manifest["project"], manifest["filters"]) == ({"id": 3, "title": "Reading news"}, {"finished": True})
    assert [f["name"] for f in manifest["files"]] == ["articles.jsonl", "codebook.json"]
    card = (tmp_path / "r/README.md").read_text(encoding="utf-8")
    assert "# Reading news" in card
    assert CAMEO.quad.convention in card


def test_release_hash_independent_of_order_and_time(tmp_path: Path) -> None:
    one = write_release(tmp_path / "one", some(), PLAN, NOW)
    two = write_release(tmp_path / "two", list(reversed(some())), PLAN, NOW + timedelta(days=1))
    assert one["content_hash"] == two["content_hash"]
    assert one["rows_hash"] == two["rows_hash"]
    three = write_release(tmp_path / "three", some(3), PLAN, NOW)
    assert three["content_hash"] != one["content_hash"]


def streamed() -> list[CodedArticle]:
    return [replace(a, stream=stream) for a, stream in zip(some(), ("margin", "random", "margin", ""), strict=True)]


@pytest.mark.parametrize("format_", FORMATS)
def test_release_tells_what_a_model_chose_from_what_was_drawn_by_lot(format_: str, tmp_path: Path) -> None:
    manifest = write_release(tmp_path / "r", streamed(), plan(format=format_), NOW)
    release = read_release(tmp_path / "r")
    assert [a.stream for a in release.articles()] == ["margin", "random", "margin", ""]
    rows = read_rows(format_, tmp_path / "r", None, CAMEO)
    assert {row.article: row.stream for row in rows} == {"a0": "margin", "a1": "random", "a2": "margin", "a3": ""}
    one = {"articles": 1, "codings": 2, "events": 2, "rows": 3}
    assert manifest["streams"] == {"as loaded": one, "margin": {k: 2 * n for k, n in one.items()}, "random": one}
    assert "| margin | 2 | 4 | 4 | 6 |" in (tmp_path / "r/README.md").read_text(encoding="utf-8")
    assert manifest["content_hash"] == dataset_hash(some()), "what was read and coded is the same"


def test_release_in_which_no_model_had_a_say_does_not_speak_of_it(tmp_path: Path) -> None:
    manifest = write_release(tmp_path / "r", some(), PLAN, NOW)
    assert list(manifest["streams"]) == ["as loaded"]
    assert "How articles were chosen" not in (tmp_path / "r/README.md").read_text(encoding="utf-8")


def _without_streams(folder: Path) -> None:
    """Make the release what version 1 wrote."""
    manifest = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))
    for file in manifest["files"]:
        path = folder / file["name"]
        if path.suffix == ".jsonl":
            lines = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
            kept = [{k: v for k, v in line.items() if k != "stream"} for line in lines]
            path.write_text("".join(f"{json.dumps(line)}\n" for line in kept), encoding="utf-8")
        elif path.suffix == ".csv":
            with path.open(encoding="utf-8", newline="") as handle:
                table = list(csv.reader(handle))
            assert table[0][-1] == "stream"
            with path.open("w", encoding="utf-8", newline="") as handle:
                csv.writer(handle).writerows(row[:-1] for row in table)
        elif path.suffix == ".parquet":
            table = parquet.read_table(path)
            parquet.write_table(table.drop_columns(["stream"]), path)
        file["sha256"] = hashlib.sha256(path.read_bytes()).hexdigest()
    del manifest["streams"], manifest["manifest_hash"]
    manifest["format_version"] = 1
    manifest["manifest_hash"] = content_hash(manifest)
    (folder / "manifest.json").write_text(json.dumps(manifest), encoding="utf-8")


@pytest.mark.parametrize("format_", FORMATS)
def test_release_of_the_first_version_is_still_read(format_: str, tmp_path: Path) -> None:
    write_release(tmp_path / "r", some(), plan(format=format_), NOW)
    before = list(read_rows(format_, tmp_path / "r", None, CAMEO))
    _without_streams(tmp_path / "r")
    assert list(read_release(tmp_path / "r").articles()) == some()
    assert list(read_rows(format_, tmp_path / "r", None, CAMEO)) == before


@pytest.mark.parametrize("name", ["articles.jsonl", "codebook.json"])
def test_release_tampered_file_is_refused_by_name(name: str, tmp_path: Path) -> None:
    write_release(tmp_path / "r", some(), PLAN, NOW)
    file = tmp_path / "r" / name
    raw = bytearray(file.read_bytes())
    raw[-5] ^= 1
    file.write_bytes(raw)
    with pytest.raises(ReleaseError, match=f"{name} differs"):
        read_release(tmp_path / "r")
    file.unlink()
    with pytest.raises(ReleaseError, match=f"{name} is missing"):
        read_release(tmp_path / "r")


def test_release_tampered_manifest_is_refused(tmp_path: Path) -> None:
    write_release(tmp_path / "r", some(), PLAN, NOW)
    file = tmp_path / "r/manifest.json"
    file.write_text(file.read_text(encoding="utf-8").replace('"events": 8', '"events": 9'), encoding="utf-8")
    with pytest.raises(ReleaseError, match=r"manifest\.json was changed"):
        read_release(tmp_path / "r")
    file.write_text("{", encoding="utf-8")
    with pytest.raises(ReleaseError, match=r"manifest\.json is damaged"):
        read_release(tmp_path / "r")


def test_release_folder_without_manifest_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ReleaseError, match="annotate export"):
        read_release(tmp_path)


def test_release_existing_target_is_refused_and_untouched(tmp_path: Path) -> None:
    write_release(tmp_path / "r", some(), PLAN, NOW)
    before = {p.name: p.read_bytes() for p in (tmp_path / "r").iterdir()}
    with pytest.raises(FolderError, match="not empty; name a new folder"):
        write_release(tmp_path / "r", some(2), PLAN, NOW)
    assert {p.name: p.read_bytes() for p in (tmp_path / "r").iterdir()} == before
    (tmp_path / "file").write_text("x")
    with pytest.raises(FolderError, match="is a file"):
        write_release(tmp_path / "file", some(), PLAN, NOW)
    with pytest.raises(FolderError, match="does not exist; make it first"):
        write_release(tmp_path / "no/such/r", some(), PLAN, NOW)


def test_release_empty_existing_folder_is_used(tmp_path: Path) -> None:
    (tmp_path / "r").mkdir()
    write_release(tmp_path / "r", some(), PLAN, NOW)
    assert read_release(tmp_path / "r").content_hash() == dataset_hash(some())


def test_release_crash_in_the_middle_leaves_nothing(tmp_path: Path) -> None:
    def failing() -> Iterator[CodedArticle]:
        yield from some(2)
        raise ConnectionError("the database went away")

    for format_ in FORMATS:
        with pytest.raises(OSError, match="went away"):
            write_release(tmp_path / "r", failing(), plan(format=format_), NOW)
        assert not list(tmp_path.iterdir())


def test_release_of_fewer_codings_than_stored_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ReleaseError, match="holds 9 finished codings, 8 would be exported"):
        write_release(tmp_path / "r", some(), plan(stored=Counts(4, 9)), NOW)
    assert not list(tmp_path.iterdir())
    write_release(tmp_path / "r", some(), plan(stored=Counts(4, 8)), NOW)


def test_release_text_that_was_changed_or_article_twice_is_refused(tmp_path: Path) -> None:
    wrong = CodedArticle(**{**vars(article()), "text": "Another text."})
    with pytest.raises(ReleaseError, match="a1: the text is not the one"):
        write_release(tmp_path / "r", [wrong], PLAN, NOW)
    with pytest.raises(ReleaseError, match="a1 comes twice"):
        write_release(tmp_path / "r", [article(), article()], PLAN, NOW)
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize("format_", FORMATS)
def test_release_split_parts_hold_every_article_once(format_: str, tmp_path: Path) -> None:
    data = some(20)
    split = make_split([a.id for a in data], (0.8, 0.1, 0.1), seed=1)
    write_release(tmp_path / "r", data, plan(format=format_, split=split), NOW)
    release = read_release(tmp_path / "r")
    sizes = {part: len(list(release.articles(part))) for part in release.parts}
    assert sizes == {"train": 16, "dev": 2, "test": 2}
    assert sorted(a.id for a in release.articles()) == sorted(a.id for a in data)
    assert release.content_hash() == dataset_hash(data)
    with pytest.raises(ReleaseError, match="no part 'gold'"):
        list(release.articles("gold"))


def test_release_for_spreadsheets_cannot_be_trained_on(tmp_path: Path) -> None:
    write_release(tmp_path / "r", some(), plan(format="csv", spreadsheet=True), NOW)
    with pytest.raises(ReleaseError, match="made for spreadsheets"):
        list(read_release(tmp_path / "r").articles())
