"""What the caller gave instead of an event, checked."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from trajkit.analysis.figures import Group, Reported
from trajkit.errors import InputError
from trajkit.flight.numbers import numbers
from trajkit.physics.earth import WGS84
from trajkit.reports import catalogue
from trajkit.reports.site import Site

if TYPE_CHECKING:
    from collections.abc import Sequence

    from trajkit.reports.event import Event

__all__ = ["check_model", "check_speeds", "group_by_hand", "one", "place"]

_ESCAPE_SPEED_M_S = (
    2.0 * WGS84.gravitational_parameter_m3_s2 / WGS84.equatorial_radius_m
) ** 0.5  # at the surface


def group_by_hand(values: dict[str, float | None], mach: float | None) -> Group:
    """The figures by quantity, in SI units, as if one party had reported them."""
    figures = []
    for name, value in values.items():
        if value is None:
            continue
        words = name.replace("_", " ")
        if not (np.isfinite(value) and value > 0.0):
            raise InputError(f"{words} {value:g} is not usable; give a number above 0")
        is_mach = mach if name == "top_speed" else None
        figures.append(Reported(name, value, _wording(name, value, is_mach), mach=is_mach))
    group = Group(("given figures",), tuple(figures))
    if group.figure("range") is None:
        raise InputError('a range is needed; add it with its unit, for instance --range "1,100 km"')
    return group


def check_speeds(groups: Sequence[Group]) -> None:
    """Refuse a top speed with which nothing comes down."""
    for group in groups:
        speed = group.figure("top_speed")
        if speed is not None and speed.value >= _ESCAPE_SPEED_M_S:
            raise InputError(
                f"top speed {speed.wording} is at or above escape speed "
                f"({_ESCAPE_SPEED_M_S / 1e3:.1f} km/s), and what goes so fast does not come down; "
                "give a lower one"
            )


def check_model(model: str, lift_to_drag: float | None, beta_kg_m2: float | None = None) -> None:
    """Refuse what is no model, and a body that is none."""
    if model not in ("ballistic", "glide"):
        raise InputError(f'model "{model}" is not known; choose ballistic or glide')
    if model == "glide" and beta_kg_m2 == np.inf:
        raise InputError(
            "a body without drag (beta inf) has no lift and cannot glide; give a finite beta, "
            "or leave it out to have it sought"
        )
    if lift_to_drag is None:
        return
    if model == "ballistic":
        raise InputError("a ballistic flight has no lift; add --model glide, or drop the lift")
    if not 0.0 < lift_to_drag <= 10.0:
        raise InputError(
            f"lift-to-drag ratio {lift_to_drag:g} is not above 0 and up to 10; "
            "2 to 4 is a good glider"
        )


def _wording(quantity: str, value: float, mach: float | None) -> str:
    from trajkit.reports.display import format_length, format_mach, format_speed, format_time

    if mach is not None:
        return format_mach(mach)
    if quantity == "flight_time":
        return format_time(value)
    return format_speed(value) if quantity == "top_speed" else format_length(value)


def place(
    site: str | Site | tuple[float, float] | None, event: Event | None
) -> tuple[str, tuple[float, float], str | None]:
    """Name, position, and the region whose land the flight leaves."""
    if site is None and event is None:
        raise InputError('a site is needed; give a name or "LAT,LON", for instance 39.19,125.96')
    if site is None or isinstance(site, str):
        assert site is not None or event is not None
        known = catalogue.site(site if site is not None else event.site)  # type: ignore[union-attr]
        return known.title, (known.latitude_deg, known.longitude_deg), known.region
    pair = (site.latitude_deg, site.longitude_deg) if isinstance(site, Site) else site
    place = numbers("site", pair)
    if place.shape != (2,):
        raise InputError(f"site {site!r:.60}: give a name, or latitude and longitude in degrees")
    latitude, longitude = place.tolist()
    if isinstance(site, Site):
        return site.title, (latitude, longitude), site.region
    if not (abs(latitude) <= 90.0 and -180.0 <= longitude <= 360.0):
        hint = f"; did you mean {longitude:g},{latitude:g}?" if abs(longitude) <= 90.0 else ""
        raise InputError(
            f"site {latitude:g},{longitude:g} is not a latitude from -90 to 90 and a longitude "
            f"from -180 to 360 degrees{hint}"
        )
    region = catalogue.site(event.site).region if event is not None else None
    return f"{latitude:g}, {longitude:g}", (latitude, longitude), region


def one(name: str, value: float | None) -> float | None:
    """A single number, of whatever make, as a float."""
    if value is None:
        return None
    array = numbers(name, value)
    if array.size != 1:
        raise InputError(f"{name} has {array.size} values; give one, and reconstruct in a loop")
    return float(array.reshape(()))
