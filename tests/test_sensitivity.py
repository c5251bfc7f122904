"""Indices against functions whose indices are known, against SALib and scipy, and by counting."""

from __future__ import annotations

import math

import numpy as np
import pytest
import small_sweep as small
from SALib.analyze import morris as salib_morris
from SALib.analyze import sobol as salib
from scipy.stats import kstest, norm, pearsonr, rankdata, spearmanr

from trajkit.errors import InputError
from trajkit.sweeps.bases.check import ISHIGAMI_A, ISHIGAMI_B, SOBOL_G_A
from trajkit.sweeps.designs.morris import Morris
from trajkit.sweeps.designs.saltelli import Saltelli
from trajkit.sweeps.designs.sobol import sobol_points
from trajkit.sweeps.rows import output_rows
from trajkit.sweeps.sensitivity.analyse import needed, sensitivity
from trajkit.sweeps.sensitivity.bootstrap import Bootstrap
from trajkit.sweeps.sensitivity.levels import levels_of, mean_by_level
from trajkit.sweeps.sensitivity.morris import morris_effects
from trajkit.sweeps.sensitivity.needed import needed_for
from trajkit.sweeps.sensitivity.outputs import Layout, analyse_output
from trajkit.sweeps.sensitivity.ranks import rank_correlations
from trajkit.sweeps.sensitivity.sobol import sobol_indices


def ishigami() -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """First order, total, and second order, from the integrals (Ishigami & Homma 1990)."""
    a, b = ISHIGAMI_A, ISHIGAMI_B
    v1 = 0.5 * (1 + b * math.pi**4 / 5) ** 2
    v2 = a**2 / 8
    v13 = 8 * b**2 * math.pi**8 / 225
    whole = v1 + v2 + v13
    second = np.zeros((3, 3))
    second[0, 2] = v13 / whole
    return np.array([v1, v2, 0]) / whole, np.array([v1 + v13, v2, v13]) / whole, second


def sobol_g() -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """The same of a product, whose factors have variances 1 / (3 (1 + a)²) about 1."""
    own = 1 / (3 * (1 + np.array(SOBOL_G_A)) ** 2)
    whole = np.prod(1 + own) - 1
    total = own * np.prod(1 + own) / (1 + own) / whole
    return own / whole, total, np.outer(own, own) / whole


@pytest.fixture(scope="module")
def known(tmp_path_factory):
    home = tmp_path_factory.mktemp("known")
    return {
        "ishigami": small.made(small.check("ishigami", "saltelli", 4096), home / "ishigami"),
        "sobol-g": small.made(small.check("sobol-g", "saltelli", 4096), home / "sobol-g"),
    }


@pytest.mark.parametrize(("name", "truth"), [("ishigami", ishigami()), ("sobol-g", sobol_g())])
def test_functions_give_their_known_indices_within_the_intervals(known, name, truth) -> None:
    found = sensitivity(known[name])["y"].sobol
    first, total, second = truth
    above = np.triu_indices(first.size, 1)
    for index, ends, true in (
        (found.first, found.first_interval, first),
        (found.total, found.total_interval, total),
        (found.second[above], found.second_interval[:, *above], second[above]),
    ):
        assert np.all((ends[0] <= true + 1e-4) & (true - 1e-4 <= ends[1]))
        assert np.all((ends[0] <= index) & (index <= ends[1]))
        assert np.abs(index - true).max() < 0.03
    # Intervals that hold everything would prove nothing.
    assert np.ptp(found.total_interval, axis=0).max() < 0.1


