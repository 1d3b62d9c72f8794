"""The device process's room: one driver per device, and the world in which the emulated ones end.

Drivers touch wires and never decide. Each device class has a port (what may be asked of it), the real driver, and an emulator
that speaks the same bytes on a pty, a socket or pins, so that every test goes through the real driver.

    port.py             the life cycle that all devices share, and one error class for each cause
    supervisor.py       one thread for each device: keeps it alive, reconnects, never stops another
    operations_log.py   what was begun and how it ended; nothing is ever executed twice
    process.py          `run_devices` and `run_world`: what `kiosk devices` and `kiosk world` run
    scanner/ printer/ lockers/ encoder/ lights.py   the classes
    foreign/            drivers that are installed beside the kiosk, each in a process of its own
    api.py              all that such a driver may import
    world/              the physical truth for demo and tests: doors, items, paper, and a person's hands
"""
