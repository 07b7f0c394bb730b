"""Drafts, annotations, predictions, and what is done with many tasks at once."""

from __future__ import annotations

from tests.sdk.contract.walk import Steps, Walk, result

S = Steps()


@S("drafts")
def _(w: Walk) -> None:
    w.draft = w.raw("POST", f"/api/tasks/{w.task}/drafts", json={"result": result(), "lead_time": 3})["id"]
    w.raw("GET", f"/api/tasks/{w.task}/drafts")
    w.raw("GET", f"/api/drafts/{w.draft}/")
    w.raw("PATCH", f"/api/drafts/{w.draft}/", json={"result": [], "lead_time": 4})


@S("annotations.create")
def _(w: Walk) -> None:
    w.annotation = w.sdk.annotations.create(w.task, result=result(), lead_time=12.5).id


S("annotations.create elsewhere")(lambda w: w.sdk.annotations.create(99_999, result=[]))
S("annotations.create of no list")(
    lambda w: w.raw("POST", f"/api/tasks/{w.other}/annotations/", json={"result": [], "lead_time": "long"})
)
S("annotations.create: skip")(lambda w: w.sdk.annotations.create(w.other, result=[], was_cancelled=True))
S("annotations.list")(lambda w: w.sdk.annotations.list(w.task))
S("annotations.get")(lambda w: w.sdk.annotations.get(w.annotation))
S("annotations.update")(lambda w: w.sdk.annotations.update(w.annotation, result=result()[:1], ground_truth=True))
S("annotations.get nothing")(lambda w: w.sdk.annotations.get(99_999))
S("tasks.get with annotations")(lambda w: w.sdk.tasks.get(w.task))


@S("predictions.create")
def _(w: Walk) -> None:
    w.prediction = w.sdk.predictions.create(task=w.pair, result=result(), score=0.7, model_version="m3").id


S("predictions.list of a task")(lambda w: w.sdk.predictions.list(task=w.pair))
S("predictions.list of a project")(lambda w: w.sdk.predictions.list(project=w.project))
S("predictions.get")(lambda w: w.sdk.predictions.get(w.prediction))
S("predictions.update")(lambda w: w.sdk.predictions.update(w.prediction, score=0.8))
S("actions.list")(lambda w: w.sdk.actions.list(project=w.project))


def act(w: Walk, name: str, task: int) -> None:
    w.sdk.actions.create(id=name, project=w.project, selected_items={"all": False, "included": [task]})


S("actions: predictions_to_annotations")(lambda w: act(w, "predictions_to_annotations", w.pair))
S("actions: delete_tasks_predictions")(lambda w: act(w, "delete_tasks_predictions", w.pair))
S("actions: delete_tasks_annotations")(lambda w: act(w, "delete_tasks_annotations", w.pair))
S("actions: unknown")(lambda w: act(w, "nonsense", w.pair))
