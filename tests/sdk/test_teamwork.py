"""Assignments, comments, reviews, history, bulk and actions through the unmodified SDK."""

from __future__ import annotations

import pytest
from label_studio_sdk.core.api_error import ApiError

from tests.sdk.codings import NOTHING, TEXT, arrest, as_result
from tests.support.server import ok

pytestmark = pytest.mark.sdk


@pytest.fixture
def team(server, sdk):
    """A project of four articles, two coders each; ana and bea code, jo adjudicates, rea reads."""
    project = server.project("Team", overlap=2)
    ids = server.tasks(project, [TEXT, "Second.", "Third.", "Fourth."])
    roles = {"ana": "annotator", "bea": "annotator", "jo": "adjudicator", "rea": "reader"}
    people = {name: server.user(f"{name}@example.org", role, project) for name, role in roles.items()}
    return project, ids, people


def refused(status, call):
    with pytest.raises(ApiError) as error:
        call()
    assert error.value.status_code == status, error.value.body
    return error.value.body


def next_task(person, project):
    answer = person.client.post(f"/api/dm/actions/?id=next_task&project={project}", json={})
    return answer.json()["id"] if answer.status_code == 200 else None


def test_a_task_goes_to_those_it_is_given_to(server, sdk, team):
    project, ids, people = team
    admin, ana, bea = sdk(server.admin), people["ana"], people["bea"]
    assigned = admin.projects.assignments.assign(project, ids[0], type="AN", users=[bea.id])
    assert (assigned.task, assigned.assignee, assigned.type) == (ids[0], bea.id, "AN")
    admin.projects.assignments.assign(project, ids[2], type="AN", users=[ana.id])
    assert next_task(ana, project) == ids[2], "what is given by name comes first"
    assert next_task(bea, project) == ids[0]
    refused(403, lambda: sdk(ana).annotations.create(ids[0], result=as_result()))
    sdk(bea).annotations.create(ids[0], result=as_result())
    assert next_task(bea, project) == ids[1], "then what is open to all"
    assert [a.assignee for a in sdk(ana).projects.assignments.list(project, ids[2])] == [ana.id]
    assert sdk(ana).projects.assignments.list(project, ids[0]) == []
    admin.projects.assignments.delete(project, ids[0], type="AN", users=str(bea.id))
    assert sdk(ana).annotations.create(ids[0], result=as_result()).completed_by == ana.id


def test_assigning_many_makes_room_and_checks_people(server, sdk, team):
    project, ids, people = team
    admin, users = sdk(server.admin), [people[name].id for name in ("ana", "bea", "jo")]
    done = admin.projects.assignments.bulk_assign(
        project, selected_items={"all": True, "excluded": [ids[3]]}, type="AN", users=users
    )
    assert (done.assignments, done.task_ids) == (9, ids[:3])
    assert [t.overlap for t in admin.tasks.list(project=project)] == [3, 3, 3, 2]
    eve = server.user("eve@example.org")
    refused(400, lambda: admin.projects.assignments.assign(project, ids[3], type="AN", users=[eve.id]))
    refused(400, lambda: admin.projects.assignments.assign(project, ids[3], type="RE", users=[people["ana"].id]))
    refused(400, lambda: admin.projects.assignments.assign(project, ids[3], type="AN", users=[people["rea"].id]))
    refused(403, lambda: sdk(people["jo"]).projects.assignments.assign(project, ids[3], type="AN", users=[users[0]]))
    changed = admin.projects.assignments.update(project, ids[0], type="AN", users=[users[0]])
    assert changed.assignee == users[0]
    admin.actions.create(id="delete_annotators", project=project, selected_items={"all": True, "excluded": []})
    assert admin.projects.assignments.list(project, ids[0]) == []


