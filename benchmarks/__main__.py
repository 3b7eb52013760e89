"""How fast sacsim is: `python -m benchmarks [common | force | sweep] [--quick]`, as Markdown.

Run it from the folder that holds `scenarios`. Progress goes to standard error.
"""

from argparse import ArgumentParser

from benchmarks import machine, sweep
from benchmarks.common import compare
from benchmarks.force import report as force

PARTS = {"common": compare.report, "force": force.report, "sweep": sweep.report}


def main() -> None:
    """Print the machine, then the tables asked for."""
    parser = ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument("part", nargs="?", choices=PARTS, help="otherwise all")
    parser.add_argument("--quick", action="store_true", help="fewer and shorter runs")
    asked = parser.parse_args()
    print(machine.describe(), flush=True)
    for part, report in PARTS.items():
        if asked.part in (None, part):
            print("\n" + report(quick=asked.quick), flush=True)


if __name__ == "__main__":
    main()
