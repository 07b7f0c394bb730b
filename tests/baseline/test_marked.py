"""Codes for spans that are marked already: lines in, lines out, by one process or two."""

from __future__ import annotations

from pathlib import Path

import orjson
import pytest
from typer.testing import CliRunner

from annotate.baseline import marked
from annotate.baseline.marked import rank_marked
from annotate.baseline.parallel import Crew
from annotate.baseline.suggest import load
from annotate.cli import build
from annotate.errors import AnnotateError
from export.records import CodedArticle

TEXTS = ["Rain fell 🌧 on villagers. Rebels shelled the union near the school.", "The envoy met rebels.", "Nothing."]
WORDS = [["shelled", "fell"], ["met"], []]


def spans(text: str, words: list[str]) -> list[tuple[int, int]]:
    return [(text.index(word), text.index(word) + len(word)) for word in words]


def line(number: int) -> bytes:
    text = TEXTS[number]
    return orjson.dumps({"id": number, "text": text, "lang": "en", "spans": spans(text, WORDS[number])}) + b"\n"


def test_marked_spans_get_what_they_get_one_by_one(folder: Path, tmp_path: Path) -> None:
    file, out = tmp_path / "marked.jsonl", tmp_path / "codes.jsonl"
    file.write_bytes(line(0) + b"\n" + line(1) + line(2))
    command = ["suggest", str(folder), str(file), "--marked", "-o", str(out), "--json"]
    done = CliRunner().invoke(build(), command)
    assert done.exit_code == 0, done.output
    assert orjson.loads(done.stdout) == {"path": str(out), "articles": 3, "spans": 3}
    helper, rows = load(folder), [orjson.loads(one) for one in out.read_bytes().splitlines()]
    assert [(row["id"], row["model_version"]) for row in rows] == [(n, helper.name) for n in range(3)]
    for text, words, row in zip(TEXTS, WORDS, rows, strict=True):
        places = spans(text, words)
        assert [(one["start"], one["end"]) for one in row["spans"]] == places
        alone = helper.codes(CodedArticle("", text, "", lang="en"), places)
        said = [[(code["code"], code["score"]) for code in one["codes"]] for one in row["spans"]]
        assert said == [[(code.code, code.score) for code in some] for some in alone]
    assert rows[0]["spans"][0]["codes"][0]["code"] == "194"


def test_what_is_said_depends_neither_on_batches_nor_on_who_works(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    some = [line(n % 3) for n in range(9)]
    whole = b"".join(one.lines for one in rank_marked(folder, some))
    monkeypatch.setattr(marked, "AT_ONCE", 200)
    parts = list(rank_marked(folder, some, Crew(2)))
    assert len(parts) > 2
    assert b"".join(one.lines for one in parts) == whole


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        (b"{", "Line 2: "),
        (b"[]", "Line 2: an article needs its text."),
        (b'{"text": "", "spans": []}', "Line 2: an article needs its text."),
        (b'{"text": "They met."}', "Line 2: spans is a list of pairs such as [0, 5], within characters 0 to 9."),
        (b'{"text": "They met.", "spans": [[5, 10]]}', "Line 2: spans is"),
        (b'{"text": "They met.", "spans": [[5, 5]]}', "Line 2: spans is"),
        (b'{"text": "They met.", "spans": [[true, 5]]}', "Line 2: spans is"),
        (b'{"text": "They met.", "spans": [], "lang": 1}', "Line 2: lang is"),
    ],
)
def test_a_line_that_is_none_is_named_and_nothing_is_written(
    folder: Path, tmp_path: Path, wrong: bytes, sentence: str
) -> None:
    file, out = tmp_path / "marked.jsonl", tmp_path / "codes.jsonl"
    file.write_bytes(line(0) + wrong + b"\n")
    done = CliRunner().invoke(build(), ["suggest", str(folder), str(file), "--marked", "-o", str(out)])
    assert isinstance(done.exception, AnnotateError)
    assert done.exception.detail.startswith(sentence)
    assert [path.name for path in tmp_path.iterdir()] == [file.name]


def test_marked_spans_need_a_file_and_a_model(folder: Path, tmp_path: Path) -> None:
    for model, file, sentence in ((folder, "none.jsonl", "cannot be read"), (tmp_path, "m.jsonl", "annotate train")):
        (tmp_path / "m.jsonl").write_bytes(line(0))
        command = ["suggest", str(model), str(tmp_path / file), "--marked", "-o", str(tmp_path / "out")]
        done = CliRunner().invoke(build(), command)
        assert isinstance(done.exception, AnnotateError)
        assert sentence in done.exception.detail
