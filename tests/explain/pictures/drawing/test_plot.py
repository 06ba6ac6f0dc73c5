"""Charts as SVG."""

import re

import numpy as np
import pytest

from nbnn.explain.pictures.drawing import plot
from tests.explain.pictures.looked_at import HOSTILE, SVG, checked, texts_at, words_in

RNG = np.random.default_rng(0)
X = np.linspace(0, 1, 3000)
MARKS = {
    "line": plot.Line(X, RNG.normal(size=3000)), "dots": plot.Dots(X, RNG.random(3000)), "bars": plot.Bars(np.arange(5.0), np.arange(5.0)),
    "words": plot.Words(X[:300], X[:300], [f"{HOSTILE} {k}" for k in range(300)]), "ring": plot.Dots(X[:9], X[:9], hollow=True),
    "arrows": plot.Arrows(X, X, X[::-1], X), "nothing": plot.Line(np.zeros(0), np.zeros(0)),
    "beyond": plot.Line(np.array([0, 1.0]), np.array([1e300, -1e300])), "not finite": plot.Dots(np.array([np.nan, np.inf]), np.zeros(2)),
    **{shape: plot.Dots(X, X, shape=shape) for shape in plot.SHAPES},
}


def panel(*marks, title="A title", legend=()):
    return plot.Panel(title, (0.0, 1.0), (-3.0, 3.0), ("across", "up"), marks, legend)


@pytest.mark.parametrize("name", MARKS)
def test_every_mark_is_drawn_within_its_bytes(name):
    checked(plot.drawn([panel(MARKS[name])], "a chart", "what it shows").text())


def test_all_of_them_four_times_are_drawn_with_less_detail():
    legend = [("line", "pos", f"{HOSTILE} {k}") for k in range(40)]
    picture = plot.drawn([panel(*MARKS.values(), title=HOSTILE * 3, legend=legend)] * 4, HOSTILE, HOSTILE)
    assert "and 38 more" in words_in(picture.text())


def test_an_extent_without_a_length_and_names_in_place_of_numbers():
    point, names = plot.Dots(np.ones(1), np.ones(1)), (np.array([0.0, 1]), ["no", "yes"])
    flat = plot.Panel("", (1.0, 1.0), (0.0, 2.0), ("", ""), [point], names_y=names)
    assert {"no", "yes"} <= set(words_in(plot.drawn([flat], "t", "w").text()))


@pytest.mark.parametrize("count", [1, 2, 7, *range(8, 40, 3)])
def test_names_along_an_axis_stand_apart_and_within_the_picture(count):
    names = (np.linspace(0, 1, count), [f"name {k}" for k in range(count)])
    found = [each for each in texts_at(plot.drawn([plot.Panel("", (0.0, 1.0), (0.0, 1.0), ("", ""), [], names_x=names)], "t", "w").text())
             if each[0].startswith("name")]
    assert len(found) >= min(count, 5)
    assert all(right <= following for (*_, right, _), (_, following, *_) in zip(found, found[1:]))
    assert all(left >= 0 and right <= plot.WIDTH for _, left, right, _ in found)


@pytest.mark.parametrize("count", [1, 2, 3, 4])
def test_charts_stand_beside_and_below_one_another_within_the_picture(count):
    charts = list(checked(plot.drawn([panel(MARKS["line"])] * count, "t", "w").text()).iter(f"{SVG}svg"))[1:]
    places = [[float(each.get(key)) for key in ("x", "y", "width", "height")] for each in charts]
    assert len(places) == count == len({(x, y) for x, y, *_ in places})
    assert all(x >= 0 and y >= 0 and x + w <= plot.WIDTH and y + h <= plot.HEIGHT for x, y, w, h in places)
    assert sum(w * h for _, _, w, h in places) > 0.35 * plot.WIDTH * plot.HEIGHT  # the room is used


def test_bars_at_uneven_places_do_not_cover_one_another():
    chart = plot.Panel("", (0.0, 10.0), (0.0, 1.0), ("", ""), [plot.Bars(np.array([1.0, 2.0, 9.0]), np.ones(3))])
    d = next(each.get("d") for each in checked(plot.drawn([chart], "t", "w").text()).iter(f"{SVG}path") if each.get("d", "").endswith("z"))
    bars = [(float(start), float(start) + float(wide)) for start, wide in re.findall(r"M(\S+) [^h]*h(\S+?)V", d)]
    assert len(bars) == 3 and all(right < left for (_, right), (left, _) in zip(bars, bars[1:]))


def test_the_rows_of_a_legend_begin_below_one_another():
    legend = [("line", "pos", f"a name of some length, number {k}") for k in range(6)]
    found = [each for each in texts_at(plot.drawn([panel(MARKS["line"], legend=legend)], "t", "w").text()) if each[0].startswith("a name")]
    rows = {y: min(left for _, left, _, below in found if below == y) for *_, y in found}
    assert len(rows) > 1 and len(set(rows.values())) == 1
