"""Names for orientation: the sea whose name is a choice, countries around it, cities of the world.

Positions are where a name reads well, to about a degree for countries and seas and to a tenth of
a degree for cities.
"""

from __future__ import annotations

from typing import Literal, NamedTuple

from trajkit.errors import InputError

__all__ = ["COUNTRIES", "SEAS", "WORLD_CITIES", "Area", "Named", "SeaLabel", "sea_name"]

SeaLabel = Literal["none", "east-sea", "sea-of-japan", "both"]

_SEA_NAMES = {
    "none": "",
    "east-sea": "East Sea",
    "sea-of-japan": "Sea of Japan",
    "both": "East Sea /\nSea of Japan",
}


class Named(NamedTuple):
    """A name and where it stands, degrees."""

    name: str
    latitude_deg: float
    longitude_deg: float


class Area(NamedTuple):
    """A name for an area and places inside it, best first: latitude, longitude, degrees."""

    name: str
    spots_deg: tuple[tuple[float, float], ...]


COUNTRIES = (
    Area(
        "NORTH\nKOREA", ((40.5, 127.1), (40.2, 126.6), (40.9, 127.8), (39.9, 126.3), (40.2, 125.7))
    ),
    Area("NORTH KOREA", ((40.4, 127.0), (40.1, 126.5))),
    Area(
        "SOUTH\nKOREA", ((36.3, 128.0), (36.0, 127.9), (36.7, 128.2), (35.7, 127.8), (35.4, 127.8))
    ),
    Area("JAPAN", ((36.6, 138.6), (36.2, 138.0), (38.3, 140.6), (35.5, 137.0), (39.5, 141.0))),
    Area("CHINA", ((43.9, 126.5), (44.5, 128.0), (42.6, 125.5), (45.5, 127.5), (35.0, 114.5))),
    Area("RUSSIA", ((46.0, 135.6), (45.0, 134.6), (47.5, 135.6), (49.5, 136.5), (50.5, 130.5))),
    Area("MONGOLIA", ((46.8, 104.0), (46.8, 114.5))),
    Area("TAIWAN", ((23.9, 120.95),)),
)
"""A second entry of a name that is already on the map is passed over."""

SEAS = (
    Area(
        "Yellow\nSea", ((36.0, 123.5), (35.2, 123.8), (36.6, 123.6), (37.5, 123.7), (37.4, 124.6))
    ),
    Area(
        "Pacific\nOcean",
        ((37.0, 145.0), (38.0, 143.4), (36.5, 142.5), (35.0, 143.0), (40.5, 144.0)),
    ),
    Area("East China\nSea", ((29.5, 125.5), (28.5, 124.5), (30.5, 125.0))),
    Area("Sea of\nOkhotsk", ((48.5, 148.0), (46.5, 145.5), (45.8, 144.3), (50.5, 149.0))),
)

WORLD_CITIES = (
    Named("Tokyo", 35.7, 139.7),
    Named("Beijing", 39.9, 116.4),
    Named("Moscow", 55.8, 37.6),
    Named("New York", 40.7, -74.0),
    Named("London", 51.5, -0.1),
    Named("Los Angeles", 34.1, -118.2),
    Named("Sydney", -33.9, 151.2),
    Named("Delhi", 28.6, 77.2),
    Named("Cairo", 30.0, 31.2),
    Named("São Paulo", -23.6, -46.6),
    Named("Honolulu", 21.3, -157.9),
    Named("Anchorage", 61.2, -149.9),
    Named("Seattle", 47.6, -122.3),
    Named("Chicago", 41.9, -87.6),
    Named("Washington", 38.9, -77.0),
    Named("Guam", 13.4, 144.8),
    Named("Manila", 14.6, 121.0),
    Named("Singapore", 1.3, 103.8),
    Named("Jakarta", -6.2, 106.8),
    Named("Tehran", 35.7, 51.4),
    Named("Berlin", 52.5, 13.4),
    Named("Paris", 48.9, 2.4),
    Named("Madrid", 40.4, -3.7),
    Named("Rome", 41.9, 12.5),
    Named("Lagos", 6.5, 3.4),
    Named("Nairobi", -1.3, 36.8),
    Named("Johannesburg", -26.2, 28.0),
    Named("Cape Town", -33.9, 18.4),
    Named("Mexico City", 19.4, -99.1),
    Named("Bogotá", 4.7, -74.1),
    Named("Lima", -12.0, -77.0),
    Named("Buenos Aires", -34.6, -58.4),
    Named("Santiago", -33.4, -70.7),
    Named("Darwin", -12.5, 130.8),
    Named("Perth", -32.0, 115.9),
    Named("Auckland", -36.8, 174.8),
    Named("Suva", -18.1, 178.4),
    Named("Seoul", 37.6, 127.0),
    Named("Vladivostok", 43.1, 131.9),
    Named("Reykjavik", 64.1, -21.9),
    Named("Nuuk", 64.2, -51.7),
    Named("Longyearbyen", 78.2, 15.6),
    Named("Murmansk", 69.0, 33.1),
    Named("McMurdo Station", -77.8, 166.7),
    Named("Punta Arenas", -53.2, -70.9),
    Named("Ushuaia", -54.8, -68.3),
    Named("Tarawa", 1.3, 173.0),
    Named("Majuro", 7.1, 171.4),
    Named("Apia", -13.8, -171.8),
    Named("Port Moresby", -9.4, 147.2),
)
"""Large cities and, for the empty parts of the globe, the best-known towns; the surest first."""


def sea_name(choice: str) -> str:
    """The written name of the sea between Korea and Japan, empty for ``"none"``.

    Raises
    ------
    InputError
        If the choice is not one of the four.
    """
    try:
        return _SEA_NAMES[choice]
    except KeyError:
        raise InputError(
            f"unknown sea label {choice!r}; choose none, east-sea, sea-of-japan or both"
        ) from None
