"""`trajkit reconstruct --method sample`, with the sampling itself made up."""

from __future__ import annotations

import csv
import io
import json
from dataclasses import replace

import fake_verdicts as fake
import numpy as np
import pytest
import xarray as xr
from command_line import trajkit
from PIL import Image

import trajkit as tk
from trajkit.cli.prior import read_priors
from trajkit.errors import InputError
from trajkit.inference.infer import model_of
from trajkit.inference.observations import observations_of
from trajkit.output.judged import page_title
from trajkit.output.save_judged import contents_of
from trajkit.reports import catalogue

UNITS = ("_m", "_s", "_deg", "_m_s", "_kg_m2")
FILES = [
    "posterior.nc", "prior-posterior.png", "prior-posterior.svg", "profile.png", "profile.svg",
    "quantities.csv", "summary.json",
]  # fmt: skip


class Judge:
    """Stands for `judgements`; keeps what it was asked."""

    def __init__(self) -> None:
        self.asked: list = []
        self.fails: dict[str, BaseException] = {}

    def __call__(self, event, *, seed, priors, progress, **others):
        self.asked.append((event, seed, priors, others))
        if progress is not None:
            progress("ROK JCS: ballistic", 0.25)
        if event.id in self.fails:
            raise self.fails[event.id]
        verdict = fake.verdict(event.id)
        yield verdict
        yield fake.across(verdict)


@pytest.fixture
def judge(monkeypatch):
    judge = Judge()
    monkeypatch.setattr("trajkit.inference.consistency.judgements", judge)
    # Other processes would not know of it.
    monkeypatch.setattr("trajkit.cli.workers._cores", lambda: 0)
    return judge


@pytest.fixture
def two_events(tmp_path):
    folder = tmp_path / "events"
    folder.mkdir()
    for name in ("2024-01-14", "2025-01-14"):
        text = catalogue.event_files()[name].read_text(encoding="utf-8")
        (folder / f"{name}.toml").write_text(text, encoding="utf-8")
    return folder


def names_in(folder):
    return sorted(path.name for path in folder.iterdir())


@pytest.mark.usefixtures("judge")
def test_prior_and_posterior_stand_side_by_side():
    done = trajkit("reconstruct", "2025-01-14", "--method", "sample")
    assert done.code == 0, done.err
    posterior = fake.few_draws("ballistic")
    line = next(line for line in done.out.splitlines() if line.startswith("range "))
    before, after = (part.replace(",", "") for part in line.split("|"))
    for text, draws in (
        (before, posterior.prior_draws("range_m")),
        (after, posterior.draws("range_m")),
    ):
        shown = [float(word) for word in text.replace("range", "").replace("km", "").split()]
        wanted = np.quantile(draws[np.isfinite(draws)], (0.05, 0.5, 0.95)) / 1e3
        assert shown == pytest.approx(wanted, rel=5e-3, abs=0.5)
    assert "about 250 km" in done.out
    assert "very strong for ballistic" in done.out
    assert "Gliding flight: No flight of the model comes near." in done.out
    assert "The nearest misses ROK JCS's second peak by 9.0 errors." in done.out
    assert "Verdict, consistent: ROK JCS: a ballistic flight gives all figures." in done.out
    assert "Only ROK JCS gave figures." in done.out
    assert "[ 25%] ROK JCS: ballistic" in done.err


@pytest.mark.usefixtures("judge")
def test_imperial_units_and_silence():
    done = trajkit("reconstruct", "2025-01-14", "--method", "sample", "--units", "imperial")
    assert " mi " in done.out
    assert " km/s" not in done.out
    done = trajkit("reconstruct", "2025-01-14", "--method", "sample", "--quiet")
    assert (done.code, done.out, done.err) == (0, "", "")


