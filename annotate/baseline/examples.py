"""Codings -> training examples: one per trigger that the coders of an article share, with the code they agree on."""

from __future__ import annotations

import hashlib
from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from annotate.agreement.align import Item, align, items
from annotate.readers.sentences import split_sentences
from export.records import CodedArticle
from schemas import spans
from schemas.codebook import Codebook
from schemas.coding import Coding

Pair = tuple[int, int]
BETWEEN = " ; "  # actors of one slot


@dataclass(frozen=True)
class Example:
    """A trigger in its sentence. ``code`` is gold, or the majority of the coders who marked it.

    ``votes``: coder -> code, of the coders apart from gold; what the human ceiling is measured on.
    """

    article: str
    start: int
    left: str
    span: str
    right: str
    source: str
    target: str
    sentence: str
    code: str
    votes: tuple[tuple[str, str], ...] = ()

    @property
    def clause(self) -> str:
        """Who did what to whom, in this order."""
        return " ".join(part for part in (self.source, self.span, self.target) if part)

    @property
    def masked(self) -> str:
        """The sentence with a sign in place of its actors."""
        if not (self.source or self.target):
            return self.sentence
        found = self.sentence
        for sign, actors in (("SOURCE", self.source), ("TARGET", self.target)):
            for words in actors.split(BETWEEN):
                found = found.replace(words, sign) if words else found
        return found


@dataclass(frozen=True)
class Examples:
    """Examples of a dataset, ordered by article and place, and what was left out and why.

    ``streams``: article -> why it was coded, see CodedArticle; without those in the order of loading.
    """

    codebook: Codebook
    found: tuple[Example, ...]
    articles: int
    left_out: dict[str, int] = field(default_factory=dict)
    streams: dict[str, str] = field(default_factory=dict)


def make_examples(articles: Iterable[CodedArticle], codebook: Codebook) -> Examples:
    """One example per trigger that at least half of an article's coders marked, or that gold holds.

    Triggers inside boilerplate, and codes that the codebook does not hold, are left out and counted.
    """
    found: list[Example] = []
    left_out: Counter[str] = Counter()
    streams: dict[str, str] = {}
    number = 0
    for article in articles:
        number += 1
        if article.stream:
            streams[article.id] = article.stream
        found += _of_article(article, codebook, left_out)
    found.sort(key=lambda e: (e.article, e.start, e.span, e.code))
    return Examples(codebook, tuple(found), number, dict(sorted(left_out.items())), streams)


def majority(codes: Sequence[str], codebook: Codebook, lot: str) -> str:
    """The code of most coders, level by level: first the root, then the child among those who chose that root.

    Equal numbers are decided by a lot that depends on ``lot`` alone, so that no code and no coder is favoured.
    """
    draw = int.from_bytes(hashlib.sha256(lot.encode()).digest()[:8], "big")
    paths, chosen = [codebook.path(code) for code in codes], ""
    for depth in range(max(map(len, paths))):
        heads = Counter(path[depth] if depth < len(path) else "" for path in paths)
        most = max(heads.values())
        tied = sorted(head for head, n in heads.items() if n == most)
        head = tied[draw % len(tied)]
        if not head:
            break
        chosen = head
        paths = [path for path in paths if path[depth : depth + 1] == (head,)]
    return chosen


def judged(article: CodedArticle) -> list[Coding]:
    """The codings that count for an article: gold, or else those of all coders."""
    return list(judged_by(article)[0].values())


def judged_by(article: CodedArticle) -> tuple[dict[str, Coding], tuple[str, ...]]:
    """The codings that count by name, and which of the names are those of coders: none where gold decides."""
    codings, gold = _named(article)
    if gold:
        return {name: coding for name, coding in codings.items() if name in gold}, ()
    return codings, tuple(sorted(codings))


def _of_article(article: CodedArticle, codebook: Codebook, left_out: Counter[str]) -> Iterator[Example]:
    codings, gold = _named(article)
    coders = {name for name in codings if name not in gold}
    page = Page(article)
    triggers = {name: _known(items(coding, "trigger"), codebook, left_out) for name, coding in codings.items()}
    for cluster in align(triggers):
        judges = sorted(set(cluster) & gold) if gold else sorted(cluster)
        if not judges or (not gold and 2 * len(judges) < len(coders)):
            left_out["marked by fewer than half of the coders" if not gold else "not in gold"] += 1
            continue
        name = _middle(cluster, judges)
        pieces = cluster[name].pieces
        if page.touches_boilerplate(pieces):
            left_out["inside boilerplate"] += 1
            continue
        lot = f"{article.id}:{pieces[0][0]}"
        yield page.example(
            codings[name],
            cluster[name],
            majority([cluster[j].label for j in judges], codebook, lot),
            tuple((c, cluster[c].label) for c in sorted(cluster) if c in coders),
        )


