"""Mechanism 48: forces differ more than anything they were asked about explains."""

from sacsim.mechanisms.mechanism import RISES, SAME, Lever, Mechanism

SPREAD = "pathway.opportunities.between_forces.log_sd"

BETWEEN_FORCES = (
    Mechanism(
        48,
        "Forces differ from each other, for whatever reason",
        "A factor on how often offenders leave each kind of evidence, drawn once a replication for "
        "each crime type, so that replications spread as forces do. It is for benchmarks alone: it "
        "cancels in every comparison of two scenarios, and says nothing of why forces differ. Off "
        "in the default force; `scenarios/forces_apart.toml` turns it on.",
        (
            Lever(
                SPREAD,
                (0.0, 0.5),
                "crimes_with_identifying_chance",
                RISES,
                because="the first replication of this seed is a force that finds more left than "
                "most do; others fall",
            ),
            Lever(
                "pathway.opportunities.between_forces.shared",
                (0.0, 1.0),
                "crimes_with_identifying_chance",
                SAME,
                because="nothing to share where forces do not differ",
            ),
        ),
    ),
)
