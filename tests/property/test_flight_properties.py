"""What any flight obeys, whoever throws it from wherever."""

from __future__ import annotations

import numpy as np
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from trajkit.flight.air import Air, Wind
from trajkit.flight.body import Body
from trajkit.flight.fly import fly
from trajkit.flight.launch import Launch
from trajkit.physics.earth import SPHERE, WGS84
from trajkit.physics.status import Status

# Without shrinking: each try is a flight, and a failing one would take minutes to simplify.
FEW = settings(max_examples=25, phases=(Phase.explicit, Phase.reuse, Phase.generate))

launches = st.fixed_dictionaries(
    {
        "latitude_deg": st.floats(-90.0, 90.0),
        "longitude_deg": st.floats(-180.0, 180.0),
        "altitude_m": st.floats(0.0, 150e3),
        "speed_m_s": st.floats(0.0, 7000.0),
        "angle_deg": st.floats(-90.0, 90.0),
        "azimuth_deg": st.floats(0.0, 360.0),
    }
)
# Longer than a hop, flatter than straight up: where a range of degrees means something.
arcs = st.fixed_dictionaries(
    {
        "latitude_deg": st.floats(-60.0, 60.0),
        "longitude_deg": st.floats(-90.0, 90.0),
        "altitude_m": st.floats(0.0, 60e3),
        "speed_m_s": st.floats(500.0, 5000.0),
        "angle_deg": st.floats(10.0, 70.0),
        "azimuth_deg": st.floats(0.0, 360.0),
    }
)
betas = st.floats(2.0, 5.0).map(lambda exponent: 10.0**exponent)


@settings(FEW, max_examples=12)
@given(arcs, betas)
def test_north_and_south_mirror_each_other(launch, beta):
    mirrored = {
        **launch,
        "latitude_deg": -launch["latitude_deg"],
        "azimuth_deg": 180.0 - launch["azimuth_deg"],
    }
    one, other = (fly(Launch(**way), Body(beta), tolerance_m=1e-5) for way in (launch, mirrored))
    # Only the azimuth is rounded differently. That may decide whether a step is taken or refused,
    # which is worth a step's error: some centimetres where it strides over a corner of the air.
    assert abs(one.impact.latitude_deg[0] + other.impact.latitude_deg[0]) < 1e-6
    assert abs(one.impact.longitude_deg[0] - other.impact.longitude_deg[0]) < 2e-6
    assert abs(one.flight_time_s[0] - other.flight_time_s[0]) < 1e-3


@settings(FEW, max_examples=12)
@given(arcs, betas, st.floats(-90.0, 90.0))
def test_every_meridian_is_as_good_as_another(launch, beta, turn_deg):
    turned = {**launch, "longitude_deg": launch["longitude_deg"] + turn_deg}
    wind = Air(wind=Wind([0.0, 15e3], [0.0, 40.0], [0.0, -20.0]))
    one, other = (
        fly(Launch(**way), Body(beta), air=wind, tolerance_m=1e-5) for way in (launch, turned)
    )
    # The coordinates are rounded elsewhere, with the same consequence.
    assert abs(one.range_m[0] - other.range_m[0]) < 0.1
    assert abs(one.flight_time_s[0] - other.flight_time_s[0]) < 1e-3
    away = other.impact.longitude_deg[0] - one.impact.longitude_deg[0] - turn_deg
    assert abs((away + 180.0) % 360.0 - 180.0) < 2e-6


@settings(FEW, max_examples=12)
@given(arcs, betas)
def test_more_drag_lands_slower_and_peaks_lower(launch, beta):
    # Energy: drag only takes. On an Earth that stands still, as the turning one works on a body.
    flights = fly(
        Launch(**launch),
        Body([beta, 2.0 * beta, np.inf]),
        earth=SPHERE.without_rotation(),
        tolerance_m=1e-5,
    )
    assert np.all(np.diff(flights.apogee.altitude_m) > -1e-2)
    assert flights.impact.speed_m_s[2] > np.max(flights.impact.speed_m_s[:2])
    assert np.all(np.diff(flights.range_m) > -1e-2)


@FEW
@given(launches, betas)
def test_an_answer_is_whole_or_absent(launch, beta):
    batch = {name: [value, value] for name, value in launch.items()}
    flights = fly(Launch(**batch), Body([beta, np.inf]), until_s=20_000.0)
    for i in range(2):
        status = flights.status[i]
        ended = np.isfinite(flights.end.time_s[i])
        assert ended == (status in (Status.LANDED, Status.TIME_LIMIT))
        assert status != Status.NOT_CONVERGED
        if not ended:
            continue
        assert 0.0 <= flights.end.time_s[i] <= 20_000.0
        assert np.isfinite(flights.end.speed_m_s[i])
        assert flights.top_speed_m_s[i] >= max(flights.end.speed_m_s[i], launch["speed_m_s"] - 1e-9)
        assert 0.0 <= flights.top_speed_time_s[i] <= flights.end.time_s[i]
        if status == Status.LANDED:
            # The ground is found to the rounding of the altitude.
            assert abs(flights.end.altitude_m[i]) < 1e-6
            peaks = flights.peaks_of(i)
            assert np.all(np.diff(peaks.time_s) > 0.0)
            assert np.all(peaks.altitude_m >= -1e-6)
            apogee = flights.apogee.altitude_m[i]
            assert apogee >= launch["altitude_m"] - 1e-6 or np.isnan(apogee)


@settings(FEW, max_examples=12)
@given(arcs, betas, st.floats(0.05, 0.95))
def test_a_flight_cut_in_two_is_the_same_flight(launch, beta, share):
    whole = fly(Launch(**launch), Body(beta), tolerance_m=1e-5)
    cut_s = share * whole.flight_time_s[0]
    middle = whole.sample([0.0, cut_s]).isel(flight=0, time=1)
    north, east = float(middle["north_m_s"]), float(middle["east_m_s"])
    second = fly(
        Launch(
            latitude_deg=float(middle["latitude_deg"]),
            longitude_deg=float(middle["longitude_deg"]),
            altitude_m=float(middle["altitude_m"]),
            speed_m_s=float(middle["speed_m_s"]),
            angle_deg=float(middle["angle_deg"]),
            azimuth_deg=float(np.degrees(np.arctan2(east, north)) % 360.0),
        ),
        Body(beta),
        earth=WGS84,
        tolerance_m=1e-5,
    )
    # Fine steps, cut elsewhere: a hundred of 0.01 mm and 0.3 micrometres a second each, and some
    # centimetres for a corner of the air that one of them strides over.
    assert abs(cut_s + second.flight_time_s[0] - whole.flight_time_s[0]) < 1e-3
    assert abs(second.impact.latitude_deg[0] - whole.impact.latitude_deg[0]) < 1e-6
    assert abs(second.impact.longitude_deg[0] - whole.impact.longitude_deg[0]) < 2e-6
