"""A commented event file to begin with."""

from __future__ import annotations

import re
from datetime import date
from typing import Final

from trajkit.errors import InputError

__all__ = ["event_template"]

_ID: Final = re.compile(r"(?P<date>[0-9]{4}-[0-9]{2}-[0-9]{2})(?:-[a-z0-9]+)*")

_TEMPLATE: Final = '''\
# A launch as reported. Replace the examples; lines that begin with # are comments.
# Check it with: trajkit events check {id}.toml

# The local date, with a suffix where one day saw several; the file is named after it.
id = "{id}"
title = "Vehicle, kind of flight"
# Lift-off in UTC, and the date and the clock where it was launched.
launch_time_utc = {date}T03:00:00Z
local_date = {date}
utc_offset_hours = 9.0
# A launch place by its name, such as sunan or wonsan.
site = "sunan"
# If the report is vague: how far off the site may be to north and to east (standard deviation, km).
# site_uncertainty_km = 5.0
# What is assumed where the reports are silent: srbm, mrbm, irbm, icbm or glide.
body = "mrbm"
# The sea in which it was reported to fall, if one was named.
fell_in = "korea-japan-sea"
# Whether the launch was reported to have failed.
failed = false
notes = """
What a reader should know.
"""

# Only where there were several flights; a claim then names its own: flight = "first".
# [[flights]]
# name = "first"
# failed = false
# notes = ""

# Only for a party that trajkit does not know.
# [[own_parties]]
# name = "Ministry of X"
# title = "Its name in full"

# One claim for each figure or statement of each party. The quantity is one of: range, apogee,
# first_peak, second_peak, top_speed, flight_time, lateral_displacement, standard_range (an estimate
# of the range on a usual path), launch_time, fall_time, overflight, splashdown, payload,
# assessment, statement.
[[claims]]
party = "ROK JCS"
quantity = "range"
# With its unit, and with what was said of how sure it is: "more than 700 km", "600-700 km".
wording = "about 900 km"
# At least one address or title of what was read. A claim without a source is refused.
sources = ["https://example.org/report"]

[[claims]]
id = "japan-first-apogee"
party = "Japan MOD"
quantity = "apogee"
wording = "up to 200 km"
reported = {date}
sources = ["https://example.org/first"]

[[claims]]
party = "Japan MOD"
quantity = "apogee"
wording = "about 150 km"
# If the figure depends on something: condition = "if on a normal ballistic trajectory"
# Where a party corrected itself, the id of the claim that no longer stands.
supersedes = "japan-first-apogee"
reported = {date}
# "copy" where not the source itself was seen, but a copy or a later report of it.
read_in = "original"
sources = ["https://example.org/second"]

[[claims]]
party = "Japan MOD"
quantity = "splashdown"
wording = "about 200 km west of Okushiri, outside the exclusive economic zone"
place = "Okushiri"
distance = "about 200 km"
bearing = "west"
inside_eez = false
sources = ["https://example.org/second"]
'''


def event_template(event_id: str) -> str:
    """An event file with every key explained, which is valid as it stands.

    Raises
    ------
    InputError
        If the id is not a date, with a suffix perhaps.
    """
    match = _ID.fullmatch(event_id)
    try:
        day = date.fromisoformat(match["date"] if match is not None else "")
    except ValueError:
        raise InputError(
            f'"{" ".join(event_id.split()):.60}" is no id for an event; type the local date, '
            "with a suffix in small letters if needed, such as 2030-01-02 or 2030-01-02-second"
        ) from None
    return _TEMPLATE.replace("{id}", event_id).replace("{date}", day.isoformat())
