"""Everything that this version can save, a file each. `python -m tests.saved.writing` writes what its folder does not have yet.

A file that is there stays as it is: it is what somebody has on their disk. The records come from their tables, so a new one has its file.
"""

import json
import warnings
from collections.abc import Iterator
from pathlib import Path

import numpy as np

import nbnn
from nbnn.core.network.arguments import has_meaning
from nbnn.core.records.regularizers import Penalty
from nbnn.core.training.training import History
from nbnn.exercises.keeping.folding import SIZE
from nbnn.exercises.progress import Progress
from nbnn.explain.playground import playground, saving
from tests.labs.every_lab import lab_classes, make
from tests.saved.opening import FOLDER, NUMBERS, opened

PLANE = nbnn.datasets.moons(12, seed=1)
PLANTS = nbnn.Dataset.from_arrays([[1, 2.5], [3, 0.5], [2, 2], [0, 1], [4, 1], [1, 0], [2.5, 3], [3, 3]], [1, 2, 3, 1, 2, 3, 1, 2],
                                  class_names=("fern", "moss", "reed"))
TARGETS = nbnn.Dataset.from_arrays(PLANE.x, PLANE.x[:, 0] ** 2, targets=True)


def everything() -> Iterator[tuple[str, str]]:
    """(file name, text) of all that can be saved."""
    for kind, made in (("network", _networks), ("run", _runs), ("history", _histories), ("playground", _playgrounds)):
        for name, text in made():
            yield f"{kind}-{name}.json", text
    yield "progress.json", _progress().as_text()
    yield "progress-folded.json", _long_progress().as_text()
    yield "tokens.json", json.dumps(list(_tokens()), indent=1)


def _networks() -> Iterator[tuple[str, str]]:
    for key, record in nbnn.ACTIVATIONS.items():
        yield key, nbnn.to_json(nbnn.Network.random([2, 3, 1], record, seed=1))
    for name, sizes, bias in (("no-hidden-layer", [3, 1], False), ("biases", [2, 3, 1], True), ("scores", [2, 3, 4], False),
                              ("deep", [3, 4, 2, 3, 1], False), ("deep-scores-biases", [2, 4, 3, 3], True)):
        yield name, nbnn.to_json(nbnn.Network.random(sizes, nbnn.leaky_relu(0.2), seed=2, bias=bias))
    yield "output", nbnn.to_json(nbnn.Network.random([2, 3, 2], nbnn.tanh, seed=2, bias=True, output=nbnn.sigmoid))
    yield "each-layer-its-own", nbnn.to_json(nbnn.Network.random([2, 3, 4, 1], [nbnn.relu, nbnn.leaky_relu(0.3)], seed=2))


def _runs() -> Iterator[tuple[str, str]]:
    net = nbnn.Network.random([2, 3, 1], nbnn.tanh, seed=2, bias=True)
    plain = nbnn.sgd(net, PLANE, loss=nbnn.hinge, eta=0.1, steps=8, seed=3)
    changed = plain.fork(3, data=nbnn.Dataset.from_arrays(np.vstack([PLANE.x, [[0.5, 0.25]]]), np.append(PLANE.z, 1)))
    targets = nbnn.Dataset.from_arrays(PLANE.x, np.column_stack([PLANE.x[:, 0] ** 2, PLANE.x[:, 1]]))
    yield "plain", plain.to_json()
    yield "changed-examples", changed.fork(6, network=changed.network(6).with_weight(1, 0, 0, 2.0)).to_json()
    yield "given-order", nbnn.sgd(net, PLANE, loss=nbnn.logistic, order=[3, 1, 4], eta=nbnn.decay(0.1, 0.2),
                                  optimizer=nbnn.adam(0.8)).to_json()
    yield "targets", nbnn.sgd(nbnn.Network.random([2, 3, 2], seed=2), targets, loss=nbnn.huber(0.5), steps=6, order="epochs").to_json()
    yield "overflow", nbnn.sgd(net, PLANE, loss=nbnn.squared, eta=1e100, steps=8).to_json()


