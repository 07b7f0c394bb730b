"""What a practised coder knows of the keys: the fewest presses that put the cursor on given words of the text."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

HINTS = "asdfghjklqwertyuiopzxcvbnm"
COMMANDS = frozenset(" ,.<>{}-=;+&!0123456789")  # in a span slot these are no letters of a word
LINKS = frozenset(
    ["of", "the", "de", "del", "la", "di", "da", "du", "von", "van", "bin", "ibn", "al", "el", "and", "for"]
)
MOST_STEPS = 6  # nobody presses an arrow more often when another letter does

Span = tuple[int, int]
Keys = list[str]


def fold(text: str) -> str:
    """Lower case without accents and Arabic marks: what typed letters are compared with."""
    same_alef = re.sub("[\u0622\u0623\u0625\u0671]", "\u0627", text)
    bare = "".join(c for c in unicodedata.normalize("NFKD", same_alef) if not unicodedata.category(c).startswith("M"))
    return bare.replace("\u0640", "").replace("\u0649", "\u064a").replace("\u0629", "\u0647").lower()


@dataclass(frozen=True)
class Word:
    start: int
    end: int
    text: str
    sentence: int
    place: int  # within its sentence

    @cached_property
    def key(self) -> str:
        return fold(self.text)

    def starts_with(self, typed: str) -> bool:
        return self.key.startswith(typed) or re.sub("^\u0627\u0644(?=..)", "", self.key).startswith(typed)

    @property
    def capital(self) -> bool:
        return self.text[0] != self.text[0].lower()


@dataclass(frozen=True)
class Page:
    """The text on the screen: its words in reading order, as the browser cuts them."""

    text: str
    words: Sequence[Word]

    def covering(self, span: Span) -> list[Word]:
        return [w for w in self.words if w.end > span[0] and w.start < span[1]]

    def sentence_at(self, offset: int) -> int:
        return max((w for w in self.words if w.start <= offset), key=lambda w: w.start, default=self.words[0]).sentence

    def in_sentence(self, sentence: int) -> list[Word]:
        return [w for w in self.words if w.sentence == sentence]

    def landing(self, sentence: int, typed: str) -> Word | None:
        """The word that the letters land on: in the sentence, else in the next one that has it, else from the top."""
        hits = [w for w in self.words if w.starts_with(typed)]
        return next((w for w in hits if w.sentence >= sentence), hits[0] if hits else None)

    def run_out(self, start: Word, last: Word) -> Word:
        """Where ``.`` brings the end: behind the name, else before the next punctuation mark."""
        run, at = [], last.end
        for word in self.in_sentence(last.sentence)[last.place + 1 :]:
            if re.search(r"[^\s\-‐'’.]", self.text[at : word.start]):
                break
            run.append(word)
            at = word.end
        if not (last.capital or (run and run[0].capital)):
            return run[-1] if run else last
        end = last
        for word in run:
            if word.capital or word.text[0].isnumeric():
                end = word
            elif word.key not in LINKS:
                break
        return end


def letters_to(page: Page, sentence: int, goal: Word) -> Keys:
    """Letters, then arrows, that land on the word."""
    best: Keys = [";", *_hint(goal.place)] if goal.sentence == sentence else []
    for length in range(1, len(goal.key) + 1):
        typed = goal.key[:length]
        if COMMANDS & set(typed):
            break
        hits = [w for w in page.words if w.starts_with(typed)]
        first = page.landing(sentence, typed)
        assert first is not None
        ahead = (hits.index(goal) - hits.index(first)) % len(hits)
        back = (hits.index(first) - hits.index(goal)) % len(hits)
        arrows = ["ArrowDown"] * ahead if ahead <= back else ["ArrowUp"] * back
        keys = [*typed, *arrows]
        if len(arrows) <= MOST_STEPS and (not best or len(keys) < len(best)):
            best = keys
    return best


def _hint(place: int) -> str:
    return HINTS[place // len(HINTS)] + HINTS[place % len(HINTS)]


def growth(page: Page, at: tuple[Word, Word], span: Span) -> Keys:
    """Keys that turn the words from the first to the second into the span."""
    goal = page.covering(span)
    keys = [","] * (at[0].place - goal[0].place)
    keys += _to_end(page, goal[0], at[1], goal[-1])
    # what is no whole word: clitics, brackets, marks
    start, end = span[0] - goal[0].start, span[1] - goal[-1].end
    return keys + ["}" if start > 0 else "{"] * abs(start) + [">" if end > 0 else "<"] * abs(end)


def _to_end(page: Page, start: Word, last: Word, goal: Word) -> Keys:
    """Fewest of Space, ``.`` and Shift+Space from one last word to another."""
    words = page.in_sentence(last.sentence)
    moves: dict[str, Callable[[Word], Word]] = {
        "Space": lambda w: words[min(w.place + 1, len(words) - 1)],
        ".": lambda w: page.run_out(start, w),
        "Shift+Space": lambda w: words[max(w.place - 1, start.place)],
    }
    reached: dict[int, Keys] = {last.place: []}
    wave = [last]
    while goal.place not in reached:
        following = []
        for word in wave:
            for key, move in moves.items():
                to = move(word)
                if to.place not in reached:
                    reached[to.place] = [*reached[word.place], key]
                    following.append(to)
        assert following, f"no way from {last.text!r} to {goal.text!r}"
        wave = following
    return reached[goal.place]


def reach(page: Page, sentence: int, span: Span) -> Keys:
    """The fewest keys that aim at the span from an empty slot."""
    return min(_ways(page, sentence, span), key=len)


def _ways(page: Page, sentence: int, span: Span) -> Iterator[Keys]:
    for anchor in page.covering(span):
        if letters := letters_to(page, sentence, anchor):
            yield letters + growth(page, (anchor, anchor), span)