def test_comments_are_read_by_those_who_may_read_the_coding(server, sdk, team):
    project, ids, people = team
    ana, bea, jo = (sdk(people[name]) for name in ("ana", "bea", "jo"))
    coding = ana.annotations.create(ids[0], result=as_result())
    first = jo.comments.create(annotation=coding.id, text="Is this 173 or 1734?", region_ref={"region_id": "m2"})
    assert (first.task, first.project, first.is_resolved, first.region_ref) == (
        ids[0],
        project,
        False,
        {"region_id": "m2"},
    )
    ana.comments.create(annotation=coding.id, text="=1+1 is what the police said")
    assert [c.text for c in ana.comments.list(annotation=coding.id)] == [first.text, "=1+1 is what the police said"]
    assert ana.comments.list(annotation=coding.id, expand_created_by=True)[0].created_by.email == "jo@example.org"
    assert bea.comments.list(annotation=coding.id) == []
    refused(404, lambda: bea.comments.get(first.id))
    refused(404, lambda: bea.comments.create(annotation=coding.id, text="Let me in"))
    refused(403, lambda: ana.comments.update(first.id, text="Never mind"))
    assert ana.comments.update(first.id, is_resolved=True).is_resolved is True
    task = sdk(server.admin).tasks.get(ids[0])
    assert (task.comment_count, task.unresolved_comment_count) == (2, 1)
    assert task.comment_authors == [people["jo"].id, people["ana"].id]
    assert bea.tasks.get(ids[0]).comment_count == 0
    table = b"".join(jo.comments.export(annotation=coding.id)).decode()
    assert "'=1+1" in table, "no cell may start a formula"
    jo.comments.delete(first.id)
    assert len(ana.comments.list(projects=str(project))) == 1


def test_reviews_accept_mend_and_send_back(server, sdk, team):
    project, ids, people = team
    ana, bea, jo = (sdk(people[name]) for name in ("ana", "bea", "jo"))
    good = ana.annotations.create(ids[0], result=as_result(arrest("173")))
    bad = bea.annotations.create(ids[0], result=as_result(arrest("171")))
    assert jo.annotation_reviews.create(annotation=good.id, accepted=True).accepted is True
    mended = jo.annotation_reviews.create(annotation=bad.id, accepted=True, result=as_result(arrest("173")))
    assert mended.fixed_annotation_history is not None
    head = sdk(server.admin).annotations.get(bad.id)
    assert (head.completed_by, head.updated_by, head.result) == (
        people["bea"].id,
        people["jo"].id,
        as_result(arrest("173")),
    )
    actions = [(h.action, h.created_by) for h in jo.annotation_history.list(annotation=bad.id)]
    bea_id, jo_id = people["bea"].id, people["jo"].id
    assert actions == [("submitted", bea_id), ("updated", jo_id), ("fixed_and_accepted", jo_id)]

    second = bea.annotations.create(ids[1], result=as_result(NOTHING))
    jo.annotation_reviews.create(annotation=second.id, accepted=False, reject_action="requeue", comment="Read again.")
    assert next_task(people["bea"], project) == ids[1], "her coding is in her hands again"
    bea.annotations.update(second.id, lead_time=30)
    assert next_task(people["bea"], project) == ids[2]
    jo.annotation_reviews.create(annotation=second.id, accepted=False, reject_action="redistribute")
    refused(404, lambda: bea.annotations.get(second.id))
    assert [r.annotation for r in jo.annotation_reviews.list(annotation_task_project=project)] == [good.id, bad.id]
    assert [r.accepted for r in bea.annotation_reviews.list(annotation=bad.id)] == [True]


def test_who_may_not_review(server, sdk, team):
    _, ids, people = team
    ana, jo = sdk(people["ana"]), sdk(people["jo"])
    coding, own = ana.annotations.create(ids[0], result=as_result()), jo.annotations.create(ids[0], result=as_result())
    refused(403, lambda: jo.annotation_reviews.create(annotation=own.id, accepted=True))
    refused(403, lambda: ana.annotation_reviews.create(annotation=coding.id, accepted=True))
    refused(403, lambda: sdk(people["rea"]).annotation_reviews.create(annotation=coding.id, accepted=True))
    refused(404, lambda: sdk(people["bea"]).annotation_reviews.create(annotation=coding.id, accepted=True))
    seen = jo.annotation_history.list(annotation=coding.id)[-1].id
    ana.annotations.update(coding.id, result=as_result(arrest("171")))
    refused(
        412, lambda: jo.annotation_reviews.create(annotation=coding.id, accepted=True, last_annotation_history=seen)
    )
    review = jo.annotation_reviews.create(annotation=coding.id, accepted=False)
    refused(403, lambda: ana.annotation_reviews.delete(review.id))
    assert jo.annotation_reviews.update(review.id, accepted=True).accepted is True
    jo.annotation_reviews.delete(review.id)
    refused(404, lambda: jo.annotation_reviews.get(review.id))
    refused(403, lambda: sdk(server.admin).annotation_history.delete(annotation=coding.id))


