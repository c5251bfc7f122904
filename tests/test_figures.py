"""Whose figures go together: the rule of borrowing, on events written for it."""

from __future__ import annotations

import pytest

from trajkit.analysis.figures import groups_of
from trajkit.errors import InputError
from trajkit.reports import catalogue

HEAD = """
id = "2030-02-03"
title = "a test"
launch_time_utc = 2030-02-03T01:00:00Z
local_date = 2030-02-03
utc_offset_hours = 9.0
site = "sunan"
body = "srbm"
fell_in = "korea-japan-sea"
"""
PARTY = '[[own_parties]]\nname = "{0}"\ntitle = "Party {0}"\n'


@pytest.fixture
def event(tmp_path):
    """Writes an event of (party, quantity, wording) and reads it back."""

    def make(*claims):
        blocks = [
            f'[[claims]]\nparty = "{party}"\nquantity = "{quantity}"\nwording = "{wording}"\n'
            f'sources = ["https://example.org/{party[:2]}"]\n'
            for party, quantity, wording in claims
        ]
        path = tmp_path / "2030-02-03.toml"
        parties = [PARTY.format(name) for name in dict.fromkeys(party for party, *_ in claims)]
        path.write_text(HEAD + "\n".join(parties + blocks), encoding="utf-8")
        return catalogue.event(path)

    return make


def test_the_flagship_has_two_rows_and_names_who_borrows():
    allied, kcna = groups_of(catalogue.event("2025-01-06"))
    assert allied.parties == ("ROK JCS", "Japan MOD")
    assert allied.lenders() == {"ROK JCS": ("Japan MOD",)}
    assert allied.figure("range").parties == ("ROK JCS", "Japan MOD")
    assert allied.figure("range").value == 1100e3
    assert allied.figure("apogee").parties == ("Japan MOD",)
    assert kcna.parties == ("KCNA",)
    assert kcna.lenders() == {}
    assert {f.quantity: f.value for f in kcna.figures} == pytest.approx(
        {"range": 1500e3, "apogee": 99.8e3, "top_speed": 12 * 340.294, "second_peak": 42.5e3},
        rel=1e-5,
    )
    assert kcna.figure("top_speed").mach == 12.0


@pytest.mark.parametrize("party", ["ROK JCS", "Japan MOD"])
def test_a_party_asked_for_brings_those_it_shares_with(party):
    (only,) = groups_of(catalogue.event("2025-01-06"), party)
    assert only.parties == ("ROK JCS", "Japan MOD")


def test_a_party_alone():
    (only,) = groups_of(catalogue.event("2025-01-06"), "KCNA")
    assert only.label == "KCNA"


def test_a_party_with_figures_of_its_own_keeps_its_row(event):
    groups = groups_of(
        event(
            ("A", "range", "about 600 km"),
            ("B", "range", "600 km"),
            ("B", "apogee", "100 km"),
            ("C", "range", "600 km"),
            ("C", "apogee", "120 km"),
            ("D", "range", "600 km"),
        )
    )
    assert [group.parties for group in groups] == [("A", "B", "D"), ("C",)]
    assert groups[0].lenders() == {"A": ("B",), "D": ("B",)}
    assert groups[0].figure("range").wording == "about 600 km"
    assert groups[1].figure("apogee").value == 120e3
    assert set(groups[0].figure("range").sources) == {
        "https://example.org/A", "https://example.org/B", "https://example.org/D",
    }  # fmt: skip


def test_nobody_borrows_from_a_party_with_another_range(event):
    groups = groups_of(
        event(("A", "range", "600 km"), ("B", "range", "650 km"), ("B", "flight_time", "6 min"))
    )
    assert [group.parties for group in groups] == [("A",), ("B",)]
    assert groups[0].lenders() == {}


def test_nobody_borrows_from_the_other_side_of_a_bound(event):
    """As on 2022-01-05: "less than 700 km" is not the range of who says 700 km."""
    groups = groups_of(
        event(
            ("A", "range", "less than 700 km"),
            ("A", "apogee", "50 km"),
            ("B", "range", "700 km"),
            ("C", "range", "more than 700 km"),
            ("D", "range", "under 700 km"),
        )
    )
    assert [group.parties for group in groups] == [("A", "D"), ("B",), ("C",)]


def test_qualifiers_are_kept(event):
    (group,) = groups_of(event(("A", "range", "more than 700 km"), ("A", "apogee", "up to 60 km")))
    assert group.figure("range").qualifier == "at least"
    assert group.figure("range").value == 700e3
    assert group.figure("apogee").qualifier == "at most"


