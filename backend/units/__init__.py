"""Stations, units, tracking devices and their positions."""
