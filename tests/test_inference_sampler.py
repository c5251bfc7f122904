"""The sampler on distributions whose answer is known without it."""

from __future__ import annotations

import numpy as np
import pytest
from scipy import integrate, stats

from trajkit.inference.effective import Ancestry, effective_size, ranks
from trajkit.inference.pareto import pareto_shape
from trajkit.inference.space import Placed
from trajkit.inference.tempered import Particles, Settings, advance, systematic, tempered

SETTINGS = Settings(particles=1024, enough=400.0, inner=20)


class Plain:
    """A space in which nothing is turned."""

    def turned(self, z):
        return z

    def placed(self, y):
        return Placed(y, y, np.zeros(y.shape[1]))


class Stretched:
    """Moves in the sinh of the first unknown: the answer must be the same."""

    def turned(self, z):
        return np.concatenate([np.sinh(z[:1]), z[1:]])

    def placed(self, y):
        z = np.concatenate([np.arcsinh(y[:1]), y[1:]])
        return Placed(z, z, -np.log(np.cosh(z[0])))


def _walk(fly, log_likelihood, dimension, *, space=None, seed=0, runs=2, reports=1, first=None):
    walks = []
    for run in range(runs):
        rng = np.random.default_rng([seed, run])
        z = rng.standard_normal((dimension, 4096))
        figures = fly(z)
        begin = Particles(z, figures, log_likelihood(figures))
        walks.append(
            tempered(
                begin,
                np.zeros(reports) if first is None else first,
                np.ones(reports),
                log_likelihood,
                space or Plain(),
                rng,
                SETTINGS,
            )
        )
    return advance(walks, fly)


@pytest.mark.parametrize("space", [Plain(), Stretched()], ids=["plain", "stretched"])
def test_a_linear_model_with_normal_errors(space) -> None:
    # Two tight measurements of four unknowns: posterior and evidence in closed form.
    matrix = np.array([[1.0, -2.0, 0.5, 0.0], [0.3, 1.0, 0.0, 0.0]])
    data, error = np.array([2.0, -1.5]), 0.05

    def log_likelihood(figures):
        return -0.5 * ((figures - data[:, None]) / error) ** 2 - np.log(
            error * np.sqrt(2.0 * np.pi)
        )

    walks = _walk(lambda z: matrix @ z, log_likelihood, 4, space=space, reports=2)
    cover = matrix @ matrix.T + error**2 * np.eye(2)
    evidence = stats.multivariate_normal(np.zeros(2), cover).logpdf(data)
    gain = matrix.T @ np.linalg.inv(cover)
    mean = gain @ data
    covariance = np.eye(4) - gain @ matrix
    for walk in walks:
        assert walk.arrived
        assert walk.log_ratio == pytest.approx(evidence, abs=0.25)
        assert walk.effective.min() >= 400.0
    z = np.concatenate([walk.particles.z for walk in walks], axis=1)
    standard_error = np.sqrt(np.diag(covariance) / 1000.0)
    assert np.all(np.abs(z.mean(axis=1) - mean) < 4.5 * standard_error + 1e-3)
    np.testing.assert_allclose(z.std(axis=1), np.sqrt(np.diag(covariance)), rtol=0.1)


def test_a_banana() -> None:
    # One tight figure of two unknowns along a parabola; evidence by quadrature.
    def fly(z):
        return (z[1] + 1.5 * z[0] ** 2)[None]

    def log_likelihood(figures):
        return stats.norm.logpdf(figures, 2.0, 0.02)

    walks = _walk(fly, log_likelihood, 2)

    # Along the parabola, whose width the error is small against.
    evidence = integrate.quad(
        lambda x: stats.norm.pdf(x) * stats.norm.pdf(2.0 - 1.5 * x * x), -4, 4
    )
    second = integrate.quad(
        lambda x: x * x * stats.norm.pdf(x) * stats.norm.pdf(2.0 - 1.5 * x * x), -4, 4
    )
    x = np.concatenate([walk.particles.z[0] for walk in walks])
    for walk in walks:
        assert walk.log_ratio == pytest.approx(np.log(evidence[0]), abs=0.25)
    assert (x * x).mean() == pytest.approx(second[0] / evidence[0], rel=0.06)
    # Both arms, in equal shares.
    assert (x > 0.0).mean() == pytest.approx(0.5, abs=0.08)


