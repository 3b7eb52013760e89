"""How fast sacsim runs its default force, and how that grows."""
