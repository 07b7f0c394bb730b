"""Views, exports as files and snapshots, webhooks."""

from __future__ import annotations

import json

from label_studio_sdk.data_manager import Operator

from tests.sdk.contract.walk import Steps, Walk, numbered

S = Steps()


@S("views.create")
def _(w: Walk) -> None:
    data = {"title": "Late", **json.loads(numbered(Operator.GREATER, 2))}
    w.view = w.sdk.views.create(project=w.project, data=data).id


S("views.list")(lambda w: w.sdk.views.list(project=w.project))
S("views.get")(lambda w: w.sdk.views.get(str(w.view)))
S("views.update")(lambda w: w.sdk.views.update(str(w.view), data={"title": "Later"}))
S("views.update_order")(lambda w: w.sdk.views.update_order(project=w.project, ids=[w.view]))
S("tasks.list of a view")(lambda w: list(w.sdk.tasks.list(view=w.view, page_size=50)))
S("views.get nothing")(lambda w: w.sdk.views.get("99999"))
S("views.delete")(lambda w: w.sdk.views.delete(str(w.view)))
S("views.delete_all")(lambda w: w.sdk.views.delete_all(project=w.project))
S("exports.as_json")(lambda w: w.sdk.projects.exports.as_json(w.project))
S("exports.as_pandas")(lambda w: w.sdk.projects.exports.as_pandas(w.project))
S("exports.as_binary CONLL2003")(lambda w: w.sdk.projects.exports.as_binary(w.project, export_type="CONLL2003"))
S("exports.as_binary TSV")(lambda w: w.sdk.projects.exports.as_binary(w.project, export_type="TSV"))
S("exports.as_binary JSON_MIN")(lambda w: w.sdk.projects.exports.as_binary(w.project, export_type="JSON_MIN"))
S("exports.as_binary of an unknown type")(lambda w: w.sdk.projects.exports.as_binary(w.project, export_type="NONSENSE"))
S("exports.as_file")(lambda w: w.sdk.projects.exports.as_file(w.project, export_type="CSV").close())
S("exports.download_sync")(
    lambda w: b"".join(w.sdk.projects.exports.download_sync(w.project, export_type="JSON", ids=[str(w.task)]))
)
S("exports.list_formats")(lambda w: w.sdk.projects.exports.list_formats(w.project))


@S("exports.create")
def _(w: Walk) -> None:
    w.export = w.sdk.projects.exports.create(w.project, title="Snapshot").id


S("exports.list")(lambda w: w.sdk.projects.exports.list(w.project))
S("exports.get")(lambda w: w.sdk.projects.exports.get(w.project, w.export))
S("exports.convert")(lambda w: w.sdk.projects.exports.convert(w.project, w.export, export_type="CSV"))
S("exports.convert twice")(lambda w: w.sdk.projects.exports.convert(w.project, w.export, export_type="CSV"))
S("exports.convert to nonsense")(lambda w: w.sdk.projects.exports.convert(w.project, w.export, export_type="NONSENSE"))
S("exports.get converted")(lambda w: w.sdk.projects.exports.get(w.project, w.export))
S("exports.download")(lambda w: b"".join(w.sdk.projects.exports.download(w.project, w.export, export_type="JSON")))
S("exports.download CSV")(lambda w: b"".join(w.sdk.projects.exports.download(w.project, w.export, export_type="CSV")))
S("exports.delete")(lambda w: w.sdk.projects.exports.delete(w.project, w.export))
S("exports.get deleted")(lambda w: w.sdk.projects.exports.get(w.project, w.export))


@S("webhooks.create")
def _(w: Walk) -> None:
    w.webhook = w.sdk.webhooks.create(url="http://127.0.0.1:9/hook", project=w.project, is_active=False).id


S("webhooks.create of no address")(lambda w: w.sdk.webhooks.create(url="nonsense", project=w.project))
S("webhooks.list")(lambda w: w.sdk.webhooks.list(project=str(w.project)))
S("webhooks.get")(lambda w: w.sdk.webhooks.get(w.webhook))
S("webhooks.update")(lambda w: w.sdk.webhooks.update(w.webhook, url="http://127.0.0.1:9/other"))
S("webhooks.info")(lambda w: w.sdk.webhooks.info())
S("webhooks.delete")(lambda w: w.sdk.webhooks.delete(w.webhook))
S("projects.list_unique_annotators")(lambda w: w.sdk.projects.list_unique_annotators(w.project))
S("files.list")(lambda w: w.sdk.files.list(w.project))
