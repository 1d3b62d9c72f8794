"""Magnetic stripe card encoders of the MSR605 and MSR206 family: members' cards are made, erased and read by hand swipes.

tracks.py     what a track may hold, its bits on the stripe, and what looks like a payment card (pure)
commands.py   the complete command table (pure)
replies.py    bytes to answers, as they come in (pure)
"""
