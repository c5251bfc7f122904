"""The draws of a reconstruction that was sampled: a row takes one, and factors change it."""

from __future__ import annotations

import json
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, Literal

import numpy as np
from numpy.typing import NDArray

from trajkit.errors import InputError
from trajkit.inference.figures import FIGURES
from trajkit.inference.models import GLIDE_UNKNOWNS, UNKNOWNS, Model, ModelName
from trajkit.inference.priors import Fixed, Named, Prior, Uniform
from trajkit.physics.earth import SPHERE, WGS84
from trajkit.sweeps.bases.event import RATES, USUAL, fly_model, ranges
from trajkit.sweeps.factors import Factor
from trajkit.sweeps.files import digest

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence

    from trajkit.physics.backend import Backend

__all__ = ["DRAW", "ReconstructionBase", "reconstruction_base"]

Array = NDArray[np.float64]

DRAW: Final = "draw"
"""The factor whose whole part is the number of the draw."""

_FILES: Final = ("posterior.nc", "summary.json")


@dataclass(frozen=True, eq=False)
class ReconstructionBase:
    """Draws of one answer.

    Attributes
    ----------
    model
        Whose unknowns are known by their draws.
    draws
        Of each unknown, shape (draws,).
    told
        Where they come from.
    """

    model: Model
    draws: dict[str, Array]
    told: dict[str, Any]

    @property
    def size(self) -> int:
        """How many draws there are."""
        return next(iter(self.draws.values())).size

    @property
    def inputs(self) -> tuple[str, ...]:
        """The draw, and the unknowns, which factors replace."""
        return (DRAW, *self.draws)

    @property
    def outputs(self) -> tuple[str, ...]:
        """The figures, and the unknowns as they were flown."""
        return tuple(dict.fromkeys((*FIGURES, *self.draws)))

    @property
    def usual(self) -> tuple[str, ...]:
        """See `Base`."""
        return (*USUAL, *(("second_peak_m",) if self.model.name == "glide" else ()))

    @property
    def rows_a_second(self) -> dict[str, float]:
        """Roughly."""
        return RATES[self.model.name]

    def has(self, name: str) -> bool:
        """See `Base`."""
        return name in self.draws

    def defaults(self, given: Collection[str]) -> list[Factor]:
        """See `Base`."""
        source = "A draw of the reconstruction: the whole part is its number."
        own = Factor(DRAW, Uniform(0.0, float(self.size)), source=source)
        return [] if DRAW in given else [own]

    def ready(self, factors: Sequence[Factor]) -> ReconstructionBase:
        """See `Base`."""
        known: dict[str, Prior] = {
            one.name: self._range(one.name) if one.name in self.draws else one.prior
            for one in self.model.priors
        }
        known |= ranges(factors, known)
        priors = tuple(replace(one, prior=known[one.name]) for one in self.model.priors)
        return replace(self, model=replace(self.model, priors=priors, _kept={}).prepared())

    def _range(self, name: str) -> Prior:
        low, high = float(self.draws[name].min()), float(self.draws[name].max())
        return Uniform(low, high) if low < high else Fixed(low)

    def values(self, given: Mapping[str, Array], count: int) -> dict[str, Array]:
        """See `Base`."""
        del count
        draw = np.clip(given[DRAW].astype(np.intp), 0, self.size - 1)
        return {name: given[name] if name in given else self.draws[name][draw]
                for name in self.draws}  # fmt: skip

    def fly(
        self, values: Mapping[str, Array], wanted: Sequence[str], backend: Backend
    ) -> tuple[dict[str, Array], NDArray[np.int8]]:
        """See `Base`."""
        return fly_model(self.model, values, wanted, backend)

    def described(self) -> dict[str, Any]:
        """See `Base`."""
        return {**self.told, "draws": self.size}


