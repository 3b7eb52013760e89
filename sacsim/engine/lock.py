"""Lock: one command at a time writes into a results folder.

The lock is the operating system's: a process that dies, however it dies, lets go of it.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from filelock import FileLock, Timeout

from sacsim.errors import BadInput, OutputError

LOCK = ".lock"


@contextmanager
def held(folder: Path, name: str = LOCK) -> Iterator[None]:
    """Hold a folder, made if need be, while inside; raises BadInput at once if another has it.

    The lock file stays: to remove it would let two in.
    """
    try:
        if not folder.exists() or folder.is_dir():
            folder.mkdir(parents=True, exist_ok=True)
        else:
            raise BadInput(f"{folder}: is not a folder")
        lock = FileLock(folder / name, timeout=0)
        lock.acquire()
    except Timeout:
        raise BadInput(
            f"{folder}: another sacsim is writing there; wait for it, or choose another -o"
        ) from None
    except OSError as error:
        why = error.strerror or error
        raise OutputError(f"{folder}: cannot be written: {why}; choose another -o") from error
    try:
        yield
    finally:
        lock.release()
