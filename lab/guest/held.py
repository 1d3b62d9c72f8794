"""A process that gives one pulse by the project's own driver and holds Python's interpreter lock meanwhile.

`python -m lab.guest.held PIN PULSE HELD`: seconds both. When HELD is `kill`, it dies by its own SIGKILL as soon as the pulse
has begun.
"""

from __future__ import annotations

import ctypes
import os
import signal
import sys
import time
from pathlib import Path

from kiosk.drivers.lockers.gpio import LgpioFactory


def main(pin: int, pulse: float, held: str) -> None:
    factory = LgpioFactory(Path("/run"))
    factory.claim_low(pin)
    print("claimed", flush=True)
    time.sleep(0.2)
    factory.pulse(pin, pulse)
    if held == "kill":
        time.sleep(0.1)  # lgpio's thread has raised the line by then
        os.kill(os.getpid(), signal.SIGKILL)
    # PyDLL, unlike CDLL, keeps the lock: no thread of Python's runs until the sleep is over.
    ctypes.PyDLL(None).usleep(int(float(held) * 1e6))
    factory.low(pin)
    factory.free(pin)
    factory.close()


if __name__ == "__main__":
    main(int(sys.argv[1]), float(sys.argv[2]), sys.argv[3])
