"""Every call of the contract once, by the unmodified SDK, written down as (method, path, status, shape of the JSON).

The same walk goes to our server and to a real Label Studio. A step that fails for a known reason goes on: its answer
is part of the transcript.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from typing import Any

import httpx
from label_studio_sdk import LabelStudio
from label_studio_sdk.core.api_error import ApiError
from label_studio_sdk.data_manager import Column, Filters, Operator, Type

CONFIG = """<View>
  <Labels name="ev" toName="text"><Label value="Actor"/><Label value="Event"/></Labels>
  <Choices name="tone" toName="text"><Choice value="calm"/><Choice value="angry"/></Choices>
  <Relations><Relation value="agent"/></Relations>
  <Text name="text" value="$text"/>
</View>"""
TEXT = "Police 🚓 arrested Ana Nuñez in Málaga."
Shape = Any
Entry = dict[str, Any]
STEPS: dict[str, Callable[[Walk], object]] = {}


def result() -> list[dict[str, Any]]:
    def span(name: str, start: int, end: int, label: str) -> dict[str, Any]:
        value = {"start": start, "end": end, "text": TEXT[start:end], "labels": [label]}
        return {"id": name, "from_name": "ev", "to_name": "text", "type": "labels", "value": value}

    relation = {"type": "relation", "from_id": "b", "to_id": "a", "direction": "right", "labels": ["agent"]}
    return [span("a", 0, 6, "Actor"), span("b", 9, 17, "Event"), relation]


def step(name: str) -> Callable[[Callable[[Walk], object]], Callable[[Walk], object]]:
    def added(run: Callable[[Walk], object]) -> Callable[[Walk], object]:
        assert name not in STEPS, name
        STEPS[name] = run
        return run

    return added


class Walk:
    """A server with its client, what was made on the way, and what was answered."""

    def __init__(self, url: str, token: str) -> None:
        self.entries: list[Entry] = []
        self.now = ""
        self.http = httpx.Client(timeout=120, follow_redirects=True, event_hooks={"response": [self._note]})
        self.sdk = LabelStudio(base_url=url, api_key=token, httpx_client=self.http)
        self.url, self.headers = url, {"Authorization": f"Token {token}"}
        self.project = self.task = self.other = self.annotation = self.prediction = self.view = self.export = 0
        self.webhook = self.user = self.draft = self.comment = self.review = self.history = self.pair = self.theirs = 0
        self.pat = ""

    def run(self) -> list[Entry]:
        with self.http:
            for name, run in STEPS.items():
                self.now = name
                try:
                    run(self)
                except (ApiError, httpx.HTTPError, TypeError, AttributeError, IndexError, KeyError) as error:
                    self.entries.append({"step": name, "raised": type(error).__name__})
        return self.entries

    def organization(self) -> int:
        """The organization that everybody is in."""
        return self.sdk.organizations.list()[0].id or 0

    def raw(self, method: str, path: str, **more: Any) -> Any:
        """A call that the SDK lacks."""
        answer = self.http.request(method, self.url + path, headers=self.headers, **more)
        return answer.json() if answer.content and "json" in answer.headers.get("content-type", "") else None

    def _note(self, response: httpx.Response) -> None:
        response.read()
        query = sorted({re.sub(r"\[.*", "[]", key) for key in response.request.url.params})
        path = re.sub(r"/\d+(?=/|$)", "/{n}", response.request.url.path) + (f"?{'&'.join(query)}" if query else "")
        entry: Entry = {"step": self.now, "call": f"{response.request.method} {path}", "status": response.status_code}
        entry["shape"] = shape(_json(response))
        if entry not in self.entries[-1:]:  # the SDK repeats what failed
            self.entries.append(entry)


def _json(response: httpx.Response) -> Any:
    kind = response.headers.get("content-type", "")
    if "json" not in kind or not response.content:
        return None
    try:
        return json.loads(response.content)
    except ValueError:
        return None


OPEN = frozenset({"data", "meta", "custom_hotkeys", "validation_errors", "parsed_label_config", "control_weights",
                  "headers", "dialog", "counters", "result", "cluster", "neighbors"})  # fmt: skip
VERSION_PARTS = frozenset({"label-studio-os-package", "label-studio-os-backend", "label-studio-frontend", "dm2", "lsf",
                           "backend", "label-studio-converter"})  # fmt: skip


def shape(value: Any, key: str = "") -> Shape:
    """Types instead of values; members whose content is the user's own are only ``object`` or ``array``."""
    if isinstance(value, dict):
        if key in OPEN | VERSION_PARTS:
            return "object"
        return {name: shape(member, name) for name, member in sorted(value.items())}
    if isinstance(value, list):
        return "array" if key in OPEN or not value else [shape(value[0])]
    if value is None:
        return "null"
    return "boolean" if isinstance(value, bool) else "number" if isinstance(value, int | float) else "string"


