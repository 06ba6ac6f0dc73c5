"""One update in words: the board's rows with their numbers in, as texts and as nodes to be typeset.

The reasons of a line begin with the measures of what it shows only a part of.
"""

from collections.abc import Callable, Iterable

import numpy as np

from .board import MEASURED, lines_to_read, recipe
from .numbers import as_fraction, format_number
from .template import Node, fill_in, slots, text

WIDEST = 48  # characters of a column of the board as text


def step_table(step, write: Callable[[float], str] = format_number) -> list[dict]:
    """The board of one step as rows: name, symbol, formula, numbers, value (texts) and reasons (a tuple of texts)."""
    return _rows(step, write, text)


def step_nodes(step, write: Callable[[float], str] = format_number) -> list[dict]:
    """The same rows with symbol, formula, numbers and value as nodes to be typeset, their numbers written in."""
    return _rows(step, write, fill_in)


def _rows(step, write: Callable[[float], str], written: Callable) -> list[dict]:
    """written : what a part of a line becomes."""
    read, used, zero = _reader(step), _reader(step, step.used), _reasons_of(step)
    *computed, update = lines_to_read(_network_of(step), step.loss_record, step.before, step.optimizer)
    last = _as_row(update, step, read, zero, write, written)
    last["reasons"] = (*last["reasons"], *_about_the_update(step, update, used, write))
    return [*(_as_row(each, step, used, zero, write, written) for each in computed), last]


def step_formulas(step) -> dict[str, tuple[tuple[str, ...], tuple[str, ...]]]:
    """Line → (its formulas, one for each case, the quantities whose numbers go in): all of it before a number is put in."""
    read, found = _reader(step), {}
    for each in lines_to_read(_network_of(step), step.loss_record, step.before, step.optimizer):
        formulas = dict.fromkeys(" ".join(text(which["formula"], read).split()) for which in each["cases"])
        needs = dict.fromkeys(slot["q"] for which in each["cases"] for slot in slots(which["numbers"]))
        found[each["name"]] = tuple(filter(None, formulas)), tuple(needs)
    return found


def _about_the_update(step, update: dict, used, write) -> Iterable[str]:
    """What the update line cannot hold: what the optimizer remembers, and where Nesterov's derivative is taken."""
    if step.optimizer.direct:
        return
    values = {"eta": step.eta, **step.optimizer.parameters}
    written = ", ".join(f"{step.optimizer.letter(name)} = {write(value)}" for name, value in values.items())
    yield f"{step.optimizer.name}: {recipe(step.optimizer)}; with {written}"
    if step.ahead is not step.before:
        weights = text(_before(update["value"]), used, write)
        yield f"the derivative is taken ahead, at θ + βv: every line above is computed with {weights}"


def _before(node: Node) -> Node:
    """The same template with the weights before the update."""
    if isinstance(node, list):
        return [_before(part) for part in node]
    if not isinstance(node, dict):
        return node
    return {key: _before(value) for key, value in node.items() if key != "after"}


def step_text(step, fractions: bool = False) -> str:
    """The board of one step as text, a line each, in columns; the reasons for zeros below their line."""
    write = as_fraction if fractions else format_number
    *table, update = step_table(step, write)
    wide = {
        column: min(max(len(each[column]) for each in (*table, update)), WIDEST) for column in ("symbol", "formula", "numbers")
    }
    indent = "\n" + " " * (wide["symbol"] + 3)
    changes = f"{update['symbol'].ljust(wide['symbol'])} ← {update['formula']}"
    equations = [*((_equation(each, wide, indent), each["reasons"]) for each in table),
                 (indent.join([changes, *_weight_lines(step, write)]), update["reasons"])]
    return "\n".join("".join([equation, *(f"{indent}↳ {words}" for words in reasons)]) for equation, reasons in equations)


