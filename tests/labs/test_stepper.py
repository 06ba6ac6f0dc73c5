"""The Stepper driven in plain Python: controls, forks, bad input, and nothing left behind."""

import gc
import subprocess
import sys
from collections import Counter
from weakref import ref

import ipywidgets as widgets
import numpy as np
import pytest
from traitlets import TraitError

import nbnn
from nbnn.labs import Stepper, worked_example
from nbnn.views.code.code import code
from tests.patience import HANGS
from tests.views.page import alive, classes, send

W1, W2 = [[1, -1], [0.5, 2], [-1, 0.5]], [1, -0.5, 2]


def make(**options):
    options = {"steps": 40, "seed": 0, **options}
    return Stepper(nbnn.Network.random([2, 3, 1], seed=0), nbnn.datasets.moons(), **options)


@pytest.fixture
def lab():
    made = make()
    yield made
    made.close()


def test_the_first_one_loads_nothing_that_only_others_need():
    others = {"bqplot", "numpy.ma", "nbnn.labs.asking.stepper", "nbnn.exercises.judging.entries", "nbnn.views.data.data", "nbnn.page.page",
              "nbnn.views.card.card", "nbnn.views.moving.moving", "nbnn.explain.pictures.drawing.plot", "nbnn.views.shared.chart",
              "nbnn.labs.frame.fields", "nbnn.labs.frame.controls", "nbnn.explain.points", "nbnn.explain.stepper.data",
              "nbnn.explain.recording.moment", "nbnn.explain.recording.growing", "nbnn.core.graph.graph", "nbnn.core.records.curves",
              "nbnn.core.records.regularizers", "nbnn.core.network.measures", "nbnn.core.tables.data_questions",
              "nbnn.core.training.training", "nbnn.core.training.saving"}
    code = f"""import nbnn, sys
nbnn.labs.Stepper(nbnn.Network.random([2, 3, 1]), nbnn.datasets.moons())._repr_mimebundle_()
print(*{others!r} & sys.modules.keys())"""
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=HANGS, check=True)
    assert done.stdout.split() == []


def test_what_unfolds_and_the_boxes_share_what_they_need_not_have_of_their_own():
    """Each widget is a message to the page, and its layout and its style another."""
    code()
    before = set(alive())
    made = make()
    kinds = Counter(type(each).__name__ for name, each in alive().items() if name not in before)
    assert kinds["ToggleButton"] == 4 and kinds["ToggleButtonStyle"] == 1 and kinds["Box"] == 3 and kinds["Layout"] == 2
    made.close()


def test_each_widget_is_sent_with_what_it_shows(monkeypatch):
    """What is said after it was opened is a message more: the recording in two parts, and what the lab holds."""
    updated, say = [], widgets.Widget._send

    def listen(widget, message, buffers=None):
        updated.extend([type(widget).__name__] if message["method"] == "update" else [])
        say(widget, message, buffers)

    monkeypatch.setattr(widgets.Widget, "_send", listen)
    made = make(steps=1000)
    assert updated == ["Player", "Player", "Stepper"]
    made.close()


def test_it_starts_small_and_unfolds(lab):
    assert lab.board.expanded is True, "its lines are one row each"
    assert lab.data_chart not in lab.charts.children
    lab.unfold["data"].value = True
    assert lab.data_chart in lab.charts.children
    lab.unfold["data"].value = False
    assert lab.data_chart not in lab.charts.children


@pytest.mark.parametrize(("options", "by"), [
    ({}, "line"), ({"show": ("data", "loss")}, "update"), ({"show": ("diagram", "loss")}, "line"), ({"by": "update"}, "update"),
])
def test_what_it_goes_by_at_first(options, by):
    made = make(**options)
    assert made.player.granularity == by
    made.close()


def test_closing_leaves_no_widget_and_twice_is_no_error():
    before = len(alive())
    for show in (None, "all"):
        made = make(show=show)
        assert len(alive()) > before + 12
        made.close()
        made.close()
        assert len(alive()) == before


