"""Factors: from shares of the unit interval to the values of a sweep's columns."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

import numpy as np
from numpy.typing import NDArray

from trajkit.errors import InputError
from trajkit.inference.priors import (
    Fixed,
    LogNormal,
    LogUniform,
    Normal,
    Prior,
    Triangular,
    TruncatedNormal,
    Uniform,
    Values,
)
from trajkit.reports.fault import FaultError
from trajkit.sweeps.quantities import unit_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from trajkit.sweeps.spec import FactorSpec

__all__ = ["Factor", "Link", "check_links", "columns", "described", "factor_of", "kind_of"]

Array = NDArray[np.float64]

#: Where a design goes to the ends, an unbounded distribution is cut off at these shares.
CUT: Final = (0.01, 0.99)

_KINDS: Final[dict[str, type]] = {
    "fixed": Fixed,
    "uniform": Uniform,
    "log-uniform": LogUniform,
    "normal": Normal,
    "log-normal": LogNormal,
    "truncated-normal": TruncatedNormal,
    "triangular": Triangular,
}
_UNBOUNDED: Final = (Normal, LogNormal)


@dataclass(frozen=True)
class Link:
    """A factor that follows another: `times` its value and `plus` more."""

    to: str
    times: float = 1.0
    plus: float = 0.0


@dataclass(frozen=True)
class Factor:
    """A factor.

    Attributes
    ----------
    name
        Its column, which ends in its unit.
    rule
        Its distribution, or what it is linked to.
    multiplies
        The quantity that is multiplied by it; None if it is one itself.
    source
        Where it comes from.
    levels
        On a grid; None is the design's.
    """

    name: str
    rule: Prior | Link
    multiplies: str | None = None
    source: str = ""
    levels: int | None = None

    @property
    def unit(self) -> str:
        """By the end of the name."""
        return "1" if self.multiplies is not None else unit_of(self.name)

    @property
    def free(self) -> bool:
        """Whether it has a dimension of the design."""
        return not isinstance(self.rule, Link | Fixed)

    def values(self, shares: Array, *, to_the_ends: bool) -> Array:
        """Values at shares of the unit interval.

        Parameters
        ----------
        to_the_ends
            The design has shares of 0 and 1: unbounded distributions are cut off.
        """
        assert not isinstance(self.rule, Link)
        if to_the_ends and isinstance(self.rule, _UNBOUNDED):
            shares = CUT[0] + (CUT[1] - CUT[0]) * shares
        found = self.rule.quantile(np.ascontiguousarray(shares))
        return np.ascontiguousarray(found, float)

    def ends(self) -> tuple[float, float]:
        """Low and high end; of an unbounded distribution, where it would be cut off.

        A linked one has those of what it is linked to, see `described`.
        """
        assert not isinstance(self.rule, Link)
        if isinstance(self.rule, Values):
            return min(self.rule.values), max(self.rule.values)
        shares = CUT if isinstance(self.rule, _UNBOUNDED) else (0.0, 1.0)
        low, high = (float(self.rule.quantile(share)) for share in shares)
        return low, high


def factor_of(name: str, spec: FactorSpec) -> Factor:
    """The factor that a specification describes.

    Raises
    ------
    FaultError
        If its numbers do not go together.
    """
    rule: Prior | Link
    if spec.distribution == "linked":
        assert spec.linked_to is not None
        rule = Link(
            spec.linked_to,
            1.0 if spec.times is None else spec.times,
            0.0 if spec.plus is None else spec.plus,
        )
    else:
        try:
            if spec.values is not None:
                rule = Values(spec.values)
            else:
                rule = _KINDS[spec.distribution](**spec.numbers())
        except InputError as error:
            raise FaultError(str(error), "factors", name) from None
    return Factor(name, rule, spec.multiplies, spec.source, spec.levels)


def kind_of(rule: Prior | Link) -> dict[str, Any]:
    """A distribution as plain data: its kind and its numbers."""
    if isinstance(rule, Link):
        return {"kind": "linked", "linked_to": rule.to, "times": rule.times, "plus": rule.plus}
    if isinstance(rule, Values):
        return {"kind": "values", "values": list(rule.values)}
    name = next(name for name, kind in _KINDS.items() if type(rule) is kind)
    numbers = {key: float(getattr(rule, key)) for key in type(rule).__dataclass_fields__}  # type: ignore[attr-defined]
    return {"kind": name, **numbers}


def check_links(factors: Sequence[Factor]) -> None:
    """Refuse links to nothing, or to a linked factor.

    Raises
    ------
    FaultError
        At the factor.
    """
    by_name = {factor.name: factor for factor in factors}
    for factor in factors:
        if not isinstance(factor.rule, Link):
            continue
        other = by_name.get(factor.rule.to)
        if other is None:
            raise FaultError(
                f'there is no factor "{factor.rule.to}"; name one of {", ".join(by_name)}',
                "factors", factor.name, "linked_to",
            )  # fmt: skip
        if isinstance(other.rule, Link):
            end = by_name.get(other.rule.to)
            direct = end is not None and not isinstance(end.rule, Link)
            mend = f'link to "{other.rule.to}"' if direct else "give one of them a distribution"
            raise FaultError(
                f'"{other.name}" is linked itself; {mend}',
                "factors", factor.name, "linked_to",
            )  # fmt: skip


def columns(factors: Sequence[Factor], shares: Array, *, to_the_ends: bool) -> dict[str, Array]:
    """Values of every factor by name, shape (n,) each, of shares of shape (free factors, n)."""
    found: dict[str, Array] = {}
    free = iter(shares)
    for factor in factors:
        if isinstance(factor.rule, Fixed):
            found[factor.name] = np.full(shares.shape[1], factor.rule.value)
        elif factor.free:
            found[factor.name] = factor.values(next(free), to_the_ends=to_the_ends)
    for factor in factors:
        if isinstance(factor.rule, Link):
            found[factor.name] = factor.rule.times * found[factor.rule.to] + factor.rule.plus
    return {factor.name: found[factor.name] for factor in factors}


def described(factors: Sequence[Factor]) -> list[dict[str, Any]]:
    """Factors as the manifest has them."""
    by_name = {factor.name: factor for factor in factors}
    told, dimension = [], 0
    for factor in factors:
        rule = factor.rule
        if isinstance(rule, Link):
            ends = [rule.times * end + rule.plus for end in by_name[rule.to].ends()]
            low, high = min(ends), max(ends)
        else:
            low, high = factor.ends()
        told.append(
            {
                "name": factor.name,
                "unit": factor.unit,
                "low": low,
                "high": high,
                "distribution": kind_of(rule),
                "linked_to": rule.to if isinstance(rule, Link) else None,
                "multiplies": factor.multiplies,
                "dimension": dimension if factor.free else None,
                "source": factor.source,
            }
        )
        dimension += factor.free
    return told
