"""One-to-one pairs with the greatest sum, for the handful of spans and events of one article.

Exact: overlaps fall into small connected parts, each solved by the Hungarian method (Kuhn 1955, with potentials).
Written out because the usual library for it takes longer to load than a thousand articles take to solve.
"""

from __future__ import annotations

from collections.abc import Mapping
from math import inf

Pair = tuple[int, int]
_MORE = 1e-9  # of two equal sums the one with more pairs wins, so that neither side's order decides


def assign(closeness: Mapping[Pair, float]) -> list[Pair]:
    """Pairs (left, right), each side at most once, whose closeness has the greatest sum; absent or 0 = no match."""
    if len({i for i, _ in closeness}) == len({j for _, j in closeness}) == len(closeness):  # nothing competes
        return sorted(pair for pair, value in closeness.items() if value > 0)
    found: list[Pair] = []
    for part in _parts({pair: value + _MORE for pair, value in closeness.items() if value > 0}):
        if len(part) == 1:
            found += part
        elif len({i for i, _ in part}) == 1 or len({j for _, j in part}) == 1:
            found.append(max(sorted(part), key=part.__getitem__))
        else:
            found += _solve(part)
    return sorted(found)


def _parts(closeness: Mapping[Pair, float]) -> list[dict[Pair, float]]:
    """The connected parts of the graph whose edges are the pairs."""
    right_of: dict[int, list[int]] = {}
    left_of: dict[int, list[int]] = {}
    for i, j in closeness:
        right_of.setdefault(i, []).append(j)
        left_of.setdefault(j, []).append(i)
    parts, seen = [], set[int]()
    for start in right_of:
        if start in seen:
            continue
        part, open_ = {}, [start]
        seen.add(start)
        while open_:
            i = open_.pop()
            for j in right_of[i]:
                part[(i, j)] = closeness[(i, j)]
                for other in left_of[j]:
                    if other not in seen:
                        seen.add(other)
                        open_.append(other)
        parts.append(part)
    return parts


def _solve(part: Mapping[Pair, float]) -> list[Pair]:
    lefts, rights = sorted({i for i, _ in part}), sorted({j for _, j in part})
    turned = len(lefts) > len(rights)
    rows, columns = (rights, lefts) if turned else (lefts, rights)
    cost = [[-part.get((c, r) if turned else (r, c), 0.0) for c in columns] for r in rows]
    pairs = [(rows[i], columns[j]) for i, j in _hungarian(cost)]
    return [pair for pair in ((j, i) if turned else (i, j) for i, j in pairs) if pair in part]


def _hungarian(cost: list[list[float]]) -> list[Pair]:
    """Least-cost assignment of every row to a column of its own; rows <= columns."""
    n, m = len(cost), len(cost[0])
    u, v = [0.0] * (n + 1), [0.0] * (m + 1)
    row_of, way = [0] * (m + 1), [0] * (m + 1)
    for row in range(1, n + 1):
        row_of[0], column = row, 0
        least, used = [inf] * (m + 1), [False] * (m + 1)
        while row_of[column]:
            used[column] = True
            column = _step(cost, (u, v, row_of, way), column, least, used)
        while column:
            row_of[column], column = row_of[way[column]], way[column]
    return [(row_of[j] - 1, j - 1) for j in range(1, m + 1) if row_of[j]]


def _step(
    cost: list[list[float]],
    state: tuple[list[float], list[float], list[int], list[int]],
    column: int,
    least: list[float],
    used: list[bool],
) -> int:
    """Grow the alternating tree by the nearest column and return it."""
    u, v, row_of, way = state
    row, nearest, delta = row_of[column], 0, inf
    for j in range(1, len(v)):
        if used[j]:
            continue
        slack = cost[row - 1][j - 1] - u[row] - v[j]
        if slack < least[j]:
            least[j], way[j] = slack, column
        if least[j] < delta:
            delta, nearest = least[j], j
    for j in range(len(v)):
        if used[j]:
            u[row_of[j]] += delta
            v[j] -= delta
        else:
            least[j] -= delta
    return nearest
