"""What the page gets of a training: a recording that grows by the epochs as they are made, and the updates within one when asked for.

What stays during a run, such as the examples in the plane and the names, is the recording's "picture".
"""

from collections.abc import Mapping

import numpy as np

from ...core.network.ensemble import as_weights, scores
from ...core.network.network import Network
from ...core.network.quantities import Quantities
from ...core.records.datasets import Dataset
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
    first_targets,
    outputs,
    reach,
    sentence,
    shown_name,
    source_words,
    summary,
    weight_layers,
)

NUMBERS_AT_ONCE = 50_000  # of the widest layer, while predictions are made


def record(made: Setting, history: History, version: int = 0) -> Recording:
    """The run as far as it has come. version : tells the page one run from the next."""
    tables: dict[str, np.ndarray] = {} if made.plane is None else {"edges": made.edges().astype("<f4")}
    if made.pictures is not None:
        tables["images"] = made.pictures.astype("u1")
    updates = -(-len(made.train) // made.recipe.batch_size)
    return growing.begin(*_columns_and_sentences(made, history, 0), of=made.recipe.epochs, inner=updates, version=version,
                         tables=tables, told={"network": network(made.network), "picture": picture(made)})


def piece(made: Setting, history: History, start: int) -> Piece:
    """The epochs of the history from `start` to its end."""
    return growing.piece(start, *_columns_and_sentences(made, history, start))


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
        "extents": [list(e) for e in made.extents] if plane else [], "axes": axes(made),
        "classes": outputs(made), "kind": made.kind, "span": list(made.span) if data.targets else [],
        "points": points(made), "margin": bool(recipe.loss.margin),
        "examples": len(made.train), "validated": made.validation is not None, "labels": [] if data.targets else made.measured.z.tolist(),
        "side": 8 if made.pictures is not None else 0, "loss": recipe.loss.name, "name": source_words(made),
        "remarks": " ".join(f"{remark[0].upper()}{remark[1:]}{'' if remark[-1] in '.?' else '.'}" for remark in made.remarks),
    }


def axes(made: Setting) -> list[str]:
    """The names of the plane's two directions."""
    names = list(made.raw.feature_names) + list(made.raw.targets[:1] if made.kind == "curve" else ())
    return [] if made.plane is None else list(map(shown_name, names))


def points(made: Setting) -> dict:
    """Where the examples are, as fractions of the picture from its lower left corner; their classes; how many are for training.

    examples : their numbers in the raw data. reach : the picture's ends in the units of the raw data.
    """
    if made.plane is None:
        return {"x": [], "y": [], "k": [], "training": 0, "examples": [], "reach": []}
    (x0, x1), (y0, y1) = made.extents
    parts = [made.train] + ([] if made.validation is None else [made.validation])
    return {"x": np.round((made.plane[:, 0] - x0) / (x1 - x0), 4).tolist(), "y": np.round((made.plane[:, 1] - y0) / (y1 - y0), 4).tolist(),
            **_kinds(made, parts), "training": len(made.train),
            "examples": examples_shown(made).tolist(), "reach": [list(ends) for ends in reach(made) or ()]}


def _kinds(made: Setting, parts: list[Dataset]) -> dict[str, list]:
    """The class of each example as its place among the classes; or where its first target is in the span, from −1 to 1."""
    if made.raw.targets:
        low, high = made.span
        values = np.concatenate([first_targets(part) for part in parts])
        return {"k": [0] * len(values), "value": np.round((2 * values - low - high) / (high - low), 4).tolist()}
    labels = {label: k for k, label in enumerate(made.raw.labels)}
    return {"k": [labels[int(z)] for part in parts for z in part.z]}


# ---- columns ----

def _columns_and_sentences(made: Setting, history: History, start: int) -> tuple[Mapping[str, np.ndarray], list[str]]:
    """After each epoch from `start` on: the weights, both mean losses (NaN without validation), and of the measured data the confusion
    (E, K²) and the number of the class that is predicted for each (E, N); for targets R² and the mean absolute error (E, 2)."""
    epochs = range(start, len(history) + 1)
    validated = np.full(len(epochs), np.nan) if history.validation_loss is None else history.validation_loss[start:]
    tied = np.zeros(len(epochs), dtype=bool)
    if history.accuracy is None:
        measures = np.column_stack([history.r2[start:], history.mean_absolute_error[start:]])
        measured = {"measures": np.where(np.isfinite(measures), measures, np.nan).astype("<f4")}
    else:
        predicted, tied = _predictions(made, history.weights[start:])
        measured = {"counts": _confusions(made, predicted), "predicted": predicted}
    return {
        **_weights(made.network.quantities, history.weights[start:]),
        "train_loss": history.train_loss[start:].astype("<f4"), "validation_loss": validated.astype("<f4"),
        **measured,
    }, [sentence(made, history, epoch, decided=not each) for epoch, each in zip(epochs, tied)]


def _weights(quantities: Quantities, thetas: np.ndarray) -> dict[str, np.ndarray]:
    """Each layer's weights (T, n) in reading order, and the lowest and the highest weight of each layer (T, 2·layers)."""
    sizes = [int(np.prod(quantities.shapes[layer.W])) for layer in quantities.layers]
    parts = np.split(thetas.astype("<f4"), np.cumsum(sizes)[:-1], axis=1)
    return {**{layer.W: part for layer, part in zip(quantities.layers, parts)}, "spans": playground_weights.spans(quantities, thetas)}


def _predictions(made: Setting, thetas: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """(E, N) the number of the class that is predicted for each measured example under every θ; (E,) whether a score decides nothing."""
    net, data = made.network, made.measured
    predicted, tied = np.empty((len(thetas), len(data)), "u1"), np.empty(len(thetas), dtype=bool)
    at_once = max(1, NUMBERS_AT_ONCE // (len(data) * max(net.sizes[1:])))
    with np.errstate(all="ignore"):
        for start in range(0, len(thetas), at_once):
            part = slice(start, start + at_once)
            s = scores(net, as_weights(net, thetas[part]), data.x)
            predicted[part] = s >= 0 if net.one_score else np.argmax(s, axis=-1)
            tied[part] = ((s == 0) if net.one_score else (s == s.max(axis=-1, keepdims=True)).sum(axis=-1) > 1).any(axis=-1)
    return predicted, tied


def _confusions(made: Setting, predicted: np.ndarray) -> np.ndarray:
    """(E, K²) how many measured examples of each class (row) are predicted to be of each class (column)."""
    K = 2 if made.network.one_score else made.network.sizes[-1]
    own = (made.measured.z > 0).astype(int) if made.network.one_score else made.measured.z - 1
    places = (np.arange(len(predicted))[:, None] * K + own) * K + predicted
    return np.bincount(places.ravel(), minlength=len(predicted) * K * K).reshape(-1, K * K).astype("<u2")