def test_flights_that_fail_have_no_share_in_the_evidence() -> None:
    def fly(z):
        return np.where(z[0] > 0.0, z[0], np.nan)[None]

    def log_likelihood(figures):
        return np.where(np.isnan(figures), -np.inf, 0.0)

    walks = _walk(fly, log_likelihood, 3)
    for walk in walks:
        assert walk.log_ratio == pytest.approx(np.log(0.5), abs=0.05)
        assert np.all(walk.particles.z[0] > 0.0)


def test_what_cannot_be_is_said_and_not_sampled() -> None:
    walks = _walk(lambda z: z[:1], lambda figures: np.full((1, figures.shape[1]), -np.inf), 2)
    assert not any(walk.arrived for walk in walks)
    assert all(walk.log_ratio == -np.inf for walk in walks)


def test_the_same_seed_gives_the_same_draws_alone_or_in_company() -> None:
    def log_likelihood(figures):
        return stats.norm.logpdf(figures, 1.0, 0.1)

    def fly(z):
        return z[:1] + 0.1 * z[1:2] ** 2

    both = _walk(fly, log_likelihood, 3, seed=5)
    alone = _walk(fly, log_likelihood, 3, seed=5, runs=1)
    other = _walk(fly, log_likelihood, 3, seed=6, runs=1)
    np.testing.assert_array_equal(both[0].particles.z, alone[0].particles.z)
    assert both[0].log_ratio == alone[0].log_ratio
    assert not np.array_equal(both[0].particles.z, other[0].particles.z)


def test_the_effective_size_is_that_of_means() -> None:
    # Copies of few draws that move a little: the variance of their mean over many trials.
    rng = np.random.default_rng(0)
    count, kept = 256, 0.8
    weight = np.ones(count)
    weight[:64] = 6.0
    means, sizes = [], []
    for _ in range(400):
        z = rng.standard_normal(count)
        parents = systematic(weight, count, rng)
        moved = kept * z[parents] + np.sqrt(1.0 - kept**2) * rng.standard_normal(count)
        means.append(moved.mean())
        sizes.append(Ancestry().with_stage(parents).effective(ranks(moved[None]))[0])
    # Variances add, sizes do not; and ranks tell of nearly normal numbers what these do.
    assert 1.0 / np.mean(1.0 / np.array(sizes)) == pytest.approx(1.0 / np.var(means), rel=0.2)


def test_the_shares_of_two_hills_are_inherited() -> None:
    # Signs are never changed by the moves: the mean is that of the ancestors, stage after stage.
    rng = np.random.default_rng(1)
    count, stages = 512, 4
    means, sizes = [], []
    for _ in range(300):
        sign = np.where(rng.random(count) < 0.5, 1.0, -1.0)
        ancestry = Ancestry()
        for _ in range(stages):
            parents = systematic(rng.choice([0.2, 1.8], count), count, rng)
            sign, ancestry = sign[parents], ancestry.with_stage(parents)
        values = sign + 0.1 * rng.standard_normal(count)
        means.append(values.mean())
        sizes.append(ancestry.effective(values[None])[0])
    assert 1.0 / np.mean(1.0 / np.array(sizes)) == pytest.approx(1.0 / np.var(means), rel=0.25)


def test_the_effective_size_of_weights() -> None:
    assert effective_size(np.zeros(50)) == pytest.approx(50.0)
    assert effective_size(np.array([0.0, -np.inf, 0.0, -np.inf])) == pytest.approx(2.0)


@pytest.mark.parametrize("shape", [0.2, 0.5, 0.9])
def test_the_tail_of_weights_has_its_shape(shape: float) -> None:
    weights = stats.genpareto(shape).rvs(20_000, random_state=3)
    assert pareto_shape(np.log(weights)) == pytest.approx(shape, abs=0.12)
