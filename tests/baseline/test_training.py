"""Training and scoring: honest, repeatable, and sensible on very little."""

import json
from dataclasses import replace
from random import Random

import numpy as np
import pytest

from annotate.baseline import evaluate
from annotate.baseline.coder import Corpus, fit
from annotate.baseline.errors import ModelRefused, TooLittleData
from annotate.baseline.evaluate import FOLDS, cross_validate, groups_of
from annotate.baseline.examples import make_examples
from annotate.baseline.features import analyse, transform
from annotate.baseline.groups import near_duplicates
from annotate.baseline.linear import folds
from annotate.baseline.memory import Memory
from annotate.baseline.store import model_hash
from annotate.baseline.tables import report_text
from annotate.baseline.train import Dataset, score, train
from export.records import CoderCoding
from schemas.coding import Coding
from tests.baseline.makers import CAMEO, VERBS, articles, coded, dataset
from tests.export.makers import NOW, article

NONE = Memory({}, {}, {})


def level(report, key):
    return next(row["systems"] for row in report["levels"] if row["key"] == key)


def test_model_learns_what_can_be_learnt_and_beats_the_majority(trained) -> None:
    root = level(trained.report, "root")
    assert root["model"]["micro"]["value"] > 0.8
    assert root["majority"]["micro"]["value"] < 0.4
    assert root["human"]["micro"]["value"] > 0.7
    assert level(trained.report, "quad")["direct"]["macro"]["value"] > 0.7
    low, value, high = (root["model"]["macro"][k] for k in ("low", "value", "high"))
    assert low <= value <= high


def test_train_twice_gives_the_same_model_and_report(trained) -> None:
    shuffled = articles()
    Random(5).shuffle(shuffled)
    again = train(dataset(shuffled), 0, NOW)
    assert again.card["model_hash"] == trained.card["model_hash"]
    assert json.dumps(again.report) == json.dumps(trained.report)


def test_permuted_labels_score_near_chance() -> None:
    made = articles(slip=0, codes=lambda rng, _: rng.choice(sorted(set(VERBS.values()))))
    found = train(dataset(made), 0, NOW).report
    # six codes of five roots at random
    assert level(found, "root")["model"]["macro"]["value"] < 0.35


def test_folds_share_no_article_and_no_near_duplicate() -> None:
    made = articles(20)
    copies = [
        replace(a, id=f"copy of {a.id}", text=f"{a.text}Share this.", codings=a.codings, text_sha256="x")
        for a in made[:10]
    ]
    clusters = near_duplicates([*made, *copies])
    assert all(clusters[f"copy of {a.id}"] == clusters[a.id] for a in made[:10])
    examples = make_examples([*made, *copies], CAMEO).found
    groups = groups_of(examples, clusters)
    parts = folds(groups, FOLDS, 0)
    for n, test in enumerate(parts):
        others = {clusters[examples[i].article] for m, part in enumerate(parts) if m != n for i in part}
        assert not others & {clusters[examples[i].article] for i in test}


def test_planted_leak_shows_as_a_gap() -> None:
    # each article repeats one sentence with a verb of its own, whose code nothing else tells
    rng, made = Random(2), []
    for number in range(24):
        verb = f"zq{''.join(rng.sample('bcdfghjklmnprstvwxyz', 9))}"
        code = rng.choice(sorted(set(VERBS.values())))
        parts, text = [], ""
        for _ in range(4):
            words = f"Police {verb} villagers near {rng.choice('abcdef')}{rng.random()}."
            parts.append((len(text), "Police", verb, "villagers", code))
            text += words + " "
        made.append(article(f"a{number:02}", text, [CoderCoding("ana", coded(text, parts))]))
    gap = train(dataset(made), 0, NOW).report["leak_gap"]["macro"]
    assert gap["random"] > 0.8
    assert gap["gap"] > 0.4


def test_very_many_examples_are_scored_on_one_fold_of_unseen_stories(monkeypatch) -> None:
    monkeypatch.setattr(evaluate, "ONE_FOLD_FROM", 30)
    report = train(dataset(articles(slip=0)), 0, NOW).report
    assert report["mode"] == "a fifth of the stories, held out"
    assert report["leak_gap"] is None
    assert 9 <= report["spans"] <= 18
    assert len(report["learning_curve"]) == 4
    assert level(report, "root")["model"]["micro"]["value"] > 0.8
    assert "Leak gap" not in report_text(report)


def test_score_on_other_texts_is_of_the_fitted_model(trained) -> None:
    report = score(trained, dataset(articles(22, seed=9)))
    assert report["mode"] == "fitted model"
    assert report["leak_gap"] is None
    assert level(report, "root")["model"]["micro"]["value"] > 0.8


def test_score_on_the_training_data_is_by_grouped_folds(trained) -> None:
    report = score(trained, dataset(articles()))
    assert (report["mode"], report["why"]) == ("grouped folds", "the model was trained on this very data")
    assert report["levels"] == trained.report["levels"]


def test_score_on_partly_seen_texts_is_by_grouped_folds(trained) -> None:
    mixed = [*articles()[:2], *articles(4, seed=9)]
    report = score(trained, dataset(mixed))
    assert (report["mode"], report["why"]) == ("grouped folds", "the model was trained on 2 of the 6 texts")


def test_score_with_another_codebook_is_refused(trained) -> None:
    from schemas.codebook import load_codebook

    data = dataset(articles())
    with pytest.raises(ModelRefused, match="trained with codebook cameo"):
        score(trained, Dataset(data.articles, load_codebook("plover"), data.content_hash))


