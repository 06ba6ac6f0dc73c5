"""A moving chart as it stands now, without a page."""

import numpy as np
import pytest

from nbnn.explain.pictures.drawing.plot import Arrows, Bars, Dots, Line, Words, drawn
from nbnn.explain.recording.story import story
from nbnn.explain.writing.template import row, slot
from nbnn.views.moving.moving import MovingChart
from nbnn.views.moving.still import panel_of
from nbnn.views.player.player import Player

T = 4
RECORDING = story({"x": np.arange(float(T)), "y": np.arange(float(T)) ** 2, "many": np.arange(3.0 * T).reshape(T, 3)}, ["said"] * T)


@pytest.fixture
def chart():
    player = Player(granularity="update")
    player.show(RECORDING, index=2)
    made = MovingChart({"player": player}, title="A chart", axes=("x", "y"))
    made.line("curve", "faint")
    made.line("trail", "pos", dash="dashed")
    made.points("here", "neg", marker="square")
    made.points("ring", "neg", hollow=True)
    made.bars("bars", "pos")
    made.text("words", "ink")
    made.line("hidden", "pos")
    made.marks["hidden"].visible = False
    between = {"between": ["a", "b"]}
    made.show(x=(0, 4), y=(0, 9), still={"curve": ([0, 4], [0, 9]), "hidden": ([0, 1], [0, 1])}, moves=[
        {"mark": "trail", "kind": "trail", "x": ["x"], "y": ["y"]}, {"mark": "here", "kind": "points", "x": [["x"]], "y": [["y"]]},
        {"mark": "bars", "kind": "columns", "x": "many", "y": "many"}, {"mark": "ring", "kind": "points", "x": [["gone"]], "y": [["y"]]},
        {"mark": "words", "kind": "text", "x": ["x"], "y": ["y"], "text": row("y = ", slot("y"))}],
        arrows=[{"from": [["x"], ["y"]], "to": [1, ["y"]], "color": "ink"},
                {"from": [["x"], ["y"]], "x": "many", "y": "many", "color": "ink", "plain": True}],
        handles={"a": {"words": "a", "label": "a", "at": [1.0, 2.0], "along": "xy"}, "b": {"words": "b", "at": [3.0, 4.0], "along": "xy"},
                 "p": {"words": "p", "at": [0.5], "along": between}, "now": {"words": "now", "player": "player", "x": "x", "y": "y"}},
        legend=[("line", "faint", "the curve")])
    return made


def test_each_mark_is_where_its_player_has_it(chart):
    panel = panel_of(chart)
    lines = [mark for mark in panel.marks if isinstance(mark, Line)]
    assert [each.x.tolist() for each in lines] == [[0, 4], [0, 1, 2], [1, 3]]  # the curve, the trail, the chord; not what is hidden
    dots = [(each.x.tolist(), each.y.tolist(), each.hollow) for each in panel.marks if isinstance(each, Dots)]
    assert dots == [([2], [4], False), ([1], [2], True), ([3], [4], True), ([2], [3], True), ([2], [4], True)]
    (bars,) = (mark for mark in panel.marks if isinstance(mark, Bars))
    assert bars.y.tolist() == [6, 7, 8]
    words = [mark.words for mark in panel.marks if isinstance(mark, Words)]
    assert words == [["y = 4"], ["a"]]
    arrows = [(mark.x1.tolist(), mark.heads) for mark in panel.marks if isinstance(mark, Arrows)]
    assert arrows == [([1], True), ([6, 7, 8], False)]


def test_it_follows_the_player_and_has_the_charts_words(chart):
    chart.mover.players["player"].index = 0
    panel = panel_of(chart)
    assert [each.x.tolist() for each in panel.marks if isinstance(each, Line)][1] == [0]
    assert (panel.title, panel.axes, panel.x, panel.y) == ("A chart", ("x", "y"), (0, 4), (0, 9))
    assert panel.legend == [("line", "faint", "the curve")]
    assert "A chart" in drawn([panel], "t", "w").text()


def test_a_chart_that_shows_nothing_yet_is_empty():
    chart = MovingChart(title="Nothing yet", axes=("x", "y"))
    chart.line("curve", "pos")
    assert panel_of(chart).marks == []
