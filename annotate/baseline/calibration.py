"""Are the probabilities true? Expected calibration error, reliability curve, and accuracy by coverage."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

BINS = 10
COVERAGES = tuple(n / 20 for n in range(1, 21))
HALF = 0.5


def calibration(sure: Sequence[float], right: Sequence[bool]) -> dict[str, Any]:
    """``sure``: probability of the predicted class, 0 to 1; ``right``: whether it was the one.

    ECE (Naeini et al. 2015): mean distance between probability and accuracy in ten bins of equal width, weighted
    by their size. Coverage: accuracy on the share of examples that the model is surest of.
    """
    chances, hits = np.asarray(sure, dtype=float), np.asarray(right, dtype=float)
    bins = np.minimum((chances * BINS).astype(int), BINS - 1)
    rows = [_bin(n, chances[bins == n], hits[bins == n]) for n in range(BINS) if (bins == n).any()]
    ece = sum(row["n"] * abs(row["probability"] - row["accuracy"]) for row in rows) / len(hits)
    curve = _coverage(chances, hits)
    surest = next(point["accuracy"] for point in curve if point["coverage"] >= HALF)
    return {"ece": ece, "accuracy_on_surest_half": surest, "reliability": rows, "coverage": curve}


def _bin(number: int, chances: Any, hits: Any) -> dict[str, Any]:
    return {
        "from": number / BINS,
        "to": (number + 1) / BINS,
        "n": len(hits),
        "probability": float(chances.mean()),
        "accuracy": float(hits.mean()),
    }


def _coverage(chances: Any, hits: Any) -> list[dict[str, float]]:
    """Of equally sure examples the order is theirs."""
    ranked = hits[np.argsort(-chances, kind="stable")]
    summed = np.cumsum(ranked)
    counts = [max(1, round(share * len(ranked))) for share in COVERAGES]
    return [
        {"coverage": share, "accuracy": float(summed[n - 1] / n)} for share, n in zip(COVERAGES, counts, strict=True)
    ]
