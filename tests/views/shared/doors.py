"""A site from which bqplot is fetched when the test says so, as in a browser's own Python; no name of bqplot's is replaced."""

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager

from nbnn.views.shared import bqplot


class Site:
    """What stands for a browser's own Python: without bqplot until it has arrived. asked : how often it was asked for."""

    def __init__(self) -> None:
        self.asked, self.installed = 0, False
        self._answers: list[asyncio.Future] = []

    async def arrive(self) -> None:
        """It is loaded now, and whoever waits for it has been told."""
        self.installed = True
        await self._answer(lambda answer: answer.set_result(None))

    async def fail(self, why: str) -> None:
        """It cannot be loaded, and whoever waits for it has been told."""
        await self._answer(lambda answer: answer.set_exception(OSError(why)))

    async def _answer(self, give) -> None:
        await asyncio.sleep(0)  # who has just asked has begun to wait
        answers, self._answers = self._answers, []
        for answer in answers:
            give(answer)
        for _ in range(3):
            await asyncio.sleep(0)

    async def fetch(self) -> None:
        self.asked += 1
        self._answers.append(asyncio.get_running_loop().create_future())
        await self._answers[-1]

    def is_here(self) -> bool:
        return self.installed


@contextmanager
def without_bqplot() -> Iterator[Site]:
    """Within it charts are made as where bqplot has yet to be fetched."""
    site, before = Site(), bqplot.door
    bqplot.door = bqplot.Door(site.fetch, site.is_here)
    try:
        yield site
    finally:
        bqplot.door = before
