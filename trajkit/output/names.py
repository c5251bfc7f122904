"""Names on maps, where the drawing leaves room for them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from trajkit import basemap
from trajkit.output import style
from trajkit.output.gazetteer import COUNTRIES, SEAS, WORLD_CITIES, Area

if TYPE_CHECKING:
    from collections.abc import Iterator

    from trajkit.output.canvas import Canvas
    from trajkit.output.labels import Labeller

__all__ = ["name_places"]

# The others of the stored towns would only fill the map.
_CITIES = ("Pyongyang", "Seoul", "Tokyo", "Vladivostok", "Sapporo", "Osaka", "Busan", "Beijing",
           "Shanghai", "Fukuoka", "Taipei", "Khabarovsk", "Harbin")  # fmt: skip
_NEAR_PT = 12.0

_REGIONAL = 15_000.0
"""Metres of map per point of paper below which a map is of a region: 5,000 km wide."""


def name_places(
    canvas: Canvas, labeller: Labeller, site_deg: tuple[float, float], sea: str
) -> None:
    """Write names where room is left: the sea's, cities', countries', other waters'.

    Parameters
    ----------
    canvas, labeller
        The map and its labels so far.
    site_deg : (latitude, longitude)
        A city at the site itself is left out, degrees.
    sea : str
        Name of the sea between Korea and Japan; empty for none.
    """
    regional = canvas.metres_per_point < _REGIONAL
    if sea and regional:
        grid = [
            (lat, lon) for lat in np.arange(36.5, 45.1, 0.5) for lon in np.arange(130, 139.6, 0.5)
        ]
        grid.sort(key=lambda spot: (spot[0] - 39.5) ** 2 + (spot[1] - 134.5) ** 2)
        shown = [spot for spot in grid if canvas.shows(*spot)]
        if shown:
            planes = canvas.to_plane(*np.transpose(shown))
            look: dict[str, Any] = {"style": "italic", "color": style.SEA_NAME, "gid": "sea-name"}
            for size in (9.5, style.SMALL_PT):
                if labeller.centred(planes, sea, size_pt=size, over_sea=True, **look):
                    break
    site = canvas.to_plane(*site_deg)[0]
    done: set[str] = set()
    for name, latitude, longitude in _cities(canvas):
        if name in done or not canvas.shows(latitude, longitude):
            continue
        # The city that the site is named for would only say the same twice.
        away = np.hypot(*(canvas.to_plane(latitude, longitude)[0] - site))
        if away > _NEAR_PT * canvas.metres_per_point:
            done.add(name)
            _name_city(canvas, labeller, name, latitude, longitude)
    if not regional:
        return  # a country's name on a map of half the globe says less than a city's
    for country in COUNTRIES:
        plain = country.name.replace("\n", " ")
        if plain not in done and _name_area(canvas, labeller, country, water=False):
            done.add(plain)
    for water in SEAS:
        _name_area(canvas, labeller, water, water=True)


def _cities(canvas: Canvas) -> Iterator[tuple[str, float, float]]:
    if canvas.metres_per_point < _REGIONAL:
        towns = basemap.places()
        index = {name: i for i, name in reversed(list(enumerate(towns.name.tolist())))}
        for name in _CITIES:
            if name in index:
                i = index[name]
                yield name, float(towns.latitude_deg[i]), float(towns.longitude_deg[i])
    yield from WORLD_CITIES


def _name_city(
    canvas: Canvas, labeller: Labeller, name: str, latitude: float, longitude: float
) -> None:
    place = canvas.to_plane(latitude, longitude)[0]
    slug = name.lower().replace(" ", "-")
    if labeller.is_free(place) and labeller.beside(
        place, name, gap_pt=3.5, color=style.INK, gid=f"city-{slug}-label"
    ):
        canvas.axes.plot(
            *place, marker="o", markersize=2.6, color=style.INK, linestyle="none", zorder=6,
            gid=f"city-{slug}", scalex=False, scaley=False,
        )  # fmt: skip
        labeller.avoid_mark(place, 2.0)


def _name_area(canvas: Canvas, labeller: Labeller, area: Area, *, water: bool) -> bool:
    shown = [spot for spot in area.spots_deg if canvas.shows(*spot)]
    return bool(shown) and labeller.centred(
        canvas.to_plane(*np.transpose(shown)), area.name, style="italic" if water else "normal",
        over_sea=water, color=style.SEA_NAME if water else style.FAINT,
        gid=f"name-{'-'.join(area.name.lower().split())}",
    )  # fmt: skip
