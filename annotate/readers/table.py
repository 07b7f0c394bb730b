"""CSV and TSV: one row, one article; the first row names the columns."""

from __future__ import annotations

import csv
import io
from collections import Counter
from collections.abc import Callable, Iterator

from annotate.readers.article import LARGEST_ARTICLE, Article, Problems, ReadOptions, Unreadable
from annotate.readers.records import Fields, Refused, to_article
from annotate.readers.source import Source

_DELIMITERS = ",;\t|"


def read_table(source: Source, options: ReadOptions, problems: Problems) -> Iterator[Article]:
    """One article for each row; raises Unreadable for broken quoting or a missing text column."""
    for line, record in table_records(source, problems, lambda header: _check_columns(header, options)):
        try:
            yield to_article(record, line, options, problems)
        except Refused as refused:
            problems.error(line, str(refused))


def table_records(
    source: Source, problems: Problems, check: Callable[[list[str]], None] = lambda header: None
) -> Iterator[tuple[int, dict[str, str]]]:
    """The line that each row begins in, and its cells by column; raises Unreadable for broken quoting or names, and
    whatever ``check`` raises for the header. Rows with too many cells are reported and passed over."""
    csv.field_size_limit(4 * LARGEST_ARTICLE)
    rows = _rows(source, _delimiter(source))
    _, first = next(rows, (1, []))
    header = _header(first)
    check(header)
    for line, cells in rows:
        if not any(cell.strip() for cell in cells):
            continue
        if len(cells) > len(header):
            problems.error(
                line, f"The row has {len(cells)} cells under {len(header)} columns; put cells with commas in quotes."
            )
            continue
        yield line, dict(zip(header, [*cells, *[""] * (len(header) - len(cells))], strict=True))


def _rows(source: Source, delimiter: str) -> Iterator[tuple[int, list[str]]]:
    """Each row with the number of the line that it begins in."""
    reader = csv.reader((line for _, line in source.lines()), delimiter=delimiter, strict=True)
    begin = 1
    try:
        for cells in reader:
            yield begin, cells
            begin = reader.line_num + 1
    except csv.Error as error:
        raise Unreadable(_reason(str(error)), begin) from None


def _reason(error: str) -> str:
    if "end of data" in error:
        return "A quoted cell that begins here is never closed; add the missing quote."
    if "new-line character" in error:
        return "The line ends are those of an old Mac; save the file with ordinary line ends."
    if "field larger" in error:
        return f"A cell is larger than {LARGEST_ARTICLE // 2**20} MB; split the article, or close an open quote."
    if "expected after" in error:
        return "A quoted cell is followed by other characters; double the quotes inside it."
    return f"The row cannot be read ({error}); check its quotes."


def _header(cells: list[str]) -> list[str]:
    names = [cell.strip() or f"column {number}" for number, cell in enumerate(cells, 1)]
    twice = [name for name, count in Counter(names).items() if count > 1]
    if twice:
        raise Unreadable(
            f"Two columns are called “{twice[0][:40]}”; the first row must name them, each differently.", 1
        )
    return names


def _check_columns(header: list[str], options: ReadOptions) -> None:
    fields = Fields(dict.fromkeys(header, ""))
    try:
        fields.text_name(options.text_field)
        for name in filter(None, (options.id_field, options.title_field, options.date_field)):
            fields.first(name, [])
    except Refused as refused:
        raise Unreadable(
            str(refused).replace("field “", "column “").replace("the fields are", "the columns are"), 1
        ) from None


def _delimiter(source: Source) -> str:
    """The delimiter that cuts the header and the first rows into the same number of cells, and into most."""
    if source.name.casefold().endswith((".tsv", ".tab")):
        return "\t"
    sample = source.head().decode("utf-8", "ignore").removeprefix("\ufeff")
    return max(_DELIMITERS, key=lambda delimiter: _fit(sample, delimiter))


def _fit(sample: str, delimiter: str) -> tuple[float, int]:
    try:
        rows = [row for row in csv.reader(io.StringIO(sample, newline=""), delimiter=delimiter) if row][:20]
    except csv.Error:
        return 0, 0
    if not rows or len(rows[0]) < 2:
        return 0, 0
    # the last row of the sample may be cut off
    same = sum(len(row) == len(rows[0]) for row in rows[:-1] or rows)
    return same / len(rows[:-1] or rows), len(rows[0])
