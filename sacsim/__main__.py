"""The `sacsim` command, also as `python -m sacsim`: Ctrl-C is one line from the first moment on.

Assumes that loading takes a second or two, in which people change their minds too.
"""

import os
import signal
import sys
from typing import Any

INTERRUPTED, FAULT = 130, 1
AGAIN_SECONDS = 0.05


def _interrupt(signum: int, frame: object) -> None:
    """Treat a request to terminate like Ctrl-C."""
    raise KeyboardInterrupt


def _not_raised(lost: Any) -> None:
    """Ask again for what was interrupted in a place that cannot pass it on, as a compiler's is."""
    if lost.exc_type is not KeyboardInterrupt:
        sys.__unraisablehook__(lost)
        return
    from threading import Timer

    again = Timer(AGAIN_SECONDS, _ctrl_c)
    again.daemon = True
    again.start()


def _ctrl_c() -> None:
    """As from the keyboard: what sleeps is woken, where the system has real signals."""
    if os.name == "posix":
        os.kill(os.getpid(), signal.SIGINT)
        return
    from _thread import interrupt_main

    interrupt_main()


def entry() -> None:
    """Run the command line; a fault of sacsim itself is one line too, unless --debug."""
    signal.signal(signal.SIGTERM, _interrupt)
    sys.unraisablehook = _not_raised
    try:
        from sacsim.cli import entry as command

        command()
    except KeyboardInterrupt:
        signal.signal(signal.SIGINT, signal.SIG_IGN)
        print("sacsim: interrupted", file=sys.stderr)
        sys.exit(INTERRUPTED)
    except Exception as error:
        if "--debug" in sys.argv:
            raise
        said = f"{type(error).__name__}: {error}".splitlines()[0]
        print(
            f"sacsim: a fault of sacsim itself ({ascii(said)[1:300]}); please report it with what "
            "`sacsim --debug` and the same words say",
            file=sys.stderr,
        )
        sys.exit(FAULT)
    finally:  # what is left is to end
        for each in (signal.SIGINT, signal.SIGTERM):
            signal.signal(each, signal.SIG_IGN)


if __name__ == "__main__":
    entry()
