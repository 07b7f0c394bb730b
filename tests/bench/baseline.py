"""The baseline by size: seconds and memory to train and score, and suggestions a second; each size in its own process.

``python -m tests.bench.baseline 1000 10000 100000``; without numbers 1,000 and 10,000 spans. ``--jobs N`` divides fit
and folds among processes, whose processor time and memory are counted too. Suggestions are those of ``annotate suggest
--marked``, by as many processes, from file to file: the start of all processes, and of the model in each, included.
"""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime
from itertools import islice
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory

import numpy as np
import orjson
from numpy.typing import NDArray

from annotate.baseline.coder import Corpus, SpanCoder
from annotate.baseline.evaluate import fit_and_validate
from annotate.baseline.examples import Example, simple_sentences
from annotate.baseline.features import analyse
from annotate.baseline.memory import Memory
from annotate.baseline.parallel import Crew
from annotate.baseline.ranking import Words
from annotate.baseline.reader import Reader
from annotate.baseline.store import save_model
from annotate.baseline.suggest import Suggester
from annotate.baseline.train import train
from export.records import CodedArticle
from schemas.codebook import load_codebook
from tests.baseline.makers import articles, dataset, told, without_pictures
from tests.bench.process import BIN

SIZES = (1_000, 10_000)
WORDS, CODES = 40_000, 60  # size of the vocabulary, number of codes in use
SUGGESTED = 100_000  # three codes each
ARTICLE = 3_000  # words


def main(sizes: tuple[int, ...] = SIZES, jobs: int = 1) -> None:
    print(f"made-up spans in sentences of about 30 words, 60 CAMEO codes, LinearSVC, {jobs} at work\n")
    print(
        "| spans | count terms, s (CPU s) | fit, and score on folds, s (CPU s) | memory, GB "
        "| suggestions a second, file to file (CPU s) | one span of a 3,000-word article, p95 CPU ms |"
    )
    print("| ---: | ---: | ---: | ---: | ---: | ---: |", flush=True)
    for size in sizes:
        subprocess.run([sys.executable, "-m", "tests.bench.baseline", f"only={size}", str(jobs)], check=True)


def examples(size: int, seed: int = 0) -> list[Example]:
    """Sentences whose words are as unequally frequent as in a language; the trigger tells the code most of the time."""
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


def measure(size: int, jobs: int) -> str:
    found = examples(size)
    begun = _now()
    book = load_codebook("cameo")
    corpus = Corpus(found, [e.article for e in found], book, 0, analyse(found, book))
    counted = _now()
    model, _ = fit_and_validate(corpus, Crew(jobs))
    scored, (theirs, memory) = _now(), _of_workers()
    wall, cpu = _bulk(model, jobs)
    single = _single(model)
    count, rest = counted - begun, scored - counted
    return (
        f"| {size:,} | {count[0]:.1f} ({count[1]:.1f}) | {rest[0]:.1f} ({rest[1] + theirs:.1f}) | {memory:.1f} "
        f"| {SUGGESTED / wall:,.0f} ({cpu:.1f}) | {single:.1f} |"
    )


def _bulk(model: SpanCoder, jobs: int) -> tuple[float, float]:
    """Seconds of the clock and of the processors that the command takes to rank codes for marked spans."""
    other = train(dataset([told(a) for a in articles(40, ("ana",))]), 0, datetime.now(UTC))  # whose card it gets
    with TemporaryDirectory() as home, without_pictures():
        folder, file = Path(home, "model"), Path(home, "marked.jsonl")
        save_model(folder, replace(other, model=model, reader=replace(other.reader, words=Words(weight=0.3))))
        new = iter(examples(SUGGESTED, seed=1))
        file.write_bytes(b"".join(_marked(list(islice(new, 4))) for _ in range(SUGGESTED // 4)))
        command = [str(BIN / "annotate"), "suggest", str(folder), str(file), "--marked", "--jobs", str(jobs)]
        begun, spent = time.perf_counter(), _of_ended()
        subprocess.run([*command, "-o", str(Path(home, "codes.jsonl"))], check=True, capture_output=True)
        return time.perf_counter() - begun, _of_ended() - spent


def _marked(some: Sequence[Example]) -> bytes:
    """An article of these sentences, a line with its marked triggers."""
    text, spans = "", []
    for one in some:
        start = len(text) + len(one.left) + 1
        spans.append([start, start + len(one.span)])
        text += f"{one.sentence.capitalize()}. "
    return orjson.dumps({"text": text, "lang": "en", "spans": spans}, option=orjson.OPT_APPEND_NEWLINE)


def _of_ended() -> float:
    """Processor seconds of processes that have been started here and have ended, and of theirs."""
    used = os.times()
    return used.children_user + used.children_system


def _single(model: SpanCoder) -> float:
    """Milliseconds of one question, 95 of 100."""
    text, spans = "", []
    for one in examples(ARTICLE // 30, seed=2):
        spans.append((len(text) + len(one.left) + 1, len(text) + len(one.left) + 1 + len(one.span)))
        text += f"{one.sentence}.\n"
    article = CodedArticle("long", text, "", lang="en", sentences=tuple(simple_sentences(text, "en")))
    helper = Suggester(model, Memory({}, {}, {}), load_codebook("cameo"), Reader(words=Words(weight=0.3)))
    took = []
    for span in spans:
        before = _now()
        helper.codes(article, [span])
        took.append(1_000 * float((_now() - before)[1]))
    return float(np.percentile(took[1:], 95))


def _of_workers() -> tuple[float, float]:
    """Processor seconds of the processes that this one has started, and the peak memory of all together, GB."""
    found = Path("/proc/self/task").glob("*/children")
    workers = [Path("/proc", pid) for one in found for pid in one.read_text().split()]
    ticks = [line.rsplit(")", 1)[1].split()[11:13] for line in ((w / "stat").read_text() for w in workers)]
    peaks = [(who / "status").read_text().split("VmHWM:")[1].split()[0] for who in (Path("/proc/self"), *workers)]
    return sum(int(n) for pair in ticks for n in pair) / os.sysconf("SC_CLK_TCK"), sum(map(int, peaks)) / 2**20


def _now() -> NDArray[np.float64]:
    """Seconds on the wall clock and on the processor: on a busy machine the second is what a quiet one would need."""
    return np.array([time.perf_counter(), time.process_time()])


if __name__ == "__main__":
    if sys.argv[1:] and sys.argv[1].startswith("only="):
        print(measure(int(sys.argv[1].removeprefix("only=")), int(sys.argv[2])), flush=True)
    else:
        asked = sys.argv[1:]
        many = int(asked.pop(asked.index("--jobs") + 1)) if "--jobs" in asked else 1
        main(tuple(int(a) for a in asked if a != "--jobs") or SIZES, many)
