"""Articles into a project through the server: what is stored, what is refused, who may."""

from __future__ import annotations

import json
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import httpx
import orjson
import pytest
from sqlalchemy import func
from sqlmodel import select

from annotate.db import Database
from annotate.models import Annotation, Audit, Import, Membership, Prediction, Revision, Seat, Task, User
from annotate.tasks.stored import with_text
from schemas.coding import parse_coding
from tests.readers.test_bad_files import BROKEN_LINE_7
from tests.readers.test_coders import TEXT, annotation
from tests.support.server import Person, Server, ok

ARTICLE = "Army shells town\n\nThe army shelled a town on Monday. Three of the soldiers died.\n\nShare this article\n"
TABLES = (Task, Seat, Annotation, Revision, Prediction, Import, Membership, User, Audit)


def send(person: Person, project: int, content: bytes, **params: Any) -> httpx.Response:
    return person.client.post(
        f"/api/app/projects/{project}/articles",
        content=content,
        params={"filename": "a.txt", **params},
        headers={"Content-Type": "application/octet-stream"},
    )


def counts(db: Database) -> list[int]:
    with db.read() as session:
        return [session.exec(select(func.count()).select_from(table)).one() for table in TABLES]


def lines(*records: Any) -> bytes:
    return "".join(json.dumps(record) + "\n" for record in records).encode()


def stored(db: Database) -> list[Task]:
    with db.read() as session:
        return list(session.exec(select(Task).order_by(Task.id)))  # type: ignore[arg-type]


def test_article_becomes_a_task_with_its_layout(server: Server) -> None:
    project = server.project(overlap=2)
    report = ok(send(server.admin, project, ARTICLE.replace("\n", "\r\n").encode()))
    (task,) = stored(server.db)
    assert report["task_ids"] == [task.id]
    assert (report["imported"], report["format"], report["articles"], report["new"]) == (True, "text", 1, 1)
    assert report["sample"] == [
        {
            "title": "Army shells town",
            "outlet": "",
            "published": None,
            "lang": "en",
            "words": 18,
            "sentences": 3,
            "boilerplate": [{"text": "Share this article", "reason": "sharing"}],
        }
    ]
    assert task.text == ARTICLE
    assert "soldiers" not in task.data  # the text is kept once, in its own column
    assert orjson.loads(with_text(task.data, task.text_at, task.text)) == {
        "text": ARTICLE,
        "title": "Army shells town",
        "lang": "en",
    }
    assert orjson.loads(task.meta) == {"line_ends": "normalised"}
    assert orjson.loads(task.layout)["boilerplate"] == [[82, 100, "sharing"]]
    assert (task.title, task.lang, task.overlap, task.import_id) == ("Army shells town", "en", 2, 1)
    with server.db.read() as session:
        row = session.exec(select(Import)).one()
        assert (row.file_name, row.task_count, row.created_by) == ("a.txt", 1, server.admin.id)
        trail = session.exec(select(Audit).where(Audit.action == "articles-imported")).one()
        assert "soldiers" not in trail.detail
        assert session.exec(select(func.count()).select_from(Seat)).one() == 2


def test_sdk_reads_the_text_that_offsets_count_in(server: Server) -> None:
    project = server.project()
    record = {"body": "One.\r\nTwo.", "headline": "Two words", "published": "2020-01-02", "n": 3}
    task_id = ok(send(server.admin, project, lines(record), filename="a.jsonl"))["task_ids"][0]
    task = ok(server.admin.client.get(f"/api/tasks/{task_id}"))
    assert task["data"] == {"text": "One.\nTwo.", "headline": "Two words", "published": "2020-01-02", "n": 3}


def test_dry_run_reports_and_stores_nothing(server: Server) -> None:
    project = server.project()
    before = counts(server.db)
    report = ok(
        send(server.admin, project, lines({"text": "One."}, {"text": "One."}), filename="a.jsonl", dry_run=True)
    )
    assert (report["imported"], report["articles"], report["new"]) == (False, 2, 1)
    assert report["duplicates"] == [{"line": 2, "article": "“One.” (line 2)", "same_as": "line 1"}]
    assert "task_ids" not in report
    broken = ok(send(server.admin, project, BROKEN_LINE_7, filename="a.jsonl", dry_run=True))
    assert [(p["line"], p["severity"]) for p in broken["problems"]] == [(7, "error")]
    assert counts(server.db) == before


def test_importing_again_stores_nothing(server: Server) -> None:
    project = server.project()
    content = lines({"text": "One."}, {"text": "Two."})
    ok(send(server.admin, project, content, filename="a.jsonl"))
    before = counts(server.db)
    report = ok(send(server.admin, project, content, filename="a.jsonl"))
    assert (report["imported"], report["new"], report["task_ids"]) == (True, 0, [])
    assert [d["same_as"] for d in report["duplicates"]] == [f"task {t.id}" for t in stored(server.db)]
    assert counts(server.db) == before
    more = ok(send(server.admin, project, content + lines({"text": "Three."}), filename="a.jsonl"))
    assert (more["articles"], more["new"], len(more["task_ids"])) == (3, 1, 1)
    other = server.project("Another")
    assert ok(send(server.admin, other, content, filename="a.jsonl"))["new"] == 2


