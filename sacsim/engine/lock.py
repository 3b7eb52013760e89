"""Lock: one command at a time writes into a results folder, or the parts of one side by side.

The lock is the operating system's: a process that dies, however it dies, lets go of it. On a
network drive it holds as far as that drive's own locks do.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from filelock import FileLock, Timeout

from sacsim.errors import BadInput, OutputError

LOCK = ".lock"
PATIENCE_SECONDS = 1.5
"""How long a part waits for others that look at the folder for a moment."""


def part_lock(part: int, of: int) -> str:
    """The name of the lock that one part of several holds while it is at work."""
    return f"{LOCK}-{part}-of-{of}"


@contextmanager
def held(folder: Path, name: str = LOCK, patience: float = 0) -> Iterator[None]:
    """Hold a folder, made if need be, while inside; raises BadInput at once if another has it.

    `patience` is how many seconds to try. The lock file stays: to remove it would let two in.
    """
    try:
        if not folder.exists() or folder.is_dir():
            folder.mkdir(parents=True, exist_ok=True)
        else:
            raise BadInput(f"{folder}: is not a folder")
        lock = FileLock(folder / name, timeout=patience)
        lock.acquire()
    except Timeout:
        raise _busy(folder) from None
    except (OSError, NotImplementedError) as error:  # the second: a drive that has no locks
        why = getattr(error, "strerror", None) or error
        raise OutputError(f"{folder}: cannot be written: {why}; choose another -o") from error
    try:
        yield
    finally:
        lock.release()


def no_part_at_work(folder: Path) -> None:
    """Raise BadInput while any part of several is writing into a folder."""
    for path in sorted(folder.glob(f"{LOCK}-*")):
        with held(folder, path.name):
            pass


def _busy(folder: Path) -> BadInput:
    return BadInput(f"{folder}: another sacsim is writing there; wait for it, or choose another -o")
