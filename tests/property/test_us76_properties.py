"""What any atmosphere at rest obeys, at any altitude."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from trajkit.physics import us76

below_86_km = st.floats(-4_990.0, 85_990.0)
anywhere = st.floats(-5_000.0, 1_000_000.0)


@given(below_86_km)
def test_is_in_hydrostatic_equilibrium(altitude_m):
    # Central difference over 10 m: relative error of a hundredth of a millionth, twice that if the
    # temperature's gradient jumps inside.
    above, below = us76.properties([altitude_m + 5.0, altitude_m - 5.0]).pressure_pa
    gravity = 9.80665 * (6_356_766.0 / (6_356_766.0 + altitude_m)) ** 2
    slope = (above - below) / 10.0
    assert abs(slope / (-us76.density_kg_m3(altitude_m) * gravity) - 1.0) < 1e-5


@given(st.floats(-5_000.0, 79_900.0))
def test_obeys_the_gas_law_and_the_speed_of_sound(altitude_m):
    air = us76.properties(altitude_m)
    specific = 8.31432 / 0.0289644
    assert abs(air.pressure_pa / (air.density_kg_m3 * specific * air.temperature_k) - 1) < 1e-12
    # Laplace: c2 = gamma P / rho.
    assert abs(air.speed_of_sound_m_s**2 * air.density_kg_m3 / (1.4 * air.pressure_pa) - 1) < 1e-12


@given(anywhere, st.floats(0.1, 1e5))
def test_thins_with_altitude(altitude_m, rise_m):
    _, pressure, density, _ = us76.properties([altitude_m, altitude_m + rise_m])
    # At 86 km and at 110 km the standard steps up by 1e-5 and 1e-6: less than 0.1 m of fall.
    assert pressure[1] < pressure[0] * (1.0 + 1.2e-5)
    assert density[1] < density[0] * (1.0 + 1.2e-5)


@given(st.lists(st.floats(allow_nan=True, allow_infinity=True), min_size=1, max_size=20))
def test_each_altitude_is_its_own_affair(altitudes_m):
    together = us76.properties(altitudes_m)
    alone = [us76.properties([altitude]) for altitude in altitudes_m]
    for field, values in zip(together, zip(*alone, strict=True), strict=True):
        np.testing.assert_array_equal(field, np.concatenate(values))
