"""“Ask me first”: covered lines, what is said of entries, reasons for zeros, and what follows from a choice at a kink."""

import numpy as np
import pytest

from nbnn.core.network.network import Network
from nbnn.core.records.activations import tanh
from nbnn.core.records.datasets import Dataset
from nbnn.core.records.losses import cross_entropy, hinge, multiclass_hinge, squared
from nbnn.core.records.optimizers import adam, nesterov
from nbnn.core.training.sgd import sgd, sgd_step
from nbnn.exercises.asking.stepper import (
    ask_first,
    follows,
    predict_loss,
    predict_unchanged,
    reasons,
    run_that_follows,
    unchanged,
)

NET = Network([[[1, -1], [0.5, 2], [-1, 0.5]], [1, -0.5, 2]])
STEP = sgd_step(NET, [2, 1], -1, hinge, 0.1)
ASK = ("dl_dy", "dl_dw2", "dl_dh", "dl_da", "dl_dW1")
ANSWERS = {"dl_dy": "1", "dl_dw2": "1, 3, 0", "dl_dh": "[1, −0.5, 2]", "dl_da": "1 −1/2 0", "dl_dW1": "[[2, 1], [−1, −0.5], [0, 0]]"}


def answered(state, name, given):
    state, marked = state.check(name, given)
    return state, marked


def test_the_worked_example_from_top_to_bottom():
    state = ask_first(STEP, ASK)
    for name in ASK:
        assert state.next == name
        assert name not in state.known
        state, marked = state.check(name, ANSWERS[name])
        assert (marked.verdict, marked.place) == ("right", None)
    assert state.covered == ()
    assert dict(state.done) == dict.fromkeys(ASK, "entered")
    assert state.followed is STEP


def test_lines_stand_in_the_order_of_the_board_and_the_rest_is_shown():
    state = ask_first(STEP, ("dl_dW1", "dl_dy"))
    assert state.ask == ("dl_dy", "dl_dW1")
    assert state.known == ("a", "h", "y", "loss")
    state, _ = state.check("dl_dy", 1)
    assert state.known[-1] == "dl_da"
    assert ask_first(STEP, "dl_da1").ask == ("dl_da",)


@pytest.mark.parametrize("names", [("dl_dw3",), ("dL_dy",), ("x",), ("",)])
def test_names_that_are_not_there(names):
    with pytest.raises(ValueError, match="did you mean"):
        ask_first(STEP, names)
    with pytest.raises(ValueError, match="is not asked for"):
        ask_first(STEP, ["dl_dy"]).check("dl_dw2", "1")


def test_first_only_the_place_then_the_mistake():
    state = ask_first(STEP, ASK)
    state, first = state.check("dl_dw2", "1, 3, −1.5")  # a in place of h
    assert (first.verdict, first.place, first.found) == ("wrong", (2,), ())
    assert first.message == "The first wrong entry is ∂ℓ/∂w⁽²⁾ (entry 3): try again."
    assert first.entries.tolist() == ["right", "right", "wrong"]
    state, second = state.check("dl_dw2", "1, 3, −1.5")
    assert [each.key for each in second.found] == ["a_for_h"]
    assert state.entered["dl_dw2"] == "1, 3, −1.5"
    assert "dl_dw2" in state.covered


def test_what_comes_after_the_first_wrong_entry_is_left_unsaid():
    _, marked = ask_first(STEP, ASK).check("dl_dW1", [[2, 9], [9, -0.5], [0, 0]])
    assert marked.entries.tolist() == [["right", "wrong"], ["unsaid", "unsaid"], ["unsaid", "unsaid"]]
    assert "(row 1, column 2)" in marked.message


@pytest.mark.parametrize(("name", "given", "key"), [
    ("dl_dh", "1, 3, 0", "h_for_w2"), ("dl_da", "1, −0.5, 2", "gate_missing"), ("dl_dW1", "1 1; −0.5 −0.5; 0 0", "x_forgotten"),
    ("dl_dh", "1, −0.5, 0", "gate_too_early"), ("dl_dh", "0.9, −0.8, 2", "updated_w2"), ("dl_dw2", "1, −0.5, 2", "w2_for_h"),
])
def test_mistakes_line_by_line(name, given, key):
    state, _ = ask_first(STEP, ASK).check(name, given)
    _, marked = state.check(name, given)
    assert [each.key for each in marked.found] == [key]


