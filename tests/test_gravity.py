"""Gravity against the WGS-84 normal gravity formula: what remains is the term after J2."""

from __future__ import annotations

import numpy as np
import pytest
from numpy.polynomial import Legendre

from trajkit.physics.earth import SPHERE, WGS84, geodetic_to_ecef, gravitation, gravity, local_frame
from trajkit.physics.motion import equations_of_motion


def normal_gravity_m_s2(latitude_deg):
    """Somigliana's closed formula on the ellipsoid: TR8350.2, eq. 4-1 and table 3.4."""
    sine2 = np.sin(np.radians(latitude_deg)) ** 2
    top = 9.7803253359 * (1.0 + 0.00193185265241 * sine2)
    return top / np.sqrt(1.0 - 6.69437999014e-3 * sine2)


def zonal_coefficient(degree):
    """J4 or J6 of the ellipsoid's own field: Heiskanen & Moritz (1967), eq. 2-92."""
    n, e2 = degree // 2, 6.69437999014e-3
    return (
        (-1) ** (n + 1)
        * 3.0
        * e2**n
        / ((2 * n + 1) * (2 * n + 3))
        * (1 - n + 5 * n * 1.082629821313e-3 / e2)
    )


def zonal_acceleration(degree, position_m):
    """Gradient of -(mu / r) J (a / r)^n P_n(sin of the geocentric latitude), in m/s2."""
    radius = np.sqrt((position_m**2).sum(axis=0))
    sine = position_m[2] / radius
    polynomial = Legendre.basis(degree)
    size = -zonal_coefficient(degree) * 3.986004418e14 / radius**2 * (6378137.0 / radius) ** degree
    outward = position_m / radius
    axis = np.array([0.0, 0.0, 1.0])
    return size * (
        -(degree + 1) * polynomial(sine) * outward
        + polynomial.deriv()(sine) * (axis - sine * outward)
    )


@pytest.mark.parametrize("latitude_deg", [0.0, 45.0, 90.0, -45.0, -90.0, 20.0, 70.0])
def test_what_remains_of_normal_gravity_is_the_fourth_zonal_term(latitude_deg):
    position = geodetic_to_ecef(latitude_deg=latitude_deg, longitude_deg=33.0, altitude_m=0.0)
    _, north, up = local_frame(latitude_deg=latitude_deg, longitude_deg=33.0)
    ours = gravity(position)
    # Normal gravity is straight down the ellipsoid's normal.
    remainder = -normal_gravity_m_s2(latitude_deg) * up - ours
    fourth = zonal_acceleration(4, position)
    assert zonal_coefficient(4) == pytest.approx(-2.37091e-6, rel=1e-5)  # as published
    # The sixth term is at most 7 g J6 = 4.2e-7 m/s2, at the poles; the remainder itself is up to
    # 1.2e-4 m/s2.
    np.testing.assert_allclose(remainder, fourth, rtol=0.0, atol=4.3e-7)
    # With that term too, what is left is the eighth (9 g J8 = 1e-9 m/s2) and J2's ninth digit
    # (3 g x 1.3e-12), and 1e-10 of the printed formula.
    sixth = zonal_acceleration(6, position)
    np.testing.assert_allclose(remainder, fourth + sixth, rtol=0.0, atol=2e-9)
    assert abs(north @ ours) < 1e-4 < abs(up @ ours)


def test_sizes_at_equator_and_pole():
    # Printed by TR8350.2, table 3.4. J4 is 5 (mu / r^2) J4 (a / r)^4 P4, with P4 = 3/8 and 1; the
    # sixth term is at most 4.2e-7.
    at = geodetic_to_ecef(latitude_deg=[0.0, 90.0], longitude_deg=0.0, altitude_m=0.0)
    size = np.sqrt((gravity(at) ** 2).sum(axis=0))
    np.testing.assert_allclose(
        size - [9.7803253359, 9.8321849378], [-4.356e-5, -1.1852e-4], rtol=0.0, atol=4.5e-7
    )


@pytest.mark.parametrize("earth", [WGS84, SPHERE, WGS84.without_rotation()], ids=lambda e: e.name)
def test_the_equations_of_motion_hold_the_same_gravity(earth):
    rng = np.random.default_rng(3)
    position = rng.normal(size=(3, 500))
    position *= rng.uniform(6.4e6, 5e7, 500) / np.sqrt((position**2).sum(axis=0))
    still = np.zeros(500)
    accelerate = equations_of_motion(earth, lambda altitude: 0.0 * altitude).acceleration
    at_rest = np.stack(accelerate(0.0, *position, still, still, still, still))
    # The same formula in another order of operations: some rounding of doubles of 10 m/s2.
    np.testing.assert_allclose(at_rest, gravity(position, earth=earth), rtol=0.0, atol=2e-14)
    # The Coriolis acceleration is -2 omega x v, whatever the position.
    velocity = rng.normal(scale=3e3, size=(3, 500))
    moving = np.stack(accelerate(0.0, *position, *velocity, still))
    omega = np.array([0.0, 0.0, earth.rotation_rate_rad_s])
    np.testing.assert_allclose(
        moving - at_rest, -2.0 * np.cross(omega, velocity.T).T, rtol=0.0, atol=2e-14
    )


def test_gravitation_is_the_gradient_of_its_potential():
    def potential(position):
        radius = np.sqrt((position**2).sum(axis=0))
        sine2 = (position[2] / radius) ** 2
        ratio2 = (WGS84.equatorial_radius_m / radius) ** 2
        return (
            WGS84.gravitational_parameter_m3_s2
            / radius
            * (1.0 - WGS84.j2 * ratio2 * 0.5 * (3.0 * sine2 - 1.0))
        )

    at = geodetic_to_ecef(
        latitude_deg=[-80.0, -30.0, 0.0, 45.0, 89.0], longitude_deg=-50.0, altitude_m=2e5
    )
    # Central differences over 100 m: rounding 6e7 x 1e-16 / 200 m = 4e-11 m/s2, curvature
    # g (100 m / r)^2 = 2e-9 m/s2.
    for axis in range(3):
        step = np.zeros((3, 1))
        step[axis] = 100.0
        slope = (potential(at + step) - potential(at - step)) / 200.0
        np.testing.assert_allclose(gravitation(at)[axis], slope, rtol=0.0, atol=5e-9)
