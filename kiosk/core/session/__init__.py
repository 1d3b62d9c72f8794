"""Visits: one position's screen, the questions on it, the idle clock, and what happens when somebody walks
away."""
