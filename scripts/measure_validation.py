"""Prints the figures of docs/validation.md, measured now; a minute or two on one core.

    python scripts/measure_validation.py

The bounds that must hold are in the tests; this says how far inside them the code is. Random
flights come from fixed seeds: the same code prints the same figures.
"""

from __future__ import annotations

import sys
import warnings
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

import trajkit as tk
from trajkit.physics.earth import (
    SPHERE,
    WGS84,
    Earth,
    ecef_to_geodetic,
    geodetic_to_ecef,
    gravity,
    local_frame,
)
from trajkit.physics.motion import equations_of_motion, vertical

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT / "tests"))

import test_boost as boosts  # noqa: E402
import test_glide as glides  # noqa: E402
from nasa_check_cases import CASES, FOOT_M  # noqa: E402
from starts import random_starts, start  # noqa: E402
from test_gravity import normal_gravity_m_s2  # noqa: E402
from test_vacuum import KEPLER_CASES, jacobi_integral, kepler, sampled_states  # noqa: E402

__all__ = ["main"]

Array = NDArray[np.float64]

STILL_SPHERE = SPHERE.without_rotation()

# Speed m/s, angle degrees, altitude m, ballistic coefficient kg/m2: each drawn evenly.
RANDOM = {
    "short-range": ((1000.0, 2500.0), (30.0, 50.0), (20e3, 50e3), (2000.0, 12000.0)),
    "lofted ICBM": ((6000.0, 7200.0), (60.0, 89.0), (100e3, 200e3), (5000.0, 15000.0)),
    "low": ((1500.0, 5000.0), (0.0, 15.0), (20e3, 70e3), (1000.0, 12000.0)),
    "light": ((1000.0, 4000.0), (10.0, 60.0), (10e3, 60e3), (50.0, 500.0)),
    "from the ground": ((300.0, 1500.0), (20.0, 70.0), (0.0, 0.0), (1000.0, 9000.0)),
}

# Range km, apogee km, Mach number: reported by the ROK JCS.
MACH_REPORTS = {
    "2022-01-30": (800.0, 2000.0, 16.0),
    "2022-11-18": (1000.0, 6100.0, 22.0),
    "2022-11-17": (240.0, 47.0, 4.0),
}

# Range km, apogee km as reported.
LOW_REPORTS = {
    "2021-03-25 ROK JCS": (450.0, 60.0),
    "2021-03-25 KCNA range, JCS apogee": (600.0, 60.0),
    "2024-01-14 ROK JCS, Japan MOD": (1000.0, 50.0),
    "2024-04-02 Japan MOD": (650.0, 100.0),
    "2024-04-02 KCNA": (1000.0, 101.1),
    "2025-01-06 ROK JCS, Japan MOD": (1100.0, 100.0),
    "2025-01-06 KCNA": (1500.0, 99.8),
}

RANGES_KM = (300.0, 500.0, 1000.0, 1500.0, 3000.0, 5500.0, 8000.0, 10000.0, 13000.0)


def main() -> None:
    """Measure everything and print it."""
    for part in (
        nasa,
        normal_gravity,
        coordinates,
        atmosphere,
        density_table,
        energy,
        kepler_limit,
        tolerance,
        least_energy,
        mach_numbers,
        low_flights,
        flagship,
        published_glides,
        glide_peers,
        glide_closed_form,
        glide_damping,
        boost_closed_form,
        boost_losses,
        boost_tolerance,
        energy_at_rest,
    ):
        print(f"\n{(part.__doc__ or part.__name__).splitlines()[0]}")
        part()


