"""Rooms behind doors: the routes of a folder are loaded by the first request whose address may be theirs.

A start then loads what its first answer needs, and no request is held against routes of rooms it has no business in.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cached_property
from importlib import import_module

from starlette.routing import BaseRoute, Match
from starlette.types import Receive, Scope, Send

CHOSEN = "annotate.route"  # where the scope holds the route that was found behind a door


class Room(BaseRoute):
    """The routes of ``module``, behind the addresses that begin like one of ``doors``.

    ``{}`` in a door stands for one part of an address, an id; a ``$`` at its end for: nothing may follow.
    """

    def __init__(self, module: str, *doors: str) -> None:
        self.module, self.doors = module, doors
        self._plain = tuple(door.rstrip("$").partition("{")[0] for door in doors)

    @cached_property
    def routes(self) -> Sequence[BaseRoute]:
        """All of them, in the order in which a request is held against them."""
        routes: Sequence[BaseRoute] = import_module(self.module).router.routes
        return routes

    @cached_property
    def _leads_in(self) -> re.Pattern[str]:
        return re.compile("|".join(map(_pattern, self.doors)))

    def is_behind(self, path: str) -> bool:
        """Whether the address may be one of this room's."""
        return path.startswith(self._plain) and self._leads_in.match(path) is not None

    def matches(self, scope: Scope) -> tuple[Match, Scope]:
        """What the first route that fits says, else the first that fits but for the method."""
        found: tuple[Match, Scope] = Match.NONE, {}
        if scope["type"] != "http" or not self.is_behind(scope["path"]):
            return found
        for route in self.routes:
            match, child = route.matches(scope)
            if match == Match.FULL or (match == Match.PARTIAL and found[0] == Match.NONE):
                found = match, {**child, CHOSEN: route}
            if match == Match.FULL:
                break
        return found

    async def handle(self, scope: Scope, receive: Receive, send: Send) -> None:
        await scope[CHOSEN].handle(scope, receive, send)


def _pattern(door: str) -> str:
    plain = re.escape(door.rstrip("$")).replace(r"\{\}", "[^/]+")
    return plain + (r"\Z" if door.endswith("$") else r"(?:/|\Z)")
