"""Walks: every number against the same update by hand, many at once against one alone, ends, words and errors."""

import dataclasses
import math

import numpy as np
import pytest

from nbnn.core.landscapes.descent import descend, number
from nbnn.core.records import curves
from nbnn.core.records.curves import CURVES, from_function
from nbnn.core.records.optimizers import OPTIMIZERS, adam, momentum, nesterov, sgd_optimizer
from nbnn.core.records.schedules import cosine, decay

RULES = list(OPTIMIZERS.values())
STEPS = 60


def by_hand(curve, start, rule, eta, steps):
    """The same walk by the records' own functions, update by update: what the walk must keep."""
    w, state = np.array(start, dtype=float), rule.start(np.shape(start))
    kept = {"points": [w], "values": [curve.value(w)], "places": [], "derivatives": [], "updates": [], "states": []}
    for t in range(steps):
        rate = eta(t) if callable(eta) else eta
        offset = rule.ahead(state, rate)
        place = w if offset is None else w + offset
        dl_dw = np.asarray(curve.derivative(place))
        state, update = rule.step(state, dl_dw, rate)
        w = w + update
        for name, found in (("places", place), ("derivatives", dl_dw), ("updates", update), ("states", state), ("points", w),
                            ("values", curve.value(w))):
            kept[name].append(found)
    return kept


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.key)
@pytest.mark.parametrize("curve", CURVES.values(), ids=lambda curve: curve.key)
def test_every_number_is_the_one_by_hand(curve, rule):
    if curve.derivative_at:
        return  # its parts and its border are tested below
    path = descend(curve, curve.start, rule, curve.eta / 10, STEPS)
    kept = by_hand(curve, curve.start, rule, curve.eta / 10, STEPS)
    for name in ("points", "values", "places", "derivatives", "updates"):
        assert np.array_equal(getattr(path, name), np.array(kept[name])), name
    assert set(path.states) == set(rule.keys)
    for key in rule.keys:
        assert np.array_equal(path.states[key], np.array([state[key] for state in kept["states"]])), key
    assert len(path) == STEPS and path.lengths == STEPS and path.stopped_because == "" and path.etas.tolist() == [curve.eta / 10] * STEPS


def test_sgd_on_the_parabola_in_plain_numbers():
    path = descend("parabola", 3, eta=0.1, steps=4)
    assert path.points == pytest.approx([3, 2.4, 1.92, 1.536, 1.2288], rel=1e-15)
    assert path.derivatives == pytest.approx([6, 4.8, 3.84, 3.072], rel=1e-15)
    assert path.updates == pytest.approx([-0.6, -0.48, -0.384, -0.3072], rel=1e-15)
    assert path.values == pytest.approx(path.points ** 2, rel=1e-15)


def test_momentum_in_plain_numbers():
    path = descend("parabola", 1.0, momentum(0.5), eta=0.1, steps=3)
    v1 = -0.2
    v2 = 0.5 * v1 - 0.1 * 2 * 0.8
    v3 = 0.5 * v2 - 0.1 * 2 * (0.8 + v2)
    assert path.states["v"] == pytest.approx([v1, v2, v3], rel=1e-14) and path.updates == pytest.approx([v1, v2, v3], rel=1e-14)


