"""Boundaries, islands, facilities, ports and the gazetteer made of them."""
