"""Projects and their tasks: made, imported, listed, changed, the next one asked for."""

from __future__ import annotations

from label_studio_sdk.data_manager import Operator

from tests.sdk.contract.walk import CONFIG, TEXT, Steps, Walk, numbered, result

S = Steps()


@S("projects.create")
def _(w: Walk) -> None:
    made = w.sdk.projects.create(
        title="The walk",
        label_config=CONFIG,
        description="A walk",
        expert_instruction="<b>Read</b>",
        maximum_annotations=2,
    )
    w.project = made.id


S("projects.create with a short title")(lambda w: w.sdk.projects.create(title="x", label_config=CONFIG))
S("projects.create with a bad config")(lambda w: w.sdk.projects.create(title="Bad config", label_config="<View"))
S("projects.get")(lambda w: w.sdk.projects.get(w.project))
S("projects.get without a slash")(lambda w: w.raw("GET", f"/api/projects/{w.project}"))
S("projects.get nothing")(lambda w: w.sdk.projects.get(99_999))
S("projects.update")(lambda w: w.sdk.projects.update(w.project, title="The long walk", sampling="Sequential sampling"))
S("projects.list")(lambda w: list(w.sdk.projects.list(page_size=50)))
S("projects.list_counts")(lambda w: w.sdk.projects.list_counts(ids=str(w.project)))
S("projects.validate_label_config")(lambda w: w.sdk.projects.validate_label_config(w.project, label_config=CONFIG))
S("projects.validate_label_config of a bad one")(
    lambda w: w.sdk.projects.validate_label_config(w.project, label_config="<View")
)


@S("projects.import_tasks")
def _(w: Walk) -> None:
    tasks = [
        {"data": {"text": TEXT, "n": 1}, "predictions": [{"result": result(), "score": 0.5, "model_version": "m1"}]},
        {"data": {"text": TEXT, "n": 2}, "annotations": [{"result": result()}]},
        {"text": TEXT, "n": 3},
        {"text": TEXT, "n": 4},
        {"text": "Another.", "n": 5},
    ]
    w.task, _, w.other, w.pair, *_ = w.sdk.projects.import_tasks(
        w.project, request=tasks, return_task_ids=True
    ).task_ids


@S("projects.import_tasks preannotated")
def _(w: Walk) -> None:
    tasks = [{"text": TEXT, "pre": {"result": result(), "score": 0.1}}]
    w.sdk.projects.import_tasks(w.project, request=tasks, preannotated_from_fields=["pre"])


S("projects.import_tasks of nothing")(lambda w: w.sdk.projects.import_tasks(w.project, request=[]))
S("projects.import_tasks without text")(lambda w: w.sdk.projects.import_tasks(w.project, request=[{"n": 1}]))
S("projects.import_tasks of numbers")(lambda w: w.raw("POST", f"/api/projects/{w.project}/import", json=[1, 2]))
S("projects.import_predictions")(
    lambda w: w.sdk.projects.import_predictions(
        w.project, request=[{"task": w.other, "result": result(), "score": 0.9, "model_version": "m2"}]
    )
)
S("projects.import_predictions elsewhere")(
    lambda w: w.sdk.projects.import_predictions(w.project, request=[{"task": 99_999, "result": []}])
)
S("tasks.list")(lambda w: list(w.sdk.tasks.list(project=w.project, page_size=50)))
S("tasks.list of some fields")(lambda w: list(w.sdk.tasks.list(project=w.project, include="id,data", page_size=50)))
S("tasks.list task_only")(lambda w: list(w.sdk.tasks.list(project=w.project, fields="task_only", page_size=50)))
S("tasks.list only annotated")(lambda w: list(w.sdk.tasks.list(project=w.project, only_annotated=True)))
S("tasks.list by query")(lambda w: list(w.sdk.tasks.list(project=w.project, query=numbered(Operator.GREATER, 2))))
S("tasks.list by an unknown column")(
    lambda w: list(
        w.sdk.tasks.list(project=w.project, query=numbered(Operator.EQUAL, 1).replace("inner_id", "nonsense"))
    )
)
S("tasks.list by no JSON")(lambda w: list(w.sdk.tasks.list(project=w.project, query="nonsense")))
S("tasks.list of nothing")(lambda w: w.raw("GET", "/api/tasks/"))
S("tasks.list past the end")(lambda w: w.raw("GET", f"/api/tasks/?project={w.project}&page=99&page_size=5"))
S("tasks.get")(lambda w: w.sdk.tasks.get(w.task))
S("tasks.get nothing")(lambda w: w.sdk.tasks.get(99_999))


@S("tasks.create")
def _(w: Walk) -> None:
    w.sdk.tasks.delete(w.sdk.tasks.create(project=w.project, data={"text": "To go."}).id)


S("tasks.update")(lambda w: w.sdk.tasks.update(w.task, meta={"round": 1}))
S("next task")(lambda w: w.raw("POST", f"/api/dm/actions/?id=next_task&project={w.project}", json={}))
