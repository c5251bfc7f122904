"""Reads a site as typed: the name of a launch place, or LAT,LON in decimal degrees."""

from __future__ import annotations

import math
import re
import unicodedata
from dataclasses import dataclass

from trajkit.errors import InputError

__all__ = ["Place", "read_place"]

_NUMBER = r"[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?|[+-]?(?:nan|inf(?:inity)?)"
_PAIR = re.compile(rf"\(?\s*({_NUMBER})(?:\s*[,;]\s*|\s+)({_NUMBER})\s*\)?", re.IGNORECASE)
_LOOKS_NUMERIC = re.compile(r"[(+-]?\s*\.?\d")
# A number with a hemisphere, a degree sign or a prime: 39°11'28"N, N39.19, 39d11m.
_SEXAGESIMAL = re.compile(r"\d\s*[°ºd'’′\"”]|\d\s*[nsew]\b|\b[nsew]\s*\d", re.IGNORECASE)
_ANGLE = re.compile(
    r"([nsew])?\s*([+-]?\d+(?:\.\d+)?)\s*[°º]?\s*(?:(\d+(?:\.\d+)?)\s*['’′]\s*)?"
    r"(?:(\d+(?:\.\d+)?)\s*[\"”]\s*)?([nsew])?",
    re.IGNORECASE,
)
_EXAMPLE = "39.19,125.96"


@dataclass(frozen=True, slots=True)
class Place:
    """Where a flight starts or a ring is centred.

    Attributes
    ----------
    latitude_deg, longitude_deg : float
        WGS-84, degrees.
    title : str
        As written on a map: the site's title, or the coordinates.
    name : str or None
        The site's name in the catalogue.
    """

    latitude_deg: float
    longitude_deg: float
    title: str
    name: str | None = None


def read_place(text: str, *, option: str = "--site") -> Place:
    """Read a site's name, or a latitude and a longitude.

    Raises
    ------
    InputError
        If no site has that name, or the numbers are no latitude and longitude in decimal degrees.
    """
    plain = unicodedata.normalize("NFKC", text).replace("\N{MINUS SIGN}", "-").strip()
    # The normal form of the double prime is two primes; some type two apostrophes.
    plain = plain.replace("\N{PRIME}\N{PRIME}", '"').replace("''", '"')
    pair = _PAIR.fullmatch(plain)
    if pair is not None:
        latitude, longitude = float(pair[1]), float(pair[2])
        problem = _problem(latitude, longitude)
        if problem is not None:
            raise InputError(f"{option} {_echo(plain)}: {problem}")
        return Place(latitude, longitude, _coordinates(latitude, longitude))
    if not plain:
        raise InputError(f"{option} has no value; type a site's name or {option} {_EXAMPLE}")
    if _SEXAGESIMAL.search(plain) and any(letter.isdigit() for letter in plain):
        raise InputError(
            f"{option} {_echo(plain)}: type decimal degrees without signs or letters, "
            f"south and west negative, for instance {option} {_decimal(plain) or _EXAMPLE}"
        )
    if _LOOKS_NUMERIC.match(plain):
        raise InputError(
            f"{option} {_echo(plain)}: type latitude and longitude in decimal degrees with one "
            f"comma between them, for instance {option} {_EXAMPLE}"
        )
    from trajkit.reports import catalogue

    found = catalogue.site(plain)
    return Place(found.latitude_deg, found.longitude_deg, found.title, found.name)


def _problem(latitude: float, longitude: float) -> str | None:
    """What is wrong with the pair, with what was probably meant."""
    if not (math.isfinite(latitude) and math.isfinite(longitude)):
        return f"latitude and longitude must be numbers, for instance {_EXAMPLE}"
    if abs(latitude) <= 90.0 and -180.0 <= longitude <= 360.0:
        return None
    run_together = _run_together(latitude), _run_together(longitude)
    if abs(latitude) > 360.0 and None not in run_together:
        return (
            "degrees and minutes run together are not understood; type decimal degrees, "
            f"here {run_together[0]:.4f},{run_together[1]:.4f}"
        )
    if abs(latitude) <= 90.0:
        return f"longitude {longitude:g} is not between -180 and 360 degrees"
    problem = f"latitude {latitude:g} is not between -90 and 90 degrees"
    if abs(longitude) <= 90.0 and -180.0 <= latitude <= 360.0:
        problem += f"; latitude comes first: did you mean {longitude:.9g},{latitude:.9g}?"
    else:
        problem += f"; type latitude, then longitude, for instance {_EXAMPLE}"
    return problem


def _run_together(value: float) -> float | None:
    """Decimal degrees of DDMM.m, if it can be that. Units: degrees."""
    degrees, minutes = divmod(abs(value), 100.0)
    if degrees > 180.0 or minutes >= 60.0:
        return None
    return math.copysign(degrees + minutes / 60.0, value)


def _decimal(text: str) -> str | None:
    """Degrees, minutes and seconds as "LAT,LON" in decimal degrees, if they can be read so."""
    angles: dict[str, float] = {}
    for match in _ANGLE.finditer(text):
        before, degrees, minutes, seconds, after = match.groups()
        hemisphere = (before or after or "").upper()
        value = abs(float(degrees)) + float(minutes or 0) / 60 + float(seconds or 0) / 3600
        if not hemisphere:
            hemisphere = "E" if angles else "N"
        sign = -1.0 if hemisphere in "SW" or degrees.startswith("-") else 1.0
        axis = "latitude" if hemisphere in "NS" else "longitude"
        if axis in angles or len(angles) == 2:
            return None
        angles[axis] = sign * value
    if len(angles) != 2 or _problem(angles["latitude"], angles["longitude"]) is not None:
        return None
    return f"{angles['latitude']:.4f},{angles['longitude']:.4f}"


def _coordinates(latitude: float, longitude: float) -> str:
    """A place for a title: "39.19°N 125.96°E"."""
    if longitude > 180.0:
        longitude -= 360.0
    north, east = "S" if latitude < 0 else "N", "W" if longitude < 0 else "E"
    return f"{_degrees(latitude)}°{north} {_degrees(longitude)}°{east}"


def _degrees(value: float) -> str:
    text = f"{abs(value):.4f}".rstrip("0")
    whole, _, decimals = text.partition(".")
    return f"{whole}.{decimals}" if decimals else whole


def _echo(text: str) -> str:
    """What was typed, short enough for a message of one line."""
    plain = " ".join(text.split())
    plain = plain if len(plain) <= 60 else plain[:59] + "…"
    return f'"{plain}"' if " " in plain else plain
