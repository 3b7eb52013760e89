"""The `sacsim` command, also as `python -m sacsim`: it stops with one line even while it loads."""

import signal
import sys

INTERRUPTED = 130


def entry() -> None:
    """Run the command line, and treat a request to terminate like Ctrl-C."""
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    try:
        from sacsim.cli import entry as command

        command()
    except KeyboardInterrupt:
        sys.stderr.write("sacsim: interrupted\n")
        sys.exit(INTERRUPTED)
    finally:  # what is left is to end
        for each in (signal.SIGINT, signal.SIGTERM):
            signal.signal(each, signal.SIG_IGN)


if __name__ == "__main__":
    entry()
