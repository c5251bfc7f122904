"""Builds data/basemap/*.npz from packages that carry Natural Earth.

    python scripts/build_basemap.py [--packages FOLDER] [--out FOLDER]

Needs apt-get, dpkg-deb and npm to fetch and unpack the packages, and pyshp, which cartopy brings.
The same packages and the same shapely give the same bytes.

Coordinates are rounded to a decimal fraction of a degree and stored as differences between
neighbours, which deflate well; `trajkit.basemap` reads them. `source` in each file names its
origin, `max_displacement_m` the largest distance from a point of the source to the stored line.
"""

from __future__ import annotations

import argparse
import json
import logging
import subprocess
import tarfile
import tempfile
from pathlib import Path
from typing import Any

import numpy as np
import shapefile  # type: ignore[import-untyped]
import shapely
from numpy.typing import NDArray
from shapely.geometry import shape

from trajkit.basemap import REGION_10M

MAGICS = "libmagics++-data"
WORLD_ATLAS = "world-atlas@2.0.2"
UNITS_PER_DEGREE = {"10m": 100_000, "50m": 10_000, "110m": 10_000}
METRES_PER_DEGREE = 111_320.0  # of a great circle, one part in 200 exact

Geometries = NDArray[np.object_]


def fetch(folder: Path) -> None:
    """Download both packages into `folder`."""
    subprocess.run(["apt-get", "download", MAGICS], cwd=folder, check=True)
    subprocess.run(["npm", "pack", "--silent", WORLD_ATLAS], cwd=folder, check=True)


def unpack(packages: Path, folder: Path) -> tuple[Path, str, Path, str]:
    """Unpack both; returns the folder with the data and the name with version of each."""
    (deb,) = packages.glob("libmagics*.deb")
    (tar,) = packages.glob("world-atlas-*.tgz")
    subprocess.run(["dpkg-deb", "-x", deb, folder / "magics"], check=True)
    version = subprocess.run(
        ["dpkg-deb", "-f", deb, "Version"], check=True, capture_output=True, text=True
    ).stdout.strip()
    with tarfile.open(tar) as archive:
        archive.extractall(folder / "atlas", filter="data")
    atlas = folder / "atlas" / "package"
    atlas_version = json.loads((atlas / "package.json").read_text())["version"]
    return (
        folder / "magics" / "usr" / "share" / "magics",
        f"Debian package {MAGICS} {version}",
        atlas,
        f"npm package world-atlas {atlas_version}",
    )


class Magics:
    """Natural Earth's shapefiles inside the Debian package."""

    def __init__(self, folder: Path, package: str) -> None:
        self.folder, self.package = folder, package

    def source(self, name: str) -> str:
        version = self._path(name).with_suffix(".VERSION.txt").read_text().strip()
        return f"Natural Earth {name} {version} (public domain), from {self.package}"

    def records(self, name: str) -> list[tuple[Any, dict[str, Any]]]:
        with shapefile.Reader(str(self._path(name)), encoding="latin-1") as reader:
            # By index: the sequential reader stumbles over gaps between shapes in one of the files.
            rows = [(reader.shape(i), reader.record(i).as_dict()) for i in range(len(reader))]
        return [(shape(s.__geo_interface__), r) for s, r in rows if s.shapeType]

    def geometries(self, name: str) -> Geometries:
        return np.array([geometry for geometry, _ in self.records(name)], dtype=object)

    def _path(self, name: str) -> Path:
        return self.folder / name.split("_")[1] / f"{name}.shp"


def polygons_of(geometries: Geometries | shapely.Geometry) -> Geometries:
    parts = shapely.get_parts(np.atleast_1d(np.asarray(geometries, dtype=object)))
    return np.asarray(parts[shapely.get_type_id(parts) == shapely.GeometryType.POLYGON])


def holes_of(polygons: Geometries) -> Geometries:
    return np.array([shapely.Polygon(hole) for p in polygons for hole in p.interiors], dtype=object)


def clip_land(land: Geometries) -> Geometries:
    """Land inside `REGION_10M`.

    A lake that the edge cuts ends two grid steps inside it, so that it remains a hole and its
    shore is not taken for a coast.
    """
    region = shapely.box(*REGION_10M)
    merged = polygons_of(shapely.union_all(land[shapely.intersects(land, region)]))
    margin = 2 / UNITS_PER_DEGREE["10m"]
    waters = holes_of(merged)
    waters = shapely.intersection(waters, region.buffer(-margin, join_style="mitre"))
    waters = waters[~shapely.is_empty(waters)]
    islands = merged[shapely.STRtree(merged).query(waters, predicate="contains")[1]]
    filled = shapely.union_all(shapely.polygons(shapely.get_exterior_ring(merged)))
    dry = shapely.difference(shapely.intersection(filled, region), shapely.union_all(waters))
    return polygons_of(shapely.union_all([dry, *islands]))


