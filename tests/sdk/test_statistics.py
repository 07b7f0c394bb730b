"""``projects.stats`` and ``tasks.agreement_matrix`` through the unmodified SDK, against numbers counted by hand."""

from __future__ import annotations

import pytest
from label_studio_sdk.core.api_error import ApiError

from tests.sdk.codings import NOTHING, TEXT, arrest, as_result

pytestmark = pytest.mark.sdk
SPANS = """<View><Labels name="ev" toName="text"><Label value="Actor"/><Label value="Event"/></Labels>
<Text name="text" value="$text"/></View>"""


@pytest.fixture
def coded(server, sdk):
    """Ana, bea and cy code three articles: the same event with other codes, one of them none."""
    project = server.project("Measured", overlap=3)
    ids = server.tasks(project, [TEXT, f"{TEXT} ", f"{TEXT}  "])
    people = {name: server.user(f"{name}@example.org", "annotator", project) for name in ("ana", "bea", "cy")}
    work = {
        "ana": [arrest("173"), arrest("173"), NOTHING],
        "bea": [arrest("173"), arrest("171"), arrest("173")],
        "cy": [arrest("190"), NOTHING, NOTHING],
    }
    for name, codings in work.items():
        for seconds, (task, coding) in enumerate(zip(ids, codings, strict=True), 1):
            sdk(people[name]).annotations.create(task, result=as_result(coding), lead_time=10 * seconds)
    return project, ids, people, sdk(server.admin)


def test_agreement_by_pair_person_and_task(coded):
    project, ids, people, admin = coded
    ana, bea, cy = (people[name].id for name in ("ana", "bea", "cy"))
    # events that match over events on both sides: ana-bea 2·2/(2+3), ana-cy 2·1/(2+1), bea-cy 2·1/(3+1)
    found = admin.projects.stats.iaa(project)
    assert [u["id"] for u in found.users] == [ana, bea, cy]
    assert found.iaa == [[1.0, 0.8, pytest.approx(2 / 3)], [0.8, 1.0, 0.5], [pytest.approx(2 / 3), 0.5, 1.0]]
    assert found.common_tasks == [[0, 3, 3], [3, 0, 3], [3, 3, 0]]
    assert admin.projects.stats.total_agreement(project).total_agreement == pytest.approx(8 / 12)
    agreement = admin.projects.stats.agreement_annotators(project, ids=f"{ana},{cy}").agreement
    assert agreement == {str(ana): pytest.approx(6 / 8), str(cy): pytest.approx(4 / 7)}
    alone = admin.projects.stats.agreement_annotator(project, user_id=bea)
    assert alone.agreement_per_annotator == pytest.approx(6 / 9)
    matrix = admin.tasks.agreement_matrix.get(project, ids[1], selection={"annotators": {"all": True}})
    assert matrix.matrix == [[1.0, 1.0, 0.0], [1.0, 1.0, 0.0], [0.0, 0.0, 1.0]]
    by_root = admin.projects.stats.total_agreement(project, per_label=True).total_agreement
    assert by_root == {"17": pytest.approx(4 / 10), "19": 0.0}


def test_ground_truth_confusion_and_distribution(server, coded, sdk):
    project, ids, people, admin = coded
    ana, bea, cy = (people[name].id for name in ("ana", "bea", "cy"))
    gold = next(a for a in admin.annotations.list(ids[0]) if a.completed_by == ana)
    admin.annotations.update(gold.id, ground_truth=True)
    agreement = admin.projects.stats.users_ground_truth_agreement(project, ids=f"{ana},{bea},{cy}").agreement
    assert agreement == {str(bea): 1.0, str(cy): 1.0}, "the events match, whatever their code"
    table = admin.projects.stats.data_quality_agreement_confusion_matrix(project, mode="ground_truth")
    assert (table.labels, table.matrix) == (["17", "19"], [[1, 1], [0, 0]])
    assert [(p.actual, p.label, p.count, p.rate) for p in table.top_confusion_pairs] == [("17", "19", 1, 0.5)]
    whole = admin.projects.stats.data_quality_agreement_confusion_matrix(project)
    assert whole.matrix == [[4, 2], [2, 0]]
    spread = admin.projects.stats.data_quality_agreement_distribution(project)
    assert (spread.total_tasks, sum(spread.histogram)) == (3, 3)


def test_times_progress_and_labels(coded):
    project, _, people, admin = coded
    times = {row.user_id: row for row in admin.projects.stats.lead_time(project).lead_time_stats}
    assert (times[people["ana"].id].mean_time, times[people["ana"].id].sum_lead_time) == (20, 60)
    done = admin.projects.stats.finished_tasks(project)
    assert (done.finished, done.progress) == (3, 100)
    assert admin.projects.stats.finished_tasks(project, user_pk=people["cy"].id).finished == 3
    dimensions = {d.name: d for d in admin.projects.stats.label_distribution_structure(project).dimensions}
    assert "Trigger" in dimensions["mention"].choices
    counts = {(r.dimension_name, r.choice): r for r in admin.projects.stats.label_distribution_counts(project).results}
    assert counts["mention", "Trigger"].from_annotations_count == 6
    assert counts["mention", "Actor"].from_annotations_percent == pytest.approx(100 * 12 / 18, abs=0.01)


