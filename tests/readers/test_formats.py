"""Each format read rightly: what becomes text, title, date and the rest."""

import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from annotate.readers.article import Article, ReadOptions
from annotate.readers.reading import read

TEXT = "Army shells town\n\nThe army shelled a town on Monday. Three of the soldiers died in the attack."
PAGE = """<!DOCTYPE html>
<html lang="en-GB"><head><title>Army shells town - Daily Example</title>
<meta property="og:title" content="Army shells town">
<meta property="og:site_name" content="Daily Example">
<meta property="article:published_time" content="2018-07-23T10:00:00Z">
<link rel="canonical" href="https://news.example/army">
</head><body><nav><a href="/">Home</a> <a href="/world">World</a></nav>
<article><h1>Army shells town</h1>
<p>The army shelled a town near the border on Monday, killing three people and wounding twelve others.</p>
<p>The mayor said on 1 March 1999 a similar attack had hit the same school, and asked for an inquiry.</p>
<p>Nobody has claimed the attack, which the ministry of defence called a mistake that would be looked into.</p>
</article><footer>Copyright 2018</footer></body></html>"""


def lines(*records: Any) -> bytes:
    return "".join(json.dumps(record, ensure_ascii=False) + "\n" for record in records).encode()


def one(content: bytes, name: str, **options: str) -> Article:
    result = read(content, name, ReadOptions(**options))
    assert not result.problems
    assert len(result.articles) == 1
    return result.articles[0]


def test_plain_text_is_kept_as_it_is() -> None:
    article = one(f"  {TEXT}\n\n".encode(), "a.txt")
    assert article.text == f"  {TEXT}\n\n"
    assert (article.lang, article.newline_changed, article.meta) == ("en", False, {})


def test_line_ends_and_byte_order_mark_are_changed_and_noted() -> None:
    article = one(b"\xef\xbb\xbfOne.\r\nTwo.\rThree.", "a.txt")
    assert article.text == "One.\nTwo.\nThree."
    assert article.newline_changed
    assert article.meta == {"line_ends": "normalised", "byte_order_mark": "removed"}


def test_named_encoding_is_read() -> None:
    assert one("Señor".encode("cp1252"), "a.txt", encoding="windows-1252").text == "Señor"
    assert one("Señor".encode("utf-16"), "a.txt", encoding="utf-16").text == "Señor"


def test_html_page() -> None:
    article = one(PAGE.encode(), "page.html")
    assert article.text.startswith("Army shells town\n\nThe army shelled a town near the border on Monday, killing")
    assert article.text.count("\n\n") == 3
    assert "Copyright" not in article.text
    assert article.title == "Army shells town"
    assert (article.outlet, article.published, article.lang) == ("Daily Example", date(2018, 7, 23), "en")
    assert article.url == "https://news.example/army"


def test_html_date_is_not_taken_from_the_running_text() -> None:
    page = PAGE.replace('<meta property="article:published_time" content="2018-07-23T10:00:00Z">', "")
    assert one(page.encode(), "page.html").published is None


def test_html_is_found_by_content() -> None:
    assert read(PAGE.encode(), "page").format == "html"


def test_jsonl_record_with_all_fields() -> None:
    record = {
        "id": 7,
        "Text": TEXT,
        "headline": "Army shells  town",
        "date": "23 July 2018",
        "source": {"name": "not a name"},
        "publisher": "Daily Example",
        "dateline": "Tasil",
        "url": "https://news.example/army",
        "votes": [1, 2],
    }
    article = one(lines(record), "a.jsonl")
    assert article.text == TEXT
    assert (article.external_id, article.title, article.published) == ("7", "Army shells town", date(2018, 7, 23))
    assert (article.outlet, article.place, article.url) == ("Daily Example", "Tasil", "https://news.example/army")
    assert article.data == {k: v for k, v in record.items() if k != "Text"}


def test_named_fields_win_over_usual_ones() -> None:
    record = {"text": "summary", "corpo": TEXT, "id": 1, "nr": "x9", "title": "a", "titel": "b", "date": "2020-01-01"}
    names = {"text_field": "corpo", "id_field": "NR", "title_field": "titel", "date_field": "date", "lang": "de"}
    article = one(lines(record), "a.jsonl", **names)
    assert (article.text, article.external_id, article.title, article.lang) == (TEXT, "x9", "b", "de")
    assert article.published == date(2020, 1, 1)
    assert article.data["text"] == "summary"


