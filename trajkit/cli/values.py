"""What an option's value can be; each refuses a bad one with a sentence that shows a good one.

What reads values is imported when there is one to read, so that help comes at once.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import click

from trajkit.errors import InputError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from trajkit.cli.site import Place
    from trajkit.reports.quantity import Speed
    from trajkit.reports.units import Kind

__all__ = [
    "Number",
    "OneOf",
    "QuantityType",
    "SiteType",
    "SpeedType",
    "Times",
    "Told",
    "ToldType",
    "WholeNumber",
    "as_typed",
    "check_after",
    "option_of",
]

# What makes a figure more than one quantity: a word before it, or a second figure.
_HAS_QUALIFIER = re.compile(
    r"^\s*(?:[~≈<>≤≥]|(?!mach)[a-z]+ )|\d\D*(?:[-–—~]| to | and )\s*\d", re.IGNORECASE
)
_THOUSANDS = re.compile(r"[+-]?\d{1,3}(,\d{3})+(\.\d*)?")


def option_of(param: click.Parameter | None) -> str:
    """The option as it is typed: "--site"."""
    return param.opts[0] if param is not None else "value"


def as_typed(value: Any, param: click.Parameter | None) -> str:
    """What was typed; InputError if that is the next option."""
    if str(value).startswith("--"):
        raise InputError(f"{option_of(param)} needs a value before {value}")
    return str(value)


class SiteType(click.ParamType):  # type: ignore[type-arg]
    """A site's name or LAT,LON; converts to `Place`."""

    name = "SITE"

    def convert(
        self, value: Any, param: click.Parameter | None, ctx: click.Context | None
    ) -> Place:
        """Read it; raises InputError."""
        del ctx
        from trajkit.cli.site import Place, read_place

        if isinstance(value, Place):
            return value
        return read_place(as_typed(value, param), option=option_of(param))


class QuantityType(click.ParamType):  # type: ignore[type-arg]
    """A quantity with its unit; converts to m, m/s or s (a Mach number taken at sea level)."""

    def __init__(self, kind: Kind) -> None:
        self.kind: Kind = kind
        self.name = kind.upper()

    def convert(
        self, value: Any, param: click.Parameter | None, ctx: click.Context | None
    ) -> float:
        """Read it; raises InputError."""
        del ctx
        if isinstance(value, float):
            return value
        from trajkit.reports.quantity import parse_quantity

        return parse_quantity(as_typed(value, param), self.kind, name=option_of(param))


class SpeedType(click.ParamType):  # type: ignore[type-arg]
    """A speed that remembers whether it was a Mach number; converts to `Speed`."""

    name = "SPEED"

    def convert(
        self, value: Any, param: click.Parameter | None, ctx: click.Context | None
    ) -> Speed:
        """Read it; raises InputError."""
        del ctx
        from trajkit.reports.quantity import Speed, parse_speed

        if isinstance(value, Speed):
            return value
        return parse_speed(as_typed(value, param), name=option_of(param))


@dataclass(frozen=True)
class Told:
    """A figure as it was typed.

    Attributes
    ----------
    value
        In m, m/s or s, a Mach number taken at sea level.
    speed
        For a speed the same, remembering whether it was a Mach number.
    wording
        As typed.
    is_plain
        Whether it is one quantity without a word like "about".
    """

    value: float
    speed: Speed | None
    wording: str
    is_plain: bool


class ToldType(click.ParamType):  # type: ignore[type-arg]
    """A reported figure, perhaps "about" or "more than" so much; converts to `Told`."""

    def __init__(self, kind: Kind) -> None:
        self.kind: Kind = kind
        self.name = kind.upper()

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Told:
        """Read it; raises InputError."""
        if isinstance(value, Told):
            return value
        text = as_typed(value, param)
        try:
            if self.kind == "speed":
                speed = SpeedType().convert(text, param, ctx)
                return Told(speed.in_m_s(), speed, text, is_plain=True)
            return Told(
                QuantityType(self.kind).convert(text, param, ctx), None, text, is_plain=True
            )
        except InputError as error:
            from trajkit.reports.wording import read_wording

            try:
                figure = read_wording(text, self.kind)
            except InputError as other:
                if _HAS_QUALIFIER.search(text):
                    raise InputError(f"{option_of(param)}: {other}") from None
                raise error from None
            return Told(figure.value, figure.speed, text, is_plain=False)


