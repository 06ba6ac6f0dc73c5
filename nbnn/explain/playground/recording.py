"""What the page gets of a training: a recording that grows by the epochs as they are made, and the updates within one when asked for.

What stays during a run, such as the examples in the plane and the names, is the recording's "picture".
"""

from collections.abc import Mapping

import numpy as np

from ...core.network.measures import confusion_of
from ...core.network.network import Network
from ...core.network.quantities import Quantities
from ...core.training.training import History
from ..recording import growing
from ..recording.activation import activation_table
from ..recording.growing import Inside, Piece
from ..recording.recording import Recording
from ..writing.numbers import format_number
from . import weights as playground_weights
from .playground import (
    FEATURES,
    NODES,
    Setting,
    examples_shown,
    reach,
    sentence,
    shown_name,
    source_words,
    summary,
    weight_layers,
)


def record(made: Setting, history: History, version: int = 0) -> Recording:
    """The run as far as it has come. version : tells the page one run from the next."""
    tables: dict[str, np.ndarray] = {} if made.plane is None else {"grid": made.grid()}
    if made.pictures is not None:
        tables["images"] = made.pictures.astype("u1")
    updates = -(-len(made.train) // made.recipe.batch_size)
    return growing.begin(_columns(made, history, 0), _sentences(made, history, 0), of=made.recipe.epochs, inner=updates, version=version,
                         tables=tables, told={"network": network(made.network), "picture": picture(made)})


def piece(made: Setting, history: History, start: int) -> Piece:
    """The epochs of the history from `start` to its end."""
    return growing.piece(start, _columns(made, history, start), _sentences(made, history, start))


def inside(history: History, epoch: int) -> Inside:
    """What happened within an epoch (from 0), one update after another: the weights before each and after the last."""
    updates = list(history.replay(epoch))
    told = [f"Epoch {epoch}, before the first update of epoch {epoch + 1}."]
    for number, update in enumerate(updates, start=1):
        one = len(update.examples) == 1
        who = f"example {update.examples[0]} had loss" if one else f"{len(update.examples)} examples had mean loss"
        told.append(f"Epoch {epoch + 1}, update {number} of {len(updates)}: {who} {format_number(float(np.mean(update.losses)))} "
                    f"before the update; η = {format_number(update.eta)}.")
    thetas = np.array([updates[0].before, *(update.after for update in updates)])
    return growing.inside(epoch, _weights(history.start.quantities, thetas), told, [update.examples.tolist() for update in updates])


def pin(made: Setting, history: History) -> dict:
    """A run to compare others with, as JSON: words, both curves, and the last network with the picture it belongs to."""
    last, shown = history.network_after(len(history)), picture(made)
    return {
        "words": f"{summary(made)}. {sentence(made, history, len(history))}", "train_loss": history.train_loss.tolist(),
        "validation_loss": [] if history.validation_loss is None else history.validation_loss.tolist(),
        "network": network(last), "weights": [weights.ravel().tolist() for weights in last.weights],
        "extents": shown["extents"], "inputs": shown["inputs"],
    }


def network(net: Network) -> dict:
    """What the page needs to evaluate a network from its weights, for painting, as JSON."""
    return {"sizes": list(net.sizes), "bias": net.bias, "g_table": activation_table(net.activation),
            "layers": [{"W": layer.W} for layer in net.quantities.layers]}


def picture(made: Setting) -> dict:
    """What stays during a run, as JSON: the examples in the plane, and the names."""
    recipe, data = made.recipe, made.raw
    plane = made.plane is not None
    return {
        "layers": weight_layers(made), "g": recipe.activation.name, "flat": recipe.activation.bounded,
        "inputs": [FEATURES[key].label for key in recipe.features] if plane else [], "nodes": NODES if plane else 0,
        "extents": [list(e) for e in made.extents] if plane else [], "axes": list(map(shown_name, data.feature_names)) if plane else [],
        "classes": list(map(shown_name, data.class_names)), "points": points(made), "margin": bool(recipe.loss.margin),
        "examples": len(made.train), "validated": made.validation is not None, "labels": made.measured.z.tolist(),
        "side": 8 if made.pictures is not None else 0, "loss": recipe.loss.name, "name": source_words(made),
        "remarks": " ".join(f"{remark[0].upper()}{remark[1:]}{'' if remark[-1] in '.?' else '.'}" for remark in made.remarks),
    }


def points(made: Setting) -> dict:
    """Where the examples are, as fractions of the picture from its lower left corner; their classes; how many are for training.

    examples : their numbers in the raw data. reach : the picture's ends in the units of the raw data.
    """
    if made.plane is None:
        return {"x": [], "y": [], "k": [], "training": 0, "examples": [], "reach": []}
    (x0, x1), (y0, y1) = made.extents
    parts = [made.train.z] + ([] if made.validation is None else [made.validation.z])
    labels = {label: k for k, label in enumerate(made.raw.labels)}
    return {"x": np.round((made.plane[:, 0] - x0) / (x1 - x0), 4).tolist(), "y": np.round((made.plane[:, 1] - y0) / (y1 - y0), 4).tolist(),
            "k": [labels[int(z)] for z in np.concatenate(parts)], "training": len(made.train),
            "examples": examples_shown(made).tolist(), "reach": [list(ends) for ends in reach(made) or ()]}


# ---- columns ----

def _columns(made: Setting, history: History, start: int) -> Mapping[str, np.ndarray]:
    """After each epoch from `start` on: the weights, both mean losses (NaN without validation), and of the measured data the confusion
    (E, K²) and the number of the class that is predicted for each (E, N)."""
    rows = range(start, len(history) + 1)
    validated = np.full(len(rows), np.nan) if history.validation_loss is None else history.validation_loss[start:]
    found = [_predictions(made, history.network_after(e)) for e in rows]
    return {
        **_weights(made.network.quantities, history.weights[start:]),
        "train_loss": history.train_loss[start:].astype("<f4"), "validation_loss": validated.astype("<f4"),
        "counts": np.array([counts.ravel() for counts, _ in found], "<u2"), "predicted": np.array([each for _, each in found], "u1"),
    }


def _weights(quantities: Quantities, thetas: np.ndarray) -> dict[str, np.ndarray]:
    """Each layer's weights (T, n) in reading order, and the lowest and the highest weight of each layer (T, 2·layers)."""
    sizes = [int(np.prod(quantities.shapes[layer.W])) for layer in quantities.layers]
    parts = np.split(thetas.astype("<f4"), np.cumsum(sizes)[:-1], axis=1)
    return {**{layer.W: part for layer, part in zip(quantities.layers, parts)}, "spans": playground_weights.spans(quantities, thetas)}


def _predictions(made: Setting, net: Network) -> tuple[np.ndarray, np.ndarray]:
    data = made.measured
    labels = net.predict(data.x)
    counts = confusion_of(data.z, labels, data.class_names, one_score=net.one_score).counts
    return counts, (labels > 0).astype("u1") if net.one_score else (labels - 1).astype("u1")


def _sentences(made: Setting, history: History, start: int) -> list[str]:
    return [sentence(made, history, epoch) for epoch in range(start, len(history) + 1)]
