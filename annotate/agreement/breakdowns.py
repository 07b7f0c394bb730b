"""Where agreement is won and lost: code by code, pair by pair, person by person, article by article."""

from __future__ import annotations

from functools import cached_property

import numpy as np

from annotate.agreement.cells import SCALE, Ints, rating_pairs
from annotate.agreement.definition import CodeRow, Pair, Person, Pull
from annotate.agreement.distances import Nominal, Scale
from annotate.agreement.estimate import Estimate, bounds
from annotate.agreement.estimates import Floats, Groups
from annotate.agreement.measures import Measures


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
        mixed = self.confusion()
        rows = []
        for i in np.argsort(-counts, kind="stable"):
            if not counts[i]:
                continue
            met = sorted(((n, other) for other, n in mixed.get(int(i), {}).items()), key=lambda x: (-x[0], words[x[1]]))
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
        cells, of = layer.cells, self.groups.of
        mine, pairs = of[cells.slot] >= 0, of[cells.pair_slot] >= 0
        weight = cells.weight[pairs] / SCALE
        keys = [cells.slot[mine] * v + layer.value[mine]]
        keys += [cells.pair_slot[pairs] * v + side[pairs] for side in (layer.left, layer.right)]
        unique, at = np.unique(np.concatenate(keys), return_inverse=True)
        first = len(keys[0])
        n = np.bincount(at[:first], weights=cells.n[mine], minlength=len(unique))
        d = np.bincount(at[first:], weights=np.concatenate((weight, weight)), minlength=len(unique))
        code, whole = unique % v, layer.ratings[unique // v]

        def total(values: Floats) -> Floats:
            return np.bincount(code, weights=values, minlength=v)

        apart = total(d)
        with np.errstate(divide="ignore", invalid="ignore"):
            q = 2 * counts * (size - counts)
            base = (size - 1) * apart / np.square(q)
            a, b, c = base * 2 * counts - apart / q, -(size - 1) / q, base * 2 * (size - 2 * counts)
            ratings = np.where(of >= 0, layer.ratings, 0.0)
            squares = a * a * np.square(ratings).sum() + b * b * total(d * d) + c * c * total(n * n)
            squares += 2 * (a * b * total(d * whole) + a * c * total(n * whole) + b * c * total(d * n))
            mean = (a * ratings.sum() + b * apart + c * counts) / max(articles, 1)
        return apart, np.nan_to_num(squares - articles * mean * mean)

    def confusion(self) -> dict[int, dict[int, int]]:
        """How many units hold both of two codes (by index among the codes in use), both ways."""
        layer = self.measures.layer("code")
        v = len(layer.values)
        chosen = self.groups.of[layer.cells.pair_slot] >= 0
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
        met = [(words[a], words[b], n) for a, row in self.confusion().items() for b, n in row.items() if a < b]
        pairs = [(min(a, b), max(a, b), n) for a, b, n in met]
        return sorted(pairs, key=lambda p: (-p[2], p[0], p[1]))

    @cached_property
    def coders(self) -> Ints:
        """Everybody with a coding in an article of the group, by number."""
        codings = self.table.codings
        chosen = self.groups.of[codings.column("slot")] >= 0
        if self.view.keep is not None:
            chosen &= self.view.keep
        return np.unique(codings.column("coder")[chosen])

    @cached_property
    def _person(self) -> Ints:
        """The index of each coding's coder; what it is for codings outside the group does not matter."""
        coder = self.table.codings.column("coder")
        place = np.zeros(int(coder.max(initial=0)) + 1, dtype=np.int64)
        place[self.coders] = np.arange(len(self.coders))
        return place[coder]

    @cached_property
    def _ratings(self) -> tuple[Ints, Ints, Ints]:
        """Unit, value (index among the codes in use) and coder (index) of each rating, by unit."""
        slot, unit, value, coding = self.view.rated
        chosen = np.flatnonzero(self.groups.of[slot] >= 0)
        unit, value, coding = unit[chosen], value[chosen], coding[chosen]
        first = np.diff(unit, prepend=-1) != 0
        number = np.cumsum(first) - 1
        paired = np.flatnonzero(np.bincount(number)[number] >= 2) if len(unit) else number
        number = np.cumsum(first[paired]) - 1
        used = self.measures.layer("code").values
        place = np.zeros(int(used.max(initial=0)) + 1, dtype=np.int64)
        place[used] = np.arange(len(used))
        return number, place[value[paired]], self._person[coding[paired]]

    @cached_property
    def _meetings(self) -> tuple[Ints, Ints, Ints, Ints, Ints]:
        """Every two ratings of one unit: lower coder, higher coder, their values, and coders of the unit."""
        unit, value, coder = self._ratings
        left, right = rating_pairs(unit)
        turned = coder[left] > coder[right]
        a, b = np.where(turned, right, left), np.where(turned, left, right)
        m = np.bincount(unit)[unit] if len(unit) else unit
        return coder[a], coder[b], value[a], value[b], m[left]

    def pairs(self) -> list[Pair]:
        """Every two people who have coded an article in common."""
        k, v = len(self.coders), len(self.measures.code_words)
        sums = self._pair_sums
        a, b, x, y, _ = self._meetings
        pair = a * k + b
        n = np.bincount(pair, minlength=k * k)
        same = np.bincount(pair, weights=x == y, minlength=k * k)
        kappa = _kappas(pair, x, y, k * k, v)
        roots = self._root_scale()
        classes = roots.classes if isinstance(roots, Nominal) else np.arange(v)
        root = _kappas(pair, classes[x], classes[y], k * k, int(classes.max(initial=0)) + 1)
        found = []
        for i in range(k):
            for j in range(i + 1, k):
                p = i * k + j
                if not sums["articles"][p]:
                    continue
                found.append(
                    Pair(
                        int(self.coders[i]), int(self.coders[j]), int(sums["articles"][p]), int(n[p]),
                        float(same[p] / n[p]) if n[p] else None, _given(kappa[p]), _given(root[p]),
                        _share(sums["found"][p], sums["events"][p]), _share(sums["met"][p], sums["triggers"][p]),
                    )
                )  # fmt: skip
        return found

    def _root_scale(self) -> Scale:
        return self.measures.code_scales["root"]

    @cached_property
    def _pair_sums(self) -> dict[str, Floats]:
        """Sums over the articles of each pair of people (k x k, flat)."""
        k, codings, pairs = len(self.coders), self.table.codings, self.table.pairs
        first, second = pairs.column("first"), pairs.column("second")
        chosen = self.groups.of[pairs.column("slot")] >= 0
        if self.view.keep is not None:
            chosen = chosen & self.view.keep[first] & self.view.keep[second]
        first, second = first[chosen], second[chosen]
        key = self._key(first, second)
        triggers, events = codings.column("spans_trigger"), codings.column("events")
        met = 2 * pairs.column("trigger_overlap")[chosen]
        found = self._matched()
        return {
            "articles": np.bincount(key, minlength=k * k),
            "triggers": np.bincount(key, weights=triggers[first] + triggers[second], minlength=k * k),
            "met": np.bincount(key, weights=met, minlength=k * k),
            "events": np.bincount(key, weights=events[first] + events[second], minlength=k * k),
            "found": np.bincount(found, minlength=k * k) * 2.0,
        }

    def _matched(self) -> Ints:
        """The pair of people of each matched pair of events."""
        matches, coding = self.table.matches, self.table.events.column("coding")
        left, right = coding[matches.column("left")], coding[matches.column("right")]
        chosen = self.groups.of[matches.column("slot")] >= 0
        if self.view.keep is not None:
            chosen = chosen & self.view.keep[left] & self.view.keep[right]
        return self._key(left[chosen], right[chosen])

    def _key(self, first: Ints, second: Ints) -> Ints:
        a, b = self._person[first], self._person[second]
        found: Ints = np.minimum(a, b) * len(self.coders) + np.maximum(a, b)
        return found

    def people(self) -> list[Person]:
        """Everybody against the others."""
        k, sums = len(self.coders), self._pair_sums
        square = {name: np.asarray(values).reshape(k, k) for name, values in sums.items()}
        mine = {name: values.sum(axis=0) + values.sum(axis=1) for name, values in square.items()}
        a, b, x, y, _ = self._meetings
        n = np.bincount(a, minlength=k) + np.bincount(b, minlength=k)
        same = np.bincount(a, weights=x == y, minlength=k) + np.bincount(b, weights=x == y, minlength=k)
        articles, events = self._work()
        full = self._without(self.measures.code_scales["full"])
        root = self._without(self._root_scale())
        return [
            Person(
                int(self.coders[i]), int(articles[i]), int(events[i]),
                _share(mine["found"][i], mine["events"][i]), _share(mine["met"][i], mine["triggers"][i]),
                _share(same[i], n[i]), _given(full[i]), _given(root[i]),
            )
            for i in range(k)
        ]  # fmt: skip

    def _work(self) -> tuple[Ints, Ints]:
        codings = self.table.codings
        chosen = self.groups.of[codings.column("slot")] >= 0
        if self.view.keep is not None:
            chosen &= self.view.keep
        who = self._person[chosen]
        k = len(self.coders)
        events = np.bincount(who, weights=codings.column("events")[chosen], minlength=k)
        return np.bincount(who, minlength=k), events.astype(np.int64)

    def _without(self, scale: Scale) -> Floats:
        """Alpha without each coder in turn; nan where nothing is left to compare.

        Leaving a coder out of a unit of m takes their values away and makes its other pairs weigh 1/(m-2).
        """
        unit, _, coder = self._ratings
        a, b, x, y, m = self._meetings
        k = len(self.coders)
        far = scale.between(x, y)
        size = np.bincount(unit) if len(unit) else unit
        with np.errstate(divide="ignore", invalid="ignore"):
            fewer = np.where(size > 2, 2 / (size - 2), 0.0) - 2 / (size - 1)
            own = far * np.where(m > 2, 2 / (m - 2), 0.0)
        apart = np.flatnonzero(far)  # most meetings agree and change no sum
        in_unit = np.bincount(self._unit_of_meeting[apart], weights=far[apart], minlength=len(size)) * fewer
        left = np.bincount(coder, weights=in_unit[unit], minlength=k)
        for side in (a, b):
            left -= np.bincount(side[apart], weights=own[apart], minlength=k)
        rest = self._rest
        expected, total = (rest * scale.spread(rest)).sum(axis=1), rest.sum(axis=1)
        with np.errstate(divide="ignore", invalid="ignore"):
            whole = (2 * far / (m - 1)).sum()
            found: Floats = np.where(expected > 0, 1 - (total - 1) * (whole + left) / expected, np.nan)
        return found

    @cached_property
    def _rest(self) -> Floats:
        """How often each code was given without each coder (coders x codes), in units that two others coded."""
        _, value, coder = self._ratings
        a, b, x, y, m = self._meetings
        k, v = len(self.coders), len(self.measures.code_words)
        taken = np.bincount(coder * v + value, minlength=k * v)
        two = np.flatnonzero(m == 2)  # the other value of such a unit stands alone then, and drops out too
        taken += np.bincount(a[two] * v + y[two], minlength=k * v)
        taken += np.bincount(b[two] * v + x[two], minlength=k * v)
        found: Floats = np.bincount(value, minlength=v) - taken.reshape(k, v).astype(np.float64)
        return found

    @cached_property
    def _unit_of_meeting(self) -> Ints:
        unit = self._ratings[0]
        return unit[rating_pairs(unit)[0]]

    def pulls(self, most: int = 20, scale: str = "full") -> list[Pull]:
        """The articles that pull alpha on codes down most."""
        influence = self.measures.pull(scale, self.groups).influence
        layer = self.measures.layer("code")
        apart = np.zeros(layer.slots, dtype=np.int64)
        cells = layer.cells
        np.add.at(apart, cells.unit_slot[cells.agreeing < SCALE], 1)
        nearest = np.argpartition(influence, min(most, len(influence) - 1)) if len(influence) else influence
        order = sorted(nearest[:most].tolist(), key=lambda slot: (influence[slot], slot))
        return [
            Pull(int(self.table.articles[slot]), float(influence[slot]), int(layer.units[slot]), int(apart[slot]))
            for slot in order
            if influence[slot] < 0
        ]


def _kappas(pair: Ints, x: Ints, y: Ints, pairs: int, values: int) -> Floats:
    """Cohen's kappa of each pair of people; nan where undefined."""
    left = np.bincount(pair * values + x, minlength=pairs * values).reshape(pairs, values)
    right = np.bincount(pair * values + y, minlength=pairs * values).reshape(pairs, values)
    n = left.sum(axis=1)
    with np.errstate(divide="ignore", invalid="ignore"):
        agree = np.bincount(pair, weights=x == y, minlength=pairs) / n
        chance = (left * right).sum(axis=1) / np.square(n, dtype=np.float64)
        found: Floats = np.where(chance < 1, (agree - chance) / (1 - chance), np.nan)
    return found


def _share(part: float, whole: float) -> float | None:
    return float(part / whole) if whole else None


def _given(value: float) -> float | None:
    return None if np.isnan(value) else float(value)