def numbered(operator: str, value: Any) -> str:
    item = Filters.item(Column.inner_id, operator, Type.Number, value)
    return json.dumps({"filters": Filters.create(Filters.AND, [item]), "ordering": ["-tasks:id"]})


S = step
S("versions.get")(lambda w: w.sdk.versions.get())
S("users.whoami")(lambda w: w.sdk.users.whoami())
S("users.list")(lambda w: w.sdk.users.list())
S("users.get_token")(lambda w: w.sdk.users.get_token())
S("users.get_hotkeys")(lambda w: w.sdk.users.get_hotkeys())
S("users.update_hotkeys")(
    lambda w: w.sdk.users.update_hotkeys(custom_hotkeys={"annotation:submit": {"key": "ctrl+enter"}})
)
S("users.update_hotkeys of no object")(
    lambda w: w.raw("PATCH", "/api/current-user/hotkeys/", json={"custom_hotkeys": []})
)


@step("users.create")
def _(w: Walk) -> None:
    w.user = w.sdk.users.create(username="walker", email="walker@example.com", first_name="Wal", last_name="Ker").id


S("users.create twice")(lambda w: w.sdk.users.create(username="walker", email="walker@example.com"))
S("users.get")(lambda w: w.sdk.users.get(w.user))
S("users.update")(lambda w: w.sdk.users.update(w.user, first_name="Walter"))
S("users.get nobody")(lambda w: w.sdk.users.get(99_999))


@step("tokens.create")
def _(w: Walk) -> None:
    w.pat = w.sdk.tokens.create().token


S("tokens.list")(lambda w: w.sdk.tokens.list())


@step("tokens.refresh by the SDK")
def _(w: Walk) -> None:
    LabelStudio(base_url=w.url, api_key=w.pat, httpx_client=w.http).users.whoami()


@step("tokens.rotate")
def _(w: Walk) -> None:
    w.pat = w.sdk.tokens.rotate(refresh=w.pat).refresh


S("tokens.blacklist")(lambda w: w.sdk.tokens.blacklist(refresh=w.pat))
S("tokens.blacklist twice")(lambda w: w.sdk.tokens.blacklist(refresh=w.pat))
S("tokens.refresh of a dead one")(lambda w: w.raw("POST", "/api/token/refresh/", json={"refresh": w.pat}))
S("jwt_settings.get")(lambda w: w.sdk.jwt_settings.get())
S("jwt_settings.update")(
    lambda w: w.sdk.jwt_settings.update(
        api_tokens_enabled=True, legacy_api_tokens_enabled=True, api_token_ttl_days=73_000
    )
)
S("organizations.list")(lambda w: w.sdk.organizations.list())
S("organizations.members.list")(lambda w: list(w.sdk.organizations.members.list(w.organization())))
S("organizations.members.list: one page")(
    lambda w: w.raw("GET", f"/api/organizations/{w.organization()}/memberships?page=1")
)
S("organizations.members.get")(lambda w: w.sdk.organizations.members.get(w.organization(), w.user))
S("organizations.invites.get_invite_link")(lambda w: w.sdk.organizations.invites.get_invite_link())
S("no credentials")(lambda w: w.http.get(f"{w.url}/api/projects/"))
S("wrong credentials")(lambda w: w.http.get(f"{w.url}/api/projects/", headers={"Authorization": "Token nonsense"}))


