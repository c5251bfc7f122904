"""A sounding rocket flown by JSBSim, an independent flight simulator, in SI units.

JSBSim integrates and gives gravity, the turning Earth, the air, the axes and the drag; this file
writes the rocket down, starts each leg and reads the states. All forces act at the centre of mass
and there are no moments, so the flight is that of a point mass:

- Earth: the ellipsoid of WGS 84, point mass and J2, rotation, with the constants of `PLANET`.
- Air: JSBSim's standard atmosphere of 1976. Below 90 km its densities are within 3e-5 of the
  standard's (8e-6 more at sea level, where its pressure is rounded up); above it goes on at the
  temperature of 86 km: 1 % more at 95 km, 24 % less at 120 km. It looks them up by the distance
  from the Earth's centre less that of sea level there: 0.1 m above the geodetic altitude at 20 km
  in latitude 40, 0.5 m at 90 km.
- Rise: from rest, thrust along the ellipsoid's normal.
- Turn: the velocity is turned at once by the kick, then thrust acts along it (JSBSim's wind axes).
- Coast: no thrust, constant mass.
- Thrust and mass flow are constant through the burn; the air's pressure does not act on the thrust.
- The drag area (drag coefficient times area) is constant, and there is no lift.

Each leg is a restart of JSBSim, so that its multistep integrators never reach back over a jump.
They are Adams-Bashforth schemes that begin with one Euler step: second order in the step.
"""

from __future__ import annotations

import contextlib
import math
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import jsbsim
import numpy as np
from pyproj import Transformer
from scipy.optimize import brentq

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

__all__ = [
    "ROCKET",
    "Kick",
    "Rocket",
    "RocketFlight",
    "State",
    "air_of_jsbsim",
    "converged_rocket",
    "earth_fixed_m",
    "fly_rocket",
]

FOOT_M = 0.3048
POUND_FORCE_N = 4.4482216152605
# What a pound of weight is to JSBSim, whose slug has 32.174049 of them.
SLUG_KG = POUND_FORCE_N / FOOT_M
POUND_KG = SLUG_KG / 32.174049
TO_GEODETIC = Transformer.from_crs("EPSG:4978", "EPSG:4979", always_xy=True)

# WGS 84, in feet because JSBSim's own conversions of volumes are rounded.
PLANET = f"""<?xml version="1.0"?>
<planet name="Earth">
  <semimajor_axis unit="FT">{6378137.0 / FOOT_M!r}</semimajor_axis>
  <semiminor_axis unit="FT">{6378137.0 * (1.0 - 1.0 / 298.257223563) / FOOT_M!r}</semiminor_axis>
  <rotation_rate unit="RAD/SEC">7.292115e-5</rotation_rate>
  <GM unit="FT3/SEC2">{3.986004418e14 / FOOT_M**3!r}</GM>
  <J2>0.00108262982</J2>
</planet>
"""

# Weight in pounds is a mass here: JSBSim divides it by 32.174049 ft/s2.
AIRCRAFT = """<?xml version="1.0"?>
<fdm_config name="rocket" version="2.0" release="BETA">
  <metrics>
    <wingarea unit="FT2">{drag_area_ft2!r}</wingarea>
    <wingspan unit="M">1</wingspan>
    <chord unit="M">1</chord>
    <location name="AERORP" unit="M"><x>0</x><y>0</y><z>0</z></location>
  </metrics>
  <mass_balance>
    <ixx unit="KG*M2">1000</ixx><iyy unit="KG*M2">1000</iyy><izz unit="KG*M2">1000</izz>
    <emptywt unit="LBS">{dry_lb!r}</emptywt>
    <location name="CG" unit="M"><x>0</x><y>0</y><z>0</z></location>
    <pointmass name="propellant">
      <weight unit="LBS">0</weight>
      <location unit="M"><x>0</x><y>0</y><z>0</z></location>
    </pointmass>
  </mass_balance>
  <ground_reactions/>
  <external_reactions>
    <force name="rise" frame="LOCAL">
      <location unit="M"><x>0</x><y>0</y><z>0</z></location>
      <direction><x>0</x><y>0</y><z>-1</z></direction>
    </force>
    <force name="turn" frame="WIND">
      <location unit="M"><x>0</x><y>0</y><z>0</z></location>
      <direction><x>1</x><y>0</y><z>0</z></direction>
    </force>
  </external_reactions>
  <system name="tank">
    <property value="0">tank/full-lb</property>
    <property value="0">tank/flow-lb_s</property>
    <channel name="tank">
      <fcs_function name="tank/weight-lb">
        <function>
          <difference>
            <property>tank/full-lb</property>
            <product>
              <property>tank/flow-lb_s</property>
              <property>simulation/sim-time-sec</property>
            </product>
          </difference>
        </function>
        <output>inertia/pointmass-weight-lbs</output>
      </fcs_function>
    </channel>
  </system>
  <aerodynamics>
    <axis name="DRAG">
      <function name="aero/drag-lb">
        <product>
          <property>aero/qbar-psf</property>
          <property>metrics/Sw-sqft</property>
        </product>
      </function>
    </axis>
  </aerodynamics>
</fdm_config>
"""


