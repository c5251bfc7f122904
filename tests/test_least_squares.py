"""Batches of least-squares problems against SciPy's solver, one at a time."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.optimize import least_squares

from trajkit.analysis.least_squares import LeastSquares


def rosenbrock(x, _=None):
    return np.stack([10.0 * (x[1] - x[0] ** 2), 1.0 - x[0]])


def powell(x, _=None):
    """Four unknowns; the slopes at the solution are singular."""
    return np.stack(
        [
            x[0] + 10.0 * x[1],
            np.sqrt(5.0) * (x[2] - x[3]),
            (x[1] - 2.0 * x[2]) ** 2,
            np.sqrt(10.0) * (x[0] - x[3]) ** 2,
        ]
    )


TIMES = np.linspace(0.0, 3.0, 9)
SCATTER = np.array([0.1, -0.2, 0.05, 0.3, -0.1, 0.0, -0.25, 0.2, 0.15])


def decay(x, _=None):
    """Nine readings of amplitude, rate and offset that no curve passes through."""
    readings = (4.0 * np.exp(-1.3 * TIMES) + 0.7 + SCATTER)[:, None]
    shape = (-1,) + (1,) * (x.ndim - 1)
    curve = x[0] * np.exp(-x[1] * TIMES.reshape(shape)) + x[2]
    return curve - (readings if x.ndim > 1 else readings[:, 0])


def five(x, _=None):
    """Five unknowns of very different size, in the manner of a boosted flight."""
    speed, angle, bearing, a, b = x
    drag = np.exp(-b)
    return np.stack(
        [
            speed**2 * np.sin(2.0 * angle) * (1.0 - drag) / 9.8 - 0.9e6 + 2e4 * a,
            speed**2 * np.sin(angle) ** 2 / 19.6 - 1.5e5,
            1e5 * (bearing - 1.2) + 1e3 * a,
            speed * (1.0 + 0.1 * drag) - 3.4e3,
            4e4 * np.exp(a) * np.sin(angle) - 4.2e4,
        ]
    )


def alone(residuals, start, **options):
    return least_squares(residuals, start, xtol=1e-14, ftol=1e-14, gtol=1e-14, **options)


def starts(centre, count=20, spread=0.5, seed=1):
    rng = np.random.default_rng(seed)
    centre = np.asarray(centre, float)[:, None]
    return centre + spread * rng.standard_normal((centre.size, count))


def test_rosenbrocks_valley_is_followed_to_its_end():
    found = LeastSquares(residuals=rosenbrock, probe=1e-7, weights=1.0, tolerance=1e-9).solve(
        starts([-1.2, 1.0])
    )
    assert found.met.all()
    best = alone(rosenbrock, [-1.2, 1.0])
    np.testing.assert_allclose(found.unknowns - best.x[:, None], 0.0, atol=1e-7)
    assert np.all(np.abs(found.residuals) < 1e-9)


def test_a_singular_solution_is_found():
    found = LeastSquares(residuals=powell, probe=1e-7, weights=1.0, tolerance=1e-8).solve(
        starts([3.0, -1.0, 0.0, 1.0], spread=0.3)
    )
    assert found.met.all()
    assert np.all(np.abs(found.unknowns) < 1e-3)  # zero, as published


def test_what_cannot_be_met_is_met_as_nearly_as_scipy_does():
    weights = 1.0 / (1.0 + TIMES)
    found = LeastSquares(
        residuals=decay, probe=1e-6, weights=weights, tolerance=1e-6, settled=1e-12
    ).solve(starts([3.0, 1.0, 0.5], spread=0.2))
    best = alone(lambda x: weights * decay(x), [3.0, 1.0, 0.5])
    assert not found.met.any()
    np.testing.assert_allclose(found.unknowns - best.x[:, None], 0.0, atol=1e-5)
    np.testing.assert_allclose(
        ((weights[:, None] * found.residuals) ** 2).sum(axis=0), 2.0 * best.cost, rtol=1e-9
    )


@pytest.mark.parametrize(
    ("residuals", "centre", "lower", "upper"),
    [
        (rosenbrock, [0.2, 0.2], [-2.0, -2.0], [0.5, 2.0]),
        (rosenbrock, [0.4, 1.8], [0.0, 1.5], [2.0, 3.0]),
        (decay, [3.0, 0.7, 0.3], [0.0, 0.0, 0.0], [10.0, 1.0, 10.0]),
        (decay, [3.0, 0.7, 0.3], [0.0, 0.0, 1.0], [3.5, 1.0, 10.0]),
        (decay, [3.0, 1.1, 0.5], [-np.inf, -np.inf, 0.4], [np.inf, np.inf, 0.6]),
    ],
)
def test_bounds_hold_and_the_best_between_them_is_scipys(residuals, centre, lower, upper):
    tried = []

    def watched(x, rows):
        tried.append(x)
        return residuals(x, rows)

    found = LeastSquares(
        residuals=watched, probe=1e-7, weights=1.0, tolerance=1e-9, lower=lower, upper=upper,
        settled=1e-12,
    ).solve(starts(centre, spread=0.2))  # fmt: skip
    best = alone(residuals, np.clip(centre, np.add(lower, 1e-3), np.subtract(upper, 1e-3)),
                 bounds=(lower, upper))  # fmt: skip
    every = np.concatenate(tried, axis=1)
    assert np.all(every >= np.array(lower)[:, None])
    assert np.all(every <= np.array(upper)[:, None])
    own = (found.residuals**2).sum(axis=0)
    np.testing.assert_allclose(own, 2.0 * best.cost, rtol=1e-6, atol=1e-15)
    np.testing.assert_allclose(found.unknowns - best.x[:, None], 0.0, atol=2e-4)


def test_an_unknown_between_equal_bounds_stays():
    found = LeastSquares(
        residuals=rosenbrock, probe=1e-7, weights=1.0, tolerance=1e-9,
        lower=[-5.0, 0.25], upper=[5.0, 0.25], settled=1e-12,
    ).solve(starts([0.4, 0.0], spread=0.1))  # fmt: skip
    best = alone(lambda x: rosenbrock(np.array([x[0], 0.25])), [0.4])
    assert np.all(found.unknowns[1] == 0.25)
    np.testing.assert_allclose(found.unknowns[0], best.x[0], atol=1e-6)


UNIT = np.array([1e4, 1e4, 1e2, 1.0, 1e2])
FIVE = {
    "residuals": five,
    "probe": [0.25, 1e-5, 1e-5, 1e-4, 1e-4],
    "weights": 1.0 / UNIT,
    "tolerance": 1e-4 * UNIT,
    "lower": [500.0, 0.0, -10.0, np.log(0.1), 0.0],
    "upper": [9000.0, 1.57, 10.0, np.log(10.0), 12.0],
}


def five_starts(count=12):
    rng = np.random.default_rng(5)
    low = np.array([2500.0, 0.3, 0.0, -0.5, 1.0])[:, None]
    high = np.array([4000.0, 0.9, 2.0, 1.0, 4.0])[:, None]
    return low + (high - low) * rng.uniform(size=(5, count))


def test_five_unknowns_of_all_sizes():
    start = five_starts()
    found = LeastSquares(**FIVE).solve(start)
    for i in range(start.shape[1]):
        other = least_squares(
            lambda x: five(x) / UNIT, start[:, i], bounds=(FIVE["lower"], FIVE["upper"]),
            x_scale="jac", max_nfev=2000,
        )  # fmt: skip
        if other.cost < 1e-12:
            assert found.met[i]
    assert found.met.sum() > 6
    assert np.ptp(found.unknowns[:, found.met], axis=1)[0] < 1.0


def test_fewer_residuals_than_unknowns_are_met_near_the_start():
    """A line x + 2 y = 5: to be reached, not to be left along."""
    start = starts([1.0, 1.0])
    found = LeastSquares(
        residuals=lambda x, _: x[:1] + 2.0 * x[1:] - 5.0, probe=1e-4, weights=1.0, tolerance=1e-9
    ).solve(start)
    assert found.met.all()
    moved = found.unknowns - start
    # Marquardt's scaling weighs the unknowns by their slopes: equal shares of the way by each.
    np.testing.assert_allclose(moved[0], 2.0 * moved[1], atol=1e-5)


@pytest.mark.parametrize("count", [1, 2, 7, 20])
def test_a_row_is_the_same_in_any_company(count):
    start = np.concatenate([five_starts(20)[:, :count], np.full((5, 1), np.nan)], axis=1)
    whole = LeastSquares(**FIVE).solve(start)
    assert not whole.met[-1]
    for i in range(min(count, 4)):
        one = LeastSquares(**FIVE).solve(start[:, i : i + 1])
        np.testing.assert_array_equal(one.unknowns[:, 0], whole.unknowns[:, i])
        np.testing.assert_array_equal(one.residuals[:, 0], whole.residuals[:, i])


def test_rows_are_named_so_that_each_has_its_own_problem():
    goal = np.array([2.0, 3.0, 5.0])
    found = LeastSquares(
        residuals=lambda x, rows: x**2 - goal[rows], probe=1e-6, weights=1.0, tolerance=1e-10
    ).solve(np.ones((1, 3)))
    np.testing.assert_allclose(found.unknowns[0], np.sqrt(goal), rtol=1e-10)


def test_where_there_is_no_residual_the_other_side_is_tried():
    """The root of x - 1 lies at the edge: beyond 1 there is nothing, as beyond an escape speed."""

    def edge(x, _):
        return np.where(x > 1.0, np.nan, (x - 1.0) * (3.0 + x))

    found = LeastSquares(residuals=edge, probe=1e-3, weights=1.0, tolerance=1e-9).solve(
        np.array([[1.0 - 1e-5, 0.3, 2.0]])
    )
    np.testing.assert_array_equal(found.met, [True, True, False])
    np.testing.assert_allclose(found.unknowns[0, :2], 1.0, atol=1e-9)
    assert found.unknowns[0, 2] == 2.0


def test_steps_are_cut_to_the_share_given():
    sizes = []

    def slow(_, step):
        share = np.minimum(1.0, 0.1 / np.abs(step[0]))
        sizes.append(np.abs(share * step[0]).max())
        return share

    found = LeastSquares(
        residuals=lambda x, _: x - 1.0, probe=1e-6, weights=1.0, tolerance=1e-9, share_of_step=slow
    ).solve(np.zeros((1, 2)))
    assert found.met.all()
    assert len(sizes) >= 10
    assert max(sizes) <= 0.1 + 1e-12
