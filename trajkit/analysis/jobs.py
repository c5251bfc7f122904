"""The flights to look for, solved in batches with every case of the assumptions."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from trajkit.analysis.assumptions import Assumptions
from trajkit.analysis.boundary import Branch, Second, Solution, Wanted, least_speed, solve
from trajkit.flight.body import Body
from trajkit.flight.fly import fly
from trajkit.flight.launch import Launch

if TYPE_CHECKING:
    from collections.abc import Sequence

    from trajkit.analysis.figures import Group
    from trajkit.analysis.result import MachConvention
    from trajkit.flight.air import Air
    from trajkit.flight.flights import Flights
    from trajkit.physics.earth import Earth

__all__ = ["SECOND_FIGURE", "Answer", "Job", "fly_answers", "solve_jobs", "ways", "without_twins"]

SECOND_FIGURE = {
    "apogee": Second.APOGEE,
    "flight_time": Second.TIME,
    "top_speed": Second.SPEED,
}
"""In this order the figure that is solved together with the range."""


def ways(group: Group, mach: MachConvention) -> list[tuple[Second | None, Branch | None]]:
    """What to solve for together with the range."""
    for name, second in SECOND_FIGURE.items():
        figure = group.figure(name)
        if figure is None:
            continue
        if second is not Second.SPEED:
            return [(second, None)]
        if figure.mach is not None and mach == "local":
            second = Second.MACH
        return [(second, Branch.LOW), (second, Branch.HIGH)]
    return [(None, None)]


@dataclass(frozen=True)
class Job:
    """One flight to look for.

    Attributes
    ----------
    row
        The number of the row that it is for.
    group, azimuth_deg
        Whose figures, and on which bearing.
    second, branch
        What is met together with the range; no second figure is the least speed.
    """

    row: int
    group: Group
    azimuth_deg: float
    second: Second | None
    branch: Branch | None

    @property
    def kind(self) -> tuple[Second | None, Branch | None]:
        """Jobs of one kind are solved in one batch."""
        return self.second, self.branch

    def value(self) -> float:
        """What the second figure is to be, in the unit of `Second`."""
        if self.second is Second.MACH:
            mach = self.group.required("top_speed").mach
            assert mach is not None
            return mach
        names = {second: name for name, second in SECOND_FIGURE.items()}
        return np.nan if self.second is None else self.group.required(names[self.second]).value


@dataclass(frozen=True)
class Answer:
    """The burnout state of one job, and the top speeds at the ends of the assumptions."""

    launch: dict[str, float]
    met: bool
    top_speed_ends_m_s: dict[str, tuple[float, float]]


def solve_jobs(
    jobs: Sequence[Job],
    assumed: Assumptions,
    site: tuple[float, float],
    air: Air | None,
    earth: Earth,
) -> list[Answer]:
    """Solve every job with every case of the assumptions, alike ones in one batch."""
    labels, cases = assumed.cases()
    answers: dict[int, Answer] = {}
    for kind in dict.fromkeys(job.kind for job in jobs):
        alike = [i for i, job in enumerate(jobs) if job.kind == kind]
        repeated = cases.take(np.tile(np.arange(len(labels)), len(alike)))
        ranges, azimuths, values = (
            np.repeat(column, len(labels))
            for column in zip(
                *(
                    (jobs[i].group.required("range").value, jobs[i].azimuth_deg, jobs[i].value())
                    for i in alike
                ),
                strict=True,
            )
        )
        second, branch = kind
        solution: Solution
        if second is None:
            solution = least_speed(ranges, azimuths, repeated, site=site, air=air, earth=earth)
        else:
            wanted = Wanted(ranges, azimuths, second, values, branch or Branch.LOW)
            solution = solve(wanted, repeated, site=site, air=air, earth=earth)
        for k, i in enumerate(alike):
            answers[i] = _answer(solution, slice(k * len(labels), (k + 1) * len(labels)), labels)
    return [answers[i] for i in range(len(jobs))]


def _answer(solution: Solution, part: slice, labels: list[tuple[str, str]]) -> Answer:
    speeds = np.where(solution.met, solution.flights.top_speed_m_s, np.nan)[part]
    by_label = dict(zip(labels, speeds.tolist(), strict=True))
    own = by_label[("", "")]
    launch = {name: float(column[part][0]) for name, column in solution.launch.arrays().items()}
    return Answer(
        launch=launch,
        met=bool(solution.met[part][0]),
        top_speed_ends_m_s={
            name: (by_label.get((name, "low"), own), by_label.get((name, "high"), own))
            for name in Assumptions.NAMES
        },
    )


def without_twins(jobs: list[Job], answers: list[Answer]) -> tuple[list[Job], list[Answer]]:
    """Of the low and the high flight of a row keep those that exist: one at least, none twice."""
    keep: list[int] = []
    for i, (job, answer) in enumerate(zip(jobs, answers, strict=True)):
        if job.branch is Branch.HIGH:
            low = answers[i - 1]
            same = abs(low.launch["angle_deg"] - answer.launch["angle_deg"]) < 0.01
            if same or not answer.met:
                continue
            if not low.met:
                keep.remove(i - 1)
        keep.append(i)
    return [jobs[i] for i in keep], [answers[i] for i in keep]


def fly_answers(
    answers: Sequence[Answer],
    assumed: Assumptions,
    site: tuple[float, float],
    air: Air | None,
    earth: Earth,
) -> Flights:
    """The flights of the answers, in their order."""
    names = Launch.__dataclass_fields__
    return fly(
        Launch(**{name: np.array([a.launch[name] for a in answers]) for name in names}),
        Body(assumed.ballistic_coefficient_kg_m2.value),
        air=air,
        earth=earth,
        site=site,
    )
