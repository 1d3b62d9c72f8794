"""Magnetic stripe card encoders of the MSR605 and MSR206 family: members' cards are made, erased and read by hand swipes.

tracks.py     what a track may hold, and its bits on the stripe (pure)
commands.py   the complete command table (pure)
replies.py    bytes to answers, as they come in (pure)
transport.py  the seam to what carries the bytes, and the serial line
talk.py       questions and answers, and the cancel that the device does not have
job.py        one card: write, read back, compare
driver.py     the port that the supervisor runs
stripe.py, ears.py, wire.py, emulator.py   an MSR605 and its cards' bits, for the world
"""
