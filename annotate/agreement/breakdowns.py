"""Where agreement is won and lost: code by code, pair by pair, person by person, article by article."""

from __future__ import annotations

from functools import cached_property

import numpy as np

from annotate.agreement.cells import SCALE, Ints
from annotate.agreement.definition import CodeRow, Pair, Person, Pull
from annotate.agreement.distances import Nominal, Scale
from annotate.agreement.estimate import Estimate, bounds
from annotate.agreement.groups import Floats, Groups
from annotate.agreement.measures import Measures
from annotate.agreement.meetings import Counts, Tally
from annotate.agreement.table import sums


class Breakdowns:
    """Tables over one group of articles (``groups`` with a single name)."""

    def __init__(self, measures: Measures, groups: Groups) -> None:
        self.measures, self.groups = measures, groups
        self.view, self.table = measures.view, measures.view.table

    def codes(self, most_mixed: int = 3) -> list[CodeRow]:
        """Alpha of every code in use against the rest, with intervals, by support."""
        layer, words = self.measures.layer("code"), self.measures.code_words
        inside = self.groups.of >= 0
        counts = layer.counts(self.groups)[0]
        size, articles = counts.sum(), int((inside & (layer.units > 0)).sum())
        apart, variance = self._code_sums(counts, size, articles)
        expected = 2 * counts * (size - counts)
        mixed = self.confusion
        rows = []
        for i in sorted(np.flatnonzero(counts).tolist(), key=lambda i: (-counts[i], words[i])):
            met = sorted(((n, other) for other, n in mixed.get(i, {}).items()), key=lambda x: (-x[0], words[x[1]]))
            top = tuple((words[other], n) for n, other in met[:most_mixed])
            if expected[i] == 0:
                estimate = Estimate(None, int(counts[i]), articles, why="no variation: every value is this code")
            else:
                value = float(1 - (size - 1) * apart[i] / expected[i])
                estimate = Estimate(value, int(counts[i]), articles, *bounds(value, float(variance[i]), articles))
            rows.append(CodeRow(words[i], int(counts[i]), estimate, top))
        return rows

    def _code_sums(self, counts: Floats, size: float, articles: int) -> tuple[Floats, Floats]:
        """Per code how often it stands against another, and the variance of its alpha over articles."""
        layer, v = self.measures.layer("code"), len(counts)
        weights = self.groups.weights
        slot, code, n, d = layer.by_slot()
        whole, n, d = layer.ratings[slot], n * weights[slot], d * weights[slot]

        def total(values: Floats) -> Floats:
            return sums(code, values, v)

        apart = total(d)
        with np.errstate(divide="ignore", invalid="ignore"):
            q = 2 * counts * (size - counts)
            base = (size - 1) * apart / np.square(q)
            a, b, c = base * 2 * counts - apart / q, -(size - 1) / q, base * 2 * (size - 2 * counts)
            ratings = layer.ratings * weights
            squares = a * a * np.square(ratings).sum() + b * b * total(d * d) + c * c * total(n * n)
            squares += 2 * (a * b * total(d * whole) + a * c * total(n * whole) + b * c * total(d * n))
            mean = (a * ratings.sum() + b * apart + c * counts) / max(articles, 1)
        return apart, np.nan_to_num(squares - articles * mean * mean)

    @cached_property
    def confusion(self) -> dict[int, dict[int, int]]:
        """How many units hold both of two codes (by index among the codes in use), both ways."""
        layer = self.measures.layer("code")
        v = len(layer.values)
        chosen = self.groups.of[layer.pair_slot] >= 0
        flat = np.bincount(layer.left[chosen] * v + layer.right[chosen], minlength=v * v)
        found: dict[int, dict[int, int]] = {}
        for at in np.flatnonzero(flat):
            a, b, n = int(at) // v, int(at) % v, int(flat[at])
            found.setdefault(a, {})[b] = n
            found.setdefault(b, {})[a] = n
        return found

    def confused(self) -> list[tuple[str, str, int]]:
        """Pairs of codes that stood against each other, with the number of units, most frequent first."""
        words = self.measures.code_words
        met = [(words[a], words[b], n) for a, row in self.confusion.items() for b, n in row.items() if a < b]
        pairs = [(min(a, b), max(a, b), n) for a, b, n in met]
        return sorted(pairs, key=lambda p: (-p[2], p[0], p[1]))

    @cached_property
    def _tally(self) -> Tally:
        return self.view.meetings.of(self.groups.of >= 0)

    @cached_property
    def coders(self) -> Ints:
        """Everybody with a coding in an article of the group, by number."""
        found: Ints = np.sort(self._tally.coders[self._tally.work["codings"].columns()[0]])
        return found

    @cached_property
    def _person(self) -> Ints:
        """The index of each coder of the tally."""
        found: Ints = np.searchsorted(self.coders, self._tally.coders)
        return found

    @cached_property
    def _code(self) -> Ints:
        """The index of each code of the tally among the codes in use."""
        used = self.measures.layer("code").values
        place = np.zeros(int(used.max(initial=0)) + 1, dtype=np.int64)
        place[used] = np.arange(len(used))
        names = self._tally.codes  # of a code that nobody met with, it does not matter
        found: Ints = place[np.minimum(names, len(place) - 1)]
        return found

    @cached_property
    def _meetings(self) -> tuple[Ints, Ints, Ints, Ints, Ints, Ints]:
        """Two ratings of one unit: lower coder, higher coder, their values, coders of the unit; and how often."""
        a, b, x, y, m = self._tally.met.columns()
        return self._person[a], self._person[b], self._code[x], self._code[y], m, self._tally.met.n

    def pairs(self) -> list[Pair]:
        """Every two people who have coded an article in common."""
        k, v = len(self.coders), len(self.measures.code_words)
        totals = self._pair_sums
        a, b, x, y, _, times = self._meetings
        pair = a * k + b
        n = sums(pair, times, k * k)
        same = sums(pair, times * (x == y), k * k)
        kappa = _kappas(pair, (x, y), times, k * k, v)
        roots = self._root_scale()
        classes = roots.classes if isinstance(roots, Nominal) else np.arange(v)
        root = _kappas(pair, (classes[x], classes[y]), times, k * k, int(classes.max(initial=0)) + 1)
        found = []
        for i in range(k):
            for j in range(i + 1, k):
                p = i * k + j
                both, firsts = totals["found"][p] / 2, totals["firsts"][p]
                if not totals["articles"][p]:
                    continue
                found.append(
                    Pair(
                        int(self.coders[i]), int(self.coders[j]), int(totals["articles"][p]), int(n[p]),
                        float(same[p] / n[p]) if n[p] else None, _given(kappa[p]), _given(root[p]),
                        _share(totals["found"][p], totals["events"][p]),
                        _share(totals["met"][p], totals["triggers"][p]),
                        _share(both, firsts), _share(both, totals["events"][p] - firsts),
                    )
                )  # fmt: skip
        return found

    def _root_scale(self) -> Scale:
        return self.measures.code_scales["root"]

    @cached_property
    def _pair_sums(self) -> dict[str, Floats]:
        """Sums over the articles of each pair of people (k x k, flat)."""
        k = len(self.coders)
        found = {}
        for name, counts in self._tally.pairs.items():
            a, b = counts.columns()
            found[name] = sums(self._person[a] * k + self._person[b], counts.n, k * k)
        return found

    def people(self) -> list[Person]:
        """Everybody against the others."""
        k, totals = len(self.coders), self._pair_sums
        square = {name: np.asarray(values).reshape(k, k) for name, values in totals.items()}
        mine = {name: values.sum(axis=0) + values.sum(axis=1) for name, values in square.items()}
        a, b, x, y, _, times = self._meetings
        both = np.concatenate((a, b))
        n, same = (sums(both, np.tile(w, 2), k) for w in (times, times * (x == y)))
        articles, events = (self._by_coder(self._tally.work[name]) for name in ("codings", "events"))
        gold, most = (
            {name: self._by_coder(counts) for name, counts in of.items()}
            for of in (self._tally.gold, self._tally.majority)
        )
        full = self._without(self.measures.code_scales["full"])
        root = self._without(self._root_scale())
        return [
            Person(
                int(self.coders[i]), int(articles[i]), int(events[i]),
                _share(mine["found"][i], mine["events"][i]), _share(mine["met"][i], mine["triggers"][i]),
                _share(same[i], n[i]), _given(full[i]), _given(root[i]),
                _share(2 * most["met"][i], most["said"][i] + most["due"][i]), int(gold["articles"][i]),
                _share(gold["found"][i], gold["events"][i]), _share(gold["strict"][i], gold["events"][i]),
            )
            for i in range(k)
        ]  # fmt: skip

    def _by_coder(self, counts: Counts) -> Ints:
        who = self._person[counts.columns()[0]]
        return sums(who, counts.n, len(self.coders)).astype(np.int64)

    def _without(self, scale: Scale) -> Floats:
        """Alpha without each coder in turn; nan where nothing is left to compare.

        Leaving a coder out of a unit of m takes their values away and makes its other pairs weigh 1/(m-2).
        """
        k = len(self.coders)
        a, b, x, y, m, times = self._meetings
        far = scale.between(x, y) * times
        c, p, q, size = self._tally.seen.columns()
        shared = scale.between(self._code[p], self._code[q]) * self._tally.seen.n
        with np.errstate(divide="ignore", invalid="ignore"):
            fewer = np.where(size > 2, 2 / (size - 2), 0.0) - 2 / (size - 1)
            own = far * np.where(m > 2, 2 / (m - 2), 0.0)
        left = sums(self._person[c], shared * fewer, k)
        for side in (a, b):
            left -= sums(side, own, k)
        rest = self._rest
        expected, total = (rest * scale.spread(rest)).sum(axis=1), rest.sum(axis=1)
        with np.errstate(divide="ignore", invalid="ignore"):
            whole = (2 * far / (m - 1)).sum()
            found: Floats = np.where(expected > 0, 1 - (total - 1) * (whole + left) / expected, np.nan)
        return found

    @cached_property
    def _rest(self) -> Floats:
        """How often each code was given without each coder (coders x codes), in units that two others coded."""
        a, b, x, y, m, times = self._meetings
        k, v = len(self.coders), len(self.measures.code_words)
        who, code = self._tally.given.columns()
        taken = sums(self._person[who] * v + self._code[code], self._tally.given.n, k * v)
        value = taken.reshape(k, v).sum(axis=0)
        two = np.flatnonzero(m == 2)  # the other value of such a unit stands alone then, and drops out too
        for mine, other in ((a, y), (b, x)):
            taken += sums(mine[two] * v + other[two], times[two], k * v)
        found: Floats = value - taken.reshape(k, v)
        return found

    def pulls(self, most: int = 20, scale: str = "full") -> list[Pull]:
        """The articles that pull alpha on codes down most."""
        influence = self.measures.pull(scale, self.groups).influence
        layer = self.measures.layer("code")
        apart = np.zeros(layer.slots, dtype=np.int64)
        np.add.at(apart, layer.unit_slot[layer.unit_agreeing < SCALE], 1)
        nearest = np.argpartition(influence, min(most, len(influence) - 1)) if len(influence) else influence
        order = sorted(nearest[:most].tolist(), key=lambda slot: (influence[slot], slot))
        return [
            Pull(int(self.table.articles[slot]), float(influence[slot]), int(layer.units[slot]), int(apart[slot]))
            for slot in order
            if influence[slot] < 0
        ]


def _kappas(pair: Ints, given: tuple[Ints, Ints], times: Ints, pairs: int, values: int) -> Floats:
    """Cohen's kappa of each pair of people; nan where undefined."""
    x, y = given
    left, right = (sums(pair * values + side, times, pairs * values).reshape(pairs, values) for side in (x, y))
    n = left.sum(axis=1)
    with np.errstate(divide="ignore", invalid="ignore"):
        agree = sums(pair, times * (x == y), pairs) / n
        chance = (left * right).sum(axis=1) / np.square(n)
        found: Floats = np.where(chance < 1, (agree - chance) / (1 - chance), np.nan)
    return found


def _share(part: float, whole: float) -> float | None:
    return float(part / whole) if whole else None


def _given(value: float) -> float | None:
    return None if np.isnan(value) else float(value)
