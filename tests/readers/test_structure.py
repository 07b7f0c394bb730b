"""Title, paragraphs, sentences and boilerplate of whole texts."""

from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotate.demo.corpus import load_corpus
from annotate.readers.structure import Layout, analyse
from tests.schemas.strategies import texts


def parts(text: str) -> tuple[str | None, list[str], list[str]]:
    """Title, sentences and boilerplate in words."""
    found = analyse(text)
    title = text[slice(*found.title)] if found.title else None
    return title, [text[s:e] for s, e in found.sentences], [text[s:e] for s, e, _ in found.boilerplate]


def test_seed_article(shared: Path) -> None:
    text = (shared / "seed_article.txt").read_text(encoding="utf-8")
    title, sentences, boilerplate = parts(text)
    assert title == "Syria, the heads of Isis try to escape from Deir Ezzor because of SDF’s pressing"
    assert boilerplate == ["skip to Main Content", "Photo Credits: SDF", "Back To Top"]
    assert sentences[0] == title
    assert sentences[-1] == "The operations, however, are still underway."
    assert "This will most probably take place before the end of summer." in sentences
    assert any("over 20.000 persons are moving and another 10.000 are still" in s for s in sentences)
    assert len(sentences) == 18
    assert len(analyse(text).paragraphs) == 8


def test_layout_counts_code_points() -> None:
    text = "Strike 👨‍👩‍👧 today\n\nThe 🔥 é\u0301 burned. It went out.\n\nShare this article\n"
    layout = analyse(text)
    assert layout.to_json() == {
        "title": [0, 18],
        "paragraphs": [[0, 18], [20, 49], [51, 69]],
        "sentences": [[0, 18], [20, 36], [37, 49]],
        "boilerplate": [[51, 69, "sharing"]],
    }


TITLES = [
    ("Army shells town\n\nThe army shelled a town on Monday.", "Army shells town"),
    ("Is the war over?\n\nNobody knows.", "Is the war over?"),
    ("Share this article\nRead more\n\nArmy shells town\n\nThe army did.", "Army shells town"),
    ("Army shells town\n \nThe army did.", "Army shells town"),
    ("The army shelled a town on Monday.\n\nThree died.", None),
    ("NEW DELHI:\n\nThe army did.", None),
    ("Army shells town\nThe army did.", None),
    ("Army shells town", None),
    ("Army shells town\n\nShare this article", None),
    ("A" * 201 + "\n\nThe army did.", None),
    ("* * *\n\nThe army did.", None),
    ("", None),
]


@pytest.mark.parametrize(("text", "title"), TITLES)
def test_title(text: str, title: str | None) -> None:
    assert parts(text)[0] == title


def test_boilerplate_line_within_a_block_is_no_sentence() -> None:
    text = "Army shells town\n\nThe army did. Three died.\nShare this article\nThe town is in ruins."
    _, sentences, boilerplate = parts(text)
    assert sentences == ["Army shells town", "The army did.", "Three died.", "The town is in ruins."]
    assert boilerplate == ["Share this article"]


def test_wrapped_lines_are_one_paragraph() -> None:
    text = (
        "The army shelled a town near the border on Monday morning, as Gen.\n"
        "Okello had announced on Sunday, and three people died. The mayor\n"
        "left.\n"
    )
    layout = analyse(text)
    assert len(layout.paragraphs) == 1
    assert [text[s:e].replace("\n", " ") for s, e in layout.sentences] == [
        "The army shelled a town near the border on Monday morning, as Gen. Okello had announced on Sunday,"
        " and three people died.",
        "The mayor left.",
    ]


def test_long_lines_are_paragraphs_of_their_own() -> None:
    line = "The army shelled a town near the border on Monday morning, said General Okello, who had announced it " * 2
    text = f"{line.strip()}\n{line.strip()}\n"
    assert len(analyse(text).paragraphs) == 2


def test_demo_articles_have_titles_and_little_boilerplate() -> None:
    marked = []
    for article in load_corpus():
        title, sentences, boilerplate = parts(article.text)
        assert title == article.title
        assert len(sentences) > 2
        marked += boilerplate
    assert marked
    assert all(words.startswith(("Share", "Photo", "Foto")) for words in marked)


def test_real_texts_hold_little_boilerplate(shared: Path) -> None:
    lines = (shared / "satp_relevant" / "train.tsv").read_text(encoding="utf-8").splitlines()
    assert [line[:40] for line in lines if analyse(line.split("\t")[0]).boilerplate] == []


def _check(text: str, layout: Layout) -> None:
    spans = [*layout.sentences, *[(s, e) for s, e, _ in layout.boilerplate]]
    assert all(0 <= s < e <= len(text) for s, e in [*layout.paragraphs, *spans])
    assert all(not text[s].isspace() and not text[e - 1].isspace() for s, e in [*layout.paragraphs, *spans])
    for group in (layout.paragraphs, layout.sentences, sorted(spans)):
        assert all(before[1] <= after[0] for before, after in pairwise(group))
    covered = set()
    for start, end in spans:
        assert sum(s <= start and end <= e for s, e in layout.paragraphs) == 1
        covered |= set(range(start, end))
    assert all(text[i].isspace() for i in set(range(len(text))) - covered)
    assert layout.title is None or layout.title in layout.sentences


_LINES = st.sampled_from(
    [
        "Share this article",
        "Army shells town",
        "The army did. Three died.",
        "",
        "Dr. No. ",
        "Gen.",
        "“No.” ",
        "。",
        "...",
    ]
)


@given(texts(max_size=60))
def test_every_text_is_covered(text: str) -> None:
    _check(text, analyse(text))


@given(st.lists(_LINES | texts(max_size=8), max_size=12).map("\n".join))
def test_every_page_is_covered(text: str) -> None:
    _check(text, analyse(text))


@given(st.text(st.characters(), max_size=40))
def test_any_unicode_is_covered(text: str) -> None:
    _check(text, analyse(text))