def test_a_mistake_in_the_line_itself_is_likelier_than_one_in_a_line_that_can_be_seen():
    state = ask_first(sgd_step(NET, [2, 1], 1, hinge), ["dl_dw2"])
    state, _ = state.check("dl_dw2", "−1, −3, 1.5")
    _, marked = state.check("dl_dw2", "−1, −3, 1.5")
    assert [each.key for each in marked.found] == ["a_for_h"], "without ReLU in the forward pass it would be the same"


def test_a_single_number_may_have_several_mistakes():
    state, _ = ask_first(STEP, ASK).check("dl_dy", "−1")
    _, marked = state.check("dl_dy", "−1")
    assert {each.key for each in marked.found} == {"wrong_sign", "z_forgotten"}


def test_an_unknown_mistake_names_the_entry():
    state, _ = ask_first(STEP, ASK).check("dl_dh", "7, 7, 7")
    _, marked = state.check("dl_dh", "7, 7, 7")
    assert marked.message.startswith("∂ℓ/∂h (entry 1) is the first that is not right.")
    assert marked.entries.tolist() == ["wrong"] * 3


# ---- zeros and their reasons ----

def test_zeros_may_be_marked_by_their_reason():
    state = ask_first(STEP, ASK)
    assert state.check("dl_dw2", ["1", "3", "h = 0"])[1].verdict == "right"
    assert state.check("dl_da", ["1", "−0.5", "gate shut"])[1].verdict == "right"
    by_place = {(0, 0): 2, (0, 1): 1, (1, 0): -1, (1, 1): "-0.5", (2, 0): "gate shut", (2, 1): "gate shut"}
    assert state.check("dl_dW1", by_place)[1].verdict == "right"


def test_a_wrong_reason_is_told():
    state = ask_first(STEP, ASK)
    state, first = state.check("dl_da", ["1", "−0.5", "margin met"])
    assert (first.verdict, first.place) == ("wrong", (2,))
    _, second = state.check("dl_da", ["1", "−0.5", "margin met"])
    assert second.message == "∂ℓ/∂a (entry 3) is 0, but not because the margin is met (∂ℓ/∂y is 0)."
    assert state.check("dl_dh", ["1", "−0.5", "weight = 0"])[1].verdict == "wrong", "it is 2"


def test_every_reason_of_a_met_margin():
    met = sgd_step(NET, [2, 0], 1, hinge, 0.1)  # y = 1.5
    state = ask_first(met, ASK)
    assert state.check("dl_dy", "margin met")[1].verdict == "right"
    assert state.check("dl_dW1", "margin met")[1].verdict == "right"
    assert state.check("dl_dW1", [["margin met", "x = 0"], ["0", "x = 0"], ["gate shut", 0]])[1].verdict == "right"
    assert state.check("dl_dW1", [["x = 0", "x = 0"], ["0", "x = 0"], ["gate shut", 0]])[1].verdict == "wrong"
    assert state.check("dl_dW1", [["gate shut", "x = 0"], ["0", "x = 0"], ["gate shut", 0]])[1].verdict == "wrong"


def test_the_reasons_that_are_offered():
    def keys(step, name):
        return [each.key for each in reasons(step, name)]
    assert keys(STEP, "dl_dy") == ["margin met"]
    smooth = sgd_step(NET, [2, 1], -1, squared, 0.1)
    assert keys(smooth, "dl_dy") == []
    assert keys(smooth, "dl_dw2") == ["∂ℓ/∂y = 0", "h = 0"]
    assert keys(sgd_step(NET, [2, 1], -1, "zero_one", 0.1), "dl_dw2") == ["ℓ is flat", "h = 0"]
    assert keys(STEP, "dl_dw2") == ["margin met", "h = 0"]
    assert keys(STEP, "dl_dh") == ["margin met", "weight = 0"]
    assert keys(STEP, "dl_da") == ["margin met", "gate shut", "weight = 0"]
    assert keys(STEP, "dl_dW1") == ["margin met", "gate shut", "x = 0"]
    assert keys(STEP, "y") == []
    smooth = sgd_step(Network(NET.weights, activation=tanh), [2, 1], -1, squared)
    assert "gate shut" not in keys(smooth, "dl_da")
    deep = sgd_step(Network.random([2, 3, 3, 1], seed=1), [1, 1], 1, hinge)
    assert "nothing arrives" in keys(deep, "dl_dW1")
    assert "h = 0" in keys(deep, "dl_dW2")


