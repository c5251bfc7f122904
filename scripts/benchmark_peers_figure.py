"""The diagram of the benchmark of peers: flights per second against the error, a panel a set."""

from __future__ import annotations

import matplotlib as mpl
import numpy as np

mpl.use("Agg")
from typing import TYPE_CHECKING

from matplotlib import pyplot as plt
from matplotlib.ticker import FuncFormatter, LogLocator, NullFormatter

if TYPE_CHECKING:
    from pathlib import Path

    from matplotlib.axes import Axes

__all__ = ["draw"]

Curves = dict[str, dict[str, list[tuple[float, float]]]]
"""Set -> contender -> error (m) and rate (1/s) of its settings."""

# Okabe & Ito's colours, told apart by the colour-blind; and markers, told apart without colour.
_STYLES = {
    "trajkit, compiled": ("#D55E00", "o", 2.6),
    "trajkit, NumPy": ("#E69F00", "s", 2.6),
    "JAX batch": ("#0072B2", "^", 1.5),
    "one lane, numba": ("#009E73", "v", 1.5),
    "heyoka batch": ("#CC79A7", "D", 1.5),
    "SciPy DOP853": ("#000000", "P", 1.5),
    "SciPy LSODA": ("#666666", "X", 1.5),
}
_ERRORS_M = (0.03, 300.0)
_LABEL_GAP_PT = 12.0


def draw(curves: Curves, path: Path) -> None:
    """Write the diagram; the suffix of the path tells the format."""
    words = {"font.size": 10, "svg.hashsalt": "peers", "axes.spines.top": False}
    with mpl.rc_context(words | {"axes.spines.right": False}):
        width = 3.4 + 3.5 * len(curves)
        figure, axes = plt.subplots(
            1, len(curves), figsize=(width, 5.0), sharey=True, squeeze=False
        )
        for axis, (name, contenders) in zip(axes[0], curves.items(), strict=True):
            _panel(axis, name, contenders)
        axes[0][0].set_ylabel("flights per second on one core")
        figure.subplots_adjust(left=1.2 / width, right=1 - 1.7 / width, bottom=0.13, top=0.84)
        figure.suptitle(
            "Higher, and further left, is better", x=1.2 / width, ha="left", fontsize=13
        )
        figure.canvas.draw()
        _label(axes[0][-1], list(curves.values())[-1])
        path.parent.mkdir(parents=True, exist_ok=True)
        plain = {"Date": None} if path.suffix == ".svg" else {}
        figure.savefig(path, dpi=160, metadata=plain)
        plt.close(figure)


def _panel(axis: Axes, name: str, contenders: dict[str, list[tuple[float, float]]]) -> None:
    axis.set(xscale="log", yscale="log", xlim=_ERRORS_M)
    axis.set_title(name, loc="left")
    axis.set_xlabel("95th percentile of the impact error, m")
    axis.xaxis.set_major_formatter(FuncFormatter(lambda value, _: f"{value:g}"))
    axis.yaxis.set_major_formatter(FuncFormatter(lambda value, _: f"{value:,.0f}"))
    axis.yaxis.set_major_locator(LogLocator(10.0))
    axis.yaxis.set_minor_formatter(NullFormatter())
    axis.xaxis.set_minor_formatter(NullFormatter())
    axis.grid(which="major", color="#DDDDDD", linewidth=0.8)
    axis.set_axisbelow(True)
    for contender, points in contenders.items():
        colour, marker, width = _STYLES[contender]
        errors, rates = _frontier(points)
        axis.plot(
            errors, rates, color=colour, marker=marker, markersize=4.5, linewidth=width,
            markevery=range(len(errors) - 1),
        )  # fmt: skip


def _frontier(points: list[tuple[float, float]]) -> tuple[list[float], list[float]]:
    """Of settings by error, those quicker than all with less; carried on level, far out."""
    errors: list[float] = []
    rates: list[float] = []
    for error, rate in sorted(points):
        if not rates or rate > rates[-1]:
            errors.append(error)
            rates.append(rate)
    return [*errors, 1e3 * max(_ERRORS_M[1], errors[-1])], [*rates, rates[-1]]


def _label(axis: Axes, contenders: dict[str, list[tuple[float, float]]]) -> None:
    """Names beside the ends of the curves of the last panel, moved apart."""
    edge = _ERRORS_M[1]
    ends = []
    for contender, points in contenders.items():
        errors, rates = (np.log(part) for part in _frontier(points))
        ends.append((contender, float(np.exp(np.interp(np.log(edge), errors, rates)))))
    pixels_pt = 72.0 / axis.figure.dpi
    ends.sort(key=lambda end: end[1])
    heights = [axis.transData.transform((edge, rate))[1] * pixels_pt for _, rate in ends]
    spread = np.array(heights)
    for _ in range(200):
        for k in range(1, len(spread)):
            lack = _LABEL_GAP_PT - (spread[k] - spread[k - 1])
            if lack > 0.0:
                spread[k] += 0.5 * lack
                spread[k - 1] -= 0.5 * lack
    right = axis.transAxes.transform((1.0, 0.0))[0] * pixels_pt
    for (contender, rate), height in zip(ends, spread, strict=True):
        axis.annotate(
            contender,
            (edge, rate),
            xytext=(right + 14.0, height),
            textcoords="figure points",
            color=_STYLES[contender][0],
            va="center",
            annotation_clip=False,
            fontweight="bold" if contender.startswith("trajkit") else "normal",
            arrowprops={"arrowstyle": "-", "color": _STYLES[contender][0], "linewidth": 0.6,
                        "shrinkA": 1.0, "shrinkB": 0.0, "alpha": 0.6},
        )  # fmt: skip
