"""Faults: a disk, a clock and workers that fail when a seed says so, for the tests of the store.

All that the store asks of the world is a handful of calls: open, flush, rename, remove, and the
pool's `each`. They are replaced here, and nothing of the store is.
"""

import errno
import os
import random
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from sacsim.engine import pool, runs, store
from sacsim.errors import WorkerLost

KINDS = ("full", "broken", "torn", "cut", "rename", "worker", "clock", "lying")


class PowerCut(BaseException):
    """Everything stops here, and nothing is tidied up."""


class Faults:
    """One kind of fault, every now and then; the same seed, the same faults."""

    def __init__(self, kind: str, seed: int, patch: pytest.MonkeyPatch) -> None:
        self.kind, self.chance, self.dead, self.happened = kind, random.Random(seed), False, 0
        self._real = {"fsync": os.fsync, "replace": os.replace, "unlink": Path.unlink}
        patch.setattr(store.os, "fsync", self._fsync)
        patch.setattr(store.os, "replace", self._replace)
        patch.setattr(Path, "unlink", lambda path, missing_ok=False: self._unlink(path, missing_ok))
        patch.setattr(runs, "each", self._each(pool.each))
        if kind == "clock":
            for clock in ("time", "monotonic", "perf_counter"):
                patch.setattr(time, clock, self._jumping(getattr(time, clock)))

    def _now(self, *kinds: str) -> bool:
        """Whether the fault happens at this step."""
        if self.dead:
            raise PowerCut
        if self.kind not in kinds or self.chance.random() > 0.15:
            return False
        self.happened += 1
        return True

    def _fsync(self, number: int) -> None:
        if self._now("full", "broken"):
            code = errno.ENOSPC if self.kind == "full" else errno.EIO
            os.ftruncate(number, self.chance.randint(0, os.fstat(number).st_size))
            raise OSError(code, os.strerror(code))
        if self._now("torn", "lying"):
            os.ftruncate(number, self.chance.randint(0, os.fstat(number).st_size))
            if self.kind == "torn":
                self.dead = True
                raise PowerCut

    def _replace(self, source: Path, target: Path) -> None:
        if self._now("rename"):
            raise PermissionError(errno.EACCES, "another program has it open")
        if self._now("cut"):
            self.dead = True
            if self.chance.random() < 0.5:
                self._real["replace"](source, target)
            raise PowerCut
        self._real["replace"](source, target)

    def _unlink(self, path: Path, missing_ok: bool) -> None:
        self._now()
        self._real["unlink"](path, missing_ok)

    def _each(self, real: Callable[..., Any]) -> Callable[..., Iterator[Any]]:
        def each(*arguments: Any) -> Iterator[Any]:
            for done in real(*arguments):
                if self._now("worker"):
                    raise WorkerLost("a worker process was lost: run again with --resume")
                yield done

        return each

    def _jumping(self, real: Callable[[], float]) -> Callable[[], float]:
        def now() -> float:
            jump = self.chance.choice([-1e6, 0.0, 1e6])
            self.happened += jump != 0
            return real() + jump

        return now