def test_imports_at_the_same_time_store_each_article_once(server: Server) -> None:
    project = server.project()
    content = lines(*({"text": f"Article {i}."} for i in range(300)))
    with ThreadPoolExecutor(4) as pool:
        answers = list(pool.map(lambda _: send(server.admin, project, content, filename="a.jsonl"), range(4)))
    assert sorted(task.text for task in stored(server.db)) == sorted(f"Article {i}." for i in range(300))
    assert any(a.is_success and a.json()["new"] == 300 for a in answers)
    for answer in answers:
        refused = answer.status_code == 400 and "imported by somebody else" in answer.json()["detail"]
        assert answer.is_success or refused


def test_nearly_equal_articles_are_reported_and_kept(server: Server) -> None:
    project = server.project()
    words = [f"word{i}" for i in range(60)]
    old, new, newer = " ".join(words), " ".join([*words, "more"]), " ".join([*words, "most"])
    (task_id,) = ok(send(server.admin, project, old.encode()))["task_ids"]
    report = ok(send(server.admin, project, lines({"text": new}, {"text": newer}), filename="a.jsonl"))
    assert report["new"] == 2
    pairs = [(p["a"][:7], p["b"][:7], p["similarity"]) for p in report["near_duplicates"]]
    assert pairs == [
        ("“word0 ", "“word0 ", round(58 / 60, 3)),
        ("“word0 ", f"task {task_id}"[:7], round(58 / 59, 3)),
        ("“word0 ", f"task {task_id}"[:7], round(58 / 59, 3)),
    ]


BAD = [
    ("empty.txt", b"", "empty.txt: The file is empty. Nothing was stored."),
    ("a.png", b"\x89PNG\r\n", "a.png: This is a picture, not text"),
    ("latin.txt", b"Se\xf1or", "latin.txt, line 1: Byte 2 (0xf1) is not UTF-8"),
    ("large.txt", b"word " * (10 * 2**20), "large.txt: This is 50 MB of text; one article may have 32 MB at most."),
    ("a.csv", b"words\nOne.\n", "a.csv, line 1: There is no column “text”; the columns are “words”."),
    ("a.jsonl", BROKEN_LINE_7, "a.jsonl, line 7: This is not JSON"),
    ("nul.txt", b"One\x00 is here, and the rest of the text is a good deal longer than the NUL.", "line 1: A NUL"),
]


@pytest.mark.parametrize(("name", "content", "words"), BAD, ids=[b[0] for b in BAD])
def test_bad_file_is_refused_whole(server: Server, name: str, content: bytes, words: str) -> None:
    project = server.project()
    before = counts(server.db)
    answer = send(server.admin, project, content, filename=name)
    body = answer.json()
    assert answer.status_code == 400
    assert (body["status_code"], body["code"], body["exc_info"]) == (400, "unreadable", None)
    assert words in body["detail"]
    assert body["detail"].endswith("Nothing was stored.")
    assert body["report"]["imported"] is False
    assert counts(server.db) == before


def test_body_over_the_limit_is_refused(server: Server) -> None:
    project = server.project()
    answer = send(server.admin, project, b"x" * (server.settings.max_body + 1))
    assert answer.status_code == 413


@pytest.mark.parametrize("role", ["adjudicator", "annotator", "reader"])
def test_only_managers_import(server: Server, role: Any) -> None:
    project = server.project()
    person = server.user(f"{role}@example.org", role, project)
    manager = server.user("manager@example.org", "manager", project)
    stranger = server.user("stranger@example.org")
    before = counts(server.db)
    assert send(person, project, b"One.").status_code == 403
    assert send(person, project, b"One.", dry_run=True).status_code == 403
    assert send(stranger, project, b"One.").status_code == 404
    assert counts(server.db) == before
    assert ok(send(manager, project, b"One."))["new"] == 1


