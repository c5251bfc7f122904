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
# # Which unknown matters?
#
# North Korea said that its missile of 6 January 2025 flew 1,500 km, South Korea and Japan said
# 1,100 km. A gliding flight can do either. What would have to be true of it for 1,500 km, and which
# of the things that nobody reported does that hang on most?
#
# A **sweep** flies a designed set of flights over factors that are varied together. This one is
# small enough for a notebook; `trajkit sweep` makes larger ones, on one core or on a cluster. It needs
# no network, but `pip install "trajkit[sweep]"`.

# %%
import tempfile

import numpy as np

import trajkit as tk

# %% [markdown]
# ## The sweep
#
# The flight starts at burnout, 45 km up and 90 km from the site, and glides after its first peak. Five
# things are varied, each over what it could be: how fast and how steep it was at burnout, how well it
# glides, how little the air brakes it, and how much the swings of its glide are damped. The design is
# Saltelli's, from which Sobol indices can be computed. `samples` are its base samples; each gives
# as many flights as there are factors and two more.

# %%
spec = {
    "title": "Hwasong-16B, 6 January 2025, as a gliding flight",
    "seed": 1,
    "samples": 1024,
    "outputs": ["range_m", "apogee_m", "second_peak_m"],
    "design": {"kind": "saltelli", "second_order": False},
    "base": {"event": "2025-01-06", "model": "glide", "others": "median"},
    "factors": {
        "burnout_speed_m_s": {"distribution": "uniform", "low": "2.5 km/s", "high": "4.5 km/s"},
        "burnout_angle_deg": {"distribution": "uniform", "low": 0.0, "high": 25.0},
        "lift_to_drag": {"distribution": "log-uniform", "low": 0.3, "high": 4.0},
        "ballistic_coefficient_kg_m2": {"distribution": "log-uniform", "low": 500, "high": 20000},
        "damping": {"distribution": "uniform", "low": 0.0, "high": 0.5},
        "burnout_altitude_m": {"distribution": "fixed", "value": "45 km"},
        "downrange_ratio": {"distribution": "fixed", "value": 2.0},
        "heading_deg": {"distribution": "fixed", "value": 73.5},
    },
}
folder = tempfile.mkdtemp()
sweep = tk.sweep(spec, f"{folder}/glide")
sweep

# %% [markdown]
# The rows are in Parquet files and are read when they are asked for: as arrays with `table`, as an
# xarray Dataset with `to_xarray`. `tk.open_sweep` opens such a folder again.

# %%
tk.open_sweep(f"{folder}/glide").to_xarray()

# %% [markdown]
# ## What matters for the range
#
# The **first order** index of a factor is the share of the range's variance that would go if this
# factor were known; the **total** index is the share that would be left if all others were. Where
# they differ, factors act together.

# %%
found = tk.sensitivity(sweep, "range_m")
found

# %%
tk.plot.indices(found)

# %% [markdown]
# So whoever wants to know the range should ask for the speed at burnout and the lift-to-drag ratio.
# The ballistic coefficient hardly counts, though it spans a factor of 40: it decides how low the body
# glides, and not at which slope.
#
# The same in kilometres, from the lowest to the highest tenth of each factor:

# %%
tk.plot.tornado(found)

# %%
tk.plot.scatter(sweep, "range_m", at_least="1,500 km")

# %% [markdown]
# Everything above is a dataset as well:

# %%
found.to_xarray()[["first_order", "total_order", "spearman"]].squeeze(drop=True).to_dataframe()

# %% [markdown]
# ## What 1,500 km would take
#
# About the apogee there is no quarrel: Japan says about 100 km, North Korea 99.8 km. So of all flights
# only those are looked at that climb to between 90 and 110 km. Which of them go 1,500 km?

# %%
near = {"apogee_m": ("90 km", "110 km")}
needed = tk.needed(sweep, "range_m", at_least="1,500 km", given=near)
print(f"{needed.share:.0%} of {needed.rows} flights go 1,500 km")
for factor in needed.factors:
    low, middle, high = factor.among_reaching
    print(f"{factor.name}: {low:.4g} to {high:.4g}, middle {middle:.4g}")

# %%
tk.plot.needed(sweep, "range_m", at_least="1,500 km", given=near)

# %%
tk.plot.heat_map(
    sweep, "range_m", ("burnout_speed_m_s", "lift_to_drag"), at_least="1,500 km", given=near
)

# %% [markdown]
# Speed buys range, and so does lift, and one stands in for the other. Below 3 km/s at burnout only
# a very good glider gets there, and a body with next to no lift needs some 4.3 km/s. The reported Mach
# 12, 4.08 km/s, leaves it open:

# %%
table = sweep.table()
mach_12 = 12 * 340.294
close = (
    (np.abs(table["burnout_speed_m_s"] / mach_12 - 1) < 0.05)
    & (table["apogee_m"] > 90e3)
    & (table["apogee_m"] < 110e3)
)
far = table["range_m"] >= 1500e3
print(f"{close.sum()} flights near Mach 12, of which {far[close].mean():.0%} go 1,500 km")
print(f"their lift-to-drag ratio is at least {table['lift_to_drag'][close & far].min():.2f}")

# %% [markdown]
# This does not say what happened. It says what 1,500 km would ask for: at the reported speed, a body
# that glides, at a lift-to-drag ratio of some 0.7 or more. How likely each of these flights is, given
# all that was reported, is a question for `tk.infer`.
