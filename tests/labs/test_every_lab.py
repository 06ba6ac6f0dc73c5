"""What holds for every lab."""

import ast
import gc
import inspect
import pathlib
import pkgutil
import re
from functools import cache
from importlib import import_module
from weakref import ref

import ipywidgets as widgets
import numpy as np
import pytest

import nbnn
import nbnn.labs
from nbnn.core.network.arguments import losses_with_meaning
from nbnn.explain.stepper import data as scatter
from nbnn.explain.writing.template import text
from nbnn.labs.frame.lab import Lab, everything
from nbnn.views.keys.keys import Keys
from nbnn.views.player.player import PLACE, RESET, Player
from nbnn.views.shared.chart import Chart
from tests.labs.every_lab import examples, lab_classes, make, unfold
from tests.properties.chains import clauses, disagreement, givens_inside
from tests.views.page import alive, send


@pytest.fixture(scope="module")
def lab(request):
    """Made once for all tests of its line: each leaves it as it was."""
    made = make(request.param)
    yield made
    made.close()


EVERY = pytest.mark.parametrize("lab", examples(), indirect=True, scope="module")


def below(base):
    """Every class that is made of `base`."""
    return {base, *(found for each in base.__subclasses__() for found in below(each))}


def test_every_class_of_a_lab_is_found():
    for module in pkgutil.iter_modules(nbnn.labs.__path__, "nbnn.labs."):
        import_module(module.name)
    assert {each for each in below(Lab) if not each.__subclasses__() and each.__module__.startswith("nbnn.labs")} == set(lab_classes())


@pytest.mark.parametrize("lab", lab_classes(), ids=lambda lab: lab.__name__)
def test_a_lab_has_an_example_for_each_of_its_views(lab):
    assert lab.examples
    default = inspect.signature(lab).parameters.get("view")
    for view in lab.views:
        assert view == default.default or any(f'"{view}"' in line for line in lab.examples), view


def bars(lab):
    """The players that have a bar on the page."""
    return [each for each in everything(lab.children) if isinstance(each, Player)]


@EVERY
def test_whatever_a_bar_offers_is_done(lab):
    for player in bars(lab):
        assert {action["do"] for action in player.actions} <= player._handlers.keys()


@EVERY
def test_reset_sends_a_place_as_a_whole_and_once(lab, monkeypatch):
    """Sent in two halves, the second would undo half of what a learner does in between."""
    said = []
    monkeypatch.setattr(widgets.Widget, "_send", lambda widget, message, buffers=None: said.append((widget, message)))
    for player in bars(lab):
        if RESET not in player.actions:
            continue
        send(player, {"do": "reset"})
        first = player.index, player.line
        player.set_state({"index": min(3, player.moments - 1), "line": player.stop, "unit": 0, "term": 0})
        moved = (player.index, player.line) != first
        said.clear()
        send(player, {"do": "reset"})
        assert (player.index, player.line) == first
        told = [message["state"].keys() & set(PLACE) for widget, message in said if widget is player and "state" in message]
        assert [names for names in told if names] == [set(PLACE)] * moved


@pytest.mark.parametrize("lab", [lab for lab in lab_classes() if lab.views], ids=lambda lab: lab.__name__)
def test_what_a_view_needs_is_said_in_its_own_class(lab):
    """No lab asks which of its views it shows: a new one is a class more, and nothing else."""
    for file, asked in compared():
        words = {part.value for part in ast.walk(asked) if isinstance(part, ast.Constant)}
        names = {part.id for part in ast.walk(asked) if isinstance(part, ast.Name)}
        names |= {part.attr for part in ast.walk(asked) if isinstance(part, ast.Attribute)}
        assert not (words & set(lab.views) and names & {"view", "_view", "views", "key"}), f"{file}: {ast.unparse(asked)}"


@cache
def compared():
    """Every comparison in the code of all labs, with its file: read once for all labs."""
    files = sorted(pathlib.Path(nbnn.labs.__file__).parent.rglob("*.py"))
    return [(file.name, node) for file in files for node in ast.walk(ast.parse(file.read_text("utf-8"))) if isinstance(node, ast.Compare)]


@pytest.fixture(scope="module")
def held():
    """Line → what a lab consisted of that was shown, closed and let go."""
    return {}


@pytest.mark.parametrize("line", examples())
def test_what_is_hidden_at_first_is_made_when_it_is_unfolded(line, held):
    lab = make(line)
    shown, there = {each.model_id for each in everything([lab])}, set(alive())
    unfolded = {each.model_id for each in everything([unfold(lab)]) if type(each) is not widgets.Box} - shown  # a box costs little
    assert not unfolded & there
    lab._repr_mimebundle_()  # as a cell shows it
    held[line] = [ref(each) for each in everything([lab])]
    lab.close()
    assert not unfolded & set(alive()), "and it is closed with the lab"