@step("projects.create")
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
S("projects.update")(lambda w: w.sdk.projects.update(w.project, title="The long walk", sampling="Uniform sampling"))
S("projects.list")(lambda w: list(w.sdk.projects.list(page_size=50)))
S("projects.list_counts")(lambda w: w.sdk.projects.list_counts(ids=str(w.project)))
S("projects.validate_label_config")(lambda w: w.sdk.projects.validate_label_config(w.project, label_config=CONFIG))
S("projects.validate_label_config of a bad one")(
    lambda w: w.sdk.projects.validate_label_config(w.project, label_config="<View")
)


@step("projects.import_tasks")
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


@step("projects.import_tasks preannotated")
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


@step("tasks.create")
def _(w: Walk) -> None:
    w.sdk.tasks.delete(w.sdk.tasks.create(project=w.project, data={"text": "To go."}).id)


S("tasks.update")(lambda w: w.sdk.tasks.update(w.task, meta={"round": 1}))
S("next task")(lambda w: w.raw("POST", f"/api/dm/actions/?id=next_task&project={w.project}", json={}))


@step("drafts")
def _(w: Walk) -> None:
    w.draft = w.raw("POST", f"/api/tasks/{w.task}/drafts", json={"result": result(), "lead_time": 3})["id"]
    w.raw("GET", f"/api/tasks/{w.task}/drafts")
    w.raw("GET", f"/api/drafts/{w.draft}/")
    w.raw("PATCH", f"/api/drafts/{w.draft}/", json={"result": [], "lead_time": 4})


@step("annotations.create")
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


@step("predictions.create")
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


@step("views.create")
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


@step("exports.create")
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


@step("webhooks.create")
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

# What Community does not have
S("users.get_current_user")(lambda w: w.sdk.users.get_current_user())
S("annotations.create_bulk")(lambda w: w.sdk.annotations.create_bulk(tasks=[w.pair], result=result()))
S("comments.create")(lambda w: setattr(w, "comment", w.sdk.comments.create(annotation=w.annotation, text="Sure?").id))
S("comments.list")(lambda w: w.sdk.comments.list(annotation=w.annotation))
S("comments.get")(lambda w: w.sdk.comments.get(w.comment))
S("comments.export")(lambda w: b"".join(w.sdk.comments.export(annotation=w.annotation)))
S("comments.update")(lambda w: w.sdk.comments.update(w.comment, is_resolved=True))
S("comments.delete")(lambda w: w.sdk.comments.delete(w.comment))
S("annotation_reviews.create of one's own")(
    lambda w: w.sdk.annotation_reviews.create(annotation=w.annotation, accepted=True)
)


@step("annotation_history.list")
def _(w: Walk) -> None:
    w.history = w.sdk.annotation_history.list(annotation=w.annotation)[0].id or 0


S("annotation_history.retrieve")(lambda w: w.sdk.annotation_history.retrieve(w.history))
S("annotation_history.delete")(lambda w: w.sdk.annotation_history.delete(annotation=w.annotation))
S("annotation_history.list_for_project")(lambda w: w.sdk.annotation_history.list_for_project(w.project))
S("projects.members.add")(lambda w: w.sdk.projects.members.add(w.project, user=w.user))


@step("annotations.create by another")
def _(w: Walk) -> None:
    coding = {"result": result(), "completed_by": {"email": "walker@example.com"}}
    (task,) = w.sdk.projects.import_tasks(
        w.project, request=[{"data": {"text": TEXT}, "annotations": [coding]}], return_task_ids=True
    ).task_ids
    w.theirs = w.sdk.annotations.list(task)[0].id or 0


@step("annotation_reviews.create")
def _(w: Walk) -> None:
    w.review = w.sdk.annotation_reviews.create(annotation=w.theirs, accepted=True).id or 0


