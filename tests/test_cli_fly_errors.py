"""What `trajkit fly` refuses of boosts and glides: one sentence, exit code 2, nothing written."""

from __future__ import annotations

from pathlib import Path

import pytest
from command_line import trajkit

COMMON = ["fly", "--json", "a.json", "--site", "39.2,125.67", "--azimuth", "60"]
STATE = {"--beta": "8000", "--altitude": "60 km", "--speed": "4 km/s", "--angle": "-2"}
PAD = {"--beta": "8000", "--delta-v": "3.5 km/s", "--burn-time": "90 s", "--burnout-angle": "42"}
STATES = "latitude_deg,longitude_deg,altitude_m,speed_m_s,angle_deg,azimuth_deg,beta_kg_m2"
PADS = "latitude_deg,longitude_deg,delta_v_m_s,burn_time_s,burnout_angle_deg,azimuth_deg,beta_kg_m2"


@pytest.fixture(autouse=True)
def _empty_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


def left_behind() -> list[str]:
    return sorted(path.name for path in Path().iterdir())


def command(options: dict[str, str], *more: str, without: str = "", **changed: str) -> list[str]:
    changes = {f"--{name.replace('_', '-')}": value for name, value in changed.items()}
    merged = {flag: value for flag, value in (options | changes).items() if flag != without}
    return [*COMMON, *(word for pair in merged.items() for word in pair), *more]


def state(*more: str, without: str = "", **changed: str) -> list[str]:
    return command(STATE, *more, without=without, **changed)


def glide(*more: str, **changed: str) -> list[str]:
    return command(STATE, *more, **({"lift_to_drag": "2"} | changed))


