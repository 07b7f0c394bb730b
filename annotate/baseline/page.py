"""The report as one self-contained page, with its figures: no script, nothing loaded from elsewhere."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from html import escape
from pathlib import Path
from typing import Any

import orjson

from annotate.baseline.figures import Picture, pictures
from annotate.baseline.page_style import STYLE
from annotate.baseline.report import AVERAGES, SYSTEMS, TASK_SYSTEMS
from annotate.baseline.tables import number, report_text, shown

Report = dict[str, Any]
_INTERVAL, _TOGETHER = re.compile(r"\[(\S+), (\S+)\]"), "[\\1,\u00a0\\2]"  # on a phone below its score, in one line
_CAPTIONS = {
    "scores": "The model between its trivial rivals and people: macro-F1 on root codes, lines are 95 % intervals.",
    "reliability": "Reliability: on the dashed line a probability means what it says. Larger dots hold more spans.",
    "coverage": "Accuracy if the model may keep silent where it is least sure.",
    "learning_curve": "Learning curve: does more coding still pay? Same folds, smaller parts to train on.",
}


def write_report(folder: Path, report: Report) -> None:
    """``report.json``, ``report.txt``, ``report.html`` and the figures as SVG and PNG, into a folder that exists."""
    drawn = pictures(report)
    (folder / "report.json").write_bytes(orjson.dumps(report, option=orjson.OPT_INDENT_2 | orjson.OPT_APPEND_NEWLINE))
    (folder / "report.txt").write_text(report_text(report), encoding="utf-8")
    (folder / "report.html").write_text(_page(report, drawn), encoding="utf-8")
    (folder / "figures").mkdir()
    for name, picture in drawn.items():
        (folder / "figures" / f"{name}.svg").write_text(picture.on_white, encoding="utf-8")
        (folder / "figures" / f"{name}.png").write_bytes(picture.png)


def _page(report: Report, drawn: dict[str, Picture]) -> str:
    body = "".join(
        part
        for parts in (
            _head(report),
            _figures(drawn),
            _scores(report),
            _streams(report),
            _tasks(report),
            _leaks(report),
            _confusion(report),
        )
        for part in parts
    ) + "".join((*_codes(report), *_doubtful(report), *_notes(report)))
    return (
        '<!doctype html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f"<title>{escape(_title(report))}</title>\n<style>{STYLE}</style>\n</head>\n"
        f"<body>\n<main>\n{body}</main>\n</body>\n</html>\n"
    )


def _title(report: Report) -> str:
    return f"Baseline report: {report['source'] or 'coded triggers'}"


def _head(report: Report) -> Iterator[str]:
    book, found = report["codebook"], report["calibration"]
    yield f"<h1>{escape(_title(report))}</h1>\n"
    yield (
        f"<p>{report['spans']:,} spans in {report['articles']:,} articles, codebook {escape(book['name'])} "
        f"{escape(book['version'])}. Scored on {escape(report['mode'])}: {escape(report['why'])}. "
        f"Seed {report['seed']}.</p>\n"
    )
    tiles = [(row["label"], shown(row)) for row in report["summary"] if row["value"] is not None]
    tiles.append(("Calibration error (ECE)", number(found["ece"])))
    tiles.append(("Accuracy on the surest half", number(found["accuracy_on_surest_half"])))
    cells = "".join(f"<div><dt>{escape(label)}</dt><dd>{_value(value)}</dd></div>" for label, value in tiles)
    yield f"<dl>{cells}</dl>\n"
    if report["left_out"]:
        parts = ", ".join(f"{n} {why}" for why, n in report["left_out"].items())
        yield f"<p>Left out: {escape(parts)}.</p>\n"


def _value(value: str) -> str:
    head, _, interval = value.partition(" ")
    return f"{head} <small>{escape(interval)}</small>" if interval else head


def _figures(drawn: dict[str, Picture]) -> Iterator[str]:
    yield '<div class="figures">\n'
    for name, caption in _CAPTIONS.items():
        if name in drawn:
            picture = drawn[name].inline(name, escape(caption))
            yield f"<figure>{picture}<figcaption>{escape(caption)}</figcaption></figure>\n"
    yield "</div>\n"


def _scores(report: Report) -> Iterator[str]:
    rows: list[str] = []
    for level in report["levels"]:
        rows.append(_heading(f"{level['label']} ({level['classes']} classes)", 4))
        for key, label in SYSTEMS.items():
            if key in level["systems"]:
                scores = level["systems"][key]
                cells = [scores["micro"]["n"] or "", *(shown(scores[a]) for a in AVERAGES)]
                rows.append(_row(label, cells, "model" if key == "model" else ""))
    for key, label in (("hierarchical_f1", "Hierarchical F1"), ("goldstein_error", "Goldstein score, mean distance")):
        if any(score["value"] is not None for score in report[key].values()):
            rows.append(_heading(label, 4))
            found = [(k, s) for k, s in report[key].items() if s["value"] is not None]
            rows += [_row(SYSTEMS[k], [s["n"], shown(s), "", ""], "model" if k == "model" else "") for k, s in found]
    yield "<h2>Scores</h2>\n" + _table("Scores by level and system", ["", "spans", *AVERAGES.values()], rows, "scores")
    human = report["hierarchical_f1"]["human"]
    if human["value"] is None:
        yield f"<p>No human ceiling: {escape(human['why'])}.</p>\n"


def _streams(report: Report) -> Iterator[str]:
    if not report["streams"]:
        return
    rows: list[str] = []
    for row in report["streams"]:
        rows.append(_heading(f"{row['label']} ({row['articles']} articles)", 4))
        for key, scores in row["systems"].items():
            cells = [scores["micro"]["n"], *(shown(scores[a]) for a in AVERAGES)]
            rows.append(_row(SYSTEMS[key], cells, "model" if key == "model" else ""))
    yield "<h2>By how articles were chosen</h2>\n"
    yield (
        "<p>Root codes. What a model was unsure of is harder than the rest: only what was drawn by lot says how good "
        "the model is, and people are, on the whole.</p>\n"
    )
    yield _table("Scores by how articles were chosen", ["", "spans", *AVERAGES.values()], rows, "scores")


def _tasks(report: Report) -> Iterator[str]:
    rows: list[str] = []
    for task in report["tasks"]:
        if task["systems"]:
            rows.append(_heading(f"{task['label']} ({task['classes']} answers)", 4))
            for key, label in TASK_SYSTEMS.items():
                if key in task["systems"]:
                    scores = task["systems"][key]
                    cells = [scores["micro"]["n"], *(shown(scores[a]) for a in AVERAGES)]
                    rows.append(_row(label, cells, "model" if key == "model" else ""))
    yield "<h2>Other tasks</h2>\n"
    if rows:
        yield _table("Other tasks by system", ["", "judged", *AVERAGES.values()], rows, "scores")
    left = [task for task in report["tasks"] if not task["systems"]]
    items = "".join(f"<li><b>{escape(task['label'])}</b> {escape(task['why'])}.</li>" for task in left)
    yield f"<ul>{items}</ul>\n"


def _leaks(report: Report) -> Iterator[str]:
    check = report["leak_check"]
    yield "<h2>Leaks</h2>\n"
    if report["leak_gap"]:
        gap = report["leak_gap"]["macro"]
        yield (
            f"<p>No article and no near-duplicate of one is on both sides of a fold ({check['stories']:,} stories). "
            f"Folds that part articles would give {number(gap['random'])} macro-F1 on roots instead of "
            f"{number(gap['grouped'])}: a leak gap of {gap['gap']:+.3f}.</p>\n"
        )
    if not check["shared_sentences"]:
        yield "<p>No sentence stands word for word in two stories.</p>\n"
        return
    yield (
        f"<p>{check['shared_sentences']:,} sentences stand word for word in two stories or more, with "
        f"{check['spans_in_shared_sentences']:,} spans ({100 * check['share']:.1f} %): "
        f"scores on those may be too good.</p>\n"
    )
    rows = [_row(e["sentence"], [", ".join(e["stories"])]) for e in check["examples"]]
    yield _table("Sentences in several stories", ["Sentence", "Stories"], rows, "words")


def _confusion(report: Report) -> Iterator[str]:
    found = report["confusion"]
    rows = []
    for code, label, counts, shares in zip(
        found["codes"], found["labels"], found["counts"], found["shares"], strict=True
    ):
        cells = "".join(
            f'<td style="--share:{share:.2f}">{count or ""}</td>' for count, share in zip(counts, shares, strict=True)
        )
        rows.append(f'<tr><th scope="row">{escape(_named(code, label))}</th>{cells}</tr>\n')
    yield "<h2>Confusion of root codes</h2>\n"
    yield "<p>Rows: as coded; columns: as the model says; shade: share of the row.</p>\n"
    yield _table("Confusion of root codes", ["", *found["codes"]], rows, "confusion")


def _named(code: str, label: str) -> str:
    return label if label.casefold() == code.casefold() else f"{code} {label}"


def _codes(report: Report) -> Iterator[str]:
    rows = []
    for row in report["codes"]:
        parts = [row["support"], *("–" if row[k] is None else number(row[k]) for k in ("precision", "recall"))]
        f1 = "too few" if row["too_few"] else shown({**row, "value": row["f1"]})
        rows.append(_row(_named(row["code"], row["label"]), [*parts, f1]))
    yield "<h2>Codes one by one</h2>\n" + _table(
        "Codes one by one", ["", "support", "precision", "recall", "F1"], rows, "scores"
    )
    if report["too_few"]:
        few = ", ".join(f"{r['code']} ({r['support']}, as {r['scored_as']})" for r in report["too_few"])
        yield f"<p>Too few spans to score by themselves: {escape(few)}.</p>\n"


def _doubtful(report: Report) -> Iterator[str]:
    rows = [
        _row(
            r["words"],
            [
                r["sentence"],
                f"{r['gold']} ({number(r['gold_probability'], 2)})",
                f"{r['predicted']} ({number(r['probability'], 2)})",
                f"{r['article']}, {r['start']}",
            ],
        )
        for r in report["doubtful_labels"]
    ]
    yield "<h2>Labels worth a second look</h2>\n"
    if not rows:
        yield "<p>The model contradicts no label.</p>\n"
        return
    yield "<p>Where a model that has not seen the label most firmly says another root; in brackets how probable.</p>\n"
    yield _table(
        "Labels worth a second look", ["Trigger", "Sentence", "Coded", "Model", "Article, place"], rows, "words"
    )


def _notes(report: Report) -> Iterator[str]:
    yield "<h2>Notes</h2>\n<ul>" + "".join(f"<li>{escape(note)}</li>" for note in report["notes"]) + "</ul>\n"
    yield f"<p>Data <code>{report['content_hash'][:16]}</code>, model <code>{report['model_hash'][:16]}</code>.</p>\n"


def _heading(label: str, columns: int) -> str:
    return f'<tr class="level"><th scope="row" colspan="{columns + 1}">{escape(label)}</th></tr>\n'


def _row(head: str, cells: Sequence[object], kind: str = "") -> str:
    inner = "".join(f"<td>{escape(_INTERVAL.sub(_TOGETHER, str(cell)))}</td>" for cell in cells)
    return f'<tr{f" class={kind}" if kind else ""}><th scope="row">{escape(head)}</th>{inner}</tr>\n'


def _table(label: str, heads: Sequence[str], rows: Sequence[str], kind: str = "") -> str:
    cells = "".join(f'<th scope="col">{escape(h)}</th>' if h else "<td></td>" for h in heads)
    return (
        f'<div class="wide" tabindex="0" role="region" aria-label="{escape(label)}"><table class="{kind}">'
        f"<thead><tr>{cells}</tr></thead>\n<tbody>\n{''.join(rows)}</tbody></table></div>\n"
    )
