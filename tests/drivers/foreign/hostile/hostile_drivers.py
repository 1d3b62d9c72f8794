"""Drivers that do what a driver must not, and one that is good."""

import gc
import os
import sys
import time

from kiosk.drivers.api import DeviceTaken, Lights
from kiosk.link.blocking import BlockingPeer


class Good(Lights):
    """Prints what it switches."""

    model = "paper lamp"

    def __init__(self, name, position, report, settings, folder):
        super().__init__(name, position, report)
        self.settings = settings
        self.folder = folder

    def colours(self):
        return ("red", "green")

    def switch(self, colour, *, on):
        print(f"{colour} {'on' if on else 'off'}", flush=True)

    def _claim(self, seconds):
        pass

    def _release(self):
        pass


def link():
    """The driver's own end of the link, as no driver should take it."""
    return next(each for each in gc.get_objects() if isinstance(each, BlockingPeer))


class Taken(Good):
    def _claim(self, seconds):
        raise DeviceTaken("somebody has it")


class Raises(Good):
    def look(self):
        raise RuntimeError("a mistake in the driver")


class Exits(Good):
    def look(self):
        os._exit(7)


class HangsInClaim(Good):
    def _claim(self, seconds):
        time.sleep(600)


class HangsInTurn(Good):
    def look(self):
        while True:
            pass


class WillNotLeave(Good):
    def _release(self):
        time.sleep(600)


class Floods(Good):
    def look(self):
        while True:
            self.say("hardware_error", fault=f"{time.monotonic_ns()}")


class TalksNonsense(Good):
    def look(self):
        link()._socket.sendall(b"\xff" * 100)


class TalksOfOthers(Good):
    """Says that another device is well: it can only speak for itself."""

    def look(self):
        self.name = "printer"
        self.say("hardware_error", fault="x" * 5000)


class Prints(Good):
    def look(self):
        for number in range(20_000):
            print("line", number)
        sys.stdout.write("y" * 1_000_000 + "\x1b[31m no end")
        sys.stdout.flush()


class NoDriver:
    def __init__(self, *arguments):
        pass


class NeedsMore(Good):
    def __init__(self, one):
        pass
