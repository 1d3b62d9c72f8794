"""Barcode scanners, and card readers that type like one.

codes.py         what a scan says: decoding, cleaning, what is refused (pure)
stripes.py       what a swipe says: tracks, numbers, what is refused (pure)
frames.py        where a scan begins and ends in a stream of bytes (pure, with the time passed in)
code_scanner.py  what all of them have in common
serial.py        the driver for USB-CDC and RS-232
hid.py           the driver for keyboard mode; keys.py decodes (pure), hid_reader.py reads in a process of its own
choose.py        which of them the settings ask for
emulator.py      a scanner on a pty, for the world
"""
