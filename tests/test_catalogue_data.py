"""The catalogue's data against published figures, Kepler's laws, geodesics and the map."""

from __future__ import annotations

import math
import tomllib
from datetime import UTC, datetime, timedelta, timezone
from typing import Any

import pyproj
import pytest
import shapely

from trajkit.basemap import land
from trajkit.datafiles import data_path
from trajkit.reports import catalogue
from trajkit.reports.quantities import KIND_OF_QUANTITY
from trajkit.reports.wording import read_wording

EVENTS: dict[str, dict[str, Any]] = {
    path.stem: tomllib.loads(path.read_text(encoding="utf-8"))
    for path in sorted(data_path("events").glob("*.toml"))
}
Claim = dict[str, Any]

EARTH_RADIUS_M = 6.371e6
EARTH_MU_M3_S2 = 3.986004418e14
GEOD = pyproj.Geod(ellps="WGS84")
#: Clocks in Seoul and Tokyo, which the reports of those governments use.
KST = timezone(timedelta(hours=9))
POINTS = {
    "north": 0.0,
    "north-east": 45.0,
    "east": 90.0,
    "south-east": 135.0,
    "south": 180.0,
    "south-west": 225.0,
    "west": 270.0,
    "north-west": 315.0,
}
#: Whose range goes with a splashdown that another office of the same side reported.
SAME_SIDE = {
    "Japan government": "Japan MOD",
    "Japan Coast Guard": "Japan MOD",
    "US officials": "US and ROK officials",
}

#: Apogee km, range km, flight time s as KCNA published them; its lofted tests.
KCNA_LOFTED = {
    "2017-05-14": (2111.5, 787.0, None),
    "2017-07-04": (2802.0, 933.0, 39 * 60.0),
    "2017-07-28": (3724.9, 998.0, 2832.0),
    "2017-11-29": (4475.0, 950.0, 53 * 60.0),
    "2022-03-24": (6248.5, 1090.0, 4052.0),
    "2022-11-18": (6040.9, 999.2, 4135.0),
    "2023-02-18": (5768.5, 989.0, 4015.0),
    "2023-03-16": (6045.0, 1000.2, 4151.0),
    "2023-07-12": (6648.4, 1001.2, 4491.0),
    "2024-10-31": (7687.5, 1001.2, 5156.0),
}
OVER_JAPAN = {"2017-08-29", "2017-09-15"}
LOW_OR_SHORT = {
    "2019-05-04",
    "2019-05-09",
    "2021-03-25",
    "2022-01-05",
    "2022-01-11",
    "2022-11-17",
    "2024-01-14",
    "2024-04-02",
    "2025-01-06",
    "2025-01-14",
    "2026-01-04",
}
OTHERS_LOFTED = {"2019-10-02", "2022-01-30", "2022-11-03"}
#: Launch by the clocks of Seoul and Tokyo, of the events without a claim of it.
LAUNCHED = {
    "2017-05-14": "05:28",
    "2017-07-28": "23:42",
    "2021-03-25": "07:04",
    "2022-01-05": "08:10",
    "2022-01-11": "07:27",
    "2022-01-30": "07:52",
    "2024-01-14": "14:53",
    "2024-04-02": "06:52",
}
KNOWN = {*KCNA_LOFTED} | OTHERS_LOFTED | OVER_JAPAN | LOW_OR_SHORT


def claims_of(event_id: str, quantity: str, party: str | None = None) -> list[Claim]:
    """Claims of one quantity that no later claim replaces."""
    claims = EVENTS[event_id]["claims"]
    replaced = {claim.get("supersedes") for claim in claims}
    return [
        claim
        for claim in claims
        if claim["quantity"] == quantity
        and party in (None, claim["party"])
        and not ("id" in claim and claim["id"] in replaced)
    ]


def kepler_arc(range_m: float, apogee_m: float) -> tuple[float, float]:
    """Speed at the surface, m/s, and time, s, of the vacuum arc; spherical Earth at rest.

    Half the arc subtends psi at the centre; with p = a (1 - e**2) the ellipse through the surface
    at true anomaly pi - psi and through the apogee fixes e, and Kepler's equation the time.
    """
    psi = range_m / EARTH_RADIUS_M / 2.0
    apogee_radius_m = EARTH_RADIUS_M + apogee_m
    ratio = EARTH_RADIUS_M / apogee_radius_m
    eccentricity = (1.0 - ratio) / (1.0 - ratio * math.cos(psi))
    axis_m = apogee_radius_m / (1.0 + eccentricity)
    speed_m_s = math.sqrt(EARTH_MU_M3_S2 * (2.0 / EARTH_RADIUS_M - 1.0 / axis_m))
    anomaly = 2.0 * math.atan(
        math.sqrt((1.0 - eccentricity) / (1.0 + eccentricity)) * math.tan((math.pi - psi) / 2.0)
    )
    mean = anomaly - eccentricity * math.sin(anomaly)
    return speed_m_s, 2.0 * (math.pi - mean) * math.sqrt(axis_m**3 / EARTH_MU_M3_S2)


