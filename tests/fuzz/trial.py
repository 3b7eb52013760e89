"""Trial: damaged scenario files put to `sacsim check`, and what became of them.

`python tests/fuzz/trial.py 0 10000` tries the mutants of these seeds and prints the counts, those
so far if it is told to stop; with one seed alone it shows that mutant and what became of it.
"""

import io
import json
import os
import shutil
import signal
import sys
import tempfile
import time
from collections.abc import Iterable
from contextlib import redirect_stderr, redirect_stdout, suppress
from dataclasses import asdict, dataclass, field
from functools import lru_cache
from pathlib import Path
from statistics import median

from damage import SCENARIOS, SHIPPED, Mutant, mutant
from watch import Hung, most_memory, watched

from sacsim.cli import INTERRUPTED, main
from sacsim.scenario import files

MOST_BYTES = 300_000_000
EXPLAINED = 25
"""One in so many of the mutants that pass is explained too, which takes ten times as long."""


@dataclass
class Tally:
    """What became of some mutants; whatever went wrong is told in `faults`, with its seed."""

    tried: int = 0
    accepted: int = 0
    refused: int = 0
    one_key: int = 0
    """Refused with one key at fault."""
    named: int = 0
    """Those whose refusal names the key, or the value that it is a part of."""
    tracebacks: int = 0
    hangs: int = 0
    silent: int = 0
    """Accepted, and nobody could have meant it."""
    touched: int = 0
    """Something was written, started or read elsewhere."""
    unclear: int = 0
    """Messages that are no clear lines."""
    seconds: list[float] = field(default_factory=list)
    memory: int = 0
    """Bytes that the process grew by."""
    faults: list[str] = field(default_factory=list)


def made_folder(folder: Path) -> Path:
    """A folder with the shipped scenarios, and what a hostile one might point at."""
    folder.mkdir()
    for name in (*SHIPPED, "small_town_backlog.csv"):
        shutil.copy(SCENARIOS / name, folder)
    (folder / "first.toml").write_text('extends = "mutant.toml"\n', encoding="utf-8")
    if hasattr(os, "mkfifo"):
        os.mkfifo(folder / "pipe")
        os.symlink("loop", folder / "loop")
        os.symlink("/etc/passwd", folder / "out.toml")
    return folder


def try_mutants(seeds: Iterable[int], folder: Path, tell: bool = False) -> Tally:
    """Put the mutants of some seeds to the command, in a folder made for them."""
    tally = Tally()
    os.chdir(folder)
    plain, files.parse = (
        files.parse,
        lru_cache(16)(files.parse),
    )  # the same parents, ten thousand times
    try:
        for warm in ("check", "explain"):
            _command(folder, warm, "small_town.toml")
        before = most_memory()
        with suppress(KeyboardInterrupt):
            for seed in seeds:
                _try(seed, mutant(seed), folder, tally)
                while tell and tally.faults:
                    print(tally.faults.pop(), flush=True)
        tally.memory = most_memory() - before
    finally:
        files.parse = plain
    return tally


def _command(folder: Path, *arguments: str) -> tuple[int, str, str, list[str]]:
    """What a command gave back, and what it touched; told to stop, so does the trial."""
    out, err = io.StringIO(), io.StringIO()
    with redirect_stdout(out), redirect_stderr(err), watched(folder) as seen:
        code = main([*arguments])
    if code == INTERRUPTED:
        raise KeyboardInterrupt
    return code, out.getvalue(), err.getvalue(), list(seen)


def _try(seed: int, m: Mutant, folder: Path, tally: Tally) -> None:
    (folder / "mutant.toml").write_bytes(m.content)
    case = f"seed {seed}: {m.what} of {m.name} {'.'.join(m.keys)}"
    tally.tried += 1
    try:
        began = time.process_time()
        code, out, err, seen = _command(folder, "check", "mutant.toml")
        tally.seconds.append(time.process_time() - began)
        if code == 0 and tally.accepted % EXPLAINED == 0:
            explained, said, _, also = _command(folder, "explain", "mutant.toml")
            seen += also
            if explained or not said.replace("\n", "").isprintable():
                tally.unclear += 1
                tally.faults.append(f"{case}: cannot be explained")
    except Hung:
        tally.hangs += 1
        tally.faults.append(f"{case}: hangs")
        return
    except Exception as error:
        tally.tracebacks += 1
        tally.faults.append(f"{case}: {error!r:.300}")
        return
    if seen:
        tally.touched += 1
        tally.faults.append(f"{case}: {seen[:3]}")
    if code == 0:
        tally.accepted += 1
        if m.must:
            tally.silent += 1
            tally.faults.append(f"{case}: accepted")
        return
    tally.refused += 1
    lines = err.splitlines()
    clear = 0 < len(lines) <= 101 and all(line.isprintable() for line in lines)
    if not (clear and code == 2 and not out and "mutant.toml" in err and len(max(lines)) <= 1000):
        tally.unclear += 1
        tally.faults.append(f"{case}: code {code}: {err!r:.300}")
    if m.keys:
        tally.one_key += 1
        tally.named += any(key in err for key in m.keys)
        if not any(key in err for key in m.keys):
            tally.faults.append(f"{case}: does not name the key: {err!r:.300}")


def told(tally: Tally) -> str:
    """Return the counts of a tally as JSON, without the faults."""
    seconds = sorted(tally.seconds)
    counts = {k: v for k, v in asdict(tally).items() if k not in ("seconds", "faults")}
    times = {"median": median(seconds), "99 %": seconds[int(0.99 * len(seconds))]}
    return json.dumps(
        counts | {"seconds": {k: round(v, 3) for k, v in (times | {"most": seconds[-1]}).items()}}
    )


if __name__ == "__main__":
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    first, *rest = (int(word) for word in sys.argv[1:])
    with tempfile.TemporaryDirectory() as made:
        here = made_folder(Path(made) / "scenarios")
        if not rest:
            print(mutant(first))
        print(told(try_mutants(range(first, rest[0] if rest else first + 1), here, tell=True)))
        os.chdir("/")
