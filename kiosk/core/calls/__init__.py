"""Calls for staff: who rang from where, whom it rings, what has become of it."""
