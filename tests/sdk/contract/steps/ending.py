"""What is taken back and deleted, at the end."""

from __future__ import annotations

from tests.sdk.contract.walk import Steps, result

S = Steps()
S("annotations: convert to draft")(
    lambda w: w.raw("POST", f"/api/annotations/{w.sdk.annotations.create(w.pair + 1, result=[]).id}/convert-to-draft")
)
S("predictions.delete")(
    lambda w: w.sdk.predictions.delete(w.sdk.predictions.create(task=w.pair, result=result(), model_version="m4").id)
)
S("annotations.delete")(lambda w: w.sdk.annotations.delete(w.sdk.annotations.list(w.other)[0].id))
S("tasks.delete")(lambda w: w.sdk.tasks.delete(w.other))
S("tasks.delete_all_tasks")(lambda w: w.sdk.tasks.delete_all_tasks(w.project))
S("users.delete")(lambda w: w.sdk.users.delete(w.user))
S("projects.delete")(lambda w: w.sdk.projects.delete(w.project))
S("projects.delete twice")(lambda w: w.sdk.projects.delete(w.project))
S("users.reset_token")(lambda w: w.sdk.users.reset_token())
