"""How far a long call has come: a line that is written again and again, and nothing for a call that is soon done."""

import sys
from collections.abc import Callable
from time import monotonic

QUIET = 2.0  # seconds without a word
EACH = 0.5  # seconds between two lines
WIDTH = 20  # of the bar


class Progress:
    """A line about updates that are made, with the time that is left, on standard error.

    steps : how many there will be. write : what writes a text; clock : the seconds, for a test.
    """

    def __init__(self, steps: int, write: Callable[[str], object] | None = None, clock: Callable[[], float] = monotonic):
        self.steps, self._clock, self._write = steps, clock, write or _write
        self._begun, self._next, self._longest = clock(), clock() + QUIET, 0

    def __call__(self, made: int) -> None:
        """Say that so many are made, where it is time to."""
        now = self._clock()
        if now >= self._next and made:
            self._next = now + EACH
            self._say(self.line(made, now - self._begun))

    def close(self) -> None:
        """Take the line away."""
        if self._longest:
            self._say("")
            self._write("\r")

    def line(self, made: int, seconds: float) -> str:
        """The bar, how many of all, and how long the rest will take at this pace."""
        share = made / self.steps
        left = seconds * (1 - share) / share
        bar = "█" * int(share * WIDTH)
        done = f"|{bar:<{WIDTH}}| {made:,} of {self.steps:,} updates, {duration(left)} left"
        return f"{done}; Stop (or Ctrl+C) keeps the network that there is"

    def _say(self, text: str) -> None:
        self._write(f"\r{text:<{self._longest}}")
        self._longest = max(self._longest, len(text))


def duration(seconds: float) -> str:
    """A time in words, as exact as it is known: "12 s", "3 min", "2 h"."""
    return f"{seconds:.0f} s" if seconds < 100 else f"{seconds / 60:.0f} min" if seconds < 6000 else f"{seconds / 3600:.0f} h"


def _write(text: str) -> None:
    sys.stderr.write(text)
    sys.stderr.flush()
