"""Mechanisms: what of the report the model holds, numbered as in the evidence; what moves each."""