def pad(*more: str, without: str = "", **changed: str) -> list[str]:
    return command(PAD, *more, without=without, **changed)


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        # Boosters.
        (pad(burn_time="-90 s"), '--burn-time "-90 s" is negative'),
        (pad(burn_time="90"), 'type for instance "90 s"'),
        (pad(burn_time="0 s"), "burn time 0 s is not above 0"),
        (pad(delta_v="-3 km/s"), '--delta-v "-3 km/s" is negative'),
        (pad(delta_v="0 km/s"), "a mass ratio must be above 1"),
        (pad(delta_v="3500"), 'type for instance "3500 m/s"'),
        (pad(delta_v="90 s"), "is a time where a speed is needed"),
        (pad(delta_v="1 km/s"), "cannot lift off: its thrust is 0.93 times its weight"),
        (pad("--stages", "2", burn_time="5000 s"), "a stage has 1/2 of delta-v and burn time"),
        (pad("--stages", "4"), "1, 2 or 3 equal stages"),
        (pad("--stages", "two"), "1, 2 or 3 equal stages"),
        (pad(burnout_angle="95"), "burnout angle 95 is not between -90 and 90"),
        (
            pad(burnout_angle="-60"),
            "no steering gives --burnout-angle -60: angles from about -15 to 90 degrees can be "
            "reached with this booster",
        ),
        (pad("--exhaust-velocity", "100 m/s"), "exhaust velocity 100 m/s is not between"),
        (pad("--exhaust-velocity", "255 s"), "is a time where a speed is needed"),
        (pad("--ascent-beta", "-5"), "at lift-off -5 kg/m2 is not above 0"),
        (pad("--steering", "pich"), "perhaps pitch is meant"),
        # What starts where.
        (pad("--altitude", "60 km"), "--altitude cannot be given with --delta-v, --burn-time and"),
        (pad("--angle", "4", "--speed", "1 km/s"), "--speed and --angle cannot be given"),
        (pad("--altitude", "equilibrium"), "starts at rest on the ground"),
        (pad(without="--burn-time"), 'needs --burn-time; add --burn-time "90 s"'),
        (pad(without="--delta-v"), 'add --delta-v "3.5 km/s"'),
        (pad(without="--burnout-angle"), "add --burnout-angle 42"),
        (pad(without="--beta"), "add --beta 8000"),
        (state("--stages", "2"), "cannot be given with --stages"),
        ([*COMMON, "--beta", "8000"], "--delta-v, --burn-time and --burnout-angle for a start"),
        (glide(altitude="equilibrium"), "--angle is -2"),
        (state(altitude="equilibrium", angle="0"), "needs a body with lift"),
        (glide(altitude="equilibrium", angle="0", speed="7.9 km/s"), "there is no altitude"),
        (glide(altitude="equilibrium", angle="0", speed="50 m/s"), "there is no altitude"),
        # Lift without a body that has it, and the other way round.
        (state("--glide", "skip"), "add --lift-to-drag"),
        (state("--damping", "0.3"), "--damping needs a body with lift"),
        (state("--bank", "40", "--dive-below", "20 km"), "--bank and --dive-below need a body"),
        (state("--climb-share", "0.5"), "add --lift-to-drag"),
        (state("--final-share", "0.5"), "add --lift-to-drag"),
        (state("--lift-from", "peak"), "add --lift-to-drag"),
        (glide(beta="inf"), "give a finite --beta"),
        (glide(lift_to_drag="12"), "lift-to-drag ratio 12 is not between 0 and 10"),
        (glide(lift_to_drag="-1"), "lift-to-drag ratio -1 is not between 0 and 10"),
        (glide(lift_to_drag="nan"), "--lift-to-drag 2.6"),
        (glide(lift_to_drag="good"), "--lift-to-drag 2.6"),
        (glide(lift_to_drag="none.csv"), "none.csv cannot be read"),
        # Glide laws.
        (glide("--glide", "skp"), "perhaps skip is meant"),
        (glide("--glide", "damped"), "add for instance --damping 0.3"),
        (glide("--glide", "damped", "--damping", "-0.1"), "damping ratio -0.1 is not between 0"),
        (glide("--glide", "damped", "--damping", "2.1"), "damping ratio 2.1 is not between 0"),
        (glide("--glide", "equilibrium", "--damping", "1"), "has a damping ratio of 1"),
        (glide("--glide", "skip", "--damping", "0.3"), "give --glide damped"),
        (glide("--damping", "0.3"), "--damping needs --glide damped"),
        (glide("--climb-share", "1.5"), "--climb-share 1.5 is not between 0"),
        (glide("--final-share", "-1"), "--final-share -1 is not between 0"),
        # Dives and banks.
        (glide("--dive-below", "70 km"), "begins above the start, which is at 60 km"),
        (glide("--dive-below", "5 km/s"), "begins above the speed of the start"),
        (glide("--dive-below", "Mach 14"), "begins above the speed of the start"),
        (glide("--dive-below", "25"), '--dive-below "25 km" or --dive-below "1.5 km/s"'),
        (glide("--dive-below", "25 s"), "neither an altitude nor a speed"),
        (glide("--dive-below", "-1 km"), "neither an altitude nor a speed"),
        (glide("--bank", "200"), "bank angle 200 is not between -180 and 180"),
        (glide("--bank", "steep"), "--bank 40"),
        (glide("--bank", "0,40"), "a schedule is made of SECONDS:DEGREES"),
        (glide("--bank", "0:0, 120"), '"120" is not SECONDS:DEGREES'),
        (glide("--bank", "0:0, 120:x"), '"120:x" is not SECONDS:DEGREES'),
        (glide("--bank", "0:0, 1:2:3"), '"1:2:3" is not SECONDS:DEGREES'),
        (glide("--bank", "0:0, 120:40, 100:0"), "100 s does not come after 120 s"),
        (glide("--bank", "0:0, 0:40"), "0 s does not come after 0 s"),
        (glide("--bank", "-5:0, 9:40"), "-5 s is before the start"),
        (glide("--bank", "0:0, 120:240"), "240 degrees is not between -180 and 180"),
        (glide("--bank", "0:0,"), '"" is not SECONDS:DEGREES'),
        # Derived quantities need something to be added to.
        (state("--derived"), "add one of them, for instance --times"),
    ],
    ids=lambda value: " ".join(value[7:])[:60] if isinstance(value, list) else "",
)
def test_a_flight_that_cannot_be_is_refused_in_one_sentence(
    arguments: list[str], says: str
) -> None:
    assert says in trajkit(*arguments).sentence
    assert left_behind() == []


