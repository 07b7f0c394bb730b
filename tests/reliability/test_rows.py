"""Stored codings as records: sentences are split alike, whether the layout was stored with the article or not."""

from __future__ import annotations

from datetime import UTC, datetime

import orjson

from annotate.agreement.record import EVENT, SENTENCE, Record
from annotate.readers.structure import UNKNOWN, analyse
from annotate.reliability.rows import CodingRow, made
from tests.reliability.work import ARREST, SHELL, TEXT, coding


def test_sentences_are_those_of_the_layout_stored_or_not() -> None:
    def record(layout: str, text: str) -> Record:
        rows = [
            CodingRow(1, n, 1, n, False, datetime(2026, 1, 5, tzinfo=UTC), given, len(TEXT), layout, "en", text)
            for n, given in enumerate((orjson.dumps(coding(ARREST, SHELL)).decode(), orjson.dumps(coding()).decode()))
        ]
        return made([1], rows)[0][1]

    stored = record(orjson.dumps(analyse(TEXT, "en").to_json()).decode(), "")
    assert stored == record(UNKNOWN, TEXT)
    flags = stored.sections["events"][EVENT.index("flags") :: len(EVENT)]
    assert [flag // SENTENCE for flag in flags] == [1, 3]
