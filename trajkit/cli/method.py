"""Whether a reconstruction is solved or sampled, and which options each takes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from trajkit.errors import InputError

if TYPE_CHECKING:
    import click

    from trajkit.cli.values import Told

__all__ = ["check_solving", "chosen_method", "plain", "typed"]

_SAMPLING = ("seed", "prior_words", "every", "resume", "workers", "cluster", "serial")
# What sampling cannot use, and what to type instead.
_SOLVING = {
    "burnout_altitude_m": "with sample type --prior burnout_altitude_m=LOW..HIGH",
    "burnout_downrange_m": "sample asks about it, see --prior",
    "boost_time_s": "with sample type --prior burn_time_s=LOW..HIGH",
    "beta_kg_m2": "with sample type --prior ballistic_coefficient_kg_m2=LOW..HIGH",
    "lift_to_drag": "with sample type --prior lift_to_drag=VALUE",
    "sea_label": "sample draws no map",
}


def typed(context: click.Context, name: str) -> bool:
    """Whether an option was given on the command line."""
    from click.core import ParameterSource

    return context.get_parameter_source(name) is ParameterSource.COMMANDLINE


def chosen_method(context: click.Context, method: str | None) -> str:
    """ "solve" or "sample": as typed, or sample but where an option is for solving alone.

    Raises
    ------
    InputError
        If an option was given that sampling cannot use.
    """
    if method is None:
        solves = any(typed(context, name) for name in _SOLVING)
        samples = any(typed(context, name) for name in _SAMPLING)
        method = "solve" if solves and not samples else "sample"
    if method == "sample":
        for name, mend in _SOLVING.items():
            if typed(context, name):
                raise InputError(f"{_flag(context, name)} is for --method solve; {mend}")
        if typed(context, "resume") and not typed(context, "every"):
            raise InputError("--resume is for --all; add it, or leave out --resume")
    return method


def check_solving(context: click.Context) -> None:
    """Refuse what solving cannot use.

    Raises
    ------
    InputError
        If there is such an option.
    """
    for name in _SAMPLING:
        if typed(context, name):
            raise InputError(
                f"{_flag(context, name)} is for --method sample; leave out one of them"
            )


def plain(told: Told | None, flag: str) -> Told | None:
    """A figure for solving.

    Raises
    ------
    InputError
        If it is told with a word like "about", which solving has no use for.
    """
    if told is not None and not told.is_plain:
        raise InputError(
            f'{flag} "{told.wording}" is not one figure, as solving needs it; leave out the words '
            "about it, or type --method sample"
        )
    return told


def _flag(context: click.Context, name: str) -> str:
    return next(one.opts[0] for one in context.command.params if one.name == name)
