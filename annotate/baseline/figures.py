"""The figures of a report, drawn by matplotlib: the same report gives the same bytes."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from io import BytesIO
from typing import Any

from annotate.baseline.report import SYSTEMS

TEXT, LINE, MODEL, RIVAL, HUMAN = "#1d1a16", "#dfdedb", "#0a7e81", "#84817c", "#82530d"
# On the page the colours are those of its light or dark scheme.
_ON_PAGE = {
    TEXT: "var(--text)",
    LINE: "var(--line)",
    MODEL: "var(--model)",
    RIVAL: "var(--rival)",
    HUMAN: "var(--human)",
}
_STYLE: Any = {
    "svg.hashsalt": "report",
    "svg.fonttype": "none",
    "font.family": "sans-serif",
    "font.size": 10,
    "text.color": TEXT,
    "axes.labelcolor": TEXT,
    "axes.edgecolor": RIVAL,
    "axes.spines.top": False,
    "axes.spines.right": False,
    "axes.grid": True,
    "axes.axisbelow": True,
    "grid.color": LINE,
    "grid.linewidth": 0.8,
    "xtick.color": TEXT,
    "ytick.color": TEXT,
}
Report = dict[str, Any]


@dataclass(frozen=True)
class Picture:
    """A figure drawn in both forms: ``svg`` is transparent, ``png`` on white."""

    svg: str
    png: bytes

    @property
    def on_white(self) -> str:
        """The SVG as a file of its own, which may be shown on anything."""
        before, tag, after = self.svg.partition("<svg")
        opening, end, drawn = after.partition(">")
        return f'{before}{tag}{opening}{end}\n <rect width="100%" height="100%" fill="white"/>{drawn}'

    def inline(self, name: str, label: str) -> str:
        """The SVG as an element for a page: in the page's colours, with ids of its own."""
        drawn = re.sub(r"<metadata>.*?</metadata>", "", self.svg[self.svg.index("<svg") :], flags=re.DOTALL)
        drawn = re.sub(r'(\bid="|url\(#|href="#)', rf"\1{name}-", drawn)
        for colour, variable in _ON_PAGE.items():
            drawn = drawn.replace(colour, variable)
        return drawn.replace("<svg", f'<svg role="img" aria-label="{label}"', 1)


def pictures(report: Report) -> dict[str, Picture]:
    """Name -> picture. A report without folds has no learning curve."""
    drawn: dict[str, Callable[[Any, Report], None]] = {
        "scores": _scores,
        "reliability": _reliability,
        "coverage": _coverage,
        "learning_curve": _learning_curve,
        "confusion": _confusion,
    }
    return {
        name: _picture(draw, report, 8.0 if name == "confusion" else 4.6)
        for name, draw in drawn.items()
        if name != "learning_curve" or report["learning_curve"]
    }


def _picture(draw: Callable[[Any, Report], None], report: Report, width: float) -> Picture:
    """Laid out once: matplotlib would do it anew, and draw everything twice, for each form."""
    import matplotlib as mpl
    from matplotlib.figure import Figure

    svg, png = BytesIO(), BytesIO()
    with mpl.rc_context(_STYLE):
        figure = Figure(figsize=(width, width if width > 5 else 3.4), layout="constrained")
        draw(figure.add_subplot(), report)
        figure.draw_without_rendering()
        figure.set_layout_engine(None)
        figure.savefig(svg, format="svg", metadata={"Date": None, "Creator": None}, transparent=True)
        figure.savefig(png, format="png", dpi=160, metadata={"Software": None}, facecolor="white")
    return Picture(svg.getvalue().decode(), png.getvalue())


def _scores(axes: Any, report: Report) -> None:
    """Macro-F1 on roots, the model between its rivals and people."""
    systems = next(level["systems"] for level in report["levels"] if level["key"] == "root")
    rows = [(key, systems[key]["macro"]) for key in reversed(SYSTEMS) if key in systems]
    rows = [(key, score) for key, score in rows if score["value"] is not None]
    for place, (key, score) in enumerate(rows):
        colour = MODEL if key.startswith("model") else HUMAN if key == "human" else RIVAL
        if score["low"] is not None:
            axes.plot([score["low"], score["high"]], [place, place], color=colour, linewidth=2)
        axes.plot([score["value"]], [place], "o", color=colour, markersize=7)
    axes.set_yticks(range(len(rows)), [SYSTEMS[key].replace(" of the", "\nof the") for key, _ in rows])
    axes.set_ylim(-0.6, len(rows) - 0.4)
    axes.set_xlim(0, 1)
    axes.set_xlabel("macro-F1, root codes")


def _reliability(axes: Any, report: Report) -> None:
    rows = report["calibration"]["reliability"]
    axes.plot([0, 1], [0, 1], color=RIVAL, linewidth=1, linestyle="--")
    axes.plot([r["probability"] for r in rows], [r["accuracy"] for r in rows], color=MODEL, linewidth=1.5)
    most = max(r["n"] for r in rows)
    sizes = [20 + 120 * r["n"] / most for r in rows]
    axes.scatter([r["probability"] for r in rows], [r["accuracy"] for r in rows], s=sizes, color=MODEL, zorder=3)
    axes.set(xlim=(0, 1.02), ylim=(0, 1.04), xlabel="probability given", ylabel="share that is right")


def _coverage(axes: Any, report: Report) -> None:
    rows = report["calibration"]["coverage"]
    axes.plot([r["coverage"] for r in rows], [r["accuracy"] for r in rows], color=MODEL, linewidth=2)
    axes.set(xlim=(0, 1.02), ylim=(0, 1.04), xlabel="share of spans, surest first", ylabel="share that is right")


def _learning_curve(axes: Any, report: Report) -> None:
    rows = report["learning_curve"]
    shares = [100 * r["share"] for r in rows]
    if all(r["low"] is not None for r in rows):
        axes.fill_between(shares, [r["low"] for r in rows], [r["high"] for r in rows], color=MODEL, alpha=0.15, lw=0)
    axes.plot(shares, [r["value"] for r in rows], "o-", color=MODEL, linewidth=2)
    axes.set(xlim=(0, 104), ylim=(0, 1.04), xlabel="% of the stories trained on", ylabel="macro-F1, root codes")


def _confusion(axes: Any, report: Report) -> None:
    """Shares of each gold code as shades, counts as numbers."""
    from matplotlib.colors import LinearSegmentedColormap

    found = report["confusion"]
    shades = LinearSegmentedColormap.from_list("shades", ["#ffffff", MODEL])
    axes.imshow(found["shares"], cmap=shades, vmin=0, vmax=1)
    for row, (counts, shares) in enumerate(zip(found["counts"], found["shares"], strict=True)):
        for column, (count, share) in enumerate(zip(counts, shares, strict=True)):
            if count:
                colour = "white" if share > 0.6 else TEXT
                axes.text(column, row, str(count), ha="center", va="center", color=colour, fontsize=8)
    axes.set_xticks(range(len(found["codes"])), found["codes"], rotation=90)
    axes.set_yticks(range(len(found["codes"])), found["codes"])
    axes.grid(visible=False)
    axes.set(xlabel="said by the model", ylabel="coded")
