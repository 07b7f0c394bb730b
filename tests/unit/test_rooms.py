"""The doors of the rooms: each route is behind its own, and no other room keeps a request from it."""

from __future__ import annotations

from collections.abc import Iterator
from importlib import import_module
from pathlib import Path

import pytest
from fastapi.routing import APIRoute
from sqlalchemy import Engine, inspect
from sqlmodel import SQLModel
from starlette.routing import Match

import annotate
from annotate import models
from annotate.app import ROOMS
from annotate.db import Database
from annotate.rooms import Room


def routes() -> Iterator[tuple[Room, APIRoute]]:
    for room in ROOMS:
        for route in room.routes:
            assert isinstance(route, APIRoute)
            yield room, route


def scope(method: str, path: str) -> dict[str, object]:
    return {"type": "http", "method": method, "path": path, "headers": []}


def test_every_route_is_found_through_its_own_door():
    for room, route in routes():
        path = route.path.replace("{", "1").replace("}", "2")
        method = min(route.methods)
        chosen = next(other for other in ROOMS if other.matches(scope(method, path))[0] == Match.FULL)
        assert chosen is room, f"{method} {path} goes to {chosen.module}"


def test_every_door_leads_to_a_route():
    for room in ROOMS:
        for door in room.doors:
            alone = Room(room.module, door)
            assert any(alone.is_behind(route.path) for route in room.routes if isinstance(route, APIRoute)), door


def test_every_folder_with_routes_has_a_room():
    top = Path(annotate.__file__).parent
    names = {
        f"annotate.{file.parent.name}.{file.stem}" for file in top.glob("*/*.py") if "APIRouter(" in file.read_text()
    }
    assert names == {room.module for room in ROOMS}


@pytest.mark.parametrize(
    ("door", "path", "behind"),
    [
        ("/api/tasks$", "/api/tasks", True),
        ("/api/tasks$", "/api/tasks/1", False),
        ("/api/tasks$", "/api/tasks\n", False),
        ("/api/tasks/{}$", "/api/tasks/1", True),
        ("/api/tasks/{}$", "/api/tasks/a.b", True),
        ("/api/tasks/{}$", "/api/tasks/1/drafts", False),
        ("/api/tasks/{}/drafts", "/api/tasks/1/drafts/5", True),
        ("/api/tasks/{}/drafts", "/api/tasks/1/draftsmen", False),
        ("/api/tasks/{}/drafts", "/api/tasks//drafts", False),
        ("/api/users", "/api/usersandmore", False),
        ("/api/a.b", "/api/aXb", False),
    ],
)
def test_door(door: str, path: str, behind: bool):
    assert Room("nowhere", door).is_behind(path) is behind


def test_a_method_that_no_route_of_the_room_takes_is_told_apart_from_an_unknown_address():
    room = next(room for room in ROOMS if room.module == "annotate.comments.routes")
    assert room.matches(scope("PUT", "/api/comments"))[0] == Match.PARTIAL
    assert room.matches(scope("GET", "/api/comments/1/more"))[0] == Match.NONE


def test_what_is_loaded_at_once_refers_to_no_table_that_is_loaded_later():
    models.load_all()
    late = {f"annotate.models.{name}" for name in models._LATER}
    by_table = {m.class_.__tablename__: m.class_.__module__ for m in SQLModel._sa_registry.mappers}
    for table in SQLModel.metadata.tables.values():
        home = by_table[table.name]
        for key in table.foreign_keys:
            target = by_table[key.target_fullname.partition(".")[0]]
            assert target == home or target not in late, f"{table.name} refers to {key.target_fullname}"


def test_every_table_can_be_had_by_name():
    for name in models.__all__:
        assert getattr(models, name).__name__ == name
    for module, names in models._LATER.items():
        assert {n for n in models.__all__ if getattr(models, n).__module__ == f"annotate.models.{module}"} == set(names)
        assert import_module(f"annotate.models.{module}")


@pytest.mark.filterwarnings("ignore:Skipped unsupported reflection of expression-based index")  # on SQLite
def test_partial_indexes_say_what_the_database_has(database: Database):
    models.load_all()
    engine: Engine = database.engine
    option = f"{engine.dialect.name}_where"
    for table in SQLModel.metadata.tables.values():
        told = {i.name: i.info["where"] for i in table.indexes if "where" in i.info}
        found = {
            i["name"]: i["dialect_options"][option]
            for i in inspect(engine).get_indexes(table.name)
            if i.get("dialect_options", {}).get(option) is not None
        }
        assert told.keys() == found.keys(), table.name
        if engine.dialect.name == "sqlite":  # PostgreSQL shows them in its own words
            assert told == {name: str(where) for name, where in found.items()}