def test_json_is_one_object_with_units_and_provenance(judge):
    done = trajkit("reconstruct", "2025-01-14", "--seed", 3, "--json", "-", "--quiet")
    found = done.json
    assert found["seed"] == 3
    assert found["trajkit_version"] == tk.__version__
    assert found["backend"]
    assert any("http" in source for source in found["sources"])
    assert judge.asked[0][1] == 3
    assert judge.asked[0][3]["models"] == ("ballistic", "glide")
    answer = found["verdicts"][0]["models"]["ballistic"]
    assert all(prior["source"] for prior in answer["priors"])
    names = set(answer["quantities"])
    assert all(name.endswith(UNITS) or name == "lift_to_drag" for name in names)
    assert {"range_m", "apogee_m", "burnout_speed_m_s", "flight_time_s"} <= names
    check = answer["figures_from_the_others"][0]
    assert check["reported_low_m"] == 245e3
    assert check["predicted_p50_m"] == 251e3
    assert found["verdicts"][0]["models"]["glide"]["refusal"]


def test_all_files_or_none(judge, tmp_path, monkeypatch):
    out = tmp_path / "out"
    done = trajkit("reconstruct", "2025-01-14", "--method", "sample", "--out", out, "--quiet")
    assert done.code == 0, done.err
    assert names_in(out) == FILES
    again = trajkit("reconstruct", "2025-01-14", "--method", "sample", "--out", out)
    assert "exists already" in again.sentence
    assert len(judge.asked) == 1

    def burst(*_a, **_k):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("trajkit.output.samples.samples_netcdf", burst)
    other = tmp_path / "other"
    assert trajkit("reconstruct", "2025-01-14", "--method", "sample", "--out", other).code == 2
    assert not other.exists()


def test_each_file_says_where_it_comes_from(tmp_path):
    judged = fake.judged()
    contents = contents_of(judged, ("png", "svg", "json", "csv", "nc"))
    assert contents == contents_of(judged, ("png", "svg", "json", "csv", "nc"))
    for name in ("profile", "prior-posterior"):
        text = contents[f"{name}.svg"].decode()
        assert f"trajkit {tk.__version__}, seed 0" in text
        with Image.open(io.BytesIO(contents[f"{name}.png"])) as picture:
            assert f"trajkit {tk.__version__}, seed 0" in picture.text["Description"]
            assert picture.width == pytest.approx(120 / 25.4 * 400, abs=1)
    assert f"trajkit {tk.__version__}; 2025-01-14; seed 0" in contents["quantities.csv"]
    path = tmp_path / "posterior.nc"
    path.write_bytes(contents["posterior.nc"])
    with xr.open_dataset(path, engine="scipy") as data:
        assert data.attrs["seed"] == 0
        assert "http" in data.attrs["sources"]
        assert "ROK JCS: range" in data.attrs["reports"]
        assert data["party"].to_numpy().astype(str).tolist() == ["ROK JCS"]
        assert data["range_m"].attrs["units"] == "m"
        np.testing.assert_allclose(
            data["range_m"][0], fake.few_draws("ballistic").draws("range_m"), rtol=1e-6
        )


def test_a_page_is_headed_by_event_flight_and_day():
    assert page_title(fake.judged()) == "Short-range ballistic missiles, 14 January 2025"
    second = replace(fake.judged(), flight="second")
    assert page_title(second) == "Short-range ballistic missiles: second, 14 January 2025"


def test_without_any_interval_there_is_a_summary_but_no_picture():
    verdict = fake.verdict()
    refused = fake.Verdict(
        **{**verdict.__dict__, "answers": {"glide": verdict.answers["glide"]}, "word": "impossible"}
    )
    contents = contents_of(fake.judged(refused), ("png", "json", "csv", "nc"))
    assert list(contents) == ["summary.json", "quantities.csv"]
    model = json.loads(contents["summary.json"])["verdicts"][0]["models"]["glide"]
    assert (model["possible"], model["log_evidence"]) == (False, "-inf")


def test_the_envelope_holds_nine_flights_in_ten_at_a_distance():
    from trajkit.output.envelope import envelope_of

    posterior = fake.few_draws("ballistic")
    found = envelope_of(posterior)
    flights = posterior.flights_of(np.arange(posterior.size))
    apogee = np.quantile(flights.apogee.altitude_m, 0.95)
    assert found.high_m.max() == pytest.approx(apogee, rel=0.15)
    assert (found.low_m <= found.high_m).all()
    # The representative flight ends where it lands, and the shade where 95 % have landed.
    assert found.altitude_m[-1] == pytest.approx(0.0, abs=20.0)
    assert found.along_m[-1] == pytest.approx(
        np.quantile(posterior.draws("range_m"), 0.95), rel=0.01
    )


