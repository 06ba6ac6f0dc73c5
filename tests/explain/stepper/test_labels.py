"""The places of numbers beside edges: the same each time, none on another, and given up where there are none."""

from itertools import combinations, product

import numpy as np
import pytest

from nbnn.explain.stepper import labels
from nbnn.explain.stepper.labels import Box, own_places, place_labels


def fan(sources, targets, wide=200.0, high=100.0):
    """Edges from each source to each target, nodes one below the other and evenly apart, and the nodes' boxes."""
    y0, y1 = ([high * (at + 0.5) / count for at in range(count)] for count in (sources, targets))
    pairs = product(range(targets), range(sources))
    edges = [{"row": i, "column": j, "x1": 20.0, "y1": y0[j], "x2": 20.0 + wide, "y2": y1[i]} for i, j in pairs]
    return edges, np.array([[10.0, y, 20.0, 20.0] for y in y0] + [[30.0 + wide, y, 20.0, 20.0] for y in y1])


@pytest.mark.parametrize(("sources", "targets", "wide"), [(1, 1, 200), (2, 3, 300), (3, 2, 300), (4, 3, 400), (1, 8, 300)])
def test_no_label_covers_another_or_a_box_and_each_touches_its_edge(sources, targets, wide):
    edges, fixed = fan(sources, targets, wide, 300.0)
    places = place_labels(edges, fixed, 40.0, 14.0)
    assert len(places) == len(edges)
    for (x, y), (other_x, other_y) in combinations(places, 2):
        assert abs(x - other_x) >= 40 or abs(y - other_y) >= 14
    for (x, y), edge in zip(places, edges):
        assert all(abs(x - bx) * 2 >= w + 40 or abs(y - by) * 2 >= h + 14 for bx, by, w, h in fixed)
        along = (x - edge["x1"]) / (edge["x2"] - edge["x1"])
        assert abs(edge["y1"] + along * (edge["y2"] - edge["y1"]) - y) <= max(labels.ASIDE)


def test_the_places_are_those_of_every_picture_that_was_stored():
    edges, fixed = fan(2, 3, 300.0, 300.0)
    assert place_labels(edges, fixed, 40.0, 14.0).tolist() == pytest.approx(np.array([[260.0, y] for y in (55, 85, 135, 165, 215, 245)]))


def test_where_there_is_no_room_there_are_no_places():
    edges, fixed = fan(2, 3, 90.0, 60.0)
    assert place_labels(edges, fixed, 80.0, 14.0) is None, "each label would stand on a node"


def test_what_can_be_seen_to_be_in_vain_is_not_searched_through(monkeypatch):
    """Each spot that is tried looks for the next label's: in this fan 252 times before the search gives up."""
    edges, fixed = fan(3, 3, 90.0, 80.0)
    looked, any_of = [], np.flatnonzero
    monkeypatch.setattr(labels.np, "flatnonzero", lambda flags: looked.append(1) or any_of(flags))
    assert place_labels(edges, fixed, 50.0, 14.0) is None
    assert 0 < len(looked) <= len(edges)


def test_each_edge_has_a_place_near_its_target_and_one_far_from_it():
    edges, fixed = fan(2, 3, 300.0, 300.0)
    for edge, (near, far) in zip(edges, own_places(edges, fixed, 40.0, 14.0)):
        assert edge["x1"] < far[0] < near[0] < edge["x2"]
        assert all(abs(near[0] - bx) * 2 >= w + 40 or abs(near[1] - by) * 2 >= h + 14 for bx, by, w, h in fixed)


def test_on_a_short_edge_a_smaller_place_or_a_point_must_do():
    edges, fixed = fan(1, 1, 40.0, 40.0)
    (near, far), = own_places(edges, fixed, 60.0, 30.0)
    assert 20 < far[0] <= near[0] < 60


def test_a_box_as_data():
    assert Box(1.26, 2.0, 3.0, 4.04).data() == {"x": 1.3, "y": 2.0, "w": 3.0, "h": 4.0}