def test_nesterov_says_where_its_derivative_is_taken():
    path = descend("hill", optimizer=nesterov(0.9), eta=0.05, steps=20)
    assert path.places[0] == path.points[0]
    assert path.places[1:] == pytest.approx(path.points[1:-1] + 0.9 * path.states["v"][:-1], rel=1e-15)
    assert np.array_equal(path.derivatives, curves.hill.derivative(path.places))
    assert np.array_equal(descend("hill", optimizer=momentum).places, descend("hill", optimizer=momentum).points[:-1])


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.key)
@pytest.mark.parametrize("key", ["double_well", "hill", "ripples", "two_basins", "himmelblau"])
def test_many_at_once_are_the_same_paths(key, rule):
    curve = CURVES[key]
    low, high = np.array(curve.view).T
    starts = low + (high - low) * np.random.default_rng(1).random((7, curve.dimension))
    starts = starts[:, 0] if curve.dimension == 1 else starts
    together = descend(curve, starts, rule, curve.eta / 10, STEPS)
    assert together.many and together.points.shape == (STEPS + 1, *starts.shape) and together.values.shape == (STEPS + 1, 7)
    assert together.lengths.tolist() == [STEPS] * 7 and together.stopped_because == ("",) * 7
    for k, start in enumerate(starts):
        alone, one = descend(curve, start, rule, curve.eta / 10, STEPS), together.path(k)
        for name in ("points", "values", "places", "derivatives", "updates", "etas"):
            assert np.array_equal(getattr(alone, name), getattr(one, name)), name
        assert all(np.array_equal(alone.states[letter], one.states[letter]) for letter in rule.keys)
        assert (alone.reached, alone.stopped_because, repr(alone)) == (together.reached[k], one.stopped_because, repr(one))
        assert np.array_equal(together.ends[k], alone.ends) and together.end_values[k] == alone.end_values


def test_a_schedule_goes_where_eta_goes():
    for eta in (decay(0.3, lam=0.5), cosine(0.3, 40), lambda t: 0.3 / (1 + t)):
        path = descend("double_well", eta=eta, steps=40)
        assert path.etas.tolist() == [eta(t) for t in range(40)]
        assert path.updates.tolist() == [-(rate * slope) for rate, slope in zip(path.etas, path.derivatives)]
    with pytest.raises(ValueError, match="make the schedule with more steps"):
        descend("double_well", eta=cosine(0.3, 40), steps=41)


def test_a_rate_for_each_path():
    rates = [0.01, 0.1, 0.3]
    fan = descend("valley", (1.0, 1.0), "adam", rates, 30)
    assert fan.etas.shape == (30, 3) and fan.many
    for k, eta in enumerate(rates):
        assert np.array_equal(fan.path(k).points, descend("valley", (1, 1), adam, eta, 30).points) and fan.path(k).eta == eta
        assert fan.path(k).etas.tolist() == [eta] * 30
    with pytest.raises(ValueError, match="2 starts and 3 rates"):
        descend("hill", [0.0, 1.0], eta=rates)
    with pytest.raises(ValueError, match=r"eta\[1\] is -1"):
        descend("hill", eta=[0.1, -1])
    with pytest.raises(ValueError, match="one for each path"):
        descend("hill", eta=[[0.1]])


def test_the_start_is_the_curves_own_unless_given():
    assert descend("rosenbrock", eta=0.001).points[0].tolist() == [-1.2, 1]
    assert descend("hill").points[0] == curves.hill.start
    assert descend("hill", [2]).many and not descend("hill", 2).many


# ---- Ends ----

def test_minima_are_named_when_reached():
    left, right = curves.double_well.minima
    paths = descend("double_well", np.array([-0.5, 0.5, 0.0, -2.0]), steps=200)
    assert paths.reached == (left, right, None, left)
    assert paths.path(0).reached is left
    assert descend("double_well", -0.5, steps=5).reached is None
    assert descend("himmelblau", (3.2, 2.1), eta=0.01, steps=200).reached is curves.himmelblau.minima[0]
    assert descend("plateau", 5.0, steps=100).reached is None  # level, but far away
    assert descend("absolute", 1.03, eta=0.02, steps=200).reached is None  # near, but never at rest


def test_when_it_arrived():
    path = descend("double_well", -0.5, steps=200)
    close = np.abs(path.points + 1) <= 0.005 * 5.4
    assert close[path.arrived:].all() and not close[path.arrived - 1]
    assert descend("double_well", 2.0, steps=3).arrived == 0 and descend("double_well", 0.0).arrived is None
    with pytest.raises(TypeError, match="choose one"):
        descend("double_well", [0.5, 1.0]).arrived


