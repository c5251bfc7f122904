"""Charts of sweeps: what they show is what was found, and everything written can be read."""

from __future__ import annotations

import csv
import io
import json
import shutil
from itertools import combinations
from typing import TYPE_CHECKING

import matplotlib as mpl
import numpy as np
import pytest
import small_sweep as small
from command_line import trajkit
from PIL import Image

import trajkit as tk
from trajkit.errors import InputError
from trajkit.output.charts import scale_of
from trajkit.output.picture import render
from trajkit.output.style import SMALL_PT

if TYPE_CHECKING:
    from matplotlib.figure import Figure


@pytest.fixture(scope="module")
def glider(tmp_path_factory):
    home = tmp_path_factory.mktemp("glider") / "sweep"
    return small.made(small.glider(256, second_order=False), home)


@pytest.fixture(scope="module")
def others(tmp_path_factory):
    home = tmp_path_factory.mktemp("others")
    return {
        "morris": small.made(small.check("sobol-g", "morris", 40), home / "morris"),
        "grid": small.made(small.check("ishigami", "grid", None, levels=5), home / "grid"),
    }


def words(figure: Figure) -> str:
    return " ".join(" ".join(t.get_text().split()) for t in figure.findobj(mpl.text.Text))


def part(figure: Figure, gid: str):
    (found,) = figure.findobj(lambda artist: artist.get_gid() == gid)
    return found


def pictures(glider, others) -> dict[str, Figure]:
    found = tk.sensitivity(glider, "range_m")
    morris, grid = (tk.sensitivity(others[name]) for name in ("morris", "grid"))
    near = {"second_peak_m": ("20 km", "60 km")}
    return {
        "sobol": tk.plot.indices(found),
        "morris": tk.plot.indices(morris),
        "rank": tk.plot.indices(grid),
        "tornado": tk.plot.tornado(found),
        "tornado of a grid": tk.plot.tornado(grid),
        "scatter": tk.plot.scatter(glider, "range_m", at_least="1,500 km"),
        "scatter of a grid": tk.plot.scatter(others["grid"], "y", factors=["x2"]),
        "heat map": tk.plot.heat_map(glider, "range_m", ("speed_m_s", "lift_to_drag")),
        "share": tk.plot.heat_map(
            glider, "range_m", ("speed_m_s", "lift_to_drag"), at_least="1,500 km", given=near
        ),
        "heat map of a grid": tk.plot.heat_map(others["grid"], "y", ("x1", "x2")),
        "needed": tk.plot.needed(glider, "range_m", at_least=1500e3),
        "needed given": tk.plot.needed(glider, "range_m", at_least=1500e3, given=near),
        "needed by none": tk.plot.needed(glider, "range_m", at_least="9,000 km"),
        "needed of values": tk.plot.needed(others["grid"], "y", at_least=5.0),
    }


def test_all_that_is_written_is_on_the_page_large_enough_and_apart(glider, others) -> None:
    for name, figure in pictures(glider, others).items():
        figure.draw_without_rendering()
        page = figure.bbox
        unseen, boxes = _unseen(figure), {}
        for text in figure.findobj(mpl.text.Text):
            if not text.get_text().strip() or not text.get_visible() or id(text) in unseen:
                continue
            box = mpl.text.Text.get_window_extent(text)
            assert text.get_fontsize() >= SMALL_PT, (name, text)
            assert page.x0 <= box.x0, (name, text)
            assert box.x1 <= page.x1, (name, text)
            assert page.y0 <= box.y0, (name, text)
            assert box.y1 <= page.y1, (name, text)
            boxes[f"{text.get_text()} {id(text)}"] = box
        for one, other in combinations(boxes, 2):
            assert not boxes[one].shrunk(0.98, 0.8).overlaps(boxes[other].shrunk(0.98, 0.8)), (
                name, one, other,
            )  # fmt: skip


