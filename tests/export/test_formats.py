"""Every format gives back what was written."""

import csv
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings

from export.formats import FORMATS, open_writer, read_articles, read_rows
from export.formats.csv_ import for_spreadsheet
from export.records import CodedArticle, CoderCoding, RecordError, article_from_json, article_to_json, dataset_hash
from export.rows import event_rows
from schemas.codebook import load_codebook
from tests.export.makers import article, two_events
from tests.export.strategies import datasets

CAMEO = load_codebook("cameo")


def write(format_: str, folder: Path, data: list[CodedArticle], *, spreadsheet: bool = False) -> None:
    with open_writer(format_, folder, None, spreadsheet=spreadsheet) as writer:
        for one in data:
            writer.write(one, list(event_rows(one, CAMEO)))


@pytest.mark.parametrize("format_", FORMATS)
@given(data=datasets(CAMEO))
@settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck))
def test_format_any_codings_read_back_equal(
    format_: str, data: list[CodedArticle], tmp_path_factory: pytest.TempPathFactory
) -> None:
    folder = tmp_path_factory.mktemp("round")
    write(format_, folder, data)
    back = list(read_articles(format_, folder, None))
    assert back == data
    assert dataset_hash(back) == dataset_hash(data)
    rows = [row for one in data for row in event_rows(one, CAMEO)]
    assert list(read_rows(format_, folder, None, CAMEO)) == rows


@given(data=datasets(CAMEO))
@settings(max_examples=30, deadline=None)
def test_hash_changes_with_neither_order_nor_time(data: list[CodedArticle]) -> None:
    turned = [
        CodedArticle(
            **{
                **vars(one),
                "codings": tuple(CoderCoding(c.coder, c.coding, gold=c.gold) for c in reversed(one.codings)),
            }
        )
        for one in reversed(data)
    ]
    assert dataset_hash(turned) == dataset_hash(data)


def test_hash_changes_with_any_word_code_or_coder() -> None:
    other = two_events()
    event = other.events[0].model_copy(update={"code": "073"})
    changed = [
        article(text="Israel and Jordan accept the White Helmets."),
        article(codings=[CoderCoding("bob", two_events())]),
        article(codings=[CoderCoding("ana", two_events(), gold=True)]),
        article(codings=[CoderCoding("ana", other.model_copy(update={"events": (event, other.events[1])}))]),
        article(codings=[]),
        article("a2"),
    ]
    assert len({dataset_hash([one]) for one in [article(), *changed]}) == 7


INJECTIONS = [
    "=1+1",
    "+1",
    "-1",
    "@SUM(A1)",
    "\t=1",
    "\r=1",
    " =1",
    "＝1",
    "－1",
    "\ufeff=1",
    "010",
    "12345678901234567",
]
HARMLESS = ["police", "3-4", "2018", "a=b", "'quoted'", "", "0", "Émeute 🔥"]


@pytest.mark.parametrize("cell", INJECTIONS)
def test_spreadsheet_cell_that_would_run_or_lose_digits_is_disarmed(cell: str) -> None:
    assert for_spreadsheet(cell) == "'" + cell


@pytest.mark.parametrize("cell", HARMLESS)
def test_spreadsheet_cell_that_is_harmless_stays(cell: str) -> None:
    assert for_spreadsheet(cell) == cell


def test_spreadsheet_numbers_stay_numbers() -> None:
    assert [for_spreadsheet(v) for v in (-10.0, None, True, 7)] == ["-10.0", "", "true", "7"]


def table(path: Path, encoding: str) -> list[dict[str, str]]:
    with path.open(encoding=encoding, newline="") as lines:
        return list(csv.DictReader(lines))


def test_csv_machine_flavour_keeps_formulas_spreadsheet_flavour_disarms_them(tmp_path: Path) -> None:
    data = [article(codings=[CoderCoding('=HYPERLINK("http://x.example")', two_events())])]
    for name, spreadsheet in (("machine", False), ("sheet", True)):
        (tmp_path / name).mkdir()
        write("csv", tmp_path / name, data, spreadsheet=spreadsheet)
    machine = table(tmp_path / "machine/events.csv", "utf-8")
    assert machine[0]["coder"].startswith("=HYPERLINK")
    assert machine[0]["code"] == "075"
    sheet = (tmp_path / "sheet/events.csv").read_bytes()
    assert sheet.startswith(b"\xef\xbb\xbf")
    rows = table(tmp_path / "sheet/events.csv", "utf-8-sig")
    assert rows[0]["coder"].startswith("'=HYPERLINK")
    assert (rows[0]["code"], rows[0]["goldstein"]) == ("'075", "7.0")
    header = (tmp_path / "sheet/articles.csv").read_text(encoding="utf-8-sig").partition("\n")[0]
    assert "codings" not in header


def test_parquet_schema_is_typed_and_does_not_depend_on_the_data(tmp_path: Path) -> None:
    from pyarrow import parquet

    schemas = []
    for name, data in (("none", []), ("some", [article()])):
        (tmp_path / name).mkdir()
        write("parquet", tmp_path / name, data)
        schemas.append(parquet.read_schema(tmp_path / name / "events.parquet"))
    assert schemas[0].equals(schemas[1])
    types = {
        n: str(schemas[1].field(n).type) for n in ("code", "goldstein", "published", "reciprocal", "trigger_start")
    }
    assert types == {
        "code": "string",
        "goldstein": "double",
        "published": "date32[day]",
        "reciprocal": "bool",
        "trigger_start": "int64",
    }


def test_read_broken_line_names_file_and_line(tmp_path: Path) -> None:
    write("jsonl", tmp_path, [article("a1"), article("a2")])
    file = tmp_path / "articles.jsonl"
    lines = file.read_bytes().splitlines()
    file.write_bytes(lines[0] + b"\n" + lines[1][:50] + b"\n")
    with pytest.raises(RecordError, match=r"articles\.jsonl, line 2: this is not JSON"):
        list(read_articles("jsonl", tmp_path, None))
    data = article_to_json(article())
    del data["codings"]
    with pytest.raises(RecordError, match="codings"):
        article_from_json(data)


def test_read_csv_with_other_columns_is_refused(tmp_path: Path) -> None:
    (tmp_path / "articles.csv").write_text("id,text\r\n1,x\r\n", encoding="utf-8")
    with pytest.raises(RecordError, match=r"articles\.csv, line 1"):
        list(read_articles("csv", tmp_path, None))


def test_open_writer_unknown_format_names_the_known_ones(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="jsonl, csv, parquet"):
        open_writer("xml", tmp_path, None, spreadsheet=False)
