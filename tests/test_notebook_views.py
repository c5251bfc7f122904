"""What objects show in a notebook: well-formed, escaped, and the figures of their attributes."""

from __future__ import annotations

import base64
import io
from html.parser import HTMLParser
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest
from IPython.core.interactiveshell import InteractiveShell
from IPython.utils.capture import capture_output
from PIL import Image

import trajkit as tk
from trajkit.htmltable import Column, html_facts, html_link, html_table

if TYPE_CHECKING:
    from collections.abc import Callable

START = {
    "latitude_deg": 39.19,
    "longitude_deg": 125.96,
    "altitude_m": 60e3,
    "speed_m_s": 2500.0,
    "angle_deg": 40.0,
    "azimuth_deg": 70.0,
}


class Page(HTMLParser):
    """Reads tables as rows of texts; fails on a tag that is not closed in order."""

    def __init__(self, html: str) -> None:
        super().__init__(convert_charrefs=True)
        self.open: list[str] = []
        self.tables: list[list[list[str]]] = []
        self.links: list[str] = []
        self.text = ""
        self.feed(html)
        self.close()
        assert self.open == []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.open.append(tag)
        if tag == "table":
            self.tables.append([])
        elif tag == "tr":
            self.tables[-1].append([])
        elif tag in ("td", "th"):
            self.tables[-1][-1].append("")
        elif tag == "a":
            self.links.append(dict(attrs)["href"] or "")

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        self.text += data
        if {"td", "th"} & set(self.open):
            self.tables[-1][-1][-1] += data

    def column(self, table: int, name: str) -> list[str]:
        """Cells under a heading."""
        head, *rows = self.tables[table]
        assert {len(row) for row in rows} <= {len(head)}
        return [row[head.index(name)] for row in rows]

    def facts(self, table: int) -> dict[str, str]:
        """A table of two columns."""
        return {row[0]: row[1] for row in self.tables[table]}


def numbers(cells: list[str]) -> list[float]:
    return [float(cell.replace(",", "")) for cell in cells]


def page(thing: Any) -> Page:
    return Page(thing._repr_html_())


def launch(**changes: Any) -> tk.Launch:
    return tk.Launch(**{**START, **changes})


@pytest.fixture(scope="module")
def result() -> tk.Reconstruction:
    return tk.reconstruct("2025-01-06")


def test_one_flight_shows_its_points() -> None:
    flight = tk.fly(launch(), tk.Body(4000))
    shown = page(flight)
    assert shown.column(0, "") == ["start", "peak", "impact"]
    assert numbers(shown.column(0, "altitude, km")) == pytest.approx(
        [60.0, flight.apogee.altitude_m[0] / 1e3, 0.0], abs=0.005
    )
    assert numbers(shown.column(0, "range, km"))[-1] == pytest.approx(
        flight.range_m[0] / 1e3, abs=0.005
    )
    assert numbers(shown.column(0, "time, s"))[-1] == pytest.approx(
        flight.flight_time_s[0], abs=0.05
    )
    facts = shown.facts(1)
    assert facts["status"] == "landed"
    assert facts["top speed"].startswith(f"{flight.top_speed_m_s[0] / 1e3:.3f} km/s")
    assert float(facts["top local Mach number"]) == pytest.approx(flight.top_mach[0], abs=0.005)


def test_a_flight_in_the_air_has_an_end_and_no_impact() -> None:
    flight = tk.fly(launch(), until_s=30.0)
    shown = page(flight)
    assert shown.column(0, "") == ["start", "end"]
    assert shown.facts(1)["status"] == "time limit"
    assert shown.facts(1)["ballistic coefficient beta"] == "no drag"


def test_a_batch_shows_what_differs_its_first_and_its_last() -> None:
    angle = np.linspace(20.0, 60.0, 40)
    flights = tk.fly(launch(angle_deg=angle), tk.Body(4000))
    shown = page(flights)
    head = shown.tables[0][0]
    assert "angle, °" in head
    assert not {"azimuth, °", "beta, kg/m²", "latitude, °"} & set(head)
    which = shown.column(0, "flight")
    assert which == [*map(str, range(6)), "⋮", *map(str, range(34, 40))]
    index = [int(i) for i in which if i != "⋮"]
    for name, values in (
        ("angle, °", angle),
        ("range, km", flights.range_m / 1e3),
        ("apogee, km", flights.apogee.altitude_m / 1e3),
        ("flight time, s", flights.flight_time_s),
        ("top speed, km/s", flights.top_speed_m_s / 1e3),
    ):
        cells = [cell for cell in shown.column(0, name) if cell != "⋮"]
        assert numbers(cells) == pytest.approx(values[index], abs=0.051), name
        assert len({len(cell.partition(".")[2]) for cell in cells}) == 1, name
    assert "40 flights: 40 landed" in shown.text