@dataclass(frozen=True)
class Rocket:
    """One stage and what it carries."""

    initial_mass_kg: float
    propellant_kg: float
    exhaust_velocity_m_s: float
    burn_time_s: float
    drag_area_m2: float

    @property
    def burnout_mass_kg(self) -> float:
        return self.initial_mass_kg - self.propellant_kg

    @property
    def mass_ratio(self) -> float:
        return self.initial_mass_kg / self.burnout_mass_kg

    @property
    def flow_kg_s(self) -> float:
        return self.propellant_kg / self.burn_time_s

    @property
    def thrust_n(self) -> float:
        return self.flow_kg_s * self.exhaust_velocity_m_s


@dataclass(frozen=True)
class Kick:
    """When the vertical rise ends and where the velocity points from then on."""

    time_s: float
    angle_deg: float
    azimuth_deg: float


@dataclass(frozen=True)
class State:
    """Position and velocity in the Earth-fixed frame, and what they say in geodetic terms."""

    time_s: float
    position_m: np.ndarray
    velocity_m_s: np.ndarray
    latitude_deg: float
    longitude_deg: float
    altitude_m: float

    @classmethod
    def at(cls, time_s: float, position_m: np.ndarray, velocity_m_s: np.ndarray) -> State:
        """The geodetic part by PROJ."""
        longitude_deg, latitude_deg, altitude_m = TO_GEODETIC.transform(*position_m)
        return cls(time_s, position_m, velocity_m_s, latitude_deg, longitude_deg, altitude_m)

    @property
    def speed_m_s(self) -> float:
        return float(np.linalg.norm(self.velocity_m_s))

    @property
    def angle_deg(self) -> float:
        """Flight-path angle above the plane normal to the ellipsoid's normal."""
        east, north, up = self._east_north_up()
        return math.degrees(math.atan2(up, math.hypot(east, north)))

    @property
    def azimuth_deg(self) -> float:
        """Direction of flight, clockwise from north, in [0, 360)."""
        east, north, _ = self._east_north_up()
        return math.degrees(math.atan2(east, north)) % 360.0

    @property
    def climb_m_s(self) -> float:
        return self._east_north_up()[2]

    def _east_north_up(self) -> tuple[float, float, float]:
        sin_lat, cos_lat = _sin_cos(self.latitude_deg)
        sin_lon, cos_lon = _sin_cos(self.longitude_deg)
        x, y, z = self.velocity_m_s
        outward = cos_lon * x + sin_lon * y
        return (
            float(cos_lon * y - sin_lon * x),
            float(cos_lat * z - sin_lat * outward),
            float(cos_lat * outward + sin_lat * z),
        )


@dataclass(frozen=True)
class RocketFlight:
    """States of one flight; times since lift-off."""

    kicked: State
    """Just after the kick, which keeps the speed."""
    burnout: State
    apogee: State
    impact: State


# Of the size of a large sounding rocket: 2.6 km/s ideal, 230 km high when fired upwards.
ROCKET = Rocket(
    initial_mass_kg=1500.0,
    propellant_kg=1000.0,
    exhaust_velocity_m_s=240.0 * 9.80665,
    burn_time_s=30.0,
    drag_area_m2=0.06,
)


