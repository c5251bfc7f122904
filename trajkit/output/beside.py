"""Picture: what was thought of each quantity before the reports, beside what they leave of it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from matplotlib.ticker import FuncFormatter, MaxNLocator

from trajkit.errors import InputError
from trajkit.output import style
from trajkit.output.fonts import font_families
from trajkit.output.judged import (
    COLOUR,
    FLIGHT_OF,
    QUANTITIES,
    draws_of,
    page_sources,
    page_title,
    shown,
)
from trajkit.output.picture import open_page, wrap

if TYPE_CHECKING:
    from collections.abc import Sequence

    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

    from trajkit.inference.posterior import Posterior
    from trajkit.output.judged import Judged, Quantity
    from trajkit.reports.amount import Kind

    Groups = dict[str, list[tuple[str, Posterior]]]

__all__ = ["draw_beside"]

_COLUMNS = 2
_NAMES_PT = 78.0
_GAP_PT = 16.0
_ROW_PT, _GROUP_PT = 12.5, 11.5
_HEAD_PT, _AXIS_PT, _BETWEEN_PT = 14.0, 15.0, 8.0
_ENDS = (0.05, 0.5, 0.95)
# Of an axis: its unit, and how many SI units that is.
_AXIS: dict[Kind, tuple[str, float]] = {
    "length": ("km", 1e3),
    "speed": ("km/s", 1e3),
    "time": ("min", 60.0),
    "angle": ("degrees", 1.0),
    "beta": ("kg/m²", 1.0),
    "ratio": ("", 1.0),
}


@dataclass(frozen=True)
class _Layout:
    """Where the rows of a panel are, points down from its top.

    Attributes
    ----------
    groups
        By model: whose row, and the answer.
    names
        Of each row, as lines.
    rows
        Middle of each row.
    extents
        Of each group.
    tall
        Height of a panel.
    """

    groups: Groups
    names: dict[tuple[str, int], list[str]]
    rows: dict[tuple[str, int], float]
    extents: dict[str, tuple[float, float]]
    tall: float


def draw_beside(judged: Judged, *, font: str | None = None) -> Figure:
    """Small multiples, a panel a quantity; in each a row for every party and model.

    A bar from 5 to 95 % with its median, over a shade of the prior's 5 to 95 %.

    Raises
    ------
    InputError
        If no answer gives intervals.
    """
    cases = list(judged.posteriors())
    if not cases:
        raise InputError(f"{judged.event.id}: no answer gives intervals, so nothing is drawn")
    groups = {
        model: [(", ".join(v.parties), p) for v, m, p in cases if m == model]
        for model in dict.fromkeys(model for _, model, _ in cases)
    }
    quantities = [
        one
        for one in QUANTITIES
        if any(
            one in shown(posterior) and draws_of(posterior, one.name)[1].size
            for _, _, posterior in cases
        )
    ]
    title = page_title(judged)
    notes = (
        "Bar: 5 to 95 % of the flights that the figures of the named party allow, with the median.",
        "Shade: the same before any report (prior), its median dotted. A bar as wide as the shade "
        "says that the figures tell nothing of that quantity.",
    )
    sources = page_sources(judged)
    texts = [title, *notes, *sources, *(name for group in groups.values() for name, _ in group)]
    with style.applied(font_families(texts, font)):
        return _drawn(groups, quantities, title, notes, sources)


def _laid_out(groups: Groups) -> _Layout:
    names = {
        (model, number): wrap(name, _NAMES_PT - 6.0, style.SMALL_PT)
        for model, group in groups.items()
        for number, (name, _) in enumerate(group)
    }
    rows: dict[tuple[str, int], float] = {}
    extents: dict[str, tuple[float, float]] = {}
    down = 0.0
    for model, group in groups.items():
        begin = down
        down += _GROUP_PT
        for number in range(len(group)):
            tall = max(_ROW_PT, 1.15 * style.SMALL_PT * len(names[model, number]) + 2.0)
            rows[model, number] = down + tall / 2
            down += tall
        extents[model] = begin, down
        down += 3.0
    return _Layout(groups, names, rows, extents, down)


def _drawn(
    groups: Groups,
    quantities: Sequence[Quantity],
    title: str,
    notes: Sequence[str],
    sources: Sequence[str],
) -> Figure:
    inner = style.WIDTH_IN * 72.0 - 12.0
    wide = (inner - _NAMES_PT - (_COLUMNS - 1) * _GAP_PT) / _COLUMNS - 4.0
    layout = _laid_out(groups)
    tall = layout.tall
    lines = -(-len(quantities) // _COLUMNS)
    step = _HEAD_PT + tall + _AXIS_PT + _BETWEEN_PT
    figure, body = open_page(
        title=title,
        subtitle="What the reports tell of the flight, quantity by quantity",
        notes=notes,
        sources=sources,
        body_height_pt=lines * step,
    )
    page_width, page_height = figure.get_size_inches() * 72.0
    for number, one in enumerate(quantities):
        line, column = divmod(number, _COLUMNS)
        left = body.left_pt + _NAMES_PT + column * (wide + _GAP_PT)
        top = body.bottom_pt + body.height_pt - line * step - _HEAD_PT
        axes = figure.add_axes(
            (left / page_width, (top - tall) / page_height, wide / page_width, tall / page_height)
        )
        axes.set_gid(one.name)
        unit, size = _AXIS[one.kind]
        _panel(axes, one, layout, size)
        axes.annotate(
            f"{one.words[0].upper()}{one.words[1:]}{f', {unit}' if unit else ''}",
            (0.0, 1.0), xycoords="axes fraction", xytext=(0.0, 4.0), textcoords="offset points",
            weight="bold", size=style.SMALL_PT, annotation_clip=False, gid=f"{one.name}-heading",
        )  # fmt: skip
        if column == 0:
            _name_rows(axes, layout)
    return figure


def _name_rows(axes: Axes, layout: _Layout) -> None:
    """Whose row, and which model's, to the left of a panel."""

    def write(text: str, down: float, ink: str, weight: str) -> None:
        axes.annotate(
            text, (0.0, 1.0 - down / layout.tall), xycoords="axes fraction",
            xytext=(-_NAMES_PT, 0.0), textcoords="offset points", va="center",
            linespacing=1.15, size=style.SMALL_PT, color=ink, weight=weight,
            annotation_clip=False,
        )  # fmt: skip

    for model, group in layout.groups.items():
        ink = style.ink(COLOUR[model])
        write(FLIGHT_OF[model], layout.extents[model][0] + 0.5 * _GROUP_PT, ink, "bold")
        for number in range(len(group)):
            write(
                "\n".join(layout.names[model, number]),
                layout.rows[model, number],
                style.INK,
                "normal",
            )


