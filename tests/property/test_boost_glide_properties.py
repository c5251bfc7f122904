"""What any boosted or gliding flight obeys."""

from __future__ import annotations

import numpy as np
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

import trajkit as tk

# Without shrinking: each try is a flight, and a failing one would take minutes to simplify.
FEW = settings(max_examples=8, phases=(Phase.explicit, Phase.reuse, Phase.generate))
STILL = tk.SPHERE.without_rotation()

places = st.fixed_dictionaries(
    {
        "latitude_deg": st.floats(-60.0, 60.0),
        "longitude_deg": st.floats(-180.0, 180.0),
        "azimuth_deg": st.floats(0.0, 360.0),
    }
)
glides = st.fixed_dictionaries(
    {
        "altitude_m": st.floats(40e3, 80e3),
        "speed_m_s": st.floats(2500.0, 6000.0),
        "angle_deg": st.floats(-4.0, 6.0),
    }
)
bodies = st.tuples(st.floats(3.3, 4.3).map(lambda x: 10.0**x), st.floats(0.5, 3.5))
plans = st.builds(
    tk.Plan.glide,
    damping=st.sampled_from([0.0, 0.3, 1.0]),
    climb_share=st.floats(0.0, 1.0),
    final_share=st.none() | st.floats(0.0, 1.0),
    coast_to_peak=st.booleans(),
    dive_below_m=st.none() | st.floats(5e3, 30e3),
)


def offset_to_the_right_m(flights, place):
    """Distance of each point of fall off the great circle of the launch, positive to its right."""
    lat, lon, course = (
        np.radians(place[name]) for name in ("latitude_deg", "longitude_deg", "azimuth_deg")
    )
    up = np.array([np.cos(lat) * np.cos(lon), np.cos(lat) * np.sin(lon), np.sin(lat)])
    east = np.array([-np.sin(lon), np.cos(lon), 0.0])
    right = np.cos(course) * east - np.sin(course) * np.cross(up, east)
    y, x = np.radians(flights.impact.latitude_deg), np.radians(flights.impact.longitude_deg)
    fell = np.array([np.cos(y) * np.cos(x), np.cos(y) * np.sin(x), np.sin(y)])
    return np.arcsin(right @ fell) * STILL.equatorial_radius_m


@settings(FEW)
@given(places, glides, bodies, st.floats(2.0, 40.0))
def test_a_positive_bank_turns_right_on_every_heading(place, glide, body, bank_deg):
    flights = tk.fly(
        tk.Launch(**place, **glide),
        tk.Body(*body, [-bank_deg, 0.0, bank_deg]),
        earth=STILL,
        tolerance_m=1e-3,
    )
    left, middle, right = offset_to_the_right_m(flights, place)
    reach = flights.range_m[1]
    if reach < 6e6:  # farther, and what has turned right may come out on the left
        assert right > 1e-4 * reach
    assert abs(middle) < 1e-3
    assert abs(right + left) < 1.0


@settings(FEW)
@given(places, glides, bodies, plans)
def test_every_plan_lands_with_its_peaks_in_order(place, glide, body, plan):
    flights = tk.fly(tk.Launch(**place, **glide), tk.Body(*body), plan=plan, tolerance_m=1e-3)
    assert flights.status[0] == tk.Status.LANDED
    peaks = flights.peaks
    assert np.all(np.diff(peaks.time_s) > 1e-4)
    path = flights.sample(n=400, derived=True).isel(flight=0)
    altitude, time = path.altitude_m.values, path.time_s.values
    assert np.all(np.isfinite(altitude))
    assert np.all(np.isfinite(path.load_factor.values))
    # Every peak that the samples show is listed once.
    top = np.flatnonzero((altitude[1:-1] > altitude[:-2]) & (altitude[1:-1] > altitude[2:])) + 1
    for k in top:
        near = (peaks.time_s > time[k - 1]) & (peaks.time_s < time[k + 1])
        assert near.sum() == 1
    # Air takes energy, lift and turning none.
    assert np.all(np.diff(path.specific_energy_j_kg.values) < 1e-2)


@settings(FEW)
@given(
    places,
    st.floats(5.0, 89.9),
    st.integers(1, 3),
    st.floats(1500.0, 6000.0),
    st.floats(2.0, 5.0),
    st.sampled_from(["gravity-turn", "pitch"]),
)
def test_any_ordinary_boost_goes_where_it_is_asked_to(
    place, angle_deg, stages, delta_v_m_s, load, steering
):
    booster = tk.Booster.of(
        delta_v_m_s=delta_v_m_s,
        burn_time_s=delta_v_m_s / (load * 9.80665),
        stages=stages,
        steering=steering,
    )
    flights = tk.fly(
        tk.Pad(**place, burnout_angle_deg=angle_deg),
        tk.Body(5000.0),
        booster=booster,
        until_s=2000.0,
    )
    burnout, losses = flights.burnout, flights.losses
    assert abs(burnout.angle_deg[0] - angle_deg) < 1e-6
    aside = (burnout.azimuth_deg[0] - place["azimuth_deg"] + 180.0) % 360.0 - 180.0
    assert abs(aside * np.cos(np.radians(angle_deg))) < 1e-6
    left = delta_v_m_s - losses.gravity_m_s - losses.drag_m_s - losses.steering_m_s
    assert abs(left[0] - burnout.speed_m_s[0]) < 1e-6 * delta_v_m_s