def test_codings_in_the_file_belong_to_their_coders(server: Server) -> None:
    project = server.project(codebook="cameo-root", overlap=3)
    record = {"id": "r01", "text": TEXT, "round": 1, "annotations": [annotation(), annotation(annotator="Ana Ruiz")]}
    again = {**record, "id": "r02", "round": 2}
    report = ok(send(server.admin, project, lines(record, again), filename="a.jsonl"))
    assert (report["new"], report["codings"], report["duplicates"]) == (2, 4, [])
    with server.db.read() as session:
        people = {u.id: u for u in session.exec(select(User)) if u.email.endswith("@import.invalid")}
        assert sorted(u.name for u in people.values()) == ["A1", "Ana Ruiz"]
        assert not any(u.active or u.password_hash for u in people.values())
        roles = [m.role for m in session.exec(select(Membership)) if m.user_id in people]
        assert roles == ["annotator", "annotator"]
        revisions = session.exec(select(Revision)).all()
        assert len(revisions) == 4
        for revision in revisions:
            coding = parse_coding(orjson.loads(revision.coding or "{}"))
            assert [e.code for e in coding.events] == ["18", "18", "01"]
            assert all(TEXT[f.start : f.end] == f.quote for m in coding.mentions for f in m.fragments)
        seats = session.exec(select(Seat).where(Seat.task_id == report["task_ids"][0]).order_by(Seat.number)).all()  # type: ignore[arg-type]
        assert [s.status for s in seats] == [2, 2, 0]
        assert {s.user_id for s in seats[:2]} == set(people)
    before = counts(server.db)
    assert ok(send(server.admin, project, lines(record, again), filename="a.jsonl"))["new"] == 0
    assert counts(server.db) == before
    task = ok(server.admin.client.get(f"/api/tasks/{report['task_ids'][1]}"))
    assert len(task["annotations"]) == 2
    assert task["meta"]["round"] == 2


def test_members_named_by_address_keep_their_codings(server: Server) -> None:
    project = server.project(codebook="cameo-root")
    ana = server.user("ana@example.org", "annotator", project)
    server.user("bob@example.org")  # not in the project: nobody codes in their name
    codings = [annotation(annotator="Ana@Example.org"), annotation(annotator="bob@example.org")]
    ok(send(server.admin, project, lines({"text": TEXT, "annotations": codings}), filename="a.jsonl"))
    with server.db.read() as session:
        coders = set(session.exec(select(Annotation.user_id)).all())
        named = {u.id: u.email for u in session.exec(select(User))}
    assert ana.id in coders
    (other,) = coders - {ana.id}
    assert named[other].endswith("@import.invalid")


def test_tasks_exported_here_come_back_with_codings_and_predictions(server: Server) -> None:
    project = server.project(codebook="cameo-root")
    ok(send(server.admin, project, lines({"text": TEXT, "annotations": [annotation()]}), filename="a.jsonl"))
    exported = ok(server.admin.client.get(f"/api/projects/{project}/export?exportType=JSON"))
    for task in exported:
        task["predictions"] = [{"result": task["annotations"][0]["result"], "model_version": "m1", "score": 0.5}]
    other = server.project("Another", codebook="cameo-root")
    report = ok(send(server.admin, other, json.dumps(exported).encode(), filename="export.json"))
    assert (report["format"], report["new"], report["codings"]) == ("json", 1, 1)
    with server.db.read() as session:
        first, second = session.exec(select(Revision).order_by(Revision.id)).all()  # type: ignore[arg-type]
        assert orjson.loads(first.result) == orjson.loads(second.result)
        assert parse_coding(orjson.loads(first.coding or "")) == parse_coding(orjson.loads(second.coding or ""))
        assert session.exec(select(Prediction)).one().model_version == "m1"


@pytest.mark.parametrize("codebook", ["plover", "cameo-root"])
def test_wrong_coding_refuses_the_file(server: Server, codebook: str) -> None:
    """Codes of another codebook in one project, a code that does not exist in the other."""
    project = server.project(codebook=codebook)
    wrong = annotation(actions=[{"action": n, "cameo": "9-99 Nothing"} for n in (1, 2)])
    before = counts(server.db)
    records = lines({"text": "No codings here."}, {"text": TEXT, "annotations": [wrong]})
    answer = send(server.admin, project, records, filename="a.jsonl")
    assert answer.status_code == 400
    assert answer.json()["detail"].startswith("a.jsonl, line 2: Coding by A1: events[0].code: ")
    assert "'99'" in answer.json()["detail"]
    assert counts(server.db) == before


def test_many_wrong_codings_stop_the_reading(server: Server) -> None:
    project = server.project(codebook="plover")
    records = [{"id": str(i), "text": TEXT, "annotations": [annotation()]} for i in range(40)]
    report = ok(send(server.admin, project, lines(*records), filename="a.jsonl", dry_run=True))
    assert len(report["problems"]) == 21
    assert report["problems"][-1]["message"] == "20 records are wrong; the rest was not read."


def test_all_shared_codings_import_with_right_offsets(server: Server, shared: Path) -> None:
    project = server.project(codebook="cameo-root")
    content = (shared / "cameo_multiannotator" / "cameo_multiannotator_rounds1-7.jsonl").read_bytes()
    report = ok(send(server.admin, project, content, filename="codings.jsonl"))
    assert (report["articles"], report["new"], report["codings"], report["duplicates"]) == (700, 700, 3008, [])
    texts = {task.id: task.text for task in stored(server.db)}
    with server.db.read() as session:
        rows = session.exec(
            select(Annotation.task_id, Revision.coding).join(Revision, Revision.annotation_id == Annotation.id)  # type: ignore[arg-type]
        ).all()
    assert len(rows) == 3008
    for task_id, body in rows:
        coding = parse_coding(orjson.loads(body or "{}"))
        assert all(texts[task_id][f.start : f.end] == f.quote for m in coding.mentions for f in m.fragments)
