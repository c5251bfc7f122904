# ---
# jupyter:
#   jupytext:
#     formats: ipynb,py:percent
#     text_representation:
#       extension: .py
#       format_name: percent
#   kernelspec:
#     display_name: Python 3 (ipykernel)
#     language: python
#     name: python3
# ---

# %% [markdown]
# # A first flight
#
# On 6 January 2025 North Korea fired a missile into the sea between Korea and Japan. South Korea
# and Japan said that it flew about 1,100 km. North Korea said 1,500 km, at twelve times the speed
# of sound, with two peaks. Which flights do these figures describe, and can they be true together?
#
# This notebook flies one made-up flight to show the tools, then answers that question, then changes
# what was assumed to see which answers stand. It needs no network.

# %%
import tempfile

import matplotlib.pyplot as plt
import numpy as np

import trajkit as tk

# %% [markdown]
# ## One flight
#
# A flight starts at **burnout**, the moment when thrust ends: somewhere, at some altitude, with a
# speed, an angle above the horizontal and an azimuth (clockwise from north). Units are SI, degrees
# for angles, and each name says its own.

# %%
launch = tk.Launch(
    latitude_deg=39.19,
    longitude_deg=125.96,
    altitude_m=45e3,
    speed_m_s=2500.0,
    angle_deg=38.0,
    azimuth_deg=70.0,
)
launch

# %% [markdown]
# What flies is a **body**. Only one number of it matters here: the ballistic coefficient beta,
# mass over drag coefficient times cross-section. The larger it is, the less the air slows the
# body. From here on only gravity and air act on it, over an Earth that is an ellipsoid and turns.

# %%
flight = tk.fly(launch, tk.Body(ballistic_coefficient=4000.0))
flight

# %% [markdown]
# Everything is also there as an array, with one entry for each flight. Range is measured along
# the ground from the start, speed relative to the turning Earth.

# %%
flight.range_m.round(1), flight.apogee.altitude_m.round(1), flight.top_speed_m_s.round(1)

# %% [markdown]
# `sample` gives the states in between, as an xarray Dataset: at so many times, evenly spread from
# start to impact, or at the times that you name.

# %%
flight.sample(times_s=[0.0, 60.0, 120.0, 180.0, 240.0])

# %%
tk.plot.profile(flight)

# %%
tk.plot.map(flight)

# %% [markdown]
# ## The report of 6 January 2025
#
# An **event** holds what each party claimed, in its own words, and where that was read. "Taken as"
# is the number that trajkit reads from the words; a Mach number is taken as so many times the
# speed of sound at sea level, 340.294 m/s.

# %%
tk.event("2025-01-06")

# %% [markdown]
# `reconstruct` goes the other way from `fly`: for each party it looks for the start that gives the
# reported figures. Two figures fix a flight, here range and apogee (the highest point). Those that
# are left over are compared with it. The allies' figures share one row: South Korea gave only a
# range, and Japan the same range with a height.

# %%
result = tk.reconstruct("2025-01-06")
result

# %% [markdown]
# How to read this:
#
# - **Reported and flown.** What was solved for is met within 1 m, so the finding is in the lines
#   that say *compared*. A body that only falls freely, and goes 1,500 km with a peak of 99.8 km,
#   needs a good deal more than Mach 12. And it has no second peak: for that it would have to
#   glide. North Korea's figures are not those of one ballistic flight.
# - **Assumed.** No report says where the thrust ended or what beta is. The values come from a class
#   of bodies, each with a low and a high end. The last columns give the top speed with that
#   one value at its low end, and at its high end: how much the answer leans on it.
# - **Direction.** No party gave one. The reports say only that it fell into the sea between Korea
#   and Japan, so trajkit looks for the azimuths on which the reported range ends in that sea
#   and crosses no other land. That is the **window**. It is wide for 1,100 km, and
#   next to nothing for 1,500 km, where the sea is hardly that long. The middle of the widest
#   window is flown and is no more than an assumption.

# %%
tk.plot.profile(result)

# %% [markdown]
# On the map the shaded fans are the windows, the crosses the computed points of fall, and the
# dashed stubs the boost, which is drawn and not computed.

