"""Charts as SVG."""

import numpy as np
import pytest

from nbnn.explain.pictures.drawing import plot
from tests.explain.pictures.looked_at import HOSTILE, checked, words_in

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