def test_rows_that_could_not_be_flown_say_why() -> None:
    flights = tk.fly(launch(latitude_deg=np.array([39.0, 95.0])), tk.Body(4000))
    shown = page(flights)
    assert shown.column(0, "status") == ["landed", "invalid input"]
    assert shown.column(0, "range, km")[1] == "–"
    assert f"Flight 1: {flights.sentences[1]}" in shown.text


def test_no_flights_and_no_figures_can_be_shown() -> None:
    nothing = tk.fly(launch(angle_deg=np.array([])), tk.Body(4000))
    assert "No flights" in page(nothing).text
    refused = tk.fly(launch(latitude_deg=np.array([95.0])), tk.Body(4000))
    assert refused.sentences[0] in page(refused).text


def test_launch_and_body_show_numbers_and_ends_of_arrays() -> None:
    shown = page(launch(angle_deg=np.array([20.0, 45.0, 30.0]))).facts(0)
    assert float(shown["latitude, °"]) == START["latitude_deg"]
    assert float(shown["speed, km/s"]) == START["speed_m_s"] / 1e3
    assert shown["angle above the horizontal, °"] == "20.00 to 45.00 (3 values)"
    assert list(page(tk.Body(4000)).facts(0).values()) == ["4,000"]
    assert list(page(tk.Body()).facts(0).values()) == ["no drag"]
    assert list(page(tk.Body([500.0, np.inf])).facts(0).values()) == ["500 to ∞ (2 values)"]


PAD = tk.Pad(latitude_deg=39.2, longitude_deg=125.67, burnout_angle_deg=42.0, azimuth_deg=60.0)


def test_a_boosted_flight_shows_burnout_and_losses() -> None:
    booster = tk.Booster.of(delta_v_m_s=3500.0, burn_time_s=90.0, stages=2)
    flight = tk.fly(PAD, tk.Body(4000.0, lift_to_drag=1.5, bank=20.0), booster=booster)
    shown = page(flight)
    assert shown.column(0, "") == ["start", "burnout", "peak 1", "peak 2", "impact"]
    times = numbers(shown.column(0, "time, s"))
    assert times[1] == 90.0
    assert times == sorted(times)
    facts = shown.facts(1)
    gravity, air, steering = numbers(
        facts["lost to gravity, air, steering"].removesuffix(" m/s").split(", ")
    )
    speed = 1e3 * numbers(shown.column(0, "speed, km/s"))[1]
    assert facts["delta-v"] == "3,500 m/s"
    assert 3500.0 - gravity - air - steering == pytest.approx(speed, abs=2.0)
    assert facts["direction at burnout"] == "42.00° above the horizontal, azimuth 60.00°"
    # Half of the gain in half of the time: thrust = c (1 - exp(-v / c)) / t.
    thrust = 2500.0 * (1.0 - np.exp(-1750.0 / 2500.0)) / 45.0
    assert float(facts["thrust to weight at lift-off"]) == pytest.approx(thrust / 9.80665, abs=5e-3)
    assert facts["lift-to-drag"] == "1.50"
    assert facts["bank"] == "20.0°"
    assert facts["plan"] == "coast, glide"


def test_a_boost_that_is_cut_off_shows_no_burnout() -> None:
    booster = tk.Booster.of(delta_v_m_s=3500.0, burn_time_s=90.0)
    shown = page(tk.fly(PAD, tk.Body(4000.0), booster=booster, until_s=30.0))
    assert shown.column(0, "") == ["start", "end"]
    assert not {"delta-v", "lost to gravity, air, steering"} & set(shown.facts(1))


def test_a_flight_without_lift_shows_none() -> None:
    facts = page(tk.fly(launch(), tk.Body(4000.0))).facts(1)
    assert not {"lift-to-drag", "bank", "plan", "delta-v"} & set(facts)
    assert list(page(tk.Body(4000.0)).facts(0)) == ["ballistic coefficient beta, kg/m²"]


