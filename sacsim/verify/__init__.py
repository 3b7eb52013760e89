"""Verify: whether what a run wrote down can be true, and whether this copy of sacsim is right."""