def test_blank_lines_are_passed_over_and_lines_counted() -> None:
    result = read(b'\n{"text": "One."}\n\n  \n{"text": "Two."}', "a.jsonl")
    assert [(a.text, a.line) for a in result.articles] == [("One.", 2), ("Two.", 5)]


def test_doubtful_date_is_left_out_with_a_warning() -> None:
    result = read(lines({"text": TEXT}, {"text": "b", "date": "03/04/2002"}), "a.jsonl")
    assert [a.published for a in result.articles] == [None, None]
    assert [(p.line, p.severity) for p in result.problems] == [(2, "warning")]
    assert "can be two dates" in result.problems[0].message


@pytest.mark.parametrize("name", ["a.json", "a.jsonl", "a"])
@pytest.mark.parametrize("indent", [None, 2])
def test_json_array_is_read_under_any_name(name: str, indent: int | None) -> None:
    result = read(json.dumps([{"text": "One."}, {"text": "Two."}], indent=indent).encode(), name)
    assert (result.format, [(a.text, a.line) for a in result.articles]) == ("json", [("One.", 1), ("Two.", 2)])


def test_json_object_over_several_lines_is_one_article() -> None:
    assert one(json.dumps({"text": "One."}, indent=2).encode(), "a.json").text == "One."


def test_jsonl_named_json_is_read() -> None:
    assert len(read(lines({"text": "One."}, {"text": "Two."}), "a.json").articles) == 2


def test_task_form_with_codings() -> None:
    region = {"id": "r1", "type": "labels", "value": {"start": 4, "end": 8, "text": "army", "labels": ["Actor"]}}
    task = {
        "id": 12,
        "data": {"text": "The army did.", "title": "Army"},
        "meta": {"round": 2},
        "annotations": [
            {"result": [region], "completed_by": {"email": "ana@example.org"}, "lead_time": 3.5},
            {"result": [], "completed_by": 4, "was_cancelled": True},
        ],
        "predictions": [{"result": [region], "model_version": "m1", "score": 0.5}],
    }
    article = one(lines(task), "a.jsonl")
    assert (article.title, article.external_id, article.meta) == ("Army", "12", {"round": 2})
    first, second = article.annotations
    assert (first.coder, first.result, first.lead_time) == ("ana@example.org", [region], 3.5)
    assert (second.coder, second.was_cancelled) == ("user 4", True)
    assert article.predictions == (task["predictions"][0],)


def test_task_offsets_follow_the_line_ends_and_the_unit() -> None:
    raw = "🔥🔥 One.\r\nThe army did."
    value = {"start": raw.index("army") + 2, "end": raw.index("army") + 6, "text": "army", "labels": ["Actor"]}
    task = {"data": {"text": raw}, "annotations": [{"result": [{"id": "r", "type": "labels", "value": value}]}]}
    article = one(lines(task), "a.jsonl")
    assert article.text == "🔥🔥 One.\nThe army did."
    found = (article.annotations[0].result or [])[0]["value"]
    assert article.text[found["start"] : found["end"]] == "army"


CSV = 'id,text,date\n1,"One, ""two"".\nThree.",2020-01-02\n2,Four.,\n'


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_table_with_any_delimiter(delimiter: str) -> None:
    content = CSV.replace("One, ", "One; ") if delimiter != "," else CSV
    content = content.replace(",", delimiter)
    result = read(content.encode(), "a.csv")
    assert not result.problems
    assert [a.line for a in result.articles] == [2, 4]
    assert result.articles[0].text.endswith('"two".\nThree.')
    assert result.articles[0].published == date(2020, 1, 2)
    assert result.articles[1].external_id == "2"


def test_table_short_and_empty_rows() -> None:
    result = read(b"text,outlet\n\nOne.\n,\nTwo.,Example\n", "a.csv")
    assert [(a.text, a.outlet) for a in result.articles] == [("One.", ""), ("Two.", "Example")]


def test_table_of_one_column() -> None:
    assert [a.text for a in read(b"text\nOne.\nTwo.\n", "a.csv").articles] == ["One.", "Two."]


def test_tsv_needs_no_quotes_for_commas() -> None:
    assert one(b"text\tn\nOne, two, three.\t1\n", "a.tsv").text == "One, two, three."


def test_reading_again_gives_the_same(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_bytes(b"\xef\xbb\xbf" + CSV.encode())
    first, second = read(path), read(path.read_bytes(), "a.csv")
    assert first == second
    assert first.articles[0].external_id == "1"
