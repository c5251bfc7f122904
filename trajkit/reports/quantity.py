"""Reads quantities as people type them: "1,100 km", "3.6 km/s", "Mach 12", "47 min 12 s".

A quantity always carries its unit: a bare number is refused, because reports and papers mix
kilometres with statute and nautical miles. Thousands are parted by commas or spaces, decimals by
a point; anything that could be read in two ways ("1.100,5 km") is refused rather than guessed at.
"""

from __future__ import annotations

import difflib
import math
import re
import unicodedata
from dataclasses import dataclass
from typing import Final, NoReturn

from trajkit.errors import InputError
from trajkit.reports.units import KINDS, SEA_LEVEL_SOUND_SPEED_M_S, Kind

__all__ = ["Speed", "parse_quantity", "parse_speed"]

_NUMBER: Final = re.compile(
    r"(?:[0-9]{1,3}(?:,[0-9]{3})+|[0-9]{1,3}(?: [0-9]{3})+|[0-9]+|(?=\.[0-9]))"
    r"(?:\.[0-9]*)?(?:[eE][+-]?[0-9]+)?"
    r"(?! ?[0-9.,])"
)
_MACH: Final = re.compile(
    r"mach ?(?P<after>.*)|(?P<before>.*?) ?(?:mach|times the speed of sound)", re.IGNORECASE
)
# After a number in a time: its unit, then what may join it to the next number.
_TIME_UNIT: Final = re.compile(r"([^\W\d_]*)(?:,? and |, ?| )?")

_LONGEST_ECHO: Final = 60

# A bare number from these up was hardly meant in km/s or min, but in the next smaller unit.
_LARGEST_IN_USUAL_UNIT: Final = {"speed": 30.0, "time": 60.0}
_SMALL_UNIT: Final = {"speed": "m/s", "time": "s"}


@dataclass(frozen=True, slots=True)
class Speed:
    """A speed as it was typed: in m/s, or as a Mach number whose convention is still open.

    Attributes
    ----------
    value : float
        Speed in m/s, or the Mach number if `is_mach`.
    is_mach : bool
        Whether `value` is a Mach number.
    """

    value: float
    is_mach: bool

    def in_m_s(self, *, sound_speed_m_s: float = SEA_LEVEL_SOUND_SPEED_M_S) -> float:
        """Speed in m/s, a Mach number being taken at the given speed of sound (m/s)."""
        return self.value * sound_speed_m_s if self.is_mach else self.value


def parse_quantity(text: str, kind: Kind, *, name: str | None = None) -> float:
    """Read one quantity with its unit.

    Parameters
    ----------
    text : str
        For example ``"1,100 km"``, ``"685 miles"``, ``"3.6 km/s"``, ``"47 min 12 s"``. A Mach
        number is taken at sea level (`units.SEA_LEVEL_SOUND_SPEED_M_S`).
    kind : {"length", "speed", "time"}
        What is expected.
    name : str, optional
        The option or key that the text was given for, to be named in errors.

    Returns
    -------
    float
        In m, m/s or s; finite and not negative.

    Raises
    ------
    InputError
        If there is no unit, a unit of another kind, an unknown unit, or no usable number.
    """
    if kind == "speed":
        return parse_speed(text, name=name).in_m_s()
    return _Reader(text, kind, name).read()


def parse_speed(text: str, *, name: str | None = None) -> Speed:
    """Read a speed and leave open what a Mach number means.

    ``"Mach 12"``, ``"12 Mach"`` and ``"12 times the speed of sound"`` are Mach numbers.
    Parameters and errors are otherwise those of `parse_quantity`.
    """
    reader = _Reader(text, "speed", name)
    mach = _MACH.fullmatch(reader.text)
    if mach is None:
        return Speed(reader.read(), is_mach=False)
    return Speed(reader.read_number(mach["after"] or mach["before"] or ""), is_mach=True)


