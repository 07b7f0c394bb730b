"""Models that fail, for tests of the process: folder and words say how."""

from __future__ import annotations

import os
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

from export.records import CodedArticle

Span = tuple[int, int]


class Ranked(NamedTuple):
    """As a model's, without what it takes to load one."""

    code: str
    score: float


@dataclass(frozen=True)
class Model:
    name: str

    def codes(self, article: CodedArticle, spans: Sequence[Span], top: int = 3) -> list[list[Ranked]]:
        words = [article.text[start:end] for start, end in spans]
        if "die" in words:
            os._exit(3)
        if "hang" in words:
            time.sleep(60)
        return [[Ranked(f"{self.name}:{word}", 0.5)][:top] for word in words]

    def actors(self, article: CodedArticle, spans: Sequence[Span], top: int = 3) -> list[list[Ranked]]:
        return [[Ranked("USAGOV", 0.9)][:top] for _ in spans]


def load(folder: Path) -> Model:
    if folder.name == "slow":
        time.sleep(60)
    if folder.name == "broken":
        raise ValueError("this model is damaged")
    print("a library that talks")
    return Model(folder.name)
