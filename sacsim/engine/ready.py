"""Ready: which engine can run here, said before it does."""

import warnings
from collections.abc import Callable
from threading import Timer

from sacsim.force.queues import COMPILED, REFERENCE, default_engine

SOON = 1.5
COMPILING = "compiling the simulation for this machine, once: about 15 seconds"
SLOWLY = "the reference engine runs instead: about 25 seconds a simulated year, not 1"


def ready(engine: str | None = None, tell: Callable[[str], None] | None = None) -> str:
    """The engine to run with, compiled if it has to be; `tell` is given a line if that takes long.

    Where the compiled engine was asked for, or nothing, and cannot be had, it is the reference;
    that is told too, or without `tell` a warning.
    """
    engine = engine or default_engine()
    if engine != COMPILED:
        return engine
    notice = Timer(SOON, tell or _nobody, (COMPILING,))
    notice.daemon = True
    notice.start()
    try:
        from sacsim.force.crowd.prepare import prepare

        prepare()
    except Exception as error:  # whatever Numba, LLVM or the disk may come up with
        first = next(iter(str(error).splitlines()), "") or type(error).__name__
        (tell or warnings.warn)(f"cannot compile the simulation here ({first}); {SLOWLY}")
        return REFERENCE
    finally:
        notice.cancel()
    return COMPILED


def _nobody(line: str) -> None:
    """A warning from the notice's own thread would reach nobody who could catch it."""
