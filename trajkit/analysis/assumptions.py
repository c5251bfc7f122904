"""What is assumed of the boost and the body where the reports are silent."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from trajkit.analysis.boundary import Burnout
from trajkit.errors import InputError
from trajkit.reports import catalogue

__all__ = ["Assumed", "Assumptions", "assumptions", "likely_body"]

_FARTHEST_M = 1e7  # farther up or out than any boost ends
# A body of cardboard: what is lighter drifts down for an hour and meets no reported range.
_LIGHTEST_KG_M2 = 10.0


@dataclass(frozen=True)
class Assumed:
    """A value that no report gives.

    Attributes
    ----------
    value, low, high
        In the unit of its name; the ends are equal to the value where the user gave it.
    source
        Where it comes from, or the argument for it.
    """

    value: float
    low: float
    high: float
    source: str


@dataclass(frozen=True)
class Assumptions:
    """Where a reconstructed flight starts, and what flies.

    Attributes
    ----------
    body
        Name of the class of bodies that the values come from.
    burnout_altitude_m, burnout_downrange_m, boost_time_s, ballistic_coefficient_kg_m2
        Units: in the names.
    """

    body: str
    burnout_altitude_m: Assumed
    burnout_downrange_m: Assumed
    boost_time_s: Assumed
    ballistic_coefficient_kg_m2: Assumed

    NAMES = (
        "burnout_altitude_m",
        "burnout_downrange_m",
        "boost_time_s",
        "ballistic_coefficient_kg_m2",
    )

    def cases(self) -> tuple[list[tuple[str, str]], Burnout]:
        """The values, then each assumption at its low and at its high end in turn.

        Returns
        -------
        labels
            ("", "") for the values themselves, else (name, "low" or "high").
        burnout
            One row a label.
        """
        values = {name: getattr(self, name).value for name in self.NAMES}
        labels, rows = [("", "")], [values]
        for name in self.NAMES:
            assumed: Assumed = getattr(self, name)
            for end in ("low", "high"):
                if getattr(assumed, end) != assumed.value:
                    labels.append((name, end))
                    rows.append({**values, name: getattr(assumed, end)})
        columns = [np.array([row[name] for row in rows]) for name in self.NAMES]
        return labels, Burnout(*columns)


def assumptions(body: str, **given: float | None) -> Assumptions:
    """Assumptions of a class of bodies, with the user's own values in their place.

    Parameters
    ----------
    body
        Name of a class of `data/bodies.toml`.
    **given
        Values by the names of `Assumptions`; None keeps the class's.

    Raises
    ------
    InputError
        If the class is not known or a value is not usable.
    """
    klass = catalogue.body_class(body)
    fields = {
        "burnout_altitude_m": klass.burnout_altitude_m,
        "burnout_downrange_m": klass.burnout_downrange_m,
        "boost_time_s": klass.boost_time_s,
        "ballistic_coefficient_kg_m2": klass.ballistic_coefficient_kg_m2,
    }
    chosen = {}
    for name, prior in fields.items():
        value = given.pop(name, None)
        if value is None:
            chosen[name] = Assumed(prior.default, prior.low, prior.high, prior.source)
            continue
        is_beta = name == "ballistic_coefficient_kg_m2"
        highest = _FARTHEST_M if name.endswith("_m") else np.inf
        if np.isnan(value) or (value < _LIGHTEST_KG_M2 if is_beta else not 0.0 <= value < highest):
            words = name.rsplit("_kg" if is_beta else "_", 1)[0].replace("_", " ")
            usable = "0 s or more"
            if is_beta:
                usable = f"{_LIGHTEST_KG_M2:g} kg/m2 or more (inf for no drag)"
            if name.endswith("_m"):
                usable = f"0 m or more, below {_FARTHEST_M / 1e3:,.0f} km"
            raise InputError(f"{words} {value:g} is not usable; give {usable}")
        chosen[name] = Assumed(value, value, value, "given by the user")
    if given:
        raise TypeError(f"no such assumption: {', '.join(given)}")
    return Assumptions(body, **chosen)


def likely_body(range_m: float, apogee_m: float | None) -> str:
    """Class of bodies for figures that come without one, by range and apogee.

    Low and long is taken for a glide vehicle; else by the steps of the usual range classes
    (1,000, 3,000 and 5,500 km), where an apogee above 1,000 or 2,500 km lifts the class, since
    lofted flights fall short of their reach.
    """
    apogee = 0.0 if apogee_m is None else apogee_m
    if apogee_m is not None and apogee <= 150e3 and range_m > 600e3:
        return "glide"
    if range_m <= 1000e3 and apogee <= 300e3:
        return "srbm"
    if range_m <= 3000e3 and apogee <= 1000e3:
        return "mrbm"
    return "irbm" if range_m <= 5500e3 and apogee <= 2500e3 else "icbm"