class Number(click.ParamType):  # type: ignore[type-arg]
    """A bare number whose unit is fixed.

    Parameters
    ----------
    name
        Placeholder in the help: "DEGREES".
    unit
        Spellings of the unit that may follow the number; the first is named in errors.
    example
        A value as one would type it.
    """

    def __init__(self, name: str, *, unit: Sequence[str] = (), example: str) -> None:
        self.name = name
        self.unit = tuple(unit)
        self.example = example

    def convert(
        self, value: Any, param: click.Parameter | None, ctx: click.Context | None
    ) -> float:
        """Read it; raises InputError."""
        del ctx
        if not isinstance(value, str):
            return float(value)
        text = as_typed(value, param).replace("\N{MINUS SIGN}", "-").strip()
        for unit in self.unit:
            text = text.removesuffix(unit).rstrip()
        if _THOUSANDS.fullmatch(text):
            text = text.replace(",", "")
        try:
            number = float(text)
        except ValueError:
            number = float("nan")
        if number != number:
            kind = f"a number of {self.unit[0]}" if self.unit else "a number"
            option = option_of(param)
            raise InputError(
                f'{option} "{value[:60]}" is not {kind}; type for instance {option} {self.example}'
            )
        return number


def check_after(time_s: float, earlier_s: Sequence[float], option: str) -> None:
    """Refuse a time that does not come after the last of those before it.

    Raises
    ------
    InputError
        If it does not.
    """
    if earlier_s and time_s <= earlier_s[-1]:
        raise InputError(
            f"{option}: {time_s:g} s does not come after {earlier_s[-1]:g} s; "
            "sort the times and give each once"
        )


class Times(click.ParamType):  # type: ignore[type-arg]
    """Rising times in seconds, parted by commas."""

    name = "S,S,..."

    def convert(
        self, value: Any, param: click.Parameter | None, ctx: click.Context | None
    ) -> tuple[float, ...]:
        """Read them; raises InputError."""
        del ctx
        if isinstance(value, tuple):
            return value
        option = option_of(param)
        example = f"type for instance {option} 5,10,15"
        times: list[float] = []
        for part in as_typed(value, param).split(","):
            text = part.strip().removesuffix("s").rstrip()
            try:
                time = float(text)
            except ValueError:
                raise InputError(
                    f'{option}: "{part.strip()[:60]}" is not a number of seconds; {example}'
                ) from None
            if not 0.0 <= time < float("inf"):
                raise InputError(f"{option}: {time:g} s is not a time from 0 s up; {example}")
            check_after(time, times, option)
            times.append(time)
        return tuple(times)


class OneOf(click.Choice):  # type: ignore[type-arg]
    """One of a few words."""

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> str:
        """Check it; raises InputError, with the word that is near if there is one."""
        del ctx
        words = [str(word) for word in self.choices]
        if value in words:
            return str(value)
        import difflib

        near = difflib.get_close_matches(str(value).casefold(), words, n=1)
        mend = f"perhaps {near[0]} is meant" if near else f"choose one of {', '.join(words)}"
        raise InputError(f'{option_of(param)} "{value}" is not known; {mend}')


class WholeNumber(click.ParamType):  # type: ignore[type-arg]
    """A whole number from 0 up."""

    name = "NUMBER"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> int:
        """Read it; raises InputError."""
        del ctx
        if isinstance(value, int):
            return value
        text = as_typed(value, param).strip()
        if not re.fullmatch(r"[0-9]{1,18}", text):
            option = option_of(param)
            raise InputError(
                f'{option} "{text[:60]}" is not a whole number from 0 up; type for instance '
                f"{option} 1"
            )
        return int(text)
