"""The map of one launch: site, fans, ground tracks, splash points and reported ranges."""

from __future__ import annotations

from collections.abc import Iterator

import cartopy.crs as ccrs
import numpy as np
from matplotlib.figure import Figure
from numpy.typing import NDArray

from trajkit import basemap
from trajkit.output import style
from trajkit.output.canvas import Canvas, Window
from trajkit.output.fonts import font_families
from trajkit.output.gazetteer import COUNTRIES, SEAS, WORLD_CITIES, SeaLabel, sea_name
from trajkit.output.geodesy_lines import Line, arc, sector
from trajkit.output.labels import Labeller
from trajkit.output.picture import Body, open_page, wrap
from trajkit.output.scalebar import draw_scale_bar
from trajkit.output.scene import Scene

__all__ = ["draw_map"]

_CREDIT = "Map data: Natural Earth."
_LAMBERT_REACH_M = 3_000_000.0
_LEAST_HALF_WIDTH_M = 350_000.0
_DEGREES_PT = 30.0  # room for the labels of the parallels
_SHAPES = (0.72, 1.15)  # least and greatest height over width

# Asked for by name where they fall on the map; other towns only fill empty parts.
_CITIES = ("Pyongyang", "Seoul", "Tokyo", "Vladivostok", "Sapporo", "Osaka", "Busan", "Beijing")


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
            notes=scene.assumptions,
            credits=(*scene.footers, _CREDIT),
            body_height_pt=height + 14.0,
        )
        place = Body(body.left_pt + _DEGREES_PT, body.bottom_pt + 14.0, width, height)
        canvas = Canvas(figure, place, window)
        canvas.draw_graticule()
        canvas.draw_basemap()
        labeller = Labeller(canvas)
        labeller.avoid_box(draw_scale_bar(canvas))
        _draw_fans(canvas, labeller, scene)
        _draw_tracks(canvas, labeller, scene)
        _name_places(canvas, labeller, scene, sea)
    return figure


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
    margin = 0.2 * max(half_width, half_height)
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
            canvas.line(
                *arc(**site, range_m=fan.range_m, low_deg=start, high_deg=end),
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
            canvas.axes.plot(
                *plane[-1], marker="X", markersize=6.5, color=shade, markeredgecolor="white",
                markeredgewidth=0.6, linestyle="none", zorder=7, gid=f"splash-{number}",
                scalex=False, scaley=False,
            )  # fmt: skip
        labeller.avoid_mark(plane[-1])
        ends.append((plane[-1], number))
    site = canvas.to_plane(scene.site_latitude_deg, scene.site_longitude_deg)[0]
    canvas.axes.plot(
        *site, marker="^", markersize=6.5, color=style.ACCENT, markeredgecolor="white",
        markeredgewidth=0.6, linestyle="none", zorder=7, gid="site", scalex=False, scaley=False,
    )  # fmt: skip
    labeller.avoid_mark(site)
    for place, number in ends:
        track = scene.tracks[number - 1]
        labeller.beside(
            place, _two_lines(track.label), size_pt=style.TEXT_PT, weight="bold", gap_pt=6.0,
            required=True, color=style.ink(track.colour), gid=f"track-{number}-label",
        )  # fmt: skip
    labeller.beside(
        site, scene.site_name, size_pt=style.TEXT_PT, weight="bold", gap_pt=6.0, required=True,
        gid="site-label",
    )  # fmt: skip


def _two_lines(label: str) -> str:
    """Who on lines no wider than a quarter of the map, then what."""
    who, colon, what = label.partition(": ")
    parts = [who + colon.strip(), what] if what else [who]
    return "\n".join(line for part in parts for line in wrap(part, 105.0, style.TEXT_PT, "bold"))


def _name_places(canvas: Canvas, labeller: Labeller, scene: Scene, sea: str) -> None:
    if sea:
        grid = [(lat, lon) for lat in np.arange(36.5, 45.1, 0.5) for lon in np.arange(130, 139.6, 0.5)]
        grid.sort(key=lambda spot: (spot[0] - 39.5) ** 2 + (spot[1] - 134.5) ** 2)
        shown = [spot for spot in grid if canvas.shows(*spot)]
        if shown:
            labeller.centred(
                canvas.to_plane(*np.transpose(shown)), sea, size_pt=9.5, style="italic",
                over_sea=True, color=style.SEA_NAME, gid="sea-name",
            )  # fmt: skip
    done = {scene.site_name.split(",")[0].lower()}
    for name, latitude, longitude in _cities(canvas):
        if name.lower() not in done and canvas.shows(latitude, longitude):
            done.add(name.lower())
            _name_city(canvas, labeller, name, latitude, longitude)
    for country in COUNTRIES:
        _name_area(canvas, labeller, country.name, country.latitude_deg, country.longitude_deg)
    for water in SEAS:
        _name_area(
            canvas, labeller, water.name, water.latitude_deg, water.longitude_deg, water=True
        )


def _cities(canvas: Canvas) -> Iterator[tuple[str, float, float]]:
    if canvas.resolution != "10m":
        yield from WORLD_CITIES
        return
    towns = basemap.places()
    index = {name: i for i, name in reversed(list(enumerate(towns.name.tolist())))}
    for name in _CITIES:
        if name in index:
            i = index[name]
            yield name, float(towns.latitude_deg[i]), float(towns.longitude_deg[i])


def _name_city(
    canvas: Canvas, labeller: Labeller, name: str, latitude: float, longitude: float
) -> None:
    place = canvas.to_plane(latitude, longitude)[0]
    slug = name.lower().replace(" ", "-")
    if labeller.beside(place, name, gap_pt=3.5, color=style.INK, gid=f"city-{slug}-label"):
        canvas.axes.plot(
            *place, marker="o", markersize=2.6, color=style.INK, linestyle="none", zorder=6,
            gid=f"city-{slug}", scalex=False, scaley=False,
        )  # fmt: skip
        labeller.avoid_mark(place, 2.0)


def _name_area(
    canvas: Canvas,
    labeller: Labeller,
    name: str,
    latitude: float,
    longitude: float,
    *,
    water: bool = False,
) -> None:
    offsets = [(0.0, 0.0)] + [
        (r * up, r * right)
        for r in (0.5, 1.0, 1.5, 2.0, 3.0)
        for up, right in ((0, 1), (0, -1), (1, 0), (-1, 0), (1, 1), (1, -1), (-1, 1), (-1, -1))
    ]
    shown = [
        spot
        for up, right in offsets
        if canvas.shows(*(spot := (latitude + up, longitude + right)))
    ]
    if shown:
        labeller.centred(
            canvas.to_plane(*np.transpose(shown)), name, style="italic" if water else "normal",
            over_sea=water, color=style.SEA_NAME if water else style.FAINT,
            gid=f"name-{'-'.join(name.lower().split())}",
        )  # fmt: skip