def reconstruction_base(
    folder: str, *, party: str | None, model: ModelName | None
) -> ReconstructionBase:
    """The draws in a folder that `trajkit reconstruct --method sample` has written.

    Raises
    ------
    InputError
        If there are none, or several to choose from.
    """
    import xarray as xr

    home = Path(folder)
    for name in _FILES:
        if not (home / name).is_file():
            raise InputError(
                f"{home} has no {name}; give a folder that trajkit reconstruct --method sample "
                "--out has written"
            )
    try:
        summary = json.loads((home / _FILES[1]).read_text(encoding="utf-8"))
        with xr.open_dataset(home / _FILES[0], engine="scipy") as data:
            data.load()
        cases = list(zip(map(str, data.party.values), map(str, data.model.values), strict=True))
        case = _one_case(home, cases, party, model)
        told = _told(summary, cases[case])
    except (OSError, ValueError, KeyError, AttributeError) as error:
        if isinstance(error, InputError):
            raise
        raise InputError(
            f"{home} cannot be read as a sampled reconstruction ({type(error).__name__}); make it "
            "again with trajkit reconstruct --method sample --out"
        ) from None
    who, name = cases[case]
    start: Literal["pad", "burnout"] = "pad" if "delta_v_m_s" in data else "burnout"
    draws: dict[str, Array] = {}
    priors = []
    own_model: ModelName = "glide" if name == "glide" else "ballistic"
    words = {one["name"]: one["prior"] for one in told["priors"]}
    for unknown in (*UNKNOWNS[start], *(GLIDE_UNKNOWNS if own_model == "glide" else ())):
        drawn = np.asarray(data[unknown].values[case], float) if unknown in data else np.zeros(0)
        drawn = drawn[np.isfinite(drawn)]
        if unknown == "stages" or not drawn.size:
            value = Fixed(_number(home, unknown, words.get(unknown)))
            priors.append(Named(unknown, value, "of the reconstruction"))
            if unknown != "stages":
                draws[unknown] = np.array([value.value])
        else:
            draws[unknown] = drawn
            priors.append(Named(unknown, Fixed(float(drawn[0])), "of the reconstruction"))
    count = max(array.size for array in draws.values())
    draws = {key: np.resize(array, count) for key, array in draws.items()}
    choices = summary["made_from"]["choices"]
    earth = SPHERE if "--spherical" in choices else WGS84
    if "--no-rotation" in choices:
        earth = earth.without_rotation()
    return ReconstructionBase(
        Model(
            name=own_model,
            start=start,
            priors=tuple(priors),
            site=(told["site_latitude_deg"], told["site_longitude_deg"]),
            earth=earth,
        ),
        draws,
        {
            "reconstruction_of": summary["event"]["id"],
            "party": who,
            "model": name,
            "sha256": digest((home / _FILES[0]).read_bytes()),
        },
    )


def _one_case(
    home: Path, cases: list[tuple[str, str]], party: str | None, model: str | None
) -> int:
    fits = [
        number
        for number, (who, name) in enumerate(cases)
        if (party is None or party.casefold() == who.casefold())
        and (model is None or model == name)
    ]
    if len(fits) == 1:
        return fits[0]
    there = "; ".join(f'party = "{who}", model = "{name}"' for who, name in cases)
    what = "several answers fit" if fits else "no answer fits"
    raise InputError(f"{home}: {what}; write one of: {there}")


def _told(summary: dict[str, Any], case: tuple[str, str]) -> dict[str, Any]:
    who, model = case
    for verdict in summary["verdicts"]:
        if " and ".join(verdict["parties"]) == who and model in verdict["models"]:
            found: dict[str, Any] = verdict["models"][model]
            if "site_latitude_deg" in found:
                return found
    raise KeyError(who)


def _number(home: Path, unknown: str, words: str | None) -> float:
    """Of an unknown that was fixed."""
    try:
        return float(words or "")
    except ValueError:
        raise InputError(f"{home} has no draws of {unknown}; make it again") from None
