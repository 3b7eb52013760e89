"""Measure: all the arithmetic on a finished run, each number with a name, a unit and a basis."""