@pytest.mark.parametrize(
    ("options", "words"),
    [
        ({"until": "dl_dx"}, "until is 'dl_dx'"),
        ({"by": "epoch"}, "by is 'epoch': a Stepper goes by update, line, unit, term"),
        ({"start": 40}, "start is 40"),
        ({"start": -1}, "start is -1"),
        ({"show": ("bord",)}, "did you mean 'board'"),
        ({"eta": 0}, "eta is 0"),
        ({"eta": float("nan")}, "eta is nan"),
        ({"steps": 0}, "steps is 0"),
        ({"loss": "cross_entropy"}, "needs K scores"),
        ({"loss": "hing"}, "hinge"),
        ({"seed": -1}, "seed is -1"),
    ],
)
def test_what_does_not_fit_is_said(options, words):
    before = len(alive())
    with pytest.raises(ValueError, match=words):
        make(**options)
    assert len(alive()) <= before + 1


def test_an_unknown_keyword_names_the_nearest():
    with pytest.raises(TypeError, match="did you mean 'present'"):
        make(presnt=True)


@pytest.mark.parametrize(
    ("field", "bad", "words"),
    [
        ("eta", "-1", "Rate η is -1"),
        ("eta", "fast", "The rate η is 'fast'"),
        ("eta", "", "The rate η is empty"),
        ("seed", "x", "The seed is 'x'"),
        ("seed", "-3", "The seed"),
        ("hidden", "0", "Hidden units"),
        ("hidden", "8,8,8,8", "Hidden units"),
        ("hidden", "__import__('os')", "Type a whole number"),
    ],
)
def test_a_bad_value_is_said_and_changes_nothing(lab, field, bad, words):
    run, fields = lab.run, lab.controls.fields
    shown = fields[field].value
    fields[field].value = bad
    assert words in fields.wrong(field)
    assert lab.run is run
    assert fields[field].value == bad
    fields[field].value = shown
    assert fields.wrong(field) == "" and lab.run is run


def test_a_good_value_makes_a_new_recording(lab):
    version = lab.player.schema["version"]
    lab.controls.fields["eta"].value = "0,05"
    assert lab.run.eta == 0.05
    lab.controls.fields["loss"].value = "squared"
    assert lab.run.loss is nbnn.squared
    lab.controls.fields["hidden"].value = "4, 2"
    assert lab.run.start.sizes == (2, 4, 2, 1)
    lab.controls.fields["data_set"].value = "Iris: all three species"
    assert lab.run.start.sizes == (2, 4, 2, 3)
    assert lab.player.schema["version"] == version + 4
    assert lab.player.status == ""


def test_reset_is_what_the_constructor_was_given(lab):
    first = lab.run
    lab.controls.fields["eta"].value = "1"
    lab.player.index = 9
    lab.fork(1, 0, 0, 3.0)
    send(lab.player, {"do": "reset"})
    assert (lab.run.rows == first.rows).all()
    assert lab.run.parent is None
    assert lab.controls.fields["eta"].value == "0.1"
    assert lab.player.index == 0


def test_a_typed_weight_forks_where_the_learner_is(lab):
    lab.player.index = 17
    lab.player.selected = {"layer": 1, "row": 2, "column": 1}
    lab.weight_field.value = "0,5"
    assert lab.run.forked_at == 17
    assert lab.run[17].before.W1[2, 1] == 0.5
    assert lab.player.index == 17
    lab.weight_field.value = "many"
    assert "The weight is 'many'" in lab.weight_fields.wrong("weight")


