"""What was found, in plain sentences."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from trajkit.reports.display import format_length, format_mach, format_speed, format_time
from trajkit.reports.units import SEA_LEVEL_SOUND_SPEED_M_S
from trajkit.reports.words import joined

if TYPE_CHECKING:
    from collections.abc import Sequence

    from trajkit.analysis.geography import AzimuthWindow
    from trajkit.analysis.result import Comparison

__all__ = ["amount", "compared_amount", "outcome_sentence", "quantity_name", "window_words"]

_NAMES = {
    "range": "range",
    "apogee": "apogee",
    "flight_time": "flight time",
    "top_speed": "top speed",
    "second_peak": "second peak",
}
# A figure this near is told by its share of the reported one, for the press rounds more coarsely.
_NEAR = 0.02


def quantity_name(quantity: str) -> str:
    """ "flight time" for "flight_time"."""
    return _NAMES[quantity]


def amount(quantity: str, value: float) -> str:
    """A value of a quantity with its unit, rounded for reading."""
    if quantity == "flight_time":
        return format_time(value)
    return format_speed(value) if quantity == "top_speed" else format_length(value)


def compared_amount(comparison: Comparison, value: float) -> str:
    """A value in the unit that a figure was compared in, which may be the local Mach number."""
    if comparison.target != comparison.reported.value:
        return f"local {format_mach(value)}"
    return amount(comparison.reported.quantity, value)


def outcome_sentence(
    label: str,
    kind: str,
    met: bool,
    comparisons: Sequence[Comparison],
    top_speed_m_s: float,
    *,
    least_speed: bool = False,
    without: Sequence[str] = (),
) -> str:
    """What the flight is, or by how much none comes, and how the other figures compare.

    Parameters
    ----------
    kind
        "ballistic flight", or what else it is.
    least_speed
        Whether it was sought for that.
    without
        Quantities without any one of which the others would be met.
    """
    solved = [c for c in comparisons if c.solved]
    figures = joined(f"{_NAMES[c.reported.quantity]} {c.reported.wording}" for c in solved)
    mach = format_mach(top_speed_m_s / SEA_LEVEL_SOUND_SPEED_M_S)
    top = f"{format_speed(top_speed_m_s)} ({mach} in sea-level terms)"
    if met:
        least = " with the least speed that does" if least_speed else ""
        sentence = f"{label}: a {kind} gives {figures}{least}"
        if not any(c.reported.quantity == "top_speed" and c.reported.mach is None for c in solved):
            sentence += f", with a top speed of {top}"
    else:
        misses = joined(
            f"{_NAMES[c.reported.quantity]} by {_miss(c)}" for c in solved if _matters(c)
        )
        nearest = f"the nearest misses {misses or 'them narrowly'}"
        if any(math.isnan(c.flown) for c in solved):
            nearest = "the nearest that was tried does not come down"
        plain, _, body = kind.partition(" with ")
        # Where none meets the figures, neither a low nor a high one does.
        plain = plain.removeprefix("low ").removeprefix("high ")
        sentence = f"{label}: no {plain} from the assumed burnout gives {figures}; {nearest}"
        sentence += f", with {body}" if body else ""
        if without:
            names = " or ".join(_NAMES[name] for name in without)
            sentence += f"; without its {names} the other figures can be met"
    others = [_compared(c) for c in comparisons if not c.solved]
    return "; ".join([sentence, *others]) + "."


def window_words(windows: Sequence[AzimuthWindow]) -> str:
    """ "56.0–91.1° and 94.4–97.0°"; windows end to end with the islands that they pass over."""
    words = " and ".join(f"{w.low_deg:.1f}–{w.high_deg % 360.0:.1f}°" for w in windows)
    return f"{words}, over small islands" if any(w.over_islands for w in windows) else words


def _compared(comparison: Comparison) -> str:
    name, wording = _NAMES[comparison.reported.quantity], comparison.reported.wording
    if math.isnan(comparison.flown):
        return f"it has no {name}, against the reported {wording}"
    flown = compared_amount(comparison, comparison.flown)
    if not _matters(comparison):
        return f"its {name} of {flown} keeps to the reported {wording}"
    share = abs(comparison.miss) / comparison.target
    if share <= _NEAR:
        return f"its {name} of {flown} is within {_percent(share)} of the reported {wording}"
    return f"its {name} of {flown} misses the reported {wording} by {_miss(comparison)}"


def _percent(share: float) -> str:
    """A share rounded up to a tenth of a per cent."""
    return f"{max(math.ceil(share * 1e3 - 1e-9), 1) / 10:g} %"


def _miss(comparison: Comparison) -> str:
    sign = "+" if comparison.miss > 0.0 else "−"
    return sign + compared_amount(comparison, abs(comparison.miss))


def _matters(comparison: Comparison) -> bool:
    """A bound that is kept is not missed, nor two ends between which it lies."""
    figure = comparison.reported
    if figure.qualifier == "exactly" or figure.qualifier == "about":
        return True
    flown = comparison.flown * figure.value / comparison.target  # of a local Mach number too
    low = figure.low if figure.low is not None else -math.inf
    high = figure.high if figure.high is not None else math.inf
    return not low <= flown <= high
