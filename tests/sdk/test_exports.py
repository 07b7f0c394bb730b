"""Exports through the unmodified SDK, compared with what its own converter makes of the same tasks."""

from __future__ import annotations

import csv
import hashlib
import io
import json

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from label_studio_sdk.core.api_error import ApiError

from annotate.errors import Unavailable
from annotate.labelstudio.treebank import tokens
from annotate.snapshots import making, store
from tests.sdk.codings import NOTHING, TEXT, arrest, as_result
from tests.support.server import ok

pytestmark = pytest.mark.sdk
FLAT = {"JSON_MIN": "result.json", "CSV": "result.csv", "TSV": "result.csv", "CONLL2003": "result.conll"}
CONFIG = """<View><Labels name="ev" toName="text"><Label value="Actor"/><Label value="Event"/></Labels>
<Choices name="tone" toName="text"><Choice value="calm"/><Choice value="angry"/></Choices>
<TextArea name="note" toName="text" perRegion="true"/><Relations><Relation value="agent"/></Relations>
<Text name="text" value="$text"/></View>"""


def span(region, start, end, label, text=TEXT):
    value = {"start": start, "end": end, "text": text[start:end], "labels": [label]}
    return {"id": region, "from_name": "ev", "to_name": "text", "type": "labels", "value": value}


def note(region, start, end, *words):
    value = {"start": start, "end": end, "text": list(words)}
    return {"id": region, "from_name": "note", "to_name": "text", "type": "textarea", "value": value}


def choice(*names):
    return {"id": "c", "from_name": "tone", "to_name": "text", "type": "choices", "value": {"choices": list(names)}}


@pytest.fixture
def spans(server, sdk):
    """A project with its own config: two coders, a skip, overlapping spans, a task without codings, odd data."""
    admin = sdk(server.admin)
    project = admin.projects.create(title="Flat formats", label_config=CONFIG, maximum_annotations=2).id
    data = [
        {"text": TEXT, "n": 1, "tags": ["a", "b"]},
        {"text": "=1+1 is no \"formula\" here; it's the 'text'.", "ev": "a clash of names", "empty": None, "half": 0.5},
        {"text": "Nobody looked.", "ok": True},
        {"text": "Skipped."},
    ]
    ids = server.tasks(project, data)
    ana = server.user("ana@example.org", "annotator", project)
    first = [
        span("a", 0, 6, "Actor"),
        span("b", 9, 27, "Event"),
        span("d", 18, 27, "Actor"),
        note("a", 0, 6, "COP"),
        choice("calm"),
    ]
    first.append({"type": "relation", "from_id": "b", "to_id": "a", "direction": "right", "labels": ["agent"]})
    admin.annotations.create(ids[0], result=first, lead_time=3)
    sdk(ana).annotations.create(ids[0], result=[span("x", 0, 17, "Event"), choice("angry")])
    text = data[1]["text"]
    admin.annotations.create(ids[1], result=[span("y", 11, 20, "Event", text), note("y", 11, 20, "one", "two")])
    admin.annotations.create(ids[3], result=[], was_cancelled=True)
    return project, ids, admin, ana


def converted(tmp_path, config, tasks, export_type):
    from label_studio_sdk.converter import Converter

    source = tmp_path / "tasks.json"
    source.write_text(json.dumps(tasks))
    out = tmp_path / export_type
    Converter(config, project_dir=None, download_resources=False).convert(source, out, export_type, is_dir=False)
    return (out / FLAT[export_type]).read_text(encoding="utf-8")


def comparable(text, export_type):
    """Tables cell by cell with JSON read, since that is written with other white space; the rest as it is."""
    if export_type == "JSON_MIN":
        return json.loads(text)
    if export_type == "CONLL2003":
        return text
    rows = list(csv.reader(io.StringIO(text), delimiter="\t" if export_type == "TSV" else ","))
    return [[json.loads(cell) if cell[:1] in "[{" and cell else cell for cell in row] for row in rows]


