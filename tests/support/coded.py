"""A project with something to learn from."""

from __future__ import annotations

from tests.baseline.makers import articles
from tests.support.server import Server, ok


def coded(server: Server, count: int) -> int:
    """A project with so many coded articles of three events, where everything may be suggested to everybody."""
    project, made = server.project(), articles(count, ("ana",), slip=0)
    rules = {"reliability_share": 0, "first_unaided": 0}
    ok(server.admin.client.patch(f"/api/app/projects/{project}", json=rules))
    for task, article in zip(server.tasks(project, [a.text for a in made]), made, strict=True):
        body = {"coding": article.codings[0].coding.model_dump(mode="json")}
        ok(server.admin.client.post(f"/api/tasks/{task}/annotations", json=body))
    return project
