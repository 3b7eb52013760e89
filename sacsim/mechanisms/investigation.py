"""Mechanisms 16 to 29: who investigates, how well, and what delays them."""

from sacsim.mechanisms.mechanism import Mechanism

INVESTIGATION: tuple[Mechanism, ...] = ()
