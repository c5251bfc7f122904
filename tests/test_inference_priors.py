"""Priors against scipy.stats, and those of the body classes."""

from __future__ import annotations

import numpy as np
import pytest
from scipy import stats

from trajkit.errors import InputError
from trajkit.inference.models import GLIDE_UNKNOWNS, SITE_UNKNOWNS, UNKNOWNS
from trajkit.inference.priors import (
    Fixed,
    LogNormal,
    LogUniform,
    Normal,
    Prior,
    Triangular,
    TruncatedNormal,
    Uniform,
    prior_of,
)
from trajkit.reports import catalogue
from trajkit.reports.bodyclass import read_body_classes
from trajkit.reports.bodyprior import PriorSpec
from trajkit.reports.tomlfile import FileError

PEERS: dict[str, tuple[Prior, object]] = {
    "uniform": (Uniform(-2.0, 5.0), stats.uniform(-2.0, 7.0)),
    "log-uniform": (LogUniform(500.0, 20e3), stats.loguniform(500.0, 20e3)),
    "normal": (Normal(3.0, 0.5), stats.norm(3.0, 0.5)),
    "log-normal": (LogNormal(4000.0, 0.5), stats.lognorm(0.5, scale=4000.0)),
    "truncated-normal": (
        TruncatedNormal(1.0, 2.0, 0.0, 4.0),
        stats.truncnorm(-0.5, 1.5, loc=1.0, scale=2.0),
    ),
    "triangular": (Triangular(20.0, 45.0, 120.0), stats.triang(0.25, loc=20.0, scale=100.0)),
    "one-sided": (Triangular(0.0, 2.0, 2.0), stats.triang(1.0, loc=0.0, scale=2.0)),
}


@pytest.mark.parametrize("name", PEERS)
def test_priors_are_those_of_scipy(name: str) -> None:
    prior, peer = PEERS[name]
    u = np.linspace(0.001, 0.999, 401)
    x = prior.quantile(u)
    np.testing.assert_allclose(x, peer.ppf(u), rtol=1e-10, atol=1e-10)
    np.testing.assert_allclose(prior.share(x), u, atol=1e-12)
    np.testing.assert_allclose(prior.log_density(x), peer.logpdf(x), rtol=1e-9, atol=1e-9)


@pytest.mark.parametrize("name", [n for n in PEERS if n not in ("normal", "log-normal")])
def test_priors_are_nothing_outside(name: str) -> None:
    prior, peer = PEERS[name]
    low, high = peer.support()
    outside = np.array([low - 1.0, high + 1.0])
    assert np.all(np.isneginf(prior.log_density(outside)))
    np.testing.assert_array_equal(prior.share(outside), [0.0, 1.0])


def test_a_fixed_value_is_always_that_value() -> None:
    np.testing.assert_array_equal(Fixed(2.0).quantile(np.array([0.1, 0.9])), 2.0)


@pytest.mark.parametrize(
    "make",
    [
        lambda: Uniform(5.0, 2.0),
        lambda: LogUniform(0.0, 2.0),
        lambda: Normal(1.0, 0.0),
        lambda: Triangular(0.0, 3.0, 2.0),
        lambda: TruncatedNormal(0.0, 1.0, 50.0, 60.0),
        lambda: Uniform(0.0, np.inf),
    ],
)
def test_priors_that_are_none_are_refused(make: object) -> None:
    with pytest.raises(InputError):
        make()


@pytest.mark.parametrize("body", catalogue.body_classes(), ids=lambda body: body.name)
def test_every_class_has_the_priors_that_its_models_need(body) -> None:
    needed = {*UNKNOWNS[body.start], *GLIDE_UNKNOWNS} - {"heading_deg", *SITE_UNKNOWNS}
    assert needed <= set(body.priors)
    for name in needed:
        spec = body.priors[name]
        assert len(spec.source) > 20
        low, high = prior_of(spec).quantile(np.array([0.05, 0.95]))
        assert low <= high
    # What one flight is assumed to be lies well inside what is thought possible.
    beta = body.ballistic_coefficient_kg_m2
    share = prior_of(body.priors["ballistic_coefficient_kg_m2"]).share(
        np.array([beta.low, beta.default, beta.high])
    )
    assert np.all((share > 0.01) & (share < 0.99))


def test_a_prior_needs_just_its_numbers() -> None:
    with pytest.raises(ValueError, match="low, high"):
        PriorSpec(kind="uniform", low=1.0, source="Judgement.")
    with pytest.raises(ValueError, match="value"):
        PriorSpec(kind="fixed", value=1.0, low=0.0, source="Judgement.")


def test_an_unknown_unknown_is_refused_with_its_line(tmp_path) -> None:
    text = catalogue.data_path("bodies.toml").read_text(encoding="utf-8")
    file = tmp_path / "bodies.toml"
    file.write_text(text.replace("[priors.damping]", "[priors.dampings]"), encoding="utf-8")
    with pytest.raises(FileError, match='no unknown "dampings"'):
        read_body_classes(file)
