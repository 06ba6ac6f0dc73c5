"""“Ask me first”: lines of the board stay covered until the learner has filled them in. The logic, without a widget.

`Asking` is one update with some of its lines asked for; every method returns another one. An entry is a number, or the
reason why it is 0. The first time, only the place of the first wrong entry is said; the second time, which mistake makes it.
At a kink every right choice is taken, and the later lines follow from it.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from difflib import get_close_matches
from functools import cached_property
from types import MappingProxyType
from typing import Any

import numpy as np

from ...core.network.network import Network
from ...core.network.quantities import Layer, Quantities
from ...core.network.zeros import FROM_THE_LOSS
from ...core.notation import of_network, symbol
from ...core.records.losses import Loss
from ...core.records.reasons import ZeroReason
from ...core.training.sgd import Run, Step
from ..judging.arithmetic import slip_in
from ..judging.diagnosis import mistakes, possible, wrong_values
from ..judging.entries import FOLLOWED, RIGHT, WRONG, Entries, Marked, Reason, where
from ..judging.exercise import FOLLOWS, storable
from ..judging.following import value_from
from ..judging.kinks import Free, free_entries
from ..judging.matching import agree, close, shape_words
from ..judging.misconceptions import Misconception
from ..judging.sheets import Sheet, Values, fill, given_network, ingredients, network_sheet, scales
from .hints import BLANK, FORMULA, WORDS, formula_hint, hints

LEVELS = ("symbols and numbers", "no numbers", "no symbols", "a blank page")
NOTHING: Mapping = MappingProxyType({})


def _nothing() -> Mapping:
    return NOTHING


@dataclass(frozen=True, eq=False)
class Prompt:
    """What the learner sees of a covered line; what the level of help leaves out is "".

    Attributes
    ----------
    name, symbol, words : which quantity.
    formula, numbers : how it is worked out, and the same with the numbers in.
    shape, needs : of the quantity; `needs` in words. On the blank page not even the shape is told: `shape` is None.
    reasons : what may be chosen for an entry that is 0.
    """

    name: str
    symbol: str
    words: str
    formula: str
    numbers: str
    shape: tuple[int, ...] | None
    needs: str
    reasons: tuple[Reason, ...]


@dataclass(frozen=True, eq=False)
class Asking:
    """One update with lines to fill in. Make it with `ask_first`; every method leaves it as it is.

    Attributes
    ----------
    step : the update as it was computed.
    ask : the names of the lines asked for, in the order of the board.
    level : 0 … 3, how much help is given (`LEVELS`): with 0 the formula and the numbers in it stand there from the start, with 1 the
        formula comes with the last hint, from 2 on not at all, and on the blank page not even the shape is told.
    done : name → "entered", "shown", or "followed": worked out correctly from the learner's own line above, which was not right.
    choices : name → the subderivatives chosen at a kink, where they are not ours.
    tries, hints : name → how many wrong answers, how many hints.
    entered : name → what was entered last, to stay beside the right place.
    """

    step: Step
    ask: tuple[str, ...]
    level: int = 0
    done: Mapping[str, str] = field(default_factory=_nothing)
    choices: Mapping[str, Any] = field(default_factory=_nothing)
    tries: Mapping[str, int] = field(default_factory=_nothing)
    hints: Mapping[str, int] = field(default_factory=_nothing)
    entered: Mapping[str, Any] = field(default_factory=_nothing)

    # ---- what stands on the board ----

    @property
    def covered(self) -> tuple[str, ...]:
        """The lines still to be filled in, in order."""
        return tuple(name for name in self.ask if name not in self.done)

    @property
    def next(self) -> str:
        """The line whose turn it is; "" when all are done."""
        return next(iter(self.covered), "")

    @property
    def known(self) -> tuple[str, ...]:
        """The lines before the next covered one: what a page may show without giving an answer away."""
        names = self._names
        return names[:names.index(self.next)] if self.next else names

    @cached_property
    def values(self) -> dict[str, Any]:
        """Every quantity, as it follows from what was chosen at a kink; the new weights are `W1_new` and so on."""
        return fill(self._sheet, self._given, choices=self.choices)

    @cached_property
    def followed(self) -> Step:
        """The update with these values: its `table()` and `text()` are the board that follows from the choice.

        With an optimizer other than plain SGD its own part of the update stays as it was recorded.
        """
        return _with_values(self.step, self.values) if self.choices else self.step

    @property
    def after(self) -> Network:
        """The network after the update that follows from the choice."""
        return self.followed.after

    def prompt(self, name: str) -> Prompt:
        """What is shown of a covered line at this level of help."""
        name = self._checked(name)
        formula, numbers = self._formula_and_numbers(name)
        shape, blank, level = np.shape(self.values[name]), self.level >= BLANK, self.shown_level(name)
        return Prompt(name, _symbol(name), _words(name), formula if level < WORDS else "", numbers if level < FORMULA else "",
                      None if blank else shape, "its numbers" if blank else shape_words(shape), reasons(self.step, name))

    def shown_level(self, name: str) -> int:
        """The level as a page shows a line: with "no numbers" it is that of "no symbols" until a hint has told the formula."""
        told = self.hints.get(self._checked(name), 0) >= len(self._hints(self._checked(name)))
        return WORDS if self.level == FORMULA and not told else self.level

    # ---- what a learner does ----

    def check(self, name: str, given) -> tuple["Asking", Marked]:
        """Judge what was entered for a covered line.

        given : one text for all of it, a (nested) list of entries, or a dict place → entry; an entry is a number (as text, if
            one likes), the key of a Reason, or empty.
        """
        name = self._checked(name)
        entries = Entries(_symbol(name), np.shape(self.values[name]), given, reasons(self.step, name))
        if entries.refused is not None:
            return self, entries.refused
        value, choices = self._right(name, entries.numbers)
        right, scale = np.asarray(value, dtype=float), scales(self._sheet, self.values).get(name)
        marked = self._from_own_lines(name, entries, right) or entries.mark(
            right, self.tries.get(name, 0), lambda numbers: self._mistakes(name, numbers), self._flags(name, choices), scale,
            lambda numbers, wrong: self._slip(name, numbers, wrong))
        kept = replace(self, entered=_with(self.entered, name, storable(given)))
        if marked.verdict == FOLLOWS:
            return replace(kept, done=_with(self.done, name, "followed")), marked
        if marked.verdict == RIGHT:
            return replace(kept, done=_with(self.done, name, "entered"), choices=MappingProxyType({**self.choices, **choices})), marked
        if marked.verdict == WRONG:
            return replace(kept, tries=_with(self.tries, name, self.tries.get(name, 0) + 1)), marked
        return kept, marked

    def hint(self, name: str) -> tuple["Asking", str]:
        """The next hint for a line: where to begin, what it is made of and, with "no numbers", its formula; never a number."""
        name = self._checked(name)
        texts, seen = self._hints(name), self.hints.get(name, 0)
        if seen >= len(texts):
            return self, "There are no more hints; you can still show the line."
        return replace(self, hints=_with(self.hints, name, seen + 1)), texts[seen]

    def show(self, name: str) -> tuple["Asking", Any]:
        """Uncover a line; its value."""
        name = self._checked(name)
        return replace(self, done=_with(self.done, name, "shown")), self.values[name]

    def with_level(self, level: int) -> "Asking":
        """The same with more help (0) or less (3)."""
        return replace(self, level=checked_level(level))

    def foreseen(self, name: str) -> list[tuple[np.ndarray, Any]]:
        """What may well be entered for a line: the right numbers, then those of each known mistake; with what their 1 % is taken of."""
        name = self._checked(name)
        scale, found = scales(self._sheet, self.values).get(name), [np.asarray(self.values[name], dtype=float)]
        for each in possible(self._sheet, ingredients(self._sheet, self._given, [name])):
            wrong = wrong_values(each, self._sheet, self._given, [name])
            if wrong is not None and not any(agree(wrong[name], other, scale) for other in found):
                found.append(np.asarray(wrong[name], dtype=float))
        return [(values, scale) for values in found if values.shape == found[0].shape]

    # ---- inside ----

    @cached_property
    def _sheet(self) -> Sheet:
        return network_sheet(self.step.before.quantities)

    @cached_property
    def _given(self) -> dict[str, Any]:
        return given_network(self.step)

    @cached_property
    def _names(self) -> tuple[str, ...]:
        return tuple(line.name for line in self._sheet)

    def _checked(self, name: str) -> str:
        name = self.step.before.quantities.aliases.get(name, name)
        if name not in self.ask:
            raise ValueError(f"{name!r} is not asked for here: {', '.join(self.ask)}")
        return name

    def _hints(self, name: str) -> list[str]:
        formula = formula_hint(self.step, name) if self.level == FORMULA else ""
        return [*hints(self.step, name), *([formula] if formula else [])]

    def _formula_and_numbers(self, name: str) -> tuple[str, str]:
        """A line's formula, and the same with the numbers in, as the board writes them; "" for the new weights, which share a line."""
        row = next((each for each in self.followed.table() if each["name"] == name), NOTHING)
        return row.get("formula", ""), row.get("numbers", "")

    def _right(self, name: str, entered: np.ndarray) -> tuple[Any, dict[str, Any]]:
        """The right value of a line, and the choice at a kink that makes it what was entered, {} where there is none to make."""
        line = self._free_line(name)
        if not line or np.isnan(entered).any():
            return self.values[name], {}
        free = free_entries(self._sheet, self.values, frozenset([line]))
        if not free:
            return self.values[name], {}
        chosen = np.array(self.values[line], dtype=float)
        for each in free:
            chosen.reshape(-1)[each.index] = self._number_for(name, entered, each)
        rule = next(each for each in self._sheet if each.name == line)
        if rule.join is not None:
            chosen = np.asarray(rule.join(Values(self.values, rule.letters), chosen), dtype=float)
        choices = {line: float(chosen) if chosen.ndim == 0 else chosen}
        value = fill(self._sheet, self._given, [name], choices={**self.choices, **choices})[name]
        if not close(entered, value).all() or np.array_equal(chosen, np.asarray(self.values[line])):
            return self.values[name], {}
        return value, choices

    def _free_line(self, name: str) -> str:
        """The line whose subderivative is chosen where this one is entered: ∂ℓ/∂y itself, and g′(a) with ∂ℓ/∂a."""
        if name in ("dl_dy", "dy_ds") or name.startswith("dh_da"):
            return name
        if name == "dl_ds":
            return "dy_ds"
        return next((layer.dh_da for layer in self.step.before.quantities.hidden if layer.dl_da == name), "")

    def _number_for(self, name: str, entered: np.ndarray, free: Free) -> float:
        number = float(np.ravel(entered)[free.index])
        if name != free.name:  # ∂ℓ/∂a = ∂ℓ/∂h g′(a)
            arriving = float(np.ravel(self.values[_dh_of(self.step.before.quantities, name)])[free.index])
            number = number / arriving if arriving else free.used
        return float(np.clip(number, free.low, free.high))

    def _mistakes(self, name: str, entered: np.ndarray) -> tuple[Misconception, ...]:
        """The misconceptions that make all that was entered; one of this very line is likelier than one of a line that can be seen."""
        found = mistakes(entered, name, self._sheet, self._given, self.values)
        own = {line.role for line in self._sheet if line.name in (name, self._free_line(name))}
        return tuple(each for each in found if own & each.slips.keys()) or found

    def _slip(self, name: str, entered: np.ndarray, wrong: np.ndarray) -> str:
        line = next(line for line in self._sheet if line.name == name)
        said = slip_in(line, self.values, entered, wrong)
        return said.words if said else ""

    def _from_own_lines(self, name: str, entries: Entries, right: np.ndarray) -> Marked | None:
        """The verdict on a line that was worked out from the learner's own lines above, where these were wrong and then shown."""
        own = self._own_lines
        if not own or np.isnan(entries.numbers).any() or close(entries.numbers, right).all():
            return None
        used = {each: own[each] for each in ingredients(self._sheet, self._given, [name]) if each in own and each != name}
        came = value_from(self._sheet, self._given, frozenset(self._names), used, name, entries.numbers) if used else None
        if came is None:
            return None
        return entries.follows(np.asarray(came[0], dtype=float), right, came[1], FOLLOWED)

    @property
    def _own_lines(self) -> dict[str, Any]:
        """What the learner last entered for the lines that were shown, or that followed from such lines."""
        found: dict[str, Any] = {}
        for name, how in self.done.items():
            if how != "entered" and name in self.entered:
                entries = Entries(_symbol(name), np.shape(self.values[name]), self.entered[name], reasons(self.step, name))
                if entries.refused is None and not np.isnan(entries.numbers).any():
                    found[name] = float(entries.numbers) if entries.numbers.ndim == 0 else entries.numbers
        return found

    def _flags(self, name: str, choices: Mapping[str, Any]) -> np.ndarray:
        """Why entries of a derivative are 0, with the choice made at a kink; all 0 for what is no derivative."""
        step = replace(self, choices=MappingProxyType({**self.choices, **choices})).followed
        if not name.startswith("dl_"):
            return np.zeros(np.shape(step[name]) if name in step.names else np.shape(self.values[name]), dtype=int)
        flags = np.asarray(step.zero_reasons(name)).astype(int)
        if self.step.before.one_score and step.dl_dy != 0:  # another subderivative than ours: the loss is no reason any more
            flags &= ~int(_losses_own(step))
        return flags


