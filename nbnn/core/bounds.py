"""How much one call may ask for: every bound by its name, and the one sentence that refuses what is beyond it.

What a call needs is estimated from the counts and sizes that it was given, before anything is made of them. So what is too much is
refused at once, with the number given, the bound, and what to do; it never ends in a MemoryError or a page that hangs.
"""

from collections.abc import Sequence, Sized
from contextlib import suppress
from math import log10

NUMBER = 8  # bytes of a float64
UNITS = ((10 ** 12, "TB"), (10 ** 9, "GB"), (10 ** 6, "MB"))
MOST_NUMBERS = 125_000_000  # that one call keeps at the same time: 1 GB
MOST_WEIGHTS = 10_000_000  # of a network that is drawn
MOST_UPDATES = 100_000_000  # of one call that keeps no record of them: minutes for the smallest networks
MOST_POINTS = 4_000_000  # of a grid on which a loss is computed: 32 MB
MOST_TRIES = 1_000_000  # of a search
MOST_SWEPT = 1_000_000_000  # updates of all runs of a sweep together
MOST_ENTRIES = 100_000  # of a list of settings, seeds or places
MOST_COUNT = 100_000  # of anything that a page is asked to show
MOST_WHOLE_WEIGHTS = 5_000  # of a network of which a page gets each number; a larger one is summarized
MOST_WHOLE_UNITS = 100  # in a layer of such a network, its inputs among them
MOST_WHOLE_ENTRIES = 64  # of a vector of a summarized network that is kept whole
MOST_SHOWN_WEIGHTS = 500_000  # of a network that a page shows summarized
MOST_TYPED_UNITS = 500  # in a layer, by who types how many there are
MOST_AT_ONCE = 50_000_000  # weights of a summarized network × updates recorded in one go: about a second
MOST_SENT = 25_000_000  # numbers of a recording that a page shows: 200 MB here, and half of it on the page


def check_memory(name: str, given: int, each: int, what: str, todo: str = "", kept: int = 0, *,
                 most: int = MOST_NUMBERS, keeper: str = "one call") -> None:
    """Raise ValueError where `given` things of `each` numbers would take more memory than `keeper` may keep, `most` numbers.

    name : the argument, as it is written. what : the things, such as "updates". todo : what else one can do.
    kept : numbers that are kept beside them.
    """
    if given * each + kept > most:
        room = max(0, most - kept) // each
        fewer = f"give at most {room:,}" if room else "give something smaller, since one alone is too much"
        raise ValueError(f"{name} is {with_commas(given)}: so many {what} would take {memory(given * each + kept)} of memory, and "
                         f"{keeper} keeps at most {memory(most)}: {fewer}{todo and f', or {todo}'}")


def check_most(name: str, given: int, most: int, what: str, todo: str = "") -> None:
    """Raise ValueError where `given` is above the bound `most`. what : of what it is, and whose bound, such as "updates in a race"."""
    if given > most:
        raise ValueError(f"{name} is {with_commas(given)}, and the most is {most:,} {what}: give at most {most:,}{todo and f', or {todo}'}")


def check_length(name: str, given) -> None:
    """Raise ValueError for a list or range with more entries than anybody looks through; what has no length is left alone."""
    length = length_of(given)
    if length > MOST_ENTRIES:
        raise ValueError(f"{name} has {with_commas(length)} entries, and the most is {MOST_ENTRIES:,}: give fewer")


def length_of(given) -> int:
    """How many entries there are, of a range of any length too; 0 for what has no length."""
    if isinstance(given, range):
        return max(0, -((given.start - given.stop) // given.step))
    with suppress(TypeError):  # NumPy's array of no axes has a length that cannot be asked
        return len(given) if isinstance(given, Sized) else 0
    return 0


def is_summarized(sizes: Sequence[int]) -> bool:
    """Is a network of these sizes (inputs, hidden units …, scores) too large for a page that shows each of its numbers?"""
    weights = sum(below * above for below, above in zip(sizes, sizes[1:]))
    return max(sizes) > MOST_WHOLE_UNITS or weights > MOST_WHOLE_WEIGHTS


def with_commas(given: int) -> str:
    """A whole number as people read it: with commas, and a very large one by its power of ten."""
    return f"{given:,}" if given < 10 ** 15 else f"about 10^{int(given.bit_length() * log10(2))}"


def memory(numbers: int) -> str:
    """The memory that so many float64 take, in words."""
    size = numbers * NUMBER
    if size >= 10 ** 16:
        return "more than 10,000 TB"
    return next((f"{size // unit:,} {name}" for unit, name in UNITS if size >= unit), f"{size:,} bytes")
