"""Make the compiled crowd ready to run: compiled now, or read from the disk."""

from functools import cache

import numpy as np

from sacsim.chance import draws, tables
from sacsim.force.crowd import layout as at
from sacsim.force.crowd import loop
from sacsim.force.crowd.entering import lay_out
from sacsim.force.crowd.source import FINGERPRINT


@cache
def prepare() -> None:
    """Compile everything, or read it from Numba's cache; takes effect once in a process.

    Numba knows only the date of the file that a function stands in, so a machine code that was made
    from other text than today's is noticed here, and made again.
    """
    memory = np.zeros(at.HEAD, np.int64)
    none, no_reals = memory[:0], memory[:0].view(np.float64)
    draws.accelerate()
    tables.accelerate()
    luck, table = draws.Draws(0, 0), tables.Table(np.sqrt)
    table.quantile(luck.uniform(0, ""))
    table.quantile(luck.uniforms(none, ""))
    if loop.turn(memory, loop.PRINT, 0) != FINGERPRINT:
        loop.turn.recompile()
        if loop.turn(memory, loop.PRINT, 0) != FINGERPRINT:
            raise RuntimeError("the compiled crowd is not made from the text beside it")
    lay_out(memory, memory.view(np.float64), none, no_reals, none, no_reals, no_reals, 0, 0, 0)