def test_the_first_peak_is_the_apogee_and_words_are_no_figure(event):
    (group,) = groups_of(
        event(
            ("A", "assessment", "a success"),
            ("A", "range", "700 km"),
            ("A", "first_peak", "98 km"),
            ("A", "apogee", "97 km"),
        )
    )
    assert [f.quantity for f in group.figures] == ["range", "apogee"]
    assert group.figure("apogee").value == 98e3


@pytest.mark.parametrize("party", [None, "A"])
def test_without_a_range_there_is_nothing_to_fly(event, party):
    no_range = event(("A", "apogee", "100 km"))
    with pytest.raises(InputError, match="range") as caught:
        groups_of(no_range, party)
    assert "add one to its file" in str(caught.value)


def test_a_party_without_a_range_names_those_with_one(event):
    some = event(("A", "apogee", "100 km"), ("B", "range", "600 km"))
    with pytest.raises(InputError, match=r'"A" gave no range.*: B$'):
        groups_of(some, "A")
    with pytest.raises(InputError, match="parties are A, B"):
        groups_of(some, "Z")


def test_a_party_without_a_range_is_told_what_to_do(event):
    nobody = event(("A", "apogee", "100 km"), ("B", "top_speed", "Mach 5"))
    with pytest.raises(InputError, match=r"no party gave a range, .* add one to its file"):
        groups_of(nobody)
    some = event(("A", "apogee", "100 km"), ("B", "range", "300 km"))
    with pytest.raises(InputError, match=r'"A" gave no range, .* choose a party that did: B'):
        groups_of(some, "a")


SEVERAL = """
[[flights]]
name = "first"

[[flights]]
name = "second"
failed = true

[[own_parties]]
name = "A"
title = "Party A"
"""
CLAIM = """
[[claims]]
party = "A"
quantity = "{}"
wording = "{}"
{}
sources = ["https://example.org/a"]
"""


@pytest.fixture
def several(tmp_path):
    """An event of two flights: a figure of each, one of both, one superseded, one estimated."""
    claims = [
        ("range", "600 km", 'flight = "first"\nid = "early"'),
        ("range", "650 km", 'flight = "first"\nsupersedes = "early"'),
        ("standard_range", "5,000 km", 'flight = "second"'),
        ("range", "400 km", 'flight = "second"\ncondition = "if ballistic"'),
        ("apogee", "about 150 km", ""),
        ("lateral_displacement", "120 km", ""),
    ]
    path = tmp_path / "2030-02-03.toml"
    path.write_text(HEAD + SEVERAL + "".join(CLAIM.format(*claim) for claim in claims))
    return catalogue.event(path)


def test_flights_are_kept_apart_and_the_first_is_taken(several):
    for flight, wording in ((None, "650 km"), ("first", "650 km"), ("second", "400 km")):
        (group,) = groups_of(several, flight=flight)
        assert group.figure("range").wording == wording
        assert group.figure("apogee").value == 150e3
    with pytest.raises(InputError, match='no flight "third"; choose one of first, second'):
        groups_of(several, flight="third")


def test_an_estimate_is_no_observation(several):
    (group,) = groups_of(several, flight="second")
    assert {figure.quantity for figure in group.figures} == {"range", "apogee"}
    assert all(figure.value < 1000e3 for figure in group.figures)


def test_what_ships_uses_no_estimate_and_nothing_superseded():
    events, _ = catalogue.read_events()
    for event in events:
        estimates = {claim.wording for claim in event.claims if claim.is_estimate}
        own = {claim.wording for claim in event.claims if not claim.is_estimate}
        for flight in event.flight_names or (None,):
            try:
                groups = groups_of(event, flight=flight)
            except InputError:  # nobody gave a range of that flight
                continue
            used = {figure.wording for group in groups for figure in group.figures}
            assert not used & (estimates - own), event.id


def test_intervals_and_conditions_come_along(several):
    (group,) = groups_of(several, flight="second")
    assert (group.figure("apogee").low, group.figure("apogee").high) == (140e3, 160e3)
    assert group.figure("range").condition == "if ballistic"


def test_reconstruct_says_which_flight_it_is(several):
    from trajkit.analysis.reconstruct import reconstruct

    result = reconstruct(several, flight="second", azimuth_deg=70.0)
    assert result.rows[0].figures[0].wording == "400 km"
    notes = " ".join(result.notes)
    by_alias = reconstruct("2025-01-06", party="south korean jcs")
    assert [row.label for row in by_alias.rows] == ["ROK JCS, Japan MOD"]
    assert 'This is the flight "second" of the 2 of the event: first, second.' in notes
    assert "It was reported to have failed." in notes
    assert "A gave the range 400 km on a condition: if ballistic." in notes
    assert "failed" not in " ".join(reconstruct(several, azimuth_deg=70.0).notes)
    with pytest.raises(InputError, match="needs an event"):
        reconstruct(range_m=1e6, flight="first")
