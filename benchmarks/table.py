"""One measured number, its budget, and the table of them all; how a time is taken."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from resource import RUSAGE_CHILDREN, RUSAGE_SELF, getrusage
from statistics import median
from time import perf_counter, process_time

SPIN = 0.3  # seconds of processor time


@dataclass(frozen=True)
class Row:
    """What was measured, its value in `unit`, and the most that it may be (None: only told)."""

    what: str
    value: float
    unit: str
    budget: float | None = None
    remark: str = ""

    @property
    def verdict(self) -> str:
        if self.budget is None:
            return ""
        return "pass" if self.value <= self.budget else "falls short"


def processor_seconds() -> float:
    """The processor time of this process and of those that it has waited for."""
    return sum(used.ru_utime + used.ru_stime for used in map(getrusage, (RUSAGE_SELF, RUSAGE_CHILDREN)))


def seconds(act: Callable[[], object], clock: Callable[[], float] = perf_counter) -> float:
    start = clock()
    act()
    return clock() - start


def busyness() -> float:
    """How many times longer than its processor time a loop takes now: 1 on a machine that does nothing else."""
    start, worked = perf_counter(), process_time()
    while process_time() - worked < SPIN:
        pass
    return (perf_counter() - start) / (process_time() - worked)


def in_turn(*acts: Callable[[], object], repeats: int = 9, clock: Callable[[], float] = perf_counter) -> list[list[float]]:
    """Seconds of each act, `repeats` times, one act after the other in every round; the first round only warms up."""
    rounds = [[seconds(act, clock) for act in acts] for _ in range(repeats + 1)][1:]
    return [list(column) for column in zip(*rounds, strict=True)]


def ratio(times: list[float], base: list[float]) -> float:
    """The median of the ratios taken round by round."""
    return median(t / b for t, b in zip(times, base, strict=True))


def head() -> str:
    return _line("what", "measured", "budget", "", "") + "\n" + "─" * 120


def line(row: Row, change: str = "") -> str:
    budget = "" if row.budget is None else f"≤ {row.budget:g}"
    remark = "; ".join(filter(None, (change, row.remark)))
    return _line(row.what, f"{row.value:.4g} {row.unit}".rstrip(), budget, row.verdict, remark)


def keyed(part: str, rows: Iterable[Row]) -> Iterator[tuple[str, Row]]:
    """Each row with a key that no other has: with its part, and for one that says "it" the row that it speaks of."""
    above = ""
    for row in rows:
        below = row.what.startswith(("  ", "…"))
        above = above if below else row.what
        yield f"{part}: {f'{above} | ' if below else ''}{row.what.strip()}", row


def summary(rows: Iterable[Row]) -> str:
    short = [row.what for row in rows if row.verdict == "falls short"]
    return f"Falls short: {'; '.join(short)}." if short else "Every budget is kept."


def _line(what: str, measured: str, budget: str, verdict: str, remark: str) -> str:
    return f"{what:<56}{measured:>14}{budget:>10}  {verdict:<12}{remark}".rstrip()
