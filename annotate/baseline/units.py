"""What is judged besides triggers: sentences and articles (is there an event?), and actors (who is it?)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence

from annotate.agreement.align import align, items
from annotate.baseline.examples import Example, Page, judged_by
from annotate.baseline.linear import most_common
from export.records import CodedArticle
from schemas import spans
from schemas.actors import ActorError, parse_actor
from schemas.coding import Coding

EVENT, NONE = "event", "none"


def sentences(articles: Iterable[CodedArticle]) -> list[Example]:
    """A sentence each, ``code`` EVENT where most coders have a trigger in it, else NONE; boilerplate is left out."""
    found: list[Example] = []
    for article in articles:
        codings, coders = judged_by(article)
        page = Page(article)
        for start, end in page.sentences:
            text = page.read(start, end)
            if text and not page.touches_boilerplate([(start, end)]):
                votes = {name: _event(_starts_in(coding, start, end)) for name, coding in codings.items()}
                found += _unit(article, start, text, votes, coders)
    return found


def whole(articles: Iterable[CodedArticle]) -> list[Example]:
    """An article each, ``code`` EVENT where most coders have found one, else NONE."""
    found: list[Example] = []
    for article in articles:
        codings, coders = judged_by(article)
        votes = {name: _event(bool(coding.events)) for name, coding in codings.items()}
        found += _unit(article, 0, Page(article).read(0, len(article.text)), votes, coders)
    return found


def actors(articles: Iterable[CodedArticle]) -> list[Example]:
    """A coded actor each, ``code`` the actor code of most coders; the words of the actor are its span."""
    found: list[Example] = []
    for article in articles:
        codings, coders = judged_by(article)
        marked = {name: [i for i in items(coding, "actor") if i.label] for name, coding in codings.items()}
        for cluster in align(marked):
            votes = {name: item.label for name, item in cluster.items()}
            pieces = cluster[min(cluster)].pieces
            words = " ".join(article.text[start:end] for start, end in pieces)
            found += _unit(article, pieces[0][0], words, votes, coders)
    return found


def role(code: str) -> str:
    """The first role of an actor code, such as GOV of USAGOV; NONE without one."""
    try:
        blocks = parse_actor(code).blocks
    except ActorError:
        return NONE
    return next((block.code for block in blocks if block.kind == "role"), NONE)


def _unit(
    article: CodedArticle, start: int, text: str, votes: Mapping[str, str], coders: Sequence[str]
) -> Iterator[Example]:
    if votes:
        own = tuple((name, votes[name]) for name in sorted(votes) if name in coders)
        yield Example(article.id, start, "", text, "", "", "", text, _majority(votes.values()), own)


def _majority(votes: Iterable[str]) -> str:
    """What more than half say; of equals NONE, else the first in order."""
    counts = Counter(votes)
    most = [vote for vote, n in counts.items() if n == max(counts.values())]
    return NONE if NONE in most else most_common(most)


def _event(there: bool) -> str:
    return EVENT if there else NONE


def _starts_in(coding: Coding, start: int, end: int) -> bool:
    triggers = (coding.mention(event.trigger) for event in coding.events if event.trigger)
    return any(spans.overlap([(f.start, f.end)], [(start, end)]) for m in triggers if m for f in m.fragments)
