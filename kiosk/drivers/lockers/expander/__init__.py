"""MCP23017 expanders on I2C: sixteen pins each, up to eight on one bus, for walls that a Pi's own header is too small for.

    chip.py      the registers, and the writes that make pins coils and switches in a safe order (pure)
    bus.py       transactions on a bus: smbus2 on a kernel's bus, a socket on the world's; what each error means
    guard.py     a process of its own that drives the coils: it times each pulse, and lowers all when its pipe closes
    wires.py     a bank's doors on such a bus, behind the same seam as a board of pins (`lockers/lines.py`)
    emulator.py  the chips with their registers, for the world

An expander has no timer: what is written to its latch stays until something else is written. So the pulse is the guard's,
which does nothing else, and each end lowers the coils when the other one dies: the guard when the device process is gone, the
device process when the guard is, and `kiosk devices --lines-low` when both were killed at once. Only a hardware one-shot
survives a bus that is stuck just while a coil has current; the wiring guide asks for one.
"""
