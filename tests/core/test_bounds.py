"""Too much is refused before anything large is made: with the number given, the bound, and what to do."""

import inspect
import re
import tracemalloc
from collections.abc import Callable, Iterator

import numpy as np
import pytest

import nbnn
from nbnn.core import bounds
from nbnn.core.records.datasets import DATASETS
from nbnn.core.training.sgd import draw_blocks, draw_order

MANY, FEW = 10 ** 10, 40_000_000  # of a count; bytes that a refusal may need on its way
COUNTS = {"steps", "n", "bins", "epochs", "resolution", "tries", "batch"}  # arguments of which there is one thing, or a row, for each
DATA, NET = nbnn.datasets.moons(n=20), nbnn.Network.random((2, 3, 1))


def given() -> dict[str, object]:
    """What a function is called with, by the names of its arguments."""
    return {"network": NET, "net": NET, "net_or_sizes": (2, 3, 1), "data": DATA, "train": DATA,
            "validation": nbnn.datasets.moons(n=10, seed=1), "loss": "hinge", "curve": "parabola",
            "given": "bowl", "f": abs, "low": -1.0, "high": 1.0,
            "directions": nbnn.landscape.random_directions(NET)}


def functions() -> Iterator[tuple[str, object, str]]:
    """(name, function, argument) for every public function that takes a count, and every record of data that takes one."""
    modules = [nbnn, *(each for name in nbnn.__all__ if inspect.ismodule(each := getattr(nbnn, name)))]
    public = {f"{module.__name__}.{name}": function for module in modules for name in getattr(module, "__all__", dir(module))
              if inspect.isfunction(function := getattr(module, name, None)) and (module is nbnn or function.__module__ == module.__name__)
              and not name.startswith("_")}
    public |= {f"datasets.{name}": record.function for name, record in DATASETS.items()}
    for name, function in public.items():
        for argument in inspect.signature(function).parameters:
            if argument in COUNTS and not name.startswith("nbnn.cosine"):  # a formula: its steps cost nothing
                yield name, function, argument


def refused(call: Callable[[], object], *words: str) -> str:
    """The words of the ValueError that `call` must raise, having made nothing large."""
    tracemalloc.start()
    try:
        with pytest.raises(ValueError) as error:
            call()
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert peak < FEW, f"{peak:,} bytes were made before it was refused"
    for word in words:
        assert word in str(error.value)
    return str(error.value)


@pytest.mark.parametrize(("name", "function", "argument"), [pytest.param(*each, id=f"{each[0]}({each[2]})") for each in functions()])
def test_every_function_with_a_count_has_a_bound(name, function, argument):
    taken = inspect.signature(function).parameters
    others = {key: value for key, value in given().items() if key in taken}
    said = refused(lambda: function(**others, **{argument: MANY}), argument)
    assert re.search(r"give |must be from", said), said
    assert re.search(r"\d", said.replace(f"{MANY:,}", "")), "the bound is missing"


def test_a_run_and_its_extension_have_the_same_bound():
    run = nbnn.sgd(NET, DATA, "hinge", steps=10)
    said = refused(lambda: run.extend(MANY), "steps is 10,000,000,000", "sgd_last")
    most = int(re.search(r"at most ([\d,]+),", said)[1].replace(",", ""))
    assert (most + 10) * run.rows.shape[1] <= bounds.MOST_NUMBERS < (most + 11) * run.rows.shape[1]
    adam = refused(lambda: nbnn.sgd(NET, DATA, "hinge", steps=MANY, optimizer="adam"))
    assert int(re.search(r"at most ([\d,]+),", adam)[1].replace(",", "")) < most, "what an optimizer remembers counts"


def test_networks_and_lists_have_a_bound():
    refused(lambda: nbnn.Network.random((2, 10 ** 7, 1)), "30,000,000 weights", f"{bounds.MOST_WEIGHTS:,}")
    refused(lambda: nbnn.Network.random(range(1, MANY)), "sizes has 9,999,999,999 entries")
    refused(lambda: nbnn.sweep((2, 3, 1), DATA, DATA, loss="hinge", seeds=range(MANY)), "seeds has 10,000,000,000 entries")


def test_every_data_set_that_is_drawn_is_among_them():
    drawn = {f"datasets.{name}" for name, record in DATASETS.items() if "n" in inspect.signature(record.function).parameters}
    assert len(drawn) > 6
    assert drawn <= {name for name, _, argument in functions() if argument == "n"}


@pytest.mark.parametrize("steps", [99_999, 100_000, 250_001])
@pytest.mark.parametrize("order", ["replacement", "epochs", "given"])
def test_a_run_without_a_record_draws_the_same_examples_block_by_block(steps, order):
    whole = np.resize([3, 1, 4], steps) if order == "given" else draw_order(order, 7, steps, 5)
    blocks = draw_blocks([3, 1, 4] if order == "given" else order, steps, 7, 5)
    assert [number for block in blocks for number in block] == whole.tolist()


def test_numbers_are_written_for_people():
    assert bounds.memory(bounds.MOST_NUMBERS) == "1 GB"
    assert bounds.memory(10) == "80 bytes"
    assert bounds.memory(10 ** 40) == "more than 10,000 TB"
    assert bounds.with_commas(10 ** 6) == "1,000,000"
    assert bounds.with_commas(10 ** 5000) == "about 10^5000"
    assert [bounds.length_of(each) for each in (range(0, 10, 3), range(10, 0, -3), [1], 5, range(10 ** 30))] == [4, 4, 1, 0, 10 ** 30]


@pytest.mark.parametrize(("todo", "end"), [((), ""), (("train without it",), ", or train without it")])
def test_what_is_too_much_is_said_in_one_sentence(todo, end):
    with pytest.raises(ValueError, match=f"^n is 5, and the most is 3 things: give at most 3{end}$"):
        bounds.check_most("n", 5, 3, "things", *todo)
    with pytest.raises(ValueError, match=f": give at most 125,000{end}$"):
        bounds.check_memory("n", 10 ** 6, 1000, "things", *todo)
