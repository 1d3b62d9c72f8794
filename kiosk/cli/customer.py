"""A customer who is a program: sees where the buttons are, touches them on the real display, and uses hands
in the world.

Eyes are the shell's inspection socket (what is asked, where each target is) and the display's own pixels;
fingers are touches injected into the X server, so that the window cannot tell them from a finger's; hands are
the world's. For the tour and the bench.
"""

from __future__ import annotations

import json
import operator
import socket
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

from kiosk.cli.demo_house import staff_pin
from kiosk.cli.x11 import Display
from kiosk.drivers.world.hands import WorldHands
from kiosk.link.settings import Settings

PATIENCE_SECONDS = 30.0
"""How long a customer waits for what should come; generous, because machines are busy."""

UUID_LENGTH = 36
"""Doors on the staff's wall are keyed by their place's id, buttons by a word."""

STILL_LOOKS = 5
LOOK_SECONDS = 0.05
HOLD_SECONDS = 2.4
LEAF_SECONDS = 2.0
"""How long a button is waited for before the list is leafed through for it."""

TRIES = 3
"""How often something is touched that a busy machine did not take."""

AGAIN_SECONDS = 6.0
"""How long after: sooner, and what is only slow would be touched twice, the second time on the next screen."""

READ_SECONDS = 0.35
"""Nobody presses the next button sooner; the shell takes a quicker touch for a tremor's."""


class TourStuck(Exception):
    """What should have come did not; the text says what was on the screen instead."""


