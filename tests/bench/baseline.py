"""The baseline by size: seconds and memory to train and score, and suggestions a second; each size in its own process.

``python -m tests.bench.baseline 1000 10000 100000``; without numbers 1,000 and 10,000 spans.
"""

from __future__ import annotations

import resource
import subprocess
import sys
import time
from random import Random

import numpy as np
from numpy.typing import NDArray

from annotate.baseline.coder import Corpus, fit_rows
from annotate.baseline.evaluate import cross_validate
from annotate.baseline.examples import Example
from annotate.baseline.features import analyse

SIZES = (1_000, 10_000)
WORDS, CODES = 40_000, 60  # size of the vocabulary, number of codes in use
SUGGESTED = 20_000


def main(sizes: tuple[int, ...] = SIZES) -> None:
    print("made-up spans in sentences of about 30 words, 60 CAMEO codes, LinearSVC\n")
    print(
        "| spans | fit, s (CPU s) | fit and score on folds, s (CPU s) | memory, GB | suggestions a second (per CPU s) |"
    )
    print("| ---: | ---: | ---: | ---: | ---: |", flush=True)
    for size in sizes:
        subprocess.run([sys.executable, "-m", "tests.bench.baseline", f"only={size}"], check=True)


def examples(size: int, seed: int = 0) -> list[Example]:
    """Sentences whose words are as unequally frequent as in a language; the trigger tells the code most of the time."""
    from schemas.codebook import load_codebook

    rng = Random(seed)
    names = [_word(Random(i)) for i in range(WORDS)]
    codes = sorted(c.code for c in load_codebook("cameo").codes if c.selectable)
    codes = codes[:: max(1, len(codes) // CODES)][:CODES]

    def words(count: int) -> str:
        return " ".join(names[min(WORDS - 1, int(rng.paretovariate(0.7)))] for _ in range(count))

    made = []
    for number in range(size):
        code = codes[min(len(codes) - 1, int(rng.expovariate(0.08)))]
        told = codes.index(code) if rng.random() < 0.8 else rng.randrange(len(codes))
        span, source, target = names[5 * told + rng.randrange(5)], words(2), words(2)
        left, right = f"{source} {words(10)}", f"{target} {words(15)}"
        article = f"a{number // 4:06}"
        made.append(Example(article, number, left, span, right, source, target, f"{left} {span} {right}", code))
    return made


def _word(rng: Random) -> str:
    return "".join(rng.choice("bdfgklmnprst") + rng.choice("aeiou") for _ in range(rng.randint(1, 4)))


def measure(size: int) -> str:
    from schemas.codebook import load_codebook

    found = examples(size)
    begun = _now()
    corpus = Corpus(found, [e.article for e in found], load_codebook("cameo"), 0, analyse(found))
    model, _ = fit_rows(corpus, np.arange(size, dtype=np.int32))
    fitted = _now()
    cross_validate(corpus)
    scored = _now()
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 2**20
    new = examples(SUGGESTED, seed=1)
    before = _now()
    model.predict(new)
    wall, cpu = _now() - before
    fit, whole = fitted - begun, scored - begun
    return (
        f"| {size:,} | {fit[0]:.1f} ({fit[1]:.1f}) | {whole[0]:.1f} ({whole[1]:.1f}) | {memory:.1f} "
        f"| {SUGGESTED / wall:,.0f} ({SUGGESTED / cpu:,.0f}) |"
    )


def _now() -> NDArray[np.float64]:
    """Seconds on the wall clock and on the processor: on a busy machine the second is what a quiet one would need."""
    return np.array([time.perf_counter(), time.process_time()])


if __name__ == "__main__":
    if sys.argv[1:] and sys.argv[1].startswith("only="):
        print(measure(int(sys.argv[1].removeprefix("only="))), flush=True)
    else:
        main(tuple(int(a) for a in sys.argv[1:]) or SIZES)
