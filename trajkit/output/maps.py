"""The map of one launch: site, fans, ground tracks, splash points and reported ranges."""

from __future__ import annotations

from typing import TYPE_CHECKING

import cartopy.crs as ccrs
import numpy as np

from trajkit.output import style
from trajkit.output.canvas import Canvas, Window
from trajkit.output.fonts import font_families
from trajkit.output.gazetteer import SeaLabel, sea_name
from trajkit.output.geodesy_lines import Line, arc, sector
from trajkit.output.labels import Labeller
from trajkit.output.names import name_places
from trajkit.output.picture import Body, fold, open_page
from trajkit.output.scalebar import draw_scale_bar

if TYPE_CHECKING:
    from collections.abc import Iterator

    from matplotlib.figure import Figure
    from numpy.typing import NDArray

    from trajkit.output.scene import Scene

__all__ = ["draw_map"]

_CREDIT = "Map data: Natural Earth."
_LAMBERT_REACH_M = 3_000_000.0
_LEAST_HALF_WIDTH_M = 350_000.0
_DEGREES_PT = 30.0  # room for the labels of the parallels
_SHAPES = (0.86, 1.15)  # least and greatest height over width


def draw_map(scene: Scene, *, sea_label: SeaLabel = "both", font: str | None = None) -> Figure:
    """Map of a scene, with everything it shows inside and labelled where it is.

    Lambert conformal conic with standard parallels a sixth inside the map's extent; where that
    would distort (more than 3,000 km from the middle, within 15 degrees of the equator or 20 of
    a pole) azimuthal equidistant on the middle. 10m coast where the map lies in the region that
    trajkit holds at 10m, else 50m. Disputed islands are drawn like all land and not labelled.

    Parameters
    ----------
    scene : Scene
        What to show.
    sea_label : str
        Name of the sea between Korea and Japan: ``"none"``, ``"east-sea"``, ``"sea-of-japan"``
        or ``"both"``.
    font : str or None
        An installed font family to use before the default one.

    Raises
    ------
    InputError
        If ``sea_label`` is unknown or ``font`` is not installed.

    Warns
    -----
    MissingGlyphWarning
        If no installed font has some character of the labels.
    """
    sea = sea_name(sea_label)
    with style.applied(font_families(_texts(scene), font)):
        window = _window(scene)
        width = style.WIDTH_IN * 72.0 - 2 * 6.0 - _DEGREES_PT
        height = width * window.height_m / window.width_m
        figure, body = open_page(
            title=scene.title,
            subtitle=scene.subtitle,
            notes=(*_key(scene), *scene.assumptions),
            sources=(*scene.footers, _CREDIT),
            body_height_pt=height + 14.0,
        )
        place = Body(body.left_pt + _DEGREES_PT, body.bottom_pt + 14.0, width, height)
        canvas = Canvas(figure, place, window)
        canvas.draw_graticule()
        canvas.draw_basemap()
        labeller = Labeller(canvas)
        _draw_fans(canvas, labeller, scene)
        _draw_tracks(canvas, labeller, scene)
        name_places(canvas, labeller, (scene.site_latitude_deg, scene.site_longitude_deg), sea)
        draw_scale_bar(canvas, labeller)
    return figure


def _key(scene: Scene) -> tuple[str, ...]:
    """What cannot be labelled on the map itself."""
    if not any(fan.azimuths_deg for fan in scene.fans):
        return ()
    return (
        "Shaded: azimuths on which the reported range ends in this sea and crosses no other "
        "land; dashed: the same range elsewhere.",
    )


def _texts(scene: Scene) -> Iterator[str]:
    yield from (scene.title, scene.subtitle, scene.site_name)
    yield from scene.assumptions
    yield from scene.footers
    yield from (track.label for track in scene.tracks)


def _lines(scene: Scene) -> Iterator[Line]:
    """Everything that must be on the map."""
    yield np.array([scene.site_latitude_deg]), np.array([scene.site_longitude_deg])
    for track in scene.tracks:
        yield track.latitude_deg, track.longitude_deg
        if track.boost is not None:
            yield track.boost.latitude_deg, track.boost.longitude_deg
    for fan in scene.fans:
        for low, high in fan.azimuths_deg:
            yield arc(
                latitude_deg=scene.site_latitude_deg,
                longitude_deg=scene.site_longitude_deg,
                range_m=fan.range_m,
                low_deg=low,
                high_deg=high,
            )


