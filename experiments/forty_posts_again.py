"""The split that `allocate` named for forty posts in the default force, under other luck.

`python experiments/forty_posts_again.py [REPLICATIONS]`, at the top of the project, runs the force
with and without 20 more CSIs and 20 more call handlers, in replications that nothing was chosen on.
"""

import sys

from sacsim import load
from sacsim.engine.runs import Runs
from sacsim.experiment.posts import with_posts
from sacsim.measure.rows import ALL, MATURITY
from sacsim.statistics import paired_difference

POSTS = {"csi": 20, "call_handlers": 20}
UNSEEN = 100
"""First of the replications: far from those that `allocate` used."""


def main(replications: int) -> None:
    """Print the charges of each replication, and by how many the posts differ from none."""
    today = load("scenarios/england_median.toml")
    plans = {"today": [today], "with the posts": [with_posts(today, POSTS)]}
    rows = Runs().measures(plans, range(UNSEEN, UNSEEN + replications))
    rows = rows[rows["measure"] == "crimes_charged"].astype({"basis": str, "crime_type": str})
    rows = rows[(rows["crime_type"] == ALL) & (rows["basis"] == MATURITY)]
    charges = rows.pivot_table("value", "replication", "plan", observed=True)
    print(charges.to_string())
    more = paired_difference(charges["today"].to_numpy(), charges["with the posts"].to_numpy())
    print(f"With the posts: {more.value:+.1f} [{more.low:.1f}, {more.high:.1f}] charges a year")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 16)
