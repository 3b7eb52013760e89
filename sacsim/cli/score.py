"""`sacsim score`: an earlier forecast beside what then happened."""

from pathlib import Path
from typing import Annotated

import typer

from sacsim.cli.options import console, must_be_new, write_new


def score(
    folder: Annotated[Path, typer.Argument(help="Folder of a forecast.", metavar="FORECAST_DIR")],
    actual: Annotated[Path, typer.Argument(help="What happened (CSV).", metavar="ACTUAL.csv")],
    out: Annotated[
        Path | None,
        typer.Option("-o", "--out", metavar="FILE", help="Table of scores to write (CSV)."),
    ] = None,
) -> None:
    """Say how well a forecast did: in its bands or not, biased or not, better than last year's."""
    import pandas as pd

    from sacsim.experiment.forecast import read_kept
    from sacsim.experiment.score import Score, read_actual
    from sacsim.experiment.score import score as scored
    from sacsim.report.periods import print_scores
    from sacsim.scenario.table import read_table

    must_be_new(out)
    bands, manifest = read_kept(folder)
    scores = scored(bands, manifest, read_actual(read_table(str(actual)), bands, manifest))
    print_scores(scores, manifest, console())
    if out is not None:
        text = pd.DataFrame(scores, columns=Score._fields).to_csv(
            index=False, float_format="%.17g", lineterminator="\n"
        )
        write_new(out, str(text))
        typer.echo(f"Written: {out}")
