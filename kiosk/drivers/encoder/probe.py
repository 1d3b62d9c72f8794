"""Is a card encoder there, and which? A reset, the test of the line, model and firmware: nothing that waits for a card."""

from __future__ import annotations

import time

from kiosk.drivers.encoder import commands, replies
from kiosk.drivers.probing import Found, ProbedLine

SPEEDS = (9600, 19200, 38400, 57600, 115200)
RESET_SECONDS = 0.1
TESTED = bytes((replies.ESC, replies.TEST_PASSED))


def on_line(line: ProbedLine, port: str, *, speeds: tuple[int, ...] = SPEEDS[:1]) -> Found | None:
    """Ask at a serial line. Raises a `DeviceError`. An encoder that still waits for a card is made to stop waiting."""
    for speed in speeds:
        line.change(speed)
        line.send(commands.RESET)
        time.sleep(RESET_SECONDS)
        if not line.ask(commands.TEST_LINE, len(TESTED)).endswith(TESTED):
            continue
        model, firmware = line.ask(commands.MODEL, 3), line.ask(commands.FIRMWARE, 9)
        said = b" ".join((model[1:], firmware[1:])).decode("latin-1")
        says = "".join(each for each in said if each.isprintable()).strip()
        return Found(device_class="encoder", driver="serial", port=port, baud=speed, says=says)
    return None
