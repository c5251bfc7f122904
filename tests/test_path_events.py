"""Events within steps: roots on made-up pieces of path whose answers are known."""

from __future__ import annotations

import numpy as np
import pytest

from trajkit.flight.body import Body
from trajkit.flight.fly import fly
from trajkit.flight.launch import Launch
from trajkit.physics.earth import WGS84, geodetic_to_ecef
from trajkit.physics.events import Roots, altitude_above, climb_rate, locate, sign_changes, speeding
from trajkit.physics.hermite import Segments, altitude_control_points
from trajkit.physics.motion import vertical

UP = np.array([[1.0], [0.0], [0.0]])  # at latitude 0, longitude 0


def height(position_m):
    """Geodetic altitude of positions."""
    return vertical(*position_m, WGS84.equatorial_radius_m, WGS84.eccentricity_squared)[0]


def vertical_piece(heights, step_s):
    """A piece straight up and down at the equator; `heights` is a Polynomial of time."""
    rate, bend = heights.deriv(), heights.deriv(2)
    base = geodetic_to_ecef(latitude_deg=[0.0], longitude_deg=0.0, altitude_m=0.0)
    ends = []
    for time in (0.0, step_s):
        ends += [base + heights(time) * UP, rate(time) * UP, bend(time) * UP]
    points = np.stack(
        altitude_control_points(
            np.array([step_s]),
            *(np.array([curve(time)]) for time in (0.0, step_s) for curve in (heights, rate, bend)),
        )
    )
    return Segments.between(np.array([step_s]), *ends), points


def times(roots: Roots, step_s):
    return roots.share * step_s


@pytest.mark.parametrize(
    "crossings_s",
    [[3.0], [2.0, 7.0], [1.0, 4.0, 6.5], [0.5, 2.0, 5.0, 9.0], [1.0, 3.0, 5.0, 7.0, 9.0]],
    ids=len,
)
@pytest.mark.parametrize("sign", [1.0, -1.0])
def test_finds_every_crossing_of_a_piece(crossings_s, sign):
    # A quintic piece is a polynomial of degree five or less exactly: its roots are the answer.
    heights = sign * 3.0 * np.polynomial.Polynomial.fromroots(crossings_s)
    segments, points = vertical_piece(heights, 10.0)
    roots = locate(altitude_above(WGS84), segments, points)
    # 1 nm of rounding in the position over the slope at the root, at least some m/s.
    slopes = heights.deriv()(np.array(crossings_s))
    np.testing.assert_allclose(times(roots, 10.0), crossings_s, rtol=0.0, atol=2e-8)
    np.testing.assert_array_equal(roots.falling, slopes < 0.0)
    assert np.all(np.abs(slopes) > 1.0)


@pytest.mark.parametrize("peaks_s", [[4.0], [2.0, 6.0], [1.0, 5.0, 8.0], [1.0, 3.0, 5.5, 8.0]])
def test_finds_every_peak_and_trough_of_a_piece(peaks_s):
    heights = -2.0 * np.polynomial.Polynomial.fromroots(peaks_s).integ() + 5e4
    segments, points = vertical_piece(heights, 10.0)
    roots = locate(climb_rate(WGS84), segments, np.diff(points, axis=0))
    np.testing.assert_allclose(times(roots, 10.0), peaks_s, rtol=0.0, atol=1e-7)
    # A peak, where the climb rate falls through nothing, bends down; a trough bends up.
    np.testing.assert_array_equal(roots.falling, heights.deriv(2)(np.array(peaks_s)) < 0.0)


def test_two_dips_into_the_ground_between_two_ends_in_the_air():
    # In the air at both ends; the hull of the control points must not hide the dips.
    heights = np.polynomial.Polynomial.fromroots([2.0, 3.0, 7.0, 8.0])
    segments, points = vertical_piece(heights, 10.0)
    changes, negative = sign_changes(tuple(points))
    assert changes[0] >= 2
    assert not negative[0]
    roots = locate(altitude_above(WGS84), segments, points)
    np.testing.assert_allclose(times(roots, 10.0), [2.0, 3.0, 7.0, 8.0], rtol=0.0, atol=1e-7)


