"""The live feed: a snapshot, then changes; it reads all apps and none reads it."""
