"""Whatever a filter says, the answer is a list of tasks or a refusal that names the filter; never a failure."""

from __future__ import annotations

from itertools import cycle, product
from typing import get_args

import pytest

from annotate.tasks import columns
from annotate.tasks.filters import Kind, Operator
from tests.sdk.codings import TEXT, as_result
from tests.support.server import ok

pytestmark = pytest.mark.sdk

DATA = {
    "text": TEXT, "n": 3, "f": 1e308, "yes": True, "list": [1], "object": {"a": 1}, "": "", "none": None, "🚨": 2**60,
}  # fmt: skip
IN_DATA = (*DATA, "object.a", "list[0]", "$", "#-1", "'", "\n", "\1", "\0", "nothing")
VALUES = (
    *("", "x", "%", "_", "\\", "'", '"', "\0", "a\0b", "\ufffe", "🚨" * 500, "true", "False", ",,,", "1,2,x", "İſ"),
    *(0, -1, 2.5, 1e308, 2**63, 10**30, True, False, "inf", "nan", "1e999", "9" * 400),
    *("2024-01-01T00:00:00.000Z", "0001-01-01T00:00:00.000Z", "9999-12-31T23:59:59.999+14:00", "2024-02-30"),
    *([], [None], [1, "a"], [[1]], {}, {"min": 1, "max": 2}, {"min": "a", "max": None}, {"min": True, "max": []}),
    *({"min": "0001-01-01", "max": "9999-12-31T23:59:59.999999Z"}, "(", "[", "(?<a>x)", r"\d+", "(?i)a", "(a*)*$"),
)  # fmt: skip


@pytest.fixture
def project(server):
    made = server.project("Hostile filters")
    (task,) = server.tasks(made, [DATA])
    ok(server.admin.client.post(f"/api/tasks/{task}/annotations", json={"result": as_result()}))
    return made


@pytest.fixture
def answer(server, project):
    def ask(*items, conjunction="and", ordering=()):
        query = {"filters": {"conjunction": conjunction, "items": items}, "ordering": ordering}
        # in the body of a view, as a long query does not fit into an address
        view = server.admin.client.post("/api/dm/views/", json={"project": project, "data": query})
        if view.is_error:
            return view
        return server.admin.client.get("/api/tasks", params={"project": project, "view": view.json()["id"]})

    return ask


def item(name, operator, kind, value):
    return {"filter": f"filter:tasks:{name}", "operator": operator, "type": kind, "value": value}


def names():
    return [*columns._COLUMNS, *(f"data.{key}" for key in IN_DATA), "", "nonsense"]


def test_every_operator_on_every_column(answer):
    values, kinds = cycle(VALUES), cycle(get_args(Kind))
    for name, operator in product(names(), get_args(Operator)):
        given = [item(name, operator, next(kinds), next(values)) for _ in range(2)]
        for one in given:
            found = answer(one)
            assert found.status_code in {200, 400}, (one, found.text[:300])
            assert found.status_code == 200 or found.json()["detail"]


def test_every_column_as_an_order(answer):
    for name in names():
        found = answer(ordering=[f"tasks:{name}", f"-tasks:{name}"])
        assert found.status_code in {200, 400}, (name, found.text[:300])


def test_more_than_the_database_takes_is_refused(answer):
    words = [f"w{n}" for n in range(201)]
    found = item("data.text", "not_contains", "String", words[:200])
    assert answer(*[found] * 5).json()["total"] == 1
    for given in ([{**found, "value": words}], [found] * 6):
        refused = answer(*given)
        assert (refused.status_code, "word" in refused.json()["detail"]) == (400, True)
    listed = item("data.n", "in_list", "Number", [*range(5_000)])
    written = item("id", "in_list", "Number", ",".join(map(str, range(5_000))))
    assert answer(listed, written).json()["total"] == 1
    refused = answer(listed, {**written, "child_filter": item("id", "equal", "Number", 1)})
    assert (refused.status_code, "10,000" in refused.json()["detail"]) == (400, True)


def test_filters_in_filters_are_followed_as_deep_as_they_can_be(answer):
    deep = item("data.n", "equal", "Number", 3)
    for _ in range(200):
        deep = {**deep, "child_filter": deep}
    assert answer(*[item("id", "not_equal", "Number", 7)] * 99, deep, conjunction="or").json()["total"] == 1
    for _ in range(700):
        deep = {**deep, "child_filter": deep}
    assert answer(deep).status_code == 400
