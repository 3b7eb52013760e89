"""Scenario: the file that describes a force, read, checked and explained."""
