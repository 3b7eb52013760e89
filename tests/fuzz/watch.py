"""Watch: what a command does to the machine while it only has something to read.

Every file that Python opens and every process it starts is told to audit hooks; a guard against
hangs goes off after ten seconds, where the system has such a signal.
"""

import os
import signal
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

import sacsim

LONGEST_SECONDS = 10
"""Of the processor's time: the machine may be busy with other work."""
WRITES = os.O_WRONLY | os.O_RDWR | os.O_CREAT | os.O_TRUNC | os.O_APPEND
STARTS = ("subprocess.", "os.system", "os.exec", "os.posix_spawn", "os.spawn", "os.fork")
REACHES = ("socket.", "urllib.", "ftplib.", "http.", "pickle.", "ctypes.dlopen")
CHANGES = ("os.remove", "os.rename", "os.mkdir", "os.rmdir", "os.symlink", "os.link", "shutil.")
OWN = [sys.prefix, sys.base_prefix, str(Path(sacsim.__file__).parents[1]), "/usr", "/etc/localtime"]
"""Where Python itself, its packages and the time zones are."""


class Hung(BaseException):
    """A command took longer than anything a person would wait for."""


class _Notes:
    """What was told to the hook while it listened."""

    def __init__(self) -> None:
        self.home: Path | None = None
        self.seen: list[str] = []

    def hear(self, event: str, arguments: tuple[Any, ...]) -> None:
        """Note an event that reading a file has no need of."""
        if self.home is None:
            return
        if event.startswith(STARTS + REACHES + CHANGES):
            self.seen.append(f"{event} {arguments!r:.200}")
        elif event == "open" and isinstance(arguments[0], str | bytes):
            path = os.path.abspath(os.fsdecode(arguments[0]))
            known = any(path.startswith(each) for each in (str(self.home), *OWN))
            if (arguments[2] or 0) & WRITES or not known:
                self.seen.append(f"open {path} {arguments[1:]!r}")


_notes = _Notes()
sys.addaudithook(_notes.hear)


def _too_long(*_: object) -> None:
    raise Hung


@contextmanager
def watched(home: Path) -> Iterator[list[str]]:
    """Yield what is written, started or read outside of a folder meanwhile; raise Hung."""
    _notes.home, _notes.seen = home.resolve(), []
    alarm = getattr(signal, "setitimer", None)
    if alarm:
        signal.signal(signal.SIGPROF, _too_long)
        signal.signal(signal.SIGALRM, _too_long)
        alarm(signal.ITIMER_PROF, LONGEST_SECONDS)
        alarm(signal.ITIMER_REAL, 100 * LONGEST_SECONDS)
    try:
        yield _notes.seen
    finally:
        _notes.home = None
        if alarm:
            alarm(signal.ITIMER_PROF, 0)
            alarm(signal.ITIMER_REAL, 0)


def most_memory() -> int:
    """The most memory that this process ever had, bytes; 0 where the system does not tell."""
    with suppress(ImportError):
        import resource

        most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
        return most if sys.platform == "darwin" else 1024 * most
    return 0