@pytest.mark.parametrize("rule", [sgd_optimizer, momentum, nesterov], ids=lambda rule: rule.key)
@pytest.mark.parametrize(("key", "start"), [("parabola", 2.0), ("double_well", 3.0), ("rosenbrock", (-1.2, 1.0))])
def test_overflow_cuts_the_path_at_its_last_finite_point(key, start, rule):
    path = descend(key, start, rule, 5.0, 2000)
    assert 0 < len(path) < 2000 and len(path.points) == len(path) + 1 == len(path.values) == path.lengths + 1
    for column in (path.points, path.values, path.places, path.derivatives, path.updates, path.etas, *path.states.values()):
        assert np.isfinite(column).all()
    assert f"leaves the finite numbers at update {len(path)}: " in path.stopped_because and "smaller η" in path.stopped_because
    with np.errstate(all="ignore"):  # one more update is no longer finite
        state = {key: column[-1] for key, column in path.states.items()}
        offset = rule.ahead(state, 5.0)
        _, update = rule.step(state, path.curve.derivative(path.points[-1] + (0 if offset is None else offset)), 5.0)
        assert not np.isfinite(path.curve.value(path.points[-1] + update))
    assert path.reached is None


def test_the_reason_names_the_first_quantity():
    assert descend("double_well", 3.0, eta=5.0, steps=50).stopped_because.startswith("ℓ leaves")
    steep = from_function(lambda w: w * 1e300, lambda w: 1e300 + 0 * w, minima=())
    assert descend(steep, 0.0, eta=1e10).stopped_because.startswith("Δw leaves the finite numbers at update 0")
    assert descend(steep, 0.0, "adagrad").stopped_because.startswith("G leaves the finite numbers at update 0")
    assert descend(steep, 0.0, adam).stopped_because.startswith("v leaves the finite numbers at update 0")
    hole = from_function(lambda w: np.where(w > 2, np.nan, w * w), lambda w: np.where(w > 2, np.nan, 2 * w), view=(-2, 1))
    path = descend(hole, -1.0, eta=1.35, steps=5)
    assert path.stopped_because.startswith("ℓ is not a number at w = 4.91, update 2: the function has no value there;")


def test_each_of_many_is_cut_on_its_own():
    starts = np.array([0.5, 30.0, -1.0, 4.0])
    paths = descend("double_well", starts, eta=0.3, steps=100)
    assert paths.lengths.tolist() == [100, paths.lengths[1], 100, paths.lengths[3]] and paths.lengths[1] < paths.lengths[3] < 100
    for k, start in enumerate(starts):
        n, alone = paths.lengths[k], descend("double_well", start, eta=0.3, steps=100)
        assert (len(alone), alone.stopped_because) == (n, paths.stopped_because[k])
        assert np.isfinite(paths.points[:n + 1, k]).all() and np.isnan(paths.points[n + 1:, k]).all()
        assert np.isfinite(paths.updates[:n, k]).all() and np.isnan(paths.updates[n:, k]).all() and np.isnan(paths.values[n + 1:, k]).all()
        assert np.isfinite(paths.places[:n, k]).all() and np.isnan(paths.places[n:, k]).all()
        assert np.array_equal(paths.path(k).points, alone.points) and paths.ends[k] == alone.ends
    short = descend("double_well", [30.0, 40.0], "adam", eta=1e200, steps=100)
    assert len(short) == short.lengths.max() == len(short.points) - 1 < 100 and len(short.states["m"]) == len(short)
    assert short.etas.shape == (len(short),)


def test_a_path_without_a_single_update():
    path = descend("double_well", 1e70, eta=1e300)
    assert len(path) == 0 and path.points.tolist() == [1e70] and path.updates.shape == (0,)
    assert path.sentence(0).startswith("After 0 updates, at w = 1·10⁷⁰, the path stops: ")
    assert [row["symbol"] for row in path.table(0)] == ["w", "ℓ", "∂ℓ/∂w"]