@pytest.mark.parametrize(
    ("word", "value"),
    [
        ("2", (2.0, 2.0)),
        ("1..4", (1.0, 4.0)),
        ("uniform:1,4", (1.0, 4.0)),
        ("log-uniform:1,4", (1.0, 4.0)),
        ("triangular:1,2,4", (1.0, 4.0)),
        ("truncated-normal:2,1,1,4", (1.0, 4.0)),
    ],
)
def test_priors_are_read(word, value):
    prior = read_priors((f"lift_to_drag={word}",), ("lift_to_drag",))["lift_to_drag"]
    assert (float(prior.quantile(0.0)), float(prior.quantile(1.0))) == pytest.approx(value)


def test_a_normal_prior_has_the_deviation_that_was_given():
    prior = read_priors(("burn_time_s=normal:90,10",), ("burn_time_s",))["burn_time_s"]
    assert float(prior.quantile(0.8413447)) == pytest.approx(100.0)


def test_a_prior_of_the_command_line_reaches_the_model(judge):
    trajkit("reconstruct", "2025-01-14", "--prior", "burnout_speed_m_s=1500..2500", "--quiet")
    event, _, priors, _ = judge.asked[0]
    model = model_of(event, "ballistic", observations_of(event), priors=priors)
    named = next(one for one in model.priors if one.name == "burnout_speed_m_s")
    assert named.prior.words() == "even from 1500 to 2500"


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("--prior", "lift_to_drog=2"), "perhaps lift_to_drag is meant"),
        (("--prior", "banana=2"), "type one of burnout_speed_m_s"),
        (("--prior", "lift_to_drag=4..1"), "put the smaller end first"),
        (("--prior", "lift_to_drag"), "is not NAME=VALUE"),
        (("--prior", "lift_to_drag=two"), "is not a number"),
        (("--prior", "lift_to_drag=even:1,2"), "is not known; type one of fixed"),
        (("--prior", "lift_to_drag=normal:1"), "takes 2 numbers (mean, deviation), not 1"),
        (("--prior", "lift_to_drag=1", "--prior", "lift_to_drag=2"), "given twice"),
        (("--seed", "-1"), "is not a whole number"),
        (("--seed", "1.5"), "is not a whole number"),
        (("--method", "sample", "--range", "1,100 m"), 'did you mean "1,100 km"?'),
        (("--method", "sample", "--range", "700-600 km"), "--range: the interval from"),
        (("--method", "sample", "--range", "about 1,100"), '--range: "1,100" has no unit'),
        (("--method", "sample", "--range", "1,100"), "--range 1,100 has no unit"),
        (("--method", "sample", "--azimuth", "400"), "not from 0 to 360"),
        (("--method", "solve", "--range", "about 1,100 km"), "type --method sample"),
        (("--method", "sample", "--beta", "3000"), "--prior ballistic_coefficient_kg_m2="),
        (("--method", "sample", "--sea-label", "none"), "--sea-label is for --method solve"),
        (("--method", "solve", "--mach", "either"), "--mach either is for --method sample"),
        (("--method", "solve", "--seed", "1"), "--seed is for --method sample"),
        (("--method", "guess"), "choose one of solve, sample"),
        (("--method", "sample", "--party", "Nobody"), "no party of 2025-01-14"),
        (("--method", "sample", "--format", "gif", "--out", "x"), 'format "gif" is not known'),
        (("--method", "sample", "--out", ""), "--out names no folder"),
        (("--resume", "--method", "sample"), "--resume is for --all"),
        (("--all", "--out", "x"), "--all takes every event"),
    ],
)
def test_what_cannot_be_used_is_one_sentence(judge, words, said):
    assert said in trajkit("reconstruct", "2025-01-14", *words).sentence
    assert not judge.asked


def test_sampling_needs_an_event():
    assert "needs an event" in trajkit("reconstruct", "--method", "sample").sentence
    sampled = ("reconstruct", "--method", "sample")
    assert "need a place" in trajkit(*sampled, "--range", "1,100 km").sentence
    site = ("--site", "39.19,125.96")
    assert "nothing was reported" in trajkit(*sampled, *site).sentence
    assert "--body" in trajkit(*sampled, *site, "--apogee", "100 km").sentence
    figures = (*site, "--range", "1,100 km")
    assert "--party needs an event" in trajkit(*sampled, *figures, "--party", "KCNA").sentence
    assert "--events needs an event" in trajkit(*sampled, *figures, "--events", "x").sentence
    assert "is for one event" in trajkit("reconstruct", "--all", *figures, "--out", "x").sentence
    assert "needs a folder" in trajkit("reconstruct", "--all").sentence


