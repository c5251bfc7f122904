"""Prints what boosters the lofted tests need, as a table in Markdown; some six minutes.

    python scripts/lofted_tests.py

For each test: the burn time with which a booster gives range, apogee and flight time together,
its velocity gain and thrust to weight at lift-off, and how far the same booster would reach with a
gravity turn (*on an Earth that does not turn).
"""

from __future__ import annotations

import argparse
from dataclasses import dataclass

import numpy as np

from trajkit.analysis.boosted import BoosterFit, Test, burn_times_s, fit_boosters, greatest_range_m
from trajkit.flight.geodesic import azimuth_deg
from trajkit.physics.earth import WGS84
from trajkit.reports import catalogue

SHORTEST_S, LONGEST_S = 40.0, 600.0
# What a burn must be to be that of a missile: neither a gun nor a rocket that hardly lifts off.
PHYSICAL_S = (60.0, 450.0)
LEAST_THRUST_TO_WEIGHT = 1.2
HALF_THE_GLOBE_M = 20_000e3


# Of the burn time by stage. Judgement: the upper stage of a liquid missile has a small engine that
# burns longer; solid stages are taken as equal.
SHARES = {1: (1.0,), 2: (0.4, 0.6), 3: (1 / 3, 1 / 3, 1 / 3)}


@dataclass(frozen=True)
class Reported:
    """One party's figures of a test.

    Attributes
    ----------
    place
        Latitude and longitude of the fall as described, for the bearing alone. Units: degrees.
    time_s, rounding_s
        Flight time, and by how much it may differ for being rounded. Units: s.
    """

    day: str
    name: str
    party: str
    site: str
    stages: int
    range_km: float
    apogee_km: float
    time_s: float
    rounding_s: float
    place: tuple[float, float]
    source: str


OSHIMA = (41.5, 137.0)  # some 200 km west of Oshima-Oshima
OKUSHIRI = (42.2, 136.7)  # some 200 to 250 km west of Okushiri
PACIFIC = (40.5, 170.0)  # some 2,200 km east of Cape Erimo

TESTS = (
    Reported("2017-07-04", "Hwasong-14", "KCNA", "panghyon", 2, 933.0, 2802.0, 2340.0, 30.0,
             (39.9, 136.2), "https://enread.com/news/politics/107173.html"),
    Reported("2017-07-28", "Hwasong-14", "KCNA", "mupyong-ni", 2, 998.0, 3724.9, 2832.0, 0.5,
             (43.0, 138.0), "http://tass.com/world/958257"),
    Reported("2017-11-29", "Hwasong-15", "KCNA", "pyongsong", 2, 950.0, 4475.0, 3180.0, 30.0,
             (40.8, 137.0), "https://geo.tv/latest/169999-north-korea-tests-most-advanced-missile-"
             "yet-us-mainland-in-range"),
    Reported("2022-03-24", "Hwasong-17", "KCNA", "sunan", 2, 1090.0, 6248.5, 4052.0, 0.5,
             OSHIMA, "https://www.deccanherald.com/international/"
             "kim-jong-un-personally-ordered-missile-test-1094456.html"),
    Reported("2022-03-24", "the same", "Japan MOD's time", "sunan", 2, 1090.0, 6248.5, 4260.0, 60.0,
             OSHIMA, "https://www.mod.go.jp/j/press/news/2022/03/24d.html"),
    Reported("2022-11-18", "Hwasong-17", "KCNA", "sunan", 2, 999.2, 6040.9, 4135.0, 0.5,
             OSHIMA, "https://www.jiji.com/jc/article?k=2022111800409&g=int"),
    Reported("2023-02-18", "Hwasong-15", "KCNA", "sunan", 2, 989.0, 5768.5, 4015.0, 0.5,
             OSHIMA, "https://www.urdupoint.com/en/world/"
             "north-koreas-latest-launch-involved-hwasong-1645414.html"),
    Reported("2023-03-16", "Hwasong-17", "KCNA", "sunan", 2, 1000.2, 6045.0, 4151.0, 0.5,
             OSHIMA, "http://kcna.kp/en/article/q/e6a5ad1eb4cf499d76874d5eb90e8258.kcmsf"),
    Reported("2023-07-12", "Hwasong-18", "KCNA", "samsok", 3, 1001.2, 6648.4, 4491.0, 0.5,
             OKUSHIRI, "https://janes.com/defence-news/weapons-headlines/latest/"
             "north-korea-confirms-test-firing-of-another-hwasong-18-missile"),
    Reported("2024-10-31", "Hwasong-19", "KCNA", "samsok", 3, 1001.2, 7687.5, 5156.0, 0.5,
             OKUSHIRI, "https://paralel.az/en/article/523085"),
    Reported("2017-09-15", "Hwasong-12", "Japan MOD", "sunan", 1, 3700.0, 800.0, 1140.0, 60.0,
             PACIFIC, "https://www.mod.go.jp/e/press/release/2017/09/15a.html"),
    Reported("2017-08-29", "Hwasong-12", "Japan MOD", "sunan", 1, 2700.0, 550.0, 840.0, 60.0,
             PACIFIC, "https://www.janes.com/article/73445/"
             "north-korea-says-irbm-test-launch-was-prelude-to-containing-guam"),
)  # fmt: skip

