"""Designs: a sample is the same whatever it is asked for with, and each design is what it says."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from SALib.analyze.morris import analyze as analyze_morris
from SALib.sample.sobol import sample as sample_sobol
from scipy.stats import kstest, qmc

from trajkit.sweeps.designs.grid import Grid
from trajkit.sweeps.designs.latin import LatinHypercube
from trajkit.sweeps.designs.morris import Morris
from trajkit.sweeps.designs.random import Random
from trajkit.sweeps.designs.saltelli import Saltelli
from trajkit.sweeps.designs.sobol import Sobol, sobol_points

if TYPE_CHECKING:
    from trajkit.sweeps.designs.base import Design

KINDS = ("random", "sobol", "saltelli", "morris", "latin-hypercube", "grid")


def design(kind: str, dimension: int, samples: int, seed: int) -> Design:
    match kind:
        case "random":
            return Random(dimension, samples, seed)
        case "sobol":
            return Sobol(dimension, samples, sobol_points(dimension, samples, seed))
        case "saltelli":
            return Saltelli(dimension, samples, sobol_points(2 * dimension, samples, seed))
        case "morris":
            return Morris(dimension, samples, seed)
        case "latin-hypercube":
            return LatinHypercube(dimension, samples, seed)
    levels = [2 + (seed + k) % 3 for k in range(dimension)]
    return Grid(tuple(levels), tuple(level % 2 == 0 for level in levels))


@settings(max_examples=60)
@given(
    st.sampled_from(KINDS), st.integers(1, 6), st.integers(1, 300), st.integers(0, 2**40), st.data()
)
def test_a_sample_does_not_depend_on_its_neighbours(
    kind: str, dimension: int, samples: int, seed: int, data: st.DataObject
) -> None:
    made = design(kind, dimension, samples, seed)
    cut = sorted({0, made.samples, *data.draw(st.lists(st.integers(0, made.samples), max_size=3))})
    whole = made.shares(0, made.samples)
    pieces = [made.shares(a, b - a) for a, b in pairwise(cut)]
    assert whole.shape == (dimension, made.samples * made.rows_a_group)
    assert np.array_equal(np.concatenate(pieces, axis=1), whole)
    inside = (whole >= 0.0) & (whole <= 1.0) if made.to_the_ends else (whole > 0.0) & (whole < 1.0)
    assert inside.all()


@settings(max_examples=40)
@given(
    st.sampled_from(("random", "sobol", "saltelli", "morris")),
    st.integers(1, 6),
    st.integers(1, 200),
    st.integers(0, 1000),
    st.integers(0, 2**40),
)
def test_a_sample_does_not_depend_on_how_many_there_are(
    kind: str, dimension: int, samples: int, more: int, seed: int
) -> None:
    few = design(kind, dimension, samples, seed).shares(0, samples)
    many = design(kind, dimension, samples + more, seed).shares(0, samples)
    assert np.array_equal(few, many)


@settings(max_examples=30)
@given(st.integers(1, 8), st.integers(1, 500), st.integers(0, 2**40))
def test_sobol_points_are_those_of_scipy(dimension: int, samples: int, seed: int) -> None:
    # SciPy steps from point to point; here each is found by its number.
    engine = qmc.Sobol(dimension, bits=32, seed=np.random.default_rng([seed, 3]))
    expected = engine.random(1 << (samples - 1).bit_length())[:samples].T
    assert (
        np.abs(sobol_points(dimension, samples, seed).shares(0, samples) - expected).max() < 2e-10
    )


def test_a_sobol_point_far_on_is_that_of_scipy() -> None:
    first = (1 << 22) + 12345
    engine = qmc.Sobol(5, bits=32, seed=np.random.default_rng([7, 3]))
    engine.fast_forward(first)
    points = sobol_points(5, 1 << 23, 7).shares(first, 64)
    assert np.abs(points - engine.random(64).T).max() < 2e-10


@pytest.mark.parametrize("second_order", [False, True])
def test_saltelli_blocks_are_in_the_order_of_salib(second_order: bool) -> None:
    names = ["a", "b", "c"]
    problem = {"num_vars": 3, "names": names, "bounds": [[0.0, 1.0]] * 3}
    expected = sample_sobol(problem, 16, calc_second_order=second_order, seed=5)
    rows = len(expected) // 16
    both = np.concatenate([expected[::rows], expected[rows - 1 :: rows]], axis=1).T

    class Points:
        def shares(self, first: int, count: int) -> np.ndarray:
            return both[:, first : first + count]

    made = Saltelli(3, 16, Points(), second_order)  # type: ignore[arg-type]
    assert np.array_equal(made.shares(0, 16).T, expected)


@settings(max_examples=30)
@given(st.integers(1, 5), st.integers(1, 2000), st.integers(0, 2**40))
def test_each_slice_of_a_latin_hypercube_holds_one_point(
    dimension: int, samples: int, seed: int
) -> None:
    shares = LatinHypercube(dimension, samples, seed).shares(0, samples)
    assert np.array_equal(
        np.sort(np.floor(shares * samples), axis=1), np.tile(np.arange(samples), (dimension, 1))
    )


def test_the_permutations_of_a_latin_hypercube_are_shuffled() -> None:
    # Of the values of neighbours, of factors, and of seeds, none tells the other.
    one, other = (LatinHypercube(4, 3000, seed).shares(0, 3000) for seed in (1, 2))
    limit = 4.5 / np.sqrt(3000)
    correlations = np.corrcoef(np.concatenate([one, other]))
    assert np.abs(correlations[~np.eye(8, dtype=bool)]).max() < limit
    assert all(abs(np.corrcoef(row[:-1], row[1:])[0, 1]) < limit for row in one)


def test_random_points_are_even() -> None:
    shares = Random(3, 20_000, 11).shares(0, 20_000)
    assert min(kstest(row, "uniform").pvalue for row in shares) > 1e-4
    assert np.abs(np.corrcoef(shares) - np.eye(3)).max() < 4.5 / np.sqrt(20_000)


@settings(max_examples=30)
@given(st.integers(1, 8), st.integers(1, 40), st.sampled_from((2, 4, 6, 10)), st.integers(0, 2**40))
def test_each_factor_of_a_trajectory_steps_once(
    dimension: int, samples: int, levels: int, seed: int
) -> None:
    made = Morris(dimension, samples, seed, levels)
    steps = np.diff(made.shares(0, samples).reshape(dimension, samples, -1), axis=2)
    assert ((steps != 0.0).sum(axis=2) == 1).all()
    assert ((steps != 0.0).sum(axis=0) == 1).all()
    assert np.allclose(np.abs(steps[steps != 0.0]), levels / (2.0 * (levels - 1.0)))


def test_salib_finds_the_slopes_of_a_plane_from_the_trajectories() -> None:
    shares = Morris(3, 20, 3).shares(0, 20).T
    slopes = np.array([1.0, -5.0, 0.0])
    problem = {"num_vars": 3, "names": ["a", "b", "c"], "bounds": [[0.0, 1.0]] * 3}
    found = analyze_morris(problem, shares, shares @ slopes, num_levels=4, seed=1)
    assert np.allclose(found["mu"], slopes)


def test_a_grid_has_every_combination_once() -> None:
    made = Grid((3, 2, 4), (False, True, False))
    rows = made.shares(0, made.samples).T
    assert len({tuple(row) for row in rows}) == made.samples == 24
    assert sorted(set(rows[:, 0])) == [0.0, 0.5, 1.0]
    assert sorted(set(rows[:, 1])) == [0.25, 0.75]  # in the middle of each listed value's share
