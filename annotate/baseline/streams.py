"""Articles that were coded because a model was unsure of them, scored apart from those that were drawn by lot.

What a model finds hard is harder than the whole, for the model and for people: only the lot shows either without bias.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from typing import Any

from annotate.baseline.ceiling import readings
from annotate.baseline.examples import Examples
from annotate.baseline.metrics import f1_scores

STREAMS = {
    "random": "Drawn by lot",
    "margin": "Chosen because a model was unsure",
    "": "In the order of loading",
}


def by_stream(data: Examples, said: Sequence[str], seed: int) -> list[dict[str, Any]]:
    """Root codes by stream, a row each with spans, articles, and the F1 scores of the model and of people; no row where
    no model had a say in what was coded. ``said``: the model's codes, parallel to the examples."""
    if "margin" not in data.streams.values():
        return []
    root, rows = data.codebook.root, []
    for stream, label in STREAMS.items():
        here = [i for i, e in enumerate(data.found) if data.streams.get(e.article, "") == stream]
        if not here:
            continue
        examples = [data.found[i] for i in here]
        answers = {"model": [(e.code, said[i], e.article) for i, e in zip(here, examples, strict=True)]}
        if people := [(r.others, r.own, r.article) for r in readings(examples, data.codebook)]:
            answers["human"] = people
        systems = {}
        for name, found in answers.items():
            gold, own, articles = ([row[n] for row in found] for n in range(3))
            scores = f1_scores([root(code) for code in gold], [root(code) for code in own], articles, seed)
            systems[name] = {average: asdict(score) for average, score in scores.items()}
        articles_here = len({e.article for e in examples})
        rows.append({"key": stream, "label": label, "spans": len(here), "articles": articles_here, "systems": systems})
    return rows