# ---- making one ----

def ask_first(step: Step, ask: Iterable[str], level: int = 0) -> Asking:
    """An update with lines to fill in.

    ask : names of quantities, such as ("dl_dy", "dl_dw2", "dl_dW1"); the new weights are "W1_new" and "w2_new".

    Raises ValueError for a name that this network's board does not have, and for a level that is none of 0 … 3.
    """
    names = tuple(line.name for line in network_sheet(step.before.quantities) if step.optimizer.direct or not line.name.endswith("_new"))
    wanted = [step.before.quantities.aliases.get(name, name) for name in ([ask] if isinstance(ask, str) else ask)]
    for name in wanted:
        if name not in names:
            near = get_close_matches(str(name), names, 1, cutoff=0.0)
            raise ValueError(f"ask names {name!r}, which is not a line of this board (did you mean {near[0]!r}?)")
    return Asking(step, tuple(name for name in names if name in wanted), checked_level(level))


def checked_level(level) -> int:
    """0 … 3; ValueError else."""
    if isinstance(level, bool) or level not in range(len(LEVELS)):
        listed = ", ".join(f"{number} ({words})" for number, words in enumerate(LEVELS))
        raise ValueError(f"level is {level!r}: it must be {listed}")
    return int(level)


def reasons(step: Step, name: str) -> tuple[Reason, ...]:
    """What may be chosen for an entry of this derivative that is 0; () for what is no derivative."""
    quantities = step.before.quantities
    name = quantities.aliases.get(name, name)
    if not name.startswith("dl_"):
        return ()
    gate = Reason("gate shut", "the unit is off: its gate is shut", ZeroReason.RELU_OFF)
    stopped = Reason("nothing arrives", "nothing arrives from the later layer", ZeroReason.FLOW_STOPPED | ZeroReason.CANCELED)
    layer = _layer_of(quantities, name)
    found = list(_from_the_loss(step.loss_record, name, _losses_own(step)))
    if layer is not None and layer.dl_da is not None and name != layer.dl_dh:
        found += [gate] if step.before.gates[quantities.layers.index(layer)] else []
    if quantities.output and name != "dl_dy":
        own = name in ("dl_ds", quantities.layers[-1].dl_dW)
        flat = ZeroReason.SATURATED | (ZeroReason.RELU_OFF if own else ZeroReason.FLOW_STOPPED)
        found.append(Reason("output flat", "the output is flat there: ∂y/∂s is 0", flat))
    if layer is not None and name in (layer.dl_dh, layer.dl_da):
        found.append(Reason("weight = 0", "the weight it goes back through is 0", ZeroReason.WEIGHT_ZERO))
    if layer is not None and layer.dl_da is not None and quantities.depth > 2:
        found.append(stopped)
    if layer is not None and name == layer.dl_dW:
        below = "x" if layer is quantities.layers[0] else "h"
        found.append(Reason(f"{below} = 0", f"the {below} that the weight is multiplied by is 0", ZeroReason.INPUT_ZERO))
    return tuple(found)


