"""The profile is to scale where it says so, and names what it shows."""

from __future__ import annotations

import re
import xml.etree.ElementTree as ET
from typing import TYPE_CHECKING

import matplotlib as mpl
import numpy as np
import pytest
from fake_scene import scene, track

import trajkit as tk
from trajkit.errors import InputError
from trajkit.output.picture import render
from trajkit.output.profile import draw_profile
from trajkit.output.scene import Mark, Scene

if TYPE_CHECKING:
    from matplotlib.figure import Figure

SVG = "{http://www.w3.org/2000/svg}"


def lofted() -> Scene:
    return scene(
        tracks=(
            track(
                "ROK JCS: 1,000 km", range_m=1e6, apogee_m=6.04e6, azimuth_deg=75, colour=0,
                reported=(Mark(4.9e5, 6.2e6, "KCNA: 6,200 km"),),
            ),
        ),
        fans=(),
    )  # fmt: skip


def panel(figure: Figure, gid: str) -> mpl.axes.Axes:
    (axes,) = [axes for axes in figure.axes if axes.get_gid() == gid]
    return axes


def scales(axes: mpl.axes.Axes) -> tuple[float, float]:
    """Metres in one inch of paper, along and up."""
    size = axes.get_position().size * axes.figure.get_size_inches()
    return np.ptp(axes.get_xlim()) / size[0], np.ptp(axes.get_ylim()) / size[1]


def words(figure: Figure) -> list[str]:
    return [" ".join(t.get_text().split()) for t in figure.findobj(mpl.text.Text)]


@pytest.mark.parametrize("make", [scene, lofted])
def test_one_panel_is_to_scale_and_the_other_says_how_far_it_is_not(make) -> None:
    figure = draw_profile(make())
    along, up = scales(panel(figure, "to-scale"))
    assert along == pytest.approx(up, rel=1e-9)
    along, up = scales(panel(figure, "stretched"))
    (heading,) = [w for w in words(figure) if re.match("Heights stretched|Widened", w)]
    said = float(re.findall(r"[\d.]+", heading)[0])
    assert said == pytest.approx(max(along / up, up / along), rel=0.05)
    assert said > 1.5
    assert "curvature is left out" in " ".join(words(figure))


def test_reference_heights_only_in_view() -> None:
    low = " ".join(words(draw_profile(scene())))
    assert "airliner, 11 km" in low
    assert "space, 100 km" in low
    assert "space station" not in low
    assert "space station, 420 km" in " ".join(words(draw_profile(lofted())))
    hop = scene(
        tracks=(track("x: 100 km", range_m=1e5, apogee_m=2e4, azimuth_deg=75, colour=0),), fans=()
    )
    assert "space" not in " ".join(words(draw_profile(hop)))


def test_reference_lines_are_at_their_heights() -> None:
    figure = draw_profile(lofted())
    for gid, height in (("to-scale-level-100000-m", 1e5), ("to-scale-level-420000-m", 4.2e5)):
        (line,) = figure.findobj(lambda a, gid=gid: a.get_gid() == gid)
        assert np.all(np.asarray(line.get_ydata()) == height)


@pytest.mark.parametrize("name", ["to-scale", "stretched"])
def test_tracks_are_drawn_whole_in_both_panels(name: str) -> None:
    given = scene()
    axes = panel(draw_profile(given), name)
    for number, flown in enumerate(given.tracks, 1):
        (line,) = [a for a in axes.lines if a.get_gid() == f"{name}-track-{number}"]
        assert np.array_equal(line.get_xydata(), np.c_[flown.range_m, flown.altitude_m])
        (boost,) = [a for a in axes.lines if a.get_gid() == f"{name}-track-{number}-boost"]
        assert boost.is_dashed()
        assert axes.get_xlim()[1] > flown.range_m.max()
        assert axes.get_ylim()[1] > flown.altitude_m.max()


def test_peaks_and_what_is_not_met_are_named() -> None:
    low = draw_profile(scene())
    assert {"100.0 km", "99.8 km", "second peak reported by KCNA: 42.5 km"} <= set(words(low))
    high = draw_profile(lofted())
    assert "KCNA: 6,200 km" in words(high)
    (mark,) = high.findobj(lambda a: a.get_gid() == "reported-1-1")
    assert (mark.get_xdata()[0], mark.get_ydata()[0]) == (4.9e5, 6.2e6)


@pytest.mark.parametrize("make", [scene, lofted])
def test_labels_lie_on_the_page_and_apart(make) -> None:
    figure = draw_profile(make())
    figure.draw_without_rendering()  # puts the axes' own labels in place
    boxes = {}
    axis_labels = [axis.label for axes in figure.axes for axis in (axes.xaxis, axes.yaxis)]
    for text in figure.findobj(mpl.text.Text):
        if text.get_text() and (text.get_gid() or text in axis_labels):
            # The words alone, without an annotation's line to what it names.
            box = mpl.text.Text.get_window_extent(text)
            assert figure.bbox.x0 <= box.x0, text
            assert box.x1 <= figure.bbox.x1, text
            assert figure.bbox.y0 <= box.y0, text
            assert box.y1 <= figure.bbox.y1, text
            if text.get_gid():
                boxes[text.get_gid()] = box.shrunk(0.98, 0.85)
    gids = list(boxes)
    for i, one in enumerate(gids):
        for other in gids[i + 1 :]:
            assert not boxes[one].overlaps(boxes[other]), (one, other)


def test_a_gliding_flight_is_named_off_the_lines_and_says_that_it_meets_its_figures() -> None:
    result = tk.reconstruct("2025-01-06", party="KCNA", model="glide")
    figure = tk.plot.profile(result)
    assert "Gliding flights that meet the reported figures" in words(figure)
    assert {"99.8 km", "42.5 km"} <= set(words(figure))
    figure.draw_without_rendering()
    axes = panel(figure, "stretched")
    (name,) = figure.findobj(lambda a: a.get_gid() == "stretched-track-1-label")
    assert "gliding" in name.get_text()
    low, high = axes.transData.inverted().transform(name.get_window_extent())[:, 1]
    assert not any(low < height < high for height in (11e3, 100e3))


def test_svg_is_xml_with_text_and_same_bytes() -> None:
    svg = render(draw_profile(scene()), ".svg")
    root = ET.fromstring(svg)
    ids = [element.get("id") for element in root.iter() if element.get("id")]
    assert {"to-scale", "stretched", "to-scale-track-1", "peak-1-1", "peak-2-1-label"} <= set(ids)
    assert "To scale" in ["".join(t.itertext()) for t in root.iter(f"{SVG}text")]
    assert svg == render(draw_profile(scene()), ".svg")


def test_settings_are_left_alone() -> None:
    with mpl.rc_context({"font.size": 31.0, "axes.grid": True}):
        before = dict(mpl.rcParams)
        figure = draw_profile(scene())
        assert dict(mpl.rcParams) == before
    assert render(figure, ".svg") == render(draw_profile(scene()), ".svg")


def test_profile_of_nothing_is_refused() -> None:
    with pytest.raises(InputError, match="at least one flight"):
        draw_profile(scene(tracks=()))


def test_shows_itself_in_a_notebook() -> None:
    assert draw_profile(scene())._repr_png_().startswith(b"\x89PNG")