@pytest.mark.parametrize(
    "rubbish",
    [
        {"layer": "x"},
        {"layer": 9, "row": 0, "column": 0},
        {"layer": 1, "row": 0},
        {"layer": True, "row": 0, "column": 0},
        {"layer": 1, "row": -1, "column": 10**12},
        {"node": "h", "entry": 2},
    ],
)
def test_a_selection_that_is_no_weight_is_no_weight(lab, rubbish):
    lab.player.selected = rubbish
    lab.weight_field.value = "1"
    assert "No weight is chosen" in lab.weight_fields.wrong("weight")
    assert lab.run.parent is None


@pytest.mark.parametrize(("line", "at"), [(0, 5), (3, 6)])
def test_a_picked_example_is_the_next(lab, line, at):
    lab.player.index, lab.player.line = 5, line
    send(lab.player, {"do": "example", "example": 77})
    assert lab.run.examples[at] == 77
    assert lab.run.forked_at == at
    for wrong in (100, -1, "3", None, True):
        send(lab.player, {"do": "example", "example": wrong})
        assert lab.player.status
    assert len(lab.run) == 40


def test_of_many_forks_it_holds_the_last_and_what_that_left(lab):
    made = []
    for turn in range(12):
        made.append(ref(lab.run))
        lab.player.index = (7 * turn) % 40
        lab.fork(1, 0, 0, 0.25 * turn)
    gc.collect()
    assert [each() for each in made if each() is not None] == []
    assert lab.run.parent is not None and lab.run.parent.parent is None


def test_the_last_update_can_have_a_next_example(lab):
    lab.player.index, lab.player.line = 39, 10
    lab.pick(3)
    assert len(lab.run) == 41
    assert lab.run.examples[40] == 3


def test_step_at_the_end_records_as_many_again(lab):
    first = lab.run
    send(lab.player, {"do": "extend"})
    assert len(lab.run) == 80
    assert (lab.run.rows[:40] == first.rows).all()
    assert (lab.player.index, lab.player.line) == (40, 0)


def test_the_exact_number_is_told_and_nothing_else(lab, monkeypatch):
    told = []
    monkeypatch.setattr(lab.player, "send", lambda content, buffers=None: told.append(content))
    send(lab.player, {"do": "exact", "name": "a", "entry": 1, "update": 3})
    assert float(told.pop()["exact"]["text"].replace("−", "-")) == lab.run[3].a[1]
    for wrong in (
        {"name": "__class__", "entry": 0},
        {"name": "a", "entry": 99},
        {"name": "a", "entry": "0"},
        {"name": 3, "entry": 0},
    ):
        send(lab.player, {"do": "exact", "update": 3, **wrong})
    send(lab.player, {"do": "exact", "name": "a", "entry": 0, "update": 999})
    assert told == []


def test_a_run_that_diverges_says_so_and_can_be_looked_at(lab):
    lab.controls.fields["loss"].value = "squared"
    lab.controls.fields["eta"].value = "50"
    assert "This run stops early" in lab.player.status
    assert "use a smaller η" in lab.player.status
    assert lab.player.can_extend is False
    assert 0 < len(lab.run) < 40


def test_where_it_starts_and_stops():
    made = make(start=7, until="dl_dh", present=True, show=("board", "eta"))
    assert made.player.index == 7
    assert made.player.schema["lines"][made.player.stop]["name"] == "dl_dh"
    assert "nbnn-present" in classes(made)
    assert list(made.controls.fields) == ["eta", "example"]
    made.close()


@pytest.mark.parametrize(("show", "rows"), [
    (("diagram", "data"), [["diagram", "data_chart"]]),
    (("diagram", "board", "data"), [["board", ("diagram", "data_chart")]]),
    (("board", "data"), [["board", "data_chart"]]),
    (("data",), [["data_chart"]]),
    (("diagram", "board"), [["board", "diagram"]]),
    (("diagram", "data", "loss"), [["diagram"], ["data_chart", "loss_chart"]]),
])
def test_in_a_hall_a_single_chart_stands_by_the_network(show, rows):
    made = make(present=True, show=show)
    views = {getattr(made, name): name for name in ("diagram", "board", "data_chart", "loss_chart")}

    def named(part):
        return views.get(part) or tuple(map(named, part.children))
    assert [[named(part) for part in row.children] for row in made.children if "nbnn-row" in classes(row)] == rows
    made.close()


