"""Every printed value in ``examples/``, and in the folders that ANNOTATE_AGREEMENT_EXAMPLES names (as PATH does).

A file is {"examples": [{"id", "data", "checks": [{"measure", "expected", "tolerance", …}]}]}; a measure that nobody
here knows fails, so that no check is passed over in silence.
"""

from __future__ import annotations

import json
import os
from collections import Counter
from collections.abc import Callable
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import pytest

from annotate.agreement import coefficients as kappa
from annotate.agreement.alpha import alpha, disagreement, nominal
from annotate.agreement.distances import interval_distance, masi, ordinal_distance, ratio_distance
from annotate.agreement.gamma import Gamma, gamma, positional_dissimilarity
from annotate.agreement.unitizing import Older, alpha_u_1995, overall_1995

Data = dict[str, Any]
SEED = 4_772


def folders() -> list[Path]:
    more = os.environ.get("ANNOTATE_AGREEMENT_EXAMPLES", "")
    return [Path(__file__).parent / "examples", *(Path(part) for part in more.split(os.pathsep) if part)]


def checks() -> list[Any]:
    found = []
    for file in sorted(file for folder in folders() for file in folder.glob("*.json")):
        content = json.loads(file.read_text(encoding="utf-8"))
        for example in content.get("examples", []) if isinstance(content, dict) else []:
            for n, check in enumerate(example["checks"]):
                name = f"{file.stem}-{example['id']}-{n}-{check['measure']}"
                found.append(pytest.param(example["data"], check, id=name))
    return found


def units(data: Data) -> list[list[Any]]:
    """Rows of values, whichever way the example gives them."""
    if "counts" in data:
        return [[value for value, n in enumerate(row) for _ in range(n)] for row in data["counts"]]
    if "table" in data:
        labels = data["labels"]
        return [
            [labels[i], labels[j]] for i, row in enumerate(data["table"]) for j, n in enumerate(row) for _ in range(n)
        ]
    return list(data["units"])


def counted(data: Data) -> list[Counter[Any]]:
    return kappa.counts(units(data))


def alpha_of(data: Data, distance: Any = nominal) -> float | None:
    return alpha([[unit] for unit in units(data)], distance).value


def given_distance(data: Data) -> Callable[[Any, Any], float]:
    place = {label: i for i, label in enumerate(data["labels"])}
    return lambda a, b: float(data["distance"][place[a]][place[b]])


def observed(data: Data, check: Data) -> float | None:
    return 1 - kappa.cohen_parts(data["table"])[0] if "table" in data else kappa.fleiss_parts(counted(data))[0]


def expected(data: Data, check: Data) -> float | None:
    return 1 - kappa.cohen_parts(data["table"])[1] if "table" in data else kappa.fleiss_parts(counted(data))[1]


def older(data: Data, category: str) -> Older:
    coders = [
        [(start, start + length) for start, length, name in observer if name == category]
        for observer in data["observers"]
    ]
    return alpha_u_1995(coders, data["begin"], data["length"])


def all_categories(data: Data) -> float | None:
    names = sorted({name for observer in data["observers"] for *_, name in observer})
    return overall_1995([older(data, name) for name in names])


def gamma_of(data: Data) -> Gamma:
    return gamma([(a, c, int(s), int(e)) for a, c, s, e in data["units"]], SEED)


MEASURES: dict[str, Callable[[Data, Data], Any]] = {
    "alpha_nominal": lambda d, c: alpha_of(d),
    "alpha_ordinal": lambda d, c: alpha_of(d, ordinal_distance(units(d))),
    "alpha_interval": lambda d, c: alpha_of(d, interval_distance),
    "alpha_ratio": lambda d, c: alpha_of(d, ratio_distance),
    "alpha_custom_distance": lambda d, c: alpha_of(d, given_distance(d)),
    "observed_disagreement": lambda d, c: disagreement(units(d))[0],
    "expected_disagreement": lambda d, c: disagreement(units(d))[1],
    "percent_agreement": lambda d, c: kappa.percent(counted(d)),
    "observed_agreement": observed,
    "expected_agreement": expected,
    "fleiss_kappa": lambda d, c: kappa.fleiss(counted(d)),
    "fleiss_kappa_category": lambda d, c: kappa.fleiss_category(counted(d), c["category"]),
    "fleiss_kappa_missing": lambda d, c: kappa.fleiss_missing(counted(d)),
    "gwet_ac1": lambda d, c: kappa.gwet_ac1(counted(d)),
    "cohen_kappa": lambda d, c: kappa.cohen(d["table"]),
    "cohen_kappa_weighted": lambda d, c: kappa.cohen(d["table"], d.get("disagreement_weights", d.get("distance"))),
    "masi_distance": lambda d, c: masi(d["a"], d["b"]),
    "alphaU_2004_category": lambda d, c: older(d, c["category"]).alpha,
    "alphaU_2004_observed_disagreement": lambda d, c: older(d, c["category"]).observed,
    "alphaU_2004_expected_disagreement": lambda d, c: older(d, c["category"]).expected,
    "alphaU_2004_overall": lambda d, c: all_categories(d),
    "gamma_positional_dissimilarity": lambda d, c: [
        positional_dissimilarity((a, b), (s, e)) for (a, b), (s, e) in d["pairs"]
    ],
    "gamma": lambda d, c: gamma_of(d).value,
    "gamma_cat": lambda d, c: gamma_of(d).categories,
    "best_alignment_disorder": lambda d, c: gamma_of(d).disorder,
}
OPTIONAL = {"gamma", "gamma_cat", "best_alignment_disorder"}


@pytest.mark.parametrize(("data", "check"), checks())
def test_equals_the_printed_value(data: Data, check: Data) -> None:
    if check["measure"] in OPTIONAL and find_spec("pygamma_agreement") is None:
        pytest.skip("the extra 'gamma' (pygamma-agreement) is not installed")
    found = MEASURES[check["measure"]](data, check)
    assert found == pytest.approx(check["expected"], abs=check["tolerance"])
