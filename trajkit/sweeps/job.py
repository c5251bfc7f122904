"""A sweep ready to be made: what a worker needs to make any of its parts."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from functools import cache
from importlib import import_module
from importlib.metadata import version
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from trajkit.errors import InputError
from trajkit.physics.backend import Backend, backend_for, compiled_name
from trajkit.reports.fault import FaultError
from trajkit.sweeps.bases.check import Check
from trajkit.sweeps.bases.event import event_base
from trajkit.sweeps.bases.flight import flight_base
from trajkit.sweeps.bases.reconstruction import reconstruction_base
from trajkit.sweeps.dataset import FORMAT, MOST_FAILED_ROWS, Made
from trajkit.sweeps.designs.grid import Grid
from trajkit.sweeps.designs.latin import LatinHypercube
from trajkit.sweeps.designs.morris import Morris
from trajkit.sweeps.designs.random import Random
from trajkit.sweeps.designs.saltelli import Saltelli
from trajkit.sweeps.designs.sobol import Sobol, sobol_points
from trajkit.sweeps.factors import Factor, check_links, columns, described, factor_of
from trajkit.sweeps.files import digest
from trajkit.sweeps.parts import LANDED, STATUSES, pack
from trajkit.sweeps.quantities import unit_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from trajkit.sweeps.bases.base import Base
    from trajkit.sweeps.designs.base import Design
    from trajkit.sweeps.spec import SweepSpec

__all__ = ["Job", "Plan", "plan_of", "versions"]

_DEFAULT_LEVELS: Final = {"morris": 4, "grid": 10}
#: Work of a part on one core: long beside the 10 to 15 ms that handing it out and keeping it take
#: the client, short enough that little is lost when a run is broken off. Units: s.
_PART_S: Final = 0.3
#: Of a part; a small sweep has at least so many parts, for workers to share; a large one at most.
_FEWEST_ROWS, _MOST_ROWS = 512, 65536
_FEWEST_PARTS, _MOST_PARTS = 6, 10_000


@dataclass(frozen=True, eq=False)
class Plan:
    """A specification that has been looked through.

    Attributes
    ----------
    spec
    base, factors, outputs
        What is varied, how, and what is kept.
    rows, samples, rows_a_group
        Of the whole, its groups, and of a group.
    """

    spec: SweepSpec
    base: Base
    factors: tuple[Factor, ...]
    outputs: tuple[str, ...]
    samples: int
    rows_a_group: int

    @property
    def rows(self) -> int:
        """Of the whole."""
        return self.samples * self.rows_a_group

    @property
    def free(self) -> tuple[Factor, ...]:
        """Factors that have a dimension."""
        return tuple(factor for factor in self.factors if factor.free)

    @property
    def groups_a_part(self) -> int:
        """A power of two, so that doublings of the samples end with a part.

        Never by the workers there are: the files would differ.
        """
        wanted = int(_PART_S * self.base.rows_a_second[self.backend.value])
        wanted = min(wanted, _MOST_ROWS, self.rows // _FEWEST_PARTS)
        wanted = max(wanted, _FEWEST_ROWS, self.rows // _MOST_PARTS)
        return 1 << max(wanted // self.rows_a_group, 1).bit_length() - 1

    @property
    def backend(self) -> Backend:
        """By the whole number of rows: the same for every part."""
        return backend_for(self.rows)

    @property
    def bytes(self) -> float:
        """Roughly, of all files."""
        return 7.0 * self.rows * (len(self.factors) + len(self.outputs) + 0.2)

    @property
    def core_seconds(self) -> float:
        """Roughly, on one core."""
        return self.rows / self.base.rows_a_second[self.backend.value]

    def job(self) -> Job:
        """Work out what all parts have in common; for a start from the pad this takes seconds.

        Raises
        ------
        InputError
            If the design has too many dimensions or points.
        """
        spec = self.spec
        design = _design(self)
        base = self.base.ready(self.factors)
        backend = self.backend
        rows_a_part = self.groups_a_part * self.rows_a_group
        manifest = _plain(
            {
                "format": FORMAT,
                "title": spec.title,
                "spec": _without_folders(spec),
                "resolved": {
                    "base": base.described(),
                    "factors": [
                        {key: one[key] for key in ("name", "distribution", "multiplies")}
                        for one in described(self.factors)
                    ],
                    "outputs": list(self.outputs),
                    "design": design.described(),
                    "samples": self.samples,
                },
                "factors": described(self.factors),
                "outputs": [{"name": name, "unit": unit_of(name)} for name in self.outputs],
                "design": {
                    **design.described(),
                    "dimension": design.dimension,
                    "samples": self.samples,
                    "rows_a_group": self.rows_a_group,
                },
                "seed": spec.seed,
                "rows": self.rows,
                "rows_a_part": rows_a_part,
                "parts": -(-self.rows // rows_a_part),
                "backend": backend.value if backend is Backend.NUMPY else compiled_name(),
                "versions": versions(),
                "stopped": None,
            }
        )
        return Job(
            base=base,
            factors=self.factors,
            outputs=self.outputs,
            design=design,
            groups_a_part=self.groups_a_part,
            backend=backend,
            versions=manifest["versions"],
            manifest=manifest,
        )


@dataclass(frozen=True, eq=False)
class Job:
    """What makes any part; it is sent to workers.

    Attributes
    ----------
    versions
        Which a worker must have too.
    manifest
        What is known beforehand; stays at home.
    """

    base: Base
    factors: tuple[Factor, ...]
    outputs: tuple[str, ...]
    design: Design
    groups_a_part: int
    backend: Backend
    versions: dict[str, str]
    manifest: dict[str, Any]

    def for_workers(self) -> Job:
        """The same without what they do not need."""
        return replace(self, manifest={})

    def __call__(self, part: int) -> tuple[bytes, Made]:
        """The bytes of a part, and what is known of it.

        Raises
        ------
        InputError
            If this worker has other versions than the client.
        """
        self._check_versions()
        first = part * self.groups_a_part
        groups = min(self.groups_a_part, self.design.samples - first)
        values = columns(
            self.factors, self.design.shares(first, groups), to_the_ends=self.design.to_the_ends
        )
        found, status = self.flown(values, groups * self.design.rows_a_group)
        first_row = first * self.design.rows_a_group
        content = pack(first_row, {**values, **found}, status)
        counts = np.bincount(status, minlength=len(STATUSES))
        failed = first_row + np.flatnonzero(status != LANDED)[:MOST_FAILED_ROWS]
        return content, Made(
            digest(content),
            {word: int(count) for word, count in zip(STATUSES, counts, strict=True) if count},
            tuple(int(row) for row in failed),
        )

    def flown(self, values: dict[str, Any], count: int) -> tuple[dict[str, Any], Any]:
        """Outputs and statuses of columns of factors."""
        given = {one.name: values[one.name] for one in self.factors if one.multiplies is None}
        whole = self.base.values(given, count)
        for one in self.factors:
            if one.multiplies is not None:
                whole[one.multiplies] = whole[one.multiplies] * values[one.name]
        return self.base.fly(whole, self.outputs, self.backend)

    def _check_versions(self) -> None:
        here = versions()
        for name, wanted in self.versions.items():
            if here[name] != wanted:
                raise InputError(
                    f"a worker has {name} {here[name]}, and here is {wanted}: their bytes would "
                    "differ; install the same versions on every machine"
                )


def plan_of(spec: SweepSpec) -> Plan:
    """Look a specification through.

    Raises
    ------
    FaultError
        At the key that is at fault.
    InputError
        If an event, a site or a reconstruction is not known.
    """
    own = [factor_of(name, factor) for name, factor in spec.factors.items()]
    base = _base(spec, {factor.name for factor in own if factor.multiplies is None})
    for factor in own:
        _check_factor(factor, base, {other.name for other in own})
    factors = (*own, *base.defaults({factor.name for factor in own}))
    check_links(factors)
    if not any(factor.free for factor in factors):
        raise FaultError("nothing is varied; add a factor, for instance [factors.lift_to_drag]",
                         "factors")  # fmt: skip
    outputs = _outputs(spec, base, factors)
    samples, rows_a_group = _size(spec, factors)
    plan = Plan(spec, base, factors, outputs, samples, rows_a_group)
    if spec.stop is not None:
        names = [factor.name for factor in plan.free]
        for key, name, known in (
            ("output", spec.stop.output, outputs),
            ("factor", spec.stop.factor, names),
        ):
            if name not in known:
                raise FaultError(
                    f'there is no {key} "{name}"; write one of {", ".join(known)}', "stop", key
                )
    return plan


@cache
def versions() -> dict[str, str]:
    """Of what the bytes depend on."""
    names = ["numpy", "scipy", "pyarrow", "pyproj"]
    if find_spec("numba") is not None:
        names.append("numba")
    return {
        "trajkit": import_module("trajkit").__version__,
        **{name: version(name) for name in names},
    }


def _base(spec: SweepSpec, given: set[str]) -> Base:
    base = spec.base
    try:
        if base.event is not None:
            return event_base(
                base.event,
                model=base.model or "ballistic",
                body=base.body,
                fix_others=base.others == "median",
            )
        if base.reconstruction is not None:
            return reconstruction_base(base.reconstruction, party=base.party, model=base.model)
        if base.flight is not None:
            return flight_base(base.flight, given)
        assert base.check is not None
        return Check(base.check)
    except FaultError as fault:
        raise FaultError(str(fault), "base", base.kind, *fault.keys) from None
    except InputError as error:
        raise FaultError(str(error), "base", base.kind) from None


def _check_factor(factor: Factor, base: Base, names: set[str]) -> None:
    import difflib

    target = factor.multiplies or factor.name
    keys = ("factors", factor.name, *(("multiplies",) if factor.multiplies is not None else ()))
    if target not in base.inputs:
        near = difflib.get_close_matches(target, base.inputs, n=1, cutoff=0.5)
        mend = f'perhaps "{near[0]}" is meant' if near else f"it has {', '.join(base.inputs)}"
        raise FaultError(f'the base has nothing that is called "{target}"; {mend}', *keys)
    if factor.multiplies is not None:
        if factor.name in base.inputs or factor.name in base.outputs:
            raise FaultError(
                "is the name of a quantity itself; call what multiplies otherwise, for instance "
                f"[factors.{factor.multiplies.split('_')[0]}_times]",
                "factors", factor.name,
            )  # fmt: skip
        if not (base.has(target) or target in names):
            raise FaultError(f'"{target}" has no value to be multiplied; give it one', *keys)


def _outputs(spec: SweepSpec, base: Base, factors: Sequence[Factor]) -> tuple[str, ...]:
    import difflib

    columns_ = {factor.name for factor in factors}
    for number, name in enumerate(spec.outputs):
        if name in columns_:
            raise FaultError(f'"{name}" is a factor, and kept as one; remove it', "outputs", number)
        if name not in base.outputs:
            near = difflib.get_close_matches(name, base.outputs, n=1, cutoff=0.5)
            mend = (
                f'perhaps "{near[0]}" is meant' if near else f"there is {', '.join(base.outputs)}"
            )
            raise FaultError(f'there is no output "{name}"; {mend}', "outputs", number)
    return spec.outputs or tuple(name for name in base.usual if name not in columns_)


def _size(spec: SweepSpec, factors: Sequence[Factor]) -> tuple[int, int]:
    """Groups, and rows of a group."""
    free = [factor for factor in factors if factor.free]
    if spec.design.kind == "grid":
        return math.prod(_levels(spec, factor) for factor in free), 1
    assert spec.samples is not None
    if spec.design.kind == "saltelli":
        second = spec.design.second_order is not False
        return spec.samples, (2 if second else 1) * len(free) + 2
    return spec.samples, len(free) + 1 if spec.design.kind == "morris" else 1


def _levels(spec: SweepSpec, factor: Factor) -> int:
    own = spec.factors.get(factor.name)
    if own is not None and own.values is not None:
        return len(own.values)
    return factor.levels or spec.design.levels or _DEFAULT_LEVELS["grid"]


def _design(plan: Plan) -> Design:
    spec, dimension = plan.spec, len(plan.free)
    samples, seed = plan.samples, spec.seed
    match spec.design.kind:
        case "random":
            return Random(dimension, samples, seed)
        case "latin-hypercube":
            return LatinHypercube(dimension, samples, seed)
        case "sobol":
            return Sobol(dimension, samples, sobol_points(dimension, samples, seed))
        case "saltelli":
            second = spec.design.second_order is not False
            points = sobol_points(2 * dimension, samples, seed)
            return Saltelli(dimension, samples, points, second)
        case "morris":
            return Morris(dimension, samples, seed, spec.design.levels or _DEFAULT_LEVELS["morris"])
        case "grid":
            listed = tuple(
                factor.name in spec.factors and spec.factors[factor.name].values is not None
                for factor in plan.free
            )
            return Grid(tuple(_levels(spec, factor) for factor in plan.free), listed)


def _without_folders(spec: SweepSpec) -> dict[str, Any]:
    """The specification as it was given, but of paths only the last name: the others are those of
    one machine, and what the files hold is in what was resolved."""
    found: dict[str, Any] = spec.model_dump(mode="json", exclude_none=True, exclude_unset=True)
    for key in ("event", "reconstruction"):
        if key in found["base"]:
            found["base"][key] = Path(found["base"][key]).name
    return found


def _plain(value: Any) -> Any:
    """As JSON can hold it: infinite numbers as text."""
    if isinstance(value, dict):
        return {str(key): _plain(inner) for key, inner in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(inner) for inner in value]
    if isinstance(value, float) and not math.isfinite(value):
        return None if math.isnan(value) else str(value)
    return value
