"""Picture: the representative flight of each answer, and where nine flights in ten lie."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from matplotlib.ticker import FuncFormatter, MaxNLocator
from numpy.typing import NDArray

from trajkit.errors import InputError
from trajkit.flight.geodesic import distance_m
from trajkit.inference.evidence import DECIDED
from trajkit.output import style
from trajkit.output.fonts import font_families
from trajkit.output.judged import COLOUR, FLIGHT_OF, page_sources, page_title
from trajkit.output.picture import open_page, text_width_pt
from trajkit.reports.display import format_length
from trajkit.reports.words import joined

if TYPE_CHECKING:
    from collections.abc import Iterator

    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

    from trajkit.inference.posterior import Posterior
    from trajkit.output.judged import Judged

__all__ = ["Envelope", "draw_envelope", "envelope_of"]

Array = NDArray[np.float64]

_FLIGHTS, _POINTS, _ALONG = 500, 300, 240
_ENDS = (0.05, 0.95)
_REFERENCES = (
    (11e3, "airliner, 11 km"),
    (100e3, "space, 100 km"),
    (420e3, "space station, 420 km"),
)
_LEFT_PT, _BOTTOM_PT, _HEAD_PT, _GAP_PT = 24.0, 15.0, 16.0, 8.0
_AXIS_NAME_PT = 14.0
_FLAT_PT, _TALL_PT = 84.0, 130.0
# A name further from its peak, as a share of the height of the panel, is tied to it by a line.
_LEADER = 0.05


@dataclass(frozen=True, eq=False)
class Envelope:
    """Altitude over ground range from the site, m.

    Attributes
    ----------
    along_m, low_m, high_m
        Altitudes below which 5 and 95 % of the flights are at each distance; those that have come
        down count as 0. Shape (n,).
    range_m, altitude_m
        The representative flight, from burnout or from the pad. Shape (m,).
    """

    along_m: Array
    low_m: Array
    high_m: Array
    range_m: Array
    altitude_m: Array


def envelope_of(posterior: Posterior) -> Envelope:
    """Where the flights of a posterior lie."""
    spread = np.linspace(0, posterior.size - 1, min(_FLIGHTS, posterior.size)).astype(np.intp)
    which = np.concatenate([[posterior.representative], spread])
    states = posterior.flights_of(which).sample(n=_POINTS)
    latitude, longitude, altitude = (
        np.asarray(states[name]) for name in ("latitude_deg", "longitude_deg", "altitude_m")
    )
    site = posterior.model.site
    ground = distance_m(
        from_latitude_deg=site[0],
        from_longitude_deg=site[1],
        to_latitude_deg=latitude.ravel(),
        to_longitude_deg=longitude.ravel(),
        earth=posterior.model.earth,
    ).reshape(latitude.shape)
    along = np.linspace(0.0, float(np.quantile(ground[1:, -1], _ENDS[1])), _ALONG)
    heights = np.zeros((which.size - 1, _ALONG))
    for row in range(1, which.size):
        # A steep flight may drift back by some metres as the Earth turns under it.
        far = np.maximum.accumulate(np.concatenate([[0.0], ground[row]]))
        heights[row - 1] = np.interp(along, far, np.concatenate([[0.0], altitude[row]]), right=0.0)
    low, high = np.quantile(np.maximum(heights, 0.0), _ENDS, axis=0)
    return Envelope(along, low, high, ground[0], np.maximum(altitude[0], 0.0))


def draw_envelope(judged: Judged, *, font: str | None = None) -> Figure:
    """A panel a verdict, all to the same scale; in each the models that its figures leave open.

    Of two models the one whose evidence is less by 3 or more in the natural logarithm is left out.

    Raises
    ------
    InputError
        If no answer gives intervals, so that there is nothing to draw.
    """
    panels = list(_panels(judged))
    if not panels:
        raise InputError(f"{judged.event.id}: no answer gives intervals, so nothing is drawn")
    title = page_title(judged)
    with style.applied(font_families([title, *(name for name, _ in panels)], font)):
        return _drawn(judged, panels, title)


def _panels(judged: Judged) -> Iterator[tuple[str, dict[str, tuple[Posterior, Envelope]]]]:
    told = list(judged.posteriors())
    for verdict in judged.verdicts:
        own = {model: posterior for one, model, posterior in told if one is verdict}
        best = max((posterior.log_evidence for posterior in own.values()), default=0.0)
        kept = {
            model: (posterior, envelope_of(posterior))
            for model, posterior in own.items()
            if posterior.log_evidence > best - DECIDED
        }
        if kept:
            yield joined(verdict.parties), kept


def _drawn(
    judged: Judged, panels: list[tuple[str, dict[str, tuple[Posterior, Envelope]]]], title: str
) -> Figure:
    envelopes = [envelope for _, kept in panels for _, envelope in kept.values()]
    farthest = 1.04 * max(max(e.along_m.max(), e.range_m.max()) for e in envelopes)
    highest = 1.15 * max(max(e.high_m.max(), e.altitude_m.max()) for e in envelopes)
    names_pt = max(text_width_pt(text, style.SMALL_PT) for _, text in _REFERENCES) + 10.0
    left = _LEFT_PT + text_width_pt(f"{highest / 1e3:,.0f}", style.SMALL_PT)
    wide = style.WIDTH_IN * 72.0 - 12.0 - left - names_pt
    tall = _TALL_PT if highest > 0.6 * farthest else _FLAT_PT
    stretch = (tall / highest) / (wide / farthest)
    step = _HEAD_PT + tall + _BOTTOM_PT + _GAP_PT
    figure, body = open_page(
        title=title,
        subtitle="Flights that the reports allow: one of the middle, and where 90 % lie",
        notes=tuple(_notes(judged, panels, stretch)),
        sources=page_sources(judged),
        body_height_pt=len(panels) * step + _AXIS_NAME_PT,
    )
    page_width, page_height = figure.get_size_inches() * 72.0
    for number, (name, kept) in enumerate(panels):
        low = body.bottom_pt + body.height_pt - number * step - _HEAD_PT - tall
        axes = figure.add_axes(
            (
                (body.left_pt + left) / page_width,
                low / page_height,
                wide / page_width,
                tall / page_height,
            )
        )
        axes.set_gid(f"panel-{number + 1}")
        axes.set_xlim(0.0, farthest)
        axes.set_ylim(0.0, highest)
        _dress(axes, wide, tall)
        _head(axes, name, list(kept))
        _references(axes, highest, tall)
        drawn = [envelope for _, envelope in kept.values()]
        for model, (posterior, envelope) in kept.items():
            _flights(axes, model, posterior, envelope, drawn, metres_a_point=farthest / wide)
        if number == len(panels) - 1:
            axes.set_xlabel("km along the ground from the site", labelpad=2.0)
    return figure


def _notes(
    judged: Judged,
    panels: list[tuple[str, dict[str, tuple[Posterior, Envelope]]]],
    stretch: float,
) -> Iterator[str]:
    yield (
        "Shade: 90 % of the flights lie in it at each distance; those that have come down count "
        "as 0."
    )
    if any(p.model.start == "burnout" for _, kept in panels for p, _ in kept.values()):
        yield "Dashed: straight to burnout, a drawing."
    if 0.95 < stretch < 1.05:
        yield "To scale; the Earth’s curvature is left out."
    elif stretch > 1.0:
        yield f"Heights are stretched {stretch:.2g} times; the Earth’s curvature is left out."
    else:
        yield f"Distances are stretched {1 / stretch:.2g} times; the Earth’s curvature is left out."
    told = {name for name, _ in panels}
    missing = [v.parties for v in judged.verdicts if joined(v.parties) not in told]
    if missing:
        names = (f"{joined(who)}{' together' if len(who) > 1 else ''}" for who in missing)
        yield f"No flights to show, see summary.json: {'; '.join(names)}."


def _dress(axes: Axes, wide: float, tall: float) -> None:
    axes.spines[["top", "right"]].set_visible(False)
    kilometres = FuncFormatter(lambda metres, _: f"{metres / 1e3:,.0f}")
    for axis, ticks in ((axes.xaxis, wide / 45.0), (axes.yaxis, tall / 20.0)):
        axis.set_major_locator(MaxNLocator(max(1, int(ticks)), steps=[1, 2, 5, 10], min_n_ticks=2))
        axis.set_major_formatter(kilometres)
    axes.set_ylabel("km", labelpad=2.0)


def _head(axes: Axes, name: str, models: list[str]) -> None:
    """Whose flights, and which colour is which model."""
    right = 0.0
    words = [(f"{name}: ", style.INK)]
    for number, model in enumerate(models):
        if number:
            words.append((" or ", style.INK))
        words.append((FLIGHT_OF[model], style.ink(COLOUR[model])))
    for text, shade in words:
        axes.annotate(
            text, (0.0, 1.0), xycoords="axes fraction", xytext=(right, 5.0),
            textcoords="offset points", weight="bold", size=style.TEXT_PT, color=shade,
            annotation_clip=False,
        )  # fmt: skip
        right += text_width_pt(text, style.TEXT_PT, "bold")


def _references(axes: Axes, highest: float, tall: float) -> None:
    """Heights that everyone knows, named to the right."""
    top = -style.SMALL_PT
    for height, text in _REFERENCES:
        if height > highest:
            continue
        axes.axhline(height, color=style.FAINT, linewidth=0.5, zorder=1, linestyle=(0, (1.0, 1.5)))
        at = height / highest * tall
        middle = max(at, top + 1.2 * style.SMALL_PT, 0.5 * style.SMALL_PT)
        top = middle
        axes.annotate(
            text, (1.0, at / tall), xycoords="axes fraction", xytext=(6.0, middle - at),
            textcoords="offset points", va="center", size=style.SMALL_PT, color=style.FAINT,
            annotation_clip=False,
            arrowprops={"arrowstyle": "-", "color": style.FAINT, "linewidth": 0.5,
                        "shrinkA": 0.0, "shrinkB": 0.0, "relpos": (0.0, 0.5)},
        )  # fmt: skip


def _flights(
    axes: Axes,
    model: str,
    posterior: Posterior,
    envelope: Envelope,
    drawn: list[Envelope],
    *,
    metres_a_point: float,
) -> None:
    """One flight and its shade; `drawn` are all flights of the panel."""
    shade = style.colour(COLOUR[model])
    name = f"{axes.get_gid()}-{model}"
    axes.fill_between(
        envelope.along_m, envelope.low_m, envelope.high_m, color=shade, alpha=0.22, linewidth=0.0,
        zorder=2, gid=f"{name}-envelope",
    )  # fmt: skip
    axes.plot(
        envelope.range_m, envelope.altitude_m, color=shade, linewidth=1.6, zorder=4, clip_on=False,
        gid=f"{name}-flight",
    )  # fmt: skip
    if posterior.model.start == "burnout":
        axes.plot(
            [0.0, envelope.range_m[0]], [0.0, envelope.altitude_m[0]], color=shade, linewidth=1.3,
            linestyle=(0, (2.0, 1.2)), zorder=4, gid=f"{name}-boost",
        )  # fmt: skip
    for number, top in enumerate(_peaks(envelope.altitude_m)):
        peak = envelope.range_m[top], envelope.altitude_m[top]
        axes.plot(*peak, marker="o", markersize=3.6, color=shade, zorder=5)
        # Above the one and below the other, so that peaks of like height do not meet.
        above = model == "ballistic" or number > 0
        text = format_length(peak[1])
        at = peak
        if number > 0:
            # A second peak lies low, under the other flight: its name stands over both.
            half = 0.5 * text_width_pt(text, style.SMALL_PT) * metres_a_point
            at = peak[0], max(peak[1], *(_highest(one, peak[0], half) for one in drawn), 0.0)
            if at[1] > peak[1] + _LEADER * axes.get_ylim()[1]:
                at = peak[0], _clear(axes, at[1])
                axes.plot(
                    [peak[0], at[0]], [peak[1], at[1]], color=shade, linewidth=0.6, zorder=5,
                    gid=f"{name}-peak-{number + 1}-leader",
                )  # fmt: skip
        axes.annotate(
            text, at, xytext=(0.0, 5.0 if above else -5.0), ha="center",
            va="bottom" if above else "top", textcoords="offset points", size=style.SMALL_PT,
            color=style.ink(COLOUR[model]), zorder=6, gid=f"{name}-peak-{number + 1}",
        )  # fmt: skip


def _highest(one: Envelope, middle_m: float, half_m: float) -> float:
    """Greatest altitude of a flight within a stretch of ground, m; 0 beyond its ends."""
    near = np.abs(one.range_m - middle_m) <= half_m
    return float(one.altitude_m[near].max(initial=0.0))


def _clear(axes: Axes, foot_m: float) -> float:
    """Where a name has to stand so that no named height runs through it, m."""
    tall = axes.bbox.height / axes.figure.dpi * 72.0
    needs = (6.0 + style.SMALL_PT) / tall * axes.get_ylim()[1]
    for height, _ in _REFERENCES:
        if foot_m < height < foot_m + needs:
            foot_m = height
    return foot_m


def _peaks(altitude: Array) -> NDArray[np.intp]:
    """The first two local maxima."""
    inner = altitude[1:-1]
    rises = (inner > altitude[:-2]) & (inner >= altitude[2:])
    return np.flatnonzero(rises)[:2] + 1