def fly_rocket(
    rocket: Rocket, kick: Kick, *, latitude_deg: float, longitude_deg: float, step_s: float
) -> RocketFlight:
    """Fly it from rest on the ellipsoid to the ellipsoid.

    `step_s` is the step of JSBSim's integrators; the kick and the burnout are at multiples of it.
    """
    with _simulator(rocket) as simulator:
        leg = _Leg(simulator, rocket, step_s)
        leg.start(0.0, (latitude_deg, longitude_deg, 0.0), (0.0, 0.0, 0.0), thrust="rise")
        leg.run_for(kick.time_s)
        speed = leg.state().speed_m_s
        sin_angle, cos_angle = _sin_cos(kick.angle_deg)
        sin_azimuth, cos_azimuth = _sin_cos(kick.azimuth_deg)
        kicked = (
            speed * cos_angle * cos_azimuth,
            speed * cos_angle * sin_azimuth,
            -speed * sin_angle,
        )
        leg.start(kick.time_s, leg.place(), kicked, thrust="turn")
        turned = leg.state()
        leg.run_for(rocket.burn_time_s - kick.time_s)
        leg.start(rocket.burn_time_s, leg.place(), leg.velocity_ned_m_s(), thrust=None)
        burnout = leg.state()
        apogee = leg.run_to(lambda state: state.climb_m_s)
        impact = leg.run_to(lambda state: state.altitude_m)
    return RocketFlight(turned, burnout, apogee, impact)


def converged_rocket(
    rocket: Rocket, kick: Kick, *, latitude_deg: float, longitude_deg: float, step_s: float
) -> RocketFlight:
    """The limit of `fly_rocket` for short steps, from this step and half of it (Richardson).

    For `ROCKET` and a step of 0.01 s the error is some 1 mm and 0.01 mm/s all along. Without the
    extrapolation it is up to 0.4 m for a step of 0.005 s, and four times that for 0.01 s.
    """
    place = {"latitude_deg": latitude_deg, "longitude_deg": longitude_deg}
    coarse = fly_rocket(rocket, kick, **place, step_s=step_s)
    fine = fly_rocket(rocket, kick, **place, step_s=step_s / 2.0)
    return RocketFlight(
        *(
            _limit(getattr(coarse, name), getattr(fine, name))
            for name in RocketFlight.__dataclass_fields__
        )
    )


def air_of_jsbsim(*, latitude_deg: float) -> tuple[np.ndarray, np.ndarray]:
    """Geodetic altitudes (m) and JSBSim's densities there (kg/m3), from 0 to 150 km, each km."""
    altitudes, densities = [], []
    with _simulator(ROCKET) as fdm:
        for height_km in range(151):
            fdm["ic/lat-geod-deg"] = latitude_deg
            fdm["ic/h-sl-ft"] = 1e3 * height_km / FOOT_M
            fdm.run_ic()
            altitudes.append(fdm["position/geod-alt-ft"] * FOOT_M)
            densities.append(fdm["atmosphere/rho-slugs_ft3"] * SLUG_KG / FOOT_M**3)
    return np.array(altitudes), np.array(densities)


def earth_fixed_m(*, latitude_deg: float, longitude_deg: float, altitude_m: float) -> np.ndarray:
    """Position in the Earth-fixed frame."""
    return np.array(
        TO_GEODETIC.transform(longitude_deg, latitude_deg, altitude_m, direction="INVERSE")
    )


