"""Exercises whose answer is a function: called with fresh inputs, compared with numerical derivatives or another calculation.

Calling and judging are apart: in a lesson both happen in the kernel; when a teacher collects notebooks, only the calling
happens in a process of its own (`running`), and what it returns is judged here.
"""

import inspect
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property, partial
from itertools import permutations
from typing import Any, ClassVar

import numpy as np

from ...explain.writing.numbers import format_number
from ..judging.diagnosis import (
    both,
    describe_mistakes,
    describe_pair,
    likely_first,
    likely_pair,
    pairs_of,
    possible,
    wrong_values,
)
from ..judging.exercise import RIGHT, WRONG, Check, Exercise, Field, Mark, Variant, refusal
from ..judging.following import with_entered
from ..judging.misconceptions import MISCONCEPTIONS, Misconception
from ..judging.sheets import Sheet, Slip, fill
from . import limits
from .chance import Chance

RELATIVE, ABSOLUTE = 1e-5, 1e-7  # code is asked for more digits than a hand, a numerical derivative has no more
CALLS, MOST_CALLS = 12, 200  # inputs tried; more are drawn until every mistake that the exercise tells would show


@dataclass(frozen=True, eq=False)
class Call:
    """One call of the learner's function.

    Attributes
    ----------
    arguments : what it is called with, in order.
    expected : name of a result → (lowest, highest) value that is right; one number or array twice where only one is.
    given, sheet : how it is calculated by hand, for the diagnosis.
    """

    arguments: tuple
    expected: Mapping[str, tuple[Any, Any]]
    given: Mapping[str, Any] = field(default_factory=dict)
    sheet: Sheet = ()


@dataclass(frozen=True, eq=False)
class Result:
    """What a call came to: the values returned as arrays, or why there are none.

    error : what was raised, or what cannot be used about it, in words. changed : the function changed its arguments.
    names : of the values, where they came in a dict or a named tuple; else () and they are in an order.
    """

    values: tuple[np.ndarray, ...] = ()
    error: str = ""
    changed: bool = False
    names: tuple[str, ...] = ()


@dataclass(frozen=True, eq=False, repr=False, kw_only=True)
class Code(Exercise):
    """A function to be written.

    Attributes
    ----------
    function : its name.
    signature : how its first line goes, "hinge_derivative(y, z)".
    returns : the names of its results, in order; more than one: a tuple, in this order or in any other that their shapes tell, or a
        dict or named tuple with these names.
    draw : a seeded generator → one Call with fresh inputs.
    text : what it should do.
    model : one right answer as source text: the solution.
    compared : what it is compared with, as it is said before the right number.
    """

    kind: ClassVar[str] = "code"

    function: str
    signature: str
    returns: tuple[str, ...]
    draw: Callable[[Chance], Call]
    text: str
    model: str
    compared: str = "changing the numbers a little shows"

    def variant(self, seed: int = 0) -> "CodeTask":
        rng = Chance(seed)
        box = Field("code", self.function, "code", needs=f"a function {self.signature}")
        return CodeTask(exercise=self, seed=seed, question=f"{self.text}\nWrite def {self.signature}.", fields=(box,),
                       calls=tuple(self._draw_calls(rng)))

    def _draw_calls(self, rng: Chance) -> Iterator[Call]:
        """Fresh inputs, until every mistake of `tells` gives a wrong result for one of them at least."""
        unseen = set(self.tells)
        for count in range(1, MOST_CALLS + 1):
            call = self.draw(rng)
            yield call
            unseen -= {key for key in unseen if self._shows(call, MISCONCEPTIONS[key])}
            if count >= CALLS and not unseen:
                return

    def _shows(self, call: Call, misconception: Misconception) -> bool:
        wrong = wrong_values(misconception, call.sheet, call.given, self.returns)
        return wrong is not None and not all(_within(wrong[name], call.expected[name]) for name in self.returns)


