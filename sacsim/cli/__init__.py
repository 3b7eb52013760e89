"""The `sacsim` command: one module a command, put together in main.py."""

from sacsim.cli.main import INTERRUPTED, app, entry, main

__all__ = ["INTERRUPTED", "app", "entry", "main"]