class _Leg:
    """A flight from one restart of JSBSim to the next."""

    def __init__(self, simulator: jsbsim.FGFDMExec, rocket: Rocket, step_s: float) -> None:
        self.simulator = simulator
        self.rocket = rocket
        self.step_s = step_s
        self.start_s = 0.0
        self.steps = 0
        simulator.set_dt(step_s)

    def start(
        self,
        time_s: float,
        place: tuple[float, float, float],
        velocity_ned_m_s: tuple[float, float, float],
        *,
        thrust: str | None,
    ) -> None:
        """Place: latitude, longitude (degrees) and JSBSim's height above sea level (m)."""
        rocket, fdm = self.rocket, self.simulator
        self.start_s = time_s
        self.steps = 0
        burning = thrust is not None
        fdm.set_sim_time(time_s)
        fdm["tank/full-lb"] = rocket.propellant_kg / POUND_KG if burning else 0.0
        fdm["tank/flow-lb_s"] = rocket.flow_kg_s / POUND_KG if burning else 0.0
        for name in ("rise", "turn"):
            newtons = rocket.thrust_n if thrust == name else 0.0
            fdm[f"external_reactions/{name}/magnitude"] = newtons / POUND_FORCE_N
        latitude_deg, longitude_deg, height_m = place
        fdm["ic/lat-geod-deg"] = latitude_deg
        fdm["ic/long-gc-deg"] = longitude_deg
        fdm["ic/h-sl-ft"] = height_m / FOOT_M
        for axis, metres in zip("ned", velocity_ned_m_s, strict=True):
            fdm[f"ic/v{axis}-fps"] = metres / FOOT_M
        if not fdm.run_ic():
            raise RuntimeError("JSBSim refuses the start.")

    def run_for(self, seconds: float) -> None:
        steps = round(seconds / self.step_s)
        if not math.isclose(steps * self.step_s, seconds, rel_tol=1e-9):
            raise ValueError(f"{seconds} s is no multiple of the step of {self.step_s} s.")
        for _ in range(steps):
            self._step()

    def run_to(self, falling: Callable[[State], float]) -> State:
        """The state where `falling(state)` goes through zero downwards."""
        after = self.state()
        while after.time_s < 3600.0:
            before = after
            self._step()
            after = self.state()
            if falling(before) > 0.0 >= falling(after):
                return _between(before, after, falling)
        raise RuntimeError("JSBSim's rocket is still in the air after an hour.")

    def place(self) -> tuple[float, float, float]:
        fdm = self.simulator
        return (
            fdm["position/lat-geod-deg"],
            fdm["position/long-gc-deg"],
            fdm["position/h-sl-ft"] * FOOT_M,
        )

    def velocity_ned_m_s(self) -> tuple[float, float, float]:
        fdm = self.simulator
        return (
            fdm["velocities/v-north-fps"] * FOOT_M,
            fdm["velocities/v-east-fps"] * FOOT_M,
            fdm["velocities/v-down-fps"] * FOOT_M,
        )

    def state(self) -> State:
        fdm = self.simulator
        return State(
            self.start_s + self.steps * self.step_s,
            np.array([fdm[f"position/ecef-{axis}-ft"] for axis in "xyz"]) * FOOT_M,
            np.array([fdm[f"velocities/ecef-{axis}-fps"] for axis in "xyz"]) * FOOT_M,
            fdm["position/lat-geod-deg"],
            fdm["position/long-gc-deg"],
            fdm["position/geod-alt-ft"] * FOOT_M,
        )

    def _step(self) -> None:
        if not self.simulator.run():
            raise RuntimeError("JSBSim has stopped.")
        self.steps += 1


def _between(before: State, after: State, falling: Callable[[State], float]) -> State:
    """Where the quantity is zero on the cubic through two states of neighbouring steps."""
    step_s = after.time_s - before.time_s
    shift_m = after.position_m - before.position_m
    mean_m_s = shift_m / step_s
    start, end = before.velocity_m_s, after.velocity_m_s

    def at(part: float) -> State:
        # Hermite: position to the fourth order of the step, velocity to the third.
        bend = part * (1.0 - part) * ((1.0 - part) * (start - mean_m_s) - part * (end - mean_m_s))
        position = before.position_m + part * shift_m + step_s * bend
        velocity = (
            mean_m_s
            + (1.0 - part) * (1.0 - 3.0 * part) * (start - mean_m_s)
            + part * (3.0 * part - 2.0) * (end - mean_m_s)
        )
        return State.at(before.time_s + part * step_s, position, velocity)

    return at(brentq(lambda part: falling(at(part)), 0.0, 1.0, xtol=1e-13))


def _limit(coarse: State, fine: State) -> State:
    """Of a method of second order, from a step and half of it."""
    return State.at(
        *(
            getattr(fine, name) + (getattr(fine, name) - getattr(coarse, name)) / 3.0
            for name in ("time_s", "position_m", "velocity_m_s")
        )
    )


@contextlib.contextmanager
def _simulator(rocket: Rocket) -> Iterator[jsbsim.FGFDMExec]:
    """JSBSim with the rocket loaded: silent, and with no file left behind."""
    talker = jsbsim.get_logger()
    jsbsim.set_logger(jsbsim.DefaultLogger(jsbsim.LogLevel.FATAL))
    try:
        with tempfile.TemporaryDirectory() as folder:
            home = Path(folder) / "aircraft" / "rocket"
            home.mkdir(parents=True)
            dry_lb = rocket.burnout_mass_kg / POUND_KG
            drag_area_ft2 = rocket.drag_area_m2 / FOOT_M**2
            text = AIRCRAFT.format(drag_area_ft2=drag_area_ft2, dry_lb=dry_lb)
            (home / "rocket.xml").write_text(text)
            planet = Path(folder) / "planet.xml"
            planet.write_text(PLANET)
            simulator = jsbsim.FGFDMExec(folder)
            simulator.set_debug_level(0)
            if not (simulator.load_planet(str(planet), False) and simulator.load_model("rocket")):
                raise RuntimeError("JSBSim refuses the planet or the rocket.")
            yield simulator
    finally:
        jsbsim.set_logger(talker)


def _sin_cos(angle_deg: float) -> tuple[float, float]:
    angle = math.radians(angle_deg)
    return math.sin(angle), math.cos(angle)