def test_the_still_picture_is_a_table_with_escaped_words():
    made = worked_example(W1, W2, [2, 1], -1)
    bundle = made._repr_mimebundle_()
    assert bundle["text/plain"] == repr(made)
    assert "<td>[1, 3, −1.5]</td>" in bundle["text/html"]
    assert "[a &gt; 0]" in bundle["text/html"]
    assert made.step.loss == 0.5
    made.close()


def test_a_board_that_ends_early_counts_its_own_lines():
    lab = worked_example([[1, -1], [0.5, 2], [-1, 0.5]], [1, -0.5, 2], [2, 1], -1, until="y")
    assert lab.sentence() == "Update 0, line 1 of 4: example 0 is picked: x = [2, 1], z = −1."
    asked = worked_example([[1, -1], [0.5, 2], [-1, 0.5]], [1, -0.5, 2], [2, 1], -1, until="dl_dy", ask="dl_dy")
    asked.player.line = 5
    assert asked.sentence() == "Update 0, line 6 of 6: ∂ℓ/∂y is yours to fill in."


# ---- a worked example of any network ----


def test_a_worked_example_with_biases_by_hand():
    """x = [2, 1, 1]: a = 2 − 1 + 0.5, h = [1.5, 1], y = 2·1.5 + 1, ℓ = 1 + 4."""
    lab = worked_example([[1, -1, 0.5]], [2, 1], x=[2, 1], z=-1, bias=True)
    step = lab.step
    assert (step.a.tolist(), step.h.tolist(), step.y, step.loss) == ([1.5], [1.5, 1.0], 4.0, 5.0)
    assert (step.dl_dw2.tolist(), step.dl_dh.tolist(), step.dl_da.tolist()) == ([1.5, 1.0], [2.0, 1.0], [2.0])
    assert step.dl_dW1.tolist() == [[4.0, 2.0, 2.0]]
    assert lab.table()[-1]["value"] == "W⁽¹⁾ = [0.6, −1.2, 0.3]; w⁽²⁾ = [1.85, 0.9]"
    lab.close()


def test_a_worked_example_of_three_layers_and_two_classes_by_hand():
    """a¹ = h¹ = [1, 2], a² = [3, −2], h² = y = [3, 0], z = 2: ℓ = log(1 + e³), and p₁ = e³/(1 + e³) flows back."""
    lab = worked_example([[[1, 0], [0, 1]], [[1, 1], [0, -1]], [[1, 0], [0, 1]]], x=[1, 2], z=2)
    step, p = lab.step, np.exp(3) / (1 + np.exp(3))
    assert lab.run.loss is nbnn.cross_entropy
    assert (step.y.tolist(), step.loss) == ([3.0, 0.0], pytest.approx(np.log(1 + np.exp(3))))
    assert step.dl_dy == pytest.approx([p, -p])
    assert (step.dl_da2 == pytest.approx([p, 0])) and (step.dl_dh1 == pytest.approx([p, p]))
    assert lab.sentence().endswith("x = [1, 2], z = 2.")
    lab.close()


SIZES = [(2, 1), (2, 3), (2, 3, 1), (2, 3, 2), (2, 2, 3, 1), (3, 2, 2, 2, 4)]


@pytest.mark.parametrize(("activation", "bias", "sizes"), [
    (activation, (i + k) % 2 == 1, sizes) for i, activation in enumerate(nbnn.ACTIVATIONS) for k, sizes in enumerate(SIZES)])
