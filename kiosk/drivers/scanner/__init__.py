"""Barcode scanners, and card readers that type like one.

codes.py     what a scan says: decoding, cleaning, what is refused (pure)
frames.py    where a scan begins and ends in a stream of bytes (pure, with the time passed in)
serial.py    the driver for USB-CDC and RS-232
emulator.py  a scanner on a pty, for the world
"""
