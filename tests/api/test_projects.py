"""Projects: our own routes and those of the Label Studio SDK."""

from __future__ import annotations

import pytest

from schemas.codebook import load_codebook
from schemas.labelstudio.config import to_label_config
from tests.support.server import ok

FOREIGN = (
    '<View><Text name="article" value="$body"/><Labels name="ner" toName="article">'
    '<Label value="Person"/><Label value="Place" alias="LOC" background="red"/></Labels>'
    '<Choices name="tone" toName="article" choice="single"><View><Choice value="calm"/></View>'
    '<Choice value="angry"/></Choices>'
    '<TextArea name="why" toName="article" perRegion="true" whenTagName="ner"/></View>'
)
# Every field that Label Studio's own project answer has.
LS_FIELDS = """
    id title description label_config expert_instruction show_instruction show_skip_button enable_empty_annotation
    show_annotation_history organization color maximum_annotations is_published model_version is_draft created_by
    created_at min_annotations_to_start_training start_training_on_annotation_update show_collab_predictions
    num_tasks_with_annotations task_number useful_annotation_number ground_truth_number skipped_annotations_number
    total_annotations_number total_predictions_number sampling show_ground_truth_first show_overlap_first
    overlap_cohort_percentage task_data_login task_data_password control_weights parsed_label_config
    evaluate_predictions_automatically config_has_control_tags skip_queue reveal_preannotations_interactively
    pinned_at finished_task_number queue_total queue_done config_suitable_for_bulk_annotation state
"""
NOTHING_DONE = {"in_progress": 0, "partly": 0, "complete": 0, "annotations": 0, "skipped": 0, "mine_done": 0}


@pytest.fixture
def admin(server):
    return server.admin.client


def test_new_project_has_its_maker_as_manager(server):
    ana = server.user("ana@example.org")
    body = {"title": "  Protest   2026 ", "description": "d", "codebook": "plover", "overlap": 2, "instructions": "i"}
    pid = ok(ana.client.post("/api/app/projects", json=body))["id"]
    home = ok(ana.client.get(f"/api/app/projects/{pid}"))
    assert home["title"] == "Protest 2026"
    assert (home["role"], home["overlap"], home["description"], home["instructions"]) == ("manager", 2, "d", "i")
    assert home["codebook"]["name"] == "plover"
    assert [(p["email"], p["role"], p["submitted"]) for p in home["people"]] == [("ana@example.org", "manager", 0)]
    assert home["progress"] == {"tasks": 0, "unassigned": 0, "mine_open": 0, **NOTHING_DONE}
    assert (home["agreement"], home["score"], home["imports"]) == (None, None, [])


def test_codebooks_to_choose_from(admin):
    listed = ok(admin.get("/api/app/codebooks"))
    assert [book["name"] for book in listed] == ["cameo", "cameo-root", "plover", "quad", "penta"]
    assert next(b for b in listed if b["name"] == "cameo")["codes"] == len(load_codebook("cameo").codes)
    assert all(book["description"] for book in listed)


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"title": " "}, "title"),
        ({"title": "x" * 101}, "title"),
        ({"title": "T", "codebook": "none"}, "codebook"),
        ({"title": "T", "overlap": 0}, "overlap"),
        ({"title": "T", "overlap": 51}, "overlap"),
        ({"title": "T", "owner": 2}, "owner"),
        ({}, "title"),
    ],
)
def test_wrong_field_is_named(admin, wrong, field):
    answer = admin.post("/api/app/projects", json=wrong)
    assert answer.status_code == 400
    assert field in answer.json()["validation_errors"]
    assert ok(admin.get("/api/app/projects")) == []


def test_manager_changes_the_project(server, admin):
    pid = server.project(overlap=1)
    changed = ok(admin.patch(f"/api/app/projects/{pid}", json={"title": "New", "overlap": 3}))
    assert (changed["title"], changed["overlap"]) == ("New", 3)
    assert ok(admin.get(f"/api/app/projects/{pid}"))["overlap"] == 3


