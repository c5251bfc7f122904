"""The body that `fly` flies, and how it uses its lift."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from trajkit.cli.csvfile import read_numbers
from trajkit.cli.fly_options import GLIDE, Typed
from trajkit.cli.fly_values import BankRows, Below
from trajkit.errors import InputError
from trajkit.reports.words import joined

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import ArrayLike

    from trajkit.flight.bank import BankSchedule
    from trajkit.flight.body import Body
    from trajkit.flight.machtable import MachTable
    from trajkit.flight.plan import Plan

__all__ = ["BodyChoice", "GlideChoice", "MachFile", "choose_body", "choose_glide"]

_MOST_LIFT_TO_DRAG = 10.0


@dataclass(frozen=True)
class MachFile:
    """A table over the local Mach number, and the file that it came from."""

    path: str
    mach: list[float]
    values: list[float]

    def table(self) -> MachTable:
        """What the flight needs of it."""
        from trajkit.flight.machtable import MachTable

        return MachTable(self.mach, self.values)


@dataclass(frozen=True, kw_only=True)
class BodyChoice:
    """Ballistic coefficient (kg/m2), lift-to-drag ratio (None: no lift was asked for), bank."""

    beta: float | MachFile | None
    lift_to_drag: float | MachFile | None
    bank: float | BankRows

    def body(
        self,
        *,
        beta_kg_m2: ArrayLike | None = None,
        lift_to_drag: ArrayLike | None = None,
        bank_deg: ArrayLike | None = None,
    ) -> Body:
        """The body of one flight, or with columns of a table instead of what was typed."""
        from trajkit.flight.body import Body

        return Body(
            _of(self.beta) if beta_kg_m2 is None else beta_kg_m2,
            _of(self.lift_to_drag) if lift_to_drag is None else lift_to_drag,
            _bank(self.bank) if bank_deg is None else bank_deg,
        )

    def describe(self) -> dict[str, Any]:
        """The body for a JSON object."""
        bank = self.bank
        return {
            **_described("beta_kg_m2", "beta_table", self.beta),
            **_described("lift_to_drag", "lift_to_drag_table", self.lift_to_drag),
            "bank_deg": None if isinstance(bank, BankRows) else bank,
            "bank_schedule": (
                {"time_s": bank.times_s, "bank_deg": bank.bank_deg}
                if isinstance(bank, BankRows)
                else None
            ),
        }


@dataclass(frozen=True, kw_only=True)
class GlideChoice:
    """How the lift is used.

    Attributes
    ----------
    law
        "skip", "damped" or "equilibrium".
    assumed
        Whether nobody asked for this law.
    from_peak
        Whether the body coasts to its first peak before it lifts; `from_peak_assumed`, whether
        nobody asked for that.
    """

    law: str
    damping: float
    assumed: bool
    from_peak: bool
    from_peak_assumed: bool
    climb_share: float
    final_share: float | None
    dive: Below | None

    def plan(self, *, damping: ArrayLike | None = None) -> Plan:
        """The phases, or with a column of a table for the damping."""
        from trajkit.flight.plan import Plan

        dive = self.dive or Below()
        return Plan.glide(
            damping=self.damping if damping is None else damping,
            climb_share=self.climb_share,
            final_share=self.final_share,
            coast_to_peak=self.from_peak,
            dive_below_m=dive.altitude_m,
            dive_below_m_s=dive.speed_m_s,
        )

    def describe(self) -> dict[str, Any]:
        """The same for a JSON object."""
        dive = self.dive or Below()
        return {
            "law": self.law,
            "damping": self.damping,
            "lift_from": "peak" if self.from_peak else "start",
            "climb_share": self.climb_share,
            "final_share": 1.0 if self.final_share is None else self.final_share,
            "dive_below_m": dive.altitude_m,
            "dive_below_m_s": dive.speed_m_s,
            "dive_below_mach": dive.mach,
        }


def choose_body(typed: Typed) -> BodyChoice:
    """What was typed, its files read.

    Raises
    ------
    InputError
        If a file cannot be used; the message names file and row.
    """
    beta: float | MachFile | None
    lift: float | MachFile | None
    if isinstance(typed.beta, str):
        beta = _read(typed.beta, "beta_kg_m2")
        _check(beta, "beta_kg_m2", lambda value: value > 0.0, "above 0")
    else:
        beta = typed.beta
    if isinstance(typed.lift_to_drag, str):
        lift = _read(typed.lift_to_drag, "lift_to_drag")
        _check(
            lift, "lift_to_drag", lambda value: 0.0 <= value <= _MOST_LIFT_TO_DRAG,
            f"between 0 and {_MOST_LIFT_TO_DRAG:g}",
        )  # fmt: skip
    else:
        lift = typed.lift_to_drag
    if beta == float("inf") and lift:
        raise InputError(
            "--beta inf is a flight without drag, and lift is --lift-to-drag times the drag; "
            "give a finite --beta, for instance --beta 13000"
        )
    return BodyChoice(beta=beta, lift_to_drag=lift, bank=0.0 if typed.bank is None else typed.bank)


def choose_glide(
    typed: Typed, *, from_pad: bool, lifts: bool, columns: frozenset[str] = frozenset()
) -> GlideChoice | None:
    """How the lift is used; None for a body that has none.

    Parameters
    ----------
    from_pad
        Whether the flight is boosted.
    lifts
        Whether a lift-to-drag ratio was given, by an option or a column.
    columns
        Those of a table.

    Raises
    ------
    InputError
        If the options do not go together; the message says what to add or to leave out.
    """
    if not lifts:
        idle = [*typed.given(GLIDE), *(name for name in ("bank_deg", "damping") if name in columns)]
        if idle:
            needs = "needs" if len(idle) == 1 else "need"
            raise InputError(
                f"{joined(idle)} {needs} a body with lift; add --lift-to-drag, "
                "for instance --lift-to-drag 2.6"
            )
        return None
    for flag, share in (("--climb-share", typed.climb_share), ("--final-share", typed.final_share)):
        if share is not None and not 0.0 <= share <= 1.0:
            raise InputError(
                f"{flag} {share:g} is not between 0 (no lift) and 1 (all of it); "
                f"type for instance {flag} 0.5"
            )
    damped_by_column = "damping" in columns
    law = typed.glide or ("damped" if damped_by_column else "skip")
    if law == "damped" and typed.damping is None and not damped_by_column:
        raise InputError(
            "--glide damped needs --damping, from 0 (skip) to 2 (1 is the equilibrium glide); "
            "add for instance --damping 0.3"
        )
    if law != "damped" and (typed.damping is not None or damped_by_column):
        if typed.glide is None:
            raise InputError("--damping needs --glide damped; add it")
        said = "--damping" if typed.damping is not None else "a column damping"
        is_ = 0 if law == "skip" else 1
        raise InputError(
            f"--glide {law} has a damping ratio of {is_}, so that {said} cannot be given; "
            "leave it out, or give --glide damped"
        )
    damping = {"skip": 0.0, "equilibrium": 1.0}.get(law, typed.damping or 0.0)
    return GlideChoice(
        law=law,
        damping=damping,
        assumed=typed.glide is None and not damped_by_column,
        from_peak=from_pad if typed.lift_from is None else typed.lift_from == "peak",
        from_peak_assumed=from_pad and typed.lift_from is None,
        climb_share=1.0 if typed.climb_share is None else typed.climb_share,
        final_share=typed.final_share,
        dive=typed.dive_below,
    )


def _read(path: str, column: str) -> MachFile:
    """A table over Mach numbers."""
    table = MachFile(path, *read_numbers(path, ("mach", column)))
    try:
        table.table()
    except InputError as error:
        raise InputError(f"{path}: {error}") from None
    return table


def _check(table: MachFile, name: str, fits: Callable[[float], bool], limits: str) -> None:
    """Refuse a table with a value that no body has."""
    for row, value in enumerate(table.values, 1):
        if not fits(value):
            raise InputError(
                f"{table.path}, row {row}: {name} is {value:g}, not {limits}; correct the row"
            )


def _of(value: float | MachFile | None) -> ArrayLike | MachTable:
    if value is None:
        return 0.0
    return value.table() if isinstance(value, MachFile) else value


def _bank(bank: float | BankRows) -> float | BankSchedule:
    if not isinstance(bank, BankRows):
        return bank
    from trajkit.flight.bank import BankSchedule

    return BankSchedule(bank.times_s, bank.bank_deg)


def _described(name: str, table: str, value: float | MachFile | None) -> dict[str, Any]:
    if not isinstance(value, MachFile):
        return {name: value, table: None}
    rows = {"file": value.path, "mach": value.mach, name: value.values}
    return {name: None, table: rows}
