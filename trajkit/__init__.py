"""trajkit: from what is reported of a missile launch to flights that obey physics.

    import trajkit as tk

    flights = tk.fly(tk.Launch(...), tk.Body(ballistic_coefficient=4000))
    result = tk.reconstruct("2025-01-06")
    tk.plot.map(result)
    tk.save(result, "out")

Every name is loaded when it is first used, so that `import trajkit` costs nothing.
"""

from __future__ import annotations

from importlib import import_module

TYPE_CHECKING = False  # `typing` would double the time that Python takes to start
if TYPE_CHECKING:
    from typing import Any

    from trajkit.analysis.reconstruct import Reconstruction, reconstruct
    from trajkit.errors import InputError, TrajkitError
    from trajkit.flight.air import Air, DensityProfile, Wind
    from trajkit.flight.bank import BankSchedule
    from trajkit.flight.body import Body
    from trajkit.flight.booster import Booster
    from trajkit.flight.flights import Flights
    from trajkit.flight.fly import fly
    from trajkit.flight.launch import Launch
    from trajkit.flight.machtable import MachTable
    from trajkit.flight.pad import Pad
    from trajkit.flight.phases.coast import Coast
    from trajkit.flight.phases.dive import Dive
    from trajkit.flight.phases.glide import Glide
    from trajkit.flight.plan import Plan
    from trajkit.flight.stage import Stage
    from trajkit.flight.until import Until
    from trajkit.inference.infer import infer
    from trajkit.inference.posterior import Posterior
    from trajkit.output import plot
    from trajkit.output.rings import draw_rings as rings
    from trajkit.output.save import save
    from trajkit.physics.backend import use_backend
    from trajkit.physics.earth import SPHERE, WGS84, Earth
    from trajkit.physics.status import Status
    from trajkit.reports.catalogue import event, event_ids, site, sites
    from trajkit.sweeps.dataset import Sweep, open_sweep
    from trajkit.sweeps.run import sweep
    from trajkit.sweeps.sensitivity.analyse import needed, sensitivity
    from trajkit.sweeps.sensitivity.result import Sensitivity

__version__ = "0.1.0"

__all__ = [
    "SPHERE",
    "WGS84",
    "Air",
    "BankSchedule",
    "Body",
    "Booster",
    "Coast",
    "DensityProfile",
    "Dive",
    "Earth",
    "Flights",
    "Glide",
    "InputError",
    "Launch",
    "MachTable",
    "Pad",
    "Plan",
    "Posterior",
    "Reconstruction",
    "Sensitivity",
    "Stage",
    "Status",
    "Sweep",
    "TrajkitError",
    "Until",
    "Wind",
    "__version__",
    "event",
    "event_ids",
    "fly",
    "infer",
    "needed",
    "open_sweep",
    "plot",
    "reconstruct",
    "rings",
    "save",
    "sensitivity",
    "site",
    "sites",
    "sweep",
    "use_backend",
]

_HOME = {
    "SPHERE": "trajkit.physics.earth:SPHERE",
    "WGS84": "trajkit.physics.earth:WGS84",
    "Air": "trajkit.flight.air:Air",
    "BankSchedule": "trajkit.flight.bank:BankSchedule",
    "Body": "trajkit.flight.body:Body",
    "Booster": "trajkit.flight.booster:Booster",
    "Coast": "trajkit.flight.phases.coast:Coast",
    "DensityProfile": "trajkit.flight.air:DensityProfile",
    "Dive": "trajkit.flight.phases.dive:Dive",
    "Earth": "trajkit.physics.earth:Earth",
    "Flights": "trajkit.flight.flights:Flights",
    "Glide": "trajkit.flight.phases.glide:Glide",
    "InputError": "trajkit.errors:InputError",
    "Launch": "trajkit.flight.launch:Launch",
    "MachTable": "trajkit.flight.machtable:MachTable",
    "Pad": "trajkit.flight.pad:Pad",
    "Plan": "trajkit.flight.plan:Plan",
    "Posterior": "trajkit.inference.posterior:Posterior",
    "Reconstruction": "trajkit.analysis.reconstruct:Reconstruction",
    "Sensitivity": "trajkit.sweeps.sensitivity.result:Sensitivity",
    "Stage": "trajkit.flight.stage:Stage",
    "Status": "trajkit.physics.status:Status",
    "Sweep": "trajkit.sweeps.dataset:Sweep",
    "TrajkitError": "trajkit.errors:TrajkitError",
    "Until": "trajkit.flight.until:Until",
    "Wind": "trajkit.flight.air:Wind",
    "event": "trajkit.reports.catalogue:event",
    "event_ids": "trajkit.reports.catalogue:event_ids",
    "fly": "trajkit.flight.fly:fly",
    "infer": "trajkit.inference.infer:infer",
    "needed": "trajkit.sweeps.sensitivity.analyse:needed",
    "open_sweep": "trajkit.sweeps.dataset:open_sweep",
    "plot": "trajkit.output.plot",
    "reconstruct": "trajkit.analysis.reconstruct:reconstruct",
    "rings": "trajkit.output.rings:draw_rings",
    "save": "trajkit.output.save:save",
    "sensitivity": "trajkit.sweeps.sensitivity.analyse:sensitivity",
    "site": "trajkit.reports.catalogue:site",
    "sites": "trajkit.reports.catalogue:sites",
    "sweep": "trajkit.sweeps.run:sweep",
    "use_backend": "trajkit.physics.backend:use_backend",
}


def __getattr__(name: str) -> Any:
    if name not in _HOME:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    module, _, attribute = _HOME[name].partition(":")
    value = import_module(module)
    if attribute:
        value = getattr(value, attribute)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
