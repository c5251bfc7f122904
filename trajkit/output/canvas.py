"""A map to draw on: one projection, one window, and everything clipped to it before it is drawn.

All vertices of a layer are projected at once into one path and cut to the window, so that files
stay light and nothing is fetched at draw time.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import shapely
from cartopy.mpl.geoaxes import GeoAxes
from matplotlib.collections import LineCollection
from matplotlib.patches import PathPatch
from matplotlib.path import Path as MplPath
from pyproj import Transformer
from shapely import affinity

from trajkit import basemap
from trajkit.flight.geodesic import FARTHEST_M, distance_m
from trajkit.output import style
from trajkit.output.geodesy_lines import Line, cap

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    import cartopy.crs as ccrs
    from numpy.typing import ArrayLike, NDArray

    from trajkit.output.picture import Body, Picture

__all__ = ["Canvas", "Window"]

# What is cut out around the antipode of the map's centre, where the projection tears.
_TEAR_M = 60_000.0

_STEPS_DEG = (0.25, 0.5, 1.0, 2.0, 5.0, 10.0, 15.0, 20.0, 30.0)


@dataclass(frozen=True)
class Window:
    """What part of the projected plane a map shows.

    Attributes
    ----------
    crs : cartopy.crs.Projection
        Projection on WGS-84; lengths in m.
    west, south, east, north : float
        Edges in the plane, m.
    disc : bool
        Whether the map is the disc within these edges, centred on the projection's origin.
    """

    crs: ccrs.Projection
    west: float
    south: float
    east: float
    north: float
    disc: bool = False

    @property
    def width_m(self) -> float:
        return self.east - self.west

    @property
    def height_m(self) -> float:
        return self.north - self.south

    def outline(self) -> shapely.Polygon:
        """The window's edge in the plane, with vertices close enough to be projected back."""
        if self.disc:
            angle = np.linspace(0.0, 2 * np.pi, 721)[:-1]
            radius = self.width_m / 2
            return shapely.Polygon(np.column_stack([np.cos(angle), np.sin(angle)]) * radius)
        box = shapely.box(self.west, self.south, self.east, self.north)
        return shapely.segmentize(box, self.width_m / 50)


