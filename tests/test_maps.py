"""The map of a launch against geodesics, the SVG standard and the words of its options."""

from __future__ import annotations

import re
import socket
import warnings
import xml.etree.ElementTree as ET
from typing import TYPE_CHECKING

import cartopy.crs as ccrs
import matplotlib as mpl
import numpy as np
import pytest
from fake_scene import LATITUDE_DEG, LONGITUDE_DEG, scene, track
from pyproj import Geod

from trajkit.errors import InputError
from trajkit.output.fonts import MissingGlyphWarning
from trajkit.output.maps import draw_map
from trajkit.output.picture import render
from trajkit.output.scene import Fan

if TYPE_CHECKING:
    from matplotlib.figure import Figure

GEOD = Geod(ellps="WGS84")
SVG = "{http://www.w3.org/2000/svg}"


@pytest.fixture(scope="module")
def figure() -> Figure:
    return draw_map(scene())


@pytest.fixture(scope="module")
def svg(figure: Figure) -> ET.Element:
    return ET.fromstring(render(figure, ".svg"))


def artist(figure: Figure, gid: str):
    (found,) = figure.findobj(lambda a: a.get_gid() == gid)
    return found


def degrees(figure: Figure, plane: np.ndarray) -> np.ndarray:
    """Longitude and latitude of projected vertices, by cartopy."""
    crs = figure.axes[0].projection
    return ccrs.PlateCarree().transform_points(crs, *np.transpose(plane))[:, :2]


