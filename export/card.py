"""The dataset card: a README that tells a reader what a release holds and how it came about."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

_LOSSLESS = {
    "jsonl": "One article a line with the codings of every coder; nothing of a coding is lost.",
    "csv": (
        "`articles.csv` holds each article with all its codings as JSON text (nothing is lost), `events.csv` one row "
        "per source and target of each event. UTF-8, comma, CR LF."
    ),
    "parquet": (
        "`articles.parquet` holds each article with all its codings as JSON text (nothing is lost), `events.parquet` "
        "one row per source and target of each event, with typed columns."
    ),
    "spreadsheet": (
        "For looking at in a spreadsheet: text that would be taken for a formula or lose digits has an apostrophe in "
        "front, and the codings themselves are left out. Use another format for programs."
    ),
}


def dataset_card(manifest: Mapping[str, Any]) -> str:
    """The card as Markdown, from the manifest alone."""
    sections = [
        _head(manifest),
        _numbers(manifest),
        _form(manifest),
        _streams(manifest),
        _codebook(manifest),
        _split(manifest),
        _END,
    ]
    return "\n\n".join(section for section in sections if section) + "\n"


def _head(m: Mapping[str, Any]) -> str:
    project = m["project"]
    return (
        f"# {_line(project['title']) or 'Event codings'}\n\n"
        f"News articles coded for events (who did what to whom) by human coders. "
        f"Content hash `{m['content_hash'][:16]}`; the same articles and codings give the same hash whenever they are "
        "exported."
    )


def _numbers(m: Mapping[str, Any]) -> str:
    lines = ["| file | articles | codings | events | rows |", "| --- | ---: | ---: | ---: | ---: |"]
    for file in m["files"]:
        if "articles" in file:
            lines.append(f"| {file['name']} | {' | '.join(str(file[k]) for k in _COUNTED)} |")
    total = m["counts"]
    lines.append(f"| all | {' | '.join(str(total[k]) for k in _COUNTED)} |")
    return "## What is in it\n\n" + "\n".join(lines)


_COUNTED = ("articles", "codings", "events", "rows")


def _form(m: Mapping[str, Any]) -> str:
    kind = "spreadsheet" if m["spreadsheet"] else m["format"]
    return (
        f"## Form\n\n{_LOSSLESS[kind]}\n\n"
        "Offsets count Unicode code points, half-open. An event with two sources and one target is two rows; `row` and "
        "`rows` number them, so count events where `row` is 1. `same_as` marks an event that the coder linked to "
        "another one of the article. Empty `source` with `source_not_stated` true: the article names nobody. "
        "`goldstein_from` names the code the score belongs to; where it is not the event's own code, the score was "
        "inherited from it. `origin` tells whether a suggestion was taken over (`accepted`), changed (`edited`) or "
        "not involved (`human`). `boilerplate` marks page furniture that is part of the text and of no event."
    )


def _streams(m: Mapping[str, Any]) -> str:
    """Only where a model had a say in what was coded."""
    if "margin" not in m["streams"]:
        return ""
    lines = [f"| stream | {' | '.join(_COUNTED)} |", "| --- | ---: | ---: | ---: | ---: |"]
    lines += [f"| {name} | {' | '.join(str(n[k]) for k in _COUNTED)} |" for name, n in m["streams"].items()]
    return (
        "## How articles were chosen\n\n"
        "`stream` tells why an article was coded when it was: `margin`, because a model was unsure of it; `random`, "
        "drawn by lot; empty, in the order of loading. Scores and agreement on `margin` are not those of the whole: "
        "report them apart, and take `random` for what is to hold everywhere.\n\n" + "\n".join(lines)
    )


def _codebook(m: Mapping[str, Any]) -> str:
    book = m["codebook"]
    lines = [f"## Codebook\n\n{_line(book['title'])}, version {book['version']}, in `codebook.json`."]
    lines += [f"- {name}: {_line(book[name])}" for name in ("quad", "penta") if book[name]]
    return "\n".join([lines[0], "", *lines[1:]]).rstrip()


def _split(m: Mapping[str, Any]) -> str:
    split = m["split"]
    if split is None:
        return ""
    shares = ", ".join(f"{part} {share:.0%}" for part, share in zip(split["parts"], split["ratios"], strict=True))
    return (
        f"## Split\n\n{shares}; seed {split['seed']}. Whole articles were dealt out, and near-duplicates together "
        f"({split['groups']} groups), so no part holds text of another."
    )


def _line(text: str) -> str:
    return " ".join(text.split())


_END = (
    "## Use\n\n"
    "The texts belong to their publishers: check what you may pass on. Coders are named as in the project; replace "
    "the names before publishing if they did not agree to it. `manifest.json` lists every file with its SHA-256."
)
