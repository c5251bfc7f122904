"""Sweeps: designed sets of flights over factors, kept on disk, and what they say.

The package has the name of the call that makes a sweep, `trajkit.sweep(spec, out)`. Importing any
of its modules makes Python put the package in the place of that call, so it can be called itself.
"""

from __future__ import annotations

import sys
from types import ModuleType
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from trajkit.sweep.dataset import Sweep

__all__ = ["CallablePackage"]


class CallablePackage(ModuleType):
    """A package that makes a sweep when it is called."""

    def __call__(self, *arguments: Any, **named: Any) -> Sweep:
        """Make a sweep: see `trajkit.sweep.run.sweep`."""
        from trajkit.sweep.run import sweep

        return sweep(*arguments, **named)


sys.modules[__name__].__class__ = CallablePackage
