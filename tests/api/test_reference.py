"""The API page: complete, readable, no script, nothing from elsewhere."""

from __future__ import annotations

import re

from tests.support.server import ok


def test_every_operation_says_what_it_does(server):
    api = ok(server.anonymous().get("/api/openapi.json"))
    tags = {tag["name"]: tag["description"] for tag in api["tags"]}
    assert all(tags.values())
    operations = [(m, p, o) for p, methods in api["paths"].items() for m, o in methods.items()]
    assert len(operations) > 40
    for method, path, operation in operations:
        assert operation["summary"], f"{method} {path}"
        assert set(operation["tags"]) <= set(tags), f"{method} {path}"
        assert "422" not in operation["responses"]
        assert "400" in operation["responses"]


def test_every_reference_resolves(server):
    api = ok(server.anonymous().get("/api/openapi.json"))
    names = set(re.findall(r"#/components/schemas/([^\"']+)", str(api)))
    assert names
    assert names <= set(api["components"]["schemas"])
    assert {"Task", "TaskPage", "Annotation", "Prediction", "Draft", "Review", "Webhook", "Export"} <= names
    assert not [name for name in names if "__" in name]  # two of one name would be told apart by where they are


def test_page_shows_every_operation_without_script(server):
    client = server.anonymous()
    page = client.get("/api/docs")
    assert page.headers["content-type"] == "text/html; charset=utf-8"
    api = ok(client.get("/api/openapi.json"))
    for path in api["paths"]:
        assert f"<code>{path}</code>" in page.text
    assert "<script" not in page.text
    assert "style=" not in page.text
    assert not re.search(r"(src|href)=\"https?:", page.text)
    assert client.get("/api/docs.css").headers["content-type"].startswith("text/css")
