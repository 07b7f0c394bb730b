"""Schemathesis over every operation of the OpenAPI description, signed in by cookie and by both kinds of token.

No answer is a 5xx, has a status or media type that is not described, or a body that its description does not allow.
"""

from __future__ import annotations

import os
from typing import Any

import pytest
import requests
import schemathesis
from hypothesis import HealthCheck, Phase, given, seed, settings
from hypothesis import strategies as st
from schemathesis import GenerationMode
from schemathesis.core.failures import FailureGroup
from schemathesis.specs.openapi.checks import response_schema_conformance, status_code_conformance

from tests.sdk.codings import TEXT, as_result
from tests.support.server import ok

EXAMPLES = int(os.environ.get("ANNOTATE_FUZZ_EXAMPLES", "2"))  # a call
PASSWORD = "correct horse battery staple"
# These would end the very credentials that the fuzz goes on with.
ENDS_LOG_IN = {
    ("POST", "/api/current-user/reset-token"),
    ("DELETE", "/api/app/session"),
    ("PATCH", "/api/app/account"),
    ("DELETE", "/api/app/tokens/{token_id}"),
    ("DELETE", "/api/users/{user_id}"),
}
CHECKS = (schemathesis.checks.not_a_server_error, status_code_conformance, response_schema_conformance)


@pytest.fixture
def house(server):
    """Two projects with tasks, codings, a view, comments and a person in each role: so that ids meet something."""
    admin = server.admin.client
    for number in (1, 2):
        project = server.project(f"Fuzzed {number}", overlap=2)
        ids = server.tasks(project, [TEXT, f"{TEXT} Again.", "Third."])
        ana = server.user(f"ana{number}@example.org", "annotator", project)
        made = ok(ana.client.post(f"/api/tasks/{ids[0]}/annotations/", json={"result": as_result()}))
        ok(admin.post(f"/api/tasks/{ids[0]}/annotations/", json={"result": as_result()}))
        ok(admin.post("/api/dm/views/", json={"project": project, "data": {"title": "All"}}))
        ok(admin.post("/api/comments/", json={"annotation": made["id"], "text": "Sure?"}))
        ok(admin.post("/api/annotation-reviews/", json={"annotation": made["id"], "accepted": True}))
        ok(admin.post("/api/predictions/", json={"task": ids[1], "result": as_result()}))
        ok(admin.post(f"/api/projects/{project}/exports/", json={"title": "Kept"}))
        ok(admin.post(f"/api/tasks/{ids[2]}/drafts", json={"result": []}))
    return server


def credentials(server: Any, kind: str) -> dict[str, str]:
    if kind == "token":
        return {"Authorization": f"Token {server.admin.token}"}
    if kind == "bearer":
        refresh = ok(server.admin.client.post("/api/token/"))["token"]
        access = ok(server.anonymous().post("/api/token/refresh/", json={"refresh": refresh}))["access"]
        return {"Authorization": f"Bearer {access}"}
    server.user("boss@example.org", is_admin=True, password=PASSWORD)
    client = server.anonymous()
    answer = client.post("/api/app/session", json={"email": "boss@example.org", "password": PASSWORD})
    ok(answer)
    return {"Cookie": "; ".join(f"{name}={value}" for name, value in client.cookies.items())}


def operations(server: Any) -> list[Any]:
    """Every operation; those that delete come last."""
    schema = schemathesis.openapi.from_dict(ok(server.anonymous().get("/api/openapi.json")))
    found = [result.ok() for result in schema.get_all_operations()]
    wanted = [op for op in found if (op.method.upper(), op.path) not in ENDS_LOG_IN]
    return sorted(wanted, key=lambda op: op.method.upper() == "DELETE")


@pytest.mark.slow
@pytest.mark.timeout(900)
@pytest.mark.parametrize("kind", ["token", "session"])
def test_no_call_is_answered_by_a_fault_or_against_its_description(house, kind, db_kind):
    if kind == "session":  # how somebody signed in and where it is kept have nothing to do with each other
        kind = {"sqlite": "cookie", "postgresql": "bearer"}[db_kind]
    headers = credentials(house, kind)
    failures: list[str] = []
    with requests.Session() as client:
        client.headers.update(headers)
        for operation in operations(house):
            failures += fuzz(client, house.url, operation, EXAMPLES if kind == "token" else 1)
    assert not failures, "\n\n".join(failures)


def cases(operation: Any) -> Any:
    """Calls as they are described, and where there is something to be wrong, such as are not."""
    right = operation.as_strategy()
    if not (operation.body or operation.query):
        return right
    return right | operation.as_strategy(generation_mode=GenerationMode.NEGATIVE)


def fuzz(client: requests.Session, url: str, operation: Any, examples: int) -> list[str]:
    """What went wrong at an operation, at most one thing."""
    found: list[str] = []

    @seed(20_261_126)
    @settings(
        max_examples=examples,
        deadline=None,
        database=None,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(case=cases(operation), known=st.integers(1, 4), keep=st.integers(0, 3))
    def one(case: Any, known: int, keep: int) -> None:
        if keep:  # else whatever was made up
            case.path_parameters = {
                name: known if name.endswith("_id") else value for name, value in (case.path_parameters or {}).items()
            }
        answer = case.call(base_url=url, session=client)
        try:
            case.validate_response(answer, checks=list(CHECKS))
        except FailureGroup as errors:
            text = "\n".join(str(error) for error in errors.exceptions)
            found.append(
                f"{case.method} {case.formatted_path} {case.query} {case.body} -> {answer.status_code}\n{text[:800]}"
            )

    one()
    return found[:1]