def test_a_graze_just_above_the_ground_is_no_crossing_and_just_below_is_two():
    for miss_m, expected in ((0.01, []), (-0.01, [4.9, 5.1])):
        heights = np.polynomial.Polynomial([25.0 + miss_m, -10.0, 1.0])  # (t - 5)^2 + miss
        segments, points = vertical_piece(heights, 10.0)
        roots = locate(altitude_above(WGS84), segments, points)
        if miss_m < 0.0:
            # The slope is 0.2 m/s where the 1 nm of rounding meets it.
            np.testing.assert_allclose(times(roots, 10.0), expected, rtol=0.0, atol=1e-7)
        else:
            assert roots.share.size == 0


def test_neighbours_do_not_change_a_root():
    pieces = [
        vertical_piece(np.polynomial.Polynomial.fromroots(roots), 10.0)
        for roots in ([3.0], [2.0, 7.0], [1.0, 4.0, 6.5], [8.0], [5.0, 5.2], [4.0])
    ]
    function = altitude_above(WGS84)
    together = locate(
        function,
        Segments(
            np.concatenate([piece.step_s for piece, _ in pieces]),
            np.concatenate([piece.coefficients for piece, _ in pieces], axis=2),
        ),
        np.concatenate([points for _, points in pieces], axis=1),
    )
    alone = [locate(function, piece, points).share for piece, points in pieces]
    np.testing.assert_array_equal(together.share, np.concatenate(alone))
    np.testing.assert_array_equal(
        together.segment, np.repeat(np.arange(6), [a.size for a in alone])
    )


def test_the_greatest_speed_of_a_piece():
    # Rate 100 + 12 t - t^2: greatest at 6 s.
    heights = np.polynomial.Polynomial([1e4, 100.0, 6.0, -1.0 / 3.0])
    segments, _ = vertical_piece(heights, 10.0)
    gains = np.array([[12.0], [3.0], [-8.0]]) * 1e3  # anything of the right signs
    roots = locate(speeding, segments, gains)
    np.testing.assert_allclose(times(roots, 10.0), [6.0], rtol=0.0, atol=1e-8)
    assert roots.falling.all()


def test_a_piece_follows_a_real_arc():
    # A minute of a circular orbit at 200 km in one piece.
    radius, speed, step = 6_578_137.0, 7784.0, 60.0
    turn = speed / radius * step
    first = np.array([[radius], [0.0], [0.0]])
    last = radius * np.array([[np.cos(turn)], [np.sin(turn)], [0.0]])
    east = speed * np.array([[0.0], [1.0], [0.0]])
    later = speed * np.array([[-np.sin(turn)], [np.cos(turn)], [0.0]])
    pull = speed**2 / radius
    segments = Segments.between(
        np.array([step]), first, east, -pull * first / radius, last, later, -pull * last / radius
    )
    along = np.linspace(0.0, 1.0, 21)
    whole = segments.take(np.zeros(21, np.intp))
    # The error of quintic Hermite interpolation: sixth derivative / 6! x (1/2)^6, here 0.02 mm.
    away = np.sqrt((whole.position(along) ** 2).sum(axis=0)) - radius
    assert np.max(np.abs(away)) < radius * turn**6 / (720.0 * 64.0) * 1.1 + 2e-9
    assert np.max(np.abs(height(whole.position(along)) - 200e3)) < 1e-3
    np.testing.assert_allclose(
        np.sqrt((whole.velocity(along) ** 2).sum(axis=0)), speed, rtol=0.0, atol=1e-5
    )
    np.testing.assert_allclose(
        np.sqrt((whole.acceleration(along) ** 2).sum(axis=0)), pull, rtol=0.0, atol=1e-5
    )


def test_crossings_come_up_and_down_and_stand_on_their_level() -> None:
    """A ballistic flight to some 200 km passes 100 km twice, a buried one never."""
    flights = fly(
        Launch(
            latitude_deg=39.0,
            longitude_deg=126.0,
            altitude_m=[60e3, -5.0, 60e3],
            speed_m_s=3e3,
            angle_deg=[40.0, 40.0, 5.0],
            azimuth_deg=60.0,
        ),
        Body(4000.0),
    )
    crossings = flights.crossings(100e3)
    assert crossings.flight.tolist() == [0, 0]
    # The altitude falls or rises at 1-2 km/s, and the moment is known to some 1e-9 s.
    assert np.allclose(crossings.altitude_m, 100e3, rtol=0.0, atol=1e-3)
    assert crossings.time_s[0] < flights.apogee.time_s[0] < crossings.time_s[1]
