from tests.support.server import ok


def test_first(server):
    pid = server.project()
    print(ok(server.admin.client.get(f"/api/app/projects/{pid}")))
    print(ok(server.admin.client.get("/api/app/projects")))
    full = ok(server.admin.client.get(f"/api/projects/{pid}/"))
    full.pop("parsed_label_config"), full.pop("label_config"), full.pop("control_weights")
    print(full)
    print(ok(server.admin.client.get("/api/projects/counts/")))