def test_tables_over_mach_and_schedules_say_so() -> None:
    body = tk.Body(
        tk.MachTable([2.0, 5.0, 10.0], [4000.0, 7000.0, 6000.0]),
        tk.MachTable([3.0, 9.0], [1.0, 2.25]),
        tk.BankSchedule([0.0, 60.0, 100.0], [0.0, 30.0, -10.0]),
    )
    beta, lift, bank = page(body).facts(0).values()
    assert beta == "4,000 to 7,000 by a table from Mach 2 to 10"
    assert lift == "1.00 to 2.25 by a table from Mach 3 to 9"
    assert bank == "-10.0 to 30.0 by a schedule from 0 to 100 s"
    facts = page(tk.fly(launch(), body)).facts(1)
    assert facts["ballistic coefficient beta"].startswith("4,000 to 7,000 kg/m² by a table")
    assert facts["lift-to-drag"] == lift


def test_a_pad_shows_where_and_how() -> None:
    facts = page(PAD).facts(0)
    assert float(facts["latitude, °"]) == 39.2
    assert float(facts["burnout angle above the horizontal, °"]) == 42.0
    assert float(facts["azimuth, °"]) == 60.0


def test_a_booster_shows_its_stages_and_their_sums() -> None:
    stages = [
        tk.Stage(burn_time_s=[60.0, 70.0], specific_impulse_s=260.0, mass_ratio=2.5, coast_s=5.0),
        tk.Stage(burn_time_s=50.0, exhaust_velocity_m_s=2600.0, delta_v_m_s=1500.0),
    ]
    shown = page(tk.Booster(stages, steering="pitch"))
    first = 260.0 * 9.80665 * np.log(2.5) / 1e3
    assert numbers(shown.column(0, "delta-v, km/s")) == pytest.approx([first, 1.5], abs=5e-4)
    assert shown.column(0, "burn time, s") == ["60.0 to 70.0 (2 values)", "50.0"]
    assert shown.column(0, "coast after it, s") == ["5.0", "0.0"]
    facts = shown.facts(1)
    assert float(facts["delta-v, km/s"]) == pytest.approx(first + 1.5, abs=5e-4)
    assert facts["lift-off to burnout, s"] == "115.0 to 125.0 (2 values)"
    assert facts["steering"] == "linear pitch programme"
    assert "coast after it, s" not in page(tk.Booster(stages[1:])).tables[0][0]


def test_a_plan_shows_its_phases() -> None:
    shown = page(tk.Plan.glide(damping=0.3, coast_to_peak=True, final_share=0.5, dive_below_m=20e3))
    assert shown.column(0, "phase") == ["coast", "glide", "glide", "dive"]
    assert shown.column(0, "with") == [
        "",
        "damping ratio 0.30",
        "damping ratio 0.30; share of the lift 0.50",
        "",
    ]
    assert shown.column(0, "ends") == [
        "once it does not climb",
        "at the next peak or falling below 20.00 km",
        "falling below 20.00 km",
        "on the ground",
    ]


def test_a_batch_shows_boosters_bodies_and_plans_that_differ() -> None:
    pads = tk.Pad(
        latitude_deg=39.2,
        longitude_deg=125.67,
        burnout_angle_deg=np.array([42.0, 50.0, 99.0]),
        azimuth_deg=60.0,
    )
    shown = page(
        tk.fly(
            pads,
            tk.Body(4000.0, lift_to_drag=[0.0, 1.0, 2.0]),
            booster=tk.Booster.of(delta_v_m_s=[3500.0, 3000.0, 3200.0], burn_time_s=90.0),
            plan=[tk.Plan.coast(), tk.Plan.glide(), tk.Plan.glide(dive_below_m=10e3)],
        )
    )
    assert numbers(shown.column(0, "burnout angle, °")) == [42.0, 50.0, 99.0]
    assert numbers(shown.column(0, "lift-to-drag")) == [0.0, 1.0, 2.0]
    assert numbers(shown.column(0, "delta-v, km/s")) == [3.5, 3.0, 3.2]
    assert shown.column(0, "plan") == ["coast", "glide", "glide, dive"]
    assert "burn time, s" not in shown.tables[0][0]
    assert shown.column(0, "status") == ["landed", "landed", "invalid input"]