def test_predictions_stand_beside_people_beside_gold_and_beside_each_other(coded, sdk):
    project, ids, people, admin = coded
    ana, bea, cy = (people[name].id for name in ("ana", "bea", "cy"))
    gold = next(a for a in admin.annotations.list(ids[0]) if a.completed_by == ana)
    admin.annotations.update(gold.id, ground_truth=True)
    for task, version, coding in (
        (ids[0], "old", NOTHING), (ids[0], "old", arrest("173")), (ids[1], "old", arrest("190")),
        (ids[0], "new", arrest("190")), (ids[2], "new", NOTHING),
    ):  # fmt: skip
        admin.predictions.create(task=task, result=as_result(coding), model_version=version)
    stats = admin.projects.stats
    # the newest of a version counts; old: 3 of 3 on the first article, 2 of 3 people on the second found an event
    assert stats.model_version_annotator_agreement(project, "old").agreement == pytest.approx(10 / 11)
    assert stats.model_version_annotator_agreement(project, "new").agreement == pytest.approx(6 / 7)
    assert stats.model_version_annotator_agreement(project, "none").agreement is None
    assert stats.model_version_ground_truth_agreement(project, "old").agreement == 1
    by_root = stats.model_version_ground_truth_agreement(project, "new", per_label=True).agreement
    assert by_root == {"17": 0.0, "19": 0.0}
    assert stats.model_version_prediction_agreement(project, "old").average_prediction_agreement_per_model == 1
    # ana found one event on each of the first two articles, as "old" did, and one on the first, as "new" did
    found = stats.users_prediction_agreement(project, ids=f"{ana},{bea},{cy}").agreement
    assert found == {str(ana): 1.0, str(bea): pytest.approx(6 / 7), str(cy): pytest.approx(4 / 5)}
    everybody = {"annotators": {"all": True}, "models": {"all": True}}
    matrix = admin.tasks.agreement_matrix.get(project, ids[1], selection=everybody)
    assert [user.get("id", user.get("model_version")) for user in matrix.users] == [ana, bea, cy, "old"]
    assert matrix.matrix[3] == [1.0, 1.0, 0.0, 1.0]
    some = admin.tasks.agreement_matrix.get(project, ids[0], selection={"models": {"ids": ["new"]}})
    assert [user.get("model_version") for user in some.users] == [None, None, None, "new"]
    alone = stats.user_prediction_agreement(project, bea, per_label=True).average_prediction_agreement_per_user
    assert alone == {"17": pytest.approx(2 / 5), "19": 0.0}


def test_own_configs_agree_on_equal_regions(server, sdk):
    admin = sdk(server.admin)
    project = admin.projects.create(title="Regions", label_config=SPANS, maximum_annotations=2).id
    (task,) = server.tasks(project, ["Police arrest Ana."])
    ana = server.user("ana@example.org", "annotator", project)

    def region(name, start, end, label):
        value = {"start": start, "end": end, "text": "Police arrest Ana."[start:end], "labels": [label]}
        return {"id": name, "from_name": "ev", "to_name": "text", "type": "labels", "value": value}

    admin.annotations.create(task, result=[region("a", 0, 6, "Actor"), region("b", 7, 13, "Event")])
    sdk(ana).annotations.create(task, result=[region("c", 0, 6, "Actor"), region("d", 7, 13, "Actor")])
    assert admin.projects.stats.total_agreement(project).total_agreement == 0.5
    table = admin.projects.stats.data_quality_agreement_confusion_matrix(project)
    assert (table.labels, table.matrix) == (["Actor", "Event"], [[2, 1], [1, 0]])
    admin.predictions.create(task=task, result=[region("p", 0, 6, "Actor")], model_version="m")
    assert admin.projects.stats.model_version_annotator_agreement(project, "m").agreement == pytest.approx(2 / 3)
    both = admin.tasks.agreement_matrix.get(project, task, selection={"models": {"all": True}})
    assert both.matrix[2] == [pytest.approx(2 / 3), pytest.approx(2 / 3), 1.0]
    assert admin.projects.stats.users_prediction_agreement(project, ids=str(ana.id)).agreement == {
        str(ana.id): pytest.approx(2 / 3)
    }


def test_nothing_coded_twice_is_said_as_nothing(server, sdk):
    project = server.project()
    server.tasks(project, ["One."])
    admin = sdk(server.admin)
    assert admin.projects.stats.total_agreement(project).total_agreement is None
    assert admin.projects.stats.iaa(project).iaa == []
    assert admin.projects.stats.lead_time(project).lead_time_stats == []
    eve = sdk(server.user("eve@example.org", "annotator", project))
    with pytest.raises(ApiError) as refused:
        eve.projects.stats.iaa(project)
    assert refused.value.status_code == 403
