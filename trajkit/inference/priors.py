"""One-dimensional priors: from the unit interval to a value, and the density of a value.

Each is told with the sentence that argues for it, so that an answer can show what it rests on.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final, Protocol

import numpy as np
from numpy.typing import NDArray
from scipy.special import ndtr, ndtri

from trajkit.errors import InputError

if TYPE_CHECKING:
    from trajkit.reports.bodyprior import PriorSpec

__all__ = [
    "KINDS",
    "Fixed",
    "LogNormal",
    "LogUniform",
    "Named",
    "Normal",
    "Prior",
    "Triangular",
    "TruncatedNormal",
    "Uniform",
    "Values",
    "prior_of",
]

Array = NDArray[np.float64]
Numbers = NDArray[np.float64] | float

_LOG_ROOT_TWO_PI = 0.5 * math.log(2.0 * math.pi)


class Prior(Protocol):
    """A distribution of one unknown."""

    def quantile(self, u: Numbers) -> Array:
        """The value below which the share `u` lies; `u` in [0, 1]."""

    def share(self, x: Numbers) -> Array:
        """The share that lies below a value."""

    def log_density(self, x: Numbers) -> Array:
        """Natural logarithm of the density; -inf outside."""

    def words(self) -> str:
        """ "even from 2 to 5", for tables."""


@dataclass(frozen=True)
class Named:
    """A prior of a named unknown.

    Attributes
    ----------
    name
        Ends in its unit, if it has one: "burn_time_s".
    prior
        Its distribution.
    source
        Where it comes from, or the argument for it.
    """

    name: str
    prior: Prior
    source: str


@dataclass(frozen=True)
class Fixed:
    """A value that is not doubted."""

    value: float

    def quantile(self, u: Numbers) -> Array:
        """The value."""
        return np.full(np.shape(u), self.value)

    def share(self, x: Numbers) -> Array:
        """The share that lies below a value."""
        return np.where(np.asarray(x) < self.value, 0.0, 1.0)

    def log_density(self, x: Numbers) -> Array:
        """0 at the value: it adds nothing to a density over the other unknowns."""
        return np.where(np.asarray(x) == self.value, 0.0, -np.inf)

    def words(self) -> str:
        """For tables."""
        return f"{self.value:g}"


@dataclass(frozen=True)
class Uniform:
    """Even between two ends."""

    low: float
    high: float

    def __post_init__(self) -> None:
        _rising(self.low, self.high)

    def quantile(self, u: Numbers) -> Array:
        """Linear."""
        return self.low + (self.high - self.low) * np.asarray(u, float)

    def share(self, x: Numbers) -> Array:
        """The share that lies below a value."""
        x = np.asarray(x, float)
        return np.clip((x - self.low) / (self.high - self.low), 0.0, 1.0)

    def log_density(self, x: Numbers) -> Array:
        """Constant inside."""
        x = np.asarray(x, float)
        inside = (x >= self.low) & (x <= self.high)
        return np.where(inside, -math.log(self.high - self.low), -np.inf)

    def words(self) -> str:
        """For tables."""
        return f"even from {self.low:g} to {self.high:g}"


@dataclass(frozen=True)
class LogUniform:
    """Even in the logarithm between two ends above 0."""

    low: float
    high: float

    def __post_init__(self) -> None:
        _rising(self.low, self.high)
        _positive(self.low)

    def quantile(self, u: Numbers) -> Array:
        """Linear in the logarithm."""
        return np.exp(math.log(self.low) + math.log(self.high / self.low) * np.asarray(u, float))

    def share(self, x: Numbers) -> Array:
        """The share that lies below a value."""
        x = np.clip(np.asarray(x, float), self.low, self.high)
        return np.log(x / self.low) / math.log(self.high / self.low)

    def log_density(self, x: Numbers) -> Array:
        """As 1 / x inside."""
        x = np.asarray(x, float)
        inside = (x >= self.low) & (x <= self.high)
        with np.errstate(all="ignore"):
            return np.where(inside, -np.log(x * math.log(self.high / self.low)), -np.inf)

    def words(self) -> str:
        """For tables."""
        return f"even in the logarithm from {self.low:g} to {self.high:g}"


@dataclass(frozen=True)
class Normal:
    """Normal."""

    mean: float
    deviation: float

    def __post_init__(self) -> None:
        _positive(self.deviation)

    def quantile(self, u: Numbers) -> Array:
        """By the inverse of the normal distribution."""
        found: Array = self.mean + self.deviation * ndtri(np.asarray(u, float))
        return found

    def share(self, x: Numbers) -> Array:
        """The share that lies below a value."""
        return np.asarray(ndtr((np.asarray(x, float) - self.mean) / self.deviation))

    def log_density(self, x: Numbers) -> Array:
        """Everywhere finite."""
        z = (np.asarray(x, float) - self.mean) / self.deviation
        return -0.5 * z * z - _LOG_ROOT_TWO_PI - math.log(self.deviation)

    def words(self) -> str:
        """For tables."""
        return f"normal, {self.mean:g} ± {self.deviation:g}"


@dataclass(frozen=True)
class LogNormal:
    """Normal in the logarithm; `deviation` is that of the natural logarithm."""

    median: float
    deviation: float

    def __post_init__(self) -> None:
        _positive(self.median)
        _positive(self.deviation)

    def quantile(self, u: Numbers) -> Array:
        """By the inverse of the normal distribution."""
        found: Array = self.median * np.exp(self.deviation * ndtri(np.asarray(u, float)))
        return found

    def share(self, x: Numbers) -> Array:
        """The share that lies below a value."""
        with np.errstate(divide="ignore"):
            logarithm = np.log(np.maximum(np.asarray(x, float), 0.0) / self.median)
        return np.asarray(ndtr(logarithm / self.deviation))

    def log_density(self, x: Numbers) -> Array:
        """-inf at 0 and below."""
        x = np.asarray(x, float)
        with np.errstate(all="ignore"):
            z = np.log(x / self.median) / self.deviation
            density = -0.5 * z * z - _LOG_ROOT_TWO_PI - np.log(x * self.deviation)
        return np.where(x > 0.0, density, -np.inf)

    def words(self) -> str:
        """For tables."""
        return f"log-normal about {self.median:g}, by a factor of {math.exp(self.deviation):.3g}"


@dataclass(frozen=True)
class TruncatedNormal:
    """Normal, cut off at two ends."""

    mean: float
    deviation: float
    low: float
    high: float

    def __post_init__(self) -> None:
        _positive(self.deviation)
        _rising(self.low, self.high)
        if abs(self._ends()[1] - self._ends()[0]) < 1e-12:
            raise InputError(
                f"a normal prior {self.mean:g} ± {self.deviation:g} leaves nothing between "
                f"{self.low:g} and {self.high:g}; move its ends"
            )

    def _ends(self) -> tuple[float, float]:
        low, high = ((end - self.mean) / self.deviation for end in (self.low, self.high))
        return float(ndtr(low)), float(ndtr(high))

    def quantile(self, u: Numbers) -> Array:
        """By the inverse of the normal distribution."""
        low, high = self._ends()
        x = self.mean + self.deviation * ndtri(low + (high - low) * np.asarray(u, float))
        found: Array = np.clip(x, self.low, self.high)
        return found

    def share(self, x: Numbers) -> Array:
        """The share that lies below a value."""
        low, high = self._ends()
        below = ndtr((np.asarray(x, float) - self.mean) / self.deviation)
        found: Array = np.clip((below - low) / (high - low), 0.0, 1.0)
        return found

    def log_density(self, x: Numbers) -> Array:
        """-inf outside."""
        x = np.asarray(x, float)
        low, high = self._ends()
        density = Normal(self.mean, self.deviation).log_density(x) - math.log(high - low)
        return np.where((x >= self.low) & (x <= self.high), density, -np.inf)

    def words(self) -> str:
        """For tables."""
        return f"normal, {self.mean:g} ± {self.deviation:g}, from {self.low:g} to {self.high:g}"


@dataclass(frozen=True)
class Triangular:
    """Rises evenly to its mode and falls evenly from there."""

    low: float
    mode: float
    high: float

    def __post_init__(self) -> None:
        _rising(self.low, self.high)
        if not self.low <= self.mode <= self.high:
            raise InputError(
                f"the mode {self.mode:g} of a triangular prior is not between its ends "
                f"{self.low:g} and {self.high:g}; move it"
            )

    def quantile(self, u: Numbers) -> Array:
        """By the roots of the two parabolas of the distribution."""
        u = np.asarray(u, float)
        width, left, right = self.high - self.low, self.mode - self.low, self.high - self.mode
        rising = self.low + np.sqrt(u * width * left)
        falling = self.high - np.sqrt((1.0 - u) * width * right)
        return np.where(u * width < left, rising, falling)

    def share(self, x: Numbers) -> Array:
        """The share that lies below a value."""
        x = np.clip(np.asarray(x, float), self.low, self.high)
        width, left, right = self.high - self.low, self.mode - self.low, self.high - self.mode
        with np.errstate(all="ignore"):
            rising = (x - self.low) ** 2 / (width * left)
            falling = 1.0 - (self.high - x) ** 2 / (width * right)
        return np.where(x < self.mode, rising, np.where(right > 0.0, falling, 1.0))

    def log_density(self, x: Numbers) -> Array:
        """-inf at the ends and outside."""
        x = np.asarray(x, float)
        width = self.high - self.low
        with np.errstate(all="ignore"):
            rising = (x - self.low) / (self.mode - self.low)
            falling = (self.high - x) / (self.high - self.mode)
            height = np.where(x < self.mode, rising, falling)
            height = np.where(x == self.mode, 1.0, height)
            inside = (x >= self.low) & (x <= self.high) & (height > 0.0)
            return np.where(inside, np.log(2.0 * height / width), -np.inf)

    def words(self) -> str:
        """For tables."""
        return f"triangular from {self.low:g} over {self.mode:g} to {self.high:g}"


@dataclass(frozen=True)
class Values:
    """One of several values, each as likely as the others."""

    values: tuple[float, ...]

    def __post_init__(self) -> None:
        if not self.values or not all(map(math.isfinite, self.values)):
            raise InputError("a list of values needs one or more finite numbers; add them")

    def quantile(self, u: Numbers) -> Array:
        """The values in the order given, an equal share to each."""
        count = len(self.values)
        place = np.minimum((np.asarray(u, float) * count).astype(np.intp), count - 1)
        return np.array(self.values)[place]

    def share(self, x: Numbers) -> Array:
        """The share that lies below a value."""
        x = np.asarray(x, float)
        below: Array = np.mean(np.array(self.values) < x[..., None], axis=-1)
        return below

    def log_density(self, x: Numbers) -> Array:
        """Logarithm of the probability of a value; -inf of what is not in the list."""
        x = np.asarray(x, float)
        hits = np.mean(np.array(self.values) == x[..., None], axis=-1)
        with np.errstate(divide="ignore"):
            found: Array = np.log(hits)
        return found

    def words(self) -> str:
        """For tables."""
        return "one of " + ", ".join(f"{value:g}" for value in self.values)


KINDS: Final[dict[str, type[Any]]] = {
    "fixed": Fixed,
    "uniform": Uniform,
    "log-uniform": LogUniform,
    "normal": Normal,
    "log-normal": LogNormal,
    "truncated-normal": TruncatedNormal,
    "triangular": Triangular,
}
"""Priors by what files and the command line call them; the numbers of each are its fields."""


def prior_of(spec: PriorSpec) -> Prior:
    """The prior that a file describes."""
    given = spec.numbers()
    prior: Prior = KINDS[spec.kind](**given)
    return prior


def _rising(low: float, high: float) -> None:
    if not (math.isfinite(low) and math.isfinite(high) and low < high):
        raise InputError(f"a prior from {low:g} to {high:g} is empty; put the smaller end first")


def _positive(value: float) -> None:
    if not 0.0 < value < math.inf:
        raise InputError(f"a prior needs a number above 0 here, not {value:g}; mend it")
