"""Calls, incidents and their event log."""