def _unseen(figure: Figure) -> set[int]:
    """Labels of ticks out of view: Matplotlib keeps some that it does not draw."""
    found = set()
    for axis in (axis for axes in figure.axes for axis in (axes.xaxis, axes.yaxis)):
        low, high = sorted(axis.get_view_interval())
        room = 1e-9 * (high - low)
        for tick in (*axis.get_major_ticks(), *axis.get_minor_ticks()):
            if not low - room <= tick.get_loc() <= high + room:
                found |= {id(tick.label1), id(tick.label2)}
    return found


def test_bars_are_the_indices(glider) -> None:
    found = tk.sensitivity(glider, "range_m")
    one = found["range_m"]
    figure = tk.plot.indices(found)
    for row, factor in enumerate(one.order, 1):
        assert part(figure, f"alone-{row}").get_width() == pytest.approx(one.sobol.first[factor])
        assert part(figure, f"with-{row}").get_width() == pytest.approx(one.sobol.total[factor])
        low, high = part(figure, f"with-{row}-interval").get_xdata()
        assert (low, high) == pytest.approx(tuple(one.sobol.total_interval[:, factor]))
    # What is missing is said, and what it could do.
    assert f"{one.missing_count} of {found.rows:,} flights have no range" in words(figure)


def test_the_tornado_goes_from_low_to_high(glider) -> None:
    found = tk.sensitivity(glider, "range_m")
    one, table = found["range_m"], glider.table()
    figure = tk.plot.tornado(found)
    x, y = table["speed_m_s"], table["range_m"]
    ends = np.quantile(x[np.isfinite(y)], [0.1, 0.9])
    low, high = np.nanmean(y[x < ends[0]]) / 1e3, np.nanmean(y[x > ends[1]]) / 1e3
    rows = {
        row: (part(figure, f"factor-{row}-low"), part(figure, f"factor-{row}-high"))
        for row in (1, 2, 3)
    }
    drawn = [
        (left.get_x() + left.get_width(), right.get_x() + right.get_width())
        for left, right in rows.values()
    ]
    assert any(pair == pytest.approx((low, high), rel=5e-3) for pair in drawn)
    widths = [abs(b - a) for a, b in drawn]
    assert widths == sorted(widths, reverse=True)
    assert part(figure, "factor-1-low").get_x() == pytest.approx(one.mean / 1e3)


def test_the_heat_map_counts_shares_in_cells(glider) -> None:
    table = glider.table()
    figure = tk.plot.heat_map(glider, "range_m", ("speed_m_s", "angle_deg"), at_least=1500e3)
    mesh = part(figure, "mean")
    cells = mesh.get_array()
    known = np.isfinite(table["range_m"])
    assert cells.shape == (14, 14)
    edges = mesh.get_coordinates()
    column, row = 9, 5
    inside = (
        known
        & (table["speed_m_s"] / 1e3 >= edges[row, column, 0])
        & (table["speed_m_s"] / 1e3 < edges[row, column + 1, 0])
        & (table["angle_deg"] >= edges[row, column, 1])
        & (table["angle_deg"] < edges[row + 1, column, 1])
    )
    assert inside.sum() >= 3
    share = 100 * np.mean(table["range_m"][inside] >= 1500e3)
    assert cells[row, column] == pytest.approx(share)


def test_few_values_on_a_logarithmic_scale_and_a_single_one(tmp_path) -> None:
    spec = small.glider(1)
    spec |= {"design": {"kind": "grid", "levels": 3}}
    del spec["samples"]
    spec["factors"]["angle_deg"] = {"distribution": "values", "values": [12.0]}
    sweep = small.made(spec, tmp_path / "grid")
    assert sweep.rows == 9
    for up, count in (("speed_m_s", 3), ("angle_deg", 1)):
        mesh = part(tk.plot.heat_map(sweep, "range_m", ("lift_to_drag", up)), "mean")
        edges = mesh.get_coordinates()
        assert edges.shape == (count + 1, 4, 2)
        # Half way between 0.3, 1.095 and 4 by their ratio, and as far beyond the ends.
        np.testing.assert_allclose(edges[0, :, 0], [0.157, 0.573, 2.093, 7.643], rtol=2e-3)
    assert "None does" not in words(tk.plot.needed(sweep, "range_m", at_least="500 km"))
    tk.plot.scatter(sweep, "range_m")
    found = tk.sensitivity(sweep, "range_m")
    for figure in (tk.plot.tornado(found), tk.plot.indices(found)):
        assert render(figure, ".svg")