# ---- entries ----

@pytest.mark.parametrize(("given", "words"), [
    ("1, x, 3", "“x”"), (["1", "nan", "3"], "(entry 2): nan is"), ("1, 2", "that is 2 numbers, but it takes 3 numbers"),
    ({5: "1"}, "no entry"), ([["1"], ["", "2"]], "no entry"), (["1", "__import__('os')", ""], "(entry 2)"),
    (["gate shut", "1", "2"], "“gate”"), (None, "nothing"), (["1 2", "", ""], "one entry takes one number"), (object(), "a object"),
])
def test_what_cannot_be_read(given, words):
    state = ask_first(STEP, ASK)
    same, marked = state.check("dl_dw2", given)
    assert same is state
    assert marked.verdict == "refused"
    assert words in marked.message


def test_empty_entries_are_missing_not_wrong():
    state, marked = ask_first(STEP, ASK).check("dl_dw2", ["1", "", None])
    assert (marked.verdict, marked.place) == ("missing", (1,))
    assert marked.message == "So far it is right. ∂ℓ/∂w⁽²⁾ (entry 2) is still empty."
    assert state.tries == {}
    assert state.entered["dl_dw2"] == ["1", "", None]
    assert state.check("dl_dw2", "")[1].verdict == "missing"
    assert state.check("dl_dw2", ["", "9", ""])[1].place == (1,)


def test_states_are_values():
    state = ask_first(STEP, ASK)
    later, _ = state.check("dl_dy", "5")
    assert state.tries == {}
    assert later.tries == {"dl_dy": 1}
    with pytest.raises(TypeError):
        later.tries["dl_dy"] = 0


# ---- help ----

def test_help_fades_by_level():
    state = ask_first(STEP, ASK)
    prompts = [state.with_level(level).prompt("dl_dw2") for level in range(4)]
    assert [bool(each.numbers) for each in prompts] == [True, False, False, False]
    assert [bool(each.formula) for each in prompts] == [True, False, False, False], "with “no numbers” it comes as a hint"
    assert [each.shape for each in prompts] == [(3,), (3,), (3,), None]
    assert "3" not in prompts[0].symbol
    for level in (-1, 4, True, "1", 0.5):
        with pytest.raises(ValueError, match="level is"):
            state.with_level(level)


def test_the_prompt_does_not_hold_the_answer():
    step = sgd_step(NET, [2, 1], -1, squared, 0.1)
    for name in ("dl_dW1", "dl_dh"):
        prompt = ask_first(step, ASK).prompt(name)
        assert all(f"{number:g}" not in prompt.formula for number in np.ravel(step[name]) if abs(number) > 1)


def test_hints_then_the_line_itself():
    state, texts = ask_first(STEP, ASK, level=1), []
    for _ in range(3):
        assert state.prompt("dl_dw2").formula == ""
        state, text = state.hint("dl_dw2")
        texts.append(text)
    assert texts[1:] == ["You need ∂ℓ/∂y and h: they are shown already.", "∂ℓ/∂w⁽²⁾ = ∂ℓ/∂y h"]
    assert state.prompt("dl_dw2").formula == "∂ℓ/∂y h" and state.prompt("dl_dw2").numbers == ""
    same, text = state.hint("dl_dw2")
    assert same is state
    assert "no more hints" in text
    state, value = state.show("dl_dw2")
    assert value.tolist() == [1, 3, 0]
    assert state.done["dl_dw2"] == "shown"
    assert state.next == "dl_dy"


# ---- kinks ----

KINK = sgd_step(Network([[[1, -1], [1, 0]], [3, 0.5]]), [2, 2], 1, hinge, 0.1)  # a = [0, 2], y = 1, z = 1


def test_later_lines_follow_from_the_choice_at_the_margin():
    state, marked = ask_first(KINK, ASK).check("dl_dy", "−0.5")
    assert marked.verdict == "right"
    assert state.values["dl_dw2"].tolist() == [0, -1]
    state, marked = state.check("dl_dw2", "0, 0")
    assert marked.verdict == "wrong", "it must follow from −0.5"
    state, marked = state.check("dl_dw2", ["h = 0", "−1"])
    assert marked.verdict == "right"
    assert state.check("dl_dw2", ["margin met", "−1"])[1].verdict == "wrong", "the margin was not taken as met"
    assert state.after.w2 == pytest.approx([3, 0.6])
    assert "−0.5" in state.followed.text()
    assert KINK.dl_dy == 0


