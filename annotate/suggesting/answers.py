"""The process with the models: reads questions, loads what they name, answers each as soon as its model is there.

A model is loaded in a thread of its own, so that questions for another one are answered meanwhile. A few models are
kept; the one that was asked for longest ago goes first.
"""

from __future__ import annotations

import os
import threading
from collections import OrderedDict
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path
from typing import TYPE_CHECKING, Any, BinaryIO

from annotate.suggesting.frames import packed, read_from
from export.records import CodedArticle

if TYPE_CHECKING:
    from annotate.baseline.suggest import Suggester

MOST_MODELS = 4
Load = Callable[[Path], "Suggester"]


class Models:
    """Loaded models by folder."""

    def __init__(self, load: Load, most: int = MOST_MODELS) -> None:
        self._load, self._most = load, most
        self._kept: OrderedDict[str, Future[Suggester]] = OrderedDict()
        self._pool = ThreadPoolExecutor(most, thread_name_prefix="load")

    def get(self, folder: str) -> Future[Suggester]:
        """The model of the folder, now or when it is loaded; called by one thread alone."""
        found = self._kept.get(folder)
        if found is None or (found.done() and found.exception() is not None):
            found = self._kept[folder] = self._pool.submit(self._load, Path(folder))
        self._kept.move_to_end(folder)
        while len(self._kept) > self._most:
            self._kept.popitem(last=False)
        return found


def serve(load: Load, source: BinaryIO, sink: BinaryIO) -> None:
    """Answer until ``source`` ends, as it does when the server is gone, however it went."""
    models, lock = Models(load), threading.Lock()
    answering = ThreadPoolExecutor(1, thread_name_prefix="answer")

    def reply(question: dict[str, Any], model: Future[Suggester]) -> None:
        message = packed({"id": question["id"], **_answer(question, model)})
        with lock:
            sink.write(message)
            sink.flush()

    while (question := read_from(source)) is not None:

        def loaded(model: Future[Suggester], asked: dict[str, Any] = question) -> None:
            answering.submit(reply, asked, model)

        models.get(question["folder"]).add_done_callback(loaded)
    os._exit(0)  # whatever is being loaded: nobody waits for it any more


def _answer(question: dict[str, Any], model: Future[Suggester]) -> dict[str, Any]:
    try:
        return {"ranked": _ranked(question, model.result())}
    except Exception as error:  # broad: a question that cannot be answered must not end the others
        return {"error": f"{type(error).__name__}: {error}"}


def _ranked(question: dict[str, Any], model: Suggester) -> list[tuple[str, float]]:
    if question["span"] is None:  # the model was to be made ready, no more
        return []
    start, end = question["span"]
    ask = model.codes if question["kind"] == "trigger" else model.actors
    (ranks,) = ask(_article(question["article"]), [(start, end)], top=question["top"])
    return [(one.code, float(one.score)) for one in ranks]


def _article(sent: dict[str, Any]) -> CodedArticle:
    return CodedArticle(
        id=sent["id"],
        text=sent["text"],
        text_sha256=sent["text_sha256"],
        lang=sent["lang"],
        boilerplate=tuple((start, end, why) for start, end, why in sent["boilerplate"]),
        sentences=tuple((start, end) for start, end in sent["sentences"]),
    )
