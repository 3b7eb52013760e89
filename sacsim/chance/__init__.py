"""Chance: where luck comes from, how long things take, and when crimes and calls may happen."""
