"""Altitude over ground range: once to scale, once stretched so that the peaks can be read."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from matplotlib.ticker import FuncFormatter, MaxNLocator

from trajkit.errors import InputError
from trajkit.output import style
from trajkit.output.fonts import font_families
from trajkit.output.labels import Box, Labeller
from trajkit.output.picture import Body, Picture, fold, open_page, text_width_pt, wrap

if TYPE_CHECKING:
    from collections.abc import Iterator

    from matplotlib.axes import Axes
    from matplotlib.figure import Figure
    from numpy.typing import ArrayLike, NDArray

    from trajkit.output.scene import Mark, Scene, Track

__all__ = ["draw_profile"]

_AIRLINER_M = 11_000.0
_SPACE_M = 100_000.0  # Karman line as the FAI draws it
_ISS_M = 420_000.0
_REFERENCES = (
    (_AIRLINER_M, "airliner, 11 km"),
    (_SPACE_M, "space, 100 km"),
    (_ISS_M, "space station, 420 km"),
)

_LEFT_PT = 38.0  # room for the labels of the altitude axis
_BOTTOM_PT = 28.0
_HEAD_PT = 18.0
_GAP_PT = 12.0
_STRETCHED_PT = 150.0
_TALLEST_PT = 330.0
_LABEL_PT, _NARROW_PT = 84.0, 62.0  # widths of the flights' names

_NOTE = "Altitude over distance along the ground; the Earth’s curvature is left out."


def draw_profile(scene: Scene, *, font: str | None = None) -> Figure:
    """Profile of a scene's tracks in two panels: to scale, and stretched.

    The first panel has the same scale both ways and reference heights: airliners (11 km), the
    edge of space (100 km, the Karman line) and the space station (420 km), each only if in
    view. The second fills its frame and names the peaks. Flights higher than 0.6 of their range
    get the panels side by side, others one above the other. The Earth's curvature is left out and
    the picture says so.

    Parameters
    ----------
    scene : Scene
        What to show; site and fans are not used.
    font : str or None
        An installed font family to use before the default one.

    Raises
    ------
    InputError
        If there is no track, or ``font`` is not installed.

    Warns
    -----
    MissingGlyphWarning
        If no installed font has some character of the labels.
    """
    if not scene.tracks:
        raise InputError("a profile needs at least one flight; this scene has none")
    with style.applied(font_families(_texts(scene), font)):
        farthest = 1.04 * max(float(track.range_m.max()) for track in scene.tracks)
        highest = 1.18 * max(max(_heights(scene)), 1.05 * _AIRLINER_M)
        if highest > 0.6 * farthest:
            return _side_by_side(scene, farthest, highest)
        return _stacked(scene, farthest, highest)


def _texts(scene: Scene) -> Iterator[str]:
    yield from (scene.title, scene.subtitle, *scene.assumptions, *scene.footers)
    for track in scene.tracks:
        yield from (track.label, *(mark.label for mark in (*track.peaks, *track.reported)))


def _heights(scene: Scene) -> Iterator[float]:
    for track in scene.tracks:
        yield float(track.altitude_m.max())
        yield from (mark.altitude_m for mark in (*track.peaks, *track.reported))


def _open(scene: Scene, body_height_pt: float) -> tuple[Picture, Body]:
    return open_page(
        title=scene.title,
        subtitle=scene.subtitle,
        notes=(_NOTE, *scene.assumptions),
        sources=scene.footers,
        body_height_pt=body_height_pt,
    )


def _stacked(scene: Scene, farthest: float, highest: float) -> Figure:
    width = style.WIDTH_IN * 72.0 - 12.0 - _LEFT_PT
    long = width - _names_pt()
    # Both panels have one scale along the ground, so that one can look from one to the other.
    flat = long * highest / farthest
    figure, body = _open(scene, flat + _STRETCHED_PT + 2 * (_HEAD_PT + _BOTTOM_PT))
    left, low = body.left_pt + _LEFT_PT, body.bottom_pt + _BOTTOM_PT
    limits = {"farthest_m": farthest, "highest_m": highest}
    upper = low + _STRETCHED_PT + _HEAD_PT + _BOTTOM_PT
    scaled = _Panel(figure, "to-scale", Body(left, upper, long, flat), **limits)
    stretched = _Panel(figure, "stretched", Body(left, low, long, _STRETCHED_PT), **limits)
    scaled.head("To scale")
    stretched.head(f"Heights stretched {_STRETCHED_PT / flat:.2g} times")
    for panel in (scaled, stretched):
        panel.axes.set_ylabel("km", labelpad=2.0)
        panel.axes.set_xlabel("km along the ground from the site", labelpad=2.0)
        _name_heights(panel, scene, levels=panel is stretched)
        _draw_tracks(panel.axes, scene, width=1.3 if panel is scaled else 1.8)
    _label_tracks(stretched, scene)
    return figure


def _side_by_side(scene: Scene, farthest: float, highest: float) -> Figure:
    free = style.WIDTH_IN * 72.0 - 12.0 - _LEFT_PT - _names_pt() - _GAP_PT
    tall = min(_TALLEST_PT, 0.5 * free * highest / farthest)
    narrow = tall * farthest / highest
    wide = free - narrow
    figure, body = _open(scene, tall + _HEAD_PT + _BOTTOM_PT)
    left, low = body.left_pt + _LEFT_PT, body.bottom_pt + _BOTTOM_PT
    limits = {"farthest_m": farthest, "highest_m": highest}
    start = left + narrow + _names_pt() + _GAP_PT / 2
    scaled = _Panel(figure, "to-scale", Body(left, low, narrow, tall), **limits)
    stretched = _Panel(figure, "stretched", Body(start, low, wide, tall), **limits)
    scaled.axes.set_ylabel("km", labelpad=2.0)
    scaled.head("To scale")
    stretched.head(f"Widened {wide / narrow:.2g} times")
    # One scale of heights serves both panels, and the names between them too.
    stretched.axes.tick_params(axis="y", labelleft=False)
    _name_heights(scaled, scene, levels=True)
    for name in stretched, scaled:
        name.axes.set_xlabel("km along the ground" if name is stretched else "km", labelpad=2.0)
    for height in (
        *(height for height, _ in _REFERENCES),
        *(m.altitude_m for _, m in _levels(scene)),
    ):
        if height <= highest:
            stretched.axes.axhline(
                height, color=style.FAINT, linewidth=0.5, zorder=1, linestyle=(0, (1.0, 1.5)),
                gid=f"stretched-level-{height:.0f}-m",
            )  # fmt: skip
    _draw_tracks(scaled.axes, scene, width=1.3)
    _draw_tracks(stretched.axes, scene, width=1.8)
    _label_tracks(stretched, scene)
    return figure


def _names_pt() -> float:
    """Room for the names of heights beside a panel."""
    return max(text_width_pt(text, style.SMALL_PT) for _, text in _REFERENCES) + 10.0


class _Panel:
    """Axes of one panel, in metres, with what a labeller wants to know of them."""

    round = False

    def __init__(
        self, figure: Picture, name: str, place: Body, *, farthest_m: float, highest_m: float
    ) -> None:
        page_width, page_height = figure.get_size_inches() * 72.0
        self.size_pt = place.width_pt, place.height_pt
        self.farthest_m, self.highest_m = farthest_m, highest_m
        self.axes = axes = figure.add_axes(
            (
                place.left_pt / page_width,
                place.bottom_pt / page_height,
                place.width_pt / page_width,
                place.height_pt / page_height,
            )
        )
        axes.set_gid(name)
        axes.patch.set_gid(f"{name}-paper")
        axes.spines[["top", "right"]].set_visible(False)
        axes.set_xlim(0.0, farthest_m)
        axes.set_ylim(0.0, highest_m)
        kilometres = FuncFormatter(lambda metres, _: f"{metres / 1e3:,.0f}")
        for axis, span, room in (
            (axes.xaxis, place.width_pt, 45),
            (axes.yaxis, place.height_pt, 28),
        ):
            ticks = max(1, int(span / room))
            axis.set_major_locator(MaxNLocator(ticks, steps=[1, 2, 5, 10], min_n_ticks=2))
            axis.set_major_formatter(kilometres)

    def head(self, text: str) -> None:
        """Name the panel above its upper left corner."""
        self.axes.annotate(
            text, (0.0, 1.0), xycoords="axes fraction", xytext=(0.0, 6.0),
            textcoords="offset points", weight="bold", size=style.TEXT_PT, annotation_clip=False,
            gid=f"{self.axes.get_gid()}-heading",
        )  # fmt: skip

    @property
    def _metres_per_point(self) -> NDArray[np.float64]:
        return np.array([self.farthest_m, self.highest_m]) / self.size_pt

    def to_points(self, plane: NDArray[np.float64]) -> NDArray[np.float64]:
        return np.asarray(plane / self._metres_per_point)

    def from_points(self, points: ArrayLike) -> NDArray[np.float64]:
        return np.asarray(points) * self._metres_per_point

    def shore_points(self) -> NDArray[np.float64]:
        """None on a profile."""
        return np.empty((0, 2))

    def over_land(self, box_pt: Box) -> float:  # noqa: ARG002
        """None on a profile."""
        return 0.0


def _name_heights(panel: _Panel, scene: Scene, *, levels: bool) -> None:
    """Level lines, named to the right of the panel: heights everyone knows, and reported ones."""
    rows = [(height, [text], style.FAINT, style.FAINT) for height, text in _REFERENCES]
    if levels:
        rows += [
            (
                mark.altitude_m,
                wrap(mark.label, _names_pt() - 8.0, style.SMALL_PT),
                style.colour(track.colour),
                style.ink(track.colour),
            )
            for track, mark in _levels(scene)
        ]
    rows = sorted((row for row in rows if row[0] <= panel.highest_m), key=lambda row: row[0])
    points_per_m = panel.size_pt[1] / panel.highest_m
    top = -0.2 * style.SMALL_PT
    for height, lines, shade, ink in rows:
        name = f"{panel.axes.get_gid()}-level-{height:.0f}-m"
        look = (0, (4.0, 2.0)) if shade != style.FAINT else (0, (1.0, 1.5))
        panel.axes.axhline(
            height, color=shade, linewidth=0.9 if shade != style.FAINT else 0.5, zorder=1,
            linestyle=look, gid=name,
        )  # fmt: skip
        tall = 1.15 * style.SMALL_PT * len(lines)
        middle = max(height * points_per_m, top + tall / 2)
        top = middle + tall / 2
        panel.axes.annotate(
            "\n".join(lines), (1.0, height / panel.highest_m), xycoords="axes fraction",
            xytext=(6.0, middle - height * points_per_m), textcoords="offset points",
            va="center", size=style.SMALL_PT, linespacing=1.15, color=ink, annotation_clip=False,
            arrowprops={"arrowstyle": "-", "color": shade, "linewidth": 0.5,
                        "shrinkA": 0.0, "shrinkB": 0.0, "relpos": (0.0, 0.5)},
            gid=f"{name}-label",
        )  # fmt: skip


def _levels(scene: Scene) -> Iterator[tuple[Track, Mark]]:
    """Heights reported without a place."""
    for track in scene.tracks:
        yield from ((track, mark) for mark in track.reported if mark.range_m is None)


def _draw_tracks(axes: Axes, scene: Scene, *, width: float) -> None:
    panel = axes.get_gid()
    for number, track in enumerate(scene.tracks, 1):
        shade = style.colour(track.colour)
        axes.plot(
            track.range_m, track.altitude_m, color=shade, linewidth=width, zorder=4,
            gid=f"{panel}-track-{number}", clip_on=False,
        )  # fmt: skip
        if track.boost is not None:
            axes.plot(
                track.boost.range_m, track.boost.altitude_m, color=shade, linewidth=0.8 * width,
                linestyle=(0, (2.0, 1.2)), zorder=4, gid=f"{panel}-track-{number}-boost",
                clip_on=False,
            )  # fmt: skip


def _label_tracks(panel: _Panel, scene: Scene) -> None:
    """Name the flights, their peaks, and the reported points that they miss."""
    labeller = Labeller(panel)
    for track in scene.tracks:
        labeller.avoid_line(np.column_stack([track.range_m, track.altitude_m]))
        if track.boost is not None:
            labeller.avoid_line(np.column_stack([track.boost.range_m, track.boost.altitude_m]))
    for height in [height for height, _ in _REFERENCES if height <= panel.highest_m]:
        labeller.avoid_line(np.array([[0.0, height], [panel.farthest_m, height]]), spacing_pt=30.0)
    marks: list[tuple[Mark, float, int, str]] = []
    for number, track in enumerate(scene.tracks, 1):
        for kind, group in (("peak", track.peaks), ("reported", track.reported)):
            for order, mark in enumerate(group, 1):
                if mark.range_m is not None:
                    marks.append((mark, mark.range_m, track.colour, f"{kind}-{number}-{order}"))
    for mark, ground, index, name in marks:
        met = name.startswith("peak")
        panel.axes.plot(
            ground, mark.altitude_m, marker="o" if met else "D", markersize=4.0,
            markerfacecolor=style.colour(index) if met else "white",
            markeredgecolor=style.colour(index), markeredgewidth=1.0, linestyle="none", zorder=6,
            gid=name, clip_on=False,
        )  # fmt: skip
        labeller.avoid_mark((ground, mark.altitude_m))
    for mark, ground, index, name in marks:
        labeller.beside(
            (ground, mark.altitude_m), mark.label, required=True, above=True, gap_pt=6.0,
            color=style.ink(index), gid=f"{name}-label",
        )  # fmt: skip
    for number, track in enumerate(scene.tracks, 1):
        share = np.linspace(0.97, 0.3, 25) * (len(track.range_m) - 1)
        along = np.unique(share.astype(int))[::-1]
        places = np.column_stack([track.range_m[along], track.altitude_m[along]])
        # A label that would cover something is tried again as a narrower block.
        for width_pt, required in ((_LABEL_PT, False), (_NARROW_PT, False), (_LABEL_PT, True)):
            if labeller.beside(
                places, fold(track.label, width_pt, style.SMALL_PT), weight="bold",
                required=required, color=style.ink(track.colour),
                gid=f"{panel.axes.get_gid()}-track-{number}-label",
            ):  # fmt: skip
                break
