"""Independent calls, done one after the other, by processes of this machine, or by the workers of a Dask cluster.

Who does them changes nothing: each call carries its seed, and answers come in the order of the calls.
"""

from __future__ import annotations

import asyncio
import logging
import platform
import re
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import CancelledError, ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from functools import lru_cache
from importlib.metadata import version
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Protocol, TypeVar
from uuid import uuid4

from annotate.errors import Invalid

T = TypeVar("T")
Call = tuple[Callable[..., T], *tuple[Any, ...]]
PATIENCE = 5  # seconds that a scheduler has to answer and to show a worker
_ADDRESS = re.compile(r"(tcp|tls)://([^\s/:]+|\[[0-9a-fA-F:]+\]):\d{1,5}")
_PACKAGES = ("scikit-learn", "scipy", "numpy", "skops")


class _Sent(Protocol):
    """What all calls of one kind are given."""

    @property
    def value(self) -> Any: ...


@dataclass(frozen=True)
class _Filed:
    """For processes of this machine: each reads the file once, and its arrays are memory that all of them share."""

    path: Path

    @property
    def value(self) -> Any:
        return _read(self.path)


@lru_cache(1)
def _read(path: Path) -> Any:
    import joblib

    return joblib.load(path, mmap_mode="r")


@contextmanager
def _filed(value: object) -> Iterator[_Filed]:
    import joblib

    with TemporaryDirectory(prefix="annotate-") as folder:
        path = Path(folder, "shared")
        joblib.dump(value, path)
        yield _Filed(path)


class _Scattered:
    """For the workers of a cluster. Dask would name it by its content: what is sent again, while what was sent before
    is still being forgotten, would be forgotten too."""

    def __init__(self, value: object) -> None:
        self.value, self.name = value, uuid4().hex

    def __dask_tokenize__(self) -> str:
        return self.name


def _call(sent: _Sent, function: Callable[..., T], arguments: list[Any]) -> T:
    return function(sent.value, *arguments)


@dataclass(frozen=True)
class Crew:
    """``jobs``: processes, -1 for one on each processor. ``client``: a ``distributed.Client``, which goes first."""

    jobs: int = 1
    client: Any = None

    def each(self, shared: object, calls: Iterable[Call[T]]) -> Iterator[T]:
        """``function(shared, *arguments)`` of each call, in order, as they come.

        ``shared`` goes to each process or worker once, not with every call. What a call raises is raised here; Invalid
        where the cluster is lost.
        """
        if self.jobs == 1 and self.client is None:
            yield from (function(shared, *arguments) for function, *arguments in calls)
            return
        from joblib import Parallel, delayed, parallel_config

        with self._ready(shared) as (sent, how):
            with parallel_config(**how):
                pool = Parallel(return_as="generator", batch_size=1)
            with pool:
                yield from pool(delayed(_call)(sent, function, arguments) for function, *arguments in calls)

    @contextmanager
    def _ready(self, shared: object) -> Iterator[tuple[_Sent, dict[str, Any]]]:
        """What calls are given, and joblib's settings. Raises Invalid in place of what a lost cluster raises."""
        if self.client is None:
            with _filed(shared) as filed:
                yield filed, {"backend": "loky", "n_jobs": self.jobs}
            return
        from distributed import KilledWorker
        from distributed.comm.core import CommClosedError

        sent = _Scattered(shared)
        try:
            yield sent, {"backend": "dask", "client": self.client, "scatter": [sent]}
        except (CancelledError, KilledWorker, CommClosedError):
            raise Invalid("The Dask cluster was lost in the middle of the work; start it again, then repeat.") from None


ALONE = Crew()


@contextmanager
def crew(jobs: int = 1, scheduler: str | None = None) -> Iterator[Crew]:
    """So many processes, or the workers of the Dask scheduler at an address such as ``tcp://host:8786``.

    Raises Invalid for a number or an address that is none, without the extra ``dask``, and where nobody answers.
    """
    if jobs < 1 and jobs != -1:
        raise Invalid(f"--jobs {jobs} is no number of processes; give 1 or more, or -1 for one on each processor.")
    if scheduler is None:
        yield Crew(jobs)
        return
    if jobs != 1:
        raise Invalid("--jobs is for this machine, --scheduler for a cluster, which has its own number; give one.")
    if not _ADDRESS.fullmatch(scheduler):
        raise Invalid(f"--scheduler {scheduler} is no address of a Dask scheduler; give it as tcp://HOST:PORT.")
    client = _connected(scheduler)
    try:
        _check_workers(client, scheduler)
        yield Crew(client=client)
    finally:
        client.close()


def versions() -> dict[str, str]:
    """Python and the packages that figures come from."""
    return {"python": platform.python_version(), **{name: version(name) for name in _PACKAGES}}


def _versions_with_own() -> dict[str, str]:
    return {**versions(), "event-annotate": version("event-annotate")}


def _connected(scheduler: str) -> Any:
    try:
        import distributed
    except ImportError:
        raise Invalid("--scheduler needs packages of its own; install event-annotate[dask].") from None
    logging.getLogger("distributed").setLevel(logging.CRITICAL)  # what it would log is raised, in one sentence
    connect: Any = distributed.Client
    try:
        with ThreadPoolExecutor(1) as aside:  # a notebook has a running loop in this thread
            aside.submit(lambda: asyncio.run(_knock(scheduler))).result()
        return connect(scheduler, timeout=PATIENCE, set_as_default=False)
    except (OSError, ValueError):
        raise Invalid(f"No Dask scheduler answers at {scheduler}; start one with: dask scheduler.") from None


async def _knock(scheduler: str) -> None:
    """A client waits for ever where something listens and is silent."""
    from distributed import Security
    from distributed.comm.core import connect

    how: Any = Security
    open_to: Any = connect
    async with asyncio.timeout(PATIENCE):
        comm = await open_to(scheduler, timeout=PATIENCE, **how().get_connection_args("client"))
        await comm.close()


def _check_workers(client: Any, scheduler: str) -> None:
    """Raises Invalid where there is no worker, or one whose figures could differ."""
    try:
        client.wait_for_workers(1, timeout=PATIENCE)
    except TimeoutError:
        raise Invalid(f"The Dask scheduler has no worker; start one with: dask worker {scheduler}.") from None
    here = _versions_with_own()
    for worker, there in sorted(client.run(_versions_with_own, on_error="return").items()):
        if isinstance(there, Exception):
            raise Invalid(f"The Dask worker {worker} has no event-annotate; install there what is installed here.")
        other = [f"{name} {there[name]} instead of {own}" for name, own in here.items() if there[name] != own]
        if other:
            raise Invalid(f"The Dask worker {worker} has {', '.join(other)}; install there what is installed here.")
