"""What the values of options can be that only `fly` has."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any, Literal

import click

from trajkit.cli.values import Number, QuantityType, as_typed, check_after, option_of
from trajkit.errors import InputError

__all__ = [
    "EQUILIBRIUM",
    "AltitudeType",
    "BankRows",
    "BankType",
    "Below",
    "BelowType",
    "NumberOrFile",
    "StagesType",
]

EQUILIBRIUM: Literal["equilibrium"] = "equilibrium"

_STAGES = ("1", "2", "3")


@dataclass(frozen=True)
class BankRows:
    """Bank angles (degrees) at times (s) since the start."""

    times_s: tuple[float, ...]
    bank_deg: tuple[float, ...]


@dataclass(frozen=True, kw_only=True)
class Below:
    """An altitude (m) or a speed (m/s); the other is None."""

    altitude_m: float | None = None
    speed_m_s: float | None = None
    mach: float | None = None


class NumberOrFile(Number):
    """A number, or the path of a CSV table; converts to float or str."""

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:
        """Read it; raises InputError."""
        if isinstance(value, str) and value.casefold().endswith(".csv"):
            return as_typed(value, param)
        return super().convert(value, param, ctx)


class AltitudeType(QuantityType):
    """A length in m, or the word "equilibrium"."""

    def __init__(self) -> None:
        super().__init__("length")

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:
        """Read it; raises InputError."""
        if isinstance(value, str) and value.strip().casefold() == EQUILIBRIUM:
            return EQUILIBRIUM
        return super().convert(value, param, ctx)


class StagesType(click.ParamType):  # type: ignore[type-arg]
    """How many equal stages a booster has; converts to int."""

    name = "1|2|3"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> int:
        """Read it; raises InputError."""
        del ctx
        text = as_typed(value, param).strip()
        if text not in _STAGES:
            raise InputError(
                f'{option_of(param)} "{text[:60]}": a booster here has 1, 2 or 3 equal stages; '
                "join those that are alike"
            )
        return int(text)


class BelowType(click.ParamType):  # type: ignore[type-arg]
    """An altitude or a speed, told apart by the unit; converts to `Below`."""

    name = "LENGTH|SPEED"

    def convert(
        self, value: Any, param: click.Parameter | None, ctx: click.Context | None
    ) -> Below:
        """Read it; raises InputError."""
        del ctx
        if isinstance(value, Below):
            return value
        from trajkit.reports.quantity import parse_quantity, parse_speed

        text = as_typed(value, param)
        try:
            return Below(altitude_m=parse_quantity(text, "length"))
        except InputError:
            pass
        try:
            speed = parse_speed(text)
        except InputError:
            option = option_of(param)
            raise InputError(
                f'{option} "{text[:60]}" is neither an altitude nor a speed with its unit; '
                f'type for instance {option} "25 km" or {option} "1.5 km/s"'
            ) from None
        return Below(speed_m_s=speed.in_m_s(), mach=speed.value if speed.is_mach else None)


class BankType(click.ParamType):  # type: ignore[type-arg]
    """Degrees, or "seconds:degrees, ..." with rising times; converts to float or `BankRows`."""

    name = "DEGREES|SCHEDULE"

    def convert(
        self, value: Any, param: click.Parameter | None, ctx: click.Context | None
    ) -> float | BankRows:
        """Read it; raises InputError."""
        if isinstance(value, float | BankRows):
            return value
        text = as_typed(value, param)
        option = option_of(param)
        example = f'type for instance {option} 40 or {option} "0:0, 120:40, 200:0"'
        if ":" not in text:
            if "," in text:
                raise InputError(
                    f'{option} "{text[:60]}": a schedule is made of SECONDS:DEGREES; {example}'
                )
            return Number("DEGREES", unit=("degrees", "deg", "°"), example="40").convert(
                value, param, ctx
            )
        times: list[float] = []
        angles: list[float] = []
        for part in text.split(","):
            first, colon, second = part.partition(":")
            try:
                time = float(first.strip().removesuffix("s"))
                angle = float(second.strip().replace("\N{MINUS SIGN}", "-").removesuffix("°"))
            except ValueError:
                time = angle = math.nan
            if not (colon and math.isfinite(time) and math.isfinite(angle)):
                raise InputError(
                    f'{option}: "{part.strip()[:60]}" is not SECONDS:DEGREES; {example}'
                )
            if time < 0.0:
                raise InputError(f"{option}: {time:g} s is before the start; {example}")
            check_after(time, times, option)
            if abs(angle) > 180.0:
                raise InputError(
                    f"{option}: {angle:g} degrees is not between -180 and 180; {example}"
                )
            times.append(time)
            angles.append(angle)
        return BankRows(tuple(times), tuple(angles))
