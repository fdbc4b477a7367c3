"""The HTTP interface: units and stations for people, positions and dialects for devices."""
