"""What Community does not have: bulk, comments, reviews, history, members, roles, assignments, statistics."""

from __future__ import annotations

from tests.sdk.contract.walk import TEXT, Steps, Walk, result

S = Steps()
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


@S("annotation_history.list")
def _(w: Walk) -> None:
    w.history = w.sdk.annotation_history.list(annotation=w.annotation)[0].id or 0


S("annotation_history.retrieve")(lambda w: w.sdk.annotation_history.retrieve(w.history))
S("annotation_history.delete")(lambda w: w.sdk.annotation_history.delete(annotation=w.annotation))
S("annotation_history.list_for_project")(lambda w: w.sdk.annotation_history.list_for_project(w.project))
S("projects.members.add")(lambda w: w.sdk.projects.members.add(w.project, user=w.user))


@S("annotations.create by another")
def _(w: Walk) -> None:
    coding = {"result": result(), "completed_by": {"email": "walker@example.com"}}
    (task,) = w.sdk.projects.import_tasks(
        w.project, request=[{"data": {"text": TEXT}, "annotations": [coding]}], return_task_ids=True
    ).task_ids
    w.theirs = w.sdk.annotations.list(task)[0].id or 0


@S("annotation_reviews.create")
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


@S("projects.roles.remove")
def _(w: Walk) -> None:
    role = next((one for one in w.sdk.projects.roles.get(w.project) if one.user == w.user), None)
    w.sdk.projects.roles.remove(role.id if role else 0)


@S("projects.members.remove")
def _(w: Walk) -> None:
    w.sdk.projects.members.add(w.project, user=w.user)
    w.sdk.projects.members.remove(w.project, user=w.user)
