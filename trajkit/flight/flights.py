"""A batch of flights that have been flown."""

from __future__ import annotations

from dataclasses import replace
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import ArrayLike, NDArray

from trajkit.errors import InputError
from trajkit.flight.boost import Burnout, Losses, losses_of
from trajkit.flight.checks import first_problem
from trajkit.flight.derived import Variables
from trajkit.flight.derived import derived as derived_quantities
from trajkit.flight.geodesic import distance_m
from trajkit.flight.launch import Launch
from trajkit.flight.numbers import numbers
from trajkit.flight.points import Points
from trajkit.flight.vectors import east_north_up
from trajkit.physics import us76
from trajkit.physics.earth import ecef_to_geodetic, local_frame
from trajkit.physics.hermite import cubic_path
from trajkit.physics.outcome import Moments
from trajkit.physics.status import Status
from trajkit.physics.vectors import dot

if TYPE_CHECKING:
    import xarray as xr

    from trajkit.flight.problem import Problem
    from trajkit.flight.record import Record

__all__ = ["Flights"]

Array = NDArray[np.float64]

_MACH_SAMPLES = 257
_NOT_FLOWN = (Status.INVALID_INPUT, Status.BELOW_GROUND, Status.NO_KICK)


class Flights:
    """Flights that have been flown, one entry a flight in each array (shape (N,)).

    Attributes
    ----------
    problem
        What was flown.
    status
        How each ended, see `Status`.
    """

    def __init__(self, problem: Problem, record: Record) -> None:
        self.problem = problem
        self._record = record
        self._outcome = record.outcome
        self.status = record.outcome.status

    @classmethod
    def flown(
        cls,
        problem: Problem,
        good: NDArray[np.bool_],
        status: NDArray[np.int8],
        *,
        impact_only: bool,
    ) -> Flights:
        """Fly those that can be; the others are NaN, with the statuses given."""
        which = np.flatnonzero(good)
        usable = problem if which.size == good.size else problem.take(which)
        request = problem.request(impact_only=impact_only)
        return cls(problem, usable.integrate(request).spread(which, status))

    def __len__(self) -> int:
        return self.status.size

    def __repr__(self) -> str:
        counts = {
            Status(code).label: int(np.count_nonzero(self.status == code))
            for code in np.unique(self.status)
        }
        said = ", ".join(f"{count} {label}" for label, count in counts.items())
        return f"<trajkit.Flights: {len(self)} ({said})>"

    def _repr_html_(self) -> str:
        from trajkit.flight.view import flights_html

        return flights_html(self)

    @property
    def sentences(self) -> list[str]:
        """How each flight ended, or what was wrong with its row, in a sentence."""
        return [self.sentence(i) for i in range(len(self))]

    def sentence(self, flight: int) -> str:
        """How one flight ended, or what was wrong with its row."""
        status = Status(self.status[flight])
        if status is not Status.INVALID_INPUT:
            return status.sentence
        with np.errstate(all="ignore"):
            problem = first_problem(self.problem.take(np.array([flight])))
        problem = problem or "a number is missing or out of range"
        return problem[0].upper() + problem[1:] + "."

    @property
    def landed(self) -> NDArray[np.bool_]:
        """Which flights reached the ground."""
        landed: NDArray[np.bool_] = self.status == Status.LANDED
        return landed

    @cached_property
    def end(self) -> Points:
        """The last point of each flight: its impact, or where it was at the time limit."""
        return self._points(self._outcome.end)

    @cached_property
    def impact(self) -> Points:
        """Where each flight met the ground; NaN where it has not."""
        end = self.end
        blank = np.where(self.landed, 1.0, np.nan)
        return Points(
            end.flight,
            *(
                getattr(end, name) * blank
                for name in Points.__dataclass_fields__
                if name != "flight"
            ),
        )

    @cached_property
    def peaks(self) -> Points:
        """Every local maximum of altitude, ordered by flight and time."""
        return self._points(self._outcome.peaks)

    def peaks_of(self, flight: int) -> Points:
        """The peaks of one flight in order of time."""
        return self.peaks.take(np.flatnonzero(self.peaks.flight == flight))

    def crossings(self, altitude_m: float) -> Points:
        """Every passage through an altitude, up or down, ordered by flight and time.

        The flights are flown again for it, with the same steps.

        Raises
        ------
        InputError
            If the altitude is not a number above 0 m.
        """
        if not 0.0 < altitude_m < np.inf:
            raise InputError(f"crossings: altitude_m is {altitude_m:g}; give a number above 0 m")
        flew = self._flown()
        request = self.problem.request(levels_m=(float(altitude_m),), impact_only=True)
        moments = self.problem.take(flew).integrate(request).outcome.crossings[0]
        return self._points(replace(moments, lane=flew[moments.lane]))

    @cached_property
    def apogee(self) -> Points:
        """The highest point of each flight.

        A flight that only falls has it at its start; one that still rises at its end has none
        (NaN).
        """
        launch = self.problem.launch.arrays()
        falls = np.zeros(len(self), np.bool_)
        if isinstance(self.problem.launch, Launch):
            falls[self._flown()] = True
            falls &= launch["angle_deg"] <= 0.0
            falls &= self.landed | (self.end.altitude_m <= launch["altitude_m"])
        rows = np.flatnonzero(falls)
        start = self._starts(rows)
        fields = [name for name in Points.__dataclass_fields__ if name != "flight"]
        highest = {name: np.full(len(self), np.nan) for name in fields}
        peaks = self.peaks
        order = np.lexsort((-peaks.altitude_m, peaks.flight))
        flight, first = np.unique(peaks.flight[order], return_index=True)
        best = order[first]
        for name in fields:
            highest[name][rows] = getattr(start, name)
        above = ~(peaks.altitude_m[best] <= highest["altitude_m"][flight])
        for name in fields:
            highest[name][flight[above]] = getattr(peaks, name)[best[above]]
        return Points(np.arange(len(self)), **highest)

    @cached_property
    def burnout(self) -> Burnout:
        """Where each boost ended; NaN where there was none."""
        moments = self._record.burnout
        points = self._points(moments)
        east, north, up = east_north_up(
            moments.velocity_m_s,
            latitude_deg=points.latitude_deg,
            longitude_deg=points.longitude_deg,
        )
        return Burnout(
            **{name: getattr(points, name) for name in Points.__dataclass_fields__},
            angle_deg=np.degrees(np.arctan2(up, np.hypot(east, north))),
            azimuth_deg=np.mod(np.degrees(np.arctan2(east, north)), 360.0),
        )

    @property
    def delta_v_m_s(self) -> Array:
        """Ideal velocity gain of each flight's booster; NaN where there is none. Units: m/s."""
        gain = np.full(len(self), np.nan)
        for group in self.problem.groups:
            if group.booster is not None:
                gain[group.which] = group.booster.delta_v_m_s
        return gain

    @cached_property
    def losses(self) -> Losses:
        """What gravity, air and steering took from the ideal velocity gain until burnout.

        The flights are flown again for it, with the same steps.
        """
        burnt = np.flatnonzero(np.isfinite(self._record.burnout.time_s))
        lost = np.full((3, len(self)), np.nan)
        if burnt.size:
            part = losses_of(self.problem.take(burnt), self._record.seams_of(burnt))
            lost[:, burnt] = part.gravity_m_s, part.drag_m_s, part.steering_m_s
        return Losses(*lost)

    @cached_property
    def start(self) -> Points:
        """The start of each flight."""
        return self._starts(np.arange(len(self)))

    def _starts(self, rows: NDArray[np.intp]) -> Points:
        with np.errstate(all="ignore"):  # of rows that could not be flown
            position, velocity = (part[:, rows] for part in self.problem.state)
            return self._points(Moments(rows, np.zeros(rows.size), position, velocity))

    @property
    def flight_time_s(self) -> Array:
        """From the start to the ground; NaN where the flight has not landed. Units: s."""
        return self.impact.time_s

    @property
    def range_m(self) -> Array:
        """Along the geodesic from the site, or else the start, to the impact. Units: m."""
        return self.impact.range_m

    @property
    def top_speed_m_s(self) -> Array:
        """Greatest speed relative to the turning Earth. Units: m/s."""
        return self._outcome.top_speed_m_s

    @property
    def top_speed_time_s(self) -> Array:
        """When it was reached. Units: s."""
        return self._outcome.top_speed_time_s

    @property
    def steps(self) -> NDArray[np.int32]:
        """Steps that the integration took."""
        return self._outcome.steps

    @cached_property
    def top_mach(self) -> Array:
        """Greatest local Mach number: air speed over the speed of sound at the same altitude.

        The speed of sound is held at its 86 km value above that altitude. Found on a grid of 257
        times a flight, then between the neighbours of the best of them, on the cubic through
        their states; good to 1e-6 of its value.
        """
        best = np.full(len(self), np.nan)
        if not len(self):
            return best
        n = _MACH_SAMPLES
        end = np.nan_to_num(self.end.time_s, nan=0.0)
        times = end[:, None] * np.linspace(0.0, 1.0, n)
        times[:, -1] = end
        position, velocity = self._states(times)
        mach = self._mach(position, velocity)
        rows = np.flatnonzero(~np.all(np.isnan(mach), axis=1))
        column = np.nanargmax(mach[rows], axis=1)
        best[rows] = mach[rows, column]
        for left in (column - 1, column):  # the pieces on either side of the best
            inside = (left >= 0) & (left < n - 1)
            flight, k = rows[inside], left[inside]
            peak = self._peak_mach(
                end[flight] / (n - 1),
                position[:, flight, k],
                velocity[:, flight, k],
                position[:, flight, k + 1],
                velocity[:, flight, k + 1],
            )
            best[flight] = np.fmax(best[flight], peak)
        return best

    def _peak_mach(self, step: Array, r0: Array, v0: Array, r1: Array, v1: Array) -> Array:
        """Greatest Mach number on cubic pieces of path: a grid within them, then a finer one."""
        low, high = np.zeros(step.size), np.ones(step.size)
        for _ in range(3):
            share = low[:, None] + (high - low)[:, None] * np.linspace(0.0, 1.0, 33)
            r, v = cubic_path(share, step[:, None], *(x[:, :, None] for x in (r0, v0, r1, v1)))
            mach = self._mach(r, v)
            column = np.argmax(np.nan_to_num(mach), axis=1)
            rows = np.arange(step.size)
            low = share[rows, np.maximum(column - 1, 0)]
            high = share[rows, np.minimum(column + 1, 32)]
        peak: Array = mach[rows, column]
        return peak

    def _through_air(
        self, velocity: Array, latitude: Array, longitude: Array, altitude: Array
    ) -> Array:
        if self.problem.air.wind is None:
            return velocity
        east, north, _ = local_frame(latitude_deg=latitude, longitude_deg=longitude)
        wind_east, wind_north = self.problem.air.wind(altitude)
        relative: Array = velocity - wind_east * east - wind_north * north
        return relative

    def _mach(self, position: Array, velocity: Array) -> Array:
        latitude, longitude, altitude = ecef_to_geodetic(position, earth=self.problem.earth)
        through_air = self._through_air(velocity, latitude, longitude, altitude)
        speed = np.sqrt(dot(through_air, through_air))
        mach: Array = speed / us76.speed_of_sound_m_s(np.maximum(altitude, us76.BOTTOM_M))
        return mach

    def sample(
        self, times_s: ArrayLike | None = None, *, n: int | None = None, derived: bool = False
    ) -> xr.Dataset:
        """States along the flights.

        Parameters
        ----------
        times_s
            Times since the start, the same for every flight, rising, from 0 up. Units: s.
        n
            Instead: as many equally spaced times from the start to the end of each flight
            (200 if neither is given).
        derived
            Add dynamic pressure, load factor, specific energy and equilibrium-glide altitude.

        Returns
        -------
        xarray.Dataset
            Dimensions (flight, time) or (flight, sample); NaN after a flight's end. Units are in
            the variables' names and attributes.

        Raises
        ------
        InputError
            If both are given, times fall or are negative, or `n` is below 2.
        """
        import xarray as xr

        count = len(self)
        if times_s is not None and n is not None:
            raise InputError("sample: give either times_s or n, not both")
        end = np.nan_to_num(self.end.time_s, nan=0.0)
        if times_s is None:
            n = 200 if n is None else n
            if not isinstance(n, int | np.integer) or n < 2:
                raise InputError(f"sample: n is {n!r}; give a whole number, 2 or more")
            times = end[:, None] * np.linspace(0.0, 1.0, n)
            times[:, -1] = end
            dimension = "sample"
        else:
            row = np.atleast_1d(numbers("times_s", times_s))
            if row.ndim != 1 or not np.all(row >= 0.0) or np.any(np.diff(row) < 0.0):
                raise InputError("sample: times_s must be a rising list of times from 0 s up")
            times = np.broadcast_to(row, (count, row.size)).copy()
            dimension = "time"
        position, velocity = self._states(times)
        variables = self._sampled(position, velocity)
        if derived:
            variables |= self._derived(times, position, velocity, variables)
        dims = ("flight", dimension)
        dataset = xr.Dataset(
            {
                name: (dims, array, {"units": unit, "long_name": label})
                for name, (array, unit, label) in variables.items()
            },
            coords={"flight": np.arange(count)},
        )
        attributes = {"units": "s", "long_name": "time since the start"}
        if dimension == "time":
            return dataset.assign_coords(time_s=("time", times[0] if count else row, attributes))
        times[np.isnan(variables["altitude_m"][0])] = np.nan
        return dataset.assign_coords(time_s=(dims, times, attributes))

    def _flown(self) -> NDArray[np.intp]:
        """Which flights could start."""
        return np.flatnonzero(~np.isin(self.status, _NOT_FLOWN))

    def _states(self, times: Array) -> tuple[Array, Array]:
        """Earth-fixed positions (m) and velocities (m/s), shape (3, N, M), at times (N, M)."""
        position = np.full((3, *times.shape), np.nan)
        velocity = np.full((3, *times.shape), np.nan)
        flew = self._flown()
        request = self.problem.request(sample_times_s=times[flew], impact_only=True)
        outcome = self.problem.take(flew).integrate(request).outcome
        position[:, flew] = outcome.samples_position_m
        velocity[:, flew] = outcome.samples_velocity_m_s
        return position, velocity

    def _sampled(self, position: Array, velocity: Array) -> Variables:
        latitude, longitude, altitude = ecef_to_geodetic(position, earth=self.problem.earth)
        east, north, up = east_north_up(velocity, latitude_deg=latitude, longitude_deg=longitude)
        speed = np.sqrt(dot(velocity, velocity))
        angle = np.degrees(np.arctan2(up, np.hypot(north, east)))
        mach = self._mach(position, velocity)
        ground = self._ranges(np.arange(len(self))[:, None], latitude, longitude)
        return {
            "latitude_deg": (latitude, "degrees_north", "geodetic latitude"),
            "longitude_deg": (longitude, "degrees_east", "longitude"),
            "altitude_m": (altitude, "m", "altitude above the ellipsoid"),
            "range_m": (ground, "m", "ground range"),
            "speed_m_s": (speed, "m s-1", "speed relative to the turning Earth"),
            "north_m_s": (north, "m s-1", "velocity towards north"),
            "east_m_s": (east, "m s-1", "velocity towards east"),
            "down_m_s": (-up, "m s-1", "velocity downwards"),
            "angle_deg": (angle, "degrees", "flight-path angle above the horizontal"),
            "mach": (mach, "1", "local Mach number"),
        }

    def _derived(
        self, times: Array, position: Array, velocity: Array, sampled: Variables
    ) -> Variables:
        flew = self._flown()
        full: Variables = {}
        latitude, longitude, altitude = (
            sampled[name][0] for name in ("latitude_deg", "longitude_deg", "altitude_m")
        )
        up = local_frame(latitude_deg=latitude, longitude_deg=longitude)[2]
        through_air = self._through_air(velocity, latitude, longitude, altitude)
        found = derived_quantities(
            self.problem.take(flew),
            self._record.seams_of(flew),
            times[flew],
            position[:, flew],
            velocity[:, flew],
            altitude_m=altitude[flew],
            air_speed_m_s=np.sqrt(dot(through_air, through_air))[flew],
            mach=sampled["mach"][0][flew],
            up=up[:, flew],
        )
        for name, (values, unit, label) in found.items():
            whole = np.full(times.shape, np.nan)
            whole[flew] = values
            full[name] = (whole, unit, label)
        return full

    def _ranges(self, flight: NDArray[np.intp], latitude: Array, longitude: Array) -> Array:
        launch = self.problem.launch.arrays()
        if self.problem.site is None:
            origin = launch["latitude_deg"][flight], launch["longitude_deg"][flight]
        else:
            origin = np.asarray(self.problem.site[0]), np.asarray(self.problem.site[1])
        return distance_m(
            from_latitude_deg=origin[0],
            from_longitude_deg=origin[1],
            to_latitude_deg=latitude,
            to_longitude_deg=longitude,
            earth=self.problem.earth,
        )

    def _points(self, moments: Moments) -> Points:
        latitude, longitude, altitude = ecef_to_geodetic(
            moments.position_m, earth=self.problem.earth
        )
        return Points(
            flight=moments.lane,
            time_s=moments.time_s,
            latitude_deg=latitude,
            longitude_deg=longitude,
            altitude_m=altitude,
            range_m=self._ranges(moments.lane, latitude, longitude),
            speed_m_s=np.sqrt(dot(moments.velocity_m_s, moments.velocity_m_s)),
        )
