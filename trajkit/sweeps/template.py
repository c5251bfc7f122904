"""A commented specification to begin with, which runs as it stands."""

from __future__ import annotations

from typing import Final

__all__ = ["TEMPLATE"]

TEMPLATE: Final = """\
# A sweep: many flights over factors that are varied together. Lines that begin with # are comments.
# Run it with: trajkit sweep sweep.toml --out out/sweep
# Then ask which factor matters with: trajkit sensitivity out/sweep

title = "What decides the range of 6 January 2025, if it glided from burnout"
# The same seed gives the same samples, on one core or on a cluster.
seed = 1
# Base samples. A saltelli design makes (2 x factors + 2) rows of each, a morris design
# (factors + 1), random, sobol and latin-hypercube one; a grid has levels instead.
samples = 1024
# What is kept of each flight. Without this line: range, apogee, flight time, top speed, and the
# second peak of glides.
outputs = ["range_m", "apogee_m", "second_peak_m", "flight_time_s", "top_speed_m_s"]

[design]
# saltelli for Sobol indices, morris to screen many factors, sobol to fill space evenly, random,
# latin-hypercube, or grid.
kind = "saltelli"
# Whether pairs of factors are looked at too; without them, half the flights.
second_order = false
# levels = 4    # of a morris design (an even number), or of each factor of a grid

# What is varied: the flights of an event, as inference thinks of them ...
[base]
event = "2025-01-06"
model = "glide"    # or ballistic
# What becomes of unknowns that are not among the factors below: "median" fixes each at the median
# of its prior, "prior" (the default) makes each a factor with its prior.
others = "median"

# ... or one flight, as trajkit fly takes it; quantities carry their unit, or that of the key:
# [base.flight]
# site = "sunan"
# azimuth_deg = 60
# altitude_m = "60 km"
# speed_m_s = "3.6 km/s"
# angle_deg = 30
# ballistic_coefficient_kg_m2 = 8000    # inf flies without drag
# lift_to_drag = 2.0
# From the pad instead: delta_v_m_s, burn_time_s and burnout_angle_deg in place of altitude, speed
# and angle; perhaps stages and exhaust_velocity_m_s.
#
# ... or the draws of a reconstruction: reconstruction = "out/2025-01-06-sampled", with party and
# model; each row takes a draw, and factors replace or multiply its quantities.
# ... or a function whose indices are known, to check the machinery: check = "ishigami", "sobol-g".

# Factors are named as the quantities are; numbers are in the unit of the name, or text with a unit.
[factors.lift_to_drag]
distribution = "log-uniform"
low = 0.5
high = 4.0
source = "from a blunt cone to a good waverider"

[factors.burnout_speed_m_s]
distribution = "uniform"
low = "3.3 km/s"
high = "4.6 km/s"

[factors.burnout_angle_deg]
distribution = "triangular"
low = 0
mode = 10
high = 25

[factors.ballistic_coefficient_kg_m2]
distribution = "log-uniform"
low = 2000
high = 12000

# Other distributions: normal (mean, deviation), log-normal (median, deviation of the logarithm),
# truncated-normal (mean, deviation, low, high), values = [1, 2, 3], fixed (value).
# A factor that follows another: linked_to = "lift_to_drag", times = 0.1, plus = 0.2
# A factor that multiplies a quantity has a name of its own: [factors.density_times] with
# multiplies = "density_multiplier".

# End before all samples are made, at a doubling of their number, once the 95 % interval of an index
# is this narrow:
# [stop]
# output = "range_m"
# factor = "lift_to_drag"
# index = "total"    # or first
# width = 0.1
"""
