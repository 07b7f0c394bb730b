"""Releases: whole or not at all, verifiable, the same for the same data."""

import json
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from export.folder import FolderError
from export.formats import FORMATS
from export.records import CodedArticle, CoderCoding, Counts, dataset_hash
from export.release import Plan, ReleaseError, read_release, write_release
from export.split import make_split
from schemas.codebook import load_codebook
from schemas.coding import Coding
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
