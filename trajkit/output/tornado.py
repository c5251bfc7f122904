"""Picture: how far each factor swings an output, as a tornado."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from trajkit.output import style
from trajkit.output.charts import Names, dress_axis, head, panel, printed, scale_of
from trajkit.output.fonts import font_families
from trajkit.output.picture import open_page, text_width_pt
from trajkit.reports.amount import words_of

if TYPE_CHECKING:
    from matplotlib.figure import Figure

    from trajkit.sweeps.sensitivity.result import Sensitivity

__all__ = ["draw_tornado"]

_ROW_PT, _BAR_PT = 22.0, 12.0
_HEAD_PT, _AXIS_PT, _RIGHT_PT, _GAP_PT = 18.0, 30.0, 6.0, 4.0


def draw_tornado(found: Sensitivity, output: str, *, font: str | None = None) -> Figure:
    """A bar a factor, from the mean of the output where it is low to that where it is high.

    Low and high are the lowest and highest tenth of the factor (or of few values, the ends), whose
    middle is written beside the bar; the other factors come as they come.

    Raises
    ------
    InputError
        If the output was not analysed, or `font` is not installed.
    """
    one = found[output]
    subtitle = f"How far each unknown moves the mean {words_of(output)}"
    notes = (
        f"Each bar: mean over the {found.noun} in which the factor is in its lowest and in its "
        "highest tenth (the middle of which is written beside it), all others as they come. "
        f"Line: mean of all {found.noun}.",
    )
    with style.applied(font_families([found.title, subtitle, found.made], font)):
        order = sorted(range(len(found.factors)), key=lambda f: -np.nan_to_num(one.swings[f].width))
        names = Names([found.factors[f] for f in order], least_pt=_ROW_PT)
        figure, body = open_page(
            title=found.title,
            subtitle=subtitle,
            notes=notes,
            sources=(found.made,),
            body_height_pt=_HEAD_PT + names.height_pt + _AXIS_PT,
        )
        wide = body.width_pt - names.width_pt - _RIGHT_PT
        axes = panel(figure, body, (names.width_pt, _AXIS_PT, wide, names.height_pt), "tornado")
        names.write(axes)
        means = np.array([one.swings[f].mean for f in order])
        scale = scale_of(output, means)
        texts = [[printed(found.factors[f], float(x)) for x in one.swings[f].factor] for f in order]
        # Room for what is written beside the bars.
        side = _GAP_PT + max(text_width_pt(t, style.SMALL_PT) for pair in texts for t in pair)
        low, high = np.nanmin(means) / scale.size, np.nanmax(means) / scale.size
        per_point = (high - low or 1.0) / max(wide - 2 * side, 40.0)
        axes.set_xlim(low - side * per_point, high + side * per_point)
        middle = one.mean / scale.size
        for row, (factor, written) in enumerate(zip(order, texts, strict=True)):
            at = names.middles_pt[row]
            offsets = one.swings[factor].mean / scale.size - middle
            # Both on one side of the mean of all: half a bar each, or one would hide the other.
            share = 0.5 if offsets[0] * offsets[1] > 0.0 else 1.0
            for end, mean in enumerate(one.swings[factor].mean):
                if not np.isfinite(mean):
                    continue
                value = mean / scale.size
                axes.barh(
                    at + (end - 0.5) * (1.0 - share) * _BAR_PT, value - middle, left=middle,
                    height=share * _BAR_PT, color=style.colour(end), linewidth=0.0, zorder=2,
                    gid=f"factor-{row + 1}-{('low', 'high')[end]}",
                )  # fmt: skip
            turned = one.swings[factor].mean[0] > one.swings[factor].mean[1]
            for end, (mean, text) in enumerate(zip(one.swings[factor].mean, written, strict=True)):
                right = (end == 1) != turned
                beyond = max if right else min
                edge = beyond(mean / scale.size, middle)
                axes.annotate(
                    text, (edge, at), xytext=(_GAP_PT if right else -_GAP_PT, 0.0),
                    textcoords="offset points", ha="left" if right else "right", va="center",
                    size=style.SMALL_PT, color=style.ink(end), annotation_clip=False,
                )  # fmt: skip
        axes.axvline(middle, color=style.INK, linewidth=0.8, zorder=3)
        axes.set_xlabel(f"mean {scale.label}", labelpad=2.0)
        dress_axis(axes.xaxis, wide)
        head(
            axes, [("Factor low", style.ink(0)), ("   ", style.INK), ("Factor high", style.ink(1))]
        )
    return figure