def test_progress_counts_every_article_once(server, admin):
    pid = server.project(overlap=2)
    ana = server.user("ana@example.org", "annotator", pid)
    server.tasks(pid, ["One thing happened.", "Another happened.", "Nothing happened."])
    claimed = ok(ana.client.post(f"/api/app/projects/{pid}/next"))
    assert ok(admin.get(f"/api/app/projects/{pid}"))["progress"] == {
        "tasks": 3,
        "unassigned": 2,
        **NOTHING_DONE,
        "in_progress": 1,
        "mine_open": 3,
    }
    nothing = {"coding": {"verdict": "no_codable_event"}, "lead_time": 12.5}
    done = ana.client.post(f"/api/tasks/{claimed['task']['id']}/annotations", json=nothing)
    assert done.status_code == 201, done.text
    card = ok(ana.client.get("/api/app/projects"))[0]
    assert card["progress"] == {
        "tasks": 3,
        "unassigned": 2,
        **NOTHING_DONE,
        "partly": 1,
        "annotations": 1,
        "mine_done": 1,
        "mine_open": 2,
    }
    assert card["my_open"] == 2
    person = next(p for p in ok(admin.get(f"/api/app/projects/{pid}"))["people"] if p["user_id"] == ana.id)
    assert (person["submitted"], person["skipped"], person["median_seconds"]) == (1, 0, 12.5)
    assert person["last_at"].endswith("Z")


def test_annotators_do_not_see_addresses_of_others(server):
    pid = server.project()
    ana = server.user("ana@example.org", "annotator", pid)
    people = ok(ana.client.get(f"/api/app/projects/{pid}"))["people"]
    assert [p["name"] for p in people] == ["Admin", "Ana"]
    assert [p["email"] for p in people] == [None, None]


def test_codebook_is_sent_once(server, admin):
    pid = server.project()
    first = admin.get(f"/api/app/projects/{pid}/codebook")
    assert ok(first)["sha256"] == load_codebook("cameo").sha256
    assert len(first.json()["codes"]) == len(load_codebook("cameo").codes)
    again = admin.get(f"/api/app/projects/{pid}/codebook", headers={"If-None-Match": first.headers["etag"]})
    assert again.status_code == 304
    assert again.content == b""


def test_deleted_project_is_gone_for_everybody(server, admin):
    pid = server.project()
    ana = server.user("ana@example.org", "annotator", pid)
    assert admin.delete(f"/api/projects/{pid}/").status_code == 204
    for client in (admin, ana.client):
        assert client.get(f"/api/app/projects/{pid}").status_code == 404
        assert client.get(f"/api/projects/{pid}/").status_code == 404
        assert ok(client.get("/api/app/projects")) == []
    assert admin.delete(f"/api/projects/{pid}/").status_code == 404


@pytest.mark.sdk
def test_sdk_makes_a_project_with_our_codebook(server, sdk):
    client = sdk(server.admin)
    config = to_label_config(load_codebook("cameo"))
    project = client.projects.create(title="Protest", label_config=config, maximum_annotations=2)
    assert ok(server.admin.client.get(f"/api/app/projects/{project.id}"))["codebook"]["name"] == "cameo"
    assert client.projects.get(project.id).get_label_interface().get_control("mention").labels
    plain = client.projects.create(title="No config")
    assert ok(server.admin.client.get(f"/api/app/projects/{plain.id}"))["codebook"]["name"] == "cameo"


@pytest.mark.sdk
@pytest.mark.parametrize("config", [FOREIGN, "ours"])
def test_parsed_label_config_is_what_the_sdk_parses(server, sdk, config):
    from label_studio_sdk._extensions.label_studio_tools.core.label_config import parse_config

    config = to_label_config(load_codebook("cameo")) if config == "ours" else config
    project = sdk(server.admin).projects.create(title="Parsed", label_config=config)
    shown = ok(server.admin.client.get(f"/api/projects/{project.id}"))
    assert shown["parsed_label_config"] == parse_config(config)
    assert shown["label_config"] == config


