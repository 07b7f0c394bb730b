"""``annotate collect`` against our own server, through the unmodified SDK."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import orjson
import pytest
from typer.testing import CliRunner

from annotate.cli import build
from annotate.collect.errors import CollectError, CollectionError
from annotate.collect.pull import Options, collect
from annotate.collect.store import read_collection
from schemas.coding import parse_coding
from tests.sdk.codings import CAMEO, NOTHING, TEXT, arrest, as_coding, as_result
from tests.support.server import ok

pytestmark = pytest.mark.sdk


@pytest.fixture
def coded(server):
    """A project with three articles: coded by two, skipped by one, untouched; its id and the task ids."""
    project = server.project(overlap=2)
    tasks = server.tasks(project, [{"text": TEXT, "outlet": "Daily"}, TEXT + " Again.", "Third."])
    ann = server.user("ann@example.org", "annotator", project)
    ben = server.user("ben@example.org", "annotator", project)
    for person, coding in ((ann, arrest()), (ben, NOTHING)):
        body = {"coding": as_coding(coding), "lead_time": 7.5}
        ok(person.client.post(f"/api/tasks/{tasks[0]}/annotations", json=body))
    ok(ann.client.post(f"/api/tasks/{tasks[1]}/annotations", json={"result": [], "was_cancelled": True}))
    return project, tasks


def files(folder: Path) -> dict[str, bytes]:
    return {p.name: p.read_bytes() for p in folder.iterdir()}


def test_collection_holds_everything_once(server, coded, tmp_path):
    project, tasks = coded
    manifest = collect(server.url, server.admin.token, project, tmp_path / "c")
    assert manifest["counts"] == {
        "tasks": 3,
        "annotations": 3,
        "skipped": 1,
        "ground_truth": 0,
        "drafts": 0,
        "codings": 2,
        "with_errors": 0,
        "with_warnings": manifest["counts"]["with_warnings"],
        "not_shown": 0,
    }
    collection = read_collection(tmp_path / "c")
    assert collection.codebook == CAMEO
    found = list(collection.tasks())
    assert [(t.task, t.data.get("outlet")) for t in found] == [(tasks[0], "Daily"), (tasks[1], None), (tasks[2], None)]
    first, second, skip = collection.annotations()
    assert (first.annotator, first.coding, first.result) == ("ann@example.org", arrest(), as_result())
    assert (second.annotator, second.coding, second.lead_time) == ("ben@example.org", NOTHING, 7.5)
    assert (skip.task, skip.was_cancelled, skip.coding) == (tasks[1], True, None)


def test_collecting_again_brings_the_folder_up_to_date(server, coded, tmp_path):
    project, tasks = coded
    folder = tmp_path / "c"
    collect(server.url, server.admin.token, project, folder)
    before = files(folder)
    collect(server.url, server.admin.token, project, folder)
    after = files(folder)
    assert {n: b for n, b in after.items() if n != "manifest.json"} == {
        n: b for n, b in before.items() if n != "manifest.json"
    }
    ok(server.admin.client.post(f"/api/tasks/{tasks[2]}/annotations", json={"coding": as_coding(NOTHING)}))
    assert collect(server.url, server.admin.token, project, folder)["counts"]["codings"] == 3
    assert len(list(read_collection(folder).annotations())) == 4
    assert sorted(files(folder)) == [
        "annotations.jsonl", "drafts.jsonl", "manifest.json", "project.json", "tasks.jsonl"
    ]  # fmt: skip


def test_refused_collection_leaves_the_folder_as_it_was(server, coded, tmp_path):
    project, _ = coded
    folder = tmp_path / "c"
    collect(server.url, server.admin.token, project, folder)
    before = files(folder)
    other = server.project("Another one")
    wrong = [
        (server.url, "0123456789abcdef", project, "token"),
        (server.url, server.admin.token, 9999, "project"),
        (server.url, server.admin.token, other, "holds project"),
        ("ftp://example.org", "x", project, "address"),
    ]
    for url, token, number, said in wrong:
        with pytest.raises(CollectError, match=said):
            collect(url, token, number, folder)
        assert files(folder) == before
    strange = tmp_path / "strange"
    strange.mkdir()
    (strange / "thesis.txt").write_text("mine")
    with pytest.raises(CollectError, match="something else"):
        collect(server.url, server.admin.token, project, strange)
    assert files(strange) == {"thesis.txt": b"mine"}
    with pytest.raises(CollectError, match="is a file"):
        collect(server.url, server.admin.token, project, strange / "thesis.txt")


def test_changed_or_incomplete_folder_is_not_taken_for_whole(server, coded, tmp_path):
    project, _ = coded
    folder = tmp_path / "c"
    collect(server.url, server.admin.token, project, folder)
    lines = (folder / "annotations.jsonl").read_bytes()
    (folder / "annotations.jsonl").write_bytes(lines.replace(b"ann@example.org", b"eve@example.org"))
    with pytest.raises(CollectionError, match=r"annotations\.jsonl is not as it was collected"):
        read_collection(folder)
    (folder / "manifest.json").unlink()
    with pytest.raises(CollectionError, match=r"no manifest\.json"):
        read_collection(folder)


def test_what_a_manager_may_not_see_yet_is_counted(server, coded, tmp_path):
    project, tasks = coded
    joe = server.user("joe@example.org", "manager", project)
    assert ok(joe.client.post(f"/api/app/projects/{project}/next"))["task"]["id"] == tasks[1]
    counts = collect(server.url, joe.token, project, tmp_path / "c")["counts"]
    assert (counts["annotations"], counts["not_shown"]) == (2, 1)


def test_command_prints_counts_for_people_and_json_for_programs(server, coded, tmp_path):
    project, _ = coded
    options = ["collect", "--url", server.url, "--token", server.admin.token, "--project", str(project)]
    told = CliRunner().invoke(build(), [*options, "-o", str(tmp_path / "c")])
    assert told.exit_code == 0, told.output
    assert "3 articles, 3 annotations (2 codings, 1 skipped)" in told.output
    shown = CliRunner().invoke(build(), [*options, "-o", str(tmp_path / "d"), "--json"])
    assert json.loads(shown.stdout)["counts"]["tasks"] == 3


@pytest.mark.parametrize(("token", "said"), [("0123456789abcdef", "token"), ("", "no token"), ("a b\n", "no token")])
def test_unknown_token_is_one_sentence_of_the_command_and_leaves_nothing(server, coded, tmp_path, token, said):
    command = [sys.executable, "-m", "annotate", "collect", "--url", server.url, "--project", str(coded[0])]
    command += ["--token", token, "-o", str(tmp_path / "c")]
    done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=120)
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr.startswith("annotate: ")
    assert done.stderr.count("\n") == 1, done.stderr
    assert said in done.stderr
    assert not (tmp_path / "c").exists()


UTF16_TEXT = "🚨🚨 Police arrested Ana."
SPANS = """<View><Labels name="span" toName="text"><Label value="Actor"/></Labels>
<Text name="text" value="$text"/></View>"""


def test_offsets_in_utf16_units_are_reconciled_by_the_quote(server, monkeypatch, tmp_path):
    """A real Label Studio stores what its browser counted; the quote tells the unit."""
    answer = ok(server.admin.client.post("/api/projects", json={"title": "Spans", "label_config": SPANS}))
    (task,) = server.tasks(answer["id"], [UTF16_TEXT])

    def region(start: int, end: int) -> list[dict[str, object]]:
        value = {"start": start, "end": end, "text": "Police", "labels": ["Actor"]}
        return [{"id": "r", "type": "labels", "from_name": "span", "to_name": "text", "value": value}]

    right, units, lost = region(3, 9), region(5, 11), region(0, 6)
    made = ok(server.admin.client.post(f"/api/tasks/{task}/annotations", json={"result": right}))
    for sent, reconciled, codes in (
        (right, None, []),
        (units, right, []),
        (lost, None, ["offsets-fit-nothing"]),
    ):
        seen = ok(server.admin.client.get(f"/api/tasks/{task}"))
        seen["annotations"][0]["result"] = sent
        monkeypatch.setattr("label_studio_sdk.tasks.client_ext.TasksClientExt.list", _pages(seen))
        collect(server.url, server.admin.token, answer["id"], tmp_path / "c", Options(full=True))
        record = orjson.loads((tmp_path / "c" / "annotations.jsonl").read_bytes())
        assert record["annotation"] == made["id"]
        assert (record["result"], record.get("reconciled")) == (sent, reconciled)
        assert [p["code"] for p in record["problems"]] == codes


def _pages(task: dict[str, object]):
    """A task list that answers what a server answers, but for the result."""
    from types import SimpleNamespace

    from label_studio_sdk.types.lse_task import LseTask

    def listed(*_: object, query: str, **__: object):
        beyond = any(item["value"] == task["id"] for item in json.loads(query)["filters"]["items"])
        return SimpleNamespace(items=[] if beyond else [LseTask.model_construct(**task)], response=None)

    return listed


def test_coding_survives_the_way_through_the_sdk_unchanged(server, tmp_path):
    """Emoji, combining marks and right-to-left text, coded as the browser does, read back from the collection."""
    text = "👩‍👩‍👧 اعتقلت الشرطة Zoë́ 王芳."
    project = server.project()
    (task,) = server.tasks(project, [text])
    coding = as_coding(replace_text(text))
    ok(server.admin.client.post(f"/api/tasks/{task}/annotations", json={"coding": coding}))
    collect(server.url, server.admin.token, project, tmp_path / "c")
    (found,) = read_collection(tmp_path / "c").annotations()
    assert found.coding == parse_coding(coding)
    assert found.problems == [p for p in found.problems if p["severity"] == "warning"]


def replace_text(text: str):
    """The arrest with its words taken from another text."""
    from tests.sdk.codings import fragment

    words = {"m1": "الشرطة", "m2": "اعتقلت", "m3": "Zoë́ 王芳"}
    coding = arrest()
    mentions = tuple(m.model_copy(update={"fragments": (fragment(words[m.id], text),)}) for m in coding.mentions)
    return coding.model_copy(update={"mentions": mentions})
