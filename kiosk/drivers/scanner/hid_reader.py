"""A process that does nothing but take one keyboard-like device for itself and pass its events on.

The kernel keeps about ten key strokes for a reader that is late (measured: 20 typed characters, 9 left), and the device process
may be late: a slip is being drawn, the interpreter is held. So this process is the reader. It imports next to nothing,
decides nothing, and what it read waits in a pipe that holds thousands of events.

`python -m kiosk.drivers.scanner.hid_reader PATH`: the first line on standard output is `ready`, or a cause and words; then
events, as the kernel gives them. It ends when the device has gone, or when standard input ends: whoever started it has died.
A path that is no input device of the kernel is a stream of events (the world's), and there is nothing to grab.
"""

from __future__ import annotations

import errno
import os
import select
import stat
import sys
from pathlib import Path

INPUT_MAJOR = 13
"""The kernel's character devices for input (Documentation/admin-guide/devices.txt)."""

READ_BYTES = 24 * 64

CAUSES = {errno.EBUSY: "taken", errno.EACCES: "taken", errno.EPERM: "taken"}


def grabbed(path: Path) -> int:
    """A descriptor of the device, which is ours alone. Raises `OSError`."""
    about = path.stat()
    if not (stat.S_ISCHR(about.st_mode) and os.major(about.st_rdev) == INPUT_MAJOR):
        return os.open(path, os.O_RDONLY | os.O_NOCTTY)
    import evdev

    try:
        device = evdev.InputDevice(str(path))
        device.grab()
    except SystemError as fault:  # its C part, where a device cannot answer one of its questions
        raise OSError(errno.EIO, str(fault)) from fault
    return os.dup(device.fd)


def main(path: Path) -> int:
    """Grab, and pass on until the end."""
    try:
        device = grabbed(path)
    except ImportError:
        return _say(
            "misconfigured python-evdev is missing: this package's extra input, or Debian's python3-evdev"
        )
    except OSError as fault:
        number = fault.errno or 0
        return _say(f"{CAUSES.get(number, 'missing')} {os.strerror(number)}")
    _say("ready")
    while True:
        ready = select.select((device, sys.stdin), (), ())[0]
        if sys.stdin in ready:
            return 0  # nothing is ever written to it: it has ended
        try:
            events = os.read(device, READ_BYTES)
        except OSError:
            return 1
        if not events:
            return 1
        while events:
            events = events[os.write(1, events) :]


def _say(line: str) -> int:
    os.write(1, f"{line}\n".encode())
    return 1


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1])))