def test_an_event_shows_every_claim_and_its_sources() -> None:
    event = tk.event("2025-01-06")
    shown = page(event)
    assert shown.facts(0)["launched"] == "2025-01-06 03:01 UTC"
    assert shown.column(1, "party") == [claim.party for claim in event.claims]
    assert shown.column(1, "reported") == [claim.wording for claim in event.claims]
    assert shown.links == [source for claim in event.claims for source in claim.sources]
    taken = dict(zip(shown.column(1, "reported"), shown.column(1, "taken as"), strict=True))
    assert taken["99.8 km"] == "99.8 km"
    assert taken["Mach 12"] == "4.08 km/s"  # 12 times 340.294 m/s


def test_a_site_shows_where_it_is() -> None:
    site = tk.site("pyongyang")
    facts = page(site).facts(0)
    assert float(facts["latitude, °"]) == site.latitude_deg
    assert float(facts["longitude, °"]) == site.longitude_deg
    assert facts["source"] == site.source


def test_a_reconstruction_shows_flights_figures_and_assumptions(result: tk.Reconstruction) -> None:
    shown = page(result)
    assert shown.column(0, "figures of") == [row.label for row in result.rows]
    which = [found.flight for row in result.rows for found in row.found]
    for name, values, half in (
        ("range, km", result.flights.range_m / 1e3, 0.051),
        ("apogee, km", result.flights.apogee.altitude_m / 1e3, 0.051),
        ("flight time, s", result.flight_time_s, 0.051),
        ("top speed, km/s", result.flights.top_speed_m_s / 1e3, 0.00051),
        ("as sea-level Mach", result.flights.top_speed_m_s / 340.294, 0.0051),
    ):
        assert numbers(shown.column(0, name)) == pytest.approx(values[which], abs=half), name
    comparisons = [c for row in result.rows for found in row.found for c in found.comparisons]
    assert shown.column(1, "reported") == [c.reported.wording for c in comparisons]
    misses = dict(
        zip(shown.column(1, "reported"), shown.column(1, "flown − reported"), strict=True)
    )
    assert misses["1,500 km"] == "0"
    assert misses["42.5 km"] == "–"  # a ballistic flight has no second peak
    top = next(c for c in comparisons if c.reported.wording == "Mach 12")
    assert misses["Mach 12"] == f"+{top.miss:.0f} m/s"
    assert shown.column(2, "value")[0] == "45 km"
    for note in result.notes:
        assert note in shown.text
    for row in result.rows:
        assert f"{row.azimuth_deg:.1f}°" in shown.text


def test_figures_by_hand_show_both_flights() -> None:
    result = tk.reconstruct(site="pyongyang", azimuth_deg=60.0, range_m=900e3, top_speed_m_s=3300.0)
    labels = page(result).column(0, "figures of")
    assert labels == ["given figures (low)", "given figures (high)"]


def test_text_is_escaped() -> None:
    mark = "<script>alert('x')</script> & \"co\""
    event = tk.event("2025-01-06")
    claim = event.claims[1].model_copy(
        update={"wording": mark, "sources": ("javascript:alert(1)",)}
    )
    hostile = event.model_copy(update={"title": mark, "notes": mark, "claims": (claim,)})
    shown = page(hostile)
    assert shown.column(1, "reported") == [mark]
    assert shown.links == []
    assert "script" not in shown.open
    assert "<script" not in hostile._repr_html_()


@pytest.mark.parametrize(
    "write",
    [
        lambda text: html_table([Column(text, [text], words=True)], title=text),
        lambda text: html_facts([(text, text)], title=text),
        lambda text: html_link(f"https://example.org/?a={text}", text),
    ],
)
def test_every_text_comes_back_as_it_went_in(write: Callable[[str], str]) -> None:
    text = "a <i> < b & c > \"d\" 'e' &amp;"
    assert text in Page(write(text)).text


def test_pictures_show_themselves_whole_whatever_pyplot_registers() -> None:
    picture = tk.plot.profile(tk.fly(launch(), tk.Body(4000)))
    shell = InteractiveShell.instance()
    try:
        formatter = shell.display_formatter.formatters["image/png"]
        formatter.for_type_by_name("matplotlib.figure", "Figure", lambda _: b"cropped")
        with capture_output() as seen:
            shell.display_formatter.format(picture)
    finally:
        InteractiveShell.clear_instance()
    (output,) = seen.outputs
    image = Image.open(io.BytesIO(base64.b64decode(output.data["image/png"])))
    inches = picture.get_size_inches()
    assert image.width / image.height == pytest.approx(inches[0] / inches[1], abs=0.01)
    assert image.width > output.metadata["image/png"]["width"]
    assert image.getpixel((1, 1)) == image.getpixel((image.width - 2, 1))  # a margin on each side
