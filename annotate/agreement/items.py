"""The places behind a number: where, in one article, coders differ by a measure, and what each of them said."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import combinations

from annotate.agreement.align import LAYERS, Item, align
from annotate.agreement.matching import same_actors
from annotate.agreement.overlaps import Pieces
from annotate.agreement.reading import ABSENT, EventRead, Reading, Stored
from annotate.agreement.record import sentence_at
from annotate.agreement.view import STEPS
from schemas import spans
from schemas.codebook import Codebook
from schemas.coding import Coding


@dataclass(frozen=True)
class Said:
    """What one coder has there; ``value`` None: nothing. ``pieces``: where, when it is a place."""

    coder: int
    value: str | None
    pieces: Pieces = ()
    event: str | None = None
    by_suggestion: bool = False


@dataclass(frozen=True)
class Place:
    """A disagreement; ``start`` and ``end`` None: the article as a whole."""

    start: int | None
    end: int | None
    said: tuple[Said, ...]


@dataclass(frozen=True)
class Wanted:
    """``codes``: only units in which every one of these codes was given."""

    key: str
    codebook: Codebook
    codes: frozenset[str] = field(default_factory=frozenset)


Read = Mapping[int, Reading]  # coder -> coding
Cluster = Mapping[int, EventRead]
Class = Callable[[str], Hashable | None]


def places(codings: Mapping[int, Coding | Stored], wanted: Wanted, sentences: Sequence[spans.Pair] = ()) -> list[Place]:
    """Where codings of one article differ by the measure ``wanted.key``, in text order. KeyError for no measure.

    ``sentences``: of the article, for measures ``of_sentences``.
    """
    read = {coder: Reading(coding) for coder, coding in sorted(codings.items())}
    key = wanted.key
    if key in _ARTICLE:
        return _whole_article(read, wanted)
    if of_sentences(key):
        return _by_sentence(read, sentences)
    if "_f1_" in key and key.partition("_f1_")[0] in LAYERS:
        layer, _, rule = key.partition("_f1_")
        return _spans(read, layer, rule)
    if key.startswith("u_"):
        layers = [key[2:]] if key[2:] in LAYERS else LAYERS
        return sorted((p for layer in layers for p in _spans(read, layer, "exact")), key=lambda p: (p.start, p.end))
    if key.endswith("actor_alpha"):
        layers = [key.partition("_")[0]] if key != "actor_alpha" else ["source", "target"]
        return [place for layer in layers for place in _actors(read, layer)]
    return _events(read, wanted)


def of_sentences(key: str) -> bool:
    """Whether a measure asks something of every sentence."""
    return key.startswith("sentence_")


def _by_sentence(read: Read, sentences: Sequence[spans.Pair]) -> list[Place]:
    begin: dict[int, dict[int, list[Pieces]]] = {}  # sentence -> coder -> triggers
    for coder, reading in read.items():
        for trigger in reading.positions("trigger"):
            begin.setdefault(sentence_at(sentences, trigger[0][0]), {}).setdefault(coder, []).append(trigger)
    found = []
    for number, having in sorted(begin.items()):
        if number and len(having) < len(read):
            said = [
                Said(coder, "event", sum(having[coder], ())) if coder in having else Said(coder, "no event")
                for coder in read
            ]
            found.append(Place(*sentences[number - 1], tuple(said)))
    return found


def clusters(read: Read) -> list[Cluster]:
    """Aligned events: at most one of each coder."""
    by_owner = {(coder, e.span.owner): e for coder, reading in read.items() for e in reading.events}
    found = align({f"{coder:012d}": reading.triggers() for coder, reading in read.items()})
    return [{int(name): by_owner[(int(name), item.owner)] for name, item in cluster.items()} for cluster in found]


def _events(read: Read, wanted: Wanted) -> list[Place]:
    differs, say = _event_rule(wanted)
    found = []
    for cluster in clusters(read):
        if wanted.codes and not wanted.codes <= {e.span.code for e in cluster.values()}:
            continue
        if not differs(cluster, len(read)):
            continue
        said = tuple(_said(coder, cluster.get(coder), say) for coder in read)
        pieces = [e.span.trigger for e in cluster.values()]
        found.append(Place(min(p[0][0] for p in pieces), max(p[-1][1] for p in pieces), said))
    return found


def _said(coder: int, event: EventRead | None, say: Callable[[EventRead], str | None]) -> Said:
    if event is None:
        return Said(coder, None)
    return Said(coder, say(event), event.span.trigger, event.span.owner, event.by_suggestion)


Rule = tuple[Callable[[Cluster, int], bool], Callable[[EventRead], str | None]]


def _event_rule(wanted: Wanted) -> Rule:
    key, book = wanted.key, wanted.codebook
    if key in ("event_f1", "step_found"):
        return lambda cluster, coders: len(cluster) < coders, _code
    if key == "event_f1_strict":
        return lambda cluster, _: any(not strict(a, b) for a, b in combinations(cluster.values(), 2)), _sentence
    if key.startswith("step_"):
        before = STEPS.index(key.removeprefix("step_")) - 1
        return lambda cluster, _: any(step(a, b, book) == before for a, b in _whole(cluster)), _sentence
    slots: dict[str, Callable[[EventRead], str | None]] = {
        "source_codes": _sources, "target_codes": _targets, "modality": lambda e: e.modality,
    }  # fmt: skip
    slots |= {"source_filled": _stated("sources"), "target_filled": _stated("targets")}
    name = key.rpartition("_")[0]
    if name in slots:
        return lambda cluster, _: _several(slots[name](e) for e in cluster.values()), slots[name]
    of = code_class(name, book)
    return lambda cluster, _: _several(of(e.span.code) if e.span.code else None for e in cluster.values()), _code


def code_class(name: str, book: Codebook) -> Class:
    """What two codes have to share to count as equal."""

    def known(code: str) -> bool:
        return book.get(code) is not None

    classes: dict[str, Class] = {
        "code": lambda c: c,
        "tree": lambda c: c,
        "digits": lambda c: book.path(c)[:2][-1] if known(c) else None,
        "root": lambda c: book.root(c) if known(c) else None,
        "quad": lambda c: book.by_code[c].quad if known(c) else None,
        "goldstein": lambda c: book.by_code[c].goldstein if known(c) else None,
    }
    return classes[name]


def _whole(cluster: Cluster) -> Iterable[tuple[EventRead, EventRead]]:
    return combinations([e for e in cluster.values() if not e.copy], 2)


def step(a: EventRead, b: EventRead, book: Codebook) -> int:
    """The last step of the ladder that two matched events reach."""
    source, target = same_actors(a.span.sources, b.span.sources), same_actors(a.span.targets, b.span.targets)
    left, right = a.span.code or "", b.span.code or ""
    holds = (
        _path(left, book)[0] == _path(right, book)[0],
        _path(left, book)[:2][-1] == _path(right, book)[:2][-1],
        left == right,
        _same(a.source_codes, b.source_codes, source),
        _same(a.target_codes, b.target_codes, target),
        source and target and a.modality == b.modality,
    )
    return next((n for n, held in enumerate(holds) if not held), len(holds))


def strict(a: EventRead, b: EventRead) -> bool:
    """Code equal, source and target at least half in common."""
    return (
        a.span.code == b.span.code
        and same_actors(a.span.sources, b.span.sources)
        and same_actors(a.span.targets, b.span.targets)
    )


def _path(code: str, book: Codebook) -> tuple[str, ...]:
    return book.path(code) if book.get(code) else (code,)


def _same(a: str | None, b: str | None, by_spans: bool) -> bool:
    return by_spans if a is None and b is None else a == b


def _several(values: Iterable[Hashable | None]) -> bool:
    return len({value for value in values if value is not None}) > 1


def _code(event: EventRead) -> str | None:
    return event.span.code or ""


def _sources(event: EventRead) -> str | None:
    return event.source_codes


def _targets(event: EventRead) -> str | None:
    return event.target_codes


def _stated(slot: str) -> Callable[[EventRead], str | None]:
    return lambda event: "stated" if getattr(event.span, slot) else "not stated"


def _sentence(event: EventRead) -> str:
    return f"{event.source_codes or '–'} {event.span.code or '?'} {event.target_codes or '–'}"


def _spans(read: Read, layer: str, rule: str) -> list[Place]:
    coders = {
        f"{coder:012d}": [Item(pieces, "", str(n)) for n, pieces in enumerate(reading.positions(layer))]
        for coder, reading in read.items()
    }
    found = []
    for cluster in align(coders):
        if len(cluster) == len(read) and all(
            _meets(a.pieces, b.pieces, rule) for a, b in combinations(cluster.values(), 2)
        ):
            continue
        found.append(_span_place({int(name): item for name, item in cluster.items()}, read, lambda _: layer))
    return found


def _meets(a: Pieces, b: Pieces, rule: str) -> bool:
    return a == b if rule in ("exact", "chars") else rule == "overlap" or spans.iou(a, b) >= 0.5


def _span_place(cluster: Mapping[int, Item], read: Read, say: Callable[[Item], str | None]) -> Place:
    said = tuple(
        Said(coder, say(cluster[coder]), cluster[coder].pieces) if coder in cluster else Said(coder, None)
        for coder in read
    )
    pieces = [item.pieces for item in cluster.values()]
    return Place(min(p[0][0] for p in pieces), max(p[-1][1] for p in pieces), said)


def _actors(read: Read, layer: str) -> list[Place]:
    coders = {f"{coder:012d}": reading.actors(layer) for coder, reading in read.items()}
    found = []
    for cluster in align(coders):
        if len({item.label for item in cluster.values() if item.label != ABSENT}) > 1:
            by_coder = {int(name): item for name, item in cluster.items()}
            found.append(_span_place(by_coder, read, lambda i: None if i.label == ABSENT else i.label))
    return found


def _roots(reading: Reading, book: Codebook) -> str:
    return " ".join(sorted({_path(e.span.code, book)[0] for e in reading.events if e.span.code and not e.copy}))


def _count(reading: Reading, book: Codebook) -> str:
    return str(sum(1 for e in reading.events if not e.copy))


def _mean(reading: Reading, book: Codebook) -> str:
    codes = [book.get(e.span.code) for e in reading.events if not e.copy]
    scores = [c.goldstein for c in codes if c is not None and c.goldstein is not None]
    return f"{sum(scores) / len(scores):.2f}" if scores else ""


_ARTICLE: dict[str, Callable[[Reading, Codebook], str]] = {
    **dict.fromkeys(
        ("relevant_alpha", "relevant_ac1", "relevant_percent", "relevant_share"),
        lambda reading, _: "events" if reading.events else "no event",
    ),
    "roots_alpha": _roots,
    "count_alpha": _count,
    "goldstein_mean_alpha": _mean,
}


def _whole_article(read: Read, wanted: Wanted) -> list[Place]:
    of = _ARTICLE[wanted.key]
    said = tuple(Said(coder, of(reading, wanted.codebook)) for coder, reading in read.items())
    return [Place(None, None, said)] if len({s.value for s in said if s.value}) > 1 or _split(said) else []


def _split(said: Sequence[Said]) -> bool:
    """Some have a value, some an empty one: for a set of roots that is a difference too."""
    return len({bool(s.value) for s in said}) > 1
