"""What a saved file says when it is opened: the numbers that stand beside it in its version's folder, and that must stay.

A file's name begins with its kind: network, run, history, playground, progress or tokens.
"""

import json
import re
from collections.abc import Callable
from pathlib import Path

import numpy as np

import nbnn
from nbnn.core.network.network import Network
from nbnn.core.records.record import Record
from nbnn.core.training.training import History
from nbnn.exercises.progress import Progress
from nbnn.explain.playground import saving
from nbnn.explain.recording.moment import read_moment

FOLDER = Path(__file__).parent
NUMBERS = "numbers.json"  # beside the files of a version: name → what `opened` gave when it was written


def versions() -> list[Path]:
    """A folder for each version that has saved files."""
    return sorted(path for path in FOLDER.iterdir() if re.match(r"\d", path.name))


def saved_files() -> list[Path]:
    """Every saved file of every version."""
    return sorted(path for folder in versions() for path in folder.iterdir() if path.name != NUMBERS)


def opened(name: str, text: str) -> dict:
    """Open a file of that name, by its kind; what it says, as JSON."""
    return KINDS[name.split("-")[0].removesuffix(".json")](text)


def _record(record) -> list | float | None:
    """Which record it is, with its parameters; a number as it is, and for several a list."""
    if isinstance(record, tuple):
        return [_record(each) for each in record]
    return [record.key, dict(record.parameters)] if isinstance(record, Record) else record


def _network(network: Network) -> dict:
    inputs = np.linspace(-1.5, 2.0, 4 * network.n_inputs).reshape(4, network.n_inputs)
    return {"sizes": list(network.sizes), "bias": network.bias, "output": _record(network.output),
            "activation": _record(network.activation), "theta": network.theta.tolist(),
            "scores": np.asarray(network.scores(inputs)).tolist()}


def _list(array: np.ndarray | None) -> list | None:
    return None if array is None else array.tolist()


def _history(history: History) -> dict:
    last = [update.after.tolist() for update in list(history.replay(-1))[-1:]] if len(history) else []
    plan = history.plan
    return {
        "network": _network(history.network), "best epoch": history.best_epoch, "stopped because": history.stopped_because,
        "x": history.data.x.tolist(), "z": history.data.z.tolist(), "classes": list(history.data.class_names),
        "plan": [*map(_record, (plan.loss, plan.optimizer, plan.eta, plan.penalty, *plan.dropouts))],
        "train loss": history.train_loss.tolist(), "accuracy": _list(history.accuracy), "last update, made again": last,
        "validation loss": _list(history.validation_loss),
        "updates recorded": None if history.updates is None else len(history.updates),
    }


def _run(text: str) -> dict:
    run = nbnn.from_json(text)
    return {
        "network": _network(run.start), "made of": [*map(_record, (run.loss, run.optimizer, run.eta))], "order": run.order,
        "data": run.data.x.tolist(), "x": run.picked[0].tolist(), "z": run.picked[1].tolist(), "losses": run.losses.tolist(),
        "examples": run.examples.tolist(), "weights": [run.network(i).theta.tolist() for i in range(len(run) + 1)],
        "stopped because": run.stopped_because, "goes on": run.extend(2).losses.tolist(),
    }


def _playground(text: str) -> dict:
    made, history = saving.from_json(text)
    recipe = {name: _record(value) for name, value in vars(made.recipe).items()}
    return {"recipe": recipe, "data": made.raw.x.tolist(), "history": _history(history)}


def _progress(text: str) -> dict:
    progress = Progress.from_text(text)
    keys = dict.fromkeys(event.exercise for event in progress.events)
    return {
        "learner": progress.learner, "name": progress.name, "events": len(progress.events), "rounds": [progress.round(key) for key in keys],
        "standings": [[each.exercise, each.status, each.tries, each.hints, list(each.found)] for each in map(progress.standing, keys)],
    }


def _tokens(text: str) -> dict:
    """Each token's moment; whether its lab goes there is for the labs' tests."""
    return {token: [read_moment(token).lab, list(read_moment(token).views)] for _line, token in json.loads(text)}


KINDS: dict[str, Callable[[str], dict]] = {
    "network": lambda text: _network(nbnn.from_json(text)), "run": _run,
    "history": lambda text: _history(History.from_json(text)),
    "playground": _playground, "progress": _progress, "tokens": _tokens,
}
