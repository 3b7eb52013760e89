"""Compiling: inner loops become machine code with Numba, kept on disk for the next run.

Import this module, and any module with a compiled function, only where it is about to be used:
Numba takes half a second to load. With NUMBA_DISABLE_JIT=1 the same functions run as plain Python.
"""

from numba import njit

compiled = njit(cache=True, error_model="numpy")
"""Decorator of an inner loop: numbers and plain arrays only, no fast-math, nothing contracted."""

inner = njit(error_model="numpy")
"""Decorator of what a compiled function calls: kept on disk as a part of it, not by itself.

Numba finds out that a file has changed, but not that a constant or function from another file has.
"""