def nasa() -> None:
    """NASA check-cases: greatest difference over 31 seconds."""
    launches = {
        1: start(0.0, 0.0, 30_000 * FOOT_M, 0.0, 0.0, 0.0),
        6: start(0.0, 0.0, 30_000 * FOOT_M, 0.0, 0.0, 0.0),
        9: start(0.0, 0.0, 0.0, 1000.0 * np.sqrt(2.0) * FOOT_M, 45.0, 90.0),
    }
    for case in CASES:
        flown = tk.fly(launches[case.number], tk.Body(case.beta_kg_m2), until_s=30.0)
        ours = flown.sample(np.arange(31.0)).isel(flight=0)
        longitude, height_ft, east_ft_s, down_ft_s = case.rows.T
        radius = WGS84.equatorial_radius_m + height_ft * FOOT_M
        away = np.hypot(
            np.radians(ours["longitude_deg"].values - longitude) * radius,
            ours["altitude_m"].values - height_ft * FOOT_M,
        )
        wrong = np.hypot(
            ours["east_m_s"].values - east_ft_s * FOOT_M,
            ours["down_m_s"].values - down_ft_s * FOOT_M,
        )
        print(
            f"  case {case.number}, simulation {case.simulation}: "
            f"{away.max() * 1e3:.3f} mm, {wrong.max() * 1e3:.4f} mm/s"
        )


def normal_gravity() -> None:
    """Gravity less WGS 84 normal gravity on the ellipsoid."""
    for latitude in (0.0, 45.0, 90.0):
        at = geodetic_to_ecef(latitude_deg=latitude, longitude_deg=0.0, altitude_m=0.0)
        size = np.sqrt((gravity(at) ** 2).sum())
        print(f"  {latitude:2.0f} deg: {(size - normal_gravity_m_s2(latitude)) * 1e6:+.1f} um/s2")


def coordinates() -> None:
    """Geodetic coordinates: there and back, against PROJ, and as the equations take them."""
    from pyproj import Transformer

    latitude = np.unique(
        np.concatenate(
            [
                np.linspace(-90.0, 90.0, 7201),
                *(side * (90.0 - 10.0 ** -np.arange(10.0)) for side in (-1.0, 1.0)),
            ]
        )
    )
    longitude = np.array([-180.0, -135.0, 0.0, 12.345678, 133.3])
    proj = Transformer.from_pipeline(
        "+proj=pipeline +step +proj=unitconvert +xy_in=deg +xy_out=rad "
        "+step +proj=cart +ellps=WGS84"
    )
    for top, altitudes in (("1,000 km", [-5e3, 0.0, 1e5, 1e6]), ("40,000 km", [1e7, 2e7, 4e7])):
        lat, lon, alt = np.meshgrid(latitude, longitude, np.array(altitudes), indexing="ij")
        there = geodetic_to_ecef(latitude_deg=lat, longitude_deg=lon, altitude_m=alt)
        found = ecef_to_geodetic(there)
        back = geodetic_to_ecef(latitude_deg=found[0], longitude_deg=found[1], altitude_m=found[2])
        theirs = np.stack(proj.transform(lon, lat, alt))
        print(
            f"  to {top}: there and back {_largest(back - there) * 1e9:.1f} nm, "
            f"from PROJ {_largest(there - theirs) * 1e9:.1f} nm"
        )
        quick, up = vertical(
            *there.reshape(3, -1), WGS84.equatorial_radius_m, WGS84.eccentricity_squared
        )
        exact = local_frame(latitude_deg=lat.ravel(), longitude_deg=lon.ravel())[2]
        print(
            f"    vertical of the events: altitude {np.abs(quick - alt.ravel()).max():.1e} m, "
            f"direction {_largest(np.stack(up) - exact):.1e} rad"
        )
        used: list[Array] = []

        def note(altitude: Array, used: list[Array] = used) -> Array:
            used.append(altitude)
            return 0.0 * altitude

        still = np.zeros(alt.size)
        equations = equations_of_motion(WGS84, note)
        equations.acceleration(0.0, *there.reshape(3, -1), still, still, still, still)
        print(
            f"    altitude of the equations of motion: {np.abs(used[0] - alt.ravel()).max():.1e} m"
        )


