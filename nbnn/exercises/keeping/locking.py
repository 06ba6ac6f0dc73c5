"""One writer of a file at a time, by a lock of the operating system: it ends with its process, however that ended.

The lock is on a file beside, `name.lock`, which the writer takes away again. One that lies there from before, from a killed process or a
machine that was switched off, is nobody's, and costs no wait. Where the locks of a network file system reach the server (NFS, SMB) they
hold between machines as well. Where a file system has no locks, and in a browser's own Python, which has no processes, there is none:
a writer still takes in what the file has by then and replaces it in one move. If two do so within the same few milliseconds, what one of
them added is in the file when that one writes again; until then its own memory has it.
"""

import os
import sys
import time
from contextlib import suppress
from io import FileIO
from pathlib import Path
from types import TracebackType

PATIENCE, PAUSE = 2.0, 0.02  # seconds: how long a writer waits for a living one, and between two looks


class Lock:
    """Hold a file's lock: `with Lock(path) as held:`; held is False where there is none to be had, or another one keeps it too long."""

    def __init__(self, path: Path):
        self.path = path.with_name(f"{path.name}.lock")
        self._file: FileIO | None = None  # an object: whoever loses it lets go of the lock

    def __enter__(self) -> bool:
        end = time.monotonic() + PATIENCE
        while True:
            try:
                if self._take():
                    return True
            except NotImplementedError:
                return False
            if time.monotonic() > end:
                return False
            time.sleep(PAUSE)

    def _take(self) -> bool:
        """Whether the lock is ours now. NotImplementedError where files cannot be locked; OSError where there can be no file."""
        if sys.platform == "emscripten":  # before there is a file: there, each touch of one is a request to the page
            raise NotImplementedError
        while True:
            file = _open(self.path)
            try:
                taken = lock(file.fileno())
            except NotImplementedError:
                file.close()
                _take_away(self.path)
                raise
            if taken and _is_still_there(file.fileno(), self.path):
                self._file = file
                return True
            file.close()
            if not taken:
                return False  # else another writer took the file away before we had its lock: the next one, at once

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        if self._file is None:
            return
        file, self._file = self._file, None
        if sys.platform == "win32":  # an open file cannot be taken away; one that another has opened by now stays
            file.close()
            _take_away(self.path)
        else:  # still ours: nobody else's lock is taken away
            _take_away(self.path)
            file.close()


def _open(path: Path) -> FileIO:
    try:
        return FileIO(path, "a+")
    except PermissionError:
        if path.exists():  # somebody else's: whether the file itself can be written will show
            raise NotImplementedError from None
        raise


def _is_still_there(file: int, path: Path) -> bool:
    try:
        return os.path.samestat(os.fstat(file), os.stat(path))
    except FileNotFoundError:
        return False


def _take_away(path: Path) -> None:
    with suppress(OSError):  # it stays, as nobody's
        path.unlink(missing_ok=True)


if sys.platform == "win32":
    import errno
    import msvcrt

    def lock(file: int) -> bool:
        """Lock an open file for this process, if no other has it; NotImplementedError where files cannot be locked."""
        try:
            msvcrt.locking(file, msvcrt.LK_NBLCK, 1)
        except OSError as error:
            if error.errno in (errno.EACCES, errno.EDEADLK):
                return False
            raise NotImplementedError from None
        return True

elif sys.platform != "emscripten":
    import fcntl

    def lock(file: int) -> bool:
        """Lock an open file for whoever opened it, if nobody else has it; NotImplementedError where files cannot be locked."""
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
        except OSError:
            raise NotImplementedError from None
        return True