@pytest.mark.sdk
def test_sdk_changes_lists_counts_and_deletes(server, sdk):
    client = sdk(server.admin)
    made = [client.projects.create(title=f"Project {i}").id for i in range(5)]
    assert [p.id for p in client.projects.list(page_size=2)] == made[::-1]
    changed = client.projects.update(made[0], title="Renamed", expert_instruction="Read twice.", maximum_annotations=3)
    assert (changed.title, changed.expert_instruction, changed.maximum_annotations) == ("Renamed", "Read twice.", 3)
    counts = client.projects.list_counts(ids=f"{made[0]},{made[1]}")
    assert {c.id for c in counts.results} == set(made[:2])
    client.projects.delete(made[0])
    assert [p.id for p in client.projects.list()] == made[:0:-1]


def test_sdk_project_has_every_field(server, admin):
    made = ok(admin.post("/api/projects/", json={"title": "All fields", "show_skip_button": False}))
    assert set(LS_FIELDS.split()) <= set(made)
    assert made["show_skip_button"] is False
    assert made == ok(admin.get(f"/api/projects/{made['id']}/"))
    assert made["created_by"] == {
        "id": server.admin.id,
        "first_name": "Admin",
        "last_name": "",
        "email": "admin@example.org",
        "avatar": None,
    }


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"title": "ab"}, "title"),
        ({"title": "x" * 51}, "title"),
        ({"title": "Fine", "label_config": "<View><Script/></View>"}, "label_config"),
        ({"title": "Fine", "label_config": "<View>"}, "label_config"),
        ({"title": "Fine", "label_config": '<!DOCTYPE x [<!ENTITY a "b">]><View>&a;</View>'}, "label_config"),
        ({"title": "Fine", "maximum_annotations": 0}, "overlap"),
        ({"title": "Fine", "sampling": "At random"}, "sampling"),
    ],
)
def test_wrong_sdk_field_is_named(admin, wrong, field):
    answer = admin.post("/api/projects/", json=wrong)
    assert answer.status_code == 400
    assert field in answer.json()["validation_errors"]
    assert ok(admin.get("/api/projects/"))["count"] == 0


def test_listing_ends_with_404_past_the_last_page(server, admin):
    server.project("Only one")
    page = ok(admin.get("/api/projects/?page=1&page_size=1"))
    assert (page["count"], page["next"], page["previous"], len(page["results"])) == (1, None, None, 1)
    assert admin.get("/api/projects/?page=2&page_size=1").status_code == 404
    assert admin.get("/api/projects/?page=0").status_code == 404
    server.project("A second")
    page = ok(admin.get("/api/projects/?page=1&page_size=1"))
    assert page["next"] == f"{server.url}/api/projects?page_size=1&page=2"


def test_config_is_checked_and_stays_when_there_are_codings(server, admin):
    made = ok(admin.post("/api/projects/", json={"title": "Fixed", "label_config": FOREIGN}))
    pid, fewer = made["id"], FOREIGN.replace('<Label value="Person"/>', "")
    check = {"label_config": fewer}
    assert ok(admin.post(f"/api/projects/{pid}/validate/", json=check)) == {"config_essential_data_has_changed": True}
    same = {"label_config": FOREIGN}
    assert ok(admin.post(f"/api/projects/{pid}/validate/", json=same)) == {"config_essential_data_has_changed": False}
    wrong = admin.post(f"/api/projects/{pid}/validate/", json={"label_config": "<View>"})
    assert wrong.status_code == 400
    ok(admin.patch(f"/api/projects/{pid}/", json=check))  # nothing is coded yet
    [task] = [
        t for t in ok(admin.post(f"/api/projects/{pid}/import?return_task_ids=true", json=[{"body": "A."}]))["task_ids"]
    ]
    assert admin.post(f"/api/tasks/{task}/annotations/", json={"result": []}).status_code == 201
    refused = admin.patch(f"/api/projects/{pid}/", json=same)
    assert refused.status_code == 400
    assert "label_config" in refused.json()["validation_errors"]
