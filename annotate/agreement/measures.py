"""Every measure that pages, command, SDK and release show: what it is called, what it rests on, how it is computed."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from functools import cached_property, partial

import numpy as np

from annotate.agreement.align import LAYERS
from annotate.agreement.cells import SCALE, Ints
from annotate.agreement.definition import Definition
from annotate.agreement.distances import (
    TENTHS,
    Nominal,
    Scale,
    classes_scale,
    number_scale,
    set_scale,
    tree_scale,
)  # fmt: skip
from annotate.agreement.estimates import NOT_TWICE, Parts, alpha_parts
from annotate.agreement.forms import Absent, Ac1, Alpha, Form, Lines, NumberAlpha, Percent, Ratio, Share
from annotate.agreement.groups import Groups
from annotate.agreement.layers import Layer
from annotate.agreement.record import MATCHES
from annotate.agreement.totals import Continua, Totals
from annotate.agreement.unitizing import Family
from annotate.agreement.view import LINES, STEPS, SUMS, View

NO_ACTORS = "no actor with a code was coded by two coders"
CHARACTERS = "chars"  # the rule by which characters agree, not spans
RULE_WORDS = {"exact": "exact", "iou": "IoU ≥ .5", "overlap": "overlap"}
STEP_WORDS = {
    "found": "Event found",
    "root": "Same root",
    "digits": "Same three digits",
    "code": "Same code",
    "source": "Same source",
    "target": "Same target",
    "all": "All slots",
}


class Measures:
    """All measures of a view. Scales and layers are made once; each measure answers for any groups of articles."""

    def __init__(self, view: View) -> None:
        self.view, self.book = view, view.codebook
        self.slots = view.table.slots.count

    def layer(self, name: str) -> Layer:
        return self.view.layer(name)

    @property
    def words(self) -> list[str]:
        return self.view.table.words

    def word(self, number: int) -> str:
        return self.words[number] if self.words[number] else "unknown actor"

    @cached_property
    def code_words(self) -> list[str]:
        """The codes in use, in the order of the code layer's values."""
        return [self.words[int(v)] for v in self.layer("code").values]

    @cached_property
    def code_scales(self) -> dict[str, Scale]:
        """The distances between the codes in use, by name; kept with the view until another code is used."""
        known = self.view.scales
        if known is None or known[0] != self.code_words:
            known = (self.code_words, {name: self._code_scale(name, self.code_words) for name in self.scale_names})
            self.view.scales = known
        return known[1]

    @cached_property
    def scale_names(self) -> list[str]:
        """The distances that the codebook has, in the order of the report."""
        codes = self.book.codes
        has = {
            "full": True,
            "tree": (deep := any(c.level > 1 for c in codes)),
            "digits": deep,
            "root": True,
            "quad": bool(self.book.quad),
            "goldstein": any(c.goldstein is not None for c in codes),
        }
        return [name for name, there in has.items() if there]

    def _code_scale(self, name: str, words: Sequence[str]) -> Scale:
        book = self.book
        if name == "tree":
            return tree_scale(words, book)
        if name == "goldstein":
            return number_scale([self._goldstein(c) for c in words], TENTHS)
        classes: dict[str, Callable[[str], str | None]] = {
            "full": lambda c: c,
            "digits": lambda c: book.path(c)[:2][-1] if book.get(c) else None,
            "root": lambda c: book.root(c) if book.get(c) else None,
            "quad": self._quad,
        }
        return classes_scale(words, classes[name], name)

    def _quad(self, code: str) -> str | None:
        found = self.book.get(code)
        return found.quad if found else None

    def _goldstein(self, code: str) -> float | None:
        found = self.book.get(code)
        return found.goldstein if found else None

    def code_layer(self, scale: str) -> tuple[Layer, Scale]:
        """The layer and scale of a distance; codes that have no place on it are missing."""
        found = self.code_scales[scale]
        if found.known.all():
            return self.layer("code"), found
        layer = self.view.known_codes(scale, lambda code: self._placed(code, scale))
        return layer, self._code_scale(scale, [self.words[int(v)] for v in layer.values])

    def _placed(self, code: Ints, scale: str) -> Ints:
        """Which of these codes, by number, have a place on a scale."""
        codes, at = np.unique(code, return_inverse=True)
        known = self._code_scale(scale, [self.words[int(c)] for c in codes]).known & (codes >= 0)
        found: Ints = known[at]
        return found

    def pull(self, scale: str, groups: Groups) -> Parts:
        """Alpha on codes, and how far each article pulls it."""
        return alpha_parts(*self.code_layer(scale), groups)

    def all(self) -> Iterator[Definition]:
        """In the order of the report."""
        yield from self._articles()
        yield from self._spans()
        yield from self._codes()
        yield from self._events()
        yield from self._slots()
        yield from self._lines()

    def _articles(self) -> Iterator[Definition]:
        yield from self._yes_or_no("relevant", "Any event?", "Codings with an event", "articles")
        yield from self._yes_or_no("sentence", "Event in sentence?", "Sentences coded with an event", "sentences")
        rows: list[tuple[str, str, Callable[[], Form]]] = [
            ("roots_alpha", "Set of root codes, α (MASI)", self._roots),
            ("count_alpha", "Number of events, α (interval)", self._count),
        ]
        if any(c.goldstein is not None for c in self.book.codes):
            rows.append(("goldstein_mean_alpha", "Mean Goldstein score, α (interval)", self._goldstein_mean))
        for key, label, form in rows:
            yield Definition(key, label, "article", "articles", form)

    def _yes_or_no(self, name: str, question: str, prevalence: str, unit: str) -> Iterator[Definition]:
        rows: list[tuple[str, str, Callable[[], Form]]] = [
            ("alpha", f"{question} α", partial(self._answers, name)),
            ("ac1", f"{question} AC1", lambda: Ac1(self.layer(name), 2)),
            ("percent", f"{question} same answer", lambda: Percent(self.layer(name))),
            ("share", prevalence, partial(self._prevalence, name)),
        ]
        for key, label, form in rows:
            yield Definition(f"{name}_{key}", label, "article", unit, form)

    def _answers(self, name: str) -> Form:
        layer = self.layer(name)
        return Alpha(layer, Nominal(np.arange(len(layer.values))), lambda value: "yes" if value else "no")

    def _prevalence(self, name: str) -> Form:
        layer = self.layer(name)
        yes = np.bincount(layer.slot, weights=layer.n * (layer.values[layer.value] == 1), minlength=layer.slots)
        return Ratio(yes, layer.ratings)

    def _roots(self) -> Form:
        layer = self.layer("roots")
        roots = self.view.meanings("root codes", self._root_codes)
        return Alpha(layer, set_scale(tuple(roots[int(v)] for v in layer.values)), lambda v: self.words[v] or "no code")

    def _root_codes(self, words: str) -> frozenset[str]:
        return frozenset(self.book.root(c) if self.book.get(c) else c for c in words.split())

    def _count(self) -> Form:
        layer = self.layer("count")
        return Alpha(layer, number_scale(layer.values.tolist()))

    def _goldstein_mean(self) -> Form:
        """Of the mean score of the events of each coding, in hundredths; codings without events have none."""
        given = self.view.meanings("Goldstein", self._goldstein)
        return NumberAlpha(*self.view.means(np.array([*given, None], dtype=np.float64)))

    def _spans(self) -> Iterator[Definition]:
        for layer in LAYERS:
            if layer in ("location", "time") and layer not in self._having["size"]:
                continue
            for rule in MATCHES:
                label = f"{layer.capitalize()} F1, {RULE_WORDS[rule]}"
                yield Definition(
                    f"{layer}_f1_{rule}", label, "spans", "spans", partial(self._f1, f"{layer}_{rule}", f"size_{layer}")
                )
            form = partial(self._f1, f"same_{layer}", f"row_{layer}", SCALE)
            yield Definition(
                f"{layer}_f1_{CHARACTERS}", f"{layer.capitalize()} F1, characters", "spans", "characters", form
            )

    def _f1(self, matched: str, size: str, unit: float = 1.0) -> Form:
        return Share(self._totals, matched, size, "nobody marked any", unit)

    def _codes(self) -> Iterator[Definition]:
        labels = {
            "full": ("code_alpha", "Event code, α"),
            "tree": ("tree_alpha", "Event code, α by tree distance"),
            "digits": ("digits_alpha", "Three digits, α"),
            "root": ("root_alpha", "Root code, α"),
            "quad": ("quad_alpha", "Quad class, α"),
            "goldstein": ("goldstein_alpha", "Goldstein score, α (interval)"),
        }
        for name in self.code_scales:
            key, label = labels[name]
            yield Definition(key, label, "codes", "triggers", partial(self._code_alpha, name))
            if name == "full":
                code = "code"
                yield Definition("code_percent", "Event code, same", "codes", "triggers", partial(self._percent, code))
                yield Definition("code_ac1", "Event code, AC1", "codes", "triggers", lambda: Ac1(self.layer("code")))
        if "goldstein" in self.code_scales:
            label = "Goldstein score, mean difference"
            yield Definition("goldstein_difference", label, "codes", "values", self._difference)

    def _code_alpha(self, name: str) -> Form:
        return Alpha(*self.code_layer(name), self.word)

    def _difference(self) -> Form:
        layer, _ = self.code_layer("goldstein")
        words = [self.words[int(v)] for v in layer.values]
        scores = np.array([round((self._goldstein(w) or 0.0) * TENTHS) for w in words])
        far = np.abs(scores[layer.left] - scores[layer.right]) * layer.weight
        total = np.bincount(layer.pair_slot, weights=far, minlength=layer.slots)
        step = TENTHS * SCALE
        return Ratio(total, layer.ratings * step, none=NOT_TWICE, unit=step, ceiling=20.0)

    def _events(self) -> Iterator[Definition]:
        found, strict = partial(self._f1, "found", "size_events"), partial(self._f1, "strict", "size_events")
        yield Definition("event_f1", "Event found, F1", "events", "events", found)
        yield Definition("event_f1_strict", "Whole event, strict F1", "events", "events", strict)
        for step in STEPS[1:]:
            yield Definition(
                f"step_{step}", STEP_WORDS[step], "ladder", "events", partial(self._f1, step, "size_events")
            )

    def _slots(self) -> Iterator[Definition]:
        for name, words in (("source", "Source"), ("target", "Target")):
            sets, filled, actor = f"{name}s", f"has_{name}", f"{name}_actor"
            for key, label, unit, form in (
                ("codes_alpha", "codes, α (MASI)", "events", partial(self._set_alpha, sets)),
                ("codes_percent", "codes, same", "events", partial(self._percent, sets)),
                ("filled_alpha", "stated? α", "events", partial(self._nominal, filled)),
                ("filled_percent", "stated? same", "events", partial(self._percent, filled)),
                ("actor_alpha", "actor code, α", "spans", partial(self._nominal, actor)),
            ):
                yield Definition(f"{name}_{key}", f"{words} {label}", "slots", unit, form)
        yield Definition("actor_alpha", "Actor codes, α", "slots", "spans", partial(self._nominal, "actor"))
        modality = "modality"
        yield Definition("modality_alpha", "Modality, α", "slots", "events", partial(self._nominal, modality))
        yield Definition("modality_percent", "Modality, same", "slots", "events", partial(self._percent, modality))

    def _percent(self, name: str) -> Form:
        return Absent(NO_ACTORS) if self._uncoded(name) else Percent(self.layer(name))

    def _uncoded(self, name: str) -> bool:
        """Whether the slot's actors carry no codes, so that only empty slots could agree."""
        return name in ("sources", "targets") and not any(self.words[int(v)] for v in self.layer(name).values)

    def _nominal(self, name: str) -> Form:
        layer = self.layer(name)
        say = (lambda v: "stated" if v else "not stated") if name.startswith("has_") else self.word
        return Alpha(layer, Nominal(np.arange(len(layer.values))), say)

    def _set_alpha(self, name: str) -> Form:
        if self._uncoded(name):
            return Absent(NO_ACTORS)
        layer = self.layer(name)
        members = self.view.meanings("members", lambda words: frozenset(words.split()))
        scale = set_scale(tuple(members[int(v)] for v in layer.values))
        return Alpha(layer, scale, lambda v: self.words[v] or "no actor")

    @cached_property
    def _having(self) -> dict[str, set[str]]:
        """The layers in which somebody marked something, and those that have characters of their own."""
        double = self.view.double.astype(np.float64)
        return {
            of: {layer for layer in LAYERS if np.dot(double, self.view.of(f"{of}_{layer}")) > 0}
            for of in ("size", "square")
        }

    def _lines(self) -> Iterator[Definition]:
        rows: list[tuple[str, str, Callable[[Family], float | None]]] = [
            ("u_boundaries", "Boundaries of all spans, |uα (2016)", Family.boundaries),
            ("u_alpha", "Boundaries and layers, uα (2016)", Family.u),
            ("u_coding", "Layers where spans meet, cuα (2016)", Family.coding),
        ]
        rows += [
            (f"u_{layer}", f"{layer.capitalize()} boundaries, (k)uα (2016)", partial(Family.category, k=k))
            for k, layer in enumerate(LAYERS)
            if layer in self._having["square"]
        ]
        for key, label, measure in rows:
            yield Definition(key, label, "lines", "characters", partial(self._line, measure))

    def _line(self, measure: Callable[[Family], float | None]) -> Form:
        return Lines(self._continua, measure)

    @cached_property
    def _continua(self) -> Continua:
        return Continua(self._totals, LINES, len(LAYERS))

    @cached_property
    def _totals(self) -> Totals:
        columns = self.view.sums.columns(SUMS).T
        return Totals(columns, {name: i for i, name in enumerate(SUMS)}, self.view.products)
