"""Metrics against values worked out by hand, and intervals by article."""

from dataclasses import replace

import numpy as np
import pytest
from scipy import sparse
from sklearn.metrics import f1_score

from annotate.baseline.blend import Blend, fit_blend, fit_standard
from annotate.baseline.ceiling import readings
from annotate.baseline.coder import fit, merge_few
from annotate.baseline.examples import Example, make_examples
from annotate.baseline.lexicon import from_text, lexicon
from annotate.baseline.linear import Linear, calibrated, fit_linear, folds, out_of_fold
from annotate.baseline.metrics import f1_scores, hierarchical_f1, macro_f1, ratio
from tests.baseline.makers import CAMEO, VERBS, articles

RNG = np.random.default_rng(3)
GOLD = [str(x) for x in RNG.integers(0, 5, 300)]
SAID = [g if RNG.random() < 0.6 else str(RNG.integers(0, 7)) for g in GOLD]  # 5 and 6 never occur in gold
ARTICLES = [f"a{i // 5}" for i in range(300)]


@pytest.mark.parametrize("average", ["macro", "weighted", "micro"])
def test_f1_equals_scikit_learn_over_classes_in_gold(average: str) -> None:
    ours = f1_scores(GOLD, SAID, ARTICLES, 0)[average]
    if average == "micro":
        expected = float(np.mean([g == s for g, s in zip(GOLD, SAID, strict=True)]))
    else:
        expected = f1_score(GOLD, SAID, average=average, labels=sorted(set(GOLD)))
    assert ours.value == pytest.approx(expected)
    assert ours.low is not None
    assert ours.high is not None
    assert ours.low < ours.value < ours.high
    assert ours.n == 300


def test_f1_is_the_same_for_the_same_seed_and_has_no_interval_for_few_articles() -> None:
    assert f1_scores(GOLD, SAID, ARTICLES, 1) == f1_scores(GOLD, SAID, ARTICLES, 1)
    few = f1_scores(GOLD[:50], SAID[:50], ARTICLES[:50], 1)["macro"]
    assert (few.low, few.why) == (None, "no interval below 20 articles")
    assert f1_scores([], [], [], 1)["macro"].value is None
    assert macro_f1([], []) == 0.0