HEAD = (
    "test", "figures of", "stages", "range / apogee, km", "flight time, s", "burn time, s",
    "delta-v, km/s", "thrust to weight", "burnout speed, km/s", "greatest range*, km", "physical",
)  # fmt: skip


def row(one: Reported) -> tuple[str, ...]:
    """The table's row of one test."""
    site = catalogue.site(one.site)
    bearing = azimuth_deg(
        from_latitude_deg=site.latitude_deg,
        from_longitude_deg=site.longitude_deg,
        to_latitude_deg=one.place[0],
        to_longitude_deg=one.place[1],
    )
    times = one.time_s + one.rounding_s * np.array([-1.0, 0.0, 1.0])
    test = Test(
        site=(site.latitude_deg, site.longitude_deg),
        range_m=np.full(3, 1e3 * one.range_km),
        apogee_m=np.full(3, 1e3 * one.apogee_km),
        azimuth_deg=np.full(3, float(bearing)),
        burn_shares=SHARES[one.stages],
    )
    burn = burn_times_s(test, times, shortest_s=SHORTEST_S, longest_s=LONGEST_S)
    there = np.flatnonzero(np.isfinite(burn))
    figures = (f"{one.range_km:,g} / {one.apogee_km:,g}", f"{one.time_s:,.0f} ± {one.rounding_s:g}")
    start = (f"{one.day} {one.name}", one.party, f"{one.stages}", *figures)
    if not there.size:
        quickest = fit_boosters(test, np.full(3, SHORTEST_S)).flights.flight_time_s[0]
        words = f"none: {quickest:,.0f} s even with {SHORTEST_S:g} s"
        return (*start, words, "", "", "", "", "no")
    fit = fit_boosters(test.take(there), burn[there])
    reach, _ = greatest_range_m(test.take(there), fit, earth=WGS84.without_rotation())
    return (*start, *_cells(burn[there], fit, reach))


def _cells(burn: np.ndarray, fit: BoosterFit, reach: np.ndarray) -> tuple[str, ...]:
    ratio = fit.booster.thrust_to_weight
    physical = (burn >= PHYSICAL_S[0]) & (burn <= PHYSICAL_S[1]) & (ratio > LEAST_THRUST_TO_WEIGHT)
    words = "yes" if physical.all() else "in part" if physical.any() else "no"
    far = reach > HALF_THE_GLOBE_M
    ranges = "half the globe" if far.any() else _ends(reach / 1e3, 0)
    return (
        _ends(burn, 0),
        _ends(fit.booster.delta_v_m_s / 1e3, 2),
        _ends(ratio, 2),
        _ends(fit.flights.burnout.speed_m_s / 1e3, 2),
        ranges,
        words,
    )


def _ends(values: np.ndarray, decimals: int) -> str:
    """The value, or the least and the greatest."""
    low, high = (f"{end:,.{decimals}f}" for end in (np.nanmin(values), np.nanmax(values)))
    return low if low == high else f"{low} to {high}"


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--only", metavar="DAY", help="one test, for instance 2022-11-18")
    options = parser.parse_args()
    print(f"| {' | '.join(HEAD)} |\n|{'---|' * len(HEAD)}")
    for one in TESTS:
        if options.only in (None, one.day):
            print(f"| {' | '.join(row(one))} |", flush=True)


if __name__ == "__main__":
    main()