def test_leaving_a_finite_domain_ends_a_path():
    asked = []

    def log(w):
        found = w - math.log(w)
        asked.append(float(w))
        return found

    own = from_function(log, lambda w: 1 - 1 / w, domain=(0.01, 4), view=(0.1, 3))
    path = descend(own, 3.0, eta=10.0, steps=5)
    assert path.stopped_because == "update 0 leads to w = −3.67, outside the domain, 0.01 to 4: use a smaller η or another start"
    assert path.points.tolist() == [3.0] and min(asked) >= 0.01
    both = descend(own, [3.0, 2.0], eta=[10.0, 0.1], steps=5)
    assert both.lengths.tolist() == [0, 5] and min(asked) >= 0.01
    ahead = descend(own, 3.9, nesterov(0.99), eta=1.6, steps=50)
    assert "outside the domain" in ahead.stopped_because or "ahead of w" in ahead.stopped_because
    two = from_function(lambda a, b: a + b, dimension=2, domain=((0, 1), (-9, 9)), view=((0, 1), (0, 1)))
    why = descend(two, (0.5, 0.5), eta=0.3).stopped_because
    assert why.startswith("update 1 leads to w = (−0.1, −0.1), outside the domain, 0 to 1 and −9 to 9")


def test_the_place_ahead_may_leave_the_domain_first():
    own = from_function(lambda w: -w, lambda w: -1.0 + 0 * w, domain=(-1, 1), view=(-1, 1), start=0)
    path = descend(own, 0.0, nesterov(0.99), eta=0.3, steps=50)
    assert path.stopped_because.startswith("the place ahead of w at which update 2 wants its derivative lies outside the domain, −1 to 1")
    assert path.points.max() <= 1


# ---- Reddi et al. ----

def wrong_way():
    C = curves.reddi.parameters["C"]
    return adam(beta1=0, beta2=1 / (1 + C ** 2))


def test_adam_goes_to_the_worst_point_and_sgd_to_the_best():
    """Theorem 1: with β₁ = 0 and β₂ = 1/(1 + C²) Adam ends at +1 from every start, at every rate tried; SGD at −1."""
    starts = np.linspace(-1, 1, 21)
    for eta in (0.002, 0.01, 0.05):
        steps = 3 * int(4 / eta)
        wrong = descend("reddi", starts, wrong_way(), eta, steps)
        right = descend("reddi", starts, sgd_optimizer, eta, steps + 1)
        assert (wrong.ends >= 1 - 2 * eta).all() and (wrong.ends == wrong.points[-4]).all()
        assert (right.ends == -1).all()
        assert (wrong.points[-30:] >= 1 - 2 * eta).all() and (right.points[-30:] <= -1 + 2.001 * eta).all()
        assert np.abs(wrong.points).max() <= 1 and (wrong.end_values > right.end_values + 0.6 - eta).all()


def test_the_papers_rates_and_start():
    """Section 3: α_t = α/√t from x₁ = 1; every third iterate is 1 again."""
    path = descend("reddi", 1.0, wrong_way(), lambda t: 0.1 / math.sqrt(t + 1), 3000)
    assert (path.points[::3] == 1).all() and (path.points > 0).all()


def test_the_parts_take_turns_and_the_border_holds():
    path = descend("reddi", 0.995, sgd_optimizer, 0.004, 7)
    assert path.derivatives.tolist() == [3, -1, -1, 3, -1, -1, 3]
    assert path.values == pytest.approx(path.points / 3, rel=1e-15)
    stuck = descend("reddi", 1.0, wrong_way(), 0.1, 30)
    assert (stuck.points[2:][np.diff(stuck.points)[1:] == 0] == 1).all() and stuck.points.max() == 1
    assert (stuck.points[:-1] + stuck.updates).max() > 1
    assert stuck.reached is None and descend("reddi", eta=0.004, steps=1201).reached is curves.reddi.minima[0]


# ---- A teacher's function on a walk ----

def test_a_function_that_raises_on_the_way_is_heard():
    def f(w):
        if w > 1:
            raise RuntimeError("not above 1")
        return -w

    own = from_function(f, view=(-3, 0.5), minima=())
    with pytest.raises(RuntimeError) as caught:
        descend(own, 0.0, eta=0.3, steps=10)
    assert str(caught.value) == "not above 1"


def test_functions_point_by_point_walk_too():
    own = from_function(lambda w: math.sin(w) if w < 10 else 0.0, lambda w: math.cos(w) if w < 10 else 0.0)
    paths = descend(own, np.linspace(-3, 3, 5), eta=0.1, steps=100)
    plain = descend(from_function(np.sin, np.cos), np.linspace(-3, 3, 5), eta=0.1, steps=100)
    assert paths.points == pytest.approx(plain.points, rel=1e-12)
    assert [m and m.w for m in paths.reached] == [m and m.w for m in plain.reached]
    blown = from_function(lambda w: math.exp(w * w), lambda w: 2 * w * math.exp(w * w))
    path = descend(blown, 2.0, eta=10.0)
    assert path.stopped_because.startswith("ℓ leaves the finite numbers at update 0") and len(path) == 0


