"""The report as text: model, trivial rivals and people side by side."""

from __future__ import annotations

from collections.abc import Iterator
from io import StringIO
from typing import Any

from rich import box
from rich.console import Console, Group, RenderableType
from rich.table import Table

from annotate.baseline.report import AVERAGES, SYSTEMS, TASK_SYSTEMS

WIDTH = 118
_TOO_FEW_SHOWN = 12
_DOUBTFUL_SHOWN = 10


def report_text(report: dict[str, Any]) -> str:
    """The whole report as plain text, 118 columns wide."""
    out = StringIO()
    Console(file=out, width=WIDTH, color_system=None, force_terminal=False).print(render(report))
    return "\n".join(line.rstrip() for line in out.getvalue().splitlines()) + "\n"


def render(report: dict[str, Any]) -> RenderableType:
    """The report for a terminal."""
    return Group(*_head(report), _scores(report), *_streams(report), *_tasks(report), *_tail(report))


def _head(report: dict[str, Any]) -> Iterator[str]:
    book = report["codebook"]
    yield f"Marked trigger to event code: {report['spans']} spans in {report['articles']} articles."
    yield f"Codebook {book['name']} {book['version']}. Seed {report['seed']}."
    yield f"Scored: {report['mode']} ({report['why']})."
    if report["left_out"]:
        yield "Left out: " + ", ".join(f"{n} {why}" for why, n in report["left_out"].items()) + "."
    yield ""


def _scores(report: dict[str, Any]) -> Table:
    table = Table(box=box.SIMPLE_HEAD, pad_edge=False)
    table.add_column("", no_wrap=True)
    table.add_column("spans", justify="right")
    for label in AVERAGES.values():
        table.add_column(label, no_wrap=True)
    for level in report["levels"]:
        table.add_row(f"{level['label']} ({level['classes']} classes)", style="bold")
        for key, label in SYSTEMS.items():
            if key in level["systems"]:
                scores = level["systems"][key]
                table.add_row(f"  {label}", str(scores["micro"]["n"]), *(shown(scores[a]) for a in AVERAGES))
        table.add_section()
    for key, label in (("hierarchical_f1", "Hierarchical F1"), ("goldstein_error", "Goldstein score, mean distance")):
        table.add_row(label, style="bold")
        for system, score in report[key].items():
            table.add_row(f"  {SYSTEMS[system]}", str(score["n"]), shown(score))
        table.add_section()
    return table


def _streams(report: dict[str, Any]) -> Iterator[str]:
    if report["streams"]:
        yield "Root code, macro-F1, by how articles were chosen:"
        for row in report["streams"]:
            found = ", ".join(f"{SYSTEMS[k].lower()} {shown(s['macro'])}" for k, s in row["systems"].items())
            yield f"  {row['label']} ({row['spans']} spans in {row['articles']} articles): {found}"
        yield "  Only what was drawn by lot says how good the model is, and people are, on the whole."
        yield ""


def _tasks(report: dict[str, Any]) -> Iterator[str]:
    yield "Other tasks, macro-F1:"
    for task in report["tasks"]:
        found = (f"{TASK_SYSTEMS[k].lower()} {shown(s['macro'])}" for k, s in task["systems"].items())
        yield f"  {task['label']} {', '.join(found)}" if task["systems"] else f"  {task['label']} {task['why']}."
    yield ""


def shown(score: dict[str, Any]) -> str:
    """``.723 [.68, .76]``, or a dash where there is no number."""
    if score["value"] is None:
        return "–"
    if score["low"] is None:
        return number(score["value"])
    return f"{number(score['value'])} [{number(score['low'], 2)}, {number(score['high'], 2)}]"


def number(value: float, digits: int = 3) -> str:
    """``.723``: no leading zero."""
    written = f"{value:.{digits}f}"
    return written.replace("0.", ".", 1) if abs(value) < 1 and not written.startswith(("1", "-1")) else written


def _tail(report: dict[str, Any]) -> Iterator[str]:
    human = report["hierarchical_f1"]["human"]
    if human["value"] is None:
        yield f"No human ceiling: {human['why']}."
    if gap := report["leak_gap"]:
        random, grouped = number(gap["macro"]["random"]), number(gap["macro"]["grouped"])
        yield (
            f"Leak gap: folds that part articles would give {random} macro-F1 on roots instead of {grouped} "
            f"(difference {gap['macro']['gap']:+.3f})."
        )
    found = report["calibration"]
    half = number(found["accuracy_on_surest_half"])
    yield f"Calibration of roots: ECE {number(found['ece'])}; accuracy on the surest half {half}."
    if curve := report["learning_curve"]:
        parts = ", ".join(f"{r['share']:.0%} {number(r['value'])}" for r in curve)
        yield f"Learning curve, root macro-F1 by share of the stories: {parts}."
    if check := report["leak_check"]["shared_sentences"]:
        yield f"{check} sentences stand word for word in two stories or more."
    if few := report["too_few"]:
        names = ", ".join(f"{c['code']} ({c['support']})" for c in few[:_TOO_FEW_SHOWN])
        more = f" and {len(few) - _TOO_FEW_SHOWN} more" if len(few) > _TOO_FEW_SHOWN else ""
        yield f"Too few spans to score by themselves: {names}{more}."
    if doubtful := report["doubtful_labels"]:
        yield ""
        yield "Labels worth a second look (article, place: coded, model says):"
        yield from (
            f"  {r['article']}, {r['start']}: {r['gold']}, {r['predicted']} ({number(r['probability'], 2)})  "
            f"{r['words'][:40]}"
            for r in doubtful[:_DOUBTFUL_SHOWN]
        )
    yield ""
    yield from (f"- {note}" for note in report["notes"])