def atmosphere() -> None:
    """Atmosphere against ambiance and ussa1976: greatest relative difference."""
    import ambiance
    import ussa1976
    from ussa1976 import core

    from trajkit.physics import us76, us76_lower

    def apart(name: str, ours: us76.Properties, theirs: dict[str, Array], ratio: Array) -> None:
        values = {
            "molecular-scale temperature": ours.temperature_k / ratio,
            "pressure": ours.pressure_pa,
            "density": ours.density_kg_m3,
            "sound": ours.speed_of_sound_m_s,
        }
        away = [f"{k} {np.abs(v / values[k] - 1.0).max():.1e}" for k, v in theirs.items()]
        print(f"  {name}: " + ", ".join(away))

    altitude = np.linspace(-5_000.0, 81_000.0, 2001)
    icao = ambiance.Atmosphere(altitude)
    apart(
        "ambiance, -5 to 81 km",
        us76.properties(altitude),
        {
            "molecular-scale temperature": icao.temperature,
            "pressure": icao.pressure,
            "density": icao.density,
            "sound": icao.speed_of_sound,
        },
        us76_lower.molecular_weight_ratio(altitude),
    )

    def other(altitude: Array) -> dict[str, Array]:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            data = ussa1976.compute(z=altitude, variables=["t", "p", "rho", "cs"])
        named = {"molecular-scale temperature": "t", "pressure": "p", "density": "rho"}
        found = {name: data[key].values for name, key in named.items()}
        return found | ({"sound": data["cs"].values} if altitude[-1] <= 86e3 else {})

    low = np.linspace(0.0, 86_000.0, 2001)
    ratio = us76_lower.molecular_weight_ratio(low)
    apart("ussa1976, 0 to 86 km", us76.properties(low), other(low), ratio)
    high = np.linspace(86_001.0, 1_000_000.0, 2001)
    apart("ussa1976, 86 to 1,000 km", us76.properties(high), other(high), np.ones(high.size))

    def oxygen(grid: Array, g: Array, t: Array, dt_dz: Array, d: Array, k: Array) -> Array:
        """The term with the standard's mean molar mass below 100 km."""
        m = core.compute_mean_molar_mass_high_altitude(grid)
        term: Array = core.thermal_diffusion_term("O", grid, g, t, dt_dz, m, d, k)
        return term

    kept = core.thermal_diffusion_term_atomic_oxygen
    core.thermal_diffusion_term_atomic_oxygen = oxygen
    apart(
        "the same, its atomic-oxygen term corrected",
        us76.properties(high), other(high), np.ones(high.size),
    )  # fmt: skip
    core.thermal_diffusion_term_atomic_oxygen = kept


def density_table() -> None:
    """Density table of the integrator against the standard's equations."""
    from trajkit.physics import us76, us76_upper

    altitude = np.arange(-4.9e3, 999e3, 7.0)
    away = np.abs(tk.Air().density_table()(altitude) / us76.density_kg_m3(altitude) - 1.0)
    # From 86 km on, equations change at altitudes that are no nodes of the table.
    breaks = np.array(us76_upper.BREAK_ALTITUDES_M)
    near = (np.abs(altitude[:, None] - breaks) <= 110.0).any(axis=1)
    for name, part in (
        ("below 86 km", (altitude < 86e3) & ~near),
        ("above, away from changes of equation", (altitude >= 86e3) & ~near),
        ("around those", near),
    ):
        worst = altitude[part][away[part].argmax()]
        print(f"  {name}: {away[part].max():.1e}, at {worst / 1e3:.1f} km")


def energy() -> None:
    """Energy integral in vacuum: greatest drift over 40 random flights."""
    place = random_starts(
        40, speed_m_s=(500.0, 7000.0), angle_deg=(1.0, 89.0), altitude_m=(0.0, 2e5)
    )
    for earth in (WGS84, SPHERE, WGS84.without_rotation()):
        for tolerance_m in (1e-4, 1e-6):
            states = sampled_states(tk.fly(place, earth=earth, tolerance_m=tolerance_m))
            integral = jacobi_integral(*states, earth)
            drift = np.abs(integral / integral[:, :1] - 1.0).max()
            print(f"  {earth.name}, {tolerance_m:g} m a step: {drift:.1e}")