def test_points_are_those_of_salib_and_intervals_as_wide(known) -> None:
    values = known["ishigami"].table(["y"])["y"]
    problem = {"num_vars": 3, "names": list("abc"), "bounds": [[0, 1]] * 3}
    theirs = salib.analyze(problem, values, num_resamples=1000, seed=5)
    ours = sobol_indices(values, 3, second_order=True)
    np.testing.assert_array_equal(ours.first, theirs["S1"])
    np.testing.assert_array_equal(ours.total, theirs["ST"])
    np.testing.assert_array_equal(ours.second, theirs["S2"])
    for ends, half in (
        (ours.first_interval, theirs["S1_conf"]),
        (ours.total_interval, theirs["ST_conf"]),
        (ours.second_interval, theirs["S2_conf"]),
    ):
        there = np.isfinite(ends[0])
        np.testing.assert_allclose(np.ptp(ends, axis=0)[there], 2 * half[there], rtol=0.12)


def test_the_seed_and_nothing_else_decides_an_interval() -> None:
    values = np.random.default_rng(1).random(5 * 64)

    def ends(seed: int) -> np.ndarray:
        return sobol_indices(values, 3, bootstrap=Bootstrap(seed, 50)).total_interval

    np.random.seed(1)  # noqa: NPY002 - a program may, and must neither matter nor be disturbed
    first = ends(0)
    np.random.seed(2)  # noqa: NPY002
    state = np.random.get_state()[1].copy()  # noqa: NPY002
    np.testing.assert_array_equal(first, ends(0))
    np.testing.assert_array_equal(state, np.random.get_state()[1])  # noqa: NPY002
    assert (first != ends(1)).any()


def test_intervals_hold_the_truth_as_often_as_they_say() -> None:
    # An additive function of independent blocks; 0.9 of 150 is 135, give or take 4.
    weights = np.array([1.0, 2.0, 3.0])
    truth = weights**2 / np.sum(weights**2)
    held = np.zeros((2, 3))
    for number in range(150):
        random = np.random.default_rng([7, number])
        a, b = random.random((2, 200, 3))
        rows = [a, *(np.where(np.arange(3) == j, b, a) for j in range(3)), b]
        values = np.stack([row @ weights for row in rows], axis=1).ravel()
        found = sobol_indices(values, 3, bootstrap=Bootstrap(number, 200, 0.9))
        for kind, ends in enumerate((found.first_interval, found.total_interval)):
            held[kind] += (ends[0] <= truth) & (truth <= ends[1])
    assert np.all(held / 150 > 0.82)
    assert np.all(held / 150 < 0.97)


def test_many_groups_are_put_together_without_a_change_of_the_interval() -> None:
    # Of two columns that know nothing of each other the correlation has deviation 1 / sqrt(n).
    random = np.random.default_rng(2)
    count = 60_000
    found = rank_correlations(random.random((count, 2)), random.random(count))
    expected = 2 * norm.ppf(0.975) / math.sqrt(count)
    np.testing.assert_allclose(np.ptp(found.spearman_interval, axis=0), expected, rtol=0.08)


