"""The pathway: one crime's life, stage by stage, from the call to its outcome."""
