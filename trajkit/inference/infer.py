"""From an event to what is known of its flight."""

from __future__ import annotations

from typing import TYPE_CHECKING

from trajkit.errors import InputError
from trajkit.inference.models import (
    GLIDE_UNKNOWNS,
    SITE_UNKNOWNS,
    UNKNOWNS,
    Model,
    ModelName,
)
from trajkit.inference.observations import MachConvention, Observations, Splash, observations_of
from trajkit.inference.overflight import Overflight
from trajkit.inference.priors import Fixed, Named, Normal, Prior, Uniform, prior_of
from trajkit.inference.sea import sea
from trajkit.inference.study import Study
from trajkit.inference.tempered import Settings
from trajkit.physics.earth import WGS84, Earth
from trajkit.reports import catalogue
from trajkit.reports.event import Event

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    from trajkit.inference.errors import MeasurementErrors
    from trajkit.inference.posterior import Posterior

__all__ = ["infer", "model_of"]


def infer(
    event: Event | str | Path,
    *,
    party: str | Sequence[str] | None = None,
    flight: str | None = None,
    model: ModelName = "ballistic",
    site: tuple[float, float] | None = None,
    body: str | None = None,
    priors: Mapping[str, Prior | float] | None = None,
    errors: MeasurementErrors | None = None,
    mach: MachConvention = "sea-level",
    seed: int = 0,
    settings: Settings | None = None,
    earth: Earth = WGS84,
) -> Posterior:
    """What the reports of an event say of its flight, and how surely.

    Parameters
    ----------
    event
        An event, its id ("2025-01-06") or the path of its file.
    party
        Whose claims are believed: a name, or several; all of them together, if None.
    flight
        Which flight, where the event has several; the first if None.
    model
        "ballistic", or "glide".
    site
        Latitude and longitude of the start; the event's, if None. Units: degrees.
    body
        Class of bodies for the priors; the event's, if None.
    priors
        Instead of the class's, by the names of unknowns; a number fixes the unknown.
    errors
        Of measurements; see `MeasurementErrors`.
    mach
        What a reported Mach number means: "sea-level" or "local" speed of sound, or "either", half
        and half.
    seed
        The same seed gives the same answer.
    settings
        Of the sampler.
    earth
        As in `fly`.

    Returns
    -------
    Posterior
        Its `refusal` says why, where no intervals are given.

    Raises
    ------
    InputError
        If what was given is not known or not usable, or nothing is observed.
    """
    if not isinstance(event, Event):
        event = catalogue.event(event)
    parties = [party] if isinstance(party, str) else party
    observed = observations_of(event, parties, flight, errors=errors, mach=mach)
    known = model_of(event, model, observed, site=site, body=body, priors=priors, earth=earth)
    study = Study(known, seed, settings or Settings())
    return study.posteriors([observed])[0]


def model_of(
    event: Event,
    name: ModelName,
    observed: Observations,
    *,
    site: tuple[float, float] | None = None,
    body: str | None = None,
    priors: Mapping[str, Prior | float] | None = None,
    earth: Earth = WGS84,
) -> Model:
    """The model of an event's flights, with the priors of its class and of its place.

    Raises
    ------
    InputError
        If the model, the class or an unknown is not known.
    """
    if name not in ("ballistic", "glide"):
        raise InputError(f'model "{name}" is not known; choose ballistic or glide')
    klass = catalogue.body_class(body or event.body)
    place, doubt_km = (site, 0.0) if site is not None else _site(event)
    needed = (*UNKNOWNS[klass.start], *(GLIDE_UNKNOWNS if name == "glide" else ()))
    known = {
        key: Named(key, prior_of(spec), spec.source)
        for key, spec in klass.priors.items()
        if key in needed
    }
    places = any(isinstance(item, Splash | Overflight) for item in observed.items)
    known |= _site_priors(doubt_km, matters=places)
    known.setdefault("heading_deg", _heading(event, place))
    if "bank_deg" in known and "aside_m" not in observed.extra:
        known["bank_deg"] = Named("bank_deg", Fixed(0.0), "Straight ahead: no turn was reported.")
    for key, own in (priors or {}).items():
        if key not in needed:
            raise InputError(
                f'the {name} model of class "{klass.name}" has no unknown "{key}"; '
                f"its unknowns are {', '.join(needed)}"
            )
        given = Fixed(float(own)) if isinstance(own, int | float) else own
        known[key] = Named(key, given, "given by the user")
    return Model(
        name=name,
        start=klass.start,
        priors=tuple(known[key] for key in needed if key in known),
        site=place,
        earth=earth,
        extra=observed.extra,
        over=observed.over,
    )


def _site(event: Event) -> tuple[tuple[float, float], float]:
    """Where it was launched, and how well that is known, km."""
    site = catalogue.site(event.site)
    doubt = site.uncertainty_km if event.site_uncertainty_km is None else event.site_uncertainty_km
    return (site.latitude_deg, site.longitude_deg), doubt


def _site_priors(doubt_km: float, *, matters: bool) -> dict[str, Named]:
    """Of what is not known of the place of launch."""
    offset: Prior = Fixed(0.0)
    why = "The site is taken to be where it is named."
    if doubt_km and matters:
        offset = Normal(0.0, 1e3 * doubt_km)
        why = "How well the site is known, by its file or that of the event."
    elif doubt_km:
        why = "Nothing was reported by its position, so that it does not matter where the site is."
    return {name: Named(name, offset, why) for name in SITE_UNKNOWNS}


def _heading(event: Event, site: tuple[float, float]) -> Named:
    """Even over the directions in which the sea lies that it fell into, or over all."""
    if event.fell_in is None:
        return Named("heading_deg", Uniform(0.0, 360.0), "No sea was named: all directions alike.")
    low, high = sea(event.fell_in).bearings_deg(site)
    if high - low > 350.0:
        low, high = 0.0, 360.0
    return Named(
        "heading_deg",
        Uniform(low, high),
        f"All directions alike in which {event.fell_in} lies as seen from the site.",
    )