@pytest.mark.parametrize("line", examples())
def test_a_number_on_an_axis_stands_where_it_is(line):
    """An axis of names, such as classes and epochs that are not as far apart as they are, says so itself."""
    lab = unfold(make(line))
    wrong = [(axis.label, words, place) for chart in lab.all_of(Chart) for axis in chart.figure.axes
             for place, words in axis.tick_labels.items() if is_number(words) and words.replace("−", "-") != place
             and not axis.label.startswith(("label", "epoch"))]
    lab.close()
    assert wrong == []


def is_number(words: str) -> bool:
    return re.fullmatch(r"−?\d+(\.\d+)?", words) is not None


def test_nothing_holds_a_lab_that_was_closed_and_let_go(held):
    """To look for all of them at once takes as long as for one."""
    gc.collect()
    assert {line: [each() for each in parts if each() is not None] for line, parts in held.items()} == {line: [] for line in held}


@EVERY
def test_an_example_says_what_it_shows(lab, request):
    assert request.node.callspec.params["lab"] in type(lab).examples
    assert len(lab.sentence()) > 10
    assert lab.table()


# ---- few examples, few features, three classes ----

#: (inputs, classes) → numbers of examples: where a view draws all of it each, else one, two, one a class or a few more.
SHAPES = {(2, 2): (1, 2, 3, 4, 5, 13), (1, 2): (1, 2, 5), (5, 2): (2, 4), (2, 3): (1, 2, 3, 13)}
#: What a view cannot draw whatever its defaults, said in words that name it and what to do.
NEEDS = (r"the view '\w+' draws data of two features|this view draws the weights from two inputs|the margin zy tells two apart"
         r"|there is only 1 example, and training and validation need one each: give at least two examples")


def few(n, inputs, classes):
    x = np.random.default_rng(n).normal(size=(n, inputs))
    z = [(-1, 1)[i % 2] if classes == 2 else i % classes + 1 for i in range(n)]
    return nbnn.Dataset.from_arrays(x, z, class_names=tuple("abc"[:classes]))


def views_on_data():
    """Every view of every lab that takes data of one's own."""
    for lab in lab_classes():
        parameters = inspect.signature(lab).parameters
        if "data" in parameters:
            for view in lab.views or (None,):
                yield pytest.param(lab, {} if view is None else {"view": view}, id=f"{lab.__name__}-{view}")


@pytest.mark.filterwarnings("ignore:all .* training examples")
@pytest.mark.parametrize(("lab", "view"), list(views_on_data()))
@pytest.mark.parametrize(("n", "inputs", "classes"), [(n, *shape) for shape, sizes in SHAPES.items() for n in sizes])
def test_the_defaults_of_every_lab_fit_data_of_ones_own(lab, view, n, inputs, classes):
    data = few(n, inputs, classes)
    net = nbnn.Network.random((inputs, 3, 1 if classes == 2 else classes), seed=1)
    needed = {"net": net} if lab.__name__ in ("Stepper", "TrajectoryLab") else {}
    short = {name: value for name, value in {"steps": 5, "epochs": 3, "seeds": (0, 1)}.items() if name in inspect.signature(lab).parameters}
    try:
        made = lab(data=data, **needed, **view, **short)
    except ValueError as error:
        assert re.search(NEEDS, str(error)), error
        assert n == 1 or (inputs, classes) != (2, 2), error
        return
    assert len(made.sentence()) > 10 and made.table()
    made.close()


def test_the_playground_fits_its_batch_and_its_share():
    """3 of 4 rows are for training; of one row all."""
    made = nbnn.labs.Playground(few(4, 2, 2), epochs=2)
    assert (made.recipe.batch_size, len(made.setting.train), len(made.setting.validation)) == (3, 3, 1)
    made.close()
    made = nbnn.labs.Playground(few(1, 2, 2), epochs=2)
    assert (made.recipe.batch_size, made.recipe.share, made.setting.validation) == (1, 1.0, None)
    made.close()
    with pytest.raises(ValueError, match="batch_size is 10, but there are only 3 training examples"):
        nbnn.labs.Playground(few(4, 2, 2), epochs=2, batch_size=10)


def test_a_lab_refuses_sizes_that_were_asked_for():
    with pytest.raises(ValueError, match="one of the sizes is 10, but there are only 4"):
        nbnn.labs.BatchLab(data=few(4, 2, 2), sizes=(1, 10))
    with pytest.raises(ValueError, match="batch_size is 10, but there are only"):
        nbnn.labs.OverfittingLab(data=few(4, 2, 2), batch_size=10)