def _named(article: CodedArticle) -> tuple[dict[str, Coding], set[str]]:
    """Codings by a name of their own (a coder may also have given gold), and which of them are gold."""
    codings: dict[str, Coding] = {}
    gold: set[str] = set()
    for one in sorted(article.codings, key=lambda c: (c.gold, c.coder, c.annotation or 0)):
        name = one.coder
        while name in codings:
            name += " (again)"
        codings[name] = one.coding
        if one.gold:
            gold.add(name)
    return codings, gold


def _known(found: Iterable[Item], codebook: Codebook, left_out: Counter[str]) -> list[Item]:
    kept = []
    for item in found:
        if codebook.get(item.label) is None:
            left_out[f"code {item.label[:20]} not in the codebook" if item.label else "without a code"] += 1
        elif item.pieces:
            kept.append(item)
    return kept


def _middle(cluster: dict[str, Item], judges: Sequence[str]) -> str:
    """Whose span stands for the cluster: the one most like the others; first by name of equal ones."""
    closeness = {j: sum(spans.dice(cluster[j].pieces, other.pieces) for other in cluster.values()) for j in judges}
    return max(judges, key=lambda j: closeness[j])  # the first of equals, and judges are sorted


class Page:
    """An article's text as the classifier may see it: sentence by sentence, without boilerplate."""

    def __init__(self, article: CodedArticle) -> None:
        self.article = article
        self.hidden = spans.merge_touching((start, end) for start, end, _ in article.boilerplate)
        self.sentences = article.sentences or tuple(simple_sentences(article.text, article.lang))
        self._starts, self._ends = sorted(s for s, _ in self.sentences), sorted(e for _, e in self.sentences)

    def blank(self, start: int, end: int) -> Example:
        """What is to be seen of words that nobody has coded: no actors, no code."""
        first, last = self.sentence(start, end)
        text = self.article.text
        return Example(
            article=self.article.id,
            start=start,
            left=self.read(first, start),
            span=text[start:end],
            right=self.read(end, last),
            source="",
            target="",
            sentence=self.read(first, last),
            code="",
        )

    def touches_boilerplate(self, pieces: Sequence[Pair]) -> bool:
        return spans.overlap(pieces, self.hidden) > 0

    def example(self, coding: Coding, trigger: Item, code: str, votes: tuple[tuple[str, str], ...]) -> Example:
        start, end = trigger.pieces[0][0], trigger.pieces[-1][1]
        first, last = self.sentence(start, end)
        event = next(e for e in coding.events if e.id == trigger.owner)
        return Example(
            article=self.article.id,
            start=start,
            left=self.read(first, start),
            span=" ".join(self.article.text[s:e] for s, e in trigger.pieces),
            right=self.read(end, last),
            source=self._actors(coding, event.sources),
            target=self._actors(coding, event.targets),
            sentence=self.read(first, last),
            code=code,
            votes=votes,
        )

    def read(self, start: int, end: int) -> str:
        """The text between two offsets without boilerplate."""
        if not self.hidden:
            return self.article.text[start:end].strip()
        kept, at = [], start
        for hidden_start, hidden_end in self.hidden:
            if hidden_end > start and hidden_start < end:
                kept.append(self.article.text[at : max(at, hidden_start)])
                at = max(at, hidden_end)
        return " ".join([*kept, self.article.text[at : max(at, end)]]).strip()

    def sentence(self, start: int, end: int) -> Pair:
        """From where to where the sentences around a span go."""
        first, behind = bisect_right(self._ends, start), bisect_left(self._starts, end)
        return (self._starts[first], self._ends[behind - 1]) if first < behind else (start, end)

    def _actors(self, coding: Coding, ids: Sequence[str]) -> str:
        found = [m for i in ids if (m := coding.mention(i)) is not None]
        return BETWEEN.join(self.read(f.start, f.end) for m in found for f in m.fragments)


def simple_sentences(text: str, lang: str = "") -> Iterator[Pair]:
    """Sentences line by line, for articles that come without."""
    at = 0
    for line in text.split("\n"):
        yield from split_sentences(text, at, at + len(line), lang=lang)
        at += len(line) + 1