def test_the_other_options_are_passed_on(judge):
    words = ("--spherical", "--body", "mrbm", "--party", "rok  jcs", "--model", "glide", "--quiet")
    trajkit("reconstruct", "2025-01-14", "--method", "sample", *words)
    others = judge.asked[0][3]
    assert (others["body"], others["parties"], others["models"]) == (
        "mrbm",
        ["ROK JCS"],
        ("glide",),
    )
    assert others["earth"].name != tk.WGS84.name


def test_figures_without_an_event_are_the_users_own_claims(judge, tmp_path):
    out = tmp_path / "out"
    done = trajkit(
        "reconstruct", "--method", "sample", "--site", "39.19,125.96", "--azimuth", 60,
        "--range", "about 1,100 km", "--apogee", "99.8 km", "--speed", "more than Mach 10",
        "--flight-time", "10 to 20 minutes", "--out", out, "--quiet",
    )  # fmt: skip
    assert done.code == 0, done.err
    event, _, _, others = judge.asked[0]
    assert others["site"] == (39.19, 125.96)
    # Low and long: a glide vehicle, as without sampling.
    assert event.body == "glide"
    items = {item.quantity: item for item in observations_of(event).items}
    assert {item.party for item in items.values()} == {"the user"}
    ends = {name: (items[name].low, items[name].high) for name in items if name != "splashdown"}
    assert ends == {
        "range": (1000e3, 1200e3),
        "apogee": (pytest.approx(99.75e3), pytest.approx(99.85e3)),
        "top_speed": (pytest.approx(3402.94), None),
        "flight_time": (600.0, 1200.0),
    }
    assert items["splashdown"].bearing[:2] == (59.5, 60.5)
    assert items["splashdown"].place == (39.19, 125.96)
    summary = json.loads((out / "summary.json").read_text(encoding="utf-8"))
    # No date is made up.
    assert summary["event"]["launch_time_utc"] is None
    assert "2000" not in (out / "profile.svg").read_text(encoding="utf-8").split("</metadata>")[1]
    assert "--range about 1,100 km" in summary["made_from"]["choices"]
    assert summary["sources"] == ["given by the user"]


def test_figures_beside_an_event_are_a_further_party(judge):
    words = ("reconstruct", "2025-01-14", "--method", "sample", "--quiet")
    trajkit(*words, "--apogee", "60 km", "--site", "sunan")
    trajkit(*words, "--apogee", "60 km", "--party", "ROK JCS")
    trajkit(*words)
    event, _, _, others = judge.asked[0]
    assert (event.parties[-1], event.site) == ("the user", "sunan")
    assert others["site"] == (39.2002, 125.6733)
    assert next(item.quantity for item in observations_of(event, ["the user"]).items) == "apogee"
    assert judge.asked[1][3]["parties"] == ["ROK JCS", "the user"]
    assert judge.asked[2][0] == catalogue.event("2025-01-14")


def test_every_flight_of_an_event_with_figures_of_its_own_gets_a_folder(judge, tmp_path):
    folder = tmp_path / "events"
    folder.mkdir()
    for name in ("2019-05-09", "2021-03-25"):
        text = catalogue.event_files()[name].read_text(encoding="utf-8")
        (folder / f"{name}.toml").write_text(text, encoding="utf-8")
    out = tmp_path / "all"
    words = ("reconstruct", "--all", "--events", folder, "--out", out, "--format", "json")
    done = trajkit(*words)
    assert done.code == 0, done.err
    # The reports of 9 May tell two ranges apart; those of 25 March hold for both flights.
    assert names_in(out) == [
        "2019-05-09.first", "2019-05-09.second", "2021-03-25", "summary.csv", "summary.json",
    ]  # fmt: skip
    assert [(event.id, others["flight"]) for event, _, _, others in judge.asked] == [
        ("2019-05-09", "first"), ("2019-05-09", "second"), ("2021-03-25", None),
    ]  # fmt: skip
    assert "2019-05-09, second" in done.out
    rows = json.loads((out / "summary.json").read_text())["rows"]
    assert [row["flight"] for row in rows] == ["first", "second", ""]
    assert (
        json.loads((out / "2019-05-09.second" / "summary.json").read_text())["event"]["flight"]
        == "second"
    )
    assert trajkit(*words, "--resume", "--quiet").code == 0
    assert len(judge.asked) == 3


