"""Slows down guessing of passwords: after a few failures from one address for one account the next try must wait.

Kept in memory of this process: a restart forgives, and several server processes count each for themselves.
"""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta

from annotate import clock
from annotate.errors import NotSignedIn, TooManyTries
from annotate.logs import log

FREE_TRIES = 5
FREE_TRIES_PER_ADDRESS = 50  # over all accounts: stops going through a list of them
FIRST_WAIT, LONGEST_WAIT = timedelta(seconds=30), timedelta(minutes=15)
FORGET_AFTER = timedelta(hours=1)
MOST_KEPT = 20_000


class Throttle:
    def __init__(self) -> None:
        self._failures: OrderedDict[tuple[str, str], tuple[int, datetime]] = OrderedDict()
        self._lock = threading.Lock()

    def check(self, email: str, address: str) -> None:
        """Raises TooManyTries, naming the seconds to wait."""
        moment = clock.now()
        with self._lock:
            wait = max(
                self._wait((email, address), FREE_TRIES, moment),
                self._wait(("", address), FREE_TRIES_PER_ADDRESS, moment),
            )
        if wait > timedelta(0):
            seconds = int(wait.total_seconds()) + 1
            raise TooManyTries(
                f"Too many wrong passwords; wait {seconds} seconds and try again.", extra={"retry_after": seconds}
            )

    @contextmanager
    def guard(self, email: str, address: str) -> Iterator[None]:
        """Around one check of a password: counts a refusal, forgets earlier ones when it was right."""
        email = email.strip().lower()
        self.check(email, address)
        try:
            yield
        except NotSignedIn:
            self.failed(email, address)
            log.warning("password refused", extra={"fields": {"address": address}})
            raise
        self.succeeded(email, address)

    def failed(self, email: str, address: str) -> None:
        moment = clock.now()
        with self._lock:
            for key in ((email, address), ("", address)):
                count, last = self._failures.pop(key, (0, moment))
                self._failures[key] = (1 if moment - last > FORGET_AFTER else count + 1, moment)
            while len(self._failures) > MOST_KEPT:
                self._failures.popitem(last=False)

    def succeeded(self, email: str, address: str) -> None:
        with self._lock:
            self._failures.pop((email, address), None)

    def _wait(self, key: tuple[str, str], free: int, moment: datetime) -> timedelta:
        count, last = self._failures.get(key, (0, moment))
        if count < free:
            return timedelta(0)
        wait = min(FIRST_WAIT * (1 << min(count - free, 10)), LONGEST_WAIT)
        return last + wait - moment