@pytest.mark.parametrize(
    ("flag", "text", "says"),
    [
        ("--lift-to-drag", "mach,lift_to_drag\n0,1\n5,2\n4,2.6\n", "Mach numbers must rise"),
        ("--lift-to-drag", "mach,lift_to_drag\n0,1\n0,2\n", "Mach numbers must rise"),
        ("--lift-to-drag", "mach,lift_to_drag\n0,1\n", "at least two rows"),
        ("--lift-to-drag", "mach,lift_to_drag\n0,1\n5,12\n", "lift_to_drag is 12"),
        ("--lift-to-drag", "mach,lift_to_drag\n0,-1\n5,2\n", "lift_to_drag is -1"),
        ("--lift-to-drag", "mach,lift_to_drag\n-1,1\n5,2\n", "Mach -1"),
        ("--lift-to-drag", "mach,lift_to_drag\n0,1\n5,x\n", 'line 3: lift_to_drag is "x"'),
        ("--lift-to-drag", "mach,cl\n0,1\n5,2\n", "lacks the column lift_to_drag"),
        ("--lift-to-drag", "speed,lift_to_drag\n0,1\n5,2\n", "lacks the column mach"),
        ("--lift-to-drag", "", "is empty"),
        ("--beta", "mach,beta_kg_m2\n0,8000\n5,-2\n", "beta_kg_m2 is -2"),
        ("--beta", "mach,beta_kg_m2\n0,8000\n5,0\n", "beta_kg_m2 is 0"),
        ("--beta", "mach,beta_kg_m3\n0,1\n5,2\n", "beta_kg_m2"),
    ],
)
def test_a_table_over_mach_that_cannot_be_used_is_refused(flag: str, text: str, says: str) -> None:
    Path("mach.csv").write_text(text, encoding="utf-8")
    sentence = trajkit(*glide(flag, "mach.csv")).sentence
    assert "mach.csv" in sentence
    assert says in sentence
    assert left_behind() == ["mach.csv"]


@pytest.mark.parametrize(
    ("header", "more", "says"),
    [
        (f"{PADS},altitude_m", (), "drop the one or the other"),
        (PADS.replace(",burn_time_s", ""), (), "lacks the column burn_time_s"),
        (PADS.replace("burn_time_s", "burn_time_min"), (), 'call it "burn_time_s"'),
        (PADS.replace("delta_v_m_s", "delta_v_km_s"), (), 'call it "delta_v_m_s"'),
        (f"{PADS},burnout_speed_m_s", (), "has the name of a result"),
        (PADS, ("--delta-v", "3 km/s"), "--delta-v cannot be given beside --table"),
        (PADS, ("--derived",), "--table gives a row a flight"),
        (PADS, ("--stages", "4"), "1, 2 or 3 equal stages"),
        (f"{PADS},exhaust_velocity_m_s", ("--exhaust-velocity", "3 km/s"), "beside the column"),
        (STATES, ("--stages", "2"), "--stages cannot be given for rows.csv"),
        (STATES, ("--glide", "skip"), "add --lift-to-drag"),
        (f"{STATES},damping", (), "damping needs a body with lift"),
        (f"{STATES},lift_to_drag", ("--lift-to-drag", "2"), "beside the column lift_to_drag"),
        (f"{STATES},lift_to_drag,bank_deg", ("--bank", "2"), "beside the column bank_deg"),
        (f"{STATES},lift_to_drag,damping", ("--glide", "skip"), "give --glide damped"),
        (f"{STATES},lift_to_drag", ("--glide", "damped"), "needs --damping"),
        (f"{STATES},lift_to_drg", (), 'rename it to "lift_to_drag"'),
        (f"{STATES},bank", (), 'call it "bank_deg"'),
    ],
)
def test_a_table_of_flights_that_cannot_be_used_is_refused_whole(
    header: str, more: tuple[str, ...], says: str
) -> None:
    row = ",".join("1" for _ in header.split(","))
    Path("rows.csv").write_text(f"{header}\n{row}\n", encoding="utf-8")
    out = ("--out", "results.csv")
    assert says in trajkit("fly", "--table", "rows.csv", *out, *more).sentence
    assert left_behind() == ["rows.csv"]