def clock_times(wording: str, event_id: str) -> list[datetime]:
    """The times of day in a wording, on the date of the event in Seoul and Tokyo."""
    day = EVENTS[event_id]["launch_time_utc"].astimezone(KST).date()
    spelt = wording.replace("-", " ").replace(",", " ").split()
    times = [datetime.strptime(word, "%H:%M").time() for word in spelt if ":" in word]
    return [datetime.combine(day, time, tzinfo=KST) for time in times]


def splashdowns() -> list[tuple[str, Claim]]:
    return [
        (event_id, claim)
        for event_id in EVENTS
        for claim in claims_of(event_id, "splashdown")
        if "distance" in claim
    ]


def splashdown_point(claim: Claim) -> tuple[float, float]:
    """Longitude and latitude, degrees, at the reported distance and bearing from the place."""
    longitude_deg, latitude_deg, _ = GEOD.fwd(
        claim["place_longitude_deg"],
        claim["place_latitude_deg"],
        POINTS[claim["bearing"]],
        read_wording(claim["distance"], "length").value,
    )
    return longitude_deg, latitude_deg


def test_every_known_event_has_its_file() -> None:
    assert len(KNOWN) == 26
    assert set(EVENTS) >= KNOWN


@pytest.mark.parametrize("event_id", KCNA_LOFTED)
def test_kcna_s_figures_of_lofted_tests_are_those_published(event_id: str) -> None:
    apogee_km, range_km, time_s = KCNA_LOFTED[event_id]
    for quantity, published in (
        ("apogee", apogee_km * 1e3),
        ("range", range_km * 1e3),
        ("flight_time", time_s),
    ):
        kind = KIND_OF_QUANTITY[quantity]
        said = [read_wording(c["wording"], kind) for c in claims_of(event_id, quantity, "KCNA")]
        assert [figure.value for figure in said] == pytest.approx([published] if published else [])
        assert all(figure.qualifier == "exactly" for figure in said)


def test_only_one_time_by_kcna_is_shorter_than_its_own_coast_in_vacuum() -> None:
    """A boosted flight outlasts the vacuum coast through its own range and apogee."""
    excess_s = {
        event_id: time_s - kepler_arc(range_km * 1e3, apogee_km * 1e3)[1]
        for event_id, (apogee_km, range_km, time_s) in KCNA_LOFTED.items()
        if time_s is not None
    }
    assert excess_s.pop("2022-03-24") < 0.0
    assert len(excess_s) == 8
    assert all(100.0 < seconds < 300.0 for seconds in excess_s.values())


@pytest.mark.parametrize(
    "event_id", ["2022-01-11", "2022-01-30", "2022-11-03", "2022-11-17", "2022-11-18"]
)
def test_speeds_by_the_jcs_go_with_its_range_and_apogee(event_id: str) -> None:
    def value(quantity: str) -> float:
        (claim,) = claims_of(event_id, quantity, "ROK JCS")
        return read_wording(claim["wording"], KIND_OF_QUANTITY[quantity]).value

    arc_m_s, _ = kepler_arc(value("range"), value("apogee"))
    assert value("top_speed") == pytest.approx(arc_m_s, rel=0.15)


def test_every_splashdown_with_a_distance_is_read() -> None:
    assert len([event_id for event_id, _ in splashdowns() if event_id in KNOWN]) == 15


@pytest.mark.parametrize(
    ("event_id", "claim"), splashdowns(), ids=lambda x: x if isinstance(x, str) else x["place"]
)
def test_splashdowns_lie_at_the_reported_range(event_id: str, claim: Claim) -> None:
    site = catalogue.site(EVENTS[event_id]["site"])
    party = SAME_SIDE.get(claim["party"], claim["party"])
    (reported,) = claims_of(event_id, "range", party)
    range_m = read_wording(reported["wording"], "length").value
    if "bearing" in claim:
        ends = [splashdown_point(claim)]
    else:  # somewhere on the circle about the place: not nearer and not farther than these
        away_m = read_wording(claim["distance"], "length").value
        place = (claim["place_longitude_deg"], claim["place_latitude_deg"])
        azimuth_deg, _, _ = GEOD.inv(*place, site.longitude_deg, site.latitude_deg)
        ends = [GEOD.fwd(*place, azimuth_deg + turn, away_m)[:2] for turn in (0.0, 180.0)]
    near_m, far_m = (
        pick(GEOD.inv(site.longitude_deg, site.latitude_deg, *end)[2] for end in ends)
        for pick in (min, max)
    )
    allowed_m = max(0.15 * range_m, 80e3)
    assert near_m - allowed_m < range_m < far_m + allowed_m