@pytest.mark.parametrize("export_type", FLAT)
def test_flat_formats_are_those_of_the_converter(spans, tmp_path, export_type):
    project, _, admin, _ = spans
    tasks = admin.projects.exports.as_json(project)
    ours = admin.projects.exports.as_binary(project, export_type=export_type).decode()
    assert comparable(ours, export_type) == comparable(converted(tmp_path, CONFIG, tasks, export_type), export_type)


@pytest.mark.parametrize("export_type", FLAT)
def test_codebook_projects_export_flat_too(server, sdk, tmp_path, export_type):
    project = server.project(overlap=2)
    one, two = server.tasks(project, [TEXT, "Nothing."])
    admin = sdk(server.admin)
    admin.annotations.create(one, result=as_result(arrest("173", note="Really?")))
    admin.annotations.create(two, result=as_result(NOTHING))
    config, tasks = admin.projects.get(project).label_config, admin.projects.exports.as_json(project)
    ours = admin.projects.exports.as_binary(project, export_type=export_type).decode()
    assert comparable(ours, export_type) == comparable(converted(tmp_path, config, tasks, export_type), export_type)


def test_pandas_reads_the_table(spans):
    project, ids, admin, _ = spans
    table = admin.projects.exports.as_pandas(project)
    assert list(table["id"]) == [ids[0], ids[0], ids[1], ids[2]]
    assert {"ev", "tone", "note", "text", "_data_ev", "annotator"} <= set(table.columns)


@settings(max_examples=300, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.text(alphabet="abcanotndilwe 'sS\"`.,:;?!()[]{}<>-$%&@#19\n\té王🚓", max_size=60))
@example("He said \"no\" - it's ''fine'', they can't (really?) wanna go... \"Yes.\"")
@example("Gimme 'twas cannot, gonna; d'ye lemme more'n 3,000.5: a:b U.S. end.")
@example("the miners'\n")
def test_tokens_are_those_of_the_treebank(text):
    from nltk.tokenize.treebank import TreebankWordTokenizer

    try:
        expected = [(text[a:b], a) for a, b in TreebankWordTokenizer().span_tokenize(text)]
    except (ValueError, StopIteration, RuntimeError):
        return  # the oracle itself cannot place every token
    assert tokens(text) == expected


def test_a_snapshot_keeps_one_state(server, spans):
    project, ids, admin, ana = spans
    exports = admin.projects.exports
    made = exports.create(project, title="Round one", task_filter_options={"annotated": "only"})
    assert (made.status, made.title, made.counters) == ("completed", "Round one", {"task_number": 2})
    before = b"".join(exports.download(project, made.id))
    assert hashlib.md5(before).hexdigest() == made.md5
    assert [t["id"] for t in json.loads(before)] == ids[:2]
    admin.annotations.delete(json.loads(before)[0]["annotations"][0]["id"])
    assert b"".join(exports.download(project, made.id, export_type="JSON")) == before
    on_the_way = b"".join(exports.download(project, made.id, export_type="CSV"))
    conversion = exports.convert(project, made.id, export_type="CSV")
    assert conversion.export_type == "CSV"
    kept = exports.get(project, made.id).converted_formats
    assert [(f.id, f.status, f.export_type) for f in kept] == [(conversion.converted_format, "completed", "CSV")]
    assert b"".join(exports.download(project, made.id, export_type="CSV")) == on_the_way
    for bad in ("CSV", "PARQUET"):
        with pytest.raises(ApiError) as refused:
            exports.convert(project, made.id, export_type=bad)
        assert refused.value.status_code == 400
    assert [e.id for e in exports.list(project)] == [made.id]
    assert ana.client.get(f"/api/projects/{project}/exports/{made.id}/download").status_code == 403
    other = server.project("Other")
    assert server.admin.client.get(f"/api/projects/{other}/exports/{made.id}").status_code == 404
    exports.delete(project, made.id)
    with pytest.raises(ApiError) as gone:
        exports.get(project, made.id)
    assert gone.value.status_code == 404


