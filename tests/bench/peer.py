"""Our server and a real Label Studio, each asked the same by the unmodified SDK, on PostgreSQL and on SQLite.

What is compared is the processor time of the server's processes and the database's, so neither the client nor other
work on the machine counts. Label Studio runs under gunicorn, in an environment of its own below .tools (1 GB).
"""

from __future__ import annotations

import os
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import TypeVar

from label_studio_sdk import LabelStudio
from label_studio_sdk.core.api_error import ApiError

from tests.bench import peer_work as work
from tests.bench.peer_costs import Peak
from tests.bench.peer_servers import Peer, Up, environment, ours, store, theirs

Result = TypeVar("Result")
KINDS = ("PostgreSQL", "SQLite")
CROWDS = (1, 4, 16)
TASKS, CYCLES, STARTS = 2000, 160, 3  # articles; cycles for each number of annotators; starts of each server
LISTS, EXPORTS = 2, 4  # times, so that what is cheap is long enough to be measured


@dataclass(frozen=True)
class Cost:
    """What so many units took: seconds of the server's and database's processor, and of the clock."""

    units: int
    cpu: float
    seconds: float

    @property
    def each(self) -> float:
        """Milliseconds of the processor per unit."""
        return 1000 * self.cpu / self.units

    @property
    def rate(self) -> float:
        return self.units / self.seconds


@dataclass
class Figures:
    """Everything that one server showed on one database."""

    name: str
    starts: list[tuple[float, float]] = field(default_factory=list)  # seconds, seconds of the processor
    costs: dict[str, Cost] = field(default_factory=dict)
    server_mb: float = 0.0
    both_mb: float = 0.0
    kept: work.Kept | None = None

    def start(self, column: int) -> float:
        return statistics.median(row[column] for row in self.starts)


def main(kinds: list[str] | None = None) -> None:
    there = environment(Path(os.environ.get("ANNOTATE_LABEL_STUDIO", ".tools/label-studio")))
    failed = False
    for kind in kinds or KINDS:
        with (
            tempfile.TemporaryDirectory() as first,
            tempfile.TemporaryDirectory() as second,
            store(kind, Path(first)) as here,
            store(kind, Path(second)) as beside,
        ):
            found = _compare([ours(here), theirs(there, Path(second), beside)])
        _print(kind, *found)
        failed |= found[0].kept != work.Kept()
    if failed:
        raise SystemExit("Our server did not keep what it acknowledged, or gave an article twice.")


def _compare(peers: list[Peer]) -> list[Figures]:
    figures = [Figures(peer.name) for peer in peers]
    for _ in range(STARTS):  # in turn, so that a busy moment meets both
        for peer, found in zip(peers, figures, strict=True):
            with peer.start() as up:
                found.starts.append((up.seconds, up.cpu))
    for peer, found in zip(peers, figures, strict=True):
        with peer.start() as up, work.clients(up.url, peer.tokens) as people, Peak(up.pid, up.database) as peak:
            _stages(up, people[0], people[1:], found)
        found.server_mb, found.both_mb = peak.server_mb, peak.both_mb
    return figures


def _stages(up: Up, admin: LabelStudio, coders: list[LabelStudio], found: Figures) -> None:
    warm = _project(admin, coders)  # what is loaded at first use is no part of what a task costs
    work.import_articles(admin, warm, 40)
    work.label(coders, warm, 16)
    work.list_all(admin, warm)
    work.export_all(admin, warm)

    project, sent = _project(admin, coders), list[work.Sent]()
    ids = _measure(up, found, "import", TASKS, lambda: work.import_articles(admin, project, TASKS))
    for crowd in CROWDS:
        stage = partial(work.label, coders[:crowd], project, CYCLES, crowd, retries=2)
        sent += _measure(up, found, _cycle(crowd), CYCLES, stage)
    listed = _measure(
        up, found, "list", TASKS * LISTS, lambda: [work.list_all(admin, project) for _ in range(LISTS)][-1]
    )
    exported = _measure(
        up, found, "export", TASKS * EXPORTS, lambda: [work.export_all(admin, project) for _ in range(EXPORTS)][-1]
    )
    found.kept = work.check(ids, listed, exported, sent)


def _project(admin: LabelStudio, coders: list[LabelStudio]) -> int:
    project = admin.projects.create(title="Both servers", label_config=work.CONFIG).id or 0
    for coder in coders:
        try:
            admin.projects.members.add(project, user=coder.users.whoami().id)
        except ApiError as error:
            if error.status_code != 404:
                raise
            break  # Label Studio's Community edition lets everybody into every project
    return project


def _cycle(crowd: int) -> str:
    return f"label cycle, {crowd} annotator{'s' * (crowd > 1)}"


def _measure(up: Up, found: Figures, name: str, units: int, stage: Callable[[], Result]) -> Result:
    cpu, start = up.cpu_seconds(), time.perf_counter()
    result = stage()
    seconds = time.perf_counter() - start
    found.costs[name] = Cost(units, up.cpu_seconds() - cpu, seconds)
    print(f"    {found.name}: {name} {found.costs[name].each:.2f} ms", file=sys.stderr, flush=True)
    return result


def _print(kind: str, here: Figures, there: Figures) -> None:
    print(
        f"\n{kind}: {here.name} beside {there.name} under gunicorn, {TASKS} articles of 2.5 kB, 8 spans + 3 relations"
    )
    print(f"  {'':42} {'ours':>9} {'theirs':>9} {'ratio':>7} {'goal':>5}  met   a second: ours, theirs")
    for name, goal in [("import", 5), *((_cycle(n), 15) for n in CROWDS), ("list", 20), ("export", 20)]:
        mine, other = here.costs[name], there.costs[name]
        rates = f"{mine.rate:9.0f} {other.rate:9.0f}"
        _row(f"{name}, ms CPU each", mine.each, other.each, goal, rates)
    _row("peak memory of the server, MB", here.server_mb, there.server_mb, 2)
    _row("peak memory with its database, MB", here.both_mb, there.both_mb, 2)
    _row(f"cold start to first answer, s, median of {STARTS}", here.start(0), there.start(0), 5)
    _row("cold start, s CPU", here.start(1), there.start(1), 5)
    for found in (here, there):
        print(f"  {found.name}: {len(CROWDS) * CYCLES} codings acknowledged; {found.kept}", flush=True)


def _row(name: str, mine: float, other: float, goal: int, rates: str = "") -> None:
    met = "yes" if mine * goal <= other else "NO"
    print(f"  {name:42} {mine:9.2f} {other:9.2f}   1/{other / mine:<5.1f} 1/{goal:<3}  {met:4} {rates}")


if __name__ == "__main__":
    main(sys.argv[1:])