def test_numeric_derivatives_walk_almost_the_same():
    numeric = from_function(curves.hill.value_unchecked)
    assert descend(numeric, -0.3, eta=0.2).points == pytest.approx(descend("hill", eta=0.2).points, abs=1e-7)


# ---- What it holds ----

@pytest.mark.parametrize("start", [0.5, [0.5, 1.5]], ids=["one", "many"])
def test_a_trajectory_does_not_change(start):
    path = descend("double_well", start, "adam", steps=5)
    for array in (path.points, path.values, path.places, path.derivatives, path.updates, path.etas, *path.states.values()):
        assert not array.flags.writeable
        with pytest.raises(ValueError, match="read-only"):
            array[0] = 1
    with pytest.raises(TypeError):
        path.states["m"] = 1
    with pytest.raises(dataclasses.FrozenInstanceError):
        path.points = 1
    mine = np.array([0.5, 0.7])
    paths = descend("double_well", mine)
    mine[:] = 9
    assert paths.points[0].tolist() == [0.5, 0.7]


def test_repr_is_short_and_stable():
    assert repr(descend("hill", steps=1)) == "Trajectory(1 update of sgd_optimizer on hill)"
    assert repr(descend("valley", np.ones((3, 2)), momentum, 0.01, 20)) == (
        "Trajectory(3 paths, 20 updates of momentum(beta=0.9) on valley(steepness=25))")


def test_a_path_of_many():
    paths = descend("hill", [0.5, 1.5])
    assert np.array_equal(paths.path(-1).points, paths.points[:, 1]) and not paths.path(1).many
    with pytest.raises(IndexError, match="k is 2, and that path does not exist: there are 2 paths, 0 to 1"):
        paths.path(2)
    with pytest.raises(TypeError, match="whole number"):
        paths.path(0.0)
    with pytest.raises(TypeError, match="a single path"):
        descend("hill").path(0)


# ---- In words ----

def test_sentences():
    path = descend(from_function(lambda w: w * w, lambda w: 2 * w), 0.5, eta=0.1, steps=60)
    assert path.sentence(0) == ("Update 0: at w = 0.5 the derivative is 1, so with η = 0.1 w moves left to 0.4 "
                                "and the loss falls from 0.25 to 0.16.")
    assert path.sentence(60) == path.sentence(-1) == f"After 60 updates w = {number(path.ends)} and ℓ = {number(path.end_values)}: " \
                                                     f"it reached the global minimum, at 0."
    assert "w moves right to" in descend("parabola", -1.0).sentence(0)
    assert descend("double_well", 0.0).sentence(0) == (
        "Update 0: at w = 0 the derivative is 0, so with η = 0.1 w stays where it is and the loss stays 2.67.")
    assert "stands at the maximum at 0" in descend("double_well", 0.0).sentence(100)
    assert "it reached the local minimum at −1; the global minimum is at 2, where ℓ = 0." in descend("double_well", -0.5).sentence(100)
    assert "it reached a global minimum, at (3, 2)." in descend("himmelblau", (3.2, 2.1), eta=0.01).sentence(-1)
    assert "w moves by (0.5, −0.3) to (−2, 1.2) and the loss falls from 8.5 to 5.44." in descend("bowl").sentence(0)
    assert "stands at the saddle at (0, 0)" in descend("saddle", (1.0, 0.0), steps=200).sentence(200)
    assert "almost level, but the minimum at 0 is not reached." in descend("plateau", 4.8).sentence(100)
    assert "went to and fro" in descend("absolute").sentence(100)
    assert "still on its way" in descend("double_well", -0.5, steps=3).sentence(3)
    assert "w moves left by 4.42·10⁻⁴ and the loss falls by 1.66·10⁻⁶ to 2.25." in descend("double_well", -0.5).sentence(20)
    own = from_function(lambda a, b: (a - 1) ** 2 + b * b, dimension=2)
    assert "whether this is a minimum nobody said" in descend(own).sentence(100)


