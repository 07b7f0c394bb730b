"""Which codes the words of a trigger point to, by the codebook's search words (English endings taken off)."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator

_TOKEN = re.compile(r"\w+(?:['’-]\w+)*")
_REMEMBERED = 65_536  # words
_IRREGULAR = {
    "said": "say",
    "fought": "fight",
    "met": "meet",
    "held": "hold",
    "shot": "shoot",
    "left": "leave",
    "sent": "send",
    "gave": "give",
    "took": "take",
    "made": "make",
    "told": "tell",
    "sought": "seek",
    "broke": "break",
    "withdrew": "withdraw",
}


def fold(text: str) -> str:
    """Text without case, accents and other marks, to compare names by."""
    plain = unicodedata.normalize("NFKD", text)
    return "".join(char for char in plain if not unicodedata.combining(char)).casefold()


def tokens(text: str) -> list[str]:
    """The words of a text, case folded."""
    return [word.casefold() for word in _TOKEN.findall(text)]


def bases(token: str) -> Iterator[str]:
    """The forms a word may have in a dictionary: itself, and it without -s, -ed, -ing and the like."""
    yield token
    yield _IRREGULAR.get(token, token)
    for ending, endings in (("ies", ("y",)), ("ied", ("y",)), ("es", ("", "e")), ("s", ("",))):
        if token.endswith(ending):
            yield from (token[: -len(ending)] + new for new in endings)
    for ending in ("ed", "ing"):
        stem = token[: -len(ending)]
        if token.endswith(ending) and len(stem) > 1:
            yield from (stem, stem + "e")
            if stem[-1] == stem[-2]:
                yield stem[:-1]


class WordIndex:
    """Search words of codes, looked up by the words of a trigger."""

    def __init__(self, codes: Iterable[tuple[str, Iterable[str]]]) -> None:
        self._alone: dict[str, set[str]] = {}  # search word of one part -> its codes
        self._by_first: dict[str, list[tuple[str, frozenset[str]]]] = {}
        for code, words in codes:
            for word in words:
                parts = tuple(tokens(word))
                if len(set(parts)) == 1:
                    self._alone.setdefault(parts[0], set()).add(code)
                elif parts:
                    self._by_first.setdefault(parts[0], []).append((code, frozenset(parts)))
        self._parts = {part for entries in self._by_first.values() for _, parts in entries for part in parts}
        self._parts.update(self._alone)
        self._seen: dict[str, tuple[str, ...]] = {}

    def codes(self, trigger: str) -> set[str]:
        """The codes with a search word all of whose parts stand in the trigger."""
        words, seen = _TOKEN.findall(trigger), self._seen
        known = {*map(seen.get, words)}
        if None in known:
            known = {seen[word] if word in seen else self._look_up(word) for word in words}
        present = {part for parts in known if parts for part in parts}
        found: set[str] = set()
        for base in present:
            found.update(self._alone.get(base, ()))
            found.update([code for code, parts in self._by_first.get(base, ()) if parts <= present])
        return found

    def _look_up(self, word: str) -> tuple[str, ...]:
        """The parts of search words that a word of a text may be: of most words, none. They are remembered."""
        if len(self._seen) >= _REMEMBERED:
            self._seen.clear()
        found = self._seen[word] = tuple(base for base in bases(word.casefold()) if base in self._parts)
        return found
