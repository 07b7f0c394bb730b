"""A task's text is stored once, and nobody who asks for the data can tell."""

from __future__ import annotations

import json

import orjson
import pytest
from label_studio_sdk.data_manager import Column, Filters, Operator, Type
from sqlalchemy import func, literal_column, text, update
from sqlmodel import col, select

from annotate.articles.store import same_texts
from annotate.migrations import _config, migrate, newest
from annotate.models import Task
from annotate.tasks.stored import with_text
from schemas.hashing import text_hash
from tests.support.server import ok

pytestmark = pytest.mark.sdk

TEXT = 'Police 🚓 arrested "Ana" \\ Nuñez.\nمظاهرة في القاهرة\t'
DATA = {"before": {"text": "", "🚨": [1, None]}, "text": TEXT, "after": '"text":""', "🚓": ""}
TAG = Filters.item(Column.data("after"), Operator.CONTAINS, Type.String, Filters.value("text"))
SAID = Filters.item(Column.data("text"), Operator.CONTAINS, Type.String, Filters.value('"Ana" \\ nuñez'))


@pytest.fixture
def project(server):
    return server.project("Stored once")


def rows(db):
    with db.read() as session:
        return list(session.exec(select(Task).order_by(col(Task.id))))


def keep_as_older_versions_did(db):
    """Put each text back into the data, in SQL of the test's own."""
    with db.write() as session:
        for row in session.exec(select(Task)):
            whole = with_text(row.data, row.text_at, row.text).decode()
            session.execute(update(Task).where(col(Task.id) == row.id).values(data=whole, text_at=None))


@pytest.mark.parametrize("older", [False, True])
def test_data_are_shown_filtered_and_exported_as_they_came(server, sdk, project, older):
    admin = sdk(server.admin)
    (task,) = server.tasks(project, [DATA])
    admin.annotations.create(task, result=[], was_cancelled=True)
    if older:
        keep_as_older_versions_did(server.db)
    else:
        assert "Police" not in rows(server.db)[0].data
    shown = json.dumps(DATA, ensure_ascii=False, separators=(",", ":"))
    for path in (f"/api/tasks/{task}", f"/api/tasks?project={project}", f"/api/projects/{project}/export"):
        answer = server.admin.client.get(path)
        assert shown.encode() in answer.content, path
    for item in (TAG, SAID):
        query = json.dumps({"filters": Filters.create("and", [item])})
        assert [t.id for t in admin.tasks.list(project=project, query=query)] == [task]
    for name, found in (("text", []), ("🚓", [task]), ("after", [])):
        nothing = Filters.item(Column.data(name), Operator.EMPTY, Type.String, Filters.value(True))
        query = json.dumps({"filters": Filters.create("and", [nothing])})
        assert [t.id for t in admin.tasks.list(project=project, query=query)] == found


def test_changed_data_hold_the_same_text_at_its_new_place(server, sdk, project):
    (task,) = server.tasks(project, [DATA])
    for data in ({"text": TEXT, "after": "x"}, {"🚨": "🚨🚨", "text": TEXT}, DATA):
        sdk(server.admin).tasks.update(task, data=data)
        assert list(sdk(server.admin).tasks.get(task).data.items()) == list(data.items())
        assert "Police" not in rows(server.db)[0].data


def test_a_duplicate_is_found_however_it_is_stored(server, sdk, project):
    server.tasks(project, [DATA])
    keep_as_older_versions_did(server.db)
    first = rows(server.db)[0].id
    server.tasks(project, [DATA])
    sdk(server.admin).actions.create(
        id="remove_duplicates", project=project, selected_items={"all": True, "excluded": []}
    )
    assert [t.id for t in sdk(server.admin).tasks.list(project=project)] == [first]


def test_a_copied_project_has_the_data(server, sdk, project):
    server.tasks(project, [DATA])
    made = sdk(server.admin).projects.duplicate(project, workspace=1, title="Copy", mode="settings,data")
    assert [t.data for t in sdk(server.admin).tasks.list(project=made.id)] == [DATA]


def test_an_older_version_finds_whole_data_after_the_way_back(server, project):
    from alembic import command

    server.tasks(project, [DATA, {"text": "Plain."}])
    config = _config()
    with server.db.engine.begin() as connection:
        config.attributes["connection"] = connection
        command.downgrade(config, "0010")
        found = [orjson.loads(row[0]) for row in connection.execute(text("SELECT data FROM task ORDER BY id"))]
    assert found == [DATA, {"text": "Plain."}]
    migrate(server.db)
    assert newest() >= "0011"
    assert [t["data"] for t in ok(server.admin.client.get(f"/api/tasks?project={project}"))["tasks"]] == found


def test_a_known_text_is_looked_up_in_its_index(server, project):
    server.tasks(project, [DATA, {"text": "Plain."}])
    with server.db.read() as session:
        assert [row[2] for row in same_texts(session, project, [text_hash("Plain.")])] == [rows(server.db)[1].id]
        start = func.substr(col(Task.text_sha256), literal_column("1"), literal_column("12"))
        query = select(col(Task.id)).where(col(Task.project_id) == project, start.in_([text_hash(TEXT)[:12]]))
        said = str(query.compile(session.connection(), compile_kwargs={"literal_binds": True}))
        if server.db.is_sqlite:
            plan = session.execute(text(f"EXPLAIN QUERY PLAN {said}")).all()
        else:
            session.execute(text("SET LOCAL enable_seqscan = off"))
            plan = session.execute(text(f"EXPLAIN {said}")).all()
    assert "ix_task_dedup" in str(plan)