class _Reader:
    """One text, what it should hold, and how to complain about it."""

    def __init__(self, text: str, kind: Kind, name: str | None) -> None:
        # NFKC makes plain spaces of no-break and thin ones, and plain letters of full-width
        # digits and of the one-character "km" that Korean and Japanese keyboards type.
        flat = " ".join(unicodedata.normalize("NFKC", text).split())
        self.text = re.sub(r" ?/ ?", "/", flat.replace("\N{MINUS SIGN}", "-"))
        self.kind: Kind = kind
        self.name = name
        if not self.text:
            self._refuse("is empty")

    def read(self) -> float:
        """The quantity in SI units."""
        return self._read_time() if self.kind == "time" else self._read_simple()

    def read_number(self, text: str) -> float:
        """A number with nothing after it."""
        value, rest = self._split(text)
        if rest:
            self._refuse(f'has "{_echo(rest)}" after the number')
        return value

    def _read_simple(self) -> float:
        value, unit = self._split(self.text)
        return self._finite(value * self._factor(unit))

    def _read_time(self) -> float:
        """Numbers with units from the largest to the smallest: "1 h 14 min 51 s"."""
        total, smallest, rest = 0.0, math.inf, self.text
        while rest:
            value, rest = self._split(rest)
            unit = _TIME_UNIT.match(rest)
            assert unit is not None  # it matches the empty text too
            rest = rest[unit.end() :]
            factor = self._factor(unit[1])
            if factor >= smallest:
                self._refuse("does not go from the larger unit to the smaller")
            total, smallest = total + value * factor, factor
        return self._finite(total)

    def _split(self, text: str) -> tuple[float, str]:
        """The number that a text starts with, and what follows it."""
        number = _NUMBER.match(text)
        if number is None:
            self._refuse_number(text)
        value = float(number.group().replace(",", "").replace(" ", ""))
        return self._finite(value), text[number.end() :].strip()

    def _finite(self, value: float) -> float:
        if not math.isfinite(value):
            self._refuse("is not a finite number")
        return value

    def _factor(self, unit: str) -> float:
        """SI value of one unit; single letters are taken as they are, for M is not m."""
        spelling = unit if len(unit) == 1 else unit.casefold()
        factor = KINDS[self.kind].factors.get(spelling)
        if factor is None:
            self._refuse_unit(unit, spelling)
        return factor

    def _refuse_unit(self, unit: str, spelling: str) -> NoReturn:
        if not unit:
            self._refuse_bare_number()
        for other in KINDS.values():
            if spelling in other.factors:
                self._refuse(f"is {other.noun} where {KINDS[self.kind].noun} is needed")
        if re.search(r"[0-9]", unit):
            self._refuse("holds more than one number")
        known = KINDS[self.kind].factors
        near = difflib.get_close_matches(unit.casefold(), known, n=1, cutoff=0.5)
        hint = f' (perhaps "{near[0]}" is meant)' if near else ""
        self._refuse(f'has the unknown unit "{_echo(unit)}"{hint}')

    def _refuse_bare_number(self) -> NoReturn:
        unit = KINDS[self.kind].usual_unit
        if re.search(r"[a-z]", self.text):  # "47 min 12"
            unit = "s"
        elif self._split(self.text)[0] >= _LARGEST_IN_USUAL_UNIT.get(self.kind, math.inf):
            unit = _SMALL_UNIT[self.kind]
        self._refuse("has no unit", example=f"{self.text} {unit}")

    def _refuse_number(self, text: str) -> NoReturn:
        """Say why no number starts this text."""
        start = text.casefold()
        if start.startswith("-"):
            self._refuse("is negative")
        if re.match(r"\+?(nan|inf)", start):
            self._refuse("is not a finite number")
        if not start:
            self._refuse("has no number")
        if re.match(r"[0-9.,]", start):
            self._refuse(
                "can be read in more than one way; "
                "write thousands with commas and decimals with a point"
            )
        if self.kind != "speed" and "mach" in start:
            self._refuse(f"is a speed where {KINDS[self.kind].noun} is needed")
        self._refuse("does not start with a number")

    def _refuse(self, what: str, *, example: str | None = None) -> NoReturn:
        kind = KINDS[self.kind]
        words = [self.name] if self.name else []
        if self.text:
            plain = self.name is not None and " " not in self.text
            words.append(_echo(self.text) if plain else f'"{_echo(self.text)}"')
        subject = " ".join(words) or f"the text for {kind.noun}"
        raise InputError(
            f"{subject} {what}; "
            f'type for instance "{_echo(example or kind.example)}"; '
            f"{kind.units_in_words} are understood"
        )


def _echo(text: str) -> str:
    """A text as it can stand in a one-line message."""
    plain = "".join(letter if letter.isprintable() else "?" for letter in text)
    return plain if len(plain) <= _LONGEST_ECHO else plain[: _LONGEST_ECHO - 1] + "…"
