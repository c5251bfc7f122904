"""From reported figures to the gliding flight that gives them: burnout velocity, lift and drag.

The body coasts to its first peak and then glides at a constant lift-to-drag ratio. As many
unknowns are set free as there are figures: the velocity, then the lift-to-drag ratio, then the
ballistic coefficient. Such flights are far from linear in the last two (a skip more or less), so
that the search starts from many of them at once and the best end counts.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from trajkit.analysis.least_squares import Fit, LeastSquares, share_within
from trajkit.analysis.shots import Shots
from trajkit.analysis.wanted import Burnout, Second, Wanted
from trajkit.flight.body import Body
from trajkit.flight.fly import fly
from trajkit.flight.plan import Plan
from trajkit.physics.backend import many_flights
from trajkit.physics.earth import WGS84, Earth

if TYPE_CHECKING:
    from trajkit.flight.air import Air
    from trajkit.flight.flights import Flights
    from trajkit.flight.launch import Launch

__all__ = ["FIGURES", "GlideSolution", "GlideWanted", "glide_plan", "solve_glide"]

Array = NDArray[np.float64]

FIGURES = ("apogee", "second_peak", "top_speed", "flight_time")
"""What is solved for beside the range, in the order of choice."""

LIFT_TO_DRAG = (0.2, 4.0)
BETA_KG_M2 = (500.0, 20_000.0)
"""Between which bodies are sought: from blunt to better than any glider whose figures are known
(2.6 and 13,000 kg/m2 for HTV-2, Acton 2015, doi 10.1080/08929882.2015.1087242)."""

# Near enough to count as met, by figure: m, m/s or Mach number, s.
_TOLERANCES = {"apogee": 1.0, "second_peak": 1.0, "top_speed": 1e-3, "flight_time": 1e-3}
_MACH_TOLERANCE = 1e-5
_MET_M = 1.0
_SHARE_OF_TOLERANCE = 0.5
# First guesses of lift-to-drag ratio, ballistic coefficient and speed.
_RATIOS = (0.4, 0.7, 1.1, 1.8, 2.8)
_BETAS = (900.0, 2_000.0, 4_500.0, 10_000.0)
_SHARES_OF_SPEED = (0.85, 1.0)
_PROBE_M_S, _PROBE_LOG = 0.25, 1e-4
# A trial that takes longer than this over its range has lost its way. Units: s, m/s.
_LIMIT_S, _SLOWEST_M_S = 600.0, 700.0
# Some decimetres at the ground, for figures that are met within a metre.
_STEP_TOLERANCE_M = 1e-3
# For a look round: steps that err by this, and figures that count as met within so many times
# their tolerances.
_COARSE_STEP_M, _COARSE = 0.5, 30.0
# Figures are precise: the last of the sum of squares falls to nothing or not at all.
_SETTLED = 2e-2
# Steps from all first guesses, and from the best of their ends.
_FIRST_STEPS, _KEPT, _LAST_STEPS = 8, 5, 25
# Round numbers at 60 km or so, for first guesses.
_GRAVITY_M_S2, _RADIUS_M, _SOUND_M_S = 9.6, 6.44e6, 310.0


@dataclass(frozen=True, eq=False)
class GlideWanted:
    """The figures of one flight.

    Attributes
    ----------
    range_m, azimuth_deg
        Of the point of fall from the site. Units: m, degrees.
    figures
        By the names of `FIGURES`, as many as given: m, m/s or Mach number, s from lift-off.
    local_mach
        Whether the top speed is the greatest local Mach number.
    lift_to_drag, ballistic_coefficient
        The user's own values, which are then kept; None is sought.
    """

    range_m: float
    azimuth_deg: float
    figures: dict[str, float]
    local_mach: bool = False
    lift_to_drag: float | None = None
    ballistic_coefficient: float | None = None

    def solved(self) -> tuple[str, ...]:
        """The figures that there are unknowns for."""
        own = (self.lift_to_drag, self.ballistic_coefficient)
        free = 1 + sum(value is None for value in own)
        return tuple(name for name in FIGURES if name in self.figures)[:free]


@dataclass(frozen=True, eq=False)
class GlideSolution:
    """Gliding flights that were found, one for each row of the burnout that they start from.

    Attributes
    ----------
    launch
        State at burnout.
    lift_to_drag, ballistic_coefficient
        Of the bodies; the latter in kg/m2.
    top_speed_m_s
        Units: m/s.
    met
        Which meet the range, the bearing and every figure of `GlideWanted.solved`.
    without
        Where the first row does not: figures such that, without any one of them, it meets the
        others.

    Arrays of shape (n,).
    """

    launch: Launch
    lift_to_drag: Array
    ballistic_coefficient: Array
    top_speed_m_s: Array
    met: NDArray[np.bool_]
    without: tuple[str, ...]


def glide_plan() -> Plan:
    """Without lift to the first peak, then a glide at constant lift-to-drag ratio."""
    return Plan.glide(coast_to_peak=True)


@many_flights()
def solve_glide(
    wanted: GlideWanted,
    burnout: Burnout,
    *,
    site: tuple[float, float],
    air: Air | None = None,
    earth: Earth = WGS84,
) -> GlideSolution:
    """Find the burnout velocity and the body of a gliding flight, for one burnout or for several.

    Parameters
    ----------
    burnout
        The first row is searched from many first guesses, the others from what was found for it,
        and only where that fails from many as well.
        Ballistic coefficients are kept where there are too few figures to free them.
    site
        Latitude and longitude. Units: degrees.

    Returns
    -------
    GlideSolution
        Where no flight meets the figures, the nearest that was found: that with the least sum of
        squared misses, each as a share of its figure.
    """
    search = _Search(wanted, wanted.solved(), site, air, earth)
    first = burnout.take(np.array([0]))
    free_beta = search.enough_for_beta
    ends, met = search.many(first, free_beta=free_beta)
    if not met.any() and not free_beta and wanted.ballistic_coefficient is None:
        # Too few figures ask for another body than the usual one, but they may do so together.
        free_beta = True
        ends, met = search.many(first, free_beta=True)
    without = () if met.any() else search.without_one(ends, first, free_beta=free_beta)
    best = ends[:, :1]
    unknowns, all_met = search.beside(best, burnout, free_beta=free_beta)
    unknowns[:, 0], all_met[0] = best[:, 0], met[0]
    if met.any():
        # Some lie too far from the first for one search to reach, and are searched like it.
        for row in np.flatnonzero(~all_met):
            own, own_met = search.many(burnout.take(np.array([row])), free_beta=free_beta)
            unknowns[:, row], all_met[row] = own[:, 0], own_met[0]
    shots = search.shots(burnout)
    return GlideSolution(
        launch=shots.launch(unknowns[:3]),
        lift_to_drag=np.exp(unknowns[3]),
        ballistic_coefficient=np.exp(unknowns[4]),
        top_speed_m_s=search.fly(shots, unknowns).top_speed_m_s,
        met=all_met,
        without=without,
    )


@dataclass(frozen=True, eq=False)
class _Search:
    """The figures that are sought, and where. Unknowns are rows of an array, shape (5, n).

    The velocity along the bearing, to its right and up (m/s), and the logarithms of the
    lift-to-drag ratio and the ballistic coefficient (kg/m2).
    """

    wanted: GlideWanted
    names: tuple[str, ...]
    site: tuple[float, float]
    air: Air | None
    earth: Earth

    @property
    def enough_for_beta(self) -> bool:
        """Whether there are figures enough to seek the ballistic coefficient too."""
        wanted = self.wanted
        seeks = 2 if wanted.lift_to_drag is None else 1
        return wanted.ballistic_coefficient is None and len(self.names) > seeks

    def many(self, burnout: Burnout, *, free_beta: bool) -> tuple[Array, NDArray[np.bool_]]:
        """The best ends of many searches from one burnout, best first, and which meet."""
        start = self._first_guesses(burnout, free_beta=free_beta)
        rows = burnout.take(np.zeros(start.shape[1], np.intp))
        fit = self._fit(start, rows, _FIRST_STEPS, free_beta=free_beta, coarse=True)
        kept = np.argsort(self._squares(fit), kind="stable")[:_KEPT]
        fit = self._fit(fit.unknowns[:, kept], rows.take(kept), _LAST_STEPS, free_beta=free_beta)
        # Of several that meet all, that whose body is nearest to the middle of what is sought.
        usual = np.log([np.sqrt(np.prod(LIFT_TO_DRAG)), np.sqrt(np.prod(BETA_KG_M2))])
        odd = np.abs(fit.unknowns[3:] - usual[:, None]).sum(axis=0)
        order = np.argsort(np.where(fit.met, odd - 1e9, self._squares(fit)), kind="stable")
        return fit.unknowns[:, order], fit.met[order]

    def beside(
        self, ends: Array, burnout: Burnout, *, free_beta: bool
    ) -> tuple[Array, NDArray[np.bool_]]:
        """From one or some ends to those of other burnouts: unknowns (5, n), and which meet."""
        rows = max(ends.shape[1], burnout.altitude_m.size)
        start = np.broadcast_to(ends, (5, rows)).copy()
        many = burnout.take(np.arange(rows) % burnout.altitude_m.size)
        if not free_beta:
            start[4] = np.log(self._kept_beta(many))
        fit = self._fit(start, many, _LAST_STEPS, free_beta=free_beta)
        return fit.unknowns.copy(), fit.met.copy()

    def without_one(self, ends: Array, burnout: Burnout, *, free_beta: bool) -> tuple[str, ...]:
        """The figures without any one of which the others are met, from some ends."""
        names, count = self.names, ends.shape[1]
        if len(names) < 2:
            return ()
        counts = np.ones((2 + len(names), len(names) * count))
        for number in range(len(names)):
            counts[2 + number, number * count : (number + 1) * count] = 0.0
        fit = self._fit(
            np.tile(ends, len(names)),
            burnout.take(np.zeros(len(names) * count, np.intp)),
            _LAST_STEPS,
            free_beta=free_beta,
            counts=counts,
        )
        met = fit.met.reshape(len(names), count)
        return tuple(name for name, any_met in zip(names, met, strict=True) if any_met.any())

    def shots(self, burnout: Burnout) -> Shots:
        """Flights from each burnout to the point of fall."""
        count = burnout.altitude_m.size
        place = Wanted(
            np.full(count, self.wanted.range_m),
            np.full(count, self.wanted.azimuth_deg),
            Second.ANGLE,
            np.zeros(count),
        )
        return Shots.of(place, burnout, site=self.site, air=self.air, earth=self.earth)

    def fly(self, shots: Shots, unknowns: Array, tolerance_m: float = _STEP_TOLERANCE_M) -> Flights:
        """The flights of unknowns; ranges count from the site."""
        return fly(
            shots.launch(unknowns[:3]),
            Body(np.exp(unknowns[4]), np.exp(unknowns[3])),
            plan=glide_plan(),
            air=shots.air,
            earth=shots.earth,
            site=shots.site,
            until_s=_LIMIT_S + self.wanted.range_m / _SLOWEST_M_S,
            tolerance_m=tolerance_m,
        )

    def _fit(
        self,
        start: Array,
        burnout: Burnout,
        most_steps: int,
        *,
        free_beta: bool,
        counts: Array | None = None,
        coarse: bool = False,
    ) -> Fit:
        """A search from each start; `counts` is 0 for figures that a row need not meet.

        A coarse one is quick, and its ends are good to some metres.
        """
        coarse |= counts is not None
        counts = np.ones((2 + len(self.names), 1)) if counts is None else counts
        step_m = _COARSE_STEP_M if coarse else _STEP_TOLERANCE_M
        tolerance = self._tolerances[:, None] * (_COARSE if coarse else _SHARE_OF_TOLERANCE)
        shots = self.shots(burnout)
        lower, upper = start.copy(), start.copy()
        lower[:3], upper[:3] = -np.inf, np.inf
        if self.wanted.lift_to_drag is None:
            lower[3], upper[3] = np.log(LIFT_TO_DRAG)
        if free_beta:
            lower[4], upper[4] = np.log(BETA_KG_M2)
        return LeastSquares(
            residuals=lambda unknowns, rows: self._misses(shots.take(rows), unknowns, step_m),
            probe=np.array([_PROBE_M_S] * 3 + [_PROBE_LOG] * 2),
            weights=np.broadcast_to(self._weights[:, None] * counts, (len(counts), start.shape[1])),
            tolerance=np.where(counts > 0.0, tolerance, np.inf),
            lower=lower,
            upper=upper,
            share_of_step=_share_of_step,
            settled=_SETTLED,
            most_steps=most_steps,
        ).solve(start)

    @property
    def _weights(self) -> Array:
        """One over the figures: of range, distance off the bearing, and the others."""
        figures = self.wanted.figures
        return 1.0 / np.array([self.wanted.range_m] * 2 + [figures[name] for name in self.names])

    @property
    def _tolerances(self) -> Array:
        mach = self.wanted.local_mach
        others = [
            _MACH_TOLERANCE if mach and name == "top_speed" else _TOLERANCES[name]
            for name in self.names
        ]
        return np.array([_MET_M, _MET_M, *others])

    def _squares(self, fit: Fit) -> Array:
        squares = ((fit.residuals * self._weights[:, None]) ** 2).sum(axis=0)
        return np.where(np.isnan(squares), np.inf, squares)

    def _misses(self, shots: Shots, unknowns: Array, tolerance_m: float) -> Array:
        """Range, distance off the bearing, and the figures: flown minus wanted."""
        flights = self.fly(shots, unknowns, tolerance_m)
        along, _, off = shots.misses(flights)
        figures = self.wanted.figures
        others = [self._flown(name, flights, shots) - figures[name] for name in self.names]
        return np.stack([along, off, *others])

    def _flown(self, name: str, flights: Flights, shots: Shots) -> Array:
        if name == "top_speed":
            return flights.top_mach if self.wanted.local_mach else flights.top_speed_m_s
        if name == "flight_time":
            return flights.flight_time_s + shots.burnout.boost_time_s
        return _peak(flights, 0 if name == "apogee" else 1)

    def _first_guesses(self, burnout: Burnout, *, free_beta: bool) -> Array:
        ratio = self.wanted.lift_to_drag
        ratios = _RATIOS if ratio is None else (ratio,)
        betas = _BETAS if free_beta else (float(self._kept_beta(burnout)[0]),)
        grid = np.meshgrid(ratios, betas, self._speeds(burnout), indexing="ij")
        ratio_, beta, speed = (axis.ravel() for axis in grid)
        up = self._climb_rate(speed, float(burnout.altitude_m[0]))
        along = np.sqrt(np.maximum(speed**2 - up**2, 1e4))
        return np.stack([along, 0.0 * up, up, np.log(ratio_), np.log(beta)])

    def _kept_beta(self, burnout: Burnout) -> Array:
        """The user's value, or the usual one. Units: kg/m2."""
        given = self.wanted.ballistic_coefficient
        return (
            burnout.ballistic_coefficient
            if given is None
            else np.full(burnout.altitude_m.size, given)
        )

    def _speeds(self, burnout: Burnout) -> Array:
        """Speeds at burnout to begin with. Units: m/s."""
        speed = self.wanted.figures.get("top_speed")
        if speed is not None:
            return np.array([speed * _SOUND_M_S if self.wanted.local_mach else speed])
        # A body that glides needs less speed than one that falls from its first peak.
        far = self.wanted.range_m - float(burnout.downrange_m[0])
        peak = self.wanted.figures.get("apogee", 60e3)
        rise = np.sqrt(2.0 * _GRAVITY_M_S2 * max(peak - float(burnout.altitude_m[0]), 1e3))
        ballistic = np.hypot(far * _GRAVITY_M_S2 / (2.0 * rise), rise)
        speeds: Array = np.minimum(ballistic, 7_000.0) * np.array(_SHARES_OF_SPEED)
        return speeds

    def _climb_rate(self, speed: Array, altitude_m: float) -> Array:
        """That leads to the first peak, on a round Earth without air. Units: m/s."""
        peak = self.wanted.figures.get("apogee", altitude_m + 20e3)
        gravity = np.maximum(_GRAVITY_M_S2 - speed**2 / _RADIUS_M, 1.0)
        rise = np.sqrt(2.0 * gravity * max(peak - altitude_m, 100.0))
        rate: Array = np.minimum(rise, 0.95 * speed)
        return rate


def _peak(flights: Flights, number: int) -> Array:
    """The altitude of the first, second, ... peak of each flight; NaN where there is none."""
    peaks = flights.peaks
    altitude = np.full(len(flights), np.nan)
    if len(peaks):
        first = np.searchsorted(peaks.flight, peaks.flight)
        which = np.arange(len(peaks)) - first == number
        altitude[peaks.flight[which]] = peaks.altitude_m[which]
    return altitude


def _share_of_step(unknowns: Array, step: Array) -> Array:
    """No step may turn the flight or the body into another one."""
    size, speed = (np.sqrt((part[:3] ** 2).sum(axis=0)) for part in (step, unknowns))
    change = np.abs(step[3:]).max(axis=0)
    return share_within((size, 0.2 * speed + 10.0), (change, 0.4))