@dataclass(frozen=True, eq=False, repr=False, kw_only=True)
class CodeTask(Variant):
    """A variant of a function to be written: the inputs that it is tried with."""

    exercise: Code
    calls: tuple[Call, ...] = field(default=())

    def check(self, given) -> Check:
        """Judge a function: it is called here, in this process, for `limits.SECONDS` in all; one that takes longer is not judged."""
        function = given.get("code") if isinstance(given, Mapping) else given
        if not callable(function):
            return refusal(f"Give the function itself, such as {self.exercise.function}: this is a {type(function).__name__}.")
        results: list[Result] = []
        with limits.Printed() as printed:
            try:
                limits.within(limits.SECONDS, lambda: self._try(function, results))
            except limits.TimeUp as over:
                return replace(refusal(self._endless(len(results), over.left_behind)), printed=printed.text)
        return replace(self.judge(results, source_of(function)), printed=printed.text)

    def _try(self, function: Callable, results: list[Result]) -> None:
        for each in self.calls:
            results.append(call(function, each.arguments))

    def _endless(self, done: int, left_behind: bool) -> str:
        """What is said when the call after `done` others did not come back."""
        called = self._call(self.calls[min(done, len(self.calls) - 1)])
        stopped = "It could not be stopped, and still runs: restart Python (menu Kernel)." if left_behind else "It was stopped."
        return f"{called} did not return within {limits.SECONDS:g} s. {stopped} Look for a loop that never ends, then run its cell again."

    def judge(self, results: Sequence[Result], source: str = "") -> Check:
        """Judge what the function returned for each of the calls."""
        marks = {"code": Mark(WRONG)}
        results = [self._in_order(call, result) for call, result in zip(self.calls, results)]
        for call, result in zip(self.calls, results):
            problem = result.error or self._shape_problem(result, call)
            if problem:
                found = likely_first(self._misconceptions(results), self.exercise.tells)
                message = f"{self._call(call)}: {problem}. {describe_mistakes(found)}".strip()
                return Check(WRONG, message, marks, found, self.exercise.function, answer=source)
        wrong = [at for at, (call, result) in enumerate(zip(self.calls, results)) if self._first_wrong(call, result)]
        if wrong:
            shortest = min(wrong, key=lambda at: len(self._call(self.calls[at])))
            return self._wrong(self.calls[shortest], results, shortest, source)
        if any(result.changed for result in results):
            return Check(WRONG, f"The numbers are right, but {self.exercise.function} changes its arguments: work on copies.",
                         marks, first=self.exercise.function, answer=source)
        return Check(RIGHT, f"Correct: compared on {len(self.calls)} fresh inputs.", {"code": Mark(RIGHT)}, answer=source)

    def _in_order(self, call: Call, result: Result) -> Result:
        """The values in the order asked for: by their names, or by their shapes where these leave one order only."""
        wanted = self.exercise.returns
        if result.names:
            short = {name.removeprefix("dl_d"): name for name in wanted}
            named = {short.get(name, name): value for name, value in zip(result.names, result.values)}
            if set(named) == set(wanted):
                return replace(result, values=tuple(named[name] for name in wanted))
            return replace(result, error=f"it returns {', '.join(result.names)}, but {', '.join(wanted)} are asked for")
        shapes = [np.shape(call.expected[name][0]) for name in wanted]
        if len(result.values) != len(wanted) or [value.shape for value in result.values] == shapes:
            return result
        orders = [order for order in permutations(result.values) if [value.shape for value in order] == shapes]
        return replace(result, values=orders[0]) if len(orders) == 1 else result

    def _shape_problem(self, result: Result, call: Call) -> str:
        wanted = self.exercise.returns
        if len(result.values) != len(wanted):
            return f"it returns {_results(len(result.values))}, but {_results(len(wanted))} are asked for: {', '.join(wanted)}"
        for name, value in zip(wanted, result.values):
            right = np.shape(call.expected[name][0])
            if value.shape != right and not (value.size == 1 and right == ()):
                return f"{name} has shape {value.shape}, but it takes {right}"
            if not np.isfinite(value).all():
                return f"{name} is {value.ravel()[~np.isfinite(value.ravel())][0]}, which is not a finite number"
        return ""

    def _first_wrong(self, call: Call, result: Result) -> str:
        """The name of the first result that is not right, "" when all are."""
        for name, value in zip(self.exercise.returns, result.values):
            if not _within(value, call.expected[name]):
                return name
        return ""

    def _wrong(self, call: Call, results: Sequence[Result], at_call: int, source: str) -> Check:
        result = results[at_call]
        name = self._first_wrong(call, result)
        found = likely_first(self._misconceptions(results), self.exercise.tells)
        pair = () if found else likely_pair(self._pairs(results), self.exercise.tells)
        words = describe_pair(pair) if pair else describe_mistakes(found)
        value = result.values[self.exercise.returns.index(name)]
        low, high = call.expected[name]
        at = f"For {self._call(call)}, {name} is {_text(value)}, but {self.exercise.compared} {_between(low, high)}."
        follows = " What follows from it is right." if self._rest_follows(name, results) else ""
        return Check(WRONG, f"{at} {words}".strip() + follows, {"code": Mark(WRONG)}, pair or found, name, answer=source,
                     together=bool(pair))

    def _misconceptions(self, results: Sequence[Result]) -> tuple[Misconception, ...]:
        """The misconceptions that give what every call gave."""
        if not all(call.sheet for call in self.calls) or any(len(each.values) != len(self.exercise.returns) for each in results):
            return ()
        return tuple(each for each in self._possible if self._fits(each.slips, results))

    def _pairs(self, results: Sequence[Result]) -> list[tuple[Misconception, Misconception]]:
        """Every two of those that the exercise is made to tell which together give what every call gave."""
        told = [each for each in self._possible if each.key in self.exercise.tells]
        return [pair for pair in pairs_of(told) if self._fits(both(pair), results)]

    @cached_property
    def _possible(self) -> tuple[Misconception, ...]:
        sheet = self.calls[0].sheet
        return possible(sheet, frozenset(line.name for line in sheet)) if sheet else ()

    def _fits(self, slips: Mapping[str, Slip], results: Sequence[Result]) -> bool:
        asks, seen = self.exercise.returns, False
        for call, result in zip(self.calls, results):
            wrong = wrong_values(slips, call.sheet, call.given, asks)
            if wrong is None or not all(_equal(value, wrong[name]) for name, value in zip(asks, result.values)):
                return False
            seen = seen or not all(_within(wrong[name], call.expected[name]) for name in asks)
        return seen

    def _rest_follows(self, first: str, results: Sequence[Result]) -> bool:
        """Is a later result wrong only because it follows from the first wrong one?"""
        asks = self.exercise.returns
        later = asks[asks.index(first) + 1:]
        off = [name for name in later if not all(_within(result.values[asks.index(name)], call.expected[name])
                                                 for call, result in zip(self.calls, results))]
        return bool(off) and all(self._follow(off, call, result) for call, result in zip(self.calls, results))

    def _follow(self, names: Sequence[str], call: Call, result: Result) -> bool:
        """Are these results what the sheet makes of the others?"""
        returned = {name: value if value.ndim else float(value) for name, value in zip(self.exercise.returns, result.values)}
        given = {name: value for name, value in returned.items() if name not in names}
        try:
            with np.errstate(all="ignore"):
                values = fill(with_entered(call.sheet, given), call.given, names)
        except (ZeroDivisionError, ValueError):
            return False
        return bool(call.sheet) and all(_equal(result.values[self.exercise.returns.index(name)], values[name]) for name in names)

    def _call(self, call: Call) -> str:
        return f"{self.exercise.function}({', '.join(_text(each) for each in call.arguments)})"

    def solution(self) -> str:
        return self.exercise.model