def test_later_lines_follow_from_the_choice_among_tied_scores():
    net = Network([[[1.0, 0.0], [0.0, 1.0]], [[1.0, 0.0], [0.5, 1.0], [1.0, 0.75]]])  # scores 1, 2.5 and 2.5
    step = sgd_step(net, [1, 2], 1, multiclass_hinge, 0.1)
    for wrong in ("−1, 1, 1", "−1, 0.5, 0.25", "0, 0, 0"):
        assert ask_first(step, ("dl_dy", "dl_dW2")).check("dl_dy", wrong)[1].verdict == "wrong"
    state, marked = ask_first(step, ("dl_dy", "dl_dW2")).check("dl_dy", "−1, 0.25, 0.75")
    assert marked.verdict == "right" and state.values["dl_dy"].tolist() == [-1, 0.25, 0.75]
    assert state.check("dl_dW2", "−1, −2; 1, 2; 0, 0")[1].verdict == "wrong", "it must follow from the choice"
    assert np.asarray(state.values["dl_dW2"]).tolist() == [[-1, -2], [0.25, 0.5], [0.75, 1.5]]
    run = sgd(net, Dataset.from_arrays([[1, 2]], [1], class_names=("a", "b", "c")), multiclass_hinge, steps=3)
    asked = ask_first(run[0], ("dl_dy",)).check("dl_dy", "−1, 0, 1")[0]
    on = run_that_follows(asked, run)
    assert on[0].dl_dy.tolist() == [-1, 0, 1] and not np.array_equal(on[1].theta, run[1].theta)


def test_and_from_the_slope_of_a_unit():
    state, _ = ask_first(KINK, ASK).check("dl_dy", "−1")
    assert state.check("dl_da", "0, −0.5")[1].verdict == "right"
    state, marked = state.check("dl_da", "−0.75, −0.5")
    assert marked.verdict == "right"
    assert state.values["dh_da"].tolist() == [0.25, 1]
    assert state.values["dl_dW1"].tolist() == [[-1.5, -1.5], [-1, -1]]
    assert state.check("dl_dW1", "0 0; −1 −1")[1].verdict == "wrong"
    assert state.check("dl_dW1", [["−1.5", "−1.5"], [-1, -1]])[1].verdict == "right"
    assert ask_first(KINK, ASK).check("dl_dy", "−1")[0].check("dl_da", "−3.5, −0.5")[1].verdict == "wrong"


def test_a_run_goes_on_from_what_was_chosen():
    data = Dataset.from_arrays([[2.0, 2.0]], [1], class_names=("-1", "+1"))
    run = sgd(KINK.before, data, loss=hinge, eta=0.1, steps=5)
    state, _ = ask_first(run[0], ASK).check("dl_dy", "−0.5")
    assert not follows(state, run[0])
    other = run_that_follows(state, run)
    assert follows(state, other[0])
    assert (len(other), other.breaks, other.parent) == (5, {}, None)
    assert other[0].dl_dy == -0.5
    assert other[0].zero_reasons("dl_dw2").astype(int).tolist() == [4, 0]
    assert other[1].before.w2 == pytest.approx([3, 0.6])
    assert run[0].dl_dy == 0
    last, _ = ask_first(run[4], ["dl_dy"]).check("dl_dy", "−1")
    assert len(run_that_follows(last, run)) == 5


def test_what_is_shown_is_not_chosen_again():
    assert ask_first(KINK, ["dl_dw2"]).check("dl_dw2", "0, −1")[1].verdict == "wrong", "∂ℓ/∂y = 0 stands on the board"
    assert ask_first(KINK, ["dl_dw2"]).check("dl_dw2", ["h = 0", "margin met"])[1].verdict == "right"


def test_the_choice_of_a_zero_is_ours():
    state, marked = ask_first(KINK, ASK).check("dl_dy", "margin met")
    assert marked.verdict == "right"
    assert state.choices == {}


# ---- other networks ----

