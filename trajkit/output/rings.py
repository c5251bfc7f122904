"""Rings of equal distance around a site."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

import cartopy.crs as ccrs
import numpy as np

from trajkit.errors import InputError
from trajkit.flight.geodesic import FARTHEST_M
from trajkit.output import style
from trajkit.output.canvas import Canvas, Window
from trajkit.output.fonts import font_families
from trajkit.output.gazetteer import SeaLabel, sea_name
from trajkit.output.geodesy_lines import ring
from trajkit.output.labels import Labeller
from trajkit.output.names import name_places
from trajkit.output.picture import Body, open_page
from trajkit.output.scalebar import draw_scale_bar

if TYPE_CHECKING:
    from collections.abc import Sequence

    from matplotlib.figure import Figure
    from numpy.typing import NDArray

__all__ = ["Extent", "draw_rings"]

Extent = Literal["auto", "region", "globe"]

_CREDIT = "Map data: Natural Earth."
_REGION_REACH_M = 3_000_000.0
_MARGIN = 1.12
_DEGREES_PT = 30.0
_MILE_M = 1609.344


def draw_rings(
    *,
    site_name: str,
    latitude_deg: float,
    longitude_deg: float,
    ranges_m: Sequence[float],
    extent: Extent = "auto",
    title: str | None = None,
    notes: Sequence[str] = (),
    sea_label: SeaLabel = "both",
    font: str | None = None,
) -> Figure:
    """Map of the places at given distances from a site, exact on the ellipsoid.

    Azimuthal equidistant on the site, where each ring is a circle and each distance from the site
    is to scale. Up to 3,000 km the map is a square with graticule and scale bar; beyond, a disc,
    which holds the rings right also across the date line and around a pole, up to the other
    side of the Earth.

    Parameters
    ----------
    site_name : str
        Written at the centre.
    latitude_deg, longitude_deg : float
        Site, degrees.
    ranges_m : sequence of float
        Distances along the ground, m; above 0 and up to 20,003.9 km.
    extent : str
        ``"auto"``: as above, just larger than the largest ring. ``"region"``: the same in a
        Lambert conformal map, where the rings are no circles; up to 3,000 km and away from
        equator and poles. ``"globe"``: a disc of the whole Earth.
    title : str or None
        Heading; by default names the site.
    notes : sequence of str
        Footnotes.
    sea_label, font
        As for :func:`trajkit.output.maps.draw_map`.

    Raises
    ------
    InputError
        If no range is given, a range is out of bounds, or the extent cannot hold the rings.
    """
    radii = sorted({float(radius) for radius in ranges_m})
    _check(radii, latitude_deg, extent)
    sea = sea_name(sea_label)
    heading = title if title is not None else f"Distances from {site_name}"
    with style.applied(font_families((site_name, heading, *notes), font)):
        window = _window(latitude_deg, longitude_deg, radii[-1], extent)
        degrees = 0.0 if window.disc else _DEGREES_PT
        width = style.WIDTH_IN * 72.0 - 12.0 - degrees
        below = 0.0 if window.disc else 14.0
        figure, body = open_page(
            title=heading,
            subtitle=_explain(window),
            notes=notes,
            sources=(_CREDIT,),
            body_height_pt=width * window.height_m / window.width_m + below,
        )
        place = Body(body.left_pt + degrees, body.bottom_pt + below, width, body.height_pt - below)
        canvas = Canvas(figure, place, window)
        canvas.draw_graticule()
        canvas.draw_basemap()
        labeller = Labeller(canvas)
        _draw_site(canvas, labeller, latitude_deg, longitude_deg)
        planes = [_plane(canvas, latitude_deg, longitude_deg, radius, extent) for radius in radii]
        lines: list[int] = []
        for number, plane in enumerate(planes):
            canvas.plane_line(
                plane, colors=style.colour(number), linewidths=1.6, zorder=5,
                gid=f"ring-{radii[number] / 1e3:.0f}-km",
            )  # fmt: skip
            lines.append(labeller.avoid_line(plane))
        _label_rings(labeller, radii, planes, lines)
        labeller.beside(
            canvas.to_plane(latitude_deg, longitude_deg)[0], site_name, size_pt=style.TEXT_PT,
            weight="bold", gap_pt=6.0, required=True, gid="site-label",
        )  # fmt: skip
        name_places(canvas, labeller, (latitude_deg, longitude_deg), sea)
        if not window.disc:
            draw_scale_bar(canvas, labeller)
    return figure


def _check(radii: list[float], latitude_deg: float, extent: str) -> None:
    if not radii:
        raise InputError('no range was given; give at least one, such as "1,100 km"')
    for radius in radii:
        if not 0.0 < radius <= FARTHEST_M:
            raise InputError(
                f"a range of {radius / 1e3:,.0f} km cannot be drawn; give one above 0 and up to "
                f"{FARTHEST_M / 1e3:,.0f} km, the distance to the other side of the Earth"
            )
    if extent not in ("auto", "region", "globe"):
        raise InputError(f"unknown extent {extent!r}; choose auto, region or globe")
    if extent == "region" and (radii[-1] > _REGION_REACH_M or not 15 < abs(latitude_deg) < 60):
        raise InputError(
            "a regional map holds rings up to 3,000 km around sites at latitudes of 15 to 60 "
            "degrees; choose the extent auto for others"
        )


def _window(latitude: float, longitude: float, radius: float, extent: str) -> Window:
    reach = _MARGIN * radius
    if extent == "region":
        spread = float(np.degrees(reach / 6.371e6))
        crs: ccrs.Projection = ccrs.LambertConformal(
            central_longitude=longitude,
            central_latitude=latitude,
            standard_parallels=(latitude - 2 * spread / 3, latitude + 2 * spread / 3),
            cutoff=-80 if latitude > 0 else 80,
        )
        return Window(crs, -reach, -reach, reach, reach)
    crs = ccrs.AzimuthalEquidistant(central_longitude=longitude, central_latitude=latitude)
    if extent == "auto" and radius <= _REGION_REACH_M:
        return Window(crs, -reach, -reach, reach, reach)
    if extent == "globe" or reach > 0.9 * FARTHEST_M:
        reach = FARTHEST_M
    return Window(crs, -reach, -reach, reach, reach, disc=True)


def _explain(window: Window) -> str:
    if isinstance(window.crs, ccrs.LambertConformal):
        return "Lambert conformal map; each ring is exact on the ground"
    return "Distances and directions are true from the site"


def _plane(
    canvas: Canvas, latitude: float, longitude: float, radius: float, extent: str
) -> NDArray[np.float64]:
    """A ring in the plane of the map, m."""
    if extent == "region":
        return canvas.to_plane(
            *ring(latitude_deg=latitude, longitude_deg=longitude, range_m=radius)
        )
    # By the projection's definition a circle; near the antipode the way through the vertices'
    # degrees would lose the azimuth at which each is reached.
    angle = np.linspace(0.0, 2 * np.pi, 721)
    return radius * np.column_stack([np.cos(angle), np.sin(angle)])


def _draw_site(canvas: Canvas, labeller: Labeller, latitude: float, longitude: float) -> None:
    site = canvas.to_plane(latitude, longitude)[0]
    canvas.mark(site, "^", color=style.ACCENT, gid="site")
    labeller.avoid_mark(site)


def _label_rings(
    labeller: Labeller, radii: list[float], planes: list[NDArray[np.float64]], lines: list[int]
) -> None:
    """Write each distance on a patch of paper on its ring, where it hides least."""
    for number, (radius, plane) in enumerate(zip(radii, planes, strict=True)):
        miles = radius / _MILE_M
        text = f"{_figure(radius / 1e3)} km ({_figure(miles)} mi)"
        # From the top both ways round, a step of 7.5 degrees apart.
        top = int(np.argmax(plane[:, 1]))
        steps = [0] + [s * k for k in range(15, len(plane) // 2, 15) for s in (1, -1)]
        spots = plane[[(top + step) % (len(plane) - 1) for step in steps]]
        labeller.centred(
            spots, text, weight="bold", required=True, color=style.ink(number),
            gid=f"ring-{radius / 1e3:.0f}-km-label", on_line=lines[number],
            bbox={"facecolor": "white", "edgecolor": "none", "alpha": 0.85, "pad": 0.8},
        )  # fmt: skip


def _figure(value: float) -> str:
    """Whole, or with one decimal where a whole number would be another distance."""
    return f"{value:,.0f}" if value >= 100 or value == round(value) else f"{value:,.1f}"
