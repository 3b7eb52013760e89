"""How fast sacsim is: `python -m benchmarks [common | force] [--quick]`, as Markdown.

Run it from the folder that holds `scenarios`. Progress goes to standard error.
"""

from argparse import ArgumentParser

from benchmarks import machine
from benchmarks.common import compare
from benchmarks.force import report


def main() -> None:
    """Print the machine, then the tables asked for."""
    parser = ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument("part", nargs="?", choices=("common", "force"), help="otherwise both")
    parser.add_argument("--quick", action="store_true", help="fewer and shorter runs")
    asked = parser.parse_args()
    print(machine.describe(), flush=True)
    if asked.part != "force":
        print("\n" + compare.report(quick=asked.quick), flush=True)
    if asked.part != "common":
        print("\n" + report.report(quick=asked.quick), flush=True)


if __name__ == "__main__":
    main()
