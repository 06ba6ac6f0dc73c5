"""Properties of every walk, on starts, rates and curves that nobody chose."""

import math

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from nbnn.core.landscapes.descent import descend, number
from nbnn.core.landscapes.rates import best_rate
from nbnn.core.records.curves import CURVES, from_function
from nbnn.core.records.optimizers import OPTIMIZERS

CURVE = st.sampled_from(list(CURVES.values()))
SMOOTH = st.sampled_from([curve for curve in CURVES.values() if not curve.kinks and not curve.bounded])
RULE = st.sampled_from(list(OPTIMIZERS.values()))
RATE = st.floats(-5, 1).map(lambda power: 10.0 ** power)
PLACE = st.floats(0, 1)


@st.composite
def starts(draw, curve, most=6):
    """1 to `most` starts in the view, or a good deal outside it where the domain allows."""
    low, high = np.array(curve.view).T
    stretch = draw(st.sampled_from([1.0, 3.0])) if not curve.bounded else 1.0
    middle, half = (low + high) / 2, (high - low) / 2 * stretch
    rows = draw(st.lists(st.tuples(*[PLACE] * curve.dimension), min_size=1, max_size=most))
    w = np.clip(middle - half + 2 * half * np.array(rows), *(np.array(curve.domain).T))
    return w if curve.dimension == 2 else w[:, 0]


@st.composite
def walks(draw, of=CURVE, rule=RULE):
    curve = draw(of)
    return descend(curve, draw(starts(curve)), draw(rule), draw(RATE), draw(st.integers(1, 60)))


def columns(path):
    return {"points": path.points, "values": path.values, "places": path.places, "derivatives": path.derivatives,
            "updates": path.updates} | dict(path.states)


@given(paths=walks())
def test_alone_and_at_once_are_the_same_to_the_last_bit(paths):
    for k, start in enumerate(paths.points[0]):
        one, alone = paths.path(k), descend(paths.curve, start, paths.optimizer, paths.eta, paths.steps)
        assert one.stopped_because == alone.stopped_because and len(one) == len(alone) == paths.lengths[k]
        for (name, ours), theirs in zip(columns(one).items(), columns(alone).values(), strict=True):
            assert np.array_equal(ours, theirs), name
        assert one.reached is alone.reached is paths.reached[k]


@given(paths=walks())
def test_finite_until_the_end_and_nothing_after_it(paths):
    for k, n in enumerate(paths.lengths):
        for name, column in columns(paths).items():
            last = n + 1 if name in ("points", "values") else n
            assert np.isfinite(column[:last, k]).all() and np.isnan(column[last:, k]).all(), name
        assert (n < paths.steps) == bool(paths.stopped_because[k])
    assert len(paths) == paths.lengths.max() == len(paths.points) - 1 == len(paths.etas)


@given(paths=walks())
def test_each_point_is_the_last_one_and_its_update(paths):
    aims = paths.points[:-1] + paths.updates
    if paths.curve.projects:
        aims = np.clip(aims, *paths.curve.domain[0])
    assert np.array_equal(aims, paths.points[1:], equal_nan=True)
    for k, n in enumerate(paths.lengths):
        assert np.array_equal(paths.values[:n + 1, k], paths.curve.value(paths.points[:n + 1, k]))
        assert paths.curve.inside(paths.points[:n + 1, k]).all()


@given(paths=walks(), data=st.data())
def test_a_longer_walk_begins_with_the_shorter_one(paths, data):
    more = descend(paths.curve, paths.points[0], paths.optimizer, paths.eta, paths.steps + data.draw(st.integers(1, 40)))
    for (name, short), long in zip(columns(paths).items(), columns(more).values(), strict=True):
        assert np.array_equal(short, long[:len(short)], equal_nan=True), name


@given(paths=walks(), data=st.data())
def test_every_update_has_its_sentence_and_its_table(paths, data):
    path = paths.path(data.draw(st.integers(0, len(paths.lengths) - 1)))
    i = data.draw(st.integers(0, len(path)))
    said = path.sentence(i)
    assert said[-1] == "." and "nan" not in said.lower() and "-" not in said and "e+" not in said
    assert (number(path.points[i]) if path.curve.dimension == 1 else number(path.points[i][1])) in said
    rows = path.table(i)
    assert [row["symbol"] for row in rows][:2] == ["w", "ℓ"] and all(row["words"] and row["value"] for row in rows)
    assert len(rows) == (3 if i == len(path) else 6 + (path.optimizer.look is not None) + len(path.optimizer.lines))


