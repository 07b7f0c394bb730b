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
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from label_studio_sdk import LabelStudio
from label_studio_sdk.core.api_error import ApiError

from tests.bench import peer_work as work
from tests.bench.peer_costs import Peak
from tests.bench.peer_servers import Peer, Start, environment, ours, store, theirs, timed

KINDS = ("PostgreSQL", "SQLite")
CROWDS = (1, 4, 16)
TASKS, CYCLES, STARTS = 2000, 120, 3  # articles; cycles for each number of annotators; starts of each server
ROUNDS, IMPORTS, LISTS, EXPORTS = 4, 4, 2, 4  # parts of the cycles; times, so that what is cheap can be measured


@dataclass(frozen=True)
class Cost:
    """What so many units took: seconds of the server's and database's processor, and of the clock."""

    units: int = 0
    cpu: float = 0.0
    seconds: float = 0.0

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
    first: Start  # on an empty database
    starts: list[Start] = field(default_factory=list)  # on one that is filled with people
    checked: list[Start] = field(default_factory=list)  # on the same, with a look at the schema first
    costs: dict[str, Cost] = field(default_factory=dict)
    server_mb: float = 0.0
    both_mb: float = 0.0
    kept: work.Kept | None = None


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
    """Both do each part of the work in turn, so that a busy moment of the machine meets both."""
    figures = [Figures(peer.name, peer.first) for peer in peers]
    for n in range(STARTS + 1):
        for peer, found in zip(peers, figures, strict=True):
            for starts, start in ((found.starts, peer.start), (found.checked, peer.checked)):
                with start() as up:
                    starts.extend([timed(up, peer.tokens[0])] * (n > 0))  # the first one may compile what it loads
    with ExitStack() as opened:
        runs = [_Run(peer, found, opened) for peer, found in zip(peers, figures, strict=True)]
        for n in range(TASKS // work.AT_ONCE):
            _each(runs, lambda run, n=n: run.load(n * work.AT_ONCE))
        for crowd in CROWDS:
            for n in range(ROUNDS):
                _each(runs, lambda run, n=n, crowd=crowd: run.label(crowd, CYCLES // ROUNDS, n))
        for _ in range(LISTS):
            _each(runs, _Run.list)
        for _ in range(EXPORTS):
            _each(runs, _Run.export)
        _each(runs, _Run.end)
    return figures


def _each(runs: list[_Run], part: Callable[[_Run], None]) -> None:
    for run in runs:
        part(run)


class _Run:
    """One server with a project, and what it has done so far."""

    def __init__(self, peer: Peer, found: Figures, opened: ExitStack) -> None:
        self.found, self.sent, self.ids = found, list[work.Sent](), list[int]()
        self.up = opened.enter_context(peer.start())
        self.admin, *self.coders = opened.enter_context(work.clients(self.up.url, peer.tokens))
        self.peak = opened.enter_context(Peak(self.up.pid, self.up.database))
        warm = _project(self.admin, self.coders)  # what is loaded at first use is no part of what a task costs
        work.import_articles(self.admin, warm, 60)
        work.label(self.coders, warm, 32, retries=2)
        work.list_all(self.admin, warm)
        work.export_all(self.admin, warm)
        self.project, *self.others = (_project(self.admin, self.coders) for _ in range(IMPORTS))

    def load(self, first: int) -> None:
        """The same articles into each project; one of them is worked on later."""
        with self._counted("import", work.AT_ONCE * IMPORTS):
            self.ids += work.import_articles(self.admin, self.project, work.AT_ONCE, first)
            for other in self.others:
                work.import_articles(self.admin, other, work.AT_ONCE, first)

    def label(self, crowd: int, cycles: int, seed: int) -> None:
        with self._counted(_cycle(crowd), cycles):
            self.sent += work.label(self.coders[:crowd], self.project, cycles, seed, retries=2)

    def list(self) -> None:
        with self._counted("list", TASKS):
            self.listed = work.list_all(self.admin, self.project)

    def export(self) -> None:
        with self._counted("export", TASKS):
            self.exported = work.export_all(self.admin, self.project)

    def end(self) -> None:
        self.found.kept = work.check(self.ids, self.listed, self.exported, self.sent)
        self.found.server_mb, self.found.both_mb = self.peak.server_mb, self.peak.both_mb

    @contextmanager
    def _counted(self, name: str, units: int) -> Iterator[None]:
        cpu, start = self.up.cpu_seconds(), time.perf_counter()
        yield
        seconds, before = time.perf_counter() - start, self.found.costs.get(name, Cost())
        spent = self.up.cpu_seconds() - cpu
        self.found.costs[name] = Cost(before.units + units, before.cpu + spent, before.seconds + seconds)


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


def _print(kind: str, here: Figures, there: Figures) -> None:
    print(
        f"\n{kind}: {here.name} beside {there.name} under gunicorn, {TASKS} articles of 2.5 kB, 8 spans + 3 relations"
    )
    print(f"  {'':46} {'ours':>9} {'theirs':>9} {'ratio':>7} {'goal':>5}  met   a second: ours, theirs")
    for name, goal in [("import", 5), *((_cycle(n), 15) for n in CROWDS), ("list", 20), ("export", 20)]:
        mine, other = here.costs[name], there.costs[name]
        rates = f"{mine.rate:9.0f} {other.rate:9.0f}"
        _row(f"{name}, ms CPU each", mine.each, other.each, goal, rates)
    _row("peak memory of the server, MB", here.server_mb, there.server_mb, 2)
    _row("peak memory with its database, MB", here.both_mb, there.both_mb, 2)
    for name, mine, other in (
        ("the schema checked", here.checked, there.checked),
        ("theirs without that", here.starts, there.starts),
    ):
        _row(f"start, filled database, {name}: s", _median(mine, "seconds"), _median(other, "seconds"), 5)
        _row("  to the first answer, s CPU", _median(mine, "cpu"), _median(other, "cpu"), 5)
        _row("  to the first answer to a token, s CPU", _median(mine, "signed_cpu"), _median(other, "signed_cpu"), 5)
    _row("first start, empty database, s", here.first.seconds, there.first.seconds, 5)
    _row("  to the first answer, s CPU", here.first.cpu, there.first.cpu, 5)
    for found in (here, there):
        print(f"  {found.name}: {len(CROWDS) * CYCLES} codings acknowledged; {found.kept}", flush=True)


def _median(starts: list[Start], column: str) -> float:
    return statistics.median(getattr(start, column) for start in starts)


def _row(name: str, mine: float, other: float, goal: int, rates: str = "") -> None:
    met = "yes" if mine * goal <= other else "NO"
    print(f"  {name:46} {mine:9.2f} {other:9.2f}   1/{other / mine:<5.1f} 1/{goal:<3}  {met:4} {rates}")


if __name__ == "__main__":
    main(sys.argv[1:])
