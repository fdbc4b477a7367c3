"""What has changed: rows that the live feed reads, and epochs by which caches notice."""