def _histories() -> Iterator[tuple[str, str]]:
    for key, loss in nbnn.LOSSES.items():
        data, scores = (PLANTS, 3) if loss.scores == "many" else (PLANE if loss.takes_labels else TARGETS, 1)
        yield f"loss-{key}", _trained([2, 3, scores], data, loss=loss).to_json()
    for key, optimizer in nbnn.OPTIMIZERS.items():
        yield f"optimizer-{key}", _trained([2, 3, 1], PLANE, optimizer=optimizer, eta=0.02).to_json()
    for key, eta in nbnn.SCHEDULES.items():
        yield f"schedule-{key}", _trained([2, 3, 1], PLANE, eta=eta).to_json()
    for key, record in nbnn.REGULARIZERS.items():
        yield key, _trained([2, 3, 1], PLANE, **{"penalty" if isinstance(record, Penalty) else "dropout": record}).to_json()
    train, validation = nbnn.datasets.moons(18, seed=3).split(2 / 3)
    yield "everything", _trained([2, 4, 3, 1], train, validation, bias=True, optimizer=nbnn.adam(0.8), eta=nbnn.decay(0.1, 0.02), l2=0.01,
                                 dropout=(0, 0.3), patience=2, record_updates=True, order="fixed", batch_size=5).to_json()
    targets = nbnn.Dataset.from_arrays(PLANE.x, np.column_stack([PLANE.x[:, 0] ** 2, PLANE.x[:, 1]]))
    yield "targets", _trained([2, 3, 2], targets, loss=nbnn.huber(0.5)).to_json()
    yield "overflow", _trained([2, 3, 1], PLANE, loss=nbnn.squared, eta=1e200).to_json()


def _trained(sizes, data, validation=None, bias=False, **plan) -> History:
    plan = {"loss": nbnn.hinge, "epochs": 2, "batch_size": 4, "seed": 5} | plan
    output = nbnn.identity if has_meaning(plan["loss"], one_score=sizes[-1] == 1) else nbnn.sigmoid
    net = nbnn.Network.random(sizes, nbnn.tanh, seed=2, bias=bias, output=output)
    return nbnn.train(net, data, validation, **plan)


def _playgrounds() -> Iterator[tuple[str, str]]:
    few = {"n": 20, "epochs": 2, "hidden": (3,)}
    for key, source in playground.SOURCES.items():
        if "{noise}" in source.code:  # drawn, not read
            yield key, _played({**few, "data": key})
    for key, record in nbnn.INITIALIZERS.items():
        yield f"start-{key}", _played({**few, "initializer": record})
    yield "iris", _played({**few, "data": "iris_2", "share": 0.3, "schedule": "cosine", "optimizer": nbnn.momentum(0.5)})
    yield "features", _played({**few, "features": ("x1_squared", "product", "sin_x2"), "hidden": (), "bias": False, "l2": 0.01})
    yield "own-data", _played({**few, "data": "own", "dropout": 0.25, "batch_size": 3, "patience": 2}, PLANTS)


def _played(choices, own=None) -> str:
    made = playground.setting(playground.Recipe().changed(**choices), own)
    training = made.training()
    while not training.done:
        training.advance_epoch()
    return saving.to_json(made, training.history)


def _progress() -> Progress:
    """One exercise solved after a mistake, one with a hint, one whose solution was seen, one begun again."""
    progress = Progress("s1").named("Ada Lovelace")
    progress, _ = progress.answered("hinge_slope", dict.fromkeys(_right(progress, "hinge_slope"), "7"))
    progress, _ = progress.answered("hinge_slope", _right(progress, "hinge_slope"))
    progress, _ = progress.hinted("first_layer")
    progress, _ = progress.answered("first_layer", _right(progress, "first_layer"))
    progress, _ = progress.shown("sgd_order")
    progress = progress.another("sgd_order")
    progress, _ = progress.hinted("rate_too_large")
    return progress.reset(["rate_too_large"])


def _long_progress() -> Progress:
    """So much done that a part of it is folded."""
    progress = _progress()
    for _ in range(SIZE):
        progress = progress.another("hinge_slope").hinted("hinge_slope")[0]
    return progress.answered("hinge_slope", _right(progress, "hinge_slope"))[0]


def _right(progress: Progress, key: str):
    return progress.variant(key).right_answer()


def _tokens() -> Iterator[tuple[str, str]]:
    """(a lab's line of code, a token that it reads), one for each lab."""
    for line in (lab.examples[0] for lab in lab_classes() if lab.examples):
        lab = make(line)
        lab.go(lab.token().replace(":update=0:line=0:", ":update=2:line=0:"))  # not where it stands anyway
        yield line, lab.token()
        lab.close()


def write(folder: Path) -> None:
    """Write what the folder does not have yet, and what it says when it is opened."""
    folder.mkdir(exist_ok=True)
    numbers = json.loads((folder / NUMBERS).read_text("utf-8")) if (folder / NUMBERS).exists() else {}
    for name, text in everything():
        if name not in numbers:
            (folder / name).write_text(text, "utf-8")
            numbers[name] = opened(name, text)
            print(folder / name)
    lines = [f'"{name}": {json.dumps(found, allow_nan=False, ensure_ascii=False)}' for name, found in numbers.items()]
    (folder / NUMBERS).write_text("{\n" + ",\n".join(lines) + "\n}\n", "utf-8")


if __name__ == "__main__":
    np.seterr(all="ignore")
    warnings.simplefilter("ignore")
    write(FOLDER / nbnn.__version__)