def test_a_figure_that_none_reaches_is_said_with_the_greatest(glider) -> None:
    greatest = np.nanmax(glider.table(["range_m"])["range_m"]) / 1e3
    said = words(tk.plot.needed(glider, "range_m", at_least="9,000 km"))
    assert f"None does; the greatest is {greatest:,.0f} km" in said


@pytest.mark.parametrize(
    ("name", "greatest", "label"),
    [
        ("range_m", 1.5e6, "range, km"),
        ("second_peak_m", 900.0, "second peak, m"),
        ("burnout_speed_m_s", 3e3, "burnout speed, km/s"),
        ("flight_time_s", 700.0, "flight time, s"),
        ("flight_time_s", 4000.0, "flight time, min"),
        ("ballistic_coefficient_kg_m2", 3e3, "ballistic coefficient, kg/m²"),
        ("lift_to_drag", 2.0, "lift-to-drag ratio"),
        ("burnout_angle_deg", 25.0, "burnout angle, degrees"),
    ],
)
def test_axes_are_in_units_that_suit(name, greatest, label) -> None:
    assert scale_of(name, [0.0, np.nan, -greatest]).label == label


def test_pictures_are_the_same_at_every_call_and_few_in_bytes(glider) -> None:
    def drawn(suffix: str) -> bytes:
        return render(tk.plot.needed(glider, "range_m", at_least=1500e3), suffix, dpi=100)

    assert drawn(".png") == drawn(".png")
    assert drawn(".svg") == drawn(".svg")
    assert len(drawn(".svg")) < 200e3


def test_the_command_prints_and_writes_what_was_found(glider, tmp_path) -> None:
    out = tmp_path / "out"
    done = trajkit("sensitivity", glider.home, "--at-least", "1,500 km", "--out", out)
    assert done.code == 0, done.err
    one = tk.sensitivity(glider, "range_m")["range_m"]
    first = int(one.order[0])
    low, high = one.sobol.total_interval[:, first]
    assert f"{one.sobol.total[first]:.2f} ({low:.2f}, {high:.2f})" in done.out
    found = tk.needed(glider, "range_m", at_least="1,500 km")
    assert f"{int(found.reaching.sum()):,} of {found.rows:,} flights" in done.out
    pictures = ("heat-map", "indices", "needed", "scatter", "tornado")
    names = {f"range_m-{picture}.{f}" for picture in pictures for f in ("png", "svg")}
    assert {path.name for path in out.iterdir()} == names | {"sensitivity.csv", "sensitivity.json"}
    with Image.open(out / "range_m-indices.png") as image:
        assert image.text["Title"] == "Hwasong-16B, 6 January 2025"
    told = json.loads((out / "sensitivity.json").read_text(encoding="utf-8"))
    assert told["needed"]["range_m"]["share"] == found.share
    assert told["outputs"]["range_m"]["missing"] == {"time limit": one.missing_count}
    rows = list(csv.DictReader(io.StringIO((out / "sensitivity.csv").read_text(encoding="utf-8"))))
    (row,) = [r for r in rows if r["index"] == "total" and r["factor"] == "speed_m_s"]
    column = tk.sensitivity(glider, "range_m").factors.index("speed_m_s")
    assert float(row["value"]) == one.sobol.total[column]
    assert float(row["if_highest"]) == one.filled[1, column]


