"""`trajkit reconstruct`: from reported figures to the flights that meet them."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import click

from trajkit.cli import console, options
from trajkit.cli.method import check_solving, chosen_method, plain, typed
from trajkit.cli.prior import prior_option
from trajkit.cli.values import OneOf, WholeNumber
from trajkit.cli.workers import crew_of, workers_options
from trajkit.errors import InputError

if TYPE_CHECKING:
    from trajkit.analysis.reconstruct import Model, Reconstruction
    from trajkit.cli.site import Place
    from trajkit.cli.values import Told
    from trajkit.inference.observations import MachConvention
    from trajkit.output.gazetteer import SeaLabel
    from trajkit.reports.display import UnitSystem
    from trajkit.reports.event import Event
    from trajkit.reports.quantities import Quantity

__all__ = ["reconstruct"]


@click.command()
@click.argument("event", required=False)
@options.events_option
@click.option(
    "--method",
    type=OneOf(["solve", "sample"]),
    help="sample: all flights that the figures allow, beside what was thought before, each figure "
    "against the others, and ballistic against gliding flight; it takes a minute or two. solve: "
    "in a second the one flight that meets the figures, with a map. Default: sample, or solve with "
    "an option that is for it alone.",
)
@click.option("--party", metavar="NAME", help="Only this party's row.")
@click.option(
    "--flight",
    metavar="NAME",
    help="Which flight, where the event has several; default: the first.",
)
@options.site_option(help="Launch place by name, or LAT,LON; default: the event's.")
@options.degrees_option(
    "--azimuth",
    "azimuth_deg",
    example="60",
    help="Bearing of the point of fall from the site; default: that of the reported splashdown, or "
    "the middle of the directions on which the reported range ends in the reported sea.",
)
@options.figure_option(
    "--range",
    "range_told",
    "length",
    help="A reported range instead of an event; with --method sample also beside one, and with a "
    'word such as "about", "more than".',
)
@options.figure_option("--apogee", "apogee_told", "length", help="A reported greatest height.")
@options.figure_option(
    "--speed", "speed_told", "speed", help="A reported greatest speed, perhaps as Mach."
)
@options.figure_option(
    "--flight-time", "time_told", "time", help="A reported time from lift-off to the fall."
)
@click.option(
    "--body", metavar="CLASS", help="Class of body for what is assumed: srbm, mrbm, irbm, ..."
)
@options.length_option("--burnout-altitude", "burnout_altitude_m", help="Instead of the class's.")
@options.length_option("--burnout-downrange", "burnout_downrange_m", help="Instead of the class's.")
@options.time_option("--boost-time", "boost_time_s", help="Instead of the class's.")
@options.beta_option(
    help="Ballistic coefficient m / (C_D A) in kg/m2 instead of the class's; inf is no drag."
)
@click.option(
    "--model",
    type=OneOf(["ballistic", "glide"]),
    default="ballistic",
    show_default=True,
    help="glide: figures with a second peak are solved by flights that glide after the first, "
    "with the lift-to-drag ratio and the ballistic coefficient that they need. With --method "
    "sample both are tried, and this names one to try alone.",
)
@click.option(
    "--seed",
    type=WholeNumber(),
    default=0,
    show_default=True,
    metavar="NUMBER",
    help="With --method sample: of the random numbers; the same gives the same answer.",
)
@prior_option
@click.option(
    "--all",
    "every",
    is_flag=True,
    help="Sample every event of the catalogue, or of --events, into a folder each in --out, with a "
    "table of the verdicts.",
)
@click.option(
    "--resume",
    is_flag=True,
    help="With --all: go on in a folder, and skip the events that are done.",
)
@workers_options
@options.figure_option(
    "--second-peak",
    "second_peak_told",
    "length",
    help="A reported peak after a pull-up, for --model glide.",
)
@options.number_option(
    "--lift-to-drag",
    "lift_to_drag",
    placeholder="RATIO",
    example="2",
    help="With --model glide: keep this lift-to-drag ratio instead of seeking it.",
)
@click.option(
    "--mach",
    type=OneOf(["sea-level", "local", "either"]),
    default="sea-level",
    show_default=True,
    help="What a reported Mach number means: times 340.294 m/s, or the local Mach number; with "
    "--method sample also either, half and half.",
)
@click.option("--spherical", is_flag=True, help="A sphere of 6,371,008.8 m without J2.")
@click.option("--no-rotation", is_flag=True, help="An Earth that does not turn.")
@options.out_option(
    "Folder for map, profile, summary.json and trajectory.csv; with --method sample for "
    "prior-posterior, profile, summary.json, quantities.csv and posterior.nc.",
    metavar="FOLDER",
)
@click.option(
    "--format",
    "formats",
    metavar="NAME,...",
    help="What --out writes: png, svg, pdf, json, csv, and nc of --method sample. Default: all but "
    "pdf.",
)
@options.sea_label_option
@options.font_option
@options.backend_option
@options.units_option
@options.output_options
@click.pass_context
def reconstruct(
    context: click.Context,
    /,
    *,
    event: str | None,
    folders: tuple[str, ...],
    method: str | None,
    party: str | None,
    flight: str | None,
    place: Place | None,
    azimuth_deg: float | None,
    range_told: Told | None,
    apogee_told: Told | None,
    speed_told: Told | None,
    time_told: Told | None,
    body: str | None,
    burnout_altitude_m: float | None,
    burnout_downrange_m: float | None,
    boost_time_s: float | None,
    beta_kg_m2: float | None,
    model: Model,
    seed: int,
    prior_words: tuple[str, ...],
    every: bool,
    resume: bool,
    workers: int | None,
    cluster: str | None,
    serial: bool,
    second_peak_told: Told | None,
    lift_to_drag: float | None,
    mach: MachConvention,
    spherical: bool,
    no_rotation: bool,
    out: str | None,
    formats: str | None,
    sea_label: SeaLabel,
    font: str | None,
    units: UnitSystem,
    json_to: str | None,
    force: bool,
    quiet: bool,
) -> int | None:
    """From reported figures to the flights that meet them, ballistic or gliding.

    EVENT is the id of a launch that trajkit knows (see trajkit events list) or an event file.
    Without one, give the figures: a range, and an apogee, a flight time or a speed. --method solve
    gives one flight in a second, by a range alone that of least speed; with more figures it solves
    range and apogee and compares the rest.

    \b
    trajkit reconstruct 2025-01-06 --out out/2025-01-06
    trajkit reconstruct 2025-01-06 --method solve --out out/2025-01-06-solved
    trajkit reconstruct 2025-01-06 --method solve --model glide --party KCNA
    trajkit reconstruct --site 39.19,125.96 --range "about 1,100 km" --apogee "99.8 km" --seed 1
    trajkit reconstruct --all --out out/all
    """
    given = None
    if formats is not None:
        given = tuple(dict.fromkeys(name.strip().lower() for name in formats.split(",")))
    figures: dict[Quantity, Told | None] = {
        "range": range_told,
        "apogee": apogee_told,
        "second_peak": second_peak_told,
        "top_speed": speed_told,
        "flight_time": time_told,
    }
    if chosen_method(context, method) == "sample":
        from trajkit.cli.given import Given
        from trajkit.cli.sampling import BOTH, Asked

        asked = Asked(
            models=(model,) if typed(context, "model") else BOTH,
            seed=seed,
            prior_words=prior_words,
            party=party,
            flight=flight,
            body=body,
            mach=mach,
            spherical=spherical,
            rotating=not no_rotation,
            given=Given(
                tuple((name, told.wording) for name, told in figures.items() if told is not None),
                place,
                azimuth_deg,
            ),
        )
        crew = crew_of(workers, cluster, serial, pays=True)
        if every:
            from trajkit.cli.sampled_all import sample_all

            return sample_all(
                folders, asked, crew, event=event, out=out, formats=given, font=font, resume=resume,
                json_to=json_to, force=force, quiet=quiet,
            )  # fmt: skip
        from trajkit.cli.sampled import sample_event

        sample_event(
            event, folders, asked, crew, out=out, formats=given, font=font, units=units,
            json_to=json_to, force=force, quiet=quiet,
        )  # fmt: skip
        return None
    check_solving(context)
    if mach == "either":
        raise InputError("--mach either is for --method sample; type sea-level or local")
    from trajkit.output.save import DEFAULT_FORMATS, file_names

    wanted = DEFAULT_FORMATS if given is None else given
    names = file_names(wanted)
    if out is not None:
        import os

        if not out:
            raise InputError("--out names no folder; type for instance --out out/2025-01-06")
        console.check_destinations(
            *(os.path.join(out, name) for name in names), json_to, force=force
        )
    else:
        console.check_destinations(json_to, force=force)
    values = {name: _plain_value(name, told) for name, told in figures.items()}
    if event is None and not any(figures.values()):
        raise InputError(
            "nothing to reconstruct: name an event, for instance 2025-01-06, or give figures, for "
            'instance --site pyongyang --azimuth 60 --range "1,100 km" --apogee "100 km"'
        )
    from trajkit.analysis.reconstruct import reconstruct as run
    from trajkit.cli.world import choose_earth

    mach_number = _mach_number(speed_told)
    result = run(
        event if event is None or not folders else _found(event, folders),
        party=party,
        flight=flight,
        site=_site(place),
        azimuth_deg=azimuth_deg,
        range_m=values["range"],
        apogee_m=values["apogee"],
        top_speed_m_s=values["top_speed"] if mach_number is None else None,
        top_mach=mach_number,
        flight_time_s=values["flight_time"],
        body=body,
        burnout_altitude_m=burnout_altitude_m,
        burnout_downrange_m=burnout_downrange_m,
        boost_time_s=boost_time_s,
        ballistic_coefficient=beta_kg_m2,
        model=model,
        second_peak_m=values["second_peak"],
        lift_to_drag=lift_to_drag,
        mach=mach,
        earth=choose_earth(spherical=spherical, rotating=not no_rotation),
    )
    if out is not None:
        from trajkit.output.save import save

        save(result, out, formats=wanted, sea_label=sea_label, font=font, force=force)
    if json_to is not None:
        from trajkit.output.summary import summary_of

        console.write_json(summary_of(result), json_to, force=force)
    if json_to != "-" and not quiet:
        _print(result, units)
    if out is not None:
        console.note(f"Wrote {', '.join(names)} in {out}", quiet=quiet)
    return None


def _found(event: str, folders: tuple[str, ...]) -> Event:
    from trajkit.reports import catalogue

    return catalogue.event(event, folders)


def _plain_value(quantity: Quantity, told: Told | None) -> float | None:
    from trajkit.cli.given import FLAGS

    known = plain(told, FLAGS[quantity])
    return None if known is None else known.value


def _mach_number(told: Told | None) -> float | None:
    """Of a speed that was told as one."""
    if told is None or told.speed is None or not told.speed.is_mach:
        return None
    return told.speed.value


def _site(place: Place | None) -> str | tuple[float, float] | None:
    if place is None:
        return None
    return place.name if place.name is not None else (place.latitude_deg, place.longitude_deg)


def _print(result: Reconstruction, units: UnitSystem) -> None:
    """The table of flights, what was found in words, and what was assumed."""
    from trajkit.analysis.words import window_words
    from trajkit.reports.display import format_length, format_mach, format_speed, format_time
    from trajkit.reports.units import SEA_LEVEL_SOUND_SPEED_M_S

    head = ("Reported by", "solved for", "range", "apogee", "top speed", "Mach*", "time", "azimuth")
    rows = [head]
    for row in result.rows:
        for found in row.found:
            i = found.flight
            speed = float(result.flights.top_speed_m_s[i])
            rows.append(
                (
                    row.label + (f" ({found.branch})" if found.branch else ""),
                    row.solved_for + ("" if found.met else ", not met"),
                    format_length(float(result.flights.range_m[i]), units),
                    format_length(float(result.flights.apogee.altitude_m[i]), units),
                    format_speed(speed, units),
                    format_mach(speed / SEA_LEVEL_SOUND_SPEED_M_S).removeprefix("Mach "),
                    format_time(float(result.flight_time_s[i])),
                    f"{row.azimuth_deg:.1f}°" + (" assumed" if row.azimuth_assumed else ""),
                )
            )
    if len(rows) > 1:
        console.say(console.table(rows, left=2))
        console.say("* sea-level speed of sound, 340.294 m/s; time from lift-off")
        console.say()
    for row in result.rows:
        console.prose(row.sentence)
        if row.windows:
            console.prose(
                f"  Directions on which {row.figures[0].wording} ends in the named sea without "
                f"crossing other land: {window_words(row.windows)}."
            )
        if any(found.crosses_land for found in row.found):
            bent = ", because the turning Earth bends it off its bearing"
            why = bent if row.azimuth_assumed else ""
            console.prose(f"  As flown the track crosses land{why}.")
    console.say()
    assumed = result.assumptions
    beta = assumed.ballistic_coefficient_kg_m2.value
    drag = f"ballistic coefficient {beta:,.0f} kg/m2" if beta < math.inf else "no drag"
    # A body that was found is not assumed.
    found_bodies = [one.lift_to_drag > 0.0 for row in result.rows for one in row.found]
    drag = f"; {drag}" + (" of the ballistic flight" if any(found_bodies) else "")
    console.prose(
        f'Assumed (class "{assumed.body}"): burnout at '
        f"{format_length(assumed.burnout_altitude_m.value, units)} altitude, "
        f"{format_length(assumed.burnout_downrange_m.value, units)} downrange, "
        f"{format_time(assumed.boost_time_s.value)} after lift-off"
        + ("." if found_bodies and all(found_bodies) else f"{drag}.")
    )
    for row in result.rows:
        for found in row.found:
            ends = [end for pair in found.top_speed_ends_m_s.values() for end in pair if end == end]
            if not (found.met and ends):
                continue
            low, high = format_speed(min(ends), units), format_speed(max(ends), units)
            if low != high:
                console.prose(
                    f"  At the ends of these assumptions, one at a time, the top speed of "
                    f"{row.label}{f' ({found.branch})' if found.branch else ''} runs from "
                    f"{low} to {high}."
                )
    for row in result.rows:
        for found in row.found:
            low, high = (f"{end:.2f}" for end in found.lift_to_drag_ends)
            if found.met and low != high:
                console.prose(
                    f"  At the ends of these assumptions, one at a time, the lift-to-drag ratio of "
                    f"{row.label} runs from {low} to {high}."
                )
    for note in result.notes:
        console.prose(note)