def test_a_worked_example_puts_any_network_on_the_board(activation, bias, sizes):
    net = nbnn.Network.random(sizes, activation, seed=1, bias=bias)
    z = sizes[-1] if sizes[-1] > 1 else -1
    lab = worked_example([w.tolist() for w in net.weights], x=[1] * sizes[0], z=z, activation=activation, bias=bias, steps=3)
    assert lab.step.loss == nbnn.sgd_step(net, [1] * sizes[0], z, lab.run.loss).loss
    for index in (0, 2):
        for line in range(len(lab.run.names) + 2):
            lab.player.index, lab.player.line = index, line
            assert "nan" not in lab.sentence().lower()
    assert "<table" in lab._repr_mimebundle_()["text/html"]
    lab.close()


def test_old_and_new_ways_to_give_the_weights_are_the_same_example():
    made = [worked_example(W1, W2, [2, 1], -1), worked_example(W1, W2, [2, 1], -1, "hinge", 0.1), worked_example(W1, W2, x=[2, 1], z=-1),
            worked_example(W1, w2=W2, x=[2, 1], z=-1, loss=nbnn.hinge), worked_example([W1, W2], x=[2, 1], z=-1),
            worked_example((np.array(W1), np.array(W2)), x=np.array([2, 1]), z=-1.0, activation="relu")]
    for lab in made:
        assert (lab.step.y, lab.step.loss) == (-0.5, 0.5)
        lab.close()
    for weights in ([1, -2], np.array([1, -2]), [[1, -2]]):
        lab = worked_example(weights, x=[2, 1], z=-1)
        assert lab.step.y == 0
        lab.close()
    lab = worked_example([[1, 0], [0, 2], [1, 1]], x=[2, 1], z=3)
    assert lab.step.y.tolist() == [2, 2, 3]
    lab.close()


@pytest.mark.parametrize(("given", "words"), [
    ({"W1": W1, "w2": W2, "z": 1}, "x is missing: give one example and its label"),
    ({"W1": W1, "w2": W2, "x": [2, 1]}, "z is missing: give one example and its label"),
    ({"W1": W1, "w2": W2, "x": [2, 1, 0], "z": 1}, "x has 3 entries .* but W1 takes 2"),
    ({"W1": [[1, 2, 3]], "w2": [1, 1], "x": [2, 1, 0], "z": 1, "bias": True}, r"x has 3 entries .* but W1 takes 2 \(and the constant 1\)"),
    ({"W1": W1, "w2": W2, "x": [[2, 1], [0, 1]], "z": 1}, "give one example, .2,., and its label"),
    ({"W1": W1, "w2": W2, "x": [2, 1], "z": 2}, "label 2 is outside its set: z must be −1 or .1"),
    ({"W1": W1, "w2": [[1, 1, 1], [0, 1, 2]], "x": [2, 1], "z": 3}, "label 3 is outside its set: z must be 1 to 2"),
    ({"W1": W1, "w2": [1, 2], "x": [2, 1], "z": 1}, "weight 2 takes 2 entries but weight 1 gives 3: it needs 3"),
    ({"W1": W1, "w2": W2, "x": [2, 1], "z": 1, "bias": True}, "weight 2 takes 3 entries but .* gives 3 and the constant 1"),
    ({"W1": W1, "w2": W2, "x": [2, 1], "z": 1, "loss": "cross_entropy"}, "needs K scores"),
    ({"W1": W1, "w2": W2, "x": [2, 1], "z": 1, "activation": "rel"}, "did you mean 'relu'"),
    ({"W1": W1, "w2": W2, "x": [2, 1], "z": 1, "bais": True}, "bais"),
    ({"W1": [], "x": [2, 1], "z": 1}, "weight 1"),
])
def test_a_worked_example_says_what_is_missing_or_does_not_fit(given, words):
    before = len(alive())
    with pytest.raises((ValueError, TypeError), match=words):
        worked_example(**given)
    assert len(alive()) == before