@EVERY
def test_no_line_of_a_lab_has_givens_between_its_equals_signs(lab):
    schema = lab.player.schema if getattr(lab, "player", None) else {}
    for spec in schema.get("lines", ()):
        parts = [text(node, lambda name, k, after: 1.0) for case in spec["cases"] for node in (case["formula"], case["numbers"])]
        found = givens_inside(spec["name"], [part for part in parts if part and spec["phase"] != "update"])
        assert not found, found
    for said in (*schema.get("sentences", ())[:40], lab.sentence()):
        assert not [wrong for clause in clauses(said) if (wrong := disagreement(clause))], said


# ---- a network that decides nothing ----

CLAIMS = re.compile(r"\bright\b|\bcorrect|accuracy|classified|predicted|margin is met|wrong sign|no error", re.IGNORECASE)
WORD = re.compile(r"score 0|[Ss]core is 0|y = 0 counts as \+1|yz ≥ 1|sees no error")


def dead_labs(loss):
    """Labs on a network whose scores are all 0."""
    data, net = nbnn.datasets.moons(12), nbnn.Network([[[0.0, 0.0]] * 2, [0.0, 0.0]])
    yield nbnn.labs.Playground(data, initializer="zeros", hidden=(2,), loss=loss, epochs=2)
    yield nbnn.labs.Stepper(net, data, loss, steps=3, show="all")
    yield nbnn.labs.LossLab(view="run", net=net, data=data, main=loss, steps=3)


def said_by(lab):
    """What a lab says at every moment that it has, and in its table."""
    yield lab.sentence()
    yield from (" ".join(map(str, row.values())) for row in lab.table())
    if isinstance(lab, nbnn.labs.Stepper):
        for index in range(len(lab.run)):
            yield scatter.sentence(lab.run.data, lab.run.network(index), scatter.scatter(lab.run.data, loss=lab.run.loss), 0)
            for line in range(len(lab.run.names) + 2):
                lab.player.index, lab.player.line = index, line
                yield lab.sentence()
    elif hasattr(lab, "player"):
        yield from lab.player.schema["sentences"]


@pytest.mark.parametrize("loss", losses_with_meaning())
def test_no_lab_calls_an_example_right_without_a_word_where_every_score_is_0(loss):
    found = 0
    for lab in dead_labs(loss):
        for words in said_by(lab):
            found += bool(WORD.search(words))
            assert not CLAIMS.search(words) or WORD.search(words), words
        lab.close()
    assert found > 5


# ---- records made in a cell ----

OWN = {
    "loss": nbnn.Loss(key="cosh", name="log cosh", value=lambda y, z: np.logaddexp(y - z, z - y), derivative=lambda y, z: np.tanh(y - z)),
    "activation": nbnn.Activation(key="half", name="half", value=lambda a: a / 2, derivative=lambda a: np.full(np.shape(a), 0.5)),
    "initializer": nbnn.Initializer(key="halves", name="halves", draw=lambda rng, shape: rng.integers(-2, 3, size=shape) / 10),
}
NAMES = {"loss": ("loss", "main"), "activation": ("activation",), "initializer": ("initializer", "initializers")}


@pytest.mark.parametrize("kind", OWN)
@pytest.mark.parametrize("lab", [lab for lab in lab_classes() if lab.__name__ != "Exercise"], ids=lambda lab: lab.__name__)
def test_a_record_made_in_a_cell_goes_into_every_lab_that_takes_one(lab, kind):
    parameters = inspect.signature(lab).parameters
    names = [name for name in NAMES[kind] if name in parameters or (lab.__name__ == "Playground" and name == kind)]
    net = nbnn.Network.random([2, 3, 1], OWN["activation"], OWN["initializer"])
    needed = {"net": net, "data": nbnn.datasets.moons(12)} if lab.__name__ in ("Stepper", "TrajectoryLab") else {}
    needed |= {"net": net, "x": [2, 1], "z": -1} if lab.__name__ == "GraphLab" else {}
    for name in names:
        given = [OWN[kind]] if name.endswith("s") and name != "loss" else OWN[kind]
        for view in lab.views or (None,):
            made = lab(**needed, **{name: given}, **({} if view is None else {"view": view}),
                       **({"epochs": 2} if "epochs" in parameters else {}), **({"seeds": (0, 1)} if "seeds" in parameters else {}))
            assert made.sentence() and made.table()
            made.close()


def test_a_stepper_goes_back_to_a_record_made_in_a_cell():
    net = nbnn.Network.random([2, 3, 1], OWN["activation"], seed=1)
    lab = nbnn.labs.Stepper(net, nbnn.datasets.moons(12), OWN["loss"], steps=5)
    before = lab.run.rows.copy()
    for name, other in (("loss", "hinge"), ("activation", "tanh")):
        lab.controls.fields[name].value = other
        assert not np.array_equal(lab.run.rows, before)
        lab.controls.fields[name].value = OWN[name].key
        assert np.array_equal(lab.run.rows, before)
    lab.close()


