"""Set-up, start and test runner: what `make` calls."""
