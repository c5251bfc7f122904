"""Draws of an event's answers in one labelled file."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from trajkit.inference.dataset import unit_of
from trajkit.inference.figures import FIGURES

if TYPE_CHECKING:
    import xarray as xr

    from trajkit.inference.posterior import Posterior
    from trajkit.output.judged import Judged

__all__ = ["samples_dataset", "samples_netcdf"]


def samples_dataset(judged: Judged) -> xr.Dataset:
    """Draws of every party's answer under each model.

    Variables lie over "case" and "draw", a case being whose figures ("party") and which model
    ("model"); NaN where the model has no such quantity, or a flight has none. Those of the prior
    end in "_prior" and lie over "prior_model" and "prior_draw", for they are the same whoever's
    figures are asked about. Single precision: a metre of a range.
    """
    import xarray as xr

    cases = list(judged.posteriors())
    models = list(dict.fromkeys(model for _, model, _ in cases))
    names = list(
        dict.fromkeys(
            name
            for _, _, posterior in cases
            for name in (*(one.name for one in posterior.model.unknowns), *FIGURES)
        )
    )
    size = max((posterior.size for _, _, posterior in cases), default=0)
    before = max((posterior.prior.z.shape[1] for _, _, posterior in cases), default=0)
    variables: dict[str, tuple[Any, ...]] = {}
    for name in names:
        drawn = np.full((len(cases), size), np.nan, np.float32)
        prior = np.full((len(models), before), np.nan, np.float32)
        for row, (_, model, posterior) in enumerate(cases):
            values = _values(posterior, name, prior=False)
            drawn[row, : values.size] = values
            own = prior[models.index(model)]
            if np.isnan(own).all():
                values = _values(posterior, name, prior=True)
                own[: values.size] = values
        if np.isfinite(drawn).any():
            attributes = {"units": unit_of(name), "long_name": name.replace("_", " ")}
            variables[name] = (("case", "draw"), drawn, attributes)
            variables[f"{name}_prior"] = (("prior_model", "prior_draw"), prior, attributes)
    return xr.Dataset(
        variables,
        coords={
            "party": ("case", np.array([" and ".join(v.parties) for v, _, _ in cases], "U")),
            "model": ("case", np.array([model for _, model, _ in cases], "U")),
            "prior_model": ("prior_model", np.array(models, "U")),
        },
        attrs=_attributes(judged),
    )


def samples_netcdf(judged: Judged) -> bytes:
    """The same as the bytes of a netCDF file (version 3, 64-bit offsets), which needs no library
    besides SciPy."""
    data = samples_dataset(judged)
    return bytes(data.to_netcdf(engine="scipy", format="NETCDF3_64BIT"))


def _values(posterior: Posterior, name: str, *, prior: bool) -> np.ndarray:
    has = name in FIGURES or any(one.name == name for one in posterior.model.priors)
    if not has:
        return np.empty(0)
    return posterior.prior_draws(name) if prior else posterior.draws(name)


def _attributes(judged: Judged) -> dict[str, Any]:
    """What the draws rest on; lists as lines, for the format has no lists of words."""
    made = judged.made_from
    lines: dict[str, list[str]] = {"reports": [], "priors": [], "refused": []}
    for verdict, model, posterior in judged.posteriors():
        who = " and ".join(verdict.parties)
        lines["reports"] += [
            f"{who}, {model}: {item.party}: {item.quantity} {item.wording}"
            for item in posterior.observed.items
        ]
        lines["priors"] += [
            f"{model}, {one.name}: {one.prior.words()}. {one.source}"
            for one in posterior.model.priors
        ]
    for verdict in judged.verdicts:
        lines["refused"] += [
            f"{' and '.join(verdict.parties)}, {model}: {answer.refusal}"
            for model, answer in verdict.answers.items()
            if answer.refusal
        ]
    return {
        "title": f"Flights that the reports allow: {judged.event.id}, {judged.event.title}",
        "verdicts": "\n".join(verdict.sentence for verdict in judged.verdicts),
        **{name: "\n".join(dict.fromkeys(found)) for name, found in lines.items()},
        "sources": "\n".join(judged.sources),
        "seed": made.seed,
        "choices": "\n".join(made.choices),
        "event_sha256": made.event_sha256,
        "data_sha256": made.data_sha256,
        "backend": judged.backend,
        "version": f"trajkit {made.version}",
    }
