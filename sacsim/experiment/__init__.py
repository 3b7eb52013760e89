"""Experiments: several runs that belong together, and what they say of one another."""