def test_every_event_gets_a_folder_and_a_line(judge, two_events, tmp_path):
    out = tmp_path / "all"
    words = ("reconstruct", "--all", "--events", two_events, "--out", out)
    done = trajkit(*words)
    assert done.code == 0, done.err
    assert names_in(out) == ["2024-01-14", "2025-01-14", "summary.csv", "summary.json"]
    assert names_in(out / "2024-01-14") == FILES
    assert [line.split() for line in done.out.splitlines()][1] == [
        "2024-01-14", "ROK", "JCS", "possible", "impossible", "consistent",
    ]  # fmt: skip
    text = (out / "summary.csv").read_text(encoding="utf-8")
    rows = list(csv.DictReader(text.splitlines()[1:]))
    assert [(row["event"], row["verdict"]) for row in rows] == [
        ("2024-01-14", "consistent"), ("2025-01-14", "consistent"),
    ]  # fmt: skip
    assert json.loads((out / "summary.json").read_text())["rows"] == rows
    # Nothing is sampled twice, nor lost without being asked.
    assert "add --resume" in trajkit(*words).sentence
    assert trajkit(*words, "--resume").out == done.out
    assert len(judge.asked) == 2
    # A report that has changed is looked at again, and only that.
    file = two_events / "2025-01-14.toml"
    file.write_text(file.read_text(encoding="utf-8") + "# looked at again\n", encoding="utf-8")
    assert trajkit(*words, "--resume", "--quiet").code == 0
    assert [event.id for event, *_ in judge.asked[2:]] == ["2025-01-14"]
    assert "was made with the seed 0, not 1" in trajkit(*words, "--resume", "--seed", 1).sentence
    prior = ("--prior", "burnout_speed_m_s=1500..2500")
    assert "was made with the options none" in trajkit(*words, "--resume", *prior).sentence


def test_a_folder_of_another_version_or_of_somebody_else_is_left_alone(judge, two_events, tmp_path):
    out = tmp_path / "all"
    words = ("reconstruct", "--all", "--events", two_events, "--out", out, "--quiet")
    assert trajkit(*words).code == 0
    path = out / "2025-01-14" / "summary.json"
    path.write_text(path.read_text().replace(f'"version": "{tk.__version__}"', '"version": "0"'))
    assert "was made with the version 0" in trajkit(*words, "--resume").sentence
    path.write_text("my own notes")
    for option in ("--resume", "--force"):
        assert "was not made by trajkit" in trajkit(*words, option).sentence
    assert path.read_text() == "my own notes"
    assert len(judge.asked) == 2


@pytest.mark.parametrize("error", [InputError("hardly any boost lifts off"), ValueError("bad")])
def test_one_bad_event_does_not_stop_the_others(judge, two_events, tmp_path, error):
    (two_events / "2024-02-02.toml").write_text("id = ", encoding="utf-8")
    judge.fails["2024-01-14"] = error
    out = tmp_path / "all"
    done = trajkit("reconstruct", "--all", "--events", two_events, "--out", out)
    assert done.code == 2
    faults = [line for line in done.err.splitlines() if line.startswith("Error: ")]
    assert "2024-01-14" in faults[0]
    assert str(error) in faults[0]
    assert "2024-02-02" in faults[1]
    assert names_in(out) == ["2025-01-14", "summary.csv", "summary.json"]
    assert [line.split()[-1] for line in done.out.splitlines()[1:]] == [
        "consistent", "failed", "failed",
    ]  # fmt: skip
    # The next time the failed ones are tried again, and only they.
    judge.fails.clear()
    done = trajkit("reconstruct", "--all", "--events", two_events, "--out", out, "--resume")
    assert [event.id for event, *_ in judge.asked[2:]] == ["2024-01-14"]