def call(function: Callable, arguments: tuple) -> Result:
    """Call a function with copies of the arguments; nothing that it raises comes through, except an interrupt."""
    given = tuple(np.array(each) if isinstance(each, np.ndarray) else each for each in arguments)
    try:
        returned = function(*given)
    except Exception as error:
        return Result(error=f"it raises {type(error).__name__}: {str(error)[:200]}{_line_of(error)}")
    except limits.Stopped:
        raise
    except SystemExit:
        return Result(error="it ends the program: let it return its result")
    changed = any(isinstance(mine, np.ndarray) and not np.array_equal(mine, theirs) for mine, theirs in zip(given, arguments))
    return as_result(returned, changed)


def as_result(returned, changed: bool = False) -> Result:
    """What a function returned, as arrays; a tuple is several results, a dict or a named tuple several with their names."""
    if returned is None:
        return Result(error="it returns nothing: is there a return?")
    names = tuple(map(str, returned)) if isinstance(returned, Mapping) else tuple(getattr(returned, "_fields", ()))
    parts = tuple(returned.values()) if isinstance(returned, Mapping) else returned if isinstance(returned, tuple) else (returned,)
    values = []
    for each in parts:
        try:
            array = np.asarray(each)
            if array.dtype.kind not in "fiub" or array.size > 10_000:
                raise TypeError
        except Exception:
            return Result(error=f"it returns a {type(each).__name__}, which is neither a number nor an array of numbers")
        values.append(array.astype(float))
    return Result(tuple(values), changed=changed, names=names)