def _window(scene: Scene) -> Window:
    lines = list(_lines(scene))
    latitude = np.concatenate([line[0] for line in lines])
    longitude = np.concatenate([line[1] for line in lines])
    middle_latitude, middle_longitude = _middle(latitude, longitude)
    crs: ccrs.Projection = ccrs.AzimuthalEquidistant(middle_longitude, middle_latitude)
    points = _project(crs, latitude, longitude)
    if (
        np.hypot(*points.T).max() < _LAMBERT_REACH_M
        and 15.0 < abs(middle_latitude) < 70.0
        and np.sign(latitude.min()) == np.sign(latitude.max())
    ):
        low, high = latitude.min() - 2.0, latitude.max() + 2.0
        crs = ccrs.LambertConformal(
            central_longitude=middle_longitude,
            central_latitude=middle_latitude,
            standard_parallels=(low + (high - low) / 6, high - (high - low) / 6),
            cutoff=-80 if middle_latitude > 0 else 80,
        )
        points = _project(crs, latitude, longitude)
    (west, south), (east, north) = points.min(axis=0), points.max(axis=0)
    half_width = max(0.5 * (east - west), _LEAST_HALF_WIDTH_M)
    half_height = max(0.5 * (north - south), _LEAST_HALF_WIDTH_M * _SHAPES[0])
    margin = 0.26 * max(half_width, half_height)
    half_width, half_height = half_width + margin, half_height + margin
    half_height = max(half_height, _SHAPES[0] * half_width)
    half_width = max(half_width, half_height / _SHAPES[1])
    x, y = (west + east) / 2, (south + north) / 2
    return Window(crs, x - half_width, y - half_height, x + half_width, y + half_height)


def _middle(latitude: NDArray[np.float64], longitude: NDArray[np.float64]) -> tuple[float, float]:
    """Direction of the mean of places on a sphere, degrees, rounded so that titles can cite it."""
    phi, lam = np.radians(latitude), np.radians(longitude)
    x, y, z = np.cos(phi) * np.cos(lam), np.cos(phi) * np.sin(lam), np.sin(phi)
    mean = [(v.min() + v.max()) / 2 for v in (x, y, z)]
    return (
        round(float(np.degrees(np.arctan2(mean[2], np.hypot(mean[0], mean[1])))), 1),
        round(float(np.degrees(np.arctan2(mean[1], mean[0]))), 1),
    )


def _project(
    crs: ccrs.Projection, latitude: NDArray[np.float64], longitude: NDArray[np.float64]
) -> NDArray[np.float64]:
    points = crs.transform_points(ccrs.PlateCarree(), longitude, latitude)
    return np.asarray(points[:, :2])


def _draw_fans(canvas: Canvas, labeller: Labeller, scene: Scene) -> None:
    site = {"latitude_deg": scene.site_latitude_deg, "longitude_deg": scene.site_longitude_deg}
    windows = [window for fan in scene.fans for window in fan.azimuths_deg]
    if not windows:
        return
    for number, fan in enumerate(scene.fans, 1):
        shade = style.colour(fan.colour)
        # The thin arc goes on over all parties' windows, so that one can see where it meets land.
        low, high = min(w[0] for w in windows), max(w[1] for w in windows)
        whole = canvas.to_plane(*arc(**site, range_m=fan.range_m, low_deg=low, high_deg=high))
        canvas.plane_line(
            whole, colors=shade, linewidths=0.8, linestyles=[(0, (2.5, 2.0))], zorder=3,
            gid=f"range-arc-{number}-whole",
        )  # fmt: skip
        labeller.avoid_line(whole, spacing_pt=4.0)
        for part, (start, end) in enumerate(fan.azimuths_deg, 1):
            canvas.area(
                *sector(**site, range_m=fan.range_m, low_deg=start, high_deg=end),
                facecolor=shade, alpha=0.13, linewidth=0, zorder=2, gid=f"fan-{number}-{part}",
            )  # fmt: skip
            solid = canvas.to_plane(*arc(**site, range_m=fan.range_m, low_deg=start, high_deg=end))
            labeller.avoid_line(solid)
            canvas.plane_line(
                solid,
                colors=shade, linewidths=1.8, zorder=3.1, gid=f"range-arc-{number}-{part}",
            )  # fmt: skip


def _draw_tracks(canvas: Canvas, labeller: Labeller, scene: Scene) -> None:
    ends: list[tuple[NDArray[np.float64], int]] = []
    for number, track in enumerate(scene.tracks, 1):
        shade = style.colour(track.colour)
        plane = canvas.to_plane(track.latitude_deg, track.longitude_deg)
        canvas.plane_line(plane, colors=shade, linewidths=1.8, zorder=5, gid=f"track-{number}")
        labeller.avoid_line(plane)
        if track.boost is not None:
            boost = canvas.to_plane(track.boost.latitude_deg, track.boost.longitude_deg)
            canvas.plane_line(
                boost, colors=shade, linewidths=1.4, linestyles=[(0, (2.0, 1.2))], zorder=5,
                gid=f"track-{number}-boost",
            )  # fmt: skip
            labeller.avoid_line(boost)
        if track.landed:
            canvas.mark(plane[-1], "X", color=shade, gid=f"splash-{number}")
        labeller.avoid_mark(plane[-1])
        ends.append((plane[-1], number))
    site = canvas.to_plane(scene.site_latitude_deg, scene.site_longitude_deg)[0]
    canvas.mark(site, "^", color=style.ACCENT, gid="site")
    labeller.avoid_mark(site)
    labeller.beside(
        site, scene.site_name, size_pt=style.TEXT_PT, weight="bold", gap_pt=6.0, required=True,
        gid="site-label",
    )  # fmt: skip
    for place, number in ends:
        track = scene.tracks[number - 1]
        labeller.beside(
            place, fold(track.label, 84.0), size_pt=style.TEXT_PT, weight="bold", gap_pt=6.0,
            required=True, color=style.ink(track.colour), gid=f"track-{number}-label",
        )  # fmt: skip