@pytest.mark.parametrize(
    ("event_id", "claim"), splashdowns(), ids=lambda x: x if isinstance(x, str) else x["place"]
)
def test_splashdowns_lie_in_the_sea_that_is_named(event_id: str, claim: Claim) -> None:
    ground = shapely.union_all(land("10m"))
    place = shapely.Point(claim["place_longitude_deg"], claim["place_latitude_deg"])
    assert ground.boundary.distance(place) < 0.1  # places are capes, small islands and a port
    if "bearing" in claim:
        point = shapely.Point(*splashdown_point(claim))
        assert not ground.contains(point)
        inside = {
            region.id
            for region in catalogue.regions()
            if region.kind == "sea" and shapely.Polygon(region.outline_lon_lat_deg).contains(point)
        }
        assert inside == {EVENTS[event_id].get("fell_in")} - {None}


def test_only_the_flights_over_japan_left_the_sea_before_it() -> None:
    assert {event_id for event_id in KNOWN if "fell_in" not in EVENTS[event_id]} == OVER_JAPAN
    assert {event_id for event_id in KNOWN if claims_of(event_id, "overflight")} == OVER_JAPAN


def test_heights_tell_the_low_flights_from_the_lofted() -> None:
    """The flat-Earth arc at 45 degrees rises to a quarter of its range, lofted ones far higher."""
    for event_id in KNOWN - {"2019-05-04", "2025-01-14"}:  # of these no height was reported
        figures = {
            quantity: [
                read_wording(claim["wording"], "length").value
                for claim in claims_of(event_id, quantity)
            ]
            for quantity in ("range", "apogee", "first_peak")
        }
        steepest = max(figures["apogee"] + figures["first_peak"]) / min(figures["range"])
        if event_id in LOW_OR_SHORT | OVER_JAPAN:
            assert steepest < 1.0 / 3.0, event_id
        else:
            assert steepest > 1.0, event_id


@pytest.mark.parametrize("event_id", EVENTS)
def test_reported_clocks_agree_with_the_launch_and_with_each_other(event_id: str) -> None:
    launch = EVENTS[event_id]["launch_time_utc"].astimezone(UTC)
    if not claims_of(event_id, "launch_time") and event_id in KNOWN:
        assert clock_times(LAUNCHED[event_id], event_id) == [launch]
    flights = [flight["name"] for flight in EVENTS[event_id].get("flights", ())]
    for claim in claims_of(event_id, "launch_time"):
        if claim.get("flight") in (None, *flights[:1]):
            start, *end = clock_times(claim["wording"], event_id)
            assert abs(start - launch) <= timedelta(minutes=3)
            assert all(start < time for time in end)
    for fall in claims_of(event_id, "fall_time"):
        (down,) = clock_times(fall["wording"], event_id)
        for lift_off in claims_of(event_id, "launch_time", fall["party"]):
            (up,) = clock_times(lift_off["wording"], event_id)
            (said,) = claims_of(event_id, "flight_time", fall["party"])
            minutes = read_wording(said["wording"], "time").value / 60.0
            assert abs((down - up) / timedelta(minutes=1) - minutes) <= 1.0
            for passage in claims_of(event_id, "overflight", fall["party"]):
                first, last = clock_times(passage["wording"], event_id)
                assert up < first <= last < down


def test_an_estimate_of_the_standard_range_is_never_a_range() -> None:
    estimates = {event_id for event_id in KNOWN if claims_of(event_id, "standard_range")}
    assert estimates == {"2022-01-30", "2022-03-24", "2022-11-18", "2023-02-18", "2024-10-31"}
    for event_id in estimates:
        least = min(
            read_wording(claim["wording"], "length").value
            for claim in claims_of(event_id, "standard_range")
        )
        # A lofted test falls short of what the missile could reach by far.
        for claim in claims_of(event_id, "range"):
            assert read_wording(claim["wording"], "length").value < 0.25 * least


def test_a_title_without_an_address_was_read_in_a_copy() -> None:
    for event in EVENTS.values():
        for claim in event["claims"]:
            if not any(source.startswith(("http://", "https://")) for source in claim["sources"]):
                assert claim.get("read_in") == "copy"


def test_every_party_of_the_list_reports_and_every_reporter_is_listed() -> None:
    listed = tomllib.loads(data_path("parties.toml").read_text(encoding="utf-8"))["parties"]
    reporting = {claim["party"] for event in EVENTS.values() for claim in event["claims"]}
    assert {party["name"] for party in listed} == reporting
    names = [name.casefold() for party in listed for name in (party["name"], *party["aliases"])]
    assert len(names) == len(set(names))