@EVERY
def test_a_lab_has_the_piece_for_its_keys_whatever_it_shows(lab):
    before = lab.children
    lab.children = before[1:]
    assert [isinstance(each, Keys) for each in lab.children].count(True) == 1
    lab.children = before
    assert [isinstance(each, Keys) for each in lab.children].count(True) == 1


def test_the_piece_for_its_keys_is_closed_with_a_lab():
    lab = make(examples()[0])
    keys = lab.children[0]
    assert isinstance(keys, Keys)
    lab.close()
    assert keys.comm is None


# ---- data with targets ----

TARGETS = {"one input": nbnn.datasets.wave(12), "two inputs": nbnn.datasets.hill(12), "two targets": nbnn.Dataset.from_arrays(
    nbnn.datasets.hill(12).x, np.column_stack([nbnn.datasets.hill(12).z, nbnn.datasets.hill(12, seed=1).z]))}
REFUSED = {("LossLab", "run"), ("BatchLab", "paths"), ("BatchLab", "packed")}  # they draw two classes, and say so
NEEDS_TWO_INPUTS = {("InitLab", "symmetry")}


@pytest.mark.filterwarnings("ignore")
@pytest.mark.parametrize("which", TARGETS)
@pytest.mark.parametrize("lab", [lab for lab in lab_classes() if "data" in inspect.signature(lab).parameters], ids=lambda lab: lab.__name__)
def test_a_lab_that_takes_data_takes_targets_or_says_why_not(lab, which):
    data, parameters = TARGETS[which], inspect.signature(lab).parameters
    net = nbnn.Network.random([data.x.shape[1], 3, data.n_outputs], nbnn.tanh, bias=True)
    needed = {"data": data} | ({"net": net} if lab.__name__ in ("Stepper", "TrajectoryLab") else {})
    needed |= {name: value for name, value in (("epochs", 2), ("seeds", (0, 1)), ("eta", 0.01)) if name in parameters}
    for view in lab.views or (None,):
        given = needed | ({} if view is None else {"view": view})
        if (lab.__name__, view) in REFUSED:
            with pytest.raises(ValueError, match=rf"'{data.name}' has targets"):
                lab(**given)
            continue
        if (lab.__name__, view) in NEEDS_TWO_INPUTS and data.x.shape[1] == 1:
            continue
        made = lab(**given)
        said = [made.sentence(), *(" ".join(map(str, row.values())) for row in made.table())]
        assert all(said) and not any("accuracy" in words or "classified" in words for words in said), said
        made.close()


def test_the_data_menu_has_targets_for_who_gave_them_only():
    net = nbnn.Network.random([1, 3, 1], nbnn.tanh)
    lab = nbnn.labs.Stepper(net, nbnn.datasets.wave(12), show="all", steps=5)
    menus = lab.controls.fields
    assert {label for label, _ in menus["data_set"].options} == {"wave", "hill"}
    assert {key for _, key in menus["loss"].options} == set(losses_with_meaning(targets=True))
    assert menus["loss"].value == "half_squared"
    menus["data_set"].value = "hill"
    assert lab.run.data.name == "hill" and lab.run.start.n_inputs == 2 and lab.run.loss is nbnn.half_squared
    usual = nbnn.labs.Stepper(nbnn.Network.random([2, 3, 1]), nbnn.datasets.moons(12), show="all", steps=5)
    assert not {"wave", "hill"} & {label for label, _ in usual.controls.fields["data_set"].options}


@pytest.mark.parametrize(("z", "loss"), [([0.01, 0.99], None), ([0.01, 0.99], "absolute"), ([1.0, 0.0], "huber")])
def test_a_worked_example_with_targets(z, loss):
    lab = nbnn.labs.worked_example([[0.15, 0.2], [0.25, 0.3]], [[0.4, 0.45], [0.5, 0.55]], x=[0.05, 0.1], z=z, loss=loss)
    assert lab.step.z.tolist() == z and lab.step.loss_record is nbnn.LOSSES[loss or "half_squared"]
    assert f"z = [{z[0]:g}, {z[1]:g}]" in lab.sentence()
    assert nbnn.labs.worked_example([[1.0, 2.0]], x=[1, 1], z=0.5).step.loss_record is nbnn.half_squared
    assert nbnn.labs.worked_example([[1.0, 2.0]], x=[1, 1], z=1).step.loss_record is nbnn.hinge
    with pytest.raises(ValueError, match="gives 2 outputs: give 2 targets"):
        nbnn.labs.worked_example([[0.15, 0.2], [0.25, 0.3]], [[0.4, 0.45], [0.5, 0.55]], x=[0.05, 0.1], z=[1.0, 2.0, 3.0])
