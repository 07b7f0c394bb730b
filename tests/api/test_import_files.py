"""Files sent in a form to Label Studio's import address, as scripts written for it send them."""

from __future__ import annotations

import json

from tests.support.server import ok

TABLE = 'text,outlet,n\r\n"Police arrested ""three"",\nthen left.",Daily 🚓,007\r\n\r\nمظاهرة في القاهرة,Ahram,\r\n'
CELLS = [
    {"text": 'Police arrested "three",\nthen left.', "outlet": "Daily 🚓", "n": "007"},
    {"text": "مظاهرة في القاهرة", "outlet": "Ahram", "n": ""},
]


def send(server, project, *files, **query):
    form = [("file", (name, content.encode() if isinstance(content, str) else content)) for name, content in files]
    return server.admin.client.post(f"/api/projects/{project}/import", files=form, params=query)


def data_of(server, project):
    return [t["data"] for t in ok(server.admin.client.get(f"/api/tasks/?project={project}&fields=all"))["tasks"]]


def test_files_of_every_kind_become_tasks(server):
    project = server.project()
    whole = [{"data": {"text": "From JSON."}, "meta": {"k": 1}, "predictions": [{"result": []}]}, {"text": "Bare."}]
    answer = ok(
        send(
            server,
            project,
            ("a.csv", "\ufeff" + TABLE),
            ("b.TSV", "text\toutlet\nOne, two\tX\n"),
            ("c.txt", "First line.\r\n\nSecond 🚓 line."),
            ("d.json", json.dumps(whole)),
            ("e.jsonl", '{"text": "Line by line."}\n'),
            return_task_ids="true",
        )
    )
    assert (answer["task_count"], answer["prediction_count"], len(answer["task_ids"])) == (8, 1, 8)
    assert answer["found_formats"] == {".csv": 1, ".tsv": 1, ".txt": 1, ".json": 1, ".jsonl": 1}
    assert answer["data_columns"] == ["text"]
    lines = [{"text": "First line."}, {"text": "Second 🚓 line."}]
    more = [{"text": "From JSON."}, {"text": "Bare."}, {"text": "Line by line."}]
    assert data_of(server, project) == [*CELLS, {"text": "One, two", "outlet": "X"}, *lines, *more]


BAD = [
    ("a.csv", "text,n\none,1\ntwo,2,3\n", "a.csv, line 3: The row has 3 cells under 2 columns"),
    ("a.csv", 'text\n"open\n', "a.csv, line 2: A quoted cell that begins here is never closed"),
    ("a.csv", "text,text\na,b\n", "a.csv, line 1: Two columns are called “text”"),
    ("a.csv", "headline\nOne\n", 'a.csv, line 2: "text" key is expected in task data'),
    ("a.csv", b"text\nok\nS\xe3o Paulo\n", "a.csv, line 3: Byte 9 (0xe3) is not UTF-8; save the file as UTF-8."),
    ("a.tsv", "text\n", "a.tsv: There is no task in this file."),
    ("a.jsonl", '{"text": "a"}\n{"text": "b\\u0000"}\n', "a.jsonl, line 2: A field holds a NUL character"),
    ("a.txt", "", "a.txt: The file is empty."),
    ("a.json", '[{"text": "a"},\n{"text": }]', "a.json, line 2: This is not JSON"),
    ("a.json", '[{"text": "a"}, 7]', "a.json: Item 2 of the array is no object."),
    ("a.json", '[{"text": "a"}, {"data": {"n": 1}}]', 'a.json, item 2: "text" key is expected'),
    ("a.jsonl", '{"text": "a"}\n[1]\n', "a.jsonl, line 2: Each line must hold one JSON object"),
    ("a.pdf", b"%PDF-1.7", "a.pdf: This is not taken here; send a .json, .jsonl, .csv, .tsv or .txt file."),
]


def test_a_bad_file_is_named_with_its_place_and_nothing_is_stored(server):
    project = server.project()
    for name, content, said in BAD:
        answer = send(server, project, ("good.txt", "A good line."), (name, content))
        found = answer.json()
        assert (answer.status_code, found["detail"][: len(said)]) == (400, said)
        assert found["validation_errors"]["non_field_errors"][0] == found["detail"]
    assert data_of(server, project) == []


def test_forms_without_files_and_from_others_are_refused(server):
    project = server.project()
    client, address = server.admin.client, f"/api/projects/{project}/import"
    empty = client.post(address, files={"note": (None, "no file")})
    assert (empty.status_code, empty.json()["detail"]) == (
        400,
        "There is no file in this form; send each as a file with its name.",
    )
    broken = client.post(address, content=b"--x\r\nnonsense", headers={"Content-Type": "multipart/form-data"})
    assert broken.status_code == 400
    file = {"file": ("a.txt", b"A line.")}
    assert server.user("ana@example.org", "annotator", project).client.post(address, files=file).status_code == 403
    elsewhere = {"Origin": "https://elsewhere.example", "Cookie": "annotate_session=x"}
    assert client.post(address, files=file, headers=elsewhere).status_code == 403
    assert data_of(server, project) == []
