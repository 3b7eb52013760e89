"""Mechanisms 1 to 15: from the call to the scene."""

from sacsim.mechanisms.mechanism import FALLS, RISES, Lever, Mechanism

CONTACT_AND_RESPONSE = (
    Mechanism(
        2,
        "A short call leaves no time for evidence-preservation advice",
        "A handler advises as often as the report is unhurried; training raises the share.",
        (
            Lever(
                "pathway.contact.preservation_advice.unhurried",
                (0.2, 0.9),
                "share.preservation_advice",
                RISES,
                because="the training of handlers",
            ),
        ),
    ),
    Mechanism(
        3,
        "Without advice, marks are disturbed",
        "A scene that nobody was told to leave alone is disturbed more often before a CSI comes.",
        (
            Lever(
                "pathway.scene.disturbed_if_not_advised",
                (0.1, 0.9),
                "opportunity.fingerprint.realised",
                FALLS,
            ),
        ),
    ),
)