def close_the_pole(land: Geometries) -> Geometries:
    """Antarctica's artificial southern edge lies at -89.999: move it to -90."""

    def moved(points: NDArray[np.float64]) -> NDArray[np.float64]:
        return np.where((points < -89.9) & ([False, True]), -90.0, points)

    return np.asarray(shapely.transform(land, moved))


def shared_arcs(topology: dict[str, Any]) -> tuple[Geometries, float]:
    """Arcs that two countries share; and how far the file's own grid moves a point at most (m)."""
    countries_of_arc: dict[int, set[int]] = {}

    def walk(arcs: list[Any], country: int) -> None:
        for arc in arcs:
            if isinstance(arc, list):
                walk(arc, country)
            else:
                countries_of_arc.setdefault(arc if arc >= 0 else ~arc, set()).add(country)

    for country, geometry in enumerate(topology["objects"]["countries"]["geometries"]):
        walk(geometry["arcs"], country)
    transform = topology["transform"]
    lines = [
        shapely.LineString(
            np.cumsum(topology["arcs"][arc], axis=0) * transform["scale"] + transform["translate"]
        )
        for arc, countries in sorted(countries_of_arc.items())
        if len(countries) > 1
    ]
    return np.array(lines, dtype=object), float(
        np.hypot(*transform["scale"]) / 2
    ) * METRES_PER_DEGREE


def rounded(geometries: Geometries, resolution: str, *, lines: bool) -> Geometries:
    """On the grid, still valid, in an order that depends on the geometry alone.

    Exterior rings run counter-clockwise, as GeoJSON wants them.
    """
    grid = 1 / UNITS_PER_DEGREE[resolution]
    on_grid = shapely.normalize(shapely.get_parts(shapely.set_precision(geometries, grid)))
    on_grid = on_grid[~shapely.is_empty(on_grid)]
    if not lines:
        on_grid = shapely.orient_polygons(on_grid, exterior_cw=False)
    size = shapely.length(on_grid) if lines else shapely.area(on_grid)
    west, south = shapely.bounds(on_grid)[:, :2].T
    return np.asarray(on_grid[np.lexsort((south, west, -size))])


def displacement_m(source: Geometries, stored: Geometries) -> float:
    """Largest distance from a point of `source` to the lines of `stored`, in metres."""
    rings = shapely.get_rings(stored) if stored[0].geom_type == "Polygon" else stored
    points, index = shapely.get_coordinates(rings, return_index=True)
    same = index[:-1] == index[1:]
    ends = np.stack([points[:-1][same], points[1:][same]], axis=1)
    segments = np.asarray(shapely.linestrings(ends))
    from_ = shapely.get_coordinates(source)
    wanted = np.asarray(shapely.points(from_))
    _, nearest = shapely.STRtree(segments).query_nearest(wanted, all_matches=False)
    segments = segments[nearest]
    along = shapely.line_locate_point(segments, wanted)
    to = shapely.get_coordinates(shapely.line_interpolate_point(segments, along))
    east = (to[:, 0] - from_[:, 0]) * np.cos(np.radians(from_[:, 1]))
    return float(np.hypot(east, to[:, 1] - from_[:, 1]).max()) * METRES_PER_DEGREE


def encoded(geometries: Geometries, resolution: str) -> dict[str, NDArray[Any]]:
    """The arrays that `trajkit.basemap` reads back."""
    arrays: dict[str, NDArray[Any]] = {}
    lines = geometries
    if geometries[0].geom_type == "Polygon":
        lines = shapely.get_rings(geometries)
        arrays["rings_per_polygon"] = 1 + shapely.get_num_interior_rings(geometries)
    units = np.rint(shapely.get_coordinates(lines) * UNITS_PER_DEGREE[resolution]).astype(np.int32)
    steps = np.diff(units, axis=0, prepend=np.zeros((1, 2), dtype=np.int32))
    arrays["points_per_line"] = shapely.get_num_coordinates(lines)
    arrays["longitude_steps"], arrays["latitude_steps"] = steps.T.copy()
    return {name: values.astype(np.int32) for name, values in arrays.items()}