def test_a_score_for_each_of_two_classes_is_told_on_the_board():
    data = nbnn.Dataset.from_arrays([[2, 1], [0, 1]], ["no", "yes"])
    lab = Stepper(nbnn.Network.random([2, 3, 2], seed=0), data, steps=5)
    assert lab.run.loss is nbnn.cross_entropy
    assert lab.sentence().endswith("; with a score for each class, no is z = 1 (its score is y₁) and yes is z = 2 (its score is y₂).")
    lab.close()


def worked_by_terms(**how):
    return worked_example(W1, W2, x=[2, 1], z=-1, **how)


def test_the_terms_are_sent_when_somebody_goes_by_them():
    lab = worked_by_terms(by="term")
    assert lab.player.schema["by"] == ["update", "line", "unit", "term"]
    assert lab.player.terms["key"] == lab.player.schema["terms"]["key"] and lab.player.terms["bytes"]
    before = lab.player.terms["key"]
    lab.fork(1, 0, 0, 5.0)
    assert lab.player.terms["key"] == lab.player.schema["terms"]["key"] != before, "another future has its own"
    lab.player.granularity = "line"
    lab.fork(1, 0, 0, 6.0)
    assert lab.player.terms == {}
    send(lab.player, {"do": "terms"})
    assert lab.player.terms["key"] == lab.player.schema["terms"]["key"], "a page asks before it goes"
    lab.close()


def test_who_does_not_ask_for_terms_has_none():
    lab = worked_by_terms()
    assert "by" not in lab.player.schema and lab.player.terms == {}
    with pytest.raises(TraitError, match="stepped by update, line, unit"):
        lab.player.granularity = "term"
    send(lab.player, {"do": "terms"})
    assert lab.player.terms == {} and lab.player.granularity == "line"
    lab.close()


def test_a_place_term_by_term_is_set_and_said_and_led_to():
    lab = worked_by_terms(by="term")
    assert lab.player.terms["bytes"]
    lab.player.line, lab.player.unit, lab.player.term = 1, 2, 1
    assert lab.token() == "1:Stepper:view=diagram,board:update=0:line=1:unit=2:term=1:by=term"
    with pytest.raises(TraitError, match="term is 3: this board's sums have at most 3 terms, counted from 0"):
        lab.player.term = 3
    assert lab.player.term == 1
    lab.player.line = 2
    assert lab.player.term == 0, "no sum, no terms"
    lab.go("1:Stepper:view=diagram,board:update=3:line=3:unit=0:term=2:by=term")
    assert (lab.player.index, lab.player.line, lab.player.unit, lab.player.term) == (3, 3, 0, 2)
    for wrong, said in ((":term=3:by=term", "term is 3, but unit 0 has terms 0 to 2"),
                        (":term=1:by=line", "term is 1, but going by line has")):
        with pytest.raises(ValueError, match=said):
            lab.go(f"1:Stepper:view=diagram,board:update=0:line=3:unit=0{wrong}")
    assert lab.player.index == 3, "and nothing has changed"
    lab.close()


def test_a_network_without_sums_cannot_be_gone_through_by_terms():
    with pytest.raises(ValueError, match="by is 'term', but no line of this board is a sum of several products"):
        worked_example([[2.0]], [3.0], x=[1], z=1, by="term")
    lab = worked_example([[2.0]], [3.0], x=[1], z=1)
    assert "by" not in lab.player.schema
    lab.close()


@pytest.mark.parametrize(("by", "said"), [("line", "a = ["), ("unit", "a₂ = "), ("term", "term 1 of 2 of a₂ is ")])
def test_its_sentence_is_of_the_unit_and_the_term_that_are_shown(by, said):
    lab = Stepper(nbnn.Network.random([2, 3, 1], seed=0), nbnn.datasets.moons(), steps=5, by=by)
    lab.go(f"1:Stepper:view=diagram,board:update=2:line=1:unit=1:by={by}")
    assert lab.sentence().startswith(f"Update 2, line 2 of 11: {said}")
    lab.close()
