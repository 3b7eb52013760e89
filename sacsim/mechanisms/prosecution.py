"""Mechanisms 30 to 39: from the case file to the outcome."""

from sacsim.mechanisms.mechanism import Mechanism

PROSECUTION: tuple[Mechanism, ...] = ()