class Canvas:
    """Axes of a map with a window; draws basemap, lines, areas and graticule into it.

    Parameters
    ----------
    figure : Picture
        Where the axes go.
    body : Body
        Their place on the page, points; must have the window's shape.
    window : Window
        What they show.
    """

    def __init__(self, figure: Picture, body: Body, window: Window) -> None:
        self.window = window
        self.body = body
        page_width, page_height = figure.get_size_inches() * 72.0
        place = (
            body.left_pt / page_width,
            body.bottom_pt / page_height,
            body.width_pt / page_width,
            body.height_pt / page_height,
        )
        axes = figure.add_axes(place, projection=window.crs)
        assert isinstance(axes, GeoAxes)
        self.axes = axes
        axes.set_gid("map")
        axes.set_xlim(window.west, window.east)
        axes.set_ylim(window.south, window.north)
        self.shape = window.outline()
        shapely.prepare(self.shape)
        if window.disc:
            axes.set_boundary(MplPath(shapely.get_coordinates(self.shape), closed=True))
        axes.patch.set(facecolor=style.SEA, gid="sea")
        axes.spines["geo"].set(edgecolor=style.FRAME, linewidth=0.6, gid="frame", zorder=9)
        self._forward = Transformer.from_crs("EPSG:4326", window.crs.to_wkt(), always_xy=True)
        self.centre = self.to_degrees(
            (window.west + window.east) / 2, (window.south + window.north) / 2
        )
        edge = self.to_degrees(*shapely.get_coordinates(self.shape).T)
        self.edge_degrees: Line = (np.asarray(edge[0]), np.asarray(edge[1]))
        self._area = self._area_shown()
        self._stretched = self._area_stretched()
        self.resolution = self._resolution()
        self._land_tree = shapely.STRtree([])
        self._shore_lines: list[shapely.LineString] = []

    @property
    def size_pt(self) -> tuple[float, float]:
        """Width and height on paper, points."""
        return self.body.width_pt, self.body.height_pt

    @property
    def round(self) -> bool:
        """Whether the map is a disc."""
        return self.window.disc

    @property
    def metres_per_point(self) -> float:
        """Map metres in one point (1/72 inch) of paper."""
        return self.window.width_m / self.body.width_pt

    def to_plane(self, latitude_deg: ArrayLike, longitude_deg: ArrayLike) -> NDArray[np.float64]:
        """Projected coordinates, m, shape (n, 2)."""
        x, y = self._forward.transform(np.atleast_1d(longitude_deg), np.atleast_1d(latitude_deg))
        return np.column_stack([x, y])

    def to_degrees(self, x: ArrayLike, y: ArrayLike) -> Any:
        """Latitude and longitude, degrees, of projected coordinates, m."""
        longitude, latitude = self._forward.transform(x, y, direction="INVERSE")
        return latitude, longitude

    def to_points(self, plane: NDArray[np.float64]) -> NDArray[np.float64]:
        """Points of paper from the map's lower left corner."""
        return (plane - [self.window.west, self.window.south]) / self.metres_per_point

    def from_points(self, points: ArrayLike) -> NDArray[np.float64]:
        """Projected coordinates, m, of points of paper from the map's lower left corner."""
        return np.asarray(points) * self.metres_per_point + [self.window.west, self.window.south]

    def shows(self, latitude_deg: float, longitude_deg: float) -> bool:
        """Whether a place is on the map."""
        x, y = self.to_plane(latitude_deg, longitude_deg)[0]
        return bool(np.isfinite(x) and np.isfinite(y) and self.shape.contains(shapely.Point(x, y)))

    def draw_basemap(self) -> None:
        """Land, coast and borders; borders are finer on a map of half the globe."""
        land = self._polygons(basemap.land(self.resolution))
        self._land_tree = shapely.STRtree(land)
        # An edge of the land's own colour closes the seam along the date line.
        self._fill(
            land,
            facecolor=style.LAND,
            edgecolor=style.LAND,
            linewidth=0.3,
            zorder=1,
            gid="land",
        )
        coast = self._cut_lines(basemap.coastline(self.resolution))
        borders = self._cut_lines(basemap.borders(self.resolution))
        self._shore_lines = [*coast, *borders]
        self._collect(coast, colors=style.COAST, linewidths=0.45, zorder=1.4, gid="coast")
        self._collect(
            borders, colors=style.COAST, linewidths=0.3 if self.window.disc else 0.5,
            linestyles=[(0, (3.0, 1.6))], zorder=1.3, gid="borders",
        )  # fmt: skip

    def shore_points(self) -> NDArray[np.float64]:
        """Projected places, m, shape (n, 2), close together along the coasts and borders drawn."""
        lines = shapely.segmentize(np.asarray(self._shore_lines, object), 3 * self.metres_per_point)
        return np.asarray(shapely.get_coordinates(lines))

    def draw_graticule(self, *, labels: bool = True) -> None:
        """Meridians and parallels; their degrees are written outside the left and bottom edges."""
        latitude, longitude = self.edge_degrees
        spread = (longitude - self.centre[1] + 180.0) % 360.0 - 180.0
        step_latitude = _step(np.ptp(latitude))
        step_longitude = 30.0 if self.window.disc else _step(np.ptp(spread))
        if self.window.disc:
            step_latitude = 30.0
        meridians = np.arange(-180.0, 180.0, step_longitude)
        parallels = np.arange(-90.0 + step_latitude, 90.0, step_latitude)
        parts: list[shapely.LineString] = []
        # Meridians stop short of the poles, where dozens of them would run into one blot.
        reach = 90.0 - (step_latitude if step_longitude < 90.0 else 0.0)
        for meridian in meridians:
            sample = np.linspace(-reach, reach, 361)
            parts += self._label_crossing(
                sample, np.full(sample.shape, meridian), _east(meridian), "south", labels=labels
            )
        for parallel in parallels:
            sample = np.linspace(-180.0, 180.0, 721)
            parts += self._label_crossing(
                np.full(sample.shape, parallel), sample, _north(parallel), "west", labels=labels
            )
        self._collect(parts, colors=style.GRATICULE, linewidths=0.5, zorder=0.9, gid="graticule")

    def line(self, latitude_deg: ArrayLike, longitude_deg: ArrayLike, **look: Any) -> None:
        """A line through closely spaced vertices (degrees)."""
        plane = self.to_plane(latitude_deg, longitude_deg)
        self.plane_line(plane, **look)

    def plane_line(self, plane: NDArray[np.float64], **look: Any) -> None:
        """A line through projected vertices (m)."""
        self._collect(shapely.get_parts(self._cut(shapely.LineString(plane))), **look)

    def mark(self, place: ArrayLike, marker: str, *, color: str, gid: str) -> None:
        """Put a mark of Matplotlib's at a place of the plane, shape (2,)."""
        self.axes.plot(
            *np.asarray(place), marker=marker, markersize=6.5, color=color,
            markeredgecolor="white", markeredgewidth=0.6, linestyle="none", zorder=7, gid=gid,
            scalex=False, scaley=False,
        )  # fmt: skip

    def area(self, latitude_deg: ArrayLike, longitude_deg: ArrayLike, **look: Any) -> None:
        """A filled area with closely spaced vertices (degrees)."""
        outline = shapely.make_valid(shapely.Polygon(self.to_plane(latitude_deg, longitude_deg)))
        self._fill(_only_polygons(self._cut(outline)), **look)

    def over_land(self, box_pt: tuple[float, float, float, float]) -> float:
        """Share of a box (points: left, bottom, right, top) that lies over land."""
        corners = self.from_points(np.reshape(box_pt, (2, 2)))
        box = shapely.box(*corners.ravel())
        near = self._land_tree.geometries[self._land_tree.query(box)]
        covered = shapely.area(shapely.clip_by_rect(near, *corners.ravel()))
        return float(np.sum(covered) / box.area)

    def _area_shown(self) -> shapely.MultiPolygon:
        """The window and a little around it, in longitude and latitude."""
        latitude, longitude = self.centre
        if self.window.disc:
            radius = self.window.width_m / 2
        else:
            edge_latitude, edge_longitude = self.edge_degrees
            radius = float(
                np.max(
                    distance_m(
                        from_latitude_deg=latitude,
                        from_longitude_deg=longitude,
                        to_latitude_deg=edge_latitude,
                        to_longitude_deg=edge_longitude,
                    )
                )
            )
        area = cap(
            latitude_deg=latitude,
            longitude_deg=longitude,
            range_m=min(1.03 * radius, FARTHEST_M - _TEAR_M),
            step_deg=1.0,
        )
        shapely.prepare(area)
        return area

    def _area_stretched(self) -> shapely.MultiPolygon | None:
        """The 1,000 km around the antipode of the centre, if on the map."""
        if not self.window.disc or self.window.width_m / 2 < FARTHEST_M - 1e6:
            return None
        latitude, longitude = self.centre
        area = cap(
            latitude_deg=-latitude, longitude_deg=longitude + 180.0, range_m=1e6, step_deg=10.0
        )
        shapely.prepare(area)
        return area

    def _resolution(self) -> basemap.Resolution:
        latitude, longitude = self.edge_degrees
        west, south, east, north = basemap.REGION_10M
        inside = (
            (longitude >= west) & (longitude <= east) & (latitude >= south) & (latitude <= north)
        )
        return "10m" if bool(np.all(inside)) else "50m"

    def _shown(self, geometries: NDArray[np.object_]) -> NDArray[np.object_]:
        """Geometries in degrees, cut to the area shown, with edges short enough to be bent."""
        near = geometries[shapely.intersects(self._area, geometries)]
        inside = shapely.contains_properly(self._area, near)
        cut = shapely.intersection(near[~inside], self._area)
        shown = np.asarray(
            shapely.segmentize(np.concatenate([near[inside], shapely.get_parts(cut)]), 1.0)
        )
        if self._stretched is not None:
            # A short step beside the antipode may be a quarter of the way round the rim.
            beside = shapely.intersects(self._stretched, shown)
            shown[beside] = shapely.segmentize(shown[beside], 0.1)
        return shown

    def _project(self, geometries: NDArray[np.object_]) -> NDArray[np.object_]:
        projected = shapely.transform(
            geometries, lambda points: np.column_stack(self._forward.transform(*points.T))
        )
        return np.asarray(projected)

    def _polygons(self, geometries: NDArray[np.object_]) -> list[shapely.Polygon]:
        shown = self._shown(geometries)
        shown = shown[shapely.get_type_id(shown) == shapely.GeometryType.POLYGON]
        if not len(shown):
            return []
        projected = self._simpler(self._project(shown))
        sound = shapely.is_valid(projected)
        # A polygon around the antipode comes out with its shore inside its cut-out's edge; what
        # lies between an odd and an even number of its rings is land all the same.
        repaired = [_even_odd(polygon) for polygon in projected[~sound]]
        everything = np.concatenate([projected[sound], repaired]) if repaired else projected
        return _only_polygons(self._cut(everything))

    def _cut_lines(self, geometries: NDArray[np.object_]) -> list[shapely.LineString]:
        shown = self._shown(geometries)
        shown = shown[shapely.get_type_id(shown) == shapely.GeometryType.LINESTRING]
        parts = shapely.get_parts(self._cut(self._simpler(self._project(shown))))
        return [part for part in parts if part.geom_type == "LineString" and not part.is_empty]

    def _simpler(self, geometries: NDArray[np.object_]) -> NDArray[np.object_]:
        """Without the bends that are too small to print."""
        return np.asarray(shapely.simplify(geometries, 0.1 * self.metres_per_point))

    def _cut(self, geometries: Any) -> Any:
        if self.window.disc:
            return shapely.intersection(geometries, self.shape)
        edges = (self.window.west, self.window.south, self.window.east, self.window.north)
        return shapely.clip_by_rect(geometries, *edges)

    def _fill(self, polygons: Sequence[shapely.Polygon], **look: Any) -> None:
        paths = [MplPath(shapely.get_coordinates(ring), closed=True) for ring in _rings(polygons)]
        if paths:
            patch = PathPatch(MplPath.make_compound_path(*paths), **look)
            # Cut already: a clip path would only burden who opens the file in a drawing program.
            self.axes.add_artist(patch).set_clip_on(False)

    def _collect(self, lines: Iterable[shapely.LineString], **look: Any) -> None:
        vertices = [shapely.get_coordinates(line) for line in lines if not line.is_empty]
        if vertices:
            collection = LineCollection(vertices, **look)
            self.axes.add_collection(collection, autolim=False)
            collection.set_clip_on(False)

    def _label_crossing(
        self,
        latitude: NDArray[np.float64],
        longitude: NDArray[np.float64],
        text: str,
        side: str,
        *,
        labels: bool,
    ) -> list[shapely.LineString]:
        """Parts of one graticule line on the map; writes its degrees where it leaves at a side."""
        line = shapely.LineString(np.column_stack([longitude, latitude]))
        degrees = shapely.get_parts(shapely.intersection(line, self._area))
        projected = self._project(
            degrees[shapely.get_type_id(degrees) == shapely.GeometryType.LINESTRING]
        )
        across = 1 if side == "south" else 0
        edge = self.window.south if side == "south" else self.window.west
        if labels and not self.window.disc:
            for part in projected:
                place = _crossing(shapely.get_coordinates(part), across, edge)
                low, high = (
                    (self.window.west, self.window.east)
                    if side == "south"
                    else (self.window.south, self.window.north)
                )
                # Not where half the label would leave the page.
                if place is not None and low < place < high - 9.0 * self.metres_per_point:
                    self._write_degrees(place, text, side)
                    break
        return [part for line in projected for part in shapely.get_parts(self._cut(line))]

    def _write_degrees(self, place: float, text: str, side: str) -> None:
        south = side == "south"
        self.axes.annotate(
            text,
            (place, self.window.south) if south else (self.window.west, place),
            xytext=(0.0, -3.0) if south else (-3.0, 0.0),
            textcoords="offset points",
            ha="center" if south else "right",
            va="top" if south else "center",
            size=style.SMALL_PT,
            color=style.FAINT,
            annotation_clip=False,
            gid=f"degrees-{text.replace('°', '').lower()}",
        )