def from_site(figure: Figure, plane: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Azimuth and distance from the site of projected vertices."""
    lon, lat = degrees(figure, plane).T
    azimuth, _, length = GEOD.inv(
        np.full(lon.shape, LONGITUDE_DEG), np.full(lon.shape, LATITUDE_DEG), lon, lat
    )
    return np.asarray(azimuth) % 360.0, np.asarray(length)


def test_scale_bar_is_true_at_the_centre(figure: Figure) -> None:
    bar = artist(figure, "scale-bar")
    text = artist(figure, "scale-bar-label").get_text()
    kilometres, miles = (float(n.replace(",", "")) for n in re.findall(r"[\d,]+", text))
    length = np.ptp(bar.get_xdata())
    axes = figure.axes[0]
    x, y = np.mean(axes.get_xlim()), np.mean(axes.get_ylim())
    ends = degrees(figure, np.array([[x - length / 2, y], [x + length / 2, y]]))
    ground = GEOD.line_length(*ends.T)
    assert ground == pytest.approx(kilometres * 1e3, rel=1e-6)
    assert miles == pytest.approx(kilometres / 1.609344, abs=0.5)


def test_scale_changes_little_over_the_map(figure: Figure) -> None:
    """Two standard parallels keep a Lambert map of this size true to two percent."""
    axes = figure.axes[0]
    for x in axes.get_xlim():
        for y in axes.get_ylim():
            ends = degrees(figure, np.array([[x, y], [x + 1e4, y]]))
            assert GEOD.line_length(*ends.T) == pytest.approx(1e4, rel=0.02)


@pytest.mark.parametrize(("number", "ground_m"), [(1, 1.1e6), (2, 1.5e6)])
def test_range_arcs_are_geodesic(figure: Figure, number: int, ground_m: float) -> None:
    window = scene().fans[number - 1].azimuths_deg[0]
    arc = np.vstack(artist(figure, f"range-arc-{number}-1").get_segments())
    azimuth, length = from_site(figure, arc)
    assert length == pytest.approx(np.full(len(arc), ground_m), abs=1.0)
    assert (azimuth.min(), azimuth.max()) == pytest.approx(window, abs=1e-4)


def test_splash_point_is_where_the_geodesic_ends(figure: Figure) -> None:
    splash = artist(figure, "splash-1")
    azimuth, length = from_site(figure, np.column_stack([splash.get_xdata(), splash.get_ydata()]))
    assert length[0] == pytest.approx(1.1e6, abs=1.0)
    assert azimuth[0] == pytest.approx(75.5, abs=1e-5)


def test_everything_drawn_is_inside_the_map(figure: Figure) -> None:
    axes = figure.axes[0]
    (west, east), (south, north) = axes.get_xlim(), axes.get_ylim()
    slack = 1e-6 * (east - west)
    for gid in ("land", "coast", "borders", "graticule", "track-1", "range-arc-2-whole"):
        found = artist(figure, gid)
        paths = found.get_paths() if hasattr(found, "get_paths") else [found.get_path()]
        vertices = np.vstack([path.vertices for path in paths])
        assert vertices[:, 0].min() >= west - slack
        assert vertices[:, 0].max() <= east + slack
        assert vertices[:, 1].min() >= south - slack
        assert vertices[:, 1].max() <= north + slack


@pytest.mark.parametrize(
    ("name", "latitude", "longitude", "on_land"),
    [
        ("Seoul", 37.55, 127.0, True),
        ("Sapporo", 43.0, 141.3, True),
        ("Ulleungdo", 37.5, 130.87, True),
        ("Lake Khanka", 45.0, 132.4, False),
        ("middle of the sea", 40.0, 134.0, False),
        ("La Perouse Strait", 45.75, 142.0, False),
    ],
)
def test_land_is_where_it_is(
    figure: Figure, name: str, latitude: float, longitude: float, on_land: bool
) -> None:
    x, y = figure.axes[0].projection.transform_point(longitude, latitude, ccrs.PlateCarree())
    land = artist(figure, "land")
    inside = sum(
        (1 if _counter_clockwise(ring) else -1)
        for ring in land.get_path().to_polygons(closed_only=True)
        if mpl.path.Path(ring).contains_point((x, y))
    )
    assert bool(inside) is on_land, name


def _counter_clockwise(ring: np.ndarray) -> bool:
    x, y = ring.T
    return float(np.sum(x[:-1] * y[1:] - x[1:] * y[:-1])) > 0.0


def test_labels_lie_on_the_page_and_apart(figure: Figure) -> None:
    page = figure.bbox
    boxes = {}
    for text in figure.findobj(mpl.text.Text):
        if text.get_text() and text.get_visible() and text.get_gid():
            box = text.get_window_extent()
            boxes[text.get_gid()] = box
            assert page.x0 <= box.x0, text
            assert box.x1 <= page.x1, text
            assert page.y0 <= box.y0, text
            assert box.y1 <= page.y1, text
    placed = [gid for gid in boxes if re.match("city|name|sea-name|site-label|track|scale", gid)]
    assert len(placed) >= 8
    for i, one in enumerate(placed):
        for other in placed[i + 1 :]:
            assert not boxes[one].shrunk(0.98, 0.9).overlaps(boxes[other].shrunk(0.98, 0.9)), (
                one,
                other,
            )


def test_type_is_no_smaller_than_eight_points(figure: Figure) -> None:
    sizes = [t.get_size() for t in figure.findobj(mpl.text.Text) if t.get_text() and t.get_gid()]
    assert min(sizes) >= 8.0
    assert figure.get_size_inches()[0] * 25.4 == pytest.approx(120.0)


@pytest.mark.parametrize(
    ("choice", "shown"),
    [
        ("none", None),
        ("east-sea", "East Sea"),
        ("sea-of-japan", "Sea of Japan"),
        ("both", "East Sea / Sea of Japan"),
    ],
)
def test_sea_name_is_a_choice(choice: str, shown: str | None) -> None:
    figure = draw_map(scene(), sea_label=choice)  # type: ignore[arg-type]
    names = figure.findobj(lambda a: a.get_gid() == "sea-name")
    assert [" ".join(n.get_text().split()) for n in names] == ([shown] if shown else [])


def test_unknown_sea_name_lists_the_choices() -> None:
    with pytest.raises(InputError, match="none, east-sea, sea-of-japan or both"):
        draw_map(scene(), sea_label="japan")  # type: ignore[arg-type]


def test_disputed_islands_have_no_label(svg: ET.Element) -> None:
    words = " ".join("".join(text.itertext()) for text in svg.iter(f"{SVG}text"))
    assert not re.search("dokdo|takeshima|liancourt|senkaku|diaoyu|kuril|kunashir", words, re.I)


def test_svg_has_text_and_named_groups(svg: ET.Element) -> None:
    ids = [element.get("id") for element in svg.iter() if element.get("id")]
    assert len(ids) == len(set(ids))
    assert {
        "land", "coast", "borders", "graticule", "site", "site-label", "sea-name", "scale-bar",
        "fan-1-1", "fan-2-1", "range-arc-1-1", "track-1", "track-1-boost", "track-2", "splash-2",
        "track-2-label",
    } <= set(ids)  # fmt: skip
    texts = ["".join(text.itertext()) for text in svg.iter(f"{SVG}text")]
    assert "Pyongyang area" in texts
    assert any("1,500 km" in text for text in texts)


def test_metadata_name_title_version_and_sources(figure: Figure, svg: ET.Element) -> None:
    import trajkit

    png = render(figure, ".png", dpi=50)
    for kept in (b"Launch of 6 January 2025", b"Natural Earth", trajkit.__version__.encode()):
        assert kept in png
        assert kept in ET.tostring(svg, encoding="utf-8")


@pytest.mark.parametrize("suffix", [".png", ".svg", ".pdf"])
def test_same_bytes_twice(suffix: str) -> None:
    one, two = draw_map(scene()), draw_map(scene())
    first = render(one, suffix)
    assert first == render(two, suffix)
    assert first == render(one, suffix)


def test_vectors_are_light(figure: Figure) -> None:
    assert len(render(figure, ".svg")) < 400_000
    assert len(render(figure, ".pdf")) < 400_000


def test_offline_and_without_touching_settings(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object, **__: object) -> None:
        raise AssertionError("a map may not use the network")

    monkeypatch.setattr(socket, "socket", refuse)
    monkeypatch.setattr(socket, "create_connection", refuse)
    with mpl.rc_context({"font.size": 31.0, "axes.facecolor": "red", "svg.fonttype": "path"}):
        before = dict(mpl.rcParams)
        figure = draw_map(scene())
        svg = render(figure, ".svg")
        assert dict(mpl.rcParams) == before
    assert svg == render(draw_map(scene()), ".svg")


def test_projection_follows_the_extent() -> None:
    far = draw_map(
        scene(
            tracks=(track("x: 9,000 km", range_m=9e6, apogee_m=1.3e6, azimuth_deg=60.0, colour=2),),
            fans=(),
        )
    )
    assert isinstance(far.axes[0].projection, ccrs.AzimuthalEquidistant)
    # The track crosses the date line; on the map it stays in one piece.
    (line,) = artist(far, "track-1").get_segments()
    assert np.hypot(*np.diff(line, axis=0).T).max() < 1e5
    assert isinstance(draw_map(scene()).axes[0].projection, ccrs.LambertConformal)


def test_southern_and_date_line_maps() -> None:
    """A launch from New Zealand's east coast: southern cone, centre near the date line."""
    place = {"latitude_deg": -39.3, "longitude_deg": 177.9}
    figure = draw_map(
        scene(
            site_name="Māhia",
            site_latitude_deg=-39.3,
            site_longitude_deg=177.9,
            tracks=(
                track("x: 800 km", range_m=8e5, apogee_m=2e5, azimuth_deg=80, colour=0, **place),
            ),
            fans=(Fan(8e5, ((70.0, 90.0),)),),
        )
    )
    lon, lat = degrees(figure, np.array([[np.mean(figure.axes[0].get_xlim()),
                                          np.mean(figure.axes[0].get_ylim())]]))[0]  # fmt: skip
    assert lat == pytest.approx(-38.6, abs=1.0)
    assert abs(lon) > 175.0
    assert artist(figure, "land").get_path().vertices.shape[0] > 50
    labels = {t.get_gid() for t in figure.findobj(mpl.text.Text)}
    assert {"degrees-180", "degrees-40s"} <= labels or {"degrees-178w", "degrees-40s"} <= labels


def test_dollar_signs_are_not_mathematics() -> None:
    svg = render(draw_map(scene(title="a $x$ and $y$")), ".svg").decode()
    assert "a $x$ and $y$" in svg


def test_no_window_draws_no_fan() -> None:
    figure = draw_map(scene(fans=(Fan(1.5e6, (), colour=1),)))
    assert not figure.findobj(lambda a: str(a.get_gid()).startswith(("fan", "range-arc")))
    words = " ".join(t.get_text() for t in figure.findobj(mpl.text.Text))
    assert "Shaded" not in words


def test_korean_stays_text_whatever_fonts_there_are() -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", MissingGlyphWarning)
        svg = render(draw_map(scene(site_name="평양")), ".svg").decode()
    assert ">평양<" in svg