def kepler_limit() -> None:
    """Kepler's orbits: relative difference of range, time, impact speed, apogee."""
    for tolerance_m in (1e-4, 1e-6):
        worst = np.zeros(4)
        for case in KEPLER_CASES.values():
            flown = tk.fly(
                start(10.0, 20.0, *case, 70.0), earth=STILL_SPHERE, tolerance_m=tolerance_m
            )
            angle, apogee_m, time_s, speed_m_s = kepler(*case, STILL_SPHERE)
            apogee_m = apogee_m if case[2] > 0.0 else case[0]
            ours = (
                flown.range_m,
                flown.flight_time_s,
                flown.impact.speed_m_s,
                flown.apogee.altitude_m,
            )
            exact = (angle * STILL_SPHERE.equatorial_radius_m, time_s, speed_m_s, apogee_m)
            ratios = [abs(float(a[0]) / b - 1.0) for a, b in zip(ours, exact, strict=True)]
            worst = np.maximum(worst, ratios)
        print(f"  {tolerance_m:g} m a step: " + ", ".join(f"{v:.1e}" for v in worst))


def tolerance() -> None:
    """Error by tolerance of a step, against 1e-9 m, 1,000 flights a set."""
    for name, (speed, angle, altitude, beta) in RANDOM.items():
        place = random_starts(1000, speed_m_s=speed, angle_deg=angle, altitude_m=altitude, seed=11)
        body = tk.Body(np.random.default_rng(12).uniform(*beta, 1000))
        for what, until_s in (("at the ground", None), ("after 30 s", 30.0)):
            exact = tk.fly(place, body, until_s=until_s, tolerance_m=1e-9)
            for tolerance_m in (1e-2, 1e-3, 1e-4, 1e-5):
                rough = tk.fly(place, body, until_s=until_s, tolerance_m=tolerance_m)
                error = np.sqrt(((_ends(rough) - _ends(exact)) ** 2).sum(axis=0))
                print(
                    f"  {name}, {what}, {tolerance_m:g} m: median {np.median(error):.1e} m, "
                    f"95th percentile {np.percentile(error, 95):.1e} m, "
                    f"greatest {error.max():.1e} m; {rough.steps.mean():.0f} steps"
                )


def least_energy() -> None:
    """Least speed by range from the ground, no air, standing sphere; and the closed form's."""
    for range_km in RANGES_KM:
        result = _from_the_ground(range_m=range_km * 1e3)
        launch = result.flights.problem.launch.arrays()
        half = range_km * 1e3 / STILL_SPHERE.equatorial_radius_m / 2.0
        # Bate, Mueller & White (1971), eq. 6.2-20: Q = v^2 r / mu.
        share = 2.0 * np.sin(half) / (1.0 + np.sin(half))
        surface2 = STILL_SPHERE.gravitational_parameter_m3_s2 / STILL_SPHERE.equatorial_radius_m
        print(
            f"  {range_km:6,.0f} km: {result.flights.top_speed_m_s[0] / 1e3:.3f} km/s "
            f"({np.sqrt(share * surface2) / 1e3:.3f}), {launch['angle_deg'][0]:.2f} deg "
            f"({45.0 - np.degrees(half) / 2.0:.2f}), "
            f"{result.flights.apogee.altitude_m[0] / 1e3:,.0f} km, "
            f"{result.flights.flight_time_s[0] / 60.0:.1f} min"
        )


def mach_numbers() -> None:
    """Reported Mach numbers beside the speed that the same party's range and apogee need."""
    for name, (range_km, apogee_km, mach) in MACH_REPORTS.items():
        ground = _from_the_ground(range_m=range_km * 1e3, apogee_m=apogee_km * 1e3)
        print(
            f"  {name}: Mach {mach:g} is {mach * 0.340294:.2f} km/s at sea level; needed "
            f"{ground.flights.top_speed_m_s[0] / 1e3:.2f} km/s "
            f"({_ellipse(range_km, apogee_km)[0] / 1e3:.2f})"
        )


