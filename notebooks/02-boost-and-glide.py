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
# # Boost and glide
#
# The first notebook begins at burnout and lets the body fall. Here a flight begins on the ground,
# and a body may have lift. At the end the report of 6 January 2025 comes back: can a gliding flight
# have the figures that no ballistic one has?

# %%
import matplotlib.pyplot as plt

import trajkit as tk

# %% [markdown]
# ## From the launch pad
#
# A **booster** is given by what it can do: its delta-v, the speed that it would give a body in empty
# space without gravity, and how long it burns. The **pad** says where it stands, and in which
# direction the body is to fly at burnout. How the booster must be tipped over for that, its kick, is
# found.

# %%
pad = tk.Pad(latitude_deg=39.2002, longitude_deg=125.6733, burnout_angle_deg=42.0, azimuth_deg=60.0)
booster = tk.Booster.of(delta_v_m_s=3500.0, burn_time_s=90.0)
booster

# %%
boosted = tk.fly(pad, tk.Body(ballistic_coefficient=8000.0), booster=booster)
boosted

# %% [markdown]
# Of 3,500 m/s some 2,600 m/s are left at burnout: gravity pulled while the booster climbed, and the
# air held it back. How much is lost depends on the path. The same booster on three paths:

# %%
paths = tk.Pad(
    latitude_deg=39.2002,
    longitude_deg=125.6733,
    burnout_angle_deg=[25.0, 42.0, 65.0],
    azimuth_deg=60.0,
)
fan = tk.fly(paths, tk.Body(ballistic_coefficient=8000.0), booster=booster)
for angle, speed, gravity, air, far in zip(
    paths.burnout_angle_deg,
    fan.burnout.speed_m_s,
    fan.losses.gravity_m_s,
    fan.losses.drag_m_s,
    fan.range_m,
):
    print(
        f"{angle:.0f}°: {speed:,.0f} m/s at burnout; lost to gravity {gravity:,.0f}, "
        f"to the air {air:,.0f}; range {far / 1e3:,.0f} km"
    )

# %%
tk.plot.profile(fan)

# %% [markdown]
# ## With lift
#
# Lift is given as a ratio to drag. The **plan** says what the body does after burnout: three bodies
# with the same numbers, one that falls, one that swings on its constant lift, and one whose swings
# are damped.

# %%
glider = tk.Body(ballistic_coefficient=8000.0, lift_to_drag=2.0)
plans = [
    tk.Plan.coast(),
    tk.Plan.glide(coast_to_peak=True),
    tk.Plan.glide(coast_to_peak=True, damping=0.7, dive_below_m=20e3),
]
plans[2]

# %%
three = tk.fly(
    tk.Pad(latitude_deg=39.2002, longitude_deg=125.6733, burnout_angle_deg=14.0, azimuth_deg=60.0),
    glider,
    booster=tk.Booster.of(delta_v_m_s=4500.0, burn_time_s=100.0, stages=2),
    plan=plans,
)
three

# %%
path = three.sample(n=400, derived=True)
figure, axes = plt.subplots(figsize=(7, 2.8))
for flight, name in enumerate(("falls", "swings", "damped, dives below 20 km")):
    one = path.isel(flight=flight)
    axes.plot(one["range_m"] / 1e3, one["altitude_m"] / 1e3, label=name)
axes.set(xlabel="range, km", ylabel="altitude, km", ylim=(0, None))
axes.legend(frameon=False)
plt.show()

# %% [markdown]
# What the air does along the way: the greatest load after burnout, and where. `derived=True` also
# gives dynamic pressure, specific energy, and the altitude at which the lift would carry the body.

# %%
for flight in range(3):
    one = path.isel(flight=flight)
    worst = int(one["load_factor"].where(one["time_s"] > 110.0).argmax("sample"))
    print(
        f"flight {flight}: at most {float(one['load_factor'][worst]):.1f} g after burnout, "
        f"{float(one['altitude_m'][worst]) / 1e3:.0f} km up, at Mach {float(one['mach'][worst]):.1f}"
    )

# %% [markdown]
# ## The report of 6 January 2025, with lift
#
# North Korea reported 1,500 km, peaks of 99.8 and 42.5 km, and Mach 12. With `model="glide"` a row
# that has a second peak is solved by a body that coasts to the first peak and then glides at a
# constant lift-to-drag ratio. Which ratio, and which beta, is sought as well.

# %%
result = tk.reconstruct("2025-01-06", model="glide")
result

# %%
tk.plot.profile(result)

# %% [markdown]
# So the four figures, which exclude each other for a body that falls, go together for one that
# glides. That is less than it seems: there are as many unknowns as figures, so that nothing is left
# over to check the flight with. It does not say that it flew so. The answer also leans on where the
# boost ended, which nobody reported:

# %%
for altitude_m in (25e3, 70e3):
    found = tk.reconstruct(
        "2025-01-06", party="KCNA", model="glide", burnout_altitude_m=altitude_m
    ).rows[0].found[0]
    print(
        f"burnout at {altitude_m / 1e3:.0f} km: lift-to-drag ratio {found.lift_to_drag:.2f}, "
        f"beta {found.ballistic_coefficient_kg_m2:,.0f} kg/m²"
    )