def test_blocks_with_a_missing_value_are_left_out_and_bounded() -> None:
    points = sobol_points(6, 512, 1)
    shares = Saltelli(3, 512, points, False).shares(0, 512)
    values = shares[0] + 2 * shares[1] * shares[2]
    broken = values.copy()
    lost = np.array([7, 8, 400])
    broken[lost] = [np.nan, -np.inf, np.nan]
    one = analyse_output("range_m", broken, shares.T, Layout("saltelli"), missing={"time limit": 3})
    kept = np.delete(values.reshape(512, 5), np.unique(lost // 5), axis=0).ravel()
    problem = {"num_vars": 3, "names": list("abc"), "bounds": [[0, 1]] * 3}

    def total(filled: np.ndarray) -> np.ndarray:
        return salib.analyze(problem, filled, calc_second_order=False, seed=1)["ST"]

    np.testing.assert_array_equal(one.sobol.total, total(kept))
    assert (one.sobol.blocks, one.sobol.blocks_left_out) == (510, 2)
    for row, end in enumerate((np.delete(values, lost).min(), np.delete(values, lost).max())):
        whole = values.copy()
        whole[lost] = end
        np.testing.assert_array_equal(one.filled[row], total(whole))


def test_an_output_that_does_not_vary_has_no_index() -> None:
    one = analyse_output("y", np.ones(40), np.random.default_rng(1).random((40, 2)),
                         Layout("saltelli"))  # fmt: skip
    assert np.isnan(one.sobol.total).all()
    assert np.isnan(one.ranks.spearman).all()


def test_effects_on_a_linear_function_are_its_coefficients() -> None:
    weights, low, span = np.array([2.0, -0.5, 7.0]), np.array([0, -3, 10]), np.array([1, 4, 2.0])
    design = Morris(3, 30, 5, levels=6)
    factors = low + span * design.shares(0, 30).T
    found = morris_effects(factors, factors @ weights, levels=6)
    np.testing.assert_allclose(found.mean, weights * span, rtol=1e-12)
    np.testing.assert_allclose(found.mean_size, np.abs(weights * span), rtol=1e-12)
    np.testing.assert_allclose(found.deviation, 0.0, atol=1e-12)
    np.testing.assert_allclose(found.mean_size_interval, [found.mean_size] * 2, rtol=1e-12)


def test_effects_through_a_sweep_are_those_of_salib(tmp_path) -> None:
    sweep = small.made(small.check("ishigami", "morris", 64, levels=4), tmp_path / "morris")
    found = sensitivity(sweep, seed=2)["y"].morris
    table = sweep.table()
    factors = np.column_stack([table[name] for name in ("x1", "x2", "x3")])
    problem = {"num_vars": 3, "names": list("abc"), "bounds": [[-np.pi, np.pi]] * 3}
    theirs = salib_morris.analyze(problem, factors, table["y"], num_levels=4)
    np.testing.assert_allclose(found.mean, theirs["mu"].astype(float))
    np.testing.assert_allclose(found.mean_size, theirs["mu_star"].astype(float))
    np.testing.assert_allclose(found.deviation, theirs["sigma"].astype(float))
    # x3 acts through x1 alone: steps both up and down, so that the mean says nothing.
    assert found.mean_size[2] > 3 * abs(found.mean[2])
    assert found.trajectories == 64


def test_a_trajectory_with_a_missing_value_is_left_out() -> None:
    design = Morris(2, 10, 5)
    factors = design.shares(0, 10).T
    values = factors @ [1.0, 2.0]
    values[4] = np.nan
    found = morris_effects(factors, values, levels=4)
    assert (found.trajectories, found.trajectories_left_out) == (9, 1)
    np.testing.assert_allclose(found.mean, [1.0, 2.0])


def noisy(count: int = 800) -> tuple[np.ndarray, np.ndarray]:
    random = np.random.default_rng(4)
    factors = random.random((count, 3))
    factors[:, 1] += 0.5 * factors[:, 0]  # not independent: the partial correlation differs
    return factors, np.exp(factors @ [1.0, 2.0, 0.0]) + random.normal(0.0, 0.5, count)


def test_rank_correlations_are_those_of_scipy() -> None:
    factors, values = noisy()
    found = rank_correlations(factors, values)
    for column in range(3):
        theirs = spearmanr(factors[:, column], values).statistic
        assert found.spearman[column] == pytest.approx(theirs, abs=1e-12)
        # Partial: what is left of both ranks when the other ranks are fitted and taken off.
        others = rankdata(np.delete(factors, column, 1), axis=0)
        ranks = np.column_stack([np.ones(len(values)), others])
        left = [
            one - ranks @ np.linalg.lstsq(ranks, one, rcond=None)[0]
            for one in (rankdata(factors[:, column]), rankdata(values))
        ]
        assert found.partial[column] == pytest.approx(pearsonr(*left).statistic, abs=1e-10)
    assert abs(found.partial[0] - found.spearman[0]) > 0.05


def test_rank_intervals_hold_the_known_correlation() -> None:
    # Of a bivariate normal of correlation r, Spearman's is 6 / pi asin(r / 2).
    r, held = 0.6, 0
    truth = 6 / math.pi * math.asin(r / 2)
    for number in range(150):
        x, e = np.random.default_rng([8, number]).normal(size=(2, 200))
        y = r * x + math.sqrt(1 - r * r) * e
        ends = rank_correlations(x[:, None], y, bootstrap=Bootstrap(number, 200, 0.9))
        held += ends.spearman_interval[0, 0] <= truth <= ends.spearman_interval[1, 0]
    assert 0.82 < held / 150 < 0.97


def test_a_factor_that_others_fix_or_that_stands_still_has_no_partial_correlation() -> None:
    factors, values = noisy()
    still = np.column_stack([factors[:, :2], np.full(len(values), 3.0)])
    found = rank_correlations(still, values)
    assert np.isnan(found.spearman[2])
    assert np.isnan(found.partial[2])
    assert np.isfinite(found.partial[:2]).all()
    twice = np.column_stack([factors[:, 0], factors[:, 0], factors[:, 2]])
    assert np.isnan(rank_correlations(twice, values).partial).all()


def test_levels_are_tenths_or_the_values_themselves() -> None:
    random = np.random.default_rng(3)
    x = random.random(10_007)
    levels = levels_of(x)
    assert levels.count == 10
    assert np.ptp(np.bincount(levels.member)) <= 1
    np.testing.assert_allclose(levels.centre, np.arange(0.05, 1, 0.1), atol=0.02)
    np.testing.assert_allclose(mean_by_level(levels, x), np.arange(0.05, 1, 0.1), atol=0.02)
    few = random.choice([1.0, 2.0, 5.0], 300)
    own = levels_of(few)
    np.testing.assert_array_equal(own.centre[own.member], few)
    values = np.where(few == 2.0, np.nan, few)
    np.testing.assert_array_equal(mean_by_level(own, values), [1.0, np.nan, 5.0])


def test_what_a_figure_needs_is_told_by_counting() -> None:
    random = np.random.default_rng(5)
    x, other = random.random((2, 4000))
    found = needed_for({"other": other, "x": x}, x, output="y", at_least=0.75)
    first, second = found.factors
    assert (first.name, second.name) == ("x", "other")
    assert found.share == pytest.approx(np.mean(x >= 0.75))
    assert first.distance == pytest.approx(kstest(x[x >= 0.75], x).statistic)
    assert second.distance == pytest.approx(kstest(other[x >= 0.75], other).statistic)
    np.testing.assert_allclose(first.among_reaching, [0.7625, 0.875, 0.9875], atol=0.01)
    np.testing.assert_allclose(first.share[[0, 6, 8, 9]], [0, 0, 1, 1])
    # Missing values: as if none of them, or all, reached it.
    gaps = np.where(x < 0.1, np.nan, x)
    low, high = needed_for({"x": x}, gaps, output="y", at_least=0.75).share_bounds
    assert low == pytest.approx(np.mean(x >= 0.75))
    assert high == pytest.approx(np.mean((x >= 0.75) | (x < 0.1)))


def test_vacuum_range_against_speed_has_the_known_derivative(tmp_path) -> None:
    # No air, no turning, a sphere: an arc of an ellipse. Half the angle flown over, phi, has
    # tan phi = q sin g cos g / (1 - q cos² g) with q = v² R / GM.
    speeds = [2990.0, 3000.0, 3010.0]
    sweep = small.made(
        {
            "title": "vacuum",
            "outputs": ["range_m"],
            "design": {"kind": "grid"},
            "base": {
                "flight": {
                    "latitude_deg": 0.0, "longitude_deg": 0.0, "azimuth_deg": 90.0,
                    "altitude_m": 0.0, "angle_deg": 40.0, "rotating": False, "spherical": True,
                    "ballistic_coefficient_kg_m2": math.inf,
                }
            },
            "factors": {"speed_m_s": {"distribution": "values", "values": speeds}},
        },
        tmp_path / "vacuum",
    )  # fmt: skip
    radius, gm, angle = 6_371_008.7714, 398600.4418e9, math.radians(40.0)

    def range_m(speed: float) -> float:
        q = speed**2 * radius / gm
        turn = q * math.sin(angle) * math.cos(angle) / (1 - q * math.cos(angle) ** 2)
        return 2 * radius * math.atan(turn)

    flown = sweep.table(["range_m"])["range_m"]
    np.testing.assert_allclose(flown, [range_m(v) for v in speeds], atol=20.0)
    step = 1e-3
    derivative = (range_m(3000.0 + step) - range_m(3000.0 - step)) / (2 * step)
    assert (flown[2] - flown[0]) / 20.0 == pytest.approx(derivative, rel=1e-4)
    # The mean effect over the whole of the factor is the same difference.
    swing = sensitivity(sweep)["range_m"].swings[0]
    assert swing.mean[1] - swing.mean[0] == pytest.approx(20.0 * derivative, rel=1e-4)


@pytest.fixture(scope="module")
def glider(tmp_path_factory):
    return small.made(small.glider(128), tmp_path_factory.mktemp("glider") / "sweep")


def test_flights_without_a_figure_are_counted_and_told(glider) -> None:
    table = glider.table()
    found = sensitivity(glider)
    for name in ("range_m", "second_peak_m"):
        one = found[name]
        gone = ~np.isfinite(table[name])
        assert 0 < one.missing_count == gone.sum()
        for status, count in one.missing.items():
            assert count == np.sum(table["status"][gone] == status)
        whole = gone.reshape(-1, 8).any(axis=1).sum()
        assert one.sobol.blocks_left_out == whole
        assert one.ranks.rows_left_out == gone.sum()
    assert set(found["range_m"].missing) == {"time limit"}
    # What has no second peak has landed all the same.
    assert found["second_peak_m"].missing["landed"] > 0
    from trajkit.sweeps.sensitivity.view import sentences_of

    told = " ".join(sentences_of(found, "range_m"))
    one = found["range_m"]
    assert f"{one.missing_count:,} of {glider.rows:,} flights have no range" in told
    assert f"{one.sobol.blocks_left_out} of 128 blocks" in told


def test_the_dataset_holds_what_was_found(glider) -> None:
    found = sensitivity(glider)
    data = found.to_xarray()
    assert dict(data.sizes) == {"output": 2, "factor": 3, "other_factor": 3, "end": 2}
    peak = data.sel(output="second_peak_m")
    one = found["second_peak_m"]
    for factor, name in enumerate(found.factors):
        own = peak.sel(factor=name)
        assert float(own["total_order"]) == one.sobol.total[factor]
        assert (
            float(own["total_order_interval"].sel(end="high"))
            == (one.sobol.total_interval[1, factor])
        )
        assert float(own["first_order_filled"].sel(end="low")) == one.first_filled[0, factor]
        assert float(own["partial_rank"]) == one.ranks.partial[factor]
    assert float(peak["second_order"].sel(factor="lift_to_drag", other_factor="speed_m_s"))
    assert data["factor_unit"].sel(factor="speed_m_s") == "m s-1"


@pytest.mark.parametrize("kind", ["random", "latin-hypercube", "sobol", "morris", "grid"])
def test_every_design_has_rank_correlations(tmp_path, kind) -> None:
    samples = None if kind == "grid" else 200
    sweep = small.made(small.check("ishigami", kind, samples), tmp_path / kind)
    found = sensitivity(sweep)
    # y rises with x1, and neither rises nor falls with the others throughout.
    one = found["y"].ranks
    assert one.spearman[0] > 0.2
    assert np.abs(one.spearman[1:]).max() < 0.2
    assert "spearman" in found.to_xarray()
    assert str(found).startswith("Sensitivity of y")
    assert "<table>" in found._repr_html_()


def test_given_chooses_rows(glider) -> None:
    table = glider.table()
    chosen = (table["second_peak_m"] >= 30e3) & (table["second_peak_m"] <= 60e3)
    rows = output_rows(glider, "range_m", given={"second_peak_m": ("30 km", 60e3)})
    np.testing.assert_array_equal(rows.values, table["range_m"][chosen])
    assert rows.given == "second peak from 30 km to 60 km"
    found = needed(rows, "range_m", at_least="1,500 km")
    assert found.share == np.mean(table["range_m"][chosen] >= 1500e3)
    assert rows.logarithmic == {"lift_to_drag"}


@pytest.mark.parametrize(
    ("call", "said"),
    [
        (lambda s: sensitivity(s, "rnge_m"), 'no output "rnge_m"; choose range_m or second_peak_m'),
        (lambda s: sensitivity(s, resamples=3), "3 resamples give no interval"),
        (lambda s: sensitivity(s, confidence=95.0), "confidence 95 is not between 0 and 1"),
        (lambda s: sensitivity(s)["apogee_m"], 'output "apogee_m" was not analysed'),
        (lambda s: needed(s, "range_m", at_least="1500 kg"), "1500 kg"),
        (lambda s: needed(s, "range_m", at_least=math.nan), "give a finite figure"),
        (
            lambda s: needed(s, "range_m", at_least=1e6, given={"range_m": (2e6, 1e6)}),
            "put the smaller end first",
        ),
        (
            lambda s: needed(s, "range_m", at_least=1e6, given={"range_m": ("1 m", "2 m")}),
            "no row of the sweep has range from 1 m to 2 m; widen it",
        ),
        (lambda s: needed(s, "range_m", at_least=1e6, given={"x": (1, 2)}), 'no column "x"'),
        (
            lambda s: needed(s, "range_m", at_least=1e6, given={"lift_to_drag": (3.4, 4.0)}),
            "no row has a value of range_m among those with lift-to-drag ratio from 3.40 to 4.00",
        ),
        (lambda s: sensitivity(s.home.parent), "holds no sweep"),
    ],
)  # fmt: skip
def test_bad_input_gets_a_sentence(glider, call, said) -> None:
    with pytest.raises(InputError) as error:
        call(glider)
    assert said in str(error.value)
    assert "\n" not in str(error.value)


def test_rows_that_are_no_whole_blocks_are_refused() -> None:
    with pytest.raises(InputError, match="not whole groups of 5"):
        sobol_indices(np.arange(12.0), 3)
    with pytest.raises(InputError, match="no group of 5 rows"):
        sobol_indices(np.where(np.arange(15) % 5 == 2, np.nan, 1.0), 3)


def test_without_salib_a_sentence_says_what_to_type(glider, monkeypatch) -> None:
    import sys

    for name in [name for name in sys.modules if name.partition(".")[0] == "SALib"]:
        monkeypatch.delitem(sys.modules, name)
    monkeypatch.setitem(sys.modules, "SALib", None)
    with pytest.raises(InputError, match=r'pip install "trajkit\[sweep\]"'):
        sensitivity(glider)


def test_sobol_g_is_its_own_oracle_by_brute_force() -> None:
    # The formulas above against sums over a grid of midpoints, for the three factors that matter.
    points = (np.arange(40) + 0.5) / 40
    own = [(np.abs(4 * points - 2) + a) / (1 + a) for a in SOBOL_G_A[:3]]
    cube = own[0][:, None, None] * own[1][:, None] * own[2]
    first, total, _ = sobol_g()
    whole = cube.var()
    for axis, (one, all_) in enumerate(zip(first[:3], total[:3], strict=True)):
        others = tuple(i for i in range(3) if i != axis)
        assert cube.mean(axis=others).var() / whole == pytest.approx(one, rel=0.015)
        assert cube.var(axis=axis).mean() / whole == pytest.approx(all_, rel=0.015)