def _losses_own(step: Step) -> ZeroReason:
    """The flags that say that ∂ℓ/∂y is 0; a number that underflows behind a ∂ℓ/∂y that is not 0 does so in the output's activation."""
    of_output = step.before.quantities.output and np.all(step.dl_dy)
    return FROM_THE_LOSS & ~ZeroReason.SATURATED if of_output else FROM_THE_LOSS


def _from_the_loss(loss: Loss, name: str, flags: ZeroReason) -> tuple[Reason, ...]:
    """Why nothing comes from the loss: only some have a margin, and of a smooth one there is nothing more to say than that."""
    if loss.undefined_at:
        return (Reason("ℓ is flat", "the loss is flat here (∂ℓ/∂y is 0)", flags),)
    if loss.margin is not None:
        met = "the margin is met" if loss.margin > 0 else f"yz ≥ {loss.margin:g}, where this loss asks for nothing"
        return (Reason("margin met", f"{met} (∂ℓ/∂y is 0)", flags),)
    return () if name == "dl_dy" else (Reason("∂ℓ/∂y = 0", "nothing comes from the loss: ∂ℓ/∂y is 0", flags),)


# ---- in a run ----

def follows(asked: Asking, step: Step) -> bool:
    """Are the numbers of this update those that follow from what was chosen?"""
    same = np.array_equal(asked.step.x, step.x) and np.array_equal(asked.step.z, step.z)
    return same and np.array_equal(asked.followed.row, step.row)


