"""The engine that a command runs with: made ready before it begins, and left at once on Ctrl-C."""

import os
import signal
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from threading import current_thread, main_thread

import typer

from sacsim.__main__ import INTERRUPTED

STDERR = 2
ASKS = (signal.SIGINT, signal.SIGTERM)


def engine_here(wanted: str | None = None) -> str:
    """Return the engine that can run here, compiled if it has to be; says so if that takes long."""
    from sacsim.engine.ready import ready

    with _left_at_once():
        return ready(wanted, lambda line: typer.echo(f"note: {line}", err=True))


@contextmanager
def _left_at_once() -> Iterator[None]:
    """Ctrl-C and TERM end the process then and there.

    An exception in the midst of LLVM may be lost or crash it; and there is nothing yet to keep.
    """
    if current_thread() is not main_thread():
        yield
        return
    before = {ask: signal.getsignal(ask) for ask in ASKS}
    for ask in ASKS:
        if before[ask] is not signal.SIG_IGN:
            signal.signal(ask, _leave)
    try:
        yield
    finally:
        for ask in ASKS:
            signal.signal(ask, before[ask])


def _leave(signum: int, frame: object) -> None:
    with suppress(OSError):
        os.write(STDERR, b"sacsim: interrupted\n")
    os._exit(INTERRUPTED)
