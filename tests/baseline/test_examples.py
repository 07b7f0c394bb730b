"""Which spans the baseline learns from, and what it sees of them."""

from dataclasses import replace

import pytest

from annotate.baseline.examples import majority, make_examples
from annotate.baseline.groups import near_duplicates
from export.records import CodedArticle, CoderCoding
from schemas.coding import Coding
from tests.baseline.makers import CAMEO, articles, coded
from tests.export.makers import article

TEXT = "Skip to content. Police arrested villagers near the river. Photo: Police arrested nobody."


def test_majority_goes_level_by_level() -> None:
    # no full code has a majority, root 19 has: among its codes, 190
    assert majority(["190", "193", "040", "190"], CAMEO, "x") == "190"
    assert CAMEO.root(majority(["193", "195", "040"], CAMEO, "x")) == "19"
    assert majority(["18", "18", "182"], CAMEO, "x") == "18"


def test_majority_of_equals_is_drawn_without_favour() -> None:
    drawn = [majority(["010", "190"], CAMEO, f"article {i}") for i in range(400)]
    assert 150 < drawn.count("010") < 250
    assert majority(["010", "190"], CAMEO, "a:1") == majority(["190", "010"], CAMEO, "a:1")


def test_example_columns_come_from_its_sentence() -> None:
    text = "Before. Police arrested villagers near the river. After."
    parts = [(8, "Police", "arrested", "villagers", "173")]
    made = article("a", text, [CoderCoding("ana", coded(text, parts))])
    (example,) = make_examples([made], CAMEO).found
    assert (example.left, example.span, example.right) == ("Police", "arrested", "villagers near the river.")
    assert (example.source, example.target) == ("Police", "villagers")
    assert example.sentence == "Police arrested villagers near the river."
    assert example.votes == (("ana", "173"),)


def test_boilerplate_is_neither_seen_nor_learnt_from() -> None:
    start, stop = TEXT.index("Photo"), len(TEXT)
    inside = coded(
        TEXT, [(start, "Police", "arrested", "nobody", "173"), (17, "Police", "arrested", "villagers", "173")]
    )
    made = article(
        "a",
        TEXT,
        [CoderCoding("ana", inside)],
        boilerplate=((0, 16, "skip link"), (start, stop, "credit")),
        sentences=((0, len(TEXT)),),
    )
    found = make_examples([made], CAMEO)
    assert [e.start for e in found.found] == [TEXT.index("arrested")]
    assert found.left_out == {"inside boilerplate": 1}
    seen = " ".join((found.found[0].left, found.found[0].right, found.found[0].sentence))
    assert "Skip" not in seen
    assert "Photo" not in seen
    assert "river" in seen


def test_span_that_one_of_three_marked_is_left_out_of_two_is_kept() -> None:
    text = "Police arrested villagers near the river."
    marked = CoderCoding("ana", coded(text, [(0, "Police", "arrested", "villagers", "173")]))
    nothing = Coding(verdict="no_codable_event")
    two = article("a", text, [marked, CoderCoding("bob", nothing)])
    three = article("a", text, [marked, CoderCoding("bob", nothing), CoderCoding("cid", nothing)])
    assert len(make_examples([two], CAMEO).found) == 1
    left = make_examples([three], CAMEO)
    assert (left.found, left.left_out) == ((), {"marked by fewer than half of the coders": 1})


def test_gold_decides_and_is_no_vote() -> None:
    text = "Police arrested villagers near the river."

    def by(coder: str, code: str, gold: bool = False) -> CoderCoding:
        return CoderCoding(coder, coded(text, [(0, "Police", "arrested", "villagers", code)]), gold=gold)

    made = article("a", text, [by("ana", "170"), by("bob", "170"), by("chief", "173", gold=True)])
    (example,) = make_examples([made], CAMEO).found
    assert (example.code, example.votes) == ("173", (("ana", "170"), ("bob", "170")))


def test_code_that_the_codebook_lacks_is_left_out_and_counted() -> None:
    text = "Police arrested villagers near the river."
    made = article("a", text, [CoderCoding("ana", coded(text, [(0, "Police", "arrested", "villagers", "999")]))])
    found = make_examples([made], CAMEO)
    assert (found.found, found.left_out) == ((), {"code 999 not in the codebook": 1})


@pytest.mark.parametrize("turn", [1, -1])
def test_examples_do_not_depend_on_the_order_of_articles_and_coders(turn: int) -> None:
    made = [replace(a, codings=a.codings[::turn]) for a in articles(8)[::turn]]
    assert make_examples(made, CAMEO).found == make_examples(articles(8), CAMEO).found


def test_near_duplicates_are_one_cluster_boilerplate_apart() -> None:
    story = " ".join(f"word{i}" for i in range(60))
    banner = " ".join(f"advert{i}" for i in range(60))
    wire = [
        CodedArticle("b", story, ""),
        CodedArticle("a", f"{story} extra", ""),
        CodedArticle("c", " ".join(f"other{i}" for i in range(60)), ""),
        CodedArticle("d", f"{banner} {story}", "", boilerplate=((0, len(banner), "banner"),)),
    ]
    expected = {"a": "a", "b": "a", "c": "c", "d": "a"}
    assert near_duplicates(wire) == near_duplicates(wire[::-1]) == expected
