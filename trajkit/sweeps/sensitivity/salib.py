"""SALib's estimators, or the sentence that says how to get them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from trajkit.errors import InputError

if TYPE_CHECKING:
    from collections.abc import Sequence
    from types import ModuleType

__all__ = ["morris_module", "problem_of", "sobol_module"]

_MISSING = 'sensitivity indices need SALib; type pip install "trajkit[sweep]"'


def sobol_module() -> ModuleType:
    """``SALib.analyze.sobol``; raises InputError if SALib is not there."""
    try:
        from SALib.analyze import sobol
    except ImportError as error:
        raise InputError(_MISSING) from error
    module: ModuleType = sobol
    return module


def morris_module() -> ModuleType:
    """``SALib.analyze.morris``; raises InputError if SALib is not there."""
    try:
        from SALib.analyze import morris
    except ImportError as error:
        raise InputError(_MISSING) from error
    module: ModuleType = morris
    return module


def problem_of(names: Sequence[str]) -> dict[str, Any]:
    """What SALib calls a problem: factors by name, each on the unit interval."""
    return {"num_vars": len(names), "names": list(names), "bounds": [[0.0, 1.0]] * len(names)}
