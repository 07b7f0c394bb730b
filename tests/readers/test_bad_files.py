"""Every file that cannot be read is refused with one sentence that names the place and what to do."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotate.readers.article import ReadOptions, ReadProblem
from annotate.readers.reading import FORMATS, read


def refusal(content: bytes | Path, name: str, **options: str) -> ReadProblem:
    """The one error of a file that was read in vain."""
    result = read(content, name, ReadOptions(**options))
    (error,) = result.errors
    return error


BROKEN_LINE_7 = b'{"text": "One."}\n' * 6 + b'{"text": "Seven.\n' + b'{"text": "One."}\n'
FILES: list[tuple[str, bytes, int | None, str]] = [
    ("empty.txt", b"", None, "The file is empty."),
    ("blank.txt", b" \n\t\n", None, "only white space"),
    ("a.pdf", b"%PDF-1.7 \xff", None, "a PDF document, not text; save"),
    ("a.docx", b"PK\x03\x04\x00", None, "an office document, not text"),
    ("a.jpg", b"\xff\xd8\xff\xe0", None, "a picture, not text"),
    ("a.bin", bytes(range(256)) * 4, None, "a binary file, not text"),
    ("a.xml", b"<?xml version='1.0'?><a/>", None, "This is XML"),
    ("utf16.txt", "Señor".encode("utf-16"), None, "UTF-16, not UTF-8; save the file as UTF-8"),
    ("latin.txt", b"One.\nTwo.\nSe\xf1or.", 3, "Byte 12 (0xf1) is not UTF-8; save the file as UTF-8"),
    ("bom.txt", b"\xef\xbb\xbfSe\xf1or.", 1, "Byte 5 (0xf1) is not UTF-8"),
    ("latin.jsonl", b'{"text": "One."}\n{"text": "Se\xf1or."}\n', 2, "Byte 29 (0xf1) is not UTF-8"),
    ("latin.csv", b"text\nOne.\nSe\xf1or.\n", 3, "Byte 12 (0xf1) is not UTF-8"),
    ("nul.txt", b"One is here, two is there, and three is also here.\nTw\x00.", 2, "A NUL character cannot be stored"),
    ("nul.jsonl", b'{"text": "One."}\n{"text": "Tw\\u0000."}', 2, "A NUL character cannot be stored"),
    ("nul2.jsonl", b'{"text": "One.", "x": [{"y": "\\u0000"}]}', 1, "A field holds a NUL character"),
    ("surrogate.jsonl", b'{"text": "One \\ud800."}', 1, "a lone surrogate"),
    ("broken.jsonl", BROKEN_LINE_7, 7, "This is not JSON"),
    ("list.jsonl", b'{"text": "One."}\n[1]\n', 2, "Each line must hold one JSON object"),
    ("field.jsonl", b'{"words": "One.", "n": 1}\n', 1, "There is no field “text”; the fields are “words”, “n”."),
    ("number.jsonl", b'{"text": 12}\n', 1, "The text is a number, not text."),
    ("hollow.jsonl", b'{"text": " "}\n', 1, "The text is empty."),
    ("nothing.jsonl", b"\n\n", None, "There is no article in this file."),
    ("broken.json", b'[{"text": "One."},\n{"text": ]', 2, "This is not JSON"),
    ("empty.json", b"[]", None, "The array is empty."),
    ("numbers.json", b"[1, 2]", None, "Item 1 of the array is no object."),
    ("column.csv", b"words,n\nOne.,1\n", 1, "There is no column “text”; the columns are “words”, “n”."),
    ("twice.csv", b"text,text\nOne.,Two.\n", 1, "Two columns are called “text”"),
    ("cells.csv", b"text,n\nOne, two.,1\n", 2, "The row has 3 cells under 2 columns"),
    ("quote.csv", b'text,n\nOne.,1\n"Two.,2\nThree.,3\n', 3, "A quoted cell that begins here is never closed"),
    ("quotes.csv", b'text,n\n"One" two.,1\n', 2, "double the quotes inside it"),
    ("header.csv", b"text,n\n", None, "There is no article in this file."),
    ("empty.html", b"<html><body><p></p></body></html>", None, "No article was found in the page"),
]


@pytest.mark.parametrize(("name", "content", "line", "words"), FILES, ids=[f[0] for f in FILES])
def test_bad_file_is_refused(name: str, content: bytes, line: int | None, words: str, tmp_path: Path) -> None:
    path = tmp_path / name
    path.write_bytes(content)
    for error in (refusal(content, name), refusal(path, name)):
        assert error.line == line
        assert words in error.message


def test_directory_is_refused(tmp_path: Path) -> None:
    assert "This is a directory; name a file in it, or pass --recursive" in refusal(tmp_path, "folder").message


def test_absent_file_is_refused(tmp_path: Path) -> None:
    assert refusal(tmp_path / "a.txt", "a.txt").message == "The file cannot be read: No such file or directory."


@pytest.mark.parametrize("name", ["a.txt", "a.html"])
def test_article_of_50_mb_is_refused(name: str) -> None:
    error = refusal(b"word " * (10 * 2**20), name)
    assert error.message == "This is 50 MB of text; one article may have 32 MB at most. Split it."


def test_record_of_50_mb_is_refused() -> None:
    error = refusal(b'{"text": "One."}\n{"text": "' + b"word " * (10 * 2**20) + b'"}\n', "a.jsonl")
    assert (error.line, error.message) == (2, "This is 50 MB of text; one article may have 32 MB at most. Split it.")


def test_unknown_format_and_encoding_are_refused() -> None:
    assert "known are auto, text, html" in refusal(b"One.", "a.txt", format="xml").message
    assert "The encoding “klingon” is unknown" in refusal(b"One.", "a.txt", encoding="klingon").message
    assert "name its right encoding" in refusal(b"\xff\xfe\x00", "a.txt", encoding="ascii").message


def test_named_field_that_is_absent_is_refused() -> None:
    assert "no field “corpo”" in refusal(b'{"text": "One."}', "a.jsonl", text_field="corpo").message
    assert "no field “day”" in refusal(b'{"text": "One."}', "a.jsonl", date_field="day").message
    assert "no column “day”" in refusal(b"text\nOne.\n", "a.csv", date_field="day").message


def test_many_wrong_lines_are_reported_up_to_a_limit() -> None:
    result = read(b"{\n" * 3 + b"{]\n" * 100, "a.jsonl", ReadOptions(format="jsonl"))
    assert len(result.errors) == 21
    assert result.errors[-1].message == "20 records are wrong; the rest was not read."


def test_right_lines_are_still_read_beside_a_wrong_one() -> None:
    result = read(BROKEN_LINE_7, "a.jsonl")
    assert [a.line for a in result.articles] == [1, 2, 3, 4, 5, 6, 8]
    assert result.errors[0].sentence("a.jsonl").startswith("a.jsonl, line 7: This is not JSON")


@given(st.binary(max_size=200), st.sampled_from(["auto", *(f for f in FORMATS if f != "html")]))
def test_any_bytes_are_read_or_refused(content: bytes, format: str) -> None:
    result = read(content, "a", ReadOptions(format=format))
    assert result.articles or result.errors


@given(st.text(max_size=80), st.sampled_from(["text", "csv", "jsonl"]))
def test_any_text_is_read_or_refused(content: str, format: str) -> None:
    result = read(content.encode("utf-8", "surrogatepass"), "a", ReadOptions(format=format))
    assert result.articles or result.errors