@given(start=st.floats(-4, 4), eta=st.floats(0.01, 3))
def test_the_parabola_in_closed_form(start, eta):
    """w_t = (1 − 2η)ᵗ w₀: down for η < 1, up for η > 1."""
    path = descend("parabola", start, eta=eta, steps=20)
    assert path.points == pytest.approx(start * (1 - 2 * eta) ** np.arange(21), rel=1e-9, abs=1e-12)
    assume(abs(start) > 1e-3)
    if eta < 0.99:
        assert path.values[-1] < path.values[0] and "too long" not in path.sentence(0)
    if eta > 1.01:
        assert path.values[-1] > path.values[0] and "too long" in path.sentence(0) and "too long" in path.sentence(20)


@given(paths=walks(SMOOTH, st.just(OPTIMIZERS["sgd_optimizer"])))
def test_a_growing_loss_has_its_reason(paths):
    """Along a step of SGD at which the loss grows, η times the mean curvature is above 2: the sentence says so, with it."""
    for k in range(len(paths.lengths)):
        path = paths.path(k)
        grew = np.diff(path.values) > 1e-9 * np.abs(path.values[:-1])
        for i in np.flatnonzero(grew & (path.values[1:] < 1e100))[:3]:
            said = path.sentence(int(i), write=repr)
            times = float(said.partition("and η times that is ")[2].partition(";")[0])
            s, ds = np.linspace(0, 1, 20_001, retstep=True)
            along = path.points[i] + s.reshape(-1, *[1] * (path.curve.dimension - 1)) * path.updates[i]
            slopes = np.sum((path.curve.derivative(along) * path.updates[i]).reshape(len(s), -1), axis=1)
            if np.abs(path.updates[i]).max() < 100:  # ∫(1 − s) dslope/ds ds by parts: the mean curvature, by the derivative alone
                mean = 2 * (ds * (slopes.sum() - (slopes[0] + slopes[-1]) / 2) - slopes[0]) / np.sum(path.updates[i] ** 2)
                assert times == pytest.approx(path.etas[i] * mean, rel=1e-3)
            assert times > 2


@given(data=st.data())
def test_a_small_rate_never_climbs(data):
    """η times the curvature below 1 along the whole view: the loss of SGD falls at every update."""
    curve = data.draw(SMOOTH)
    low, high = np.array(curve.view).T
    grid = np.stack(np.meshgrid(*np.linspace(low, high, 41).T), axis=-1)
    largest = np.max(curve.curvature(grid if curve.dimension == 2 else grid[..., 0]))
    start = np.clip(data.draw(starts(curve, most=1)), *(np.stack([low, high]) if curve.dimension == 2 else curve.view[0]))
    path = descend(curve, start, eta=0.5 / largest, steps=60).path(0)
    assert (np.diff(path.values) <= 1e-12 * (1 + np.abs(path.values[:-1]))).all()


@given(shift=st.floats(-1, 1), scale=st.floats(0.1, 5), start=st.floats(-2, 2), rule=RULE)
def test_a_teachers_function_point_by_point_walks_as_one_for_arrays(shift, scale, start, rule):
    whole = from_function(lambda w: scale * (w - shift) ** 2, lambda w: 2 * scale * (w - shift))
    single = from_function(lambda w: scale * (w - shift) ** 2 if math.isfinite(w) else None,
                           lambda w: 2 * scale * (w - shift) if w else -2 * scale * shift)
    assert (whole.value_unchecked.layout, single.value_unchecked.layout) == ("arrays", "points")
    assert descend(single, start, rule, 0.01, 30).points == pytest.approx(descend(whole, start, rule, 0.01, 30).points, rel=1e-9, abs=1e-9)
    numeric = from_function(lambda w: scale * (w - shift) ** 2, minima=())
    assert numeric.derivative(start) == pytest.approx(whole.derivative(start), rel=1e-7, abs=1e-8)


@given(data=st.data(), steps=st.integers(1, 40), criterion=st.sampled_from(["final", "best"]))
def test_no_rate_of_a_sweep_beats_the_best(data, steps, criterion):
    curve, rule = data.draw(CURVE), data.draw(RULE)
    sweep = best_rate(curve, optimizer=rule, steps=steps, criterion=criterion)
    down = sweep.trajectory.values[0, 0] - sweep.losses.min()
    assert sweep.best_loss <= sweep.losses.min() + 1e-12 * abs(down)
    alone = descend(curve, None, rule, sweep.best, steps)
    assert sweep.best_loss == (alone.end_values if criterion == "final" else alone.values.min())
    assert sweep.at_edge == (sweep.index in (0, len(sweep.etas) - 1))
    assert sweep.sentence()[-1] == "."
