"""Who may do what in a project; what one may not see looks as if it did not exist."""

from __future__ import annotations

import pytest

from tests.support.server import ok

MISSING = 999_999
ROLES = ("manager", "adjudicator", "annotator", "reader")
# method, address, body, and the roles that may; everybody else in the project gets 403
MATRIX = [
    ("GET", "/api/app/projects/{p}", None, ROLES),
    ("GET", "/api/app/projects/{p}/codebook", None, ROLES),
    ("GET", "/api/projects/{p}/", None, ROLES),
    ("PATCH", "/api/app/projects/{p}", {"description": "new"}, ("manager",)),
    ("PATCH", "/api/projects/{p}/", {"description": "new"}, ("manager",)),
    ("POST", "/api/projects/{p}/validate/", {"label_config": '<View><Text name="t" value="$text"/></View>'}, ROLES),
    ("POST", "/api/app/projects/{p}/invites", {"role": "reader"}, ("manager",)),
    ("PATCH", "/api/app/projects/{p}/people/{u}", {"role": "reader"}, ("manager",)),
    ("DELETE", "/api/app/projects/{p}/people/{u}", None, ("manager",)),
    ("DELETE", "/api/app/projects/{p}", None, ("manager",)),
    ("DELETE", "/api/projects/{p}/", None, ("manager",)),
]


@pytest.fixture
def house(server):
    """A project with one person in each role, a target person, and another project with an outsider."""
    project, other = server.project("Ours"), server.project("Theirs")
    people = {role: server.user(f"{role}@example.org", role, project) for role in ROLES}
    target = server.user("target@example.org", "annotator", project)
    outsider = server.user("outsider@example.org", "manager", other)
    return project, people, target, outsider


@pytest.mark.parametrize(("method", "address", "body", "allowed"), MATRIX, ids=[f"{m} {a}" for m, a, _, _ in MATRIX])
def test_only_the_named_roles_may(server, house, method, address, body, allowed):
    project, people, target, outsider = house
    path = address.format(p=project, u=target.id)
    anonymous = server.anonymous().request(method, path, json=body)
    assert anonymous.status_code == 401
    for role in ("reader", "annotator", "adjudicator", "manager"):  # those who may not come first: nothing changes
        status = people[role].client.request(method, path, json=body).status_code
        assert (status < 300) if role in allowed else (status == 403), f"{role}: {status}"
    foreign = outsider.client.request(method, path, json=body)
    nowhere = outsider.client.request(method, address.format(p=MISSING, u=target.id), json=body)
    assert foreign.status_code == 404
    assert alike(foreign, project) == alike(nowhere, MISSING)


def alike(answer, number):
    """The whole answer, without the error's own id and with the asked-for number taken out of the sentence."""
    body = answer.json()
    body.pop("id")
    headers = {k: v for k, v in answer.headers.items() if k not in {"x-request-id", "date", "content-length"}}
    return headers, {**body, "detail": body["detail"].replace(f" {number} ", " # ")}


@pytest.mark.parametrize("number", ["0", "-1", "99999999999999999999", "abc", "1.5"])
def test_impossible_id_is_not_found(server, number):
    assert server.admin.client.get(f"/api/app/projects/{number}").status_code == 404


def test_every_role_sees_only_their_projects(server, house):
    project, people, _, outsider = house
    assert [p["id"] for p in ok(people["reader"].client.get("/api/app/projects"))] == [project]
    assert project not in [p["id"] for p in ok(outsider.client.get("/api/projects/"))["results"]]
    assert len(ok(server.admin.client.get("/api/app/projects"))) == 2


def test_nobody_changes_their_own_role(house):
    project, people, _, _ = house
    for person in people.values():
        answer = person.client.patch(f"/api/app/projects/{project}/people/{person.id}", json={"role": "manager"})
        assert answer.status_code == 403


def test_last_manager_stays(server):
    project = server.project()
    mia = server.user("mia@example.org", "manager", project)
    people = f"/api/app/projects/{project}/people"
    assert mia.client.delete(f"{people}/{server.admin.id}").status_code == 204
    refused = mia.client.delete(f"{people}/{mia.id}")
    assert refused.status_code == 400
    assert "last manager" in refused.json()["detail"]
    assert server.admin.client.patch(f"{people}/{mia.id}", json={"role": "reader"}).status_code == 400
    assert ok(mia.client.get(f"/api/app/projects/{project}"))["role"] == "manager"


def test_two_managers_cannot_remove_each_other(server):
    from concurrent.futures import ThreadPoolExecutor

    project = server.project()
    mia, noa = (server.user(f"{name}@example.org", "manager", project) for name in ("mia", "noa"))
    people = f"/api/app/projects/{project}/people"
    assert server.admin.client.delete(f"{people}/{server.admin.id}").status_code == 204
    with ThreadPoolExecutor(2) as pool:
        done = list(pool.map(lambda x: x[0].client.delete(f"{people}/{x[1].id}").status_code, [(mia, noa), (noa, mia)]))
    assert done.count(204) == 1


def test_person_may_leave(server):
    project = server.project()
    ana = server.user("ana@example.org", "annotator", project)
    assert ana.client.delete(f"/api/app/projects/{project}/people/{ana.id}").status_code == 204
    assert ana.client.get(f"/api/app/projects/{project}").status_code == 404


def test_unknown_role_is_named(server):
    project = server.project()
    answer = server.admin.client.post(f"/api/app/projects/{project}/invites", json={"role": "owner"})
    assert answer.status_code == 400
    assert "role" in answer.json()["validation_errors"]


def test_people_are_known_through_shared_projects_only(server, house):
    _, people, target, outsider = house
    assert target.id in [u["id"] for u in ok(people["reader"].client.get("/api/users/"))]
    assert target.id not in [u["id"] for u in ok(outsider.client.get("/api/users/"))]
    foreign, nobody = outsider.client.get(f"/api/users/{target.id}/"), outsider.client.get(f"/api/users/{MISSING}/")
    assert foreign.status_code == 404
    assert alike(foreign, target.id) == alike(nobody, MISSING)


def test_accounts_are_made_changed_and_closed_by_administrators(server, house):
    _, people, target, _ = house
    manager = people["manager"].client
    new = {"email": "New@Example.org", "first_name": "Noor", "last_name": "van Dam"}
    assert manager.post("/api/users/", json=new).status_code == 403
    made = server.admin.client.post("/api/users/", json=new)
    assert made.status_code == 201
    assert (made.json()["email"], made.json()["first_name"], made.json()["last_name"]) == (
        "new@example.org",
        "Noor",
        "van Dam",
    )
    again = server.admin.client.post("/api/users/", json=new)
    assert again.status_code == 400
    assert "email" in again.json()["validation_errors"]
    assert manager.patch(f"/api/users/{target.id}/", json={"first_name": "X"}).status_code == 403
    assert manager.delete(f"/api/users/{target.id}/").status_code == 403
    assert ok(target.client.patch(f"/api/users/{target.id}/", json={"first_name": "Tara"}))["first_name"] == "Tara"


def test_own_account_cannot_be_made_administrator(server):
    ana = server.user("ana@example.org")
    ok(ana.client.patch(f"/api/users/{ana.id}/", json={"is_admin": True, "is_superuser": True, "first_name": "Ana"}))
    assert ok(ana.client.get("/api/app/session"))["user"]["is_admin"] is False
    assert ana.client.patch("/api/app/account", json={"is_admin": True}).status_code == 400


def test_last_administrator_stays(server):
    assert server.admin.client.delete(f"/api/users/{server.admin.id}/").status_code == 400
    assert server.admin.client.get("/api/current-user/whoami").status_code == 200
