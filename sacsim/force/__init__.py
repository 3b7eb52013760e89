"""The force: teams of officers and staff, when they are on duty, and the queues before them."""