def run_text(run, count: int) -> str:
    """The first `count` updates of a run as text, in columns: the example picked, its loss, and whether a weight changed."""
    moved = run.changes.any(axis=1)
    rows = [("update", "example", "loss", "weights")]
    for i in range(min(count, len(run))):
        rows.append((str(i), str(run.examples[i]), format_number(run.losses[i]), "changed" if moved[i] else "unchanged"))
    wide = [max(len(row[column]) for row in rows) for column in range(3)]
    return "\n".join("  ".join([*(each.rjust(width) for each, width in zip(row, wide)), row[-1]]) for row in rows)


def _weight_lines(step, write: Callable[[float], str]) -> list[str]:
    """What an update makes of each weight: it gives another value, so it is no equation."""
    read = _reader(step)
    *_, update = lines_to_read(_network_of(step), step.loss_record, step.before, step.optimizer)
    numbers, values = update["cases"][0]["numbers"]["stack"], update["value"]["stack"]
    return [f"{text(name, read)} ← {text(change, read, write)} = {text(value, read, write)}"
            for change, (_, name, _, value) in zip(numbers, values, strict=True)]


def _equation(each: dict, wide: dict[str, int], indent: str) -> str:
    """symbol = formula = numbers = value, in columns; where the numbers are too long for theirs, they and the value get a line each."""
    symbol = each["symbol"].ljust(wide["symbol"])
    if not each["formula"]:
        return f"{symbol} = {each['value']}"
    start = f"{symbol} = {each['formula'].ljust(wide['formula'])}"
    if len(each["numbers"]) > WIDEST:
        return f"{start.rstrip()}{indent}= {each['numbers']}{indent}= {each['value']}"
    return f"{start} = {each['numbers'].ljust(wide['numbers'])} = {each['value']}"


def _as_row(each: dict, step, read, zero, write, written: Callable) -> dict:
    which = each["cases"][_case_of(step) if each["case"] else 0]
    measured = [text(part, read, write) for part in each["measures"]["stack"]] if "measures" in each else []
    said = dict.fromkeys([*measured, *(
        text(entry["text"], read, write)
        for entry in each["reasons"]
        if zero(entry["column"], entry["k"]) & entry["bit"]
    )])
    parts = {"symbol": each["symbol"], "formula": which["formula"], "numbers": which["numbers"], "value": each["value"]}
    return {"name": each["name"], **{name: written(part, read, write) for name, part in parts.items()}, "reasons": tuple(said)}


def _case_of(step) -> int:
    return step.loss_record.case_of_example(step.y, step.z)


def entry_of(get: Callable, name: str, k: int) -> float:
    """Entry k, in reading order, of the quantity `name`, or of the measures of one; get : name → quantity."""
    value = measured(get(name.removesuffix(MEASURED))) if name.endswith(MEASURED) else get(name)
    return float(value) if isinstance(value, float | int) else float(value.ravel()[k])


def measured(values) -> np.ndarray:
    """The four measures of what is shown only in part."""
    from ...core.training.replay import measure  # only large networks have measures

    return measure(values)


def _reader(step, get: Callable | None = None):
    """Reads a step's numbers for a template; weights as `get` gives them, or those before the update."""
    get = get or step.__getitem__

    def read(name: str, k: int, after: bool) -> float:
        if name == "example":
            return float(step.index if step.example is None else step.example)
        return entry_of(lambda wanted: getattr(step.after, wanted) if after else get(wanted), name, k)

    return read


def _reasons_of(step):
    flags: dict = {}

    def zero(column: str, k: int) -> int:
        name = column.removeprefix("zero_")
        if name not in flags:
            flags[name] = step.zero_reasons(name).ravel()
        return int(flags[name][k])

    return zero


def _network_of(step) -> dict:
    net, names = step.before, step.before.quantities.layers
    layers = [
        {"W": at.W, "a": at.a, "h": at.h, "dW": at.dl_dW, "da": at.dl_da, "dh": at.dl_dh, "dh_da": at.dh_da}
        for at in names
    ]
    return {"sizes": list(net.sizes), "bias": net.bias, "one_score": net.one_score, "layers": layers,
            "targets": not isinstance(step.z, int)}