S("annotation_reviews.list")(lambda w: w.sdk.annotation_reviews.list(annotation=w.theirs))
S("annotation_reviews.get")(lambda w: w.sdk.annotation_reviews.get(w.review))
S("annotation_reviews.update: reject")(lambda w: w.sdk.annotation_reviews.update(w.review, accepted=False))
S("annotation_reviews.create: fix")(
    lambda w: w.sdk.annotation_reviews.create(annotation=w.theirs, accepted=True, result=result()[:2])
)
S("annotation_reviews.delete")(lambda w: w.sdk.annotation_reviews.delete(w.review))
S("projects.members.export_csv")(lambda w: b"".join(w.sdk.projects.members.export_csv(w.project)))
S("projects.members.bulk.delete")(
    lambda w: w.sdk.projects.members.bulk.delete(w.project, all_=False, included=str(w.user))
)
S("projects.members.bulk.post")(lambda w: w.sdk.projects.members.bulk.post(w.project, all_=False, included=[w.user]))
S("projects.members.paginated.list")(lambda w: list(w.sdk.projects.members.paginated.list(w.project)))
S("projects.roles.add")(lambda w: w.sdk.projects.roles.add(project=w.project, user=w.user, role="RE"))
S("projects.roles.get")(lambda w: w.sdk.projects.roles.get(w.project))
S("projects.roles.list")(lambda w: w.sdk.projects.roles.list())
S("projects.assignments.assign")(
    lambda w: w.sdk.projects.assignments.assign(w.project, w.other, type="AN", users=[w.user])
)
S("projects.assignments.list")(lambda w: w.sdk.projects.assignments.list(w.project, w.other))
S("projects.assignments.bulk_assign")(
    lambda w: w.sdk.projects.assignments.bulk_assign(
        w.project, selected_items={"all": False, "included": [w.task]}, type="RE", users=[w.user]
    )
)
S("projects.assignments.update")(
    lambda w: w.sdk.projects.assignments.update(w.project, w.other, type="AN", users=[w.user])
)
S("projects.assignments.delete")(lambda w: w.sdk.projects.assignments.delete(w.project, w.other, type="AN"))
S("projects.stats.iaa")(lambda w: w.sdk.projects.stats.iaa(w.project))
S("projects.stats.total_agreement")(lambda w: w.sdk.projects.stats.total_agreement(w.project))
S("projects.stats.agreement_annotators")(
    lambda w: w.sdk.projects.stats.agreement_annotators(w.project, ids=str(w.user))
)
S("projects.stats.agreement_annotator")(lambda w: w.sdk.projects.stats.agreement_annotator(w.project, w.user))
S("projects.stats.users_ground_truth_agreement")(
    lambda w: w.sdk.projects.stats.users_ground_truth_agreement(w.project, ids=str(w.user))
)
S("projects.stats.user_ground_truth_agreement")(
    lambda w: w.sdk.projects.stats.user_ground_truth_agreement(w.project, w.user)
)
S("projects.stats.users_review_score")(lambda w: w.sdk.projects.stats.users_review_score(w.project, ids=str(w.user)))
S("projects.stats.data_quality_agreement_distribution")(
    lambda w: w.sdk.projects.stats.data_quality_agreement_distribution(w.project)
)
S("projects.stats.lead_time")(lambda w: w.sdk.projects.stats.lead_time(w.project))
S("projects.stats.finished_tasks")(lambda w: w.sdk.projects.stats.finished_tasks(w.project))
S("projects.stats.label_distribution_structure")(lambda w: w.sdk.projects.stats.label_distribution_structure(w.project))
S("projects.stats.label_distribution_counts")(lambda w: w.sdk.projects.stats.label_distribution_counts(w.project))
S("projects.stats.data_quality_agreement_confusion_matrix")(
    lambda w: w.sdk.projects.stats.data_quality_agreement_confusion_matrix(w.project)
)
S("tasks.agreement_matrix.get")(
    lambda w: w.sdk.tasks.agreement_matrix.get(w.project, w.task, selection={"annotators": {"all": True}})
)
S("projects.duplicate")(
    lambda w: w.sdk.projects.duplicate(w.project, mode="settings,data", title="Walked twice", workspace=1)
)
S("annotations.delete_bulk")(lambda w: w.sdk.annotations.delete_bulk(ids=[w.annotation], project=w.project))


@step("projects.roles.remove")
def _(w: Walk) -> None:
    role = next((one for one in w.sdk.projects.roles.get(w.project) if one.user == w.user), None)
    w.sdk.projects.roles.remove(role.id if role else 0)


@step("projects.members.remove")
def _(w: Walk) -> None:
    w.sdk.projects.members.add(w.project, user=w.user)
    w.sdk.projects.members.remove(w.project, user=w.user)


# The end
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
