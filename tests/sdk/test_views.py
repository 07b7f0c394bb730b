"""Filters, orders and saved views through the unmodified SDK, with the grammar of its own data manager."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta

import pytest
from label_studio_sdk.core.api_error import ApiError
from label_studio_sdk.data_manager import Column, Filters, Operator, Type

from tests.sdk.codings import arrest, as_result
from tests.support.server import ok

pytestmark = pytest.mark.sdk

TEXTS = [
    "Police 🚓 arrested Ana Nuñez in Málaga on Monday, the café owner’s family said. 王芳 protested.",
    "Nothing happened in 50% of the towns.",
    "A_b and a-b are not the same.",
    "مظاهرة في القاهرة",
]
DATA = [
    {"text": TEXTS[0], "n": 1, "tag": "red", "ok": True},
    {"text": TEXTS[1], "n": 2.5, "tag": "", "ok": False},
    {"text": TEXTS[2], "n": "10", "tag": "Red wine"},
    {"text": TEXTS[3], "n": 10, "tag": None},
]
V = Filters.value
OLD = datetime(2020, 1, 1, tzinfo=UTC)


@pytest.fixture
def project(server):
    return server.project("Filters", overlap=2)


@pytest.fixture
def work(server, sdk, project):
    """Four tasks; ana codes the first and skips the second, bea codes the first; predictions on the third."""
    ids = server.tasks(project, DATA)
    ana, bea = (server.user(f"{name}@example.org", "annotator", project) for name in ("ana", "bea"))
    for person in (ana, bea):
        sdk(person).annotations.create(ids[0], result=as_result(arrest("173")), lead_time=8)
    sdk(ana).annotations.create(ids[1], result=[], was_cancelled=True)
    admin = sdk(server.admin)
    admin.predictions.create(task=ids[2], result=[], score=0.25, model_version="m1")
    return ids, ana, bea, admin


def asked(client, project, items, *, conjunction="and", ordering=None):
    query = {"filters": Filters.create(conjunction, items)}
    if ordering:
        query["ordering"] = ordering
    return [t.id for t in client.tasks.list(project=project, query=json.dumps(query), fields="task_only")]


CASES = [
    ([Filters.item(Column.id, Operator.GREATER, Type.Number, V(0))], [0, 1, 2, 3]),
    ([Filters.item(Column.inner_id, Operator.IN, Type.Number, V(2, 3))], [1, 2]),
    ([Filters.item(Column.inner_id, Operator.NOT_IN, Type.Number, V(2, 3))], [0, 3]),
    ([Filters.item(Column.inner_id, Operator.IN_LIST, Type.Number, [1, 4])], [0, 3]),
    ([Filters.item(Column.inner_id, Operator.NOT_EQUAL, Type.Number, V(1))], [1, 2, 3]),
    ([Filters.item(Column.total_annotations, Operator.EQUAL, Type.Number, V(2))], [0]),
    ([Filters.item(Column.total_annotations, Operator.EMPTY, Type.Boolean, V(True))], [1, 2, 3]),
    ([Filters.item(Column.cancelled_annotations, Operator.GREATER_OR_EQUAL, Type.Number, V(1))], [1]),
    ([Filters.item(Column.total_predictions, Operator.LESS, Type.Number, V(1))], [0, 1, 3]),
    ([Filters.item(Column.predictions_score, Operator.LESS_OR_EQUAL, Type.Number, V(0.25))], [2]),
    ([Filters.item(Column.predictions_model_versions, Operator.CONTAINS, Type.List, ["m1"])], [2]),
    ([Filters.item(Column.completed_at, Operator.EMPTY, Type.Boolean, V(False))], [0]),
    ([Filters.item(Column.annotations_results, Operator.CONTAINS, Type.String, V('"trigger"'))], [0]),
    ([Filters.item(Column.annotations_results, Operator.NOT_CONTAINS, Type.String, V('"trigger"'))], [1, 2, 3]),
    ([Filters.item(Column.ground_truth, Operator.EQUAL, Type.Boolean, V(False))], [0, 1, 2, 3]),
    ([Filters.item(Column.file_upload, Operator.EMPTY, Type.Boolean, V(True))], [0, 1, 2, 3]),
    ([Filters.item(Column.data("text"), Operator.CONTAINS, Type.String, V("ANA"))], [0]),
    ([Filters.item(Column.data("text"), Operator.CONTAINS, Type.String, V("القاهرة"))], [3]),
    ([Filters.item(Column.data("text"), Operator.CONTAINS, Type.String, V("50%"))], [1]),
    ([Filters.item(Column.data("text"), Operator.CONTAINS, Type.String, V("a_b"))], [2]),
    ([Filters.item(Column.data("text"), Operator.REGEX, Type.String, V(r"\b(arrest|happen)ed\b"))], [0, 1]),
    ([Filters.item(Column.data("n"), Operator.GREATER, Type.Number, V(2))], [1, 3]),
    ([Filters.item(Column.data("n"), Operator.EQUAL, Type.String, V("10"))], [2, 3]),
    ([Filters.item(Column.data("tag"), Operator.EMPTY, Type.String, V(True))], [1, 3]),
    ([Filters.item(Column.data("tag"), Operator.NOT_CONTAINS, Type.String, V("red"))], [1, 3]),
    ([Filters.item(Column.data("ok"), Operator.EQUAL, Type.Boolean, V(True))], [0]),
    ([Filters.item(Column.data("none"), Operator.EMPTY, Type.String, V(True))], [0, 1, 2, 3]),
    ([Filters.item(Column.created_at, Operator.GREATER, Type.Datetime, V(OLD))], [0, 1, 2, 3]),
    ([Filters.item(Column.id, Operator.GREATER, Type.Number, None)], [0, 1, 2, 3]),
]  # fmt: skip


def test_every_operator_and_column(server, project, work):
    ids, ana, _, admin = work
    for items, expected in CASES:
        assert asked(admin, project, items) == [ids[i] for i in expected], items
    mine = [Filters.item(Column.annotators, Operator.CONTAINS, Type.List, V(ana.id))]
    assert asked(admin, project, mine) == ids[:2]
    nobody = [Filters.item(Column.annotators, Operator.EMPTY, Type.List, V(True))]
    assert asked(admin, project, nobody) == ids[2:]
    soon = datetime.now(UTC) + timedelta(minutes=1)
    between = [Filters.item(Column.updated_at, Operator.IN, Type.Datetime, V(soon - timedelta(hours=1), soon))]
    assert asked(admin, project, between) == ids


def test_conditions_are_joined_and_ordered(project, work):
    ids, _, _, admin = work
    first = Filters.item(Column.inner_id, Operator.EQUAL, Type.Number, V(1))
    last = Filters.item(Column.inner_id, Operator.EQUAL, Type.Number, V(4))
    assert asked(admin, project, [first, last]) == []
    assert asked(admin, project, [first, last], conjunction="or", ordering=["-tasks:id"]) == [ids[3], ids[0]]
    child = {**first, "child_filter": last}
    assert asked(admin, project, [child]) == []
    by_count = asked(admin, project, [], ordering=["-tasks:total_annotations", "-tasks:id"])
    assert by_count == [ids[0], ids[3], ids[2], ids[1]]
    assert asked(admin, project, [], ordering=["tasks:data.text"])[0] == ids[2]


def test_pages_follow_the_order_and_totals_the_filter(server, project, work):
    ids, _, _, admin = work
    query = json.dumps({"filters": Filters.create("and", []), "ordering": ["-tasks:id"]})
    assert [t.id for t in admin.tasks.list(project=project, query=query, page_size=3)] == ids[::-1]
    items = [Filters.item(Column.total_predictions, Operator.EQUAL, Type.Number, V(1))]
    params = {"project": project, "query": json.dumps({"filters": Filters.create("and", items)})}
    page = ok(server.admin.client.get("/api/tasks/", params=params))
    assert (page["total"], page["total_predictions"], page["total_annotations"]) == (1, 1, 0)


def test_an_annotator_cannot_read_others_codings_through_filters(sdk, project, work):
    """Ana has coded the first task with 173; what bea wrote must not show, whatever is asked."""
    ids, ana, bea, _ = work
    sdk(bea).annotations.create(ids[2], result=[], was_cancelled=True)
    client = sdk(ana)
    by_bea = [Filters.item(Column.annotators, Operator.CONTAINS, Type.List, V(bea.id))]
    assert asked(client, project, by_bea) == []
    touched = [Filters.item(Column.annotators, Operator.EMPTY, Type.List, V(False))]
    assert asked(client, project, touched) == ids[:2]
    found = [Filters.item("tasks:annotations_ids", Operator.EMPTY, Type.String, V(True))]
    assert asked(client, project, found) == ids[2:]


@pytest.mark.parametrize(
    "item",
    [
        {"filter": "filter:tasks:password_hash", "operator": "equal", "type": "String", "value": "x"},
        {"filter": "filter:tasks:project__created_by__email", "operator": "contains", "type": "String", "value": "x"},
        {"filter": "filter:tasks:id", "operator": "sounds_like", "type": "Number", "value": 1},
        {"filter": "filter:tasks:id", "operator": "equal", "type": "Number", "value": "many"},
        {"filter": "filter:tasks:id", "operator": "in", "type": "Number", "value": 3},
        {"filter": "filter:tasks:created_at", "operator": "less", "type": "Datetime", "value": "yesterday"},
        {"filter": "filter:tasks:data.text", "operator": "regex", "type": "String", "value": "("},
        {"filter": 'filter:tasks:data.te"xt', "operator": "equal", "type": "String", "value": "x"},
        {"filter": "filter:tasks:data.te\0xt", "operator": "equal", "type": "String", "value": "x"},
        {"filter": "filter:tasks:annotators", "operator": "regex", "type": "List", "value": "1"},
    ],
)
def test_what_makes_no_filter_is_refused(server, project, item):
    query = json.dumps({"filters": {"conjunction": "and", "items": [item]}})
    answer = server.admin.client.get("/api/tasks/", params={"project": project, "query": query})
    assert answer.status_code == 400, answer.text
    assert answer.json()["validation_errors"]
    made = server.admin.client.post("/api/dm/views/", json={"project": project, "data": json.loads(query)})
    assert made.status_code == 400


def test_a_regular_expression_that_never_ends_is_stopped(server, project):
    server.tasks(project, ["a" * 40 + "!"])
    item = {"filter": "filter:tasks:data.text", "operator": "regex", "type": "String", "value": "^(a|a)*$"}
    query = json.dumps({"filters": {"conjunction": "and", "items": [item]}})
    answer = server.admin.client.get("/api/tasks/", params={"project": project, "query": query})
    assert answer.status_code in {200, 400}
    assert answer.elapsed < timedelta(seconds=20)


def test_a_view_lives_from_creation_to_reset(server, sdk, project, work):
    ids, ana, _, admin = work
    late = Filters.create("and", [Filters.item(Column.inner_id, Operator.GREATER, Type.Number, V(2))])
    view = admin.views.create(project=project, data={"title": "Late", "filters": late, "ordering": ["-tasks:id"]})
    assert (view.project, view.order, view.data["title"]) == (project, 0, "Late")
    assert [t.id for t in admin.tasks.list(view=view.id)] == [ids[3], ids[2]]
    renamed = admin.views.update(str(view.id), data={"title": "Later"})
    assert renamed.data == {"title": "Later", "filters": late, "ordering": ["-tasks:id"]}
    own = sdk(ana).views.create(project=project, data={"title": "Mine"})
    assert [v.id for v in admin.views.list(project=project)] == [view.id, own.id]
    admin.views.update_order(project=project, ids=[own.id, view.id])
    assert [(v.id, v.order) for v in sdk(ana).views.list(project=project)] == [(own.id, 0), (view.id, 1)]
    with pytest.raises(ApiError) as refused:
        sdk(ana).views.update(str(view.id), data={"title": "Hers now"})
    assert refused.value.status_code == 403
    sdk(ana).views.delete_all(project=project)
    assert [v.id for v in admin.views.list(project=project)] == [view.id]
    admin.views.delete(str(view.id))
    with pytest.raises(ApiError) as gone:
        admin.views.get(str(view.id))
    assert gone.value.status_code == 404


def test_views_of_other_projects_do_not_exist(server, sdk, project):
    view = sdk(server.admin).views.create(project=project, data={"title": "Ours"})
    outsider = server.user("eve@example.org", "manager", server.project("Theirs"))
    for call in (
        lambda: outsider.client.get(f"/api/dm/views/{view.id}/"),
        lambda: outsider.client.patch(f"/api/dm/views/{view.id}/", json={"data": {}}),
        lambda: outsider.client.delete(f"/api/dm/views/{view.id}/"),
        lambda: outsider.client.get(f"/api/tasks/?view={view.id}"),
        lambda: outsider.client.post("/api/dm/views/order/", json={"project": project, "ids": [view.id]}),
        lambda: outsider.client.delete(f"/api/dm/views/reset/?project={project}"),
    ):
        assert call().status_code == 404
    assert ok(outsider.client.get("/api/dm/views/")) == []


def test_a_task_counts_as_changed_when_a_coding_of_it_does(server, sdk):
    """Whoever collects by ``updated_at`` must see every change: made, mended, marked, taken back."""
    client = sdk(server.admin)
    project = server.project()
    first, second = server.tasks(project, ["One.", "Two."])

    def changed_after(moment):
        item = Filters.item(Column.updated_at, Operator.GREATER, Type.Datetime, moment)
        query = json.dumps({"filters": Filters.create(Filters.AND, [item]), "ordering": ["-tasks:updated_at"]})
        return [task.id for task in client.tasks.list(project=project, query=query)]

    def moment():
        return max(ok(server.admin.client.get(f"/api/tasks/{task}"))["updated_at"] for task in (first, second))

    before = moment()
    made = client.annotations.create(first, result=[], was_cancelled=True)
    assert changed_after(before) == [first]
    for change in (
        lambda: client.annotations.update(made.id, ground_truth=True),
        lambda: client.annotations.delete(made.id),
    ):
        before = moment()
        change()
        assert changed_after(before) == [first]
        assert client.tasks.get(first).updated_at == next(iter(client.tasks.list(project=project))).updated_at
    client.tasks.update(second, meta={"seen": True})
    assert changed_after(before) == [second, first]


def test_totals_leave_out_skips_and_what_is_on_deleted_tasks(server, sdk, project, work):
    ids, _, _, admin = work
    elsewhere = server.project("Another")
    sdk(server.admin).annotations.create(server.tasks(elsewhere, [TEXTS[1]])[0], result=[], was_cancelled=True)

    def totals(query=""):
        page = ok(server.admin.client.get(f"/api/tasks?project={project}&page_size=1{query}"))
        return page["total"], page["total_annotations"], page["total_predictions"]

    everything = "&query=" + json.dumps({"filters": Filters.create("and", [CASES[0][0][0]])})
    assert totals() == totals(everything) == (4, 2, 1)
    admin.tasks.delete(ids[2])
    assert totals() == totals(everything) == (3, 2, 0)
    admin.tasks.delete(ids[0])
    assert totals() == totals(everything) == (2, 0, 0)
    pages = [ok(server.admin.client.get(f"/api/tasks?project={project}&page_size=1&page={n}")) for n in (1, 2)]
    assert [page["tasks"][0]["id"] for page in pages] == [ids[1], ids[3]]
    assert server.admin.client.get(f"/api/tasks?project={project}&page_size=1&page=3").status_code == 404