def test_a_step_too_long_is_explained():
    path = descend("parabola", 1.0, eta=1.2, steps=3)
    assert path.sentence(0).endswith("the loss grows from 1 to 1.96. The step was too long: the curvature along it is 2 on average, "
                                     "and η times that is 2.4; above 2, a step ends higher than it began.")
    assert "the loss has grown; it began at 1. The loss first grew at update 0. The step was too long" in path.sentence(3)
    gone = descend("double_well", 3.0, eta=0.6, steps=100)
    end = gone.sentence(len(gone))
    assert end.startswith(f"After {len(gone)} updates, at w = ")
    assert f"the path stops: {gone.stopped_because}. The loss first grew at update 0. The step was too long" in end
    for i in range(len(gone) + 1):
        assert gone.sentence(i) and gone.table(i)  # up to the largest numbers
    far = descend("parabola", 1.0, eta=2.0, steps=1000)
    assert "and η times that is 4; above 2" in far.sentence(len(far) - 1) and len(far) < 1000
    assert "too long" not in descend("parabola", 1.0, eta=0.9).sentence(0)
    assert "too long" not in descend("reddi", 1.0, eta=0.01).sentence(1)  # it grew by another part's turn
    assert "too long" not in descend("absolute", 0.05, eta=0.2).sentence(0)


def test_an_optimizer_with_a_memory_is_named():
    path = descend("double_well", optimizer="adam", steps=50)
    assert path.sentence(0).startswith("Update 0: at w = −0.5 the derivative is 0.625; with η = 0.1 Adam moves w left to −0.6 and")
    assert "Adam moves w left to −1.16, against what this derivative alone would do, and the loss grows" in path.sentence(7)
    ahead = descend("double_well", optimizer="nesterov", steps=5)
    assert "the derivative, taken ahead at −0.619, is 0.618; with" in ahead.sentence(1) and "ahead" not in ahead.sentence(0)
    wrong = descend("reddi", 1.0, wrong_way(), 0.1, 30)
    assert "the derivative of part 3 of 3 is −1; with η = 0.1 Adam" in wrong.sentence(2)
    assert "held at the border of the domain, and the loss" in wrong.sentence(2)
    up = descend("reddi", 0.0, wrong_way(), 0.004, 1200).sentence(1200)
    assert up.endswith("the loss has grown; it began at 0, and w is at the border of the domain.")


def test_tables():
    path = descend("double_well", optimizer="adam", steps=4)
    rows = path.table(2)
    assert [row["symbol"] for row in rows] == ["w", "ℓ", "∂ℓ/∂w", "η", "m", "v", "m̂", "v̂", "Δw", "w", "ℓ"]
    assert [row["number"] for row in rows] == [path.points[2], path.values[2], path.derivatives[2], 0.1,
                                               *(path.states[key][2] for key in ("m", "v", "m_hat", "v_hat")), path.updates[2],
                                               path.points[3], path.values[3]]
    assert all(row["value"] == number(row["number"]) and set(row) == {"symbol", "formula", "words", "value", "number"} for row in rows)
    assert rows[2]["formula"] == curves.double_well.derivative_formula and rows[4]["formula"] == "m ← β₁m + (1 − β₁) ∂ℓ/∂w"
    assert not any("θ" in text for row in rows for text in (row["symbol"], row["formula"]))
    two = descend("bowl", optimizer="nesterov", steps=4).table(1, write=lambda value: f"<{value:.1f}>")
    assert [row["symbol"] for row in two] == ["w", "ℓ", "w + βv", "∂ℓ/∂w", "η", "v", "Δw", "w", "ℓ"]
    assert two[0]["value"] == "(<-2.0>, <1.2>)" and two[0]["number"] == pytest.approx((-2, 1.2))
    assert "1 of 3" in descend("reddi").table(3)[2]["words"] and "held" in descend("reddi", 1.0, wrong_way(), 0.1).table(2)[-2]["formula"]
    assert [row["value"] for row in path.table(4)][:1] == [number(path.ends)]