@pytest.mark.parametrize("bias", [False, True])
@pytest.mark.parametrize("sizes", [(2, 1), (2, 3, 2, 1), (2, 3, 3)])
def test_every_line_of_every_network(sizes, bias):
    net = Network.random(sizes, activation=tanh, seed=2, bias=bias)
    one = sizes[-1] == 1
    step = sgd_step(net, [1.0, -2.0], 1 if one else 3, squared if one else cross_entropy, 0.1)
    names = [*step.names, *(f"{layer.W}_new" for layer in net.quantities.layers)]
    state = ask_first(step, names)
    assert set(state.ask) == set(names)
    for name in state.ask:
        right = state.values[name]
        assert state.check(name, np.asarray(right).tolist())[1].verdict == "right", name
        assert state.check(name, (np.asarray(right) + 0.5).tolist())[1].verdict == "wrong", name
        assert state.prompt(name).symbol
        state, _ = state.hint(name)


@pytest.mark.parametrize("optimizer", [adam, nesterov])
def test_other_optimizers_are_asked_for_the_derivatives_only(optimizer):
    record = optimizer
    state = record.start(NET.theta.shape) | ({"v": np.full(NET.theta.shape, 0.1)} if optimizer is nesterov else {})
    step = sgd_step(NET, [2, 1], -1, hinge, 0.1, optimizer=record, state=state)
    asked = ask_first(step, ["dl_dW1"])
    assert asked.values["dl_dW1"] == pytest.approx(step.dl_dW1)
    assert asked.check("dl_dW1", step.dl_dW1.tolist())[1].verdict == "right"
    with pytest.raises(ValueError, match="not a line of this board"):
        ask_first(step, ["W1_new"])


# ---- predictions ----

def test_which_weights_will_not_change():
    still = unchanged(STEP)
    assert still == {(1, 2, 0), (1, 2, 1), (2, 0, 2)}
    assert predict_unchanged(STEP, still)[0]
    assert predict_unchanged(STEP, [(1, 2, 0)]) == (False, "2 more weights stay as they are.")
    assert predict_unchanged(STEP, [*still, (1, 0, 1)]) == (False, "W⁽¹⁾ (row 1, column 2) does change.")
    assert predict_unchanged(STEP, [*still, (2, 0, 1)]) == (False, "w⁽²⁾ (entry 2) does change.")


def test_will_the_loss_fall():
    assert predict_loss(STEP, "falls") == (True, "Right: ℓ falls: 0.5 before the update, 0 after it.")
    assert predict_loss(STEP, "rises") == (False, "ℓ falls: 0.5 before the update, 0 after it.")
    long = sgd_step(Network([[1.0]]), [2.0], 1, squared, 1.0)
    assert predict_loss(long, "rises")[0]
    biased = sgd_step(Network.random([2, 3, 1], bias=True), [1.0, 2.0], 1, squared, 0.01)
    assert predict_loss(biased, "falls")[0]
    with pytest.raises(ValueError, match="must be 'falls'"):
        predict_loss(STEP, "up")


# ---- what follows from the learner's own lines ----

SLIP = sgd_step(Network([[[1, 2], [-1, 3]], [2, -1]]), x=[3, -1], z=-1, loss=hinge, eta=0.1)  # a = [1, −6], y = 2
LINES = ("a", "h", "y", "dl_dw2", "w2_new")


def given_up(asked, name, entered):
    """A wrong answer, and then the line is shown."""
    asked, marked = asked.check(name, entered)
    assert marked.verdict == "wrong"
    return asked.show(name)[0]


def test_what_follows_from_a_line_that_was_wrong_and_shown_is_done_right():
    asked = given_up(ask_first(SLIP, LINES), "a", "[5, −6]")
    for name, own in (("h", "[5, 0]"), ("y", "10"), ("dl_dw2", ["5", "0"]), ("w2_new", "[1.5, −1]")):
        asked, marked = asked.check(name, own)
        assert (marked.verdict, marked.place) == ("follows", None), name
        assert set(marked.entries.ravel()) <= {"follows", "right"}
    assert not asked.covered and asked.done["y"] == "followed" and asked.tries == {"a": 1}


def test_the_board_s_own_numbers_are_right_all_the_same_and_anything_else_is_wrong():
    asked = given_up(ask_first(SLIP, LINES), "a", "[5, −6]")
    assert asked.check("h", "[1, 0]")[1].verdict == "right"
    assert asked.check("h", "[2, 0]")[1].verdict == "wrong"
    assert ask_first(SLIP, LINES).show("a")[0].check("h", "[5, 0]")[1].verdict == "wrong", "nothing of one's own to follow from"


def test_a_new_weight_is_measured_by_its_change():
    asked = ask_first(SLIP, "w2_new")
    assert asked.check("w2_new", "[1.9005, −1]")[1].verdict == "right"
    assert asked.check("w2_new", "[1.91, −1]")[1].verdict == asked.check("w2_new", "[1.9, −1.005]")[1].verdict == "wrong"