def test_snapshot_options_choose_tasks_and_annotations(server, spans):
    project, ids, admin, _ = spans

    def exported(**options):
        made = ok(server.admin.client.post(f"/api/projects/{project}/exports/", json=options))
        return ok(server.admin.client.get(f"/api/projects/{project}/exports/{made['id']}/download"))

    view = admin.views.create(project=project, data={"filters": {"conjunction": "and", "items": [
        {"filter": "filter:tasks:inner_id", "operator": "less", "type": "Number", "value": 3}]}})  # fmt: skip
    assert [t["id"] for t in exported(task_filter_options={"view": view.id})] == ids[:2]
    assert [t["id"] for t in exported(task_filter_options={"skipped": "only"})] == [ids[3]]
    assert [t["id"] for t in exported(task_filter_options={"finished": "only"})] == [ids[0]]
    assert [t["id"] for t in exported(task_filter_options={"annotated": "exclude"})] == ids[2:]
    assert [t["id"] for t in exported(task_filter_options={"only_with_annotations": True})] == [*ids[:2], ids[3]]
    admin.annotations.update(admin.annotations.list(ids[1])[0].id, ground_truth=True)
    gold = exported(annotation_filter_options={"ground_truth": True})
    assert [len(t["annotations"]) for t in gold] == [0, 1, 0, 0]
    people = exported(serialization_options={"annotations__completed_by": {"only_id": False}})
    assert people[0]["annotations"][0]["completed_by"]["email"] == "admin@example.org"
    newest = admin.projects.exports.list(project)[0]
    table = b"".join(admin.projects.exports.download(project, newest.id, export_type="CSV")).decode()
    assert '"admin@example.org"' in table


def test_a_snapshot_that_cannot_be_made_says_so_at_once(server, spans, monkeypatch):
    project, _, admin, _ = spans
    address = f"/api/projects/{project}/exports/"
    post = server.admin.client.post
    assert post(address, json={"task_filter_options": {"view": 99}}).status_code == 404
    assert admin.projects.exports.list(project) == []  # nothing was begun
    good = ok(post(address, json={}))["id"]

    def breaks(*_):
        raise Unavailable("The disk is full; nothing was stored.")

    with monkeypatch.context() as patched:
        patched.setattr(store, "add_part", breaks)
        assert post(address, json={}).status_code == 503
        assert post(f"{address}{good}/convert", json={"export_type": "CSV"}).status_code == 503
    failed, kept = admin.projects.exports.list(project)
    assert (failed.status, failed.reason) == ("failed", "The disk is full; nothing was stored.")
    conversion = kept.converted_formats[0]
    assert (kept.status, conversion.status, conversion.traceback) == ("completed", "failed", failed.reason)
    refused = server.admin.client.get(f"{address}{failed.id}/download")
    assert (refused.status_code, refused.json()["detail"]) == (400, f"This export failed: {failed.reason}")
    ok(post(f"{address}{good}/convert", json={"export_type": "CSV"}))  # what failed may be tried again
    assert [f.status for f in admin.projects.exports.get(project, good).converted_formats] == ["completed"]


def test_a_large_snapshot_is_made_by_a_job(server, spans, monkeypatch):
    project, ids, admin, _ = spans
    exports = admin.projects.exports
    small = exports.create(project)
    assert (small.status, small.job) == ("completed", None)
    monkeypatch.setattr(making, "AT_ONCE", len(ids) - 1)
    large = exports.create(project, title="All of it")
    assert large.status == "in_progress"
    unwanted = exports.create(project)  # waits behind the first
    exports.delete(project, unwanted.id)
    assert ok(server.admin.client.get(f"/api/app/jobs/{unwanted.job}"))["state"] == "cancelled"
    body = b"".join(exports.download(project, large.id))  # waits for it
    assert body == b"".join(exports.download(project, small.id))
    exports._poll_export(project, large, None, timeout=60)  # what the SDK's own helpers wait with
    made = exports.get(project, large.id)
    assert (made.status, made.title, made.counters) == ("completed", "All of it", {"task_number": len(ids)})
    assert hashlib.md5(body).hexdigest() == made.md5
    job = ok(server.admin.client.get(f"/api/app/jobs/{large.job}"))
    assert (job["kind"], job["state"], job["done"], job["total"]) == ("snapshot", "done", len(ids), len(ids))
