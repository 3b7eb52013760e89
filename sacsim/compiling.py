"""Compiling: inner loops become machine code with Numba, kept on disk for the next run.

Import this module, and any module with a compiled function, only where it is about to be used:
Numba takes half a second to load. With NUMBA_DISABLE_JIT=1 the same functions run as plain Python.
"""

from typing import Any

import numpy as np
from numba import config, njit, types
from numba.extending import intrinsic

compiled = njit(cache=True, error_model="numpy")
"""Decorator of an inner loop: numbers and plain arrays only, no fast-math, nothing contracted."""

inner = njit(error_model="numpy")
"""Decorator of what a compiled function calls: kept on disk as a part of it, not by itself.

Numba finds out that a file has changed, but not that a constant or function from another file has.
"""

inlined = njit(error_model="numpy", forceinline=True)
"""Like `inner`, for small functions inside vectorised loops."""


def _elements(type: Any) -> Any:
    """How a compiled function gets at an array's elements, read as this type, without the array.

    An array handed from function to function is counted each time, which costs more than the work.
    """

    @intrinsic
    def elements(typing: Any, array: Any) -> Any:
        def code(context: Any, builder: Any, signature: Any, args: Any) -> Any:
            data = context.make_array(array)(context, builder, args[0]).data
            return builder.bitcast(data, context.get_value_type(signature.return_type))

        return types.CPointer(type)(array), code

    return elements


if config.DISABLE_JIT:  # type: ignore[attr-defined]
    whole_numbers = np.asarray

    def real_numbers(words: Any) -> Any:
        """The words of an array, read as real numbers."""
        return words.view(np.float64)
else:
    whole_numbers, real_numbers = _elements(types.int64), _elements(types.float64)