def test_words_take_another_way_of_writing_numbers():
    assert "at w = <-0.5>" in descend("hill", -0.5).sentence(0, write=lambda value: f"<{value:g}>")


def test_words_of_what_is_not_there():
    path = descend("hill", steps=3)
    with pytest.raises(IndexError, match="i is 4, and that update does not exist: this path has 3 updates; 3 is its end"):
        path.sentence(4)
    with pytest.raises(TypeError, match="whole number"):
        path.table(1.0)
    with pytest.raises(TypeError, match=r"path\(0\)"):
        descend("hill", [0.5, 1.0]).sentence(0)


@pytest.mark.parametrize(("value", "text"), [
    (0.0, "0"), (-0.0, "0"), (1.0, "1"), (-0.8, "−0.8"), (0.001, "0.001"), (0.0009999999, "0.001"), (1234.5, "1234"), (12.345, "12.3"),
    (99999.0, "99999"), (123456.0, "1.23·10⁵"), (-2e-7, "−2·10⁻⁷"), (math.inf, "∞"), (-math.inf, "−∞"), (math.nan, "NaN"), (10.0, "10"),
], ids=str)
def test_numbers(value, text):
    assert number(value) == text


# ---- Bad input ----

@pytest.mark.parametrize(("given", "kind", "words"), [
    ({"start": math.nan}, ValueError, "start is nan: it must be finite"),
    ({"start": [0.0, math.inf]}, ValueError, r"start\[1\] is inf: it must be finite"),
    ({"start": np.array([0.0, math.inf])}, ValueError, r"start\[1\] is inf: it must be finite"),
    ({"start": (1.0, 2.0), "curve": "bowl", "eta": math.nan}, ValueError, "positive finite"),
    ({"start": 3.0, "curve": "bowl"}, ValueError, "two weights, so it must be two numbers"),
    ({"start": [[1.0, 2.0, 3.0]], "curve": "bowl"}, ValueError, r"start\[0\]"),
    ({"start": []}, ValueError, "must be a number"),
    ({"start": "left"}, TypeError, "made of numbers"),
    ({"start": 1.5, "curve": "reddi"}, ValueError, "outside the domain, −1 to 1"),
    ({"start": [0.0, -2.0], "curve": "reddi"}, ValueError, r"start\[1\] is -2.0, outside the domain"),
    ({"eta": math.inf}, ValueError, "positive finite"),
    ({"eta": 0}, ValueError, "positive finite"),
    ({"eta": "fast"}, TypeError, "positive number or a schedule"),
    ({"steps": 0}, ValueError, "at least 1 update"),
    ({"steps": 10.0}, TypeError, "whole number"),
    ({"curve": "hil"}, ValueError, "did you mean 'hill'"),
    ({"optimizer": "adm"}, ValueError, "did you mean 'adam'"),
], ids=str)
def test_bad_input(given, kind, words):
    with pytest.raises(kind, match=words):
        descend(**{"curve": "hill"} | given)


def test_a_start_where_there_is_no_loss():
    own = from_function(np.log, lambda w: 1 / w, view=(0.5, 2))
    with pytest.raises(ValueError, match="the loss at start = −1 is NaN: choose a start where your function has a finite value"):
        descend(own, -1.0)
    with pytest.raises(ValueError, match=r"the loss at start\[1\] = 0 is −∞"):
        descend(own, [1.0, 0.0])


def test_a_look_ahead_along_one_weight_alone_is_told():
    path = descend("bowl", (-2.0, 0.0), "nesterov", steps=3)
    assert path.places[1][1] == path.points[1][1] == 0 and "taken ahead at (" in path.sentence(1)


def test_rates_that_are_none_are_refused_by_their_name():
    with pytest.raises(ValueError, match=r"^eta must be a rate, a schedule, or a list of rates, but it has masked values"):
        descend("hill", eta=np.ma.masked_array([0.1, 0.2], [False, True]))
    with pytest.raises(ValueError, match=r"^eta has 10,000,000 entries, and the most is"):
        descend("hill", eta=range(10_000_000))
