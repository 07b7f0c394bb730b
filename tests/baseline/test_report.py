"""What a report tells besides scores: calibration, leaks, doubtful labels, and the page that shows it."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from random import Random

import numpy as np
import pytest

from annotate.baseline.calibration import calibration
from annotate.baseline.coder import Corpus, looked_up
from annotate.baseline.details import confusion, leak_check, narrow_codes
from annotate.baseline.errors import Leak
from annotate.baseline.evaluate import check_sides
from annotate.baseline.examples import make_examples
from annotate.baseline.features import analyse
from annotate.baseline.metrics import class_scores
from annotate.baseline.page import write_report
from annotate.baseline.tasks import score_tasks
from annotate.baseline.terms import count
from annotate.baseline.train import train
from export.records import CoderCoding
from schemas.coding import Coding
from tests.baseline.makers import CAMEO, VERBS, articles, coded, dataset
from tests.export.makers import NOW, article

SWAPPED = "173", "051"  # as the verb says, as one coder slipped


def planted():
    """Articles of two sentences; in one of them a clear arrest is coded as praise."""
    made, (right, wrong) = articles(24, ("ana",), slip=0), SWAPPED
    text = "Police arrested villagers near the river. Police detained protesters near the market. "
    parts = [(0, "Police", "arrested", "villagers", wrong), (42, "Police", "detained", "protesters", right)]
    return [*made, article("planted", text, [CoderCoding("ana", coded(text, parts))])]


@pytest.fixture(scope="module")
def report():
    return train(dataset(planted()), 0, NOW).report


def test_planted_wrong_label_is_among_the_first_doubtful_ones(report) -> None:
    first = report["doubtful_labels"][:20]
    found = next(row for row in first if row["article"] == "planted")
    assert (found["words"], found["gold"], found["predicted"][:2]) == ("arrested", SWAPPED[1], "17")
    assert found["gold_probability"] < found["probability"]
    assert found["start"] == 7


def test_report_holds_calibration_confusion_codes_and_learning_curve(report) -> None:
    assert [row["share"] for row in report["learning_curve"]] == [0.25, 0.5, 0.75, 1.0]
    root = next(level for level in report["levels"] if level["key"] == "root")["systems"]["model"]
    assert report["learning_curve"][-1]["value"] == root["macro"]["value"]
    assert sum(map(sum, report["confusion"]["counts"])) == report["spans"]
    assert sum(row["n"] for row in report["calibration"]["reliability"]) == report["spans"]
    assert report["calibration"]["coverage"][-1]["accuracy"] == pytest.approx(root["micro"]["value"])
    assert all(row["low"] <= row["f1"] <= row["high"] for row in report["codes"])
    assert [row["code"] for row in report["codes"] if row["too_few"]] == [
        row["code"] for row in report["codes"] if row["support"] < 5
    ]


def test_learning_curve_rises_where_there_is_something_to_learn() -> None:
    # as many verbs as half of the articles can show
    rng, made = Random(3), []
    verbs = {f"verb{c}{d}ed": rng.choice(sorted(set(VERBS.values()))) for c in "bdfgk" for d in "lmnprs"}
    for number in range(60):
        verb = rng.choice(sorted(verbs))
        text = f"Police {verb} villagers near the {rng.random()}."
        parts = [(0, "Police", verb, "villagers", verbs[verb])]
        made.append(article(f"a{number:02}", text, [CoderCoding("ana", coded(text, parts))]))
    curve = [row["value"] for row in train(dataset(made), 0, NOW).report["learning_curve"]]
    assert curve[0] < curve[-1] - 0.1


def test_calibration_by_hand() -> None:
    # bin .9: two of .95, one right; bin .5: two of .55, both right
    found = calibration([0.95, 0.95, 0.55, 0.55], [True, False, True, True])
    assert found["ece"] == pytest.approx(0.5 * 0.45 + 0.5 * 0.45)
    assert [row["n"] for row in found["reliability"]] == [2, 2]
    assert found["accuracy_on_surest_half"] == 0.5
    assert found["coverage"][-1] == {"coverage": 1.0, "accuracy": 0.75}


def test_confusion_by_hand() -> None:
    found = confusion(["173", "170", "051"], ["170", "051", "051"], CAMEO)
    assert found["codes"] == ["05", "17"]
    assert found["counts"] == [[1, 0], [1, 1]]
    assert found["shares"] == [[1, 0], [0.5, 0.5]]


def test_codes_from_fewer_than_three_articles_are_named() -> None:
    one = make_examples(articles(1, ("ana",), slip=0), CAMEO).found[0]
    spans = [("a", "173"), ("b", "173"), ("c", "1731"), ("a", "190"), ("a", "190"), ("b", "190")]
    made = [replace(one, article=where, code=code) for where, code in spans]
    assert narrow_codes(made, {"173": "173", "1731": "173", "190": "190"}) == ["190"]


def test_f1_of_each_class_with_interval() -> None:
    gold, said = ["x", "y"] * 40, ["x", "x", "x", "y"] * 20
    found = class_scores(gold, said, [f"a{i}" for i in range(80)], 0)
    assert found["x"].value == pytest.approx(2 * 40 / (40 + 60))
    assert found["y"].value == pytest.approx(2 * 20 / (40 + 20))
    for score in found.values():
        assert score.low < score.value < score.high
        assert score.n == 40


def test_sentence_in_two_stories_is_found_as_a_leak() -> None:
    made = articles(6, ("ana",))
    examples = make_examples(made, CAMEO).found
    groups = [e.article for e in examples]
    assert leak_check(examples, groups)["shared_sentences"] == 0
    copied = (*examples, replace(examples[0], article="elsewhere"))
    found = leak_check(copied, [*groups, "elsewhere"])
    assert (found["shared_sentences"], found["spans_in_shared_sentences"]) == (1, 2)
    assert found["examples"][0]["stories"] == sorted([examples[0].article, "elsewhere"])


def test_article_or_story_on_both_sides_stops_the_scoring() -> None:
    examples = make_examples(articles(4, ("ana",)), CAMEO).found
    every = np.arange(len(examples), dtype=np.int32)
    corpus = Corpus(examples, [e.article for e in examples], CAMEO, 0, analyse(examples))
    check_sides(corpus, every[:3], every[3:])
    with pytest.raises(Leak, match="article 1-000 is on both sides"):
        check_sides(corpus, every[:2], every[2:])
    with pytest.raises(Leak, match="story same is on both sides"):
        check_sides(replace(corpus, groups=["same"] * len(examples)), every[:3], every[3:])


def test_search_words_of_the_codebook_say_a_code() -> None:
    assert CAMEO.root(looked_up(CAMEO, "arrested")) == "17"
    assert looked_up(CAMEO, "zebra") == ""


@pytest.mark.parametrize("analyser", ["word", "char"])
def test_terms_are_those_of_scikit_learn(analyser: str) -> None:
    from sklearn.feature_extraction.text import CountVectorizer

    texts = ["", "a", "Police’s  ÉCOLE\u00a0it's half-done; 3.5 % a a", "ab abc abcd abcde abcdef Police's"]
    texts += [e.sentence for e in make_examples(articles(3), CAMEO).found]
    same = {
        "word": {"analyzer": "word", "ngram_range": (1, 2), "token_pattern": r"(?u)\b\w+\b"},
        "char": {"analyzer": "char_wb", "ngram_range": (2, 5)},
    }
    theirs = CountVectorizer(**same[analyser])
    expected = theirs.fit_transform(texts)
    ours = count(texts, analyser)
    assert list(ours.terms) == list(theirs.get_feature_names_out())
    assert (ours.matrix != expected).nnz == 0


@pytest.mark.usefixtures("pictures")
def test_report_folder_is_whole_self_contained_and_the_same_each_time(report, tmp_path: Path) -> None:
    again = train(dataset(planted()[::-1]), 0, NOW).report
    for name, found in (("one", report), ("two", again)):
        (tmp_path / name).mkdir()
        write_report(tmp_path / name, found)
    files = {p.relative_to(tmp_path / "one"): p.read_bytes() for p in (tmp_path / "one").rglob("*.*")}
    pictures = {"scores", "reliability", "coverage", "learning_curve", "confusion"}
    assert {p.name for p in files} == {
        *("report.json", "report.txt", "report.html"),
        *(f"{name}.{form}" for name in pictures for form in ("svg", "png")),
    }
    assert files == {p.relative_to(tmp_path / "two"): p.read_bytes() for p in (tmp_path / "two").rglob("*.*")}
    assert json.loads(files[Path("report.json")]) == json.loads(json.dumps(report))
    page = files[Path("report.html")].decode()
    assert page.count("<svg") == len(pictures) - 1
    for foreign in ("<script", "<link", "<img", "@import", "url(http", 'href="http'):
        assert foreign not in page
    assert "Labels worth a second look" in page


def test_other_tasks_are_scored_beside_their_rivals_or_say_why_not() -> None:
    made = articles(12, slip=0)
    dull = "Nothing of note was on the market. The river was calm."
    rest = [Coding(verdict="no_codable_event"), Coding(verdict="no_codable_event")]
    quiet = [
        article(f"q{i}", f"{dull} Winter number {i}.", [CoderCoding(n, c) for n, c in zip("ab", rest, strict=True)])
        for i in range(8)
    ]
    clusters = {a.id: a.id for a in [*made, *quiet]}
    rows = {task["key"]: task for task in score_tasks([*made, *quiet], clusters, CAMEO, 0)}
    for key, least in (("sentence_event", 0.95), ("article_relevant", 0.95), ("actor_role", 0.9), ("actor_code", 0.9)):
        found = {name: scores["macro"]["value"] for name, scores in rows[key]["systems"].items()}
        assert found["model"] > least, (key, found)
        assert found["majority"] < 0.6, (key, found)
        assert found["human"] == 1.0, (key, found)
    alone = {task["key"]: task["why"] for task in score_tasks(made, clusters, CAMEO, 0)}
    assert alone["article_relevant"] == "all 12 articles have the same answer: event"


def test_what_a_model_chose_is_scored_apart_from_what_was_drawn_by_lot(tmp_path: Path) -> None:
    """Where the model was unsure, the coders slip as well."""
    hard = [replace(a, stream="margin") for a in articles(14, ("ana", "bob"), seed=2, slip=0.6)]
    drawn = [replace(a, stream="random") for a in articles(14, ("ana", "bob"), seed=3, slip=0)]
    report = train(dataset([*hard, *drawn]), 0, NOW).report
    rows = {row["key"]: row for row in report["streams"]}
    assert {key: row["articles"] for key, row in rows.items()} == {"margin": 14, "random": 14}
    assert sum(row["spans"] for row in rows.values()) == report["spans"]
    for system in ("model", "human"):
        hardly, well = (rows[key]["systems"][system]["micro"]["value"] for key in ("margin", "random"))
        whole = next(t for t in report["levels"] if t["key"] == "root")["systems"][system]["micro"]["value"]
        assert hardly < whole < well
    assert rows["random"]["systems"]["human"]["micro"]["value"] == 1
    write_report(tmp_path, report)
    for name in ("report.html", "report.txt"):
        told = (tmp_path / name).read_text(encoding="utf-8")
        assert "Chosen because a model was unsure" in told
        assert "Only what was drawn by lot" in told or "only what was drawn by lot" in told


def test_without_articles_that_a_model_chose_nothing_is_scored_apart(report, tmp_path: Path) -> None:
    assert report["streams"] == []
    write_report(tmp_path, report)
    assert "drawn by lot" not in (tmp_path / "report.html").read_text(encoding="utf-8")
