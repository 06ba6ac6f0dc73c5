"""Curves: derivatives by two other ways, minima, a teacher's own functions, and errors."""

import math
import pickle
import warnings

import numpy as np
import pytest

from nbnn.core.records import curves
from nbnn.core.records.curves import CURVES, Curve, Minimum, curve, from_function, grid

ALL = list(CURVES.values())
ONE = [record for record in ALL if record.dimension == 1]
TWO = [record for record in ALL if record.dimension == 2]
TINY = 1e-30
EPSILON = 1e-6


def points(record, count=200):
    """(count,) or (count, 2) places in the view and a little beyond, on no kink."""
    rng = np.random.default_rng(3)
    low, high = np.array(record.view).T
    w = low - 0.2 * (high - low) + 1.4 * (high - low) * rng.random((count, record.dimension))
    return w[:, 0] if record.dimension == 1 else w


def along(record, step):
    """The changes of w that change one weight by `step`."""
    return [step] if record.dimension == 1 else [np.array([step, 0]), np.array([0, step])]


def dense(record, count=401):
    """The view as a grid: (N,) or (N, 2)."""
    if record.dimension == 1:
        return np.linspace(*record.view[0], count * count // 40)
    return np.stack(np.meshgrid(*(np.linspace(*ends, count) for ends in record.view)), axis=-1).reshape(-1, 2)


def at_border(record, w):
    return any(entry in ends for entry, ends in zip(np.ravel(w), record.domain, strict=True))


@pytest.mark.parametrize("record", ALL, ids=repr)
class TestEveryCurve:
    def test_the_derivative_is_that_of_the_complex_step(self, record):
        w = points(record)
        exact = [record.value(w.astype(complex) + change).imag / TINY for change in along(record, 1j * TINY)]
        exact = exact[0] if record.dimension == 1 else np.stack(exact, axis=-1)
        assert np.all(np.abs(record.derivative(w) - exact) <= 1e-12 * np.maximum(np.abs(exact), 1e-3 * np.abs(exact).max()))

    def test_the_derivative_is_that_of_central_differences(self, record):
        w = points(record)
        both = [(record.value(w + change) - record.value(w - change)) / (2 * EPSILON) for change in along(record, EPSILON)]
        both = both[0] if record.dimension == 1 else np.stack(both, axis=-1)
        assert record.derivative(w) == pytest.approx(both, rel=1e-6, abs=1e-8 * (1 + np.abs(record.value(w)).max()))

    def test_shapes(self, record):
        w = points(record)[:6]
        pair = record.dimension == 2
        first = record.value(w[0].tolist())
        assert isinstance(first, float) and first == record.value(w)[0]
        assert record.value(w).shape == (6,)
        assert record.derivative(w).shape == w.shape
        if pair:
            assert record.derivative(w[0]).shape == (2,)
            assert record.value(w.reshape(2, 3, 2)).shape == (2, 3)
            assert np.array_equal(record.derivative(w.reshape(2, 3, 2)), record.derivative(w).reshape(2, 3, 2))
        else:
            assert isinstance(record.derivative(float(w[0])), float)
            assert np.array_equal(record.value(w.reshape(2, 3)), record.value(w).reshape(2, 3))

    def test_whole_numbers_are_numbers(self, record):
        w = 1 if record.dimension == 1 else (1, 1)
        assert record.value(w) == record.value(np.array(w, dtype=float))

    def test_minima_lie_where_they_are_said_to(self, record):
        assert record.lowest
        for minimum in record.minima:
            assert record.value(minimum.w) == pytest.approx(minimum.value, rel=1e-12, abs=1e-12)
            if not at_border(record, minimum.w):
                assert np.abs(record.derivative(minimum.w)).max() <= 1e-9
            for change in (*along(record, 1e-4), *along(record, -1e-4)):
                beside = np.asarray(minimum.w) + change
                assert not record.inside(beside) or record.value(beside) > minimum.value

    def test_global_minima_are_the_lowest(self, record):
        lowest = min(minimum.value for minimum in record.minima)
        assert all(minimum.value == lowest for minimum in record.lowest)
        assert all(minimum.value > lowest for minimum in record.minima if minimum.kind == "local")
        assert record.value(dense(record)).min() >= lowest - 1e-12
        wide = points(record, 2000) * 3
        wide = wide[record.inside(wide)]
        assert record.value(wide).min() >= lowest - 1e-12

    def test_other_level_places(self, record):
        for w in (*record.maxima, *record.saddles):
            assert np.abs(record.derivative(w)).max() <= 1e-9
        for w in record.maxima:
            assert all(record.value(np.asarray(w) + change) < record.value(w)
                       for change in (*along(record, 1e-4), *along(record, -1e-4)))
        for w in record.saddles:
            around = [record.value(np.array(w) + 1e-3 * np.array([math.cos(a), math.sin(a)])) for a in np.linspace(0, 2 * math.pi, 73)]
            assert min(around) < record.value(w) < max(around)

    def test_convex_is_the_chord_test(self, record):
        a, b = points(record, 4000).reshape(2, 2000, *points(record).shape[1:])
        above = record.value((a + b) / 2) - (record.value(a) + record.value(b)) / 2
        assert (above.max() <= 1e-12 * np.abs(record.value(a)).max()) == record.convex

    def test_what_is_said_of_it(self, record):
        assert record.formula and record.derivative_formula and record.source and record.shows.endswith(".")
        assert record.dimension == len(record.domain) == len(record.view) == np.size(record.start)
        assert np.isfinite(record.value(record.start)) and record.inside(np.asarray(record.start))
        assert all(low < start < high for start, (low, high) in zip(np.ravel(record.start), record.view, strict=True))
        assert record.eta > 0 and not record.numeric

    def test_it_travels_by_its_name(self, record):
        assert pickle.loads(pickle.dumps(record)) is record
        assert curve(record) is record and curve(record.key) is record and curve(record.name.upper()) is record


@pytest.mark.parametrize("record", ONE, ids=repr)
def test_one_weight_all_minima_and_maxima_are_listed(record):
    w = np.linspace(*np.array(record.view[0]) * 5, 40_001) + 1e-7
    slope = np.sign(record.derivative(w[record.inside(w)]))
    w = w[record.inside(w)]
    up = w[1:][(slope[:-1] < 0) & (slope[1:] > 0)]
    down = w[1:][(slope[:-1] > 0) & (slope[1:] < 0)]
    spacing = w[1] - w[0]
    inside = [minimum.w for minimum in record.minima if not at_border(record, minimum.w)]
    assert up == pytest.approx(inside, abs=spacing)
    assert down == pytest.approx(record.maxima, abs=spacing)


@pytest.mark.parametrize("record", [record for record in TWO if record.key != "rosenbrock"], ids=repr)
def test_two_weights_all_minima_of_the_view_are_listed(record):
    xs, ys, values = grid(record, 201)
    around = np.stack([values[1 + i:200 + i, 1 + j:200 + j] for i in (-1, 0, 1) for j in (-1, 0, 1) if i or j])
    rows, columns = np.nonzero((values[1:-1, 1:-1] < around).all(axis=0))
    found = sorted((xs[j + 1], ys[i + 1]) for i, j in zip(rows, columns))
    assert np.array(found) == pytest.approx(np.array(sorted(minimum.w for minimum in record.minima)), abs=0.06)


def test_no_digit_is_lost_near_a_minimum():
    assert curves.double_well.value(2.0) == 0 and curves.double_well.value(2 + 1e-9) == pytest.approx(3e-18, rel=1e-6)
    assert curves.plateau.value(1e-9) == pytest.approx(5e-19, rel=1e-9)
    assert curves.ripples.value(1e-9) == pytest.approx(4.25e-18, rel=1e-9)


def test_by_hand():
    assert curves.parabola.value(3) == 9 and curves.parabola.derivative(3) == 6
    assert curves.double_well.value(0) == pytest.approx(8 / 3, rel=1e-15) and curves.double_well.derivative(1) == -2
    assert curves.rosenbrock.value((-1.2, 1)) == pytest.approx(24.2, rel=1e-14)
    assert curves.rosenbrock.derivative((-1.2, 1)) == pytest.approx([-215.6, -88], rel=1e-13)
    assert curves.himmelblau.value((0, 0)) == 170 and curves.himmelblau.derivative((0, 0)).tolist() == [-14, -22]
    assert curves.absolute.derivative(np.array([-2.0, 0.0, 2.0])).tolist() == [-1, 0, 1]
    assert curves.valley(4).value((2, 1)) == 4 and curves.valley(4).derivative((2, 1)).tolist() == [2, 4]


def test_the_lectures_picture():
    """Left of the hilltop down is to the left; the best place is to the right."""
    [top] = curves.hill.maxima
    left, best = (minimum.w for minimum in curves.hill.minima)
    assert left < curves.hill.start < top < best
    assert curves.hill.derivative(curves.hill.start) > 0
    assert [minimum.kind for minimum in curves.hill.minima] == ["local", "global"]


def test_reddi_says_its_mean():
    assert "their mean is w/3," in curves.reddi.formula and "their mean is 8w/3," in curves.reddi(10).formula


def test_reddi_is_the_mean_of_its_parts():
    for record in (curves.reddi, curves.reddi(10)):
        C = record.parameters["C"]
        w = np.array([-1.0, 0.2, 1.0])
        parts = [record.derivative_at(w, t) for t in range(6)]
        assert [part[0] for part in parts] == [C, -1, -1, C, -1, -1]
        assert np.mean(parts[:record.cycle], axis=0) == pytest.approx(record.derivative(w))
        assert record.projects and record.domain == ((-1, 1),)
    with pytest.raises(ValueError, match="above 2"):
        curves.reddi(2)


def test_curvature():
    assert curves.parabola.curvature(7) == pytest.approx(2, rel=1e-8)
    assert curves.double_well.curvature(np.array([-1.0, 2.0])) == pytest.approx([3, 6], rel=1e-7)
    assert curves.valley.curvature((3, 1)) == pytest.approx(25, rel=1e-8)
    assert curves.rosenbrock.curvature((1, 1)) == pytest.approx(501 + math.hypot(301, 400), rel=1e-7)  # of [[802, −400], [−400, 200]]
    assert curves.two_basins.curvature(np.zeros((4, 3, 2))).shape == (4, 3)
    own = from_function(lambda w: w ** 4)
    assert own.numeric and own.curvature(1.5) == pytest.approx(27, rel=1e-4)


def test_usual_slope():
    assert curves.parabola.usual_slope == pytest.approx([3], rel=0.1)
    assert curves.valley.usual_slope == pytest.approx([2.5, 25], rel=0.2)


def test_parameters_and_names():
    assert repr(curves.valley) == "valley(steepness=25)" and curves.valley(100).parameters == {"steepness": 100}
    assert curves.valley(100).formula != curves.valley.formula
    with pytest.raises(ValueError, match="steepness"):
        curves.valley(0.5)
    with pytest.raises(TypeError, match="no parameters"):
        curves.hill(3)
    with pytest.raises(ValueError, match="did you mean 'rosenbrock'"):
        curve("rosenbrok")
    with pytest.raises(TypeError, match="give a record or one of parabola"):
        curve(3)


# ---- A teacher's own ----

def hinge(w):
    if w > 1:
        return 0.0
    return 1.0 - w


def smooth(w):
    return math.sin(w) + 0.1 * w * w


def quiet(*args, **kwargs):
    """from_function, in which a warning is an error."""
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        return from_function(*args, **kwargs)


@pytest.mark.parametrize(("f", "slope", "layout"), [
    (lambda w: w ** 2, lambda w: 2 * w, "arrays"),
    (smooth, lambda w: math.cos(w) + 0.2 * w, "points"),
    (lambda w: abs(w) if w < 0 else w * w, lambda w: -1 if w < 0 else 2 * w, "points"),
    (lambda w: 3.0, lambda w: 0, "points"),
    (lambda w: np.sum(np.square(w)), lambda w: 2 * w, "points"),  # a number for an array: it was written for one weight
], ids=["square", "math", "if", "constant", "a sum"])
def test_functions_of_one_weight(f, slope, layout):
    w = np.array([[-1.3, 0.4, 2.2], [1.1, -0.2, 0.7]])
    own = quiet(f, slope)
    assert own.value(w) == pytest.approx(np.array([[f(entry) for entry in row] for row in w]), rel=1e-15)
    assert own.derivative(w) == pytest.approx(np.array([[slope(entry) for entry in row] for row in w]), rel=1e-15)
    assert own.value(0.5) == f(0.5) and isinstance(own.value(0.5), float)
    assert own.value_unchecked.layout == layout and not own.numeric
    numeric = quiet(f)
    assert numeric.numeric and numeric.derivative(w) == pytest.approx(own.derivative(w), rel=1e-8, abs=1e-9)


@pytest.mark.parametrize(("f", "slope", "layout"), [
    (lambda w: w[..., 0] ** 2 + w[..., 0] * w[..., 1], lambda w: np.stack([2 * w[..., 0] + w[..., 1], w[..., 0]], -1), "arrays"),
    (lambda w: w[0] ** 2 + w[0] * w[1], lambda w: np.array([2 * w[0] + w[1], w[0]]), "columns"),
    (lambda a, b: a ** 2 + a * b, lambda a, b: (2 * a + b, a), "arrays"),
    (lambda w: math.pow(w[0], 2) + w[0] * w[1], lambda w: [2 * w[0] + w[1], w[0]], "points"),
    (lambda w: w @ np.array([[1, 0.5], [0.5, 0]]) @ w, lambda w: np.array([[2, 1], [1, 0]]) @ w, "points"),
], ids=["last axis", "first axis", "two arguments", "math", "matrix"])
def test_functions_of_two_weights(f, slope, layout):
    w = np.random.default_rng(0).normal(size=(2, 3, 2))
    a, b = w[..., 0], w[..., 1]
    for own in (quiet(f, slope, dimension=2), quiet(f, dimension=2)):
        assert own.value(w) == pytest.approx(a * a + a * b, rel=1e-12)
        assert own.derivative(w) == pytest.approx(np.stack([2 * a + b, a], -1), rel=1e-12 if not own.numeric else 1e-7, abs=1e-9)
        assert own.value((1, 2)) == pytest.approx(3) and own.derivative((1, 2)) == pytest.approx([4, 1], rel=1e-8)
        assert own.value_unchecked.layout == layout
        for n in (1, 2, 3):  # two points of two weights are no other layout
            assert own.value(w[0, :n]) == pytest.approx((a * a + a * b)[0, :n])


def test_a_numeric_derivative_says_so():
    own = from_function(smooth, name="wave")
    assert own.numeric and "central differences" in repr(own) and "wave" in repr(own) and "central differences" in own.derivative_formula
    assert "central differences" not in repr(from_function(smooth, lambda w: math.cos(w) + 0.2 * w))


def test_a_derivative_that_disagrees_is_warned_of_with_both_numbers_and_the_place():
    with pytest.warns(UserWarning, match="derivative disagrees") as caught:
        own = from_function(lambda w: w ** 2, lambda w: 3 * w)
    [warning] = caught
    place, given, numeric = (float(text.replace("−", "-")) for text in
                             str(warning.message).replace(",", " ").replace(";", " ").split() if text.strip("−").replace(".", "").isdigit())
    assert given == pytest.approx(3 * place, rel=1e-5) and numeric == pytest.approx(2 * place, rel=1e-5)
    assert warning.filename == __file__
    assert own.derivative(1) == 3  # it is used all the same
    with pytest.warns(UserWarning, match=r"at w = \("):
        from_function(lambda w: w[0] * w[1], lambda w: np.array([w[0], w[1]]), dimension=2)
    with pytest.warns(UserWarning, match="it gives NaN|it gives nan"):
        from_function(lambda w: w ** 2, lambda w: w * np.nan, minima=())


def test_a_function_that_raises_is_heard():
    class Mine(Exception):
        pass

    def f(w):
        if w > 2:
            raise Mine("not above 2")
        return w * w

    with pytest.raises(Mine) as caught:
        from_function(f)
    assert str(caught.value) == "not above 2" and "asked at w = 2" in caught.value.__notes__[0]
    own = from_function(f, view=(-2, 1))
    with pytest.raises(Mine, match="not above 2"):
        own.value(2.5)
    with pytest.raises(ValueError, match=r"math domain error|expected a nonnegative input|expected a positive input"):
        from_function(lambda w: math.log(w))


def test_python_overflow_counts_as_infinite_and_holes_are_not_asked():
    own = from_function(lambda w: math.exp(w * w))
    assert own.value(100.0) == math.inf
    assert math.isnan(own.value(math.nan)) and np.isnan(own.value([math.inf, 1.0])).tolist() == [True, False]


def test_wrong_answers():
    with pytest.raises(ValueError, match=r"gave None at w = .*must give one number"):
        from_function(lambda w: print(end=""))
    with pytest.raises(ValueError, match="must give one number"):
        from_function(lambda w: [w, w])
    with pytest.raises(ValueError, match="must give two numbers"):
        from_function(lambda a, b: a * b, lambda a, b: a, dimension=2)
    with pytest.raises(TypeError, match="must be functions"):
        from_function(3)
    with pytest.raises(TypeError, match="must be functions"):
        from_function(hinge, 2.0)
    with pytest.raises(TypeError, match="complex"):
        from_function(smooth).value(1j)


def test_minima_are_looked_for_in_the_view():
    own = from_function(curves.ripples.value_unchecked, curves.ripples.derivative_unchecked, view=(-4, 4))
    assert [minimum.w for minimum in own.minima] == pytest.approx([minimum.w for minimum in curves.ripples.minima], abs=1e-12)
    assert [minimum.kind for minimum in own.minima] == ["local", "local", "global", "local", "local"]
    assert from_function(lambda w: (w - 0.5) ** 2).minima == (Minimum(0.5, 0.0, "global"),)
    assert from_function(lambda w: w).minima == () and from_function(lambda w: 0 * w).minima == ()
    assert from_function(np.abs).minima[0].w == 0
    assert from_function(lambda w: w * w, minima=()).minima == ()
    known = Minimum((0.0, 0.0), 0.0, "global")
    assert from_function(lambda a, b: a * a + b * b, dimension=2, minima=[known]).minima == (known,)
    assert [m.kind for m in from_function(curves.saddle.value_unchecked, dimension=2).minima] == []
    with pytest.raises(ValueError, match="'global' or 'local'"):
        Minimum(0.0, 0.0, "deep")


def test_views_domains_and_starts():
    own = from_function(np.log1p, domain=(-0.5, np.inf))
    assert own.domain == ((-0.5, math.inf),) and own.view == ((-0.5, 5.5),)
    assert own.bounded and own.inside(np.array([-1, 0, 9])).tolist() == [False, True, True]
    assert from_function(np.square).view == ((-3, 3),) and from_function(np.square).start == pytest.approx(-1.8)
    assert not from_function(np.square).bounded
    two = from_function(lambda a, b: a + b, dimension=2, view=((0, 1), (2, 3)), start=(0.5, 2.5))
    assert two.view == ((0, 1), (2, 3)) and two.start == (0.5, 2.5)
    assert from_function(np.square, domain=(-math.inf, -10)).view == ((-16, -10),)


@pytest.mark.parametrize(("given", "kind", "words"), [
    ({"start": math.nan}, ValueError, "must be finite"),
    ({"start": (1, 2)}, ValueError, "one weight"),
    ({"start": "left"}, TypeError, "made of numbers"),
    ({"start": 7, "domain": (0, 5)}, ValueError, "outside the domain, 0 to 5"),
    ({"view": (3, 1)}, ValueError, "low below high"),
    ({"view": ((0, 1), (0, 1))}, ValueError, r"\(low, high\)"),
    ({"view": (0, math.inf)}, ValueError, "finite"),
    ({"view": (0, 3), "domain": (0, 2)}, ValueError, "inside the domain, 0 to 2|inside the domain"),
    ({"dimension": 3}, ValueError, "must be 1 or 2"),
    ({"eta": 0}, ValueError, "positive"),
], ids=str)
def test_what_else_is_given_is_checked(given, kind, words):
    with pytest.raises(kind, match=words):
        from_function(np.square, **given)


def test_weights_are_checked():
    with pytest.raises(ValueError, match="takes two weights"):
        curves.bowl.value(3)
    with pytest.raises(ValueError, match="takes two weights"):
        curves.bowl.derivative(np.ones((2, 3)))
    with pytest.raises(TypeError, match="must be numbers"):
        curves.hill.value("left")


def test_a_record_made_in_a_cell():
    mine = Curve(key="mine", name="mine", value=lambda w: w ** 2, derivative=lambda w: 2 * w)
    assert mine.value(3) == 9 and mine.view == ((-3, 3),) and curve(mine) is mine and repr(mine) == "mine"


def test_the_grid():
    xs, ys, values = grid("himmelblau", 51)
    assert xs.shape == ys.shape == (51,) and values.shape == (51, 51) and not values.flags.writeable
    assert values[10, 40] == curves.himmelblau.value((xs[40], ys[10]))
    xs, ys, _ = grid(curves.valley, 3, view=((0, 1), (4, 6)))
    assert xs.tolist() == [0, 0.5, 1] and ys.tolist() == [4, 5, 6]
    own = from_function(lambda a, b: math.log(a) + b, dimension=2, domain=((0.1, 5), (-1, 1)))
    assert np.isnan(grid(own, 5, view=((-1, 3), (0, 1)))[2][:, 0]).all()
    with pytest.raises(ValueError, match="one weight"):
        grid("hill")
    for wrong in (1, 2.5, True):
        with pytest.raises(ValueError, match="resolution"):
            grid("bowl", wrong)


@pytest.mark.parametrize("name", ["name", "formula"])
def test_words_that_are_none_are_refused_by_their_name(name):
    with pytest.raises(TypeError, match=f"^{name} is 3: it must be a text"):
        from_function(lambda w: w * w, lambda w: 2 * w, **{name: 3})


@pytest.mark.parametrize("w", [0.0, 1e-9, 1.0, -1e3, 1e6])
def test_differences_are_as_wide_as_the_weight_needs(w):
    own = quiet(lambda w: w * w + 3 * w)
    assert own.numeric and own.derivative(w) == pytest.approx(2 * w + 3, rel=1e-6)


@pytest.mark.parametrize("record", ALL, ids=repr)
def test_a_curve_that_is_the_same_on_both_sides_of_0_stands_in_the_middle_of_its_view(record):
    w = np.random.default_rng(1).uniform(*np.array(record.view).T, size=(50, record.dimension))
    for axis, (low, high) in enumerate(record.view):
        mirrored = w * np.where(np.arange(record.dimension) == axis, -1, 1)
        heights = [record.value_unchecked(each if record.dimension == 2 else each[:, 0]) for each in (w, mirrored)]
        if np.allclose(*heights):
            assert low == -high


def test_curves_have_one_weight_or_two():
    with pytest.raises(ValueError, match="dimension is 3: it must be 1 or 2"):
        curves.checked_weight([1, 2, 3], 3, None)
    with pytest.raises(TypeError, match=r"ends is None: give \(low, high\)"):
        curves.in_words(None)
    with pytest.raises(ValueError, match="of dimension 2: give one of dimension 1"):
        curves.find_minima(CURVES["valley"])