# %%
tk.plot.map(result)

# %% [markdown]
# ## Change a number
#
# Suppose that thrust ended lower, that the body was more easily slowed, and that it flew further
# to the south. All that was assumed can be given instead.

# %%
changed = tk.reconstruct(
    "2025-01-06",
    azimuth_deg=85.0,
    burnout_altitude_m=30e3,
    ballistic_coefficient=2000.0,
)
for before, after in zip(result.flights.top_speed_m_s, changed.flights.top_speed_m_s):
    print(f"{before:,.0f} m/s became {after:,.0f} m/s")

# %%
tk.plot.profile(changed)

# %% [markdown]
# To meet the same figures the flights must start faster, because lower down they meet more air and
# lose more to it. The gap between the reported speed and the needed one has grown. On the map the
# longer flight now crosses Japan, which is why this direction is not in its window.

# %%
tk.plot.map(changed)

# %% [markdown]
# ### What does "Mach 12" mean?
#
# Now let range and speed fix the flight and leave the height open. Such a pair allows two flights,
# a low and a high one, as with a garden hose. With Mach 12 as twelve times the speed of sound at
# sea level:

# %%
figures = dict(site="east-pyongyang", azimuth_deg=56.0, body="glide", range_m=1500e3, top_mach=12.0)
by_speed = tk.reconstruct(**figures)
for found in by_speed.rows[0].found:
    print(found.sentence)
    print(f"   highest point: {by_speed.flights.apogee.altitude_m[found.flight] / 1e3:,.0f} km")

# %% [markdown]
# High up the air is cold and sound is slower, so the same Mach number is a smaller speed. If the
# party meant the *local* Mach number:

# %%
for found in tk.reconstruct(**figures, mach="local").rows[0].found:
    print(found.sentence)

# %% [markdown]
# Where no flight meets the figures, the sentence says so, and by how much the nearest one misses.
# Either way the height is far from the reported 99.8 km: the three figures do not go together.
#
# ## A hundred flights at once
#
# Every number of a launch or a body may be an array. They broadcast as in NumPy: here ten values
# of beta down, ten angles across, a hundred flights in one call.

# %%
beta = np.geomspace(500.0, 16_000.0, 10)[:, None]
angle = np.linspace(15.0, 60.0, 10)
batch = tk.fly(
    tk.Launch(
        latitude_deg=39.19,
        longitude_deg=125.96,
        altitude_m=45e3,
        speed_m_s=2500.0,
        angle_deg=angle,
        azimuth_deg=70.0,
    ),
    tk.Body(ballistic_coefficient=beta),
)
batch

# %% [markdown]
# Results come as flat arrays, in the order of the table; shape them back to see the pattern. Drag
# costs a flat flight more, since it stays longer in the air that counts.

# %%
range_km = batch.range_m.reshape(10, 10) / 1e3
figure, axes = plt.subplots(figsize=(6, 3.2))
for row in (0, 3, 6, 9):
    axes.plot(angle, range_km[row], label=f"{beta[row, 0]:,.0f} kg/m²")
axes.set(xlabel="angle at burnout, degrees", ylabel="range, km")
axes.legend(title="beta", frameon=False)
plt.show()

# %% [markdown]
# ## How far is that?
#
# Rings of equal distance need no flight at all: only a place and ranges.

# %%
site = tk.site("east-pyongyang")
site

# %%
tk.rings(
    site_name=site.title,
    latitude_deg=site.latitude_deg,
    longitude_deg=site.longitude_deg,
    ranges_m=[1100e3, 1500e3],
)

# %% [markdown]
# ## Keep it
#
# `save` writes map and profile as PNG and SVG, a summary with every number, source and assumption,
# and the trajectories as a table. It replaces no file unless you say `force=True`.

# %%
with tempfile.TemporaryDirectory() as folder:
    for path in tk.save(result, folder):
        print(f"{path.name:16} {path.stat().st_size / 1e3:8,.0f} kB")

# %% [markdown]
# The same from a terminal: `trajkit reconstruct 2025-01-06 --method solve --out out/2025-01-06`.
#
# The next notebook, `02-boost-and-glide`, starts on the ground and adds lift.