def test_a_slip_of_arithmetic_is_named_by_its_term():
    asked, _ = ask_first(SLIP, LINES).check("a", "[5, −6]")
    assert asked.check("a", "[5, −6]")[1].message == "In a (entry 1), the product 2 · (−1) has the wrong sign."


def test_the_advice_changes_where_no_mistake_is_recognized():
    asked, said = ask_first(SLIP, "loss"), []
    for number in range(5):
        asked, marked = asked.check("loss", f"{0.123 + number}")
        said.append(marked.message)
    assert len(set(said)) == 4


# ---- an activation of the output ----

def with_output(output="sigmoid", x=(2, 1), z=-1, loss=squared, w2=(1, -0.5, 2)):
    return sgd_step(Network([[[1, -1], [0.5, 2], [-1, 0.5]], list(w2)], output=output), list(x), z, loss, 0.1)


def test_every_line_around_the_output_may_be_asked_for():
    step = with_output()
    state = ask_first(step, ("s", "y", "dl_dy", "dy_ds", "dl_ds", "dl_dw2", "dl_dh"))
    assert state.ask == ("s", "y", "dl_dy", "dy_ds", "dl_ds", "dl_dw2", "dl_dh")
    assert state.prompt("s").words == "the score before the output's activation"
    assert state.prompt("dy_ds").symbol == "∂y/∂s"
    for name in state.ask:
        assert state.hint(name)[1]
        state, marked = state.check(name, np.asarray(step[name]).tolist())
        assert marked.verdict == "right", name
    assert state.covered == ()


def test_the_output_s_slope_left_out_has_a_name():
    step = with_output()
    state, _ = ask_first(step, ["dl_ds"]).check("dl_ds", str(step.dl_dy))
    _, marked = state.check("dl_ds", str(step.dl_dy))
    assert [each.key for each in marked.found] == ["output_slope_missing"]
    state, _ = ask_first(step, ["y"]).check("y", str(step.s))
    _, marked = state.check("y", str(step.s))
    assert [each.key for each in marked.found] == ["output_left_out"]


def test_why_nothing_comes_back_through_an_output():
    off = with_output("relu", w2=(-1, -0.5, 2))
    assert off.s < 0 and off.dl_dy != 0
    state = ask_first(off, ("dl_ds", "dl_dw2", "dl_dh"))
    assert [each.key for each in reasons(off, "dl_ds")] == ["∂ℓ/∂y = 0", "output flat"]
    assert state.check("dl_ds", "output flat")[1].verdict == "right"
    assert state.check("dl_ds", "∂ℓ/∂y = 0")[1].verdict == "wrong"
    assert state.check("dl_dw2", ["output flat"] * 3)[1].verdict == "right"
    assert state.check("dl_dh", ["output flat"] * 3)[1].verdict == "right"
    saturated = with_output("sigmoid", w2=(1000, -0.5, 2))
    assert saturated.dl_dy != 0 and saturated.dy_ds == 0
    state = ask_first(saturated, ("dl_ds", "dl_dh", "dl_dW1"))
    for name in state.ask:
        flat = np.full(np.shape(saturated[name]), "output flat", dtype=object).tolist()
        assert state.check(name, flat)[1].verdict == "right", name
    assert state.check("dl_ds", "∂ℓ/∂y = 0")[1].verdict == "wrong"


def test_any_slope_is_right_where_the_output_stands_on_its_kink():
    step = with_output("relu", x=(0, 0))
    assert step.s == 0 and step.dl_dy == 2
    state = ask_first(step, ("dy_ds", "dl_ds", "dl_dh"))
    state, marked = state.check("dl_ds", "1")
    assert marked.verdict == "right", "a slope of 1/2"
    state, marked = state.check("dl_dh", "1, −0.5, 2")
    assert marked.verdict == "right", "what follows from it"


@pytest.mark.parametrize("name", ASK)
def test_a_page_without_python_knows_the_right_numbers_first_and_then_those_of_each_mistake(name):
    state = ask_first(STEP, ASK)
    (right, _), *wrong = state.foreseen(name)
    assert np.array_equal(right, STEP[name]) and wrong
    for values, _ in wrong:
        assert values.shape == right.shape and state.check(name, values)[1].verdict == "wrong"