def save(path: Path, arrays: dict[str, NDArray[Any]], **facts: object) -> None:
    np.savez_compressed(
        path, allow_pickle=False, **arrays, **{k: np.array(v) for k, v in facts.items()}
    )
    shown = ", ".join(f"{k} {v}" for k, v in facts.items())
    print(f"{path.name}: {path.stat().st_size / 1000:.0f} kB, {shown}")


def save_land(out: Path, resolution: str, magics: Magics) -> None:
    name = f"ne_{resolution}_land"
    land = shapely.make_valid(magics.geometries(name))
    land = clip_land(land) if resolution == "10m" else close_the_pole(polygons_of(land))
    stored = rounded(land, resolution, lines=False)
    save(
        out / f"land-{resolution}.npz",
        encoded(stored, resolution),
        units_per_degree=UNITS_PER_DEGREE[resolution],
        max_displacement_m=round(displacement_m(land, stored), 2),
        source=magics.source(name),
    )


def save_borders(
    out: Path, resolution: str, lines: Geometries, moved_m: float, source: str
) -> None:
    stored = rounded(lines, resolution, lines=True)
    save(
        out / f"borders-{resolution}.npz",
        encoded(stored, resolution),
        units_per_degree=UNITS_PER_DEGREE[resolution],
        max_displacement_m=round(moved_m + displacement_m(lines, stored), 2),
        source=source,
    )


def regional_borders(magics: Magics, name: str) -> Geometries:
    """Land borders and lines of control; the edges of demilitarised zones are left out."""
    region = shapely.box(*REGION_10M)
    lines = [
        shapely.intersection(line, region)
        for line, record in magics.records(name)
        if record["type"] == "Land"
        and record["featurecla"] != "Overlay limit"
        and shapely.intersects(line, region)
    ]
    merged = shapely.line_merge(shapely.union_all(lines))
    return np.asarray(shapely.get_parts(merged))


def save_places(out: Path, magics: Magics) -> None:
    name = "ne_10m_populated_places_simple"
    west, south, east, north = REGION_10M
    rows = [
        (r["scalerank"], -r["pop_max"], r["name"], r["adm0name"], r["latitude"], r["longitude"])
        for _, r in magics.records(name)
        if west <= r["longitude"] <= east and south <= r["latitude"] <= north
    ]
    rank, _, names, countries, latitude, longitude = zip(*sorted(rows), strict=True)
    scale = UNITS_PER_DEGREE["10m"]
    save(
        out / "places.npz",
        {
            "name": np.array(names, dtype=np.str_),
            "country": np.array(countries, dtype=np.str_),
            "latitude": np.rint(np.array(latitude) * scale).astype(np.int32),
            "longitude": np.rint(np.array(longitude) * scale).astype(np.int32),
            "rank": np.array(rank, dtype=np.int8),
        },
        units_per_degree=scale,
        source=magics.source(name),
    )


def build(packages: Path, work: Path, out: Path) -> None:
    magics_folder, magics_package, atlas, atlas_package = unpack(packages, work)
    magics = Magics(magics_folder, magics_package)
    out.mkdir(parents=True, exist_ok=True)
    for resolution in ("110m", "50m", "10m"):
        save_land(out, resolution, magics)
    for resolution in ("110m", "50m"):
        topology = json.loads((atlas / f"countries-{resolution}.json").read_text())
        lines, moved_m = shared_arcs(topology)
        name = f"ne_{resolution}_admin_0_countries 4.1.0"
        source = f"Natural Earth {name} (public domain), from {atlas_package}"
        save_borders(out, resolution, lines, moved_m, source)
    name = "ne_10m_admin_0_boundary_lines_land"
    save_borders(out, "10m", regional_borders(magics, name), 0.0, magics.source(name))
    save_places(out, magics)


def main() -> None:
    parser = argparse.ArgumentParser(description="Build data/basemap from Natural Earth.")
    parser.add_argument("--packages", type=Path, help="folder with the packages, if already there")
    default = Path(__file__).resolve().parents[1] / "data" / "basemap"
    parser.add_argument("--out", type=Path, default=default, help="folder to write")
    options = parser.parse_args()
    # pyshp reports rings that it sorts out by itself; make_valid and the union take care of them.
    logging.getLogger("shapefile").setLevel(logging.ERROR)
    with tempfile.TemporaryDirectory() as temporary:
        work = Path(temporary)
        packages = options.packages or work
        if options.packages is None:
            fetch(packages)
        build(packages, work, options.out)


if __name__ == "__main__":
    main()