def low_flights() -> None:
    """Low flights: through the reported apogee, and with the least speed."""
    for name, (range_km, apogee_km) in LOW_REPORTS.items():
        ground = _from_the_ground(range_m=range_km * 1e3, apogee_m=apogee_km * 1e3)
        least = _from_the_ground(range_m=range_km * 1e3)
        angle = float(np.asarray(ground.flights.problem.launch.angle_deg)[0])
        full = tk.reconstruct(
            site="east-pyongyang",
            azimuth_deg=73.5,
            range_m=range_km * 1e3,
            apogee_m=apogee_km * 1e3,
        )
        speed, climb = _ellipse(range_km, apogee_km)
        met = "" if full.rows[0].found[0].met else " NOT MET"
        print(
            f"  {name}, {range_km:,.0f}/{apogee_km:g} km: "
            f"{ground.flights.top_speed_m_s[0] / 1e3:.2f} km/s, {angle:.1f} deg "
            f"({speed / 1e3:.2f}, {climb:.1f}); with air and the "
            f'assumed burnout of "{full.assumptions.body}" '
            f"{full.flights.top_speed_m_s[0] / 1e3:.2f} km/s{met}; least speed "
            f"{least.flights.top_speed_m_s[0] / 1e3:.2f} km/s, apogee "
            f"{least.flights.apogee.altitude_m[0] / 1e3:.0f} km, "
            f"{least.flights.flight_time_s[0]:.0f} s"
        )


def flagship() -> None:
    """The report of 6 January 2025."""
    result = tk.reconstruct("2025-01-06")
    launch = result.flights.problem.launch.arrays()
    for row in result.rows:
        found = row.found[0]
        i = found.flight
        solved = {c.reported.quantity: c.miss for c in found.comparisons if c.solved}
        windows = ", ".join(
            f"{w.low_deg:.2f}-{w.high_deg:.2f}" + (" over islands" if w.over_islands else "")
            for w in row.windows or ()
        )
        print(
            f"  {row.label}: azimuth {row.azimuth_deg:.2f} of {windows}; burnout "
            f"{launch['speed_m_s'][i]:.1f} m/s at {launch['angle_deg'][i]:.2f} deg; top speed "
            f"{result.flights.top_speed_m_s[i]:.1f} m/s, local Mach "
            f"{result.flights.top_mach[i]:.2f}; impact {result.flights.impact.speed_m_s[i]:.0f} "
            f"m/s after {result.flight_time_s[i]:.1f} s"
        )
        print("    missed by " + ", ".join(f"{k} {v * 1e3:+.3f} mm" for k, v in solved.items()))
        for name, (low, high) in found.top_speed_ends_m_s.items():
            print(f"    {name}: {low:.0f} to {high:.0f} m/s")
        print(f"    {found.sentence} Crosses land: {found.crosses_land}.")
    for name, east, north in (("west", 50.0, 0.0), ("south", 0.0, 50.0)):
        jet = np.array([0.0, 1.0, 1.0, 0.0])
        wind = tk.Wind([0.0, 10e3, 14e3, 20e3], east * jet, north * jet)
        blown = tk.fly(
            result.flights.problem.launch,
            tk.Body(result.assumptions.ballistic_coefficient_kg_m2.value),
            air=tk.Air(wind=wind),
        )
        moved = np.sqrt(((_ends(blown) - _ends(result.flights)) ** 2).sum(axis=0))
        print(f"  a jet of 50 m/s from {name} moves the falls by {moved.round()} m")


def published_glides() -> None:
    """Published skip glides: range km, time s, range to 30 km altitude km; and as published."""
    for name, (speed, *published) in glides.PUBLISHED.items():
        place = glides.east(glides.equilibrium_m(speed), speed)
        flown = tk.fly(place, tk.Body(13_003.0, 2.6), earth=glides.ROUND)
        print(
            f"  {name}: {flown.range_m[0] / 1e3:,.1f}, {flown.flight_time_s[0]:,.1f}, "
            f"{flown.crossings(30e3).range_m[0] / 1e3:,.1f} ({published})"
        )