def source_of(function: Callable) -> str:
    """The function's source, where it can be had; else its name."""
    try:
        return inspect.getsource(function)
    except (OSError, TypeError):
        return getattr(function, "__name__", "")


def _line_of(error: Exception) -> str:
    """Where the learner's function raised it: the line within the function."""
    trace = error.__traceback__.tb_next if error.__traceback__ is not None else None
    if trace is None:
        return ""
    return f" (line {trace.tb_lineno - trace.tb_frame.f_code.co_firstlineno + 1} of {trace.tb_frame.f_code.co_name})"


def _within(value, ends: tuple[Any, Any]) -> bool:
    """Whether every entry lies where it is right."""
    low, high = (np.asarray(end, dtype=float) for end in ends)
    value = np.asarray(value, dtype=float)
    if value.size != low.size:
        return False
    value, allowed = value.reshape(low.shape), ABSOLUTE + RELATIVE * np.maximum(np.abs(low), np.abs(high))
    return bool(((value >= low - allowed) & (value <= high + allowed)).all())


def _equal(value: np.ndarray, wrong) -> bool:
    wrong = np.asarray(wrong, dtype=float)
    value = value.reshape(wrong.shape) if value.size == wrong.size == 1 else value
    return value.shape == wrong.shape and bool(np.allclose(value, wrong, rtol=RELATIVE, atol=ABSOLUTE))


def _results(count: int) -> str:
    return "1 result" if count == 1 else f"{count} results"


def _between(low, high) -> str:
    return _text(low) if np.array_equal(low, high) else f"anything from {_text(low)} to {_text(high)}"


def _text(value) -> str:
    array = np.asarray(value, dtype=float)
    return format_number(array.item(), 4) if array.ndim == 0 else f"[{', '.join(_text(each) for each in array)}]"


# ---- numerical derivatives ----

def slopes(function: Callable[[float], float], at: float, step: float = 1e-6) -> tuple[float, float]:
    """(lowest, highest) slope of a function of one number from below and from above: what a kink leaves open.

    Away from kinks both are the central difference, which is far closer than either.
    """
    h = step * max(1.0, abs(at))
    below, here, above = function(at - h), function(at), function(at + h)
    left, right = (here - below) / h, (above - here) / h
    central = (above - below) / (2 * h)
    if abs(right - left) <= 1e-3 * max(1.0, abs(left), abs(right)):
        return central, central
    return min(left, right), max(left, right)


def partial_slopes(function: Callable[[np.ndarray], float], at: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """The same with respect to every entry of an array, in its shape."""
    low, high = np.empty(at.shape), np.empty(at.shape)
    for place in np.ndindex(at.shape):
        low[place], high[place] = slopes(partial(_along, function, at, place), float(at[place]))
    return low, high


def _along(function: Callable[[np.ndarray], float], at: np.ndarray, place: tuple[int, ...], number: float) -> float:
    """The function with one entry of its array replaced."""
    changed = at.copy()
    changed[place] = number
    return function(changed)