def test_codebook_with_better_words_is_the_same_and_with_another_parent_is_not(trained) -> None:
    data = dataset(articles(4, seed=9))
    first, *others = CAMEO.codes
    worded = CAMEO.model_copy(update={"codes": (first.model_copy(update={"words": ("said so",)}), *others)})
    moved = next(c for c in others if c.parent)
    codes = tuple(c.model_copy(update={"parent": "02"}) if c is moved else c for c in CAMEO.codes)
    again = score(trained, Dataset(data.articles, worded, data.content_hash))
    assert again["summary"] == score(trained, data)["summary"]
    with pytest.raises(ModelRefused, match="the same codes"):
        score(trained, Dataset(data.articles, CAMEO.model_copy(update={"codes": codes}), data.content_hash))


def test_report_has_a_summary_and_reads_as_text(trained) -> None:
    summary = {row["key"]: row for row in trained.report["summary"]}
    assert set(summary) >= {"root_macro_f1", "quad_macro_f1", "human_root_macro_f1", "majority_root_macro_f1"}
    assert all({"key", "label", "value", "low", "high", "n"} <= set(row) for row in summary.values())
    text = report_text(trained.report)
    for words in ("Human ceiling", "Most frequent code", "Root code", "Hierarchical F1", "Leak gap", "grouped folds"):
        assert words in text
    assert max(map(len, text.splitlines())) <= 118


def test_codes_with_few_examples_are_named_and_scored_as_their_parent() -> None:
    made = articles(12, slip=0, codes=lambda rng, verb: "1951" if verb == "met" and rng.random() < 0.3 else VERBS[verb])
    report = train(dataset(made), 0, NOW).report
    rare = {row["code"]: row for row in report["too_few"]}
    assert rare["1951"]["scored_as"] == "19"
    assert rare["1951"]["support"] < 5


@pytest.mark.parametrize("coders", [("ana",), ("ana", "bob")])
def test_tiny_data_train_without_a_warning(coders: tuple[str, ...]) -> None:
    made = articles(4, coders, slip=0)
    report = train(dataset(made), 0, NOW).report
    root = level(report, "root")
    assert 0 <= root["model"]["macro"]["value"] <= 1
    assert root["model"]["macro"]["low"] is None
    assert report["notes"][-1].startswith("Spans of fewer than 3 articles have the code ")
    assert (root["human"]["macro"]["value"] is None) == (len(coders) == 1)
    assert ("No human ceiling: no trigger was marked by two coders." in report_text(report)) == (len(coders) == 1)


def test_too_little_data_is_refused_with_what_there_is() -> None:
    with pytest.raises(TooLittleData, match="6 coded triggers in 2 different articles"):
        train(dataset(articles(2)), 0, NOW)
    nothing = [article(f"a{i}", codings=[CoderCoding("ana", Coding(verdict="no_codable_event"))]) for i in range(3)]
    with pytest.raises(TooLittleData, match="0 coded triggers"):
        train(dataset(nothing), 0, NOW)


def test_one_root_only_is_no_obstacle_and_one_code_only_is_refused() -> None:
    made = articles(6, slip=0, codes=lambda rng, verb: rng.choice(["173", "174"]))
    assert level(train(dataset(made), 0, NOW).report, "root")["model"]["micro"]["value"] == 1.0
    with pytest.raises(TooLittleData, match="All 18 coded triggers have the code 173; there is nothing to tell apart"):
        train(dataset(articles(6, slip=0, codes=lambda rng, verb: "173")), 0, NOW)


def test_one_article_and_unknown_codes_are_refused_with_what_there_is() -> None:
    with pytest.raises(TooLittleData, match="3 coded triggers in 1 different articles; the baseline needs"):
        train(dataset(articles(1)), 0, NOW)
    unknown = articles(4, ("ana",), slip=0, codes=lambda rng, verb: "999")
    with pytest.raises(TooLittleData, match="12 left out: code 999 not in the codebook"):
        train(dataset(unknown), 0, NOW)


def test_features_have_32_bit_indices_and_know_empty_columns() -> None:
    examples = [replace(e, source="", target="") for e in make_examples(articles(5), CAMEO).found]
    blocks = analyse(examples).learn(np.arange(len(examples))).blocks
    assert {b.column for b in blocks} == {"left", "span", "right", "sentence"}
    features = transform(blocks, examples)
    assert (features.indices.dtype, features.indptr.dtype) == (np.int32, np.int32)


def test_out_of_fold_predictions_stand_in_the_order_of_the_examples() -> None:
    examples = make_examples(articles(10, slip=0), CAMEO).found
    found = cross_validate(Corpus(examples, [e.article for e in examples], CAMEO, 0, analyse(examples))).honest
    assert len(found.code) == len(found.quad) == len(found.majority) == len(found.trigger_word) == len(examples)
    assert np.mean([c == e.code for c, e in zip(found.trigger_word, examples, strict=True)]) > 0.8


def test_model_hash_changes_with_the_data() -> None:
    examples = make_examples(articles(6), CAMEO).found
    groups = [e.article for e in examples]
    one = fit(examples, groups, CAMEO, 0)
    two = fit([replace(examples[0], span="zebra"), *examples[1:]], groups, CAMEO, 0)
    assert model_hash(one, NONE) == model_hash(fit(examples, groups, CAMEO, 0), NONE) != model_hash(two, NONE)
