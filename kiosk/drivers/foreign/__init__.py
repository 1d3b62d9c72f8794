"""Drivers that are installed beside the kiosk, each in a process of its own.

    manifest.py   driver.toml: what a driver says about itself before any of its code is imported; and where it is found
    messages.py   what the device process and a driver's process say to each other
    child.py      the driver's process: one life of one device
    port.py       the device process's end: starts it, watches it, ends it, and is the device for everybody else

    bench.py      one foreign device with its emulator, for its author's tests

A foreign driver may hang, crash, flood or talk nonsense: its device is then `hardware_error` with words, and is tried again
less and less often, as a house's own. Nothing of it is imported into the device process, so it cannot hold its interpreter.
docs/drivers.md is the tutorial; `kiosk.drivers.api` has every name that a driver may use.
"""