def _even_odd(polygon: shapely.Polygon) -> Any:
    """A polygon whose rings cross or lie the wrong way round, put right.

    Around the antipode the edge of the cut-out, a hole, has grown around the shore; land is then
    what lies inside an odd number of rings.
    """
    areas = np.asarray(shapely.make_valid(shapely.polygons(shapely.get_rings(polygon))))
    shore, holes = areas[0], areas[1:]
    torn = shapely.area(holes) > 0.9 * np.pi * FARTHEST_M**2
    if not np.any(torn):
        return shapely.make_valid(polygon)
    # The land goes on in the cut-out, so that is widened to the rim of the globe.
    largest = int(np.argmax(torn))
    widen = FARTHEST_M / (FARTHEST_M - _TEAR_M)
    rim = affinity.scale(holes[largest], widen, widen, origin=(0.0, 0.0))
    ground = shapely.symmetric_difference(shore, rim)
    return shapely.difference(ground, shapely.union_all(np.delete(holes, largest)))


def _only_polygons(geometries: Any) -> list[shapely.Polygon]:
    parts = shapely.get_parts(shapely.get_parts(geometries))
    return [part for part in parts if part.geom_type == "Polygon" and not part.is_empty]


def _rings(polygons: Sequence[shapely.Polygon]) -> NDArray[np.object_]:
    """All rings, shores counter-clockwise and holes clockwise: a path fills by winding number."""
    rings, owner = shapely.get_rings(np.asarray(polygons, dtype=object), return_index=True)
    outer = np.diff(owner, prepend=-1) > 0
    wrong = shapely.is_ccw(rings) != outer
    rings[wrong] = shapely.reverse(rings[wrong])
    return np.asarray(rings)


def _crossing(points: NDArray[np.float64], across: int, edge: float) -> float | None:
    """Where a polyline first crosses ``edge`` in coordinate ``across``: its other coordinate."""
    beyond = points[:, across] > edge
    flips = np.flatnonzero(beyond[1:] != beyond[:-1])
    if not len(flips):
        return None
    first, second = points[flips[0]], points[flips[0] + 1]
    share = (edge - first[across]) / (second[across] - first[across])
    return float(first[1 - across] + share * (second[1 - across] - first[1 - across]))


def _step(span_deg: float) -> float:
    """Graticule spacing that draws about five lines across a span, degrees."""
    return min(_STEPS_DEG, key=lambda step: abs(np.log(span_deg / step / 5.0)))


def _east(longitude_deg: float) -> str:
    if longitude_deg in (-180.0, 0.0):
        return f"{abs(longitude_deg):g}°"
    return f"{abs(longitude_deg):g}°{'E' if longitude_deg > 0 else 'W'}"


def _north(latitude_deg: float) -> str:
    if latitude_deg == 0.0:
        return "0°"
    return f"{abs(latitude_deg):g}°{'N' if latitude_deg > 0 else 'S'}"