def run_that_follows(asked: Asking, run: Run) -> Run:
    """`run` with its update `asked.step.index` as it follows from what was chosen at a kink, and all later ones made anew."""
    at = asked.step.index
    rows = np.array(run.rows)
    rows[at] = asked.followed.row
    chosen = replace(run, rows=rows)
    on = chosen.fork(at + 1, network=chosen[at].after)
    return replace(on, parent=run.parent, forked_at=run.forked_at)


# ---- predictions ----

def unchanged(step: Step) -> frozenset[tuple[int, int, int]]:
    """The weights that this update leaves as they are: (layer from 1, row, column from 0; row 0 in a vector)."""
    pairs = zip(step.before.weights, step.after.weights)
    return frozenset((number, *(0, *place)[-2:]) for number, (before, after) in enumerate(pairs, start=1)
                     for place in np.ndindex(before.shape) if before[place] == after[place])


def predict_unchanged(step: Step, chosen: Iterable[tuple[int, int, int]]) -> tuple[bool, str]:
    """Whether exactly the weights chosen stay as they are, and what is to be said."""
    chosen, still = frozenset(chosen), unchanged(step)
    if chosen == still:
        return True, "Right: these are the weights that do not change."
    moves, forgotten = sorted(chosen - still), sorted(still - chosen)
    if moves:
        return False, f"{weight_text(step, *moves[0])} does change."
    return False, "One more weight stays as it is." if len(forgotten) == 1 else f"{len(forgotten)} more weights stay as they are."