def glide_peers() -> None:
    """Glides against speed, angle and heading by DOP853: at the ground, and in time."""
    for name, (glider, body, plan, earth, breaks_s, _) in glides.PEERS.items():
        end_s, at = glides.glide(glider, breaks_s=breaks_s)
        place = glides.east(
            glider.altitude_m,
            glider.speed_m_s,
            glider.angle_deg,
            latitude_deg=glider.latitude_deg,
            azimuth_deg=glider.azimuth_deg,
        )
        flown = tk.fly(place, body, plan=plan, earth=earth)
        _, longitude, latitude, *_ = at(end_s)
        away = np.hypot(
            np.radians(flown.impact.latitude_deg[0]) - latitude,
            (np.radians(flown.impact.longitude_deg[0]) - longitude) * np.cos(latitude),
        )
        print(
            f"  {name}: {away * glides.RADIUS_M * 1e3:.2f} mm of {flown.range_m[0] / 1e3:,.0f} km, "
            f"{abs(flown.flight_time_s[0] - end_s):.1e} s"
        )


def glide_closed_form() -> None:
    """Range between two speeds over the closed form, and over that with height, less one."""
    for fast, slow in ((4000.0, 1000.0), (6000.0, 4000.0), (6000.0, 1000.0)):
        place = glides.east(glides.equilibrium_m(fast), fast, glides.settled_angle_deg(fast, 2.6))
        for damping in (0.0, 1.0):
            plan = tk.Plan.glide(damping=damping)
            flown = tk.fly(place, tk.Body(13_003.0, 2.6), plan=plan, earth=glides.ROUND)
            range_m = glides.range_between(flown, fast, slow)
            plain, better = (
                range_m / form(fast, slow, 2.6) - 1.0
                for form in (glides.closed_form, glides.with_height)
            )
            print(
                f"  {fast:.0f} to {slow:.0f} m/s, damping {damping:g}: {range_m / 1e3:,.1f} km, "
                f"{plain:+.2%}, {better:+.2%}"
            )


def glide_damping() -> None:
    """Damping ratio of a swing of 300 m, and as the air's scale height explains it."""
    own, frequency = glides.measured_damping(0.0)
    _, _, _, scale_m = glides.swings()
    print(f"  scale height {scale_m:.0f} m; frequency over that of the air {frequency:.3f}")
    for damping in (0.0, 0.05, 0.1, 0.2, 0.3):
        expected = own + damping * np.sqrt(scale_m / glides.SCALE_HEIGHT_M)
        print(f"  {damping:g}: {glides.measured_damping(damping)[0]:.3f} ({expected:.3f})")


def boost_closed_form() -> None:
    """Vertical boosts in the void over the closed form, less one: speed, height at burnout."""
    for count, rows in boosts.STAGES.items():
        speed, height, _ = boosts.straight_up(rows)
        for steering in ("gravity-turn", "pitch"):
            burnout = tk.fly(
                boosts.pad(90.0, 0.0, 0.0),
                booster=boosts.booster(rows, steering),
                earth=boosts.VOID,
                until_s=500.0,
            ).burnout
            print(
                f"  {count} stages, {steering}: {burnout.speed_m_s[0] / speed - 1.0:+.1e}, "
                f"{burnout.altitude_m[0] / height - 1.0:+.1e}"
            )


def boost_losses() -> None:
    """Random boosters: what the losses leave of burnout speed; miss of angle, azimuth."""
    for steering in ("gravity-turn", "pitch"):
        for name, wind in (("still", None), ("windy", boosts.JET)):
            made, angle, azimuth, latitude = boosts.random_boosters(60, steering, seed=7)
            flown = tk.fly(
                boosts.pad(angle, azimuth, latitude),
                booster=made,
                air=tk.Air(wind=wind),
                until_s=1500.0,
                impact_only=True,
            )
            burnout, losses = flown.burnout, flown.losses
            left = flown.delta_v_m_s - losses.gravity_m_s - losses.drag_m_s - losses.steering_m_s
            open_ = np.abs(left / burnout.speed_m_s - 1.0)
            aside = (burnout.azimuth_deg - azimuth + 180.0) % 360.0 - 180.0
            print(
                f"  {steering}, {name}: {np.isnan(burnout.speed_m_s).sum()} without steering; "
                f"losses close to {np.nanmedian(open_):.1e} (median), {np.nanmax(open_):.1e}; "
                f"angle {np.nanmax(np.abs(burnout.angle_deg - angle)):.1e} deg, azimuth "
                f"{np.nanmax(np.abs(aside * np.cos(np.radians(angle)))):.1e} deg"
            )