def _panel(axes: Axes, one: Quantity, layout: _Layout, size: float) -> None:
    axes.spines[["top", "right", "left"]].set_visible(False)
    axes.set_ylim(layout.tall, 0.0)
    axes.set_yticks([])
    ends: list[float] = []
    for model, group in layout.groups.items():
        if not any(one in shown(posterior) for _, posterior in group):
            axes.annotate(
                "none without lift", (0.5, 1.0 - sum(layout.extents[model]) / 2 / layout.tall),
                xycoords="axes fraction", ha="center", va="center", size=style.SMALL_PT,
                color=style.FAINT,
            )  # fmt: skip
            continue
        shade = style.colour(COLOUR[model])
        before = next((d for _, p in group if (d := draws_of(p, one.name)[0]).size), None)
        if before is not None:
            low, middle, high = np.quantile(before, _ENDS) / size
            begin, end = layout.extents[model]
            axes.fill_betweenx(
                [begin, end], low, high, color=shade, alpha=0.13, linewidth=0.0, zorder=1,
                gid=f"{one.name}-{model}-prior",
            )  # fmt: skip
            axes.plot(
                [middle, middle], [begin, end], color=shade, linewidth=0.9, zorder=2,
                linestyle=(0, (1.0, 1.5)), gid=f"{one.name}-{model}-prior-median",
            )  # fmt: skip
            ends += [low, high]
        for number, (_, posterior) in enumerate(group):
            after = draws_of(posterior, one.name)[1]
            if not after.size:
                continue
            low, middle, high = np.quantile(after, _ENDS) / size
            at = layout.rows[model, number]
            name = f"{one.name}-{model}-{number + 1}"
            axes.plot([low, high], [at, at], color=shade, linewidth=2.4, zorder=4, gid=name,
                      solid_capstyle="butt")  # fmt: skip
            axes.plot([middle], [at], marker="|", markersize=8.0, markeredgewidth=1.8,
                      color=style.ink(COLOUR[model]), zorder=5, gid=f"{name}-median",
                      clip_on=False)  # fmt: skip
            ends += [low, high]
    low, high = min(ends), max(ends)
    room = 0.04 * (high - low) or 0.04 * abs(high) or 1.0
    axes.set_xlim(low - room, high + room)
    axes.xaxis.set_major_locator(MaxNLocator(4, steps=[1, 2, 2.5, 5, 10], min_n_ticks=2))
    axes.xaxis.set_major_formatter(FuncFormatter(lambda value, _: f"{value:,.6g}"))
    axes.tick_params(axis="x", pad=1.5)