def predict_loss(step: Step, chosen: str) -> tuple[bool, str]:
    """Whether the loss of this example "falls", "stays" or "rises" with this update, and by how much; ValueError for another word."""
    if chosen not in ("falls", "stays", "rises"):
        raise ValueError(f"the prediction is {chosen!r}: it must be 'falls', 'stays' or 'rises'")
    after = float(step.loss_record.of_example(step.after.forward(_without_one(step)).y, step.z))
    came = "falls" if after < step.loss else "rises" if after > step.loss else "stays"
    said = f"ℓ {came}: {step.loss:.4g} before the update, {after:.4g} after it."
    return came == chosen, f"Right: {said}" if came == chosen else said


def weight_text(step: Step, layer: int, row: int, column: int) -> str:
    """A weight as text, "W⁽¹⁾ (row 1, column 2)"."""
    name = step.before.quantities.layers[layer - 1].W
    return f"{symbol(name)}{where((column,) if step.before.weights[layer - 1].ndim == 1 else (row, column))}"


# ---- small things ----

def _without_one(step: Step) -> np.ndarray:
    return step.x[:-1] if step.before.bias else step.x


def _with(mapping: Mapping, name: str, value) -> Mapping:
    return MappingProxyType({**mapping, name: value})


def _symbol(name: str) -> str:
    return f"{symbol(name.removesuffix('_new'))} after the update" if name.endswith("_new") else symbol(name)


def _words(name: str) -> str:
    return "old weight minus η times derivative" if name.endswith("_new") else of_network(name).words


def _layer_of(quantities: Quantities, name: str) -> Layer | None:
    return next((layer for layer in quantities.layers if name in (layer.dl_dW, layer.dl_dh, layer.dl_da)), None)


def _dh_of(quantities: Quantities, dl_da: str) -> str:
    return "dl_dy" if dl_da == "dl_ds" else next(layer.dl_dh for layer in quantities.hidden if layer.dl_da == dl_da)


def _with_values(step: Step, values: Mapping[str, Any]) -> Step:
    """The update with other values of its derivatives."""
    quantities, row = step.before.quantities, np.array(step.row)
    for name, value in values.items():
        if name.startswith("d") and name in quantities.shapes:
            quantities.view(row, name)[...] = value
    return Step(step.before, step.x, step.z, step.loss_record, row, step.index, step.example, step.optimizer)
