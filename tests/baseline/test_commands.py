"""``annotate train`` and ``annotate score`` as commands."""

from __future__ import annotations

import json
import shutil

import pytest
from typer.testing import CliRunner

from annotate.cli import build
from annotate.errors import AnnotateError
from export.release import Plan, write_release
from export.split import make_split
from schemas.codebook import load_codebook
from tests.baseline.makers import CAMEO, articles
from tests.export.makers import NOW
from tests.support.server import ok


@pytest.fixture
def annotate():
    return lambda *arguments: CliRunner().invoke(build(), [str(a) for a in arguments])


def release(path, made, **more):
    write_release(path, made, Plan(CAMEO, "Made up", **more), NOW)
    return path


def test_train_and_score_a_release(annotate, tmp_path) -> None:
    source = release(tmp_path / "r", articles(6))
    done = annotate("train", source, "-o", tmp_path / "m", "--seed", 3)
    assert done.exit_code == 0, done.output
    assert "Human ceiling" in done.stdout
    assert f"Wrote the model {tmp_path / 'm'}" in done.stdout
    done = annotate("score", tmp_path / "m", source, "-o", tmp_path / "s", "--json")
    assert done.exit_code == 0, done.output
    report = json.loads(done.stdout)
    assert report["mode"] == "grouped folds"
    assert json.loads((tmp_path / "s/report.json").read_text(encoding="utf-8")) == report
    assert "Root code" in (tmp_path / "s/report.txt").read_text(encoding="utf-8")
    card = json.loads((tmp_path / "m/card.json").read_text(encoding="utf-8"))
    assert (card["model_hash"], card["seed"]) == (report["model_hash"], 3)


def test_train_on_a_split_release_leaves_the_test_part_for_score(annotate, tmp_path) -> None:
    made = articles(8)
    split = make_split([a.id for a in made], (0.5, 0.5), 0)
    source = release(tmp_path / "r", made, split=split, format="parquet")
    done = annotate("train", source, "-o", tmp_path / "m", "--json")
    assert done.exit_code == 0, done.output
    assert json.loads(done.stdout)["card"]["trained_on"]["articles"] == 4
    report = json.loads(annotate("score", tmp_path / "m", source, "-o", tmp_path / "s", "--json").stdout)
    assert (report["mode"], report["articles"]) == ("fitted model", 4)


def test_score_shows_on_the_page_of_a_project(server, annotate, folder, tmp_path) -> None:
    project = server.project("Scored")
    source = release(tmp_path / "r", articles(4, seed=9))  # of which the model has seen nothing
    done = annotate("score", folder, source, "-o", tmp_path / "s", "--project", "Scored", "--db", server.db.url)
    assert done.exit_code == 0, done.output
    shown = json.dumps(ok(server.admin.client.get(f"/api/app/projects/{project}"))["score"])
    assert "root_macro_f1" in shown


def test_train_and_score_refuse_in_one_sentence(annotate, tmp_path) -> None:
    def refused(*arguments: object) -> str:
        done = annotate(*arguments)
        assert isinstance(done.exception, AnnotateError), done.output
        return done.exception.detail

    assert "annotate export" in refused("train", tmp_path / "none", "-o", tmp_path / "m")
    (tmp_path / "empty").mkdir()
    assert "is no release" in refused("train", tmp_path / "empty", "-o", tmp_path / "m")
    assert "coded triggers" in refused("train", release(tmp_path / "r", articles(2)), "-o", tmp_path / "m")
    assert not (tmp_path / "m").exists()
    assert "annotate train" in refused("score", tmp_path / "empty", tmp_path / "r", "-o", tmp_path / "s")
    file = tmp_path / "r/articles.jsonl"
    file.write_bytes(file.read_bytes().replace(b"Police", b"Pirate", 1))
    message = refused("train", tmp_path / "r", "-o", tmp_path / "m")
    assert "articles.jsonl differs" in message
    assert message.endswith(".")


def test_score_refuses_other_codes_and_a_changed_model_and_writes_nothing(annotate, folder, tmp_path) -> None:
    release(tmp_path / "r", articles(5))
    shutil.copytree(folder, tmp_path / "m")
    write_release(tmp_path / "o", articles(5), Plan(load_codebook("plover"), "Other"), NOW)
    for other, sentence in (("o", "The model was trained with codebook cameo"), ("r", "was changed after training")):
        done = annotate("score", tmp_path / "m", tmp_path / other, "-o", tmp_path / "s")
        assert isinstance(done.exception, AnnotateError), done.output
        assert sentence in done.exception.detail
        assert not (tmp_path / "s").exists()
        with (tmp_path / "m/model.skops").open("ab") as handle:
            handle.write(b" ")


def test_train_and_score_on_a_file_of_coded_sentences(annotate, tmp_path) -> None:
    def file(name: str, seed: int) -> object:
        rows = []
        for number, article in enumerate(articles(40, coders=("ana",), seed=seed, slip=0)):
            event = article.codings[0].coding.events[0]
            label = {"173": "COERCE", "194": "ASSAULT", "051": "SUPPORT", "112": "ACCUSE"}.get(event.code, "CONSULT")
            text = article.text.partition(". ")[0] + "."
            rows.append(json.dumps({"id": f"{seed}-{number}", "text": text, "spans": None, "gold_root": label}))
        path = tmp_path / name
        path.write_text("\n".join(rows) + "\n", encoding="utf-8")
        return path

    seen, unseen = file("seen.jsonl", 1), file("unseen.jsonl", 2)
    done = annotate("train", seen, "-o", tmp_path / "m", "--codebook", "plover", "--json")
    assert done.exit_code == 0, done.output
    done = annotate("score", tmp_path / "m", unseen, "-o", tmp_path / "s", "--json")
    assert done.exit_code == 0, done.output
    report = json.loads(done.stdout)
    assert report["mode"] == "fitted model"
    roots = next(level for level in report["levels"] if level["key"] == "root")["systems"]
    assert roots["model"]["macro"]["value"] > 0.8 > roots["majority"]["macro"]["value"]
    done = annotate("train", seen, "-o", tmp_path / "n", "--codebook", "quad")
    assert isinstance(done.exception, AnnotateError)
    assert "the codebook quad does not" in done.exception.detail
    assert not (tmp_path / "n").exists()