def test_json_is_one_object_and_nothing_else(glider) -> None:
    done = trajkit("sensitivity", glider.home, "--output", "second_peak_m", "--json", "-")
    assert done.json["outputs"]["second_peak_m"]["unit"] == "m"
    assert trajkit("sensitivity", glider.home, "--quiet") == (0, "", "")


def test_second_order_indices_are_in_the_table(tmp_path) -> None:
    sweep = small.made(small.check("ishigami", "saltelli", 512), tmp_path / "sweep")
    done = trajkit("sensitivity", sweep.home, "--json", "-")
    pairs = {
        (one["factor"], one["other_factor"]): one["value"]
        for one in done.json["outputs"]["y"]["indices"]
        if one["index"] == "second order"
    }
    assert set(pairs) == {("x1", "x2"), ("x1", "x3"), ("x2", "x3")}
    assert max(pairs, key=pairs.get) == ("x1", "x3")
    assert "Strongest pair: x1 with x3" in words(tk.plot.indices(tk.sensitivity(sweep)))


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (["--output", "range"], 'no output "range"; choose range_m or second_peak_m'),
        (["--at-least", "1500 s"], "1500 s"),
        (["--at-least", "far"], "far"),
        (["--at-least", "1500"], '"1500" has no unit'),
        (
            ["--at-least", "1 km", "--output", "range_m", "--output", "second_peak_m"],
            "give --output once",
        ),
        (["--at-least", "1 km", "--given", "range_m"], "is not NAME=LOW..HIGH"),
        (["--at-least", "1 km", "--given", "rnge_m=1 km..2 km"], 'no column "rnge_m"'),
        (["--at-least", "1 km", "--given", "rnge=1 km..2 km"], 'no column "rnge"; choose lift_to'),
        (["--given", "range_m=1 km..2 km"], "--given goes with --at-least or --out"),
        (["--confidence", "95"], "confidence 95 is not between 0 and 1"),
        (["--resamples", "2"], "2 resamples give no interval"),
        (["--resamples", "100000000000"], "100,000,000,000 resamples take too long"),
        (["--format", "gif", "--out", "x"], 'format "gif" is not known'),
        (["--out", ""], "--out names no folder"),
    ],
)  # fmt: skip
def test_bad_input_gets_one_sentence(glider, options, said) -> None:
    assert said in trajkit("sensitivity", glider.home, *options).sentence


def test_a_damaged_sweep_is_refused(glider, tmp_path) -> None:
    home = tmp_path / "glider"
    shutil.copytree(glider.home, home)
    part, manifest = home / "parts" / "000000.parquet", home / "manifest.json"
    content = bytearray(part.read_bytes())
    content[len(content) // 2] ^= 1
    part.write_bytes(content)
    assert f"{part} is damaged or missing" in trajkit("sensitivity", home).sentence
    part.unlink()
    assert f"{part} is damaged or missing" in trajkit("sensitivity", home).sentence
    for left in ('{"format": "trajkit sweep 1", "finished": true}', "[", ""):
        manifest.write_text(left, encoding="utf-8")
        assert "is missing or damaged" in trajkit("sensitivity", home).sentence
    manifest.unlink()
    assert "is missing or damaged" in trajkit("sensitivity", home).sentence


def test_a_folder_without_a_sweep_gets_one_sentence(tmp_path) -> None:
    assert "holds no sweep" in trajkit("sensitivity", tmp_path).sentence
    assert "there is no folder" in trajkit("sensitivity", tmp_path / "none").sentence


def test_pictures_refuse_what_they_cannot_show(glider) -> None:
    with pytest.raises(InputError, match=r'no factor "beta".*choose lift_to_drag, speed_m_s or'):
        tk.plot.heat_map(glider, "range_m", ("beta", "speed_m_s"))
    with pytest.raises(InputError, match="not installed"):
        tk.plot.tornado(tk.sensitivity(glider), font="No Such Font")
