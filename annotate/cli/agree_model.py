"""The active model against each coder, for ``annotate agree --model``: read here and now, not from a job."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from annotate.cli.agree import printed, short
from annotate.cli.common import database, find_project

SHOWN = {
    "event_f1": "event F1",
    "event_f1_strict": "whole F1",
    "code_percent": "same code",
    "code_alpha": "code α",
    "root_alpha": "root α",
}
SORTS = {"fresh": "that it has not seen", "trained": "that it was trained on"}
NOTE = "Codes are compared where people have marked events; what the model was trained on it may only remember."


def model_of(source: str, db: str | None) -> tuple[dict[str, Any], str]:
    """The comparison as JSON, its coders by e-mail, and in words. Invalid for a folder, which has no models."""
    from annotate.agreement.choice import Choice
    from annotate.errors import Invalid
    from annotate.reliability import store
    from annotate.settings import data_folder
    from annotate.trainings import comparing

    if Path(source).is_dir():
        raise Invalid("A folder has no models; name a project.")
    with database(db) as (settings, opened):
        with opened.read() as session:
            project_id = find_project(session, source).id or 0
        found = comparing.compared(opened, project_id, data_folder(settings), Choice())
        ids = {row["coder"] for sort in SORTS for row in found[sort]["coders"]}
        with opened.read() as session:
            names = {row.id: row.email for row in store.people(session, sorted(ids))}
    for sort in SORTS:
        for row in found[sort]["coders"]:
            row["coder"] = names[row["coder"]]
        del found[sort]["places"]
    tables = [_table(found["model"], sort, found[sort]) for sort in SORTS if found[sort]["articles"]]
    left_out = f"Codings left out because a suggestion was taken in them: {found['assisted']}."
    return found, "\n\n".join([*tables, f"{NOTE}\n{left_out}"])


def _table(model: str, sort: str, found: dict[str, Any]) -> str:
    from rich.table import Table

    title = f"{model} against each coder, {found['articles']} articles {SORTS[sort]}"
    table = Table(title=title, title_justify="left", box=None, pad_edge=False)
    table.add_column("Coder")
    for head in ("articles", *SHOWN.values()):
        table.add_column(head, justify="right")
    for row in found["coders"]:
        table.add_row(row["coder"], str(row["articles"]), *_cells(row["measures"]))
    people = found["people"]
    table.add_row("people among themselves", str(people["articles"]), *_cells(people["measures"]))
    return printed(table)


def _cells(measures: dict[str, Any]) -> list[str]:
    return [_cell(measures.get(key)) for key in SHOWN]


def _cell(estimate: dict[str, Any] | None) -> str:
    if estimate is None or estimate["value"] is None:
        return "–"
    if estimate["low"] is None:
        return short(estimate["value"])
    return rf"{short(estimate['value'])} \[{short(estimate['low'])}, {short(estimate['high'])}]"