def _spoilt(text: str) -> dict[str, tuple[bytes, str]]:
    """Event files with one fault each, by name, and the line that is to be told of it."""
    begin = text.index("sources", text.index("[[claims]]"))
    end = text.index("]", begin) + 1
    wording = text[text.index("wording = ") :].splitlines()[0]
    line_of = {
        word: text[: text.index(word, text.index("[[claims]]"))].count("\n") + 1
        for word in ("[[claims]]", "quantity =", "wording =", "sources =")
    }
    site = text[: text.index("site =")].count("\n") + 1

    def named(name: str, spoilt: str) -> bytes:
        return spoilt.replace('id = "2025-01-14"', f'id = "{name}"').encode()

    last = len(text.splitlines())
    return {
        "a-source": (
            named("a-source", text[:begin] + text[end:]),
            f'line {line_of["[[claims]]"]}: "claims.1.sources" is missing',
        ),
        "b-quantity": (
            named("b-quantity", text.replace('quantity = "range"', 'quantity = "rnge"', 1)),
            f'line {line_of["quantity ="]}: "claims.1.quantity": the quantity "rnge" is not known',
        ),
        "c-reversed": (
            named("c-reversed", text.replace(wording, 'wording = "700-600 km"', 1)),
            f'line {line_of["wording ="]}: "claims.1.wording": the interval from',
        ),
        "d-unit": (
            named("d-unit", text.replace(wording, 'wording = "1,100 m"', 1)),
            'did you mean "1,100 km"?',
        ),
        "e-sites": (
            named("e-sites", text.replace('site = "kanggye"', 'site = ["sunan", "sondok"]')),
            f'line {site}: "site": an event has one site',
        ),
        "f-latin": (text.encode() + b"# caf\xe9\n", f"line {last + 1}: not UTF-8"),
        "g-huge": (b"a" * 100_000_000, "is larger than 1 MB"),
        "h-broken": (
            text[: begin + len('sources = ["h')].encode(),
            f"which begins on line {line_of['sources =']}",
        ),
    }


def test_every_fault_is_one_sentence_with_its_line_and_the_others_load(judge, tmp_path):
    folder = tmp_path / "events"
    folder.mkdir()
    text = catalogue.event_files()["2025-01-14"].read_text(encoding="utf-8")
    (folder / "2025-01-14.toml").write_text(text, encoding="utf-8")
    spoilt = _spoilt(text)
    for name, (content, _) in spoilt.items():
        (folder / f"{name}.toml").write_bytes(content)
    out = tmp_path / "all"
    done = trajkit("reconstruct", "--all", "--events", folder, "--out", out, "--quiet")
    assert done.code == 2
    assert [event.id for event, *_ in judge.asked] == ["2025-01-14"]
    assert names_in(out) == ["2025-01-14", "summary.csv", "summary.json"]
    lines = done.err.splitlines()
    assert len(lines) == len(spoilt)
    for line, (name, (_, said)) in zip(lines, spoilt.items(), strict=True):
        assert line.startswith("Error: ")
        assert f"{folder / name}.toml" in line
        assert said in line
        # One by one the same sentence.
        one = trajkit("reconstruct", folder / f"{name}.toml", "--method", "sample")
        assert f"Error: {one.sentence}" == line
    assert len(judge.asked) == 1


def test_an_interrupt_keeps_what_is_done_and_says_how_to_go_on(judge, two_events, tmp_path):
    judge.fails["2025-01-14"] = KeyboardInterrupt()
    out = tmp_path / "all"
    words = ("reconstruct", "--all", "--events", two_events, "--out", out)
    done = trajkit(*words)
    assert done.code == 130
    assert "1 of 2 are done" in done.err
    assert "--resume" in done.err
    assert names_in(out) == ["2024-01-14", "summary.csv", "summary.json"]
    judge.fails.clear()
    assert trajkit(*words, "--resume").code == 0
    assert len(json.loads((out / "summary.json").read_text())["rows"]) == 2


def test_an_interrupt_of_one_event_writes_nothing(judge, tmp_path):
    judge.fails["2025-01-14"] = KeyboardInterrupt()
    out = tmp_path / "out"
    assert trajkit("reconstruct", "2025-01-14", "--method", "sample", "--out", out).code == 130
    assert not out.exists()