class Customer:
    """One pair of eyes and hands at one kiosk. `keep` is told of each picture taken."""

    def __init__(self, settings: Settings, display: Display, keep: Callable[[str, Path], None]) -> None:
        self._settings = settings
        self._display = display
        self._keep = keep
        self._scanner = settings.scanners[0].name
        self.hands = WorldHands(settings.world_socket)
        self.slips = len(self.hands.slips())

    @property
    def staff(self) -> tuple[str, str]:
        """Number and PIN of the demo's own staff account."""
        return staff_pin(self._settings)

    def first_place(self) -> str:
        """The key of some door on the wall: the first target that is no button of the frame."""
        seen = self.wait(lambda seen: seen["kind"] == "Board", "the wall")
        return str(next(one["key"] for one in seen["targets"] if len(one["key"]) == UUID_LENGTH))

    def leave(self) -> None:
        """Go home."""
        self.hands.leave()

    # ------------------------------------------------------------------ eyes

    def look(self) -> dict[str, Any]:
        """What the shell shows now; empty when it does not answer."""
        return look(self._settings)

    def wait(self, true: Callable[[dict[str, Any]], object], what: str) -> dict[str, Any]:
        """Look until it is so."""
        deadline = time.monotonic() + PATIENCE_SECONDS
        seen: dict[str, Any] = {}
        while time.monotonic() < deadline:
            seen = self.look()
            if seen.get("connected") and true(seen):
                return seen
            time.sleep(LOOK_SECONDS)
        raise TourStuck(f"waited for {what}; on the screen: {seen.get('kind')} {seen.get('title')!r}")

    def sees(self, words: str) -> dict[str, Any]:
        """Wait for a question that says these words."""
        return self.wait(
            lambda seen: words in f"{seen['title']} {seen['subtitle']} {seen['error']}",
            f"{words!r}",
        )

    def sees_attract(self) -> None:
        """Wait until the kiosk is ready for the next person."""
        self.wait(lambda seen: seen["kind"] == "", "the attract screen")

    def picture(self, name: str) -> None:
        """Keep what the display shows, once it has not changed for half a second."""
        before, alike = b"", 0
        for _ in range(100):
            time.sleep(2 * LOOK_SECONDS)
            now = self._display.pixels()
            alike = alike + 1 if now == before else 0
            if alike == STILL_LOOKS:
                break
            before = now
        self._keep(name, Path())

    # ------------------------------------------------------------------ fingers

    def press(self, key: str) -> None:
        """Touch a target, once it is there; a list is leafed through for it, and a plugin's own line of the menu opened. Where
        nothing at all has changed a while after, a busy machine has not taken the touch, and it is made once more."""
        group = f"group:{key.partition('.')[0]}"

        def there(seen: dict[str, Any], wanted: str = key) -> bool:
            return any(target["key"] == wanted and target["enabled"] for target in seen["targets"])

        patience = time.monotonic() + LEAF_SECONDS  # what is on its way comes by itself

        def there_or_further(seen: dict[str, Any]) -> bool:
            further = there(seen, group) or there(seen, "next")
            return there(seen) or (time.monotonic() > patience and further)

        while not there(seen := self.wait(there_or_further, f"the button {key!r}")):
            self._display.tap(*_centre(seen, group if there(seen, group) else "next"))
            time.sleep(READ_SECONDS)
        for _try in range(TRIES):
            self._display.tap(*_centre(seen, key))
            time.sleep(READ_SECONDS)
            if self._comes(partial(operator.ne, seen)):
                return
            seen = self.look()
            if not seen.get("targets") or not there(seen):
                return

    def type(self, digits: str) -> None:
        """Type on the keypad, and confirm. Where a digit went astray on a busy machine, and the keypad says so by a key that
        cannot be pressed yet, it is typed anew, as a person would."""
        asked = self.look().get("prompt")
        for _try in range(TRIES):
            time.sleep(READ_SECONDS)
            for digit in digits:
                self._tap_key(digit)
            if self._comes(lambda seen: "enter" in _keys(seen) or seen["prompt"] != asked):
                break
            for _digit in digits:
                self._tap_key("delete")
        if self.look().get("prompt") == asked:  # else the last digit was the answer
            self.press("enter")

    def _tap_key(self, key: str) -> None:
        seen = self.wait(lambda seen: key in _keys(seen), f"the key {key}")
        self._display.tap(*_centre(seen, key))
        time.sleep(0.06)

    def hold_clock(self) -> None:
        """The long touch that opens staff mode; again and longer, where a busy machine took it for a short one."""
        for longer in range(TRIES):
            seen = self.wait(lambda seen: "clock" in _keys(seen), "the clock")
            self._display.press(*_centre(seen, "clock"))
            time.sleep(HOLD_SECONDS + longer)
            self._display.release()
            time.sleep(READ_SECONDS)
            if self._comes(lambda seen: seen["kind"] == "Keypad"):
                return

    def _comes(self, true: Callable[[dict[str, Any]], object]) -> bool:
        """Whether it is so within a moment."""
        deadline = time.monotonic() + AGAIN_SECONDS
        while time.monotonic() < deadline:
            seen = self.look()
            if seen.get("connected") and true(seen):
                return True
            time.sleep(LOOK_SECONDS)
        return False

    # ------------------------------------------------------------------ hands

    def scan(self, code: str) -> None:
        """Hold a code before the scanner."""
        self.hands.scan(self._scanner, code)

    def open_door(self) -> int:
        """Wait until a door stands open; its number."""
        deadline = time.monotonic() + PATIENCE_SECONDS
        while time.monotonic() < deadline:
            for each in self.hands.truth().compartments:
                if each.is_open:
                    return int(each.number)
            time.sleep(LOOK_SECONDS)
        raise TourStuck("no door opened")

    def slip(self, name: str) -> None:
        """Wait for the next slip, and keep its picture."""
        self.slips += 1
        self._keep(name, self.hands.wait_slips(self.slips, PATIENCE_SECONDS)[self.slips - 1])


def look(settings: Settings) -> dict[str, Any]:
    """What the shell says of itself; empty when it is not there."""
    with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as connection:
        connection.settimeout(PATIENCE_SECONDS)
        try:
            connection.connect(str(settings.run / "inspect.sock"))
            data = b"".join(iter(lambda: connection.recv(65536), b""))
        except OSError:
            return {}
    return json.loads(data) if data else {}


def _keys(seen: dict[str, Any]) -> set[str]:
    return {target["key"] for target in seen["targets"] if target["enabled"]}


def _centre(seen: dict[str, Any], key: str) -> tuple[int, int]:
    target = next(one for one in reversed(seen["targets"]) if one["key"] == key and one["enabled"])
    return target["x"] + target["width"] // 2, target["y"] + target["height"] // 2
