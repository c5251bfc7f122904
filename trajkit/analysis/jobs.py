"""The flights to look for, solved in batches with every case of the assumptions."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from trajkit.analysis.assumptions import Assumptions
from trajkit.analysis.boundary import Branch, Second, Solution, Wanted, least_speed, solve
from trajkit.analysis.gliding import FIGURES, GlideSolution, GlideWanted, glide_plan, solve_glide
from trajkit.flight.body import Body
from trajkit.flight.fly import fly
from trajkit.flight.launch import Launch
from trajkit.flight.plan import Plan

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from trajkit.analysis.figures import Group
    from trajkit.analysis.result import MachConvention
    from trajkit.flight.air import Air
    from trajkit.flight.flights import Flights
    from trajkit.physics.earth import Earth

__all__ = ["Answer", "Job", "fly_answers", "jobs_of", "solve_jobs", "without_twins"]

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
    glide
        The figures of a gliding flight instead; None if it is ballistic.
    """

    row: int
    group: Group
    azimuth_deg: float
    second: Second | None
    branch: Branch | None
    glide: GlideWanted | None = None

    @property
    def kind(self) -> tuple[Second | None, Branch | None]:
        """Ballistic jobs of one kind are solved in one batch."""
        return self.second, self.branch

    def solved(self) -> tuple[str, ...]:
        """The quantities that the flight is solved for."""
        if self.glide is not None:
            return ("range", *self.glide.solved())
        if self.second is None:
            return ("range",)
        names = {second: name for name, second in SECOND_FIGURE.items()}
        return ("range", {**names, Second.MACH: "top_speed"}[self.second])

    def value(self) -> float:
        """What the second figure is to be, in the unit of `Second`."""
        if self.second is Second.MACH:
            mach = self.group.required("top_speed").mach
            assert mach is not None
            return mach
        names = {second: name for name, second in SECOND_FIGURE.items()}
        return np.nan if self.second is None else self.group.required(names[self.second]).value


def jobs_of(
    row: int,
    group: Group,
    azimuth_deg: float,
    mach: MachConvention,
    glides: bool,
    lift_to_drag: float | None,
    ballistic_coefficient: float | None,
) -> list[Job]:
    """The flights to look for, for one row; the last two are the user's own values."""
    if not glides:
        return [
            Job(row, group, azimuth_deg, second, branch) for second, branch in ways(group, mach)
        ]
    figures = {name: figure.value for name in FIGURES if (figure := group.figure(name))}
    speed = group.figure("top_speed")
    local = mach == "local" and speed is not None and speed.mach is not None
    if local:
        assert speed is not None
        assert speed.mach is not None
        figures["top_speed"] = speed.mach
    wanted = GlideWanted(
        group.required("range").value,
        azimuth_deg,
        figures,
        local_mach=local,
        lift_to_drag=lift_to_drag,
        ballistic_coefficient=ballistic_coefficient,
    )
    return [Job(row, group, azimuth_deg, None, None, wanted)]


@dataclass(frozen=True)
class Answer:
    """The burnout state of one job, and the top speeds at the ends of the assumptions.

    A gliding one has a body of its own, and figures without any one of which it could be met.
    """

    launch: dict[str, float]
    met: bool
    top_speed_ends_m_s: dict[str, tuple[float, float]]
    lift_to_drag: float = 0.0
    lift_to_drag_ends: tuple[float, float] = (0.0, 0.0)
    ballistic_coefficient: float | None = None
    without: tuple[str, ...] = ()


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
    for i, job in enumerate(jobs):
        if job.glide is not None:
            found = solve_glide(job.glide, cases, site=site, air=air, earth=earth)
            answers[i] = _gliding_answer(found, labels)
    for kind in dict.fromkeys(job.kind for job in jobs if job.glide is None):
        alike = [i for i, job in enumerate(jobs) if job.kind == kind and job.glide is None]
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
    return Answer(
        launch={name: float(column[part][0]) for name, column in solution.launch.arrays().items()},
        met=bool(solution.met[part][0]),
        top_speed_ends_m_s=_ends(speeds, labels),
    )


def _gliding_answer(found: GlideSolution, labels: list[tuple[str, str]]) -> Answer:
    return Answer(
        launch={name: float(column[0]) for name, column in found.launch.arrays().items()},
        met=bool(found.met[0]),
        top_speed_ends_m_s=_ends(np.where(found.met, found.top_speed_m_s, np.nan), labels),
        lift_to_drag=float(found.lift_to_drag[0]),
        lift_to_drag_ends=(
            float(found.lift_to_drag[found.met].min(initial=found.lift_to_drag[0])),
            float(found.lift_to_drag[found.met].max(initial=found.lift_to_drag[0])),
        ),
        ballistic_coefficient=float(found.ballistic_coefficient[0]),
        without=found.without,
    )


def _ends(
    speeds: NDArray[np.float64], labels: list[tuple[str, str]]
) -> dict[str, tuple[float, float]]:
    """Speeds at the low and the high end of each assumption."""
    by_label = dict(zip(labels, speeds.tolist(), strict=True))
    own = by_label[("", "")]
    return {
        name: (by_label.get((name, "low"), own), by_label.get((name, "high"), own))
        for name in Assumptions.NAMES
    }


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
    usual = assumed.ballistic_coefficient_kg_m2.value
    betas = [usual if a.ballistic_coefficient is None else a.ballistic_coefficient for a in answers]
    return fly(
        Launch(**{name: np.array([a.launch[name] for a in answers]) for name in names}),
        Body(np.array(betas), np.array([a.lift_to_drag for a in answers])),
        plan=[glide_plan() if a.lift_to_drag else Plan.coast() for a in answers] or None,
        air=air,
        earth=earth,
        site=site,
    )
