"""Journeys through the whole platform: real HTTP, real commands, shipped data."""
