"""Sentences with one event each: which words become the trigger, what is refused, and the way into a project."""

from __future__ import annotations

import json
import os
from collections import Counter
from pathlib import Path

import pytest

from annotate.readers.classed import trigger_of
from annotate.readers.reading import read
from schemas.codebook import load_codebook
from schemas.validation import problems
from tests.readers.test_import_page import send
from tests.support.server import Server, ok

SHARED = Path(os.environ.get("ANNOTATE_SHARED", "../shared")) / "data"
TEXT = "Union leaders 🔥 accused the Łódź council of lying."


def line(**fields: object) -> bytes:
    return json.dumps({"id": "a", "text": TEXT, "spans": None, "gold_root": "ACCUSE", **fields}).encode() + b"\n"


def at(words: str, label: str) -> dict[str, object]:
    start = TEXT.index(words)
    return {"start": start, "end": start + len(words), "label": label, "text": words}


@pytest.mark.parametrize(
    ("actors", "words"),
    [
        (["Union leaders", "the Łódź council"], "accused"),
        (["the Łódź council", "Union leaders"], "accused"),
        (["Union leaders"], "accused the Łódź council of lying"),
        (["Union leaders 🔥 accused", "the Łódź council"], "of lying"),
        (["lying."], "Union leaders 🔥 accused the Łódź council of lying"),
        ([], "Union leaders 🔥 accused the Łódź council of lying"),
    ],
)
def test_trigger_is_what_stands_between_the_actors(actors: list[str], words: str) -> None:
    pairs = [(TEXT.index(a), TEXT.index(a) + len(a)) for a in actors]
    start, end = trigger_of(TEXT, pairs)
    assert TEXT[start:end] == words


def test_coding_holds_the_class_and_the_actors() -> None:
    spans = [at("Union leaders", "source"), at("the Łódź council", "target")]
    (article,) = read(line(spans=spans), "plv.jsonl").articles
    (given,) = article.annotations
    assert given.ground_truth
    coding = given.coding
    assert coding is not None
    (event,) = coding.events
    quotes = {m.id: m.fragments[0].quote for m in coding.mentions}
    assert (event.code, quotes[event.trigger or ""]) == ("ACCUSE", "accused")
    assert [quotes[i] for i in event.sources + event.targets] == ["Union leaders", "the Łódź council"]
    assert not [p for p in problems(coding, load_codebook("plover"), TEXT) if p.severity == "error"]


def test_one_actor_may_be_both_sides() -> None:
    (article,) = read(line(spans=[at("Union leaders", "R")], penta=3), "p.jsonl").articles
    coding = article.annotations[0].coding
    assert coding is not None
    (event,) = coding.events
    assert event.sources == event.targets
    assert event.reciprocal


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"spans": [{"start": 0, "end": 999, "label": "source"}]}, "does not lie in the text"),
        ({"spans": [{"start": 0, "end": 5, "label": "source", "text": "onion"}]}, "“Union”, not “onion”"),
        ({"spans": [{"start": 0, "end": 5, "label": "actor"}]}, "“actor” is unknown"),
        ({"spans": ["a"]}, "needs label, start and end"),
        ({"gold_root": None}, "names no class"),
    ],
)
def test_wrong_record_is_refused_with_its_line(fields: dict[str, object], said: str) -> None:
    result = read(line() + line(**fields), "plv.jsonl")
    assert [p.line for p in result.errors] == [2]
    assert said in result.errors[0].message


def test_file_goes_into_a_project_with_its_codings(server: Server) -> None:
    project = server.project(codebook="plover")
    spans = [at("Union leaders", "source"), at("the Łódź council", "target")]
    body = line(spans=spans) + line(id="b", text="Rebels gave up the fort.", gold_root="YIELD")
    report = ok(send(server.admin, project, body, filename="plv.jsonl"))
    assert (report["format"], report["new"]) == ("classed", 2)
    tasks = ok(server.admin.client.get(f"/api/tasks?project={project}&fields=all"))["tasks"]
    wire = json.dumps([a["result"] for t in tasks for a in t["annotations"]])
    assert all(a["ground_truth"] for t in tasks for a in t["annotations"])
    assert ("ACCUSE" in wire, "RETREAT" in wire, "YIELD" in wire) == (True, True, False)
    refused = ok(
        send(server.admin, project, line(text="Rebels shouted.", gold_root="SHOUT"), filename="plv.jsonl", dry_run=True)
    )
    assert "SHOUT" in json.dumps(refused["problems"])


@pytest.mark.skipif(not SHARED.is_dir(), reason="the shared data sets are not here (ANNOTATE_SHARED)")
@pytest.mark.parametrize(
    ("name", "codebook", "count"),
    [
        ("plover_relations/plv_dev.jsonl", "plover", 1_050),
        ("cameo_penta/cameo_penta_dev.jsonl", "penta", 1_349),
    ],
)
def test_published_collections_are_read_whole(name: str, codebook: str, count: int) -> None:
    result = read(SHARED / name)
    assert (result.format, result.errors, len(result.articles)) == ("classed", [], count)
    book = load_codebook(codebook)
    wrong = Counter(
        p.code
        for a in result.articles
        for c in a.annotations
        if c.coding is not None
        for p in problems(c.coding, book, a.text)
        if p.severity == "error"
    )
    assert not wrong