def test_history_is_paged_and_blind(server, sdk, team):
    project, ids, people = team
    ana, bea = sdk(people["ana"]), sdk(people["bea"])
    coding = ana.annotations.create(ids[0], result=as_result())
    ana.annotations.update(coding.id, result=as_result(arrest("171")))
    bea.annotations.create(ids[1], result=[], was_cancelled=True)
    whole = sdk(server.admin).annotation_history.list_for_project(project, page_size=2)
    assert (whole.count, [h.action for h in whole.results]) == (3, ["submitted", "updated"])
    assert [h.action for h in bea.annotation_history.list_for_project(project).results] == ["skipped"]
    entry = ana.annotation_history.list(annotation=coding.id, ordering="-id")[0]
    assert ana.annotation_history.retrieve(entry.id).result == as_result(arrest("171"))
    refused(404, lambda: bea.annotation_history.retrieve(entry.id))
    refused(404, lambda: bea.annotation_history.list(annotation=coding.id))


def test_bulk_is_all_or_nothing(server, sdk, team):
    project, ids, people = team
    admin, ana = sdk(server.admin), sdk(people["ana"])
    made = ana.annotations.create_bulk(tasks=ids[1:], result=as_result(NOTHING), unique_id="bulk-1")
    again = ana.annotations.create_bulk(tasks=ids[1:], result=as_result(NOTHING), unique_id="bulk-1")
    assert [m.id for m in made] == [a.id for a in again]
    assert len({m.id for m in made}) == 3
    refused(400, lambda: ana.annotations.create_bulk(tasks=ids, result=as_result(NOTHING)))
    assert ana.annotations.list(ids[0]) == [], "one task was coded already: nothing is stored"
    other = server.project("Other")
    (elsewhere,) = server.tasks(other, ["Elsewhere."])
    foreign = admin.annotations.create(elsewhere, result=as_result(NOTHING))
    refused(404, lambda: admin.annotations.delete_bulk(ids=[made[0].id, foreign.id], project=project))
    assert ana.annotations.get(made[0].id).id == made[0].id
    assert ana.annotations.delete_bulk(ids=[m.id for m in made], project=project).deleted_count == 3
    refused(404, lambda: ana.annotations.get(made[0].id))


def test_actions_change_what_is_selected(server, sdk, team):
    project, ids, people = team
    admin = sdk(server.admin)
    run = admin.actions.with_raw_response.create

    def act(name, **selected):
        return run(id=name, project=project, selected_items={"all": False, "included": [], **selected}).response.json()

    assert {a.id for a in admin.actions.list(project=project)} >= {"delete_tasks", "predictions_to_annotations"}
    admin.predictions.create(task=ids[0], result=as_result(), model_version="m", score=0.5)
    admin.predictions.create(task=ids[1], result=[], model_version="m")
    made = act("predictions_to_annotations", all=True, excluded=[])
    assert made["detail"] == "Created 1 annotations", made
    assert "Task" in made["left_out"][0], "an empty coding says nothing: it is not stored, and told"
    assert admin.annotations.list(ids[0])[0].parent_prediction is not None
    assert act("delete_tasks_predictions", included=[ids[1]])["processed_items"] == 1
    ana = sdk(people["ana"])
    ana.annotations.create(ids[1], result=as_result(NOTHING))
    admin.annotations.update(admin.annotations.list(ids[0])[0].id, ground_truth=True)
    assert act("delete_ground_truths", all=True, excluded=[])["processed_items"] == 1
    assert act("delete_tasks_annotations", included=ids)["processed_items"] == 2
    assert ana.annotations.list(ids[1]) == []
    twins = server.tasks(project, ["Second.", "Second."])
    assert act("remove_duplicates", all=True, excluded=[])["processed_items"] == 2
    refused(404, lambda: admin.tasks.get(twins[0]))
    late = {
        "conjunction": "and",
        "items": [{"filter": "filter:tasks:inner_id", "operator": "greater", "type": "Number", "value": 2}],
    }
    assert run(id="delete_tasks", project=project, filters=late).response.json()["processed_items"] == 2
    assert [t.id for t in admin.tasks.list(project=project)] == ids[:2]
    refused(400, lambda: admin.actions.create(id="delete_tasks", project=project))
    refused(400, lambda: admin.actions.create(id="no_such_action", project=project))
    refused(
        403,
        lambda: ana.actions.create(id="delete_tasks", project=project, selected_items={"all": True, "excluded": []}),
    )
    assert [a.id for a in ana.actions.list(project=project)] == ["next_task"]
    assert ok(server.admin.client.get(f"/api/projects/counts/?ids={project}"))["results"][0]["task_number"] == 2
