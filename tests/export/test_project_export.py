"""``annotate export`` of a real project on both databases, and of a collected folder."""

from __future__ import annotations

import json
from collections import Counter

import orjson
import pytest
from sqlmodel import select
from typer.testing import CliRunner

from annotate.cli import build
from annotate.collect import store
from annotate.collect.pull import collect
from annotate.datasets import collected, service
from annotate.errors import AnnotateError, Invalid, NotFound
from annotate.models import Task
from annotate.queue import service as queue
from export.release import read_release
from schemas.codebook import load_codebook
from schemas.coding import dump_coding
from schemas.hashing import text_hash
from tests.sdk.codings import NOTHING, TEXT, arrest, as_coding
from tests.support.server import ok

CAMEO = load_codebook("cameo")


@pytest.fixture
def annotate():
    """Run a command; its refusal is ``exception``."""
    return lambda *arguments: CliRunner().invoke(build(), [str(a) for a in arguments])


def submit(person, task, **body):
    return ok(person.client.post(f"/api/tasks/{task}/annotations", json=body))


@pytest.fixture
def project(server):
    """Three coders: two codings of the first article, one of the second, none that counts of the others."""
    number = server.project("Arrests", overlap=3)
    ana, cid = (server.user(f"{n}@example.org", "annotator", number) for n in ("ana", "cid"))
    bob = server.user("bob@example.org", "adjudicator", number)
    first, second, skipped, deleted, gone, _ = server.tasks(
        number, [{"text": f"{TEXT} {i}", "title": f"Article {i}", "outlet": "The Lamp"} for i in range(6)]
    )
    made = submit(ana, first, coding=as_coding(), lead_time=12.5)
    ok(ana.client.patch(f"/api/annotations/{made['id']}", json={"coding": as_coding(arrest("170"))}))
    submit(bob, first, coding=as_coding(), ground_truth=True)
    submit(ana, second, coding=as_coding(NOTHING))
    submit(ana, skipped, coding=as_coding(), was_cancelled=True)
    dropped = submit(cid, deleted, coding=as_coding())
    assert cid.client.delete(f"/api/annotations/{dropped['id']}").is_success
    submit(cid, gone, coding=as_coding())
    assert server.admin.client.delete(f"/api/tasks/{gone}").is_success
    server.counted = (first, second)
    return number


def test_export_holds_exactly_the_finished_codings(server, project, annotate, tmp_path) -> None:
    done = annotate("export", project, "-o", tmp_path / "r", "--db", server.db.url, "--json")
    assert done.exit_code == 0, done.output
    assert json.loads(done.stdout)["counts"] == {"articles": 2, "codings": 3, "events": 2, "rows": 2}
    release = read_release(tmp_path / "r")
    assert release.manifest["conservation"]["stored"]["codings"] == 3
    assert release.manifest["project"] == {"id": project, "title": "Arrests"}
    first, second = release.articles()
    assert (first.id, second.id) == tuple(map(str, server.counted))
    assert (first.title, first.outlet, first.text) == ("Article 0", "The Lamp", f"{TEXT} 0")
    assert first.sentences
    found = [(c.coder, c.coding.events[0].code, c.version, c.gold, c.lead_time) for c in first.codings]
    assert found == [("ana@example.org", "170", 2, False, 12.5), ("bob@example.org", "173", 1, True, None)]
    assert second.codings[0].coding == NOTHING
    assert all(c.submitted_at.endswith("Z") for c in first.codings if c.submitted_at)


@pytest.mark.parametrize("format_", ["csv", "parquet"])
def test_export_by_title_in_other_formats_has_the_same_hash(server, project, annotate, tmp_path, format_) -> None:
    for name, chosen in (("one", "jsonl"), ("two", format_)):
        done = annotate("export", "Arrests", "-o", tmp_path / name, "--format", chosen, "--db", server.db.url)
        assert done.exit_code == 0, done.output
    hashes = [read_release(tmp_path / name).content_hash() for name in ("one", "two")]
    assert hashes[0] == hashes[1]


def test_export_tells_from_which_stream_of_the_queue_an_article_was_served(server, annotate, tmp_path) -> None:
    number = server.project("Unsure")
    tasks = server.tasks(number, [f"{TEXT} {i}" for i in range(30)])
    with server.db.write() as session:
        queue.note_margins(session, number, 1, {task: 0.1 for task in tasks})
    ok(server.admin.client.patch(f"/api/app/projects/{number}", json={"by_margin": True}))
    ana = server.user("ana@example.org", "annotator", number)
    for task in tasks:
        submit(ana, task, coding=as_coding())
    done = annotate("export", number, "-o", tmp_path / "r", "--format", "csv", "--db", server.db.url, "--json")
    assert done.exit_code == 0, done.output
    with server.db.read() as session:
        served = {str(task.id): task.stream for task in session.scalars(select(Task).where(Task.project_id == number))}
    assert set(served.values()) == {"margin", "random"}
    release = read_release(tmp_path / "r")
    assert {a.id: a.stream for a in release.articles()} == served
    counted = {stream: counts["articles"] for stream, counts in json.loads(done.stdout)["streams"].items()}
    assert counted == dict(Counter(served.values()))
    source = ["--url", server.url, "--token", server.admin.token, "--project", number]
    assert annotate("collect", *source, "-o", tmp_path / "collected").exit_code == 0
    assert annotate("export", tmp_path / "collected", "-o", tmp_path / "again").exit_code == 0
    assert {a.id: a.stream for a in read_release(tmp_path / "again").articles()} == served, "collected as well"


