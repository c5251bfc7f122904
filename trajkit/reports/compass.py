"""Points of the compass: "north-west" as 315 degrees."""

from __future__ import annotations

from typing import Final

from trajkit.errors import InputError

__all__ = ["read_bearing"]

_QUARTERS: Final = ("north", "east", "south", "west")
_LETTERS: Final = {"n": "north", "e": "east", "s": "south", "w": "west"}


def _points() -> dict[str, float]:
    """The sixteen points, clockwise from north, by names such as "north-north-west"."""
    points: dict[str, float] = {}
    for number, name in enumerate(_QUARTERS):
        after = _QUARTERS[(number + 1) % 4]
        # A point between two quarters is named after north or south first.
        half = f"{name}-{after}" if number % 2 == 0 else f"{after}-{name}"
        points[name] = 90.0 * number
        points[f"{name}-{half}"] = 90.0 * number + 22.5
        points[half] = 90.0 * number + 45.0
        points[f"{after}-{half}"] = 90.0 * number + 67.5
    return points


_POINTS: Final = _points()


def read_bearing(bearing: str | float) -> float:
    """Degrees clockwise from north, in [0, 360), of "west", "north-west", "WNW" or a number.

    Raises
    ------
    InputError
        If it is neither.
    """
    if not isinstance(bearing, str):
        if 0.0 <= bearing <= 360.0:
            return bearing % 360.0
        raise InputError(f"the bearing {bearing:g} is not between 0 and 360 degrees")
    words = bearing.casefold().replace("-", " ").split()
    if len(words) == 1 and words[0] not in _QUARTERS:
        flat = words[0]
        for name in _QUARTERS:  # "northwest"
            flat = flat.replace(name, f" {name} ")
        words = flat.split()
        if len(words) == 1 and set(flat) <= set(_LETTERS):  # "wnw"
            words = [_LETTERS[letter] for letter in flat]
    degrees = _POINTS.get("-".join(words))
    if degrees is None:
        raise InputError(
            f'the bearing "{bearing:.40}" is not known; '
            'write a point of the compass such as "north-west", or degrees such as 315'
        )
    return degrees
