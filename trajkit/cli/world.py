"""The options of `fly` that choose the Earth and the air."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from trajkit.errors import InputError

if TYPE_CHECKING:
    from numpy.typing import ArrayLike

    from trajkit.flight.air import Air
    from trajkit.physics.earth import Earth

__all__ = ["choose_air", "choose_earth", "describe_world"]


def choose_earth(*, spherical: bool, rotating: bool) -> Earth:
    """WGS-84 or the sphere, turning or not."""
    from trajkit.physics.earth import SPHERE, WGS84

    earth = SPHERE if spherical else WGS84
    return earth if rotating else earth.without_rotation()


def choose_air(
    *, density_multiplier: ArrayLike, density_profile: str | None, wind: str | None
) -> Air:
    """The standard atmosphere or the user's own files.

    Raises
    ------
    InputError
        If a file cannot be used; the message names file and row.
    """
    from trajkit.cli.csvfile import read_numbers
    from trajkit.flight.air import Air, DensityProfile, Wind

    density = steady = None
    if density_profile is not None:
        columns = read_numbers(density_profile, ("altitude_m", "density_kg_m3"))
        try:
            density = DensityProfile(*columns)
        except InputError as error:
            raise InputError(f"{density_profile}: {error}") from None
    if wind is not None:
        columns = read_numbers(wind, ("altitude_m", "east_m_s", "north_m_s"))
        try:
            steady = Wind(*columns)
        except InputError as error:
            raise InputError(f"{wind}: {error}") from None
    return Air(density_multiplier=density_multiplier, density=density, wind=steady)


def describe_world(
    earth: Earth, air: Air, *, density_profile: str | None, wind: str | None
) -> dict[str, Any]:
    """Earth and air for a JSON object."""
    return {
        "earth": {
            "name": earth.name,
            "equatorial_radius_m": earth.equatorial_radius_m,
            "flattening": earth.flattening,
            "gravitational_parameter_m3_s2": earth.gravitational_parameter_m3_s2,
            "j2": earth.j2,
            "rotation_rate_rad_s": earth.rotation_rate_rad_s,
        },
        "air": {"name": air.name, "density_profile": density_profile, "wind": wind},
    }