def boost_tolerance() -> None:
    """A hundred two-stage boosts, error against 1e-7 m: burnout, impact."""
    rng = np.random.default_rng(5)
    delta_v = rng.uniform(3000.0, 8000.0, 100)
    place = boosts.pad(rng.uniform(10.0, 89.0, 100), rng.uniform(0.0, 360.0, 100))
    made = tk.Booster.of(delta_v_m_s=delta_v, burn_time_s=delta_v / 35.0, stages=2)
    runs = [
        tk.fly(place, tk.Body(5000.0), booster=made, impact_only=True, tolerance_m=tolerance_m)
        for tolerance_m in (1e-7, 1e-4)
    ]
    for moment in ("burnout", "impact"):
        ends = [
            geodetic_to_ecef(
                latitude_deg=points.latitude_deg,
                longitude_deg=points.longitude_deg,
                altitude_m=points.altitude_m,
            )
            for points in (getattr(run, moment) for run in runs)
        ]
        error = np.sqrt(((ends[1] - ends[0]) ** 2).sum(axis=0)) * 1e3
        print(f"  {moment}: median {np.median(error):.2g} mm, greatest {error.max():.2g} mm")


def energy_at_rest() -> None:
    """Specific energy at rest on the ellipsoid."""
    latitude = np.arange(-90.0, 91.0, 1.0)
    place = start(latitude_deg=latitude, altitude_m=0.0, speed_m_s=1.0, angle_deg=90.0)
    path = tk.fly(place, until_s=1.0).sample([0.0], derived=True)
    energy = path["specific_energy_j_kg"].values[:, 0] - 0.5
    print(f"  from {energy.min():.1f} to {energy.max():.1f} J/kg, pole {energy[0]:.1f}")


def _from_the_ground(**figures: float) -> tk.Reconstruction:
    """A flight from the ground without air over a standing sphere."""
    return tk.reconstruct(
        site=(39.0, 126.0),
        azimuth_deg=70.0,
        burnout_altitude_m=0.0,
        burnout_downrange_m=0.0,
        boost_time_s=0.0,
        ballistic_coefficient=np.inf,
        earth=STILL_SPHERE,
        **figures,  # type: ignore[arg-type]
    )


def _ellipse(range_km: float, apogee_km: float) -> tuple[float, float]:
    """Speed (m/s) and angle (degrees) at the ground of the ellipse with this range and apogee.

    From r = p / (1 + e cos(anomaly)) at the apogee and at the ground, half the range from it.
    """
    ground, mu = STILL_SPHERE.equatorial_radius_m, STILL_SPHERE.gravitational_parameter_m3_s2
    highest = ground + apogee_km * 1e3
    e = (highest - ground) / (highest - ground * np.cos(range_km * 1e3 / ground / 2.0))
    speed = np.sqrt(mu * (2.0 / ground - (1.0 + e) / highest))
    level = np.sqrt(mu * highest * (1.0 - e)) / ground
    return float(speed), float(np.degrees(np.arccos(level / speed)))


def _ends(flights: tk.Flights) -> Array:
    end = flights.end
    earth: Earth = flights.problem.earth
    return geodetic_to_ecef(
        latitude_deg=end.latitude_deg,
        longitude_deg=end.longitude_deg,
        altitude_m=end.altitude_m,
        earth=earth,
    )


def _largest(vectors: Array) -> float:
    return float(np.sqrt((vectors**2).sum(axis=0)).max())


if __name__ == "__main__":
    main()
