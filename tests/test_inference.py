"""From events to what is known of their flights."""

from __future__ import annotations

import numpy as np
import pytest

import trajkit as tk
from trajkit.errors import InputError
from trajkit.inference.figures import ROW
from trajkit.inference.infer import model_of
from trajkit.inference.observations import Figure, Observations, observations_of
from trajkit.inference.predictive import leave_one_out, prediction, without
from trajkit.inference.study import Study
from trajkit.inference.tempered import Settings

FEW = Settings(particles=64, enough=0.0, inner=10)
SMALL = Settings(particles=1024, enough=510.0, inner=30)


@pytest.fixture(scope="module")
def icbm():
    """24 March 2022 by KCNA's range and apogee alone, without its flight time."""
    event = tk.event("2022-03-24")
    observed = observations_of(event, ["KCNA"])
    kept = tuple(item for item in observed.items if item.quantity != "flight_time")
    observed = type(observed)(kept)
    study = Study(model_of(event, "ballistic", observed), 0, SMALL)
    return study, study.posteriors([observed])[0]


def test_kcna_s_time_of_24_march_2022_is_too_short_and_japan_s_is_not(icbm) -> None:
    """A coast in vacuum through KCNA's own range and apogee takes 4,075 s (Kepler)."""
    _, posterior = icbm
    assert posterior.refusal is None
    event = tk.event("2022-03-24")
    told = {
        party: next(
            item
            for item in observations_of(event, [party]).items
            if item.quantity == "flight_time" and isinstance(item, Figure)
        )
        for party in ("KCNA", "Japan MOD")
    }
    times = posterior.draws("flight_time_s")
    found = {
        party: prediction(report, times, effective=posterior.effective)
        for party, report in told.items()
    }
    assert found["KCNA"].report.value == 4052.0
    assert found["KCNA"].pit < 0.05
    assert found["KCNA"].z < -2.0
    assert not found["KCNA"].inside
    assert found["Japan MOD"].report.value == 71 * 60.0
    assert 0.05 < found["Japan MOD"].pit < 0.95
    assert found["Japan MOD"].inside


def test_the_posterior_keeps_to_what_was_reported(icbm) -> None:
    _, posterior = icbm
    apogee = posterior.interval("apogee_m")
    assert apogee.low < 6248.5e3 < apogee.high
    # The report tells much of the speed, and next to nothing of the ballistic coefficient.
    before, after = (f("burnout_speed_m_s") for f in (posterior.prior_interval, posterior.interval))
    assert after.high - after.low < 0.3 * (before.high - before.low)
    before, after = (
        f("ballistic_coefficient_kg_m2") for f in (posterior.prior_interval, posterior.interval)
    )
    assert after.high - after.low > 0.8 * (before.high - before.low)


def test_the_representative_flight_is_one_of_the_middle(icbm) -> None:
    _, posterior = icbm
    flight = posterior.flights_of(np.array([posterior.representative]))
    assert flight.landed.all()
    for name, value in (
        ("range_m", flight.range_m[0]),
        ("apogee_m", flight.apogee.altitude_m[0]),
        ("flight_time_s", flight.flight_time_s[0]),
    ):
        draws = posterior.draws(name)
        assert 0.25 < (draws < value).mean() < 0.75


def test_a_figure_left_out_is_predicted_as_if_it_had_never_been() -> None:
    """Without the apogee: what weighting the prior by the other reports gives."""
    event = tk.event("2025-01-06")
    observed = observations_of(event, ["Japan MOD"])
    settings = Settings(particles=2048, enough=510.0, inner=20)
    study = Study(model_of(event, "ballistic", observed), 0, settings)
    posterior = study.posteriors([observed])[0]
    found = {one.report.quantity: one for one in leave_one_out(study, posterior)}["apogee"]
    kept = type(observed)(tuple(i for i in observed.items if i.quantity != "apogee"))
    weight, peaks = [], []
    for run in (0, 1):
        prior = study.prior(run, kept)
        weight.append(np.exp(prior.log_likelihood.sum(axis=0)))
        peaks.append(prior.figures[ROW["apogee_m"]])
    weight, peaks = np.concatenate(weight), np.concatenate(peaks)
    for end, value in ((0.05, found.low), (0.5, found.median), (0.95, found.high)):
        below = weight[peaks < value].sum() / weight.sum()
        assert below == pytest.approx(end, abs=0.05)
    assert found.method == "sampled"
    assert found.inside


def test_a_figure_beside_which_nothing_was_told_is_predicted_by_the_prior(icbm) -> None:
    study, posterior = icbm
    report = posterior.observed.items[0]
    (found,) = without(study, Observations((report,)), [0]).values()
    figures = np.concatenate([study.pool(run)[1] for run in (0, 1)], axis=1)
    truth = figures[ROW[report.row]]
    # Far broader than the error of measurement, which shifts its ends by less than a hundredth.
    ends = np.nanquantile(truth, (0.05, 0.5, 0.95))
    np.testing.assert_allclose((found.low, found.median, found.high), ends, rtol=0.01)


def test_draws_as_a_dataset(icbm) -> None:
    _, posterior = icbm
    data = posterior.to_xarray()
    assert data["burnout_speed_m_s"].attrs["units"] == "m s-1"
    assert data["ballistic_coefficient_kg_m2"].attrs["units"] == "kg m-2"
    assert data.sizes["draw"] == posterior.size
    assert any("KCNA: apogee 6,248.5 km" in report for report in data.attrs["reports"])
    assert all(". " in prior for prior in data.attrs["priors"])
    assert data.attrs["refusal"] == ""


def test_a_posterior_shows_itself(icbm) -> None:
    _, posterior = icbm
    page = posterior._repr_html_()
    assert "burnout speed, km/s" in page
    assert "lift-to-drag" not in page
    speed = posterior.interval("burnout_speed_m_s").median / 1e3
    assert f"{speed:,.2f}" in page
    assert "KCNA: apogee 6,248.5 km" in page
    assert repr(posterior).startswith("<trajkit.Posterior: ballistic, 2,048 draws")


def test_too_few_draws_give_no_interval_and_the_same_seed_the_same_draws() -> None:
    one, again = (tk.infer("2025-01-14", seed=3, settings=FEW) for _ in range(2))
    assert "effective draws are fewer" in one.refusal
    assert np.isnan(one.interval("range_m").median)
    np.testing.assert_array_equal(one.particles.z, again.particles.z)
    other = tk.infer("2025-01-14", seed=4, settings=FEW)
    assert not np.array_equal(one.particles.z, other.particles.z)


def test_what_no_flight_can_have_is_said() -> None:
    # A second peak without lift.
    posterior = tk.infer("2025-01-06", party="KCNA", settings=FEW)
    assert posterior.log_evidence == -np.inf
    assert posterior.refusal == "No flight of the model has all of the figures."


def test_wrong_words_are_refused() -> None:
    with pytest.raises(InputError, match="choose ballistic or glide"):
        tk.infer("2025-01-06", model="skip")
    with pytest.raises(InputError, match="no party of 2025-01-06"):
        tk.infer("2025-01-06", party="US")
    with pytest.raises(InputError, match="lifts off"):
        tk.infer("2022-11-18", party="KCNA", priors={"burn_time_s": 900.0})
