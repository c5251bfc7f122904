"""Draws as a labelled dataset, with units and what they rest on."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

import numpy as np

from trajkit.inference.figures import FIGURES

if TYPE_CHECKING:
    import xarray as xr

    from trajkit.inference.posterior import Posterior

__all__ = ["posterior_dataset", "unit_of"]

_UNITS = {
    "_kg_m2": "kg m-2",
    "latitude_deg": "degrees_north",
    "longitude_deg": "degrees_east",
    "_deg": "degrees",
    "_m_s": "m s-1",
    "_m": "m",
    "_s": "s",
}


def posterior_dataset(posterior: Posterior) -> xr.Dataset:
    """Variables by name over "draw"; those of the prior end in "_prior", over "prior_draw".

    Its attributes hold the reports, the priors with their sources, the seed, and how well it was
    sampled, `refusal` included.
    """
    import xarray as xr

    model = posterior.model
    names = [one.name for one in model.unknowns]
    names += [name for name in FIGURES if name not in names]
    variables: dict[str, tuple[str, Any, dict[str, str]]] = {}
    for name in names:
        drawn = posterior.draws(name)
        if np.isnan(drawn).all():
            continue
        attributes = {"units": unit_of(name), "long_name": name.replace("_", " ")}
        variables[name] = ("draw", drawn, attributes)
        variables[f"{name}_prior"] = ("prior_draw", posterior.prior_draws(name), attributes)
    runs = np.repeat(
        np.arange(len(posterior.walks)), [w.particles.z.shape[1] for w in posterior.walks]
    )
    variables["run"] = ("draw", runs, {"units": "1", "long_name": "which of the runs"})
    return xr.Dataset(
        variables,
        attrs={
            "title": "Flights that the reports allow",
            "model": model.name,
            "start": model.start,
            "site_latitude_deg": model.site[0],
            "site_longitude_deg": model.site[1],
            "reports": [
                f"{item.party}: {item.quantity} {item.wording}" for item in posterior.observed.items
            ],
            "left_out": list(posterior.observed.left_out),
            "priors": [f"{one.name}: {one.prior.words()}. {one.source}" for one in model.priors],
            "seed": posterior.seed,
            "log_evidence": posterior.log_evidence,
            "log_evidence_apart": posterior.evidence_apart,
            "effective_draws": posterior.effective,
            "refusal": posterior.refusal or "",
            "version": f"trajkit {import_module('trajkit').__version__}",
        },
    )


def unit_of(name: str) -> str:
    """Unit of a variable, by the end of its name."""
    for end, unit in _UNITS.items():
        if name.endswith(end):
            return unit
    return "1"
