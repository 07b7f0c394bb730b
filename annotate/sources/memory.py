"""What a sync remembers beside the collection. If it is lost, everything is compared anew and found to be there."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import orjson

_NAME = "synced.json"


class Memory:
    """``seen``: annotation there -> its update time when it was stored here. ``gold``: annotation here -> its copy
    there: {"id", "hash", "came"}; ``came``: it had come from there, and was only marked."""

    def __init__(self, folder: Path) -> None:
        self._path = folder / _NAME
        try:
            held = orjson.loads(self._path.read_bytes())
        except (FileNotFoundError, orjson.JSONDecodeError):
            held = {"seen": {}, "gold": {}}
        self.seen: dict[int, str | None] = {int(number): moment for number, moment in held["seen"].items()}
        self.gold: dict[str, dict[str, Any]] = held["gold"]
        self._adopted: dict[tuple[str, str], int] = {}

    def gold_ids(self) -> set[int]:
        """Annotations there that are copies of gold here."""
        return {known["id"] for known in self.gold.values() if not known["came"]}

    def adopt(self, text_sha256: str, result_hash: str, number: int) -> None:
        """An annotation there that is a copy of gold here, though nothing was written down about it."""
        self._adopted[text_sha256, result_hash] = number

    def adopted(self, text_sha256: str, result_hash: str) -> dict[str, Any] | None:
        number = self._adopted.get((text_sha256, result_hash))
        return None if number is None else {"id": number, "hash": result_hash, "came": False}

    def save(self) -> None:
        held = {"seen": {str(number): moment for number, moment in self.seen.items()}, "gold": self.gold}
        written = self._path.with_suffix(".partial")
        written.write_bytes(orjson.dumps(held))
        os.replace(written, self._path)
