"""Locker banks: doors with a coil that releases the latch and a switch that says whether the door is open.

door.py     one door: debounce, and the states that a door can be in
bank.py     the rules of a bank: one coil at a time, cool-down, never a second pulse (pure, with the time passed in)
lines.py    the seam to the wires: coils and switches on a gpiozero pin factory
gpio.py     the Pi's own lines through lgpio, pulses timed by its C thread
boards/     lock boards on RS-485
expander/   I/O expanders on I2C
driver.py   the port: a bank on its lines, run by the supervisor
emulator.py the physics of latch and door, for the world
"""
