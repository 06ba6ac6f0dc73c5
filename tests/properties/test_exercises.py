"""Whatever a learner enters: never an exception, never a right answer accused, never a number misread."""

from contextlib import suppress
from fractions import Fraction

import numpy as np
import pytest

pytest.importorskip("hypothesis")
from hypothesis import assume, given
from hypothesis import strategies as st

from nbnn.cli.teaching.collected import collect
from nbnn.core.network.network import Network
from nbnn.core.records.losses import hinge, perceptron
from nbnn.core.training.sgd import sgd_step
from nbnn.exercises.asking.stepper import ask_first
from nbnn.exercises.judging.reading import Unreadable, read
from nbnn.exercises.keeping.events import Event
from nbnn.exercises.kinds.by_hand import ByHand, as_text, of_step
from nbnn.exercises.kinds.judgment import place_of
from nbnn.exercises.lessons.table import exercises
from nbnn.exercises.progress import Progress

KEYS = sorted(exercises())
BY_HAND = sorted(key for key, each in exercises().items() if isinstance(each, ByHand))
FINITE = st.floats(-1e6, 1e6, allow_nan=False)
QUARTERS = st.integers(-12, 12).map(lambda n: n / 4)
ANYTHING = st.recursive(st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=30) | st.binary(max_size=5),
                        lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=5), inner, max_size=3), max_leaves=8)


@given(st.text(max_size=80) | st.text("0123456789.,;[]()/*^-+eE −·×⁻²½ \n", max_size=40))
def test_text_is_read_or_refused(text):
    try:
        value = read(text)
    except Unreadable as error:
        assert str(error)
        return
    assert value.ndim <= 2
    assert np.isfinite(value).all()


@given(ANYTHING)
def test_values_are_read_or_refused(value):
    with suppress(Unreadable):
        assert np.isfinite(read(value)).all()


@given(FINITE)
def test_a_number_is_read_as_it_is_written(number):
    for text in (repr(number), repr(number).replace("-", "−"), f"{number:e}", f"[{number!r}]", f" {number!r} "):
        assert read(text).item() == pytest.approx(number, rel=1e-6, abs=1e-300)
    assert read(repr(number)).item() == number


@given(st.fractions(-1000, 1000, max_denominator=1000))
def test_a_fraction_is_read_as_it_is_written(number):
    assert read(str(number)).item() == pytest.approx(float(number), rel=1e-15, abs=0)
    assert read(Fraction(number)).item() == float(number)


@given(st.integers(1, 4), st.integers(2, 4), st.data())
def test_a_matrix_in_any_form(rows, columns, data):
    matrix = [[data.draw(QUARTERS) for _ in range(columns)] for _ in range(rows)]
    forms = [repr(matrix), "; ".join(" ".join(map(repr, row)) for row in matrix), "\n".join(", ".join(map(repr, row)) for row in matrix),
             ", ".join(repr(row) for row in matrix), as_text(np.array(matrix), repr)]
    for form in forms:
        assert np.array_equal(np.atleast_2d(read(form)), matrix), form
    assert np.array_equal(np.atleast_2d(read(f"{matrix!r}ᵀ")), np.transpose(matrix)) or rows == 1


@given(st.sampled_from(KEYS), st.integers(0, 1000), ANYTHING)
def test_a_check_never_raises(key, seed, answer):
    variant = exercises()[key].variant(seed)
    assert variant.check(answer).verdict in ("right", "wrong", "refused")
    filled = {field.id: answer for field in variant.fields}
    assert variant.check(filled).verdict in ("right", "wrong", "refused")


def allowance(variant, box):
    """What the 1 % is taken of: the number, or the change of a new weight."""
    part, name = place_of(box)
    right = np.asarray(variant.right[part][name])
    return np.reshape(np.broadcast_to(variant.scales[part].get(name, right), right.shape), box.shape)


@given(st.sampled_from(BY_HAND), st.integers(0, 10 ** 9), st.floats(-0.0045, 0.0045))
def test_a_right_answer_in_any_form_is_right(key, seed, off):
    """Its three digits may be off by up to 0.5 % already, and 1 % is allowed."""
    variant = exercises()[key].variant(seed)
    text = variant.right_answer()
    forms = [text, {name: text[name].replace("−", "-") for name in text}, {name: read(text[name]).tolist() for name in text},
             {box.id: (read(text[box.id]) + off * allowance(variant, box)).tolist() for box in variant.fields},
             {name: read(text[name]).reshape(-1, 1) if read(text[name]).ndim == 1 else text[name] for name in text}]
    for form in forms:
        check = variant.check(form)
        assert (check.verdict, check.found) == ("right", ()), form


TWO = st.lists(QUARTERS.filter(bool), min_size=2, max_size=2)


@given(st.sampled_from([hinge, perceptron]), st.sampled_from([-1, 1]), st.floats(0, 1), TWO, TWO)
def test_every_subderivative_and_only_those(loss, z, share, x, w):
    border = loss.kinks[0] * z
    assume(abs((border - w[0] * x[0]) / x[1]) < 1e3)
    exact = [w[0], (border - w[0] * x[0]) / x[1]]
    step = sgd_step(Network([exact]), x, z, loss)
    assume(abs(step.y - border) < 1e-12)
    made = ByHand(key="k", name="k", asks=("dl_dw1",), draw=lambda rng: (of_step(step),), text="?").variant()
    assert made.check((-z * share * np.array(x)).tolist()).right
    assert not made.check((-z * (1.2 + share) * np.array(x)).tolist()).right
    assert not made.check((z * (0.1 + share) * np.array(x)).tolist()).right
    asked = ask_first(step, ["dl_dy", "dl_dw1"])
    after, marked = asked.check("dl_dy", -z * share)
    assert marked.verdict == "right"
    assert after.check("dl_dw1", (-z * share * np.array(x)).tolist())[1].verdict == "right"


@given(st.sampled_from(["dl_dy", "dl_dw2", "dl_dh", "dl_da", "dl_dW1"]), ANYTHING)
def test_ask_first_never_raises(name, answer):
    step = sgd_step(Network([[[1, -1], [0.5, 2], [-1, 0.5]], [1, -0.5, 2]]), [2, 1], -1, hinge)
    asked = ask_first(step, [name])
    for _ in range(2):
        asked, marked = asked.check(name, answer)
        assert marked.verdict in ("right", "wrong", "missing", "refused")
        if name not in asked.covered:
            break


EVENTS = st.builds(Event, st.text("ab1", min_size=1, max_size=4), st.text("012", max_size=4), st.sampled_from(KEYS), st.integers(0, 3),
                   st.sampled_from(["answer", "hint", "solution", "another", "reset"]),
                   st.none() | st.text(max_size=5) | st.floats(-1, 1), st.sampled_from(["", "right", "wrong"]), st.just(()),
                   st.text("ab", max_size=2))


@given(st.lists(EVENTS, max_size=12))
def test_progress_as_text_and_back(events):
    progress = Progress("s1", tuple(events))
    assert Progress.from_text(progress.as_text()) == progress
    assert progress.joined(progress).events == progress.joined(Progress("s1")).events
    for key in {each.exercise for each in events}:
        assert progress.standing(key).tries <= len(events)
        assert progress.round(key) >= 0


@given(st.lists(st.text(max_size=40), max_size=4))
def test_collecting_never_runs_or_raises(sources):
    assert collect(sources, ["f"]).functions <= {"f"}