def test_interval_is_wider_when_spans_of_an_article_go_together() -> None:
    right = [i // 10 % 2 == 0 for i in range(400)]
    said = ["x" if r else "y" for r in right]
    gold = ["x"] * 400
    alone = f1_scores(gold, said, [f"a{i}" for i in range(400)], 0)["micro"]
    together = f1_scores(gold, said, [f"a{i // 10}" for i in range(400)], 0)["micro"]
    assert alone.value == together.value == 0.5

    def width(score):
        return score.high - score.low

    assert width(together) > 2 * width(alone)


def test_hierarchical_f1_by_hand() -> None:
    gold = [("19", "195", "1951"), ("18", "182")]
    said = [("19", "195"), ("14", "140")]
    # shared ancestors 2; predicted 2 + 2; gold 3 + 2: P = 2/4, R = 2/5, F = 2PR/(P+R)
    assert hierarchical_f1(gold, said, ["a", "b"], 0).value == pytest.approx(4 / 9)


def test_ratio_without_anything_to_divide_by_is_none() -> None:
    assert ratio([], [], 0).value is None
    assert ratio([(3.0, 1.0), (5.0, 1.0)], ["a", "b"], 0).value == 4.0


def test_rare_codes_count_as_their_parent_roots_stay() -> None:
    merged = merge_few({"1951": 2, "1952": 2, "195": 1, "190": 7, "040": 1}, CAMEO)
    # 2 + 2 + 1 is enough for 195, so its children stop there
    assert (merged["1951"], merged["1952"], merged["195"], merged["190"]) == ("195", "195", "195", "190")
    assert (merged["040"], merged["04"], merged["1411"]) == ("04", "04", "14")


def example(votes: dict[str, str], article: str = "a") -> Example:
    return Example(article, 0, "", "x", "", "", "", "x", "040", tuple(votes.items()))


def test_ceiling_each_coder_against_the_majority_of_the_others() -> None:
    found = readings([example({"a": "190", "b": "190", "c": "173", "d": "190"}), example({"a": "190"})], CAMEO)
    assert [(r.others, r.own) for r in found] == [("190", "190"), ("190", "190"), ("190", "173"), ("190", "190")]
    pair = readings([example({"a": "190", "b": "173"})], CAMEO)
    assert [(r.others, r.own) for r in pair] == [("173", "190"), ("190", "173")]


def test_folds_never_part_a_group_and_hold_everything_once() -> None:
    groups = [f"g{int(n)}" for n in RNG.integers(0, 23, 200)]
    parts = folds(groups, 5, 0)
    assert sorted(int(i) for part in parts for i in part) == list(range(200))
    sides = [{groups[i] for i in part} for part in parts]
    assert len(sides) == 5
    assert not any(a & b for n, a in enumerate(sides) for b in sides[:n])


def test_linear_probabilities_are_calibrated_out_of_fold() -> None:
    rng = np.random.default_rng(0)
    labels = ["x" if n < 100 else "y" for n in range(200)]
    signal = np.array([[0.6, 0.4] if label == "x" else [0.4, 0.6] for label in labels])
    features = sparse.csr_matrix((signal + rng.normal(0, 0.15, (200, 2))).clip(0).astype(np.float32))
    groups = [str(i) for i in range(200)]
    for algorithm in ("nb", "svc"):
        raw = fit_linear(algorithm, features, labels, 0)
        model = calibrated(raw, out_of_fold(algorithm, features, labels, groups, 0), labels)
        found = model.probabilities(features)
        assert np.allclose(found.sum(axis=1), 1)
        sure = found.max(axis=1)
        right = np.array([model.classes[i] for i in found.argmax(axis=1)]) == labels
        assert abs(sure.mean() - right.mean()) < 0.06


def test_linear_of_one_class_or_without_features_says_the_commonest() -> None:
    assert fit_linear("svc", sparse.csr_matrix(np.ones((3, 2), np.float32)), ["x"] * 3, 0).classes == ("x",)
    empty = fit_linear("nb", sparse.csr_matrix((3, 0), dtype=np.float32), ["y", "x", "y"], 0)
    assert isinstance(empty, Linear)
    assert empty.classes == ("y",)


def test_blend_scores_as_its_parts_do_and_the_dictionary_can_call_for_a_class_without_examples() -> None:
    rng = np.random.default_rng(0)
    labels = [str(i) for i in rng.integers(0, 3, 120)]
    signal = np.eye(4)[[int(v) for v in labels]] + rng.random((120, 4)) * 0.8
    signal[:, 3] = 0  # the column of a class that nobody has seen
    features = sparse.csr_matrix(signal.astype(np.float32))
    parts = [fit_standard(name, features, labels, 0) for name in ("svc", "nb")]
    mixed = fit_blend(Blend(0.75, 0.0), features, labels, 0, {})
    together = 0.75 * parts[0].scores(features) + 0.25 * parts[1].scores(features)
    np.testing.assert_allclose(mixed.scores(features), together, atol=1e-4)
    told = fit_blend(Blend(0.75, 8.0), features, labels, 0, {"9": 3})
    new = sparse.csr_matrix(np.array([[1, 0, 0, 0], [1, 0, 0, 1]], np.float32))
    assert told.best(new) == [mixed.best(new)[0], "9"]


def test_dictionary_decides_where_it_is_right_and_counts_for_nothing_where_it_is_wrong() -> None:
    verbs = ("arrested", "shelled", "praised", "accused", "visited")

    def prior(codes: dict[str, str]) -> float:
        # one verb a root, one story a verb: nothing can be learnt of a verb, only looked up
        made = make_examples(articles(6, ("ana",), slip=0, codes=lambda rng, verb: codes.get(verb, "010")), CAMEO).found
        examples = [replace(e, sentence=e.span) for e in made if e.span in verbs]
        return fit(examples, [e.span for e in examples], CAMEO, 0).blend.prior

    assert prior(VERBS) > 0
    wrong = dict(zip(verbs, [VERBS[verb] for verb in verbs[1:] + verbs[:1]], strict=True))
    assert prior(wrong) == 0


def test_lexicon_counts_shares_of_named_codes_and_reads_back() -> None:
    found = lexicon(CAMEO)
    assert found is not None
    counts = found.count(["arrested", "zebra", ""])
    row = dict(zip(counts.terms, counts.matrix.toarray()[0], strict=True))
    assert row["root:17"] > 0.5
    assert counts.matrix[1:].nnz == 0
    assert from_text(found.to_text()) == found