def test_project_codings_by_article_and_coder(server, project) -> None:
    with server.db.read() as session:
        codebook, found = service.project_codings(session, project)
        assert codebook == CAMEO
        first, second = map(str, server.counted)
        assert {a: sorted(c) for a, c in found.items()} == {
            first: ["ana@example.org", "bob@example.org"],
            second: ["ana@example.org"],
        }
        assert found[first]["bob@example.org"] == arrest()
        with pytest.raises(NotFound):
            service.project_codings(session, 10**6)


def test_export_of_a_project_with_a_label_config_of_its_own_is_refused(server, annotate, tmp_path) -> None:
    config = '<View><Labels name="l" toName="t"><Label value="X"/></Labels><Text name="t" value="$text"/></View>'
    made = ok(server.admin.client.post("/api/projects", json={"title": "Own", "label_config": config}))
    done = annotate("export", made["id"], "-o", tmp_path / "r", "--db", server.db.url)
    assert isinstance(done.exception, Invalid)
    assert "label config of its own" in done.exception.detail
    assert not (tmp_path / "r").exists()


def test_export_refusals_name_the_remedy_and_write_nothing(server, annotate, tmp_path) -> None:
    number = server.project()
    db = ("--db", server.db.url)

    def refused(*arguments: object) -> str:
        done = annotate("export", number, *arguments, *db)
        assert isinstance(done.exception, Invalid), done.output
        return done.exception.detail

    assert "no finished coding yet" in refused("-o", tmp_path / "r")
    assert "choose one of jsonl, csv, parquet" in refused("-o", tmp_path / "r", "--format", "xlsx")
    assert "add --format csv" in refused("-o", tmp_path / "r", "--spreadsheet")
    assert "write 80/10/10" in refused("-o", tmp_path / "r", "--split", "most")
    assert not list(tmp_path.glob("r*"))


def test_export_split_of_too_few_articles_is_refused(server, project, annotate, tmp_path) -> None:
    done = annotate("export", project, "-o", tmp_path / "r", "--split", "80/10/10", "--db", server.db.url)
    assert isinstance(done.exception, Invalid)
    assert "too few" in done.exception.detail
    assert not (tmp_path / "r").exists()


@pytest.mark.sdk
def test_export_of_what_was_collected_equals_export_from_the_database(server, project, annotate, tmp_path) -> None:
    collect(server.url, server.admin.token, project, tmp_path / "c")
    hashes = []
    for name, source in (("a", project), ("b", tmp_path / "c")):
        done = annotate("export", source, "-o", tmp_path / name, "--db", server.db.url)
        assert done.exit_code == 0, done.output
        hashes.append(read_release(tmp_path / name).manifest["content_hash"])
    assert hashes[0] == hashes[1]


def collect_into(folder, **changes) -> None:
    """A collection of one article with a finished, a skipped and a faulty annotation."""
    task = {"task": 11, "inner_id": 1, "text": TEXT, "text_sha256": text_hash(TEXT), "data": {"title": "T"}, "meta": {}}
    record = {
        "task": 11, "annotation": 5, "annotator": "ana", "coding": dump_coding(arrest()), "result": [],
        "updated_at": "2026-01-02T03:04:05Z", "was_cancelled": False, "ground_truth": False, "lead_time": 3.5,
        "problems": [],
    }  # fmt: skip
    more = [{**record, "annotation": 6, "was_cancelled": True}, {**record, "annotation": 7, "coding": None}]
    source = {"url": "http://127.0.0.1:1", "project": 4, "title": "Afar"}
    with store.made(folder), store.writing(folder) as writer:
        writer.add(store.TASKS, orjson.dumps(task) + b"\n")
        for line in [{**record, **changes}, *more]:
            writer.add(store.ANNOTATIONS, orjson.dumps(line) + b"\n")
        writer.finish({"codebook": CAMEO.model_dump(mode="json")}, {"source": source})


def test_export_of_a_collected_folder(annotate, tmp_path) -> None:
    collect_into(tmp_path / "c")
    done = annotate("export", tmp_path / "c", "-o", tmp_path / "r")
    assert done.exit_code == 0, done.output
    release = read_release(tmp_path / "r")
    assert release.manifest["project"] == {"id": 4, "title": "Afar"}
    (article,) = release.articles()
    assert [(c.coder, c.coding, c.lead_time) for c in article.codings] == [("ana", arrest(), 3.5)]
    assert release.manifest["filters"]["left_out"] == {collected.NO_CODING: 1}
    codebook, found = service.collection_codings(tmp_path / "c")
    assert (codebook, found) == (CAMEO, {"11": {"ana": arrest()}})


def test_collected_folder_that_is_broken_is_refused_by_place(tmp_path) -> None:
    collect_into(tmp_path / "c", coding={"verdict": "perhaps"})
    with pytest.raises(AnnotateError, match=r"annotations\.jsonl line 1"):
        collected.load_collection(tmp_path / "c")
    (tmp_path / "c/tasks.jsonl").write_text("")
    with pytest.raises(AnnotateError, match=r"tasks\.jsonl is not as it was collected"):
        collected.load_collection(tmp_path / "c")
    with pytest.raises(AnnotateError, match="no collection"):
        collected.load_collection(tmp_path)
