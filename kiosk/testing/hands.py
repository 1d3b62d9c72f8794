"""A person's hands in a journey: the world, with verbs that run at once."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Literal

from kiosk.link.cards import Coercivity, Tracks
from kiosk.link.messages import ScanRefusal
from kiosk.testing.cards import Card
from kiosk.testing.slips import PrintedSlip
from kiosk.testing.world import World


class Hands:
    """The world, with verbs that run at once."""

    def __init__(
        self,
        world: World,
        run: Callable[[Awaitable[object]], object],
        until: Callable[[Callable[[], object], str], None],
    ) -> None:
        self.world = world
        self._run = run
        self._until = until

    def connected(self) -> bool:
        """Whether the desk talks to these devices."""
        return self.world._peer is not None  # noqa: SLF001 - the kit's own other half

    def opened(self) -> int:
        """The door that was opened last, once one has been."""
        self._until(lambda: self.world._opened, "a door to open")  # noqa: SLF001
        return self.world.opened()

    def take(self, number: int, tag: str = "") -> str:
        """Take an item out of an open compartment."""
        return self.world.take(number, tag)

    def put(self, number: int, tag: str = "") -> str:
        """Put a carried item into an open compartment."""
        return self.world.put(number, tag)

    def close(self, number: int) -> None:
        """Close a door."""
        self._run(self.world.close(number))

    def leave_open(self, number: int) -> None:
        """The driver says that the door has been open for too long."""
        self._run(self.world.leave_open(number))

    def force(self, number: int) -> None:
        """Open a door by force."""
        self._run(self.world.force(number))

    def spring_open(self, number: int) -> None:
        """A slow door opens at last."""
        self._run(self.world.spring_open(number))

    def spring_all_open(self) -> None:
        """Every slow door opens at last."""
        self._run(self.world.spring_all_open())

    def fault(self, number: int, fault: Literal["stuck", "slow"]) -> None:
        """From now on this door has a fault."""
        self.world.faults[number] = fault

    def unreadable(self, reason: ScanRefusal) -> None:
        """Hold something before the scanner that no prompt can want."""
        self._run(self.world.present_unreadable(reason))

    def add_card(
        self, name: str, number: str = "", *, worn: bool = False, coercivity: Coercivity = "high"
    ) -> None:
        """Put a card into the wallet: a member's own number on its stripe, or nothing."""
        self.world.wallet[name] = Card(Tracks(track2=number), coercivity, worn)

    def swipe(self, card: str, *, backwards: bool = False) -> None:
        """Draw a card of the wallet through the customers' reader of stripes."""
        self._run(self.world.swipe(card, backwards=backwards))

    def encode(self, card: str, *, backwards: bool = False) -> None:
        """Draw a card of the wallet through the encoder, once it waits for one."""
        self._until(
            lambda: self.world.encoder is not None and self.world.encoder.command,
            "the encoder to want a card",
        )
        self._run(self.world.encode(card, backwards=backwards))

    def swipe_nothing(self) -> None:
        """Let the encoder's time for a swipe run out."""
        self._until(
            lambda: self.world.encoder is not None and self.world.encoder.command,
            "the encoder to want a card",
        )
        self._run(self.world.swipe_nothing())

    def print_badly(self, outcome: Literal["done", "failed", "uncertain"]) -> None:
        """What becomes of slips from now on."""
        self.world.printing = outcome

    def without_printer(self) -> None:
        """The printer is gone."""
        self.world.printer = "no_device"
        self._run(self.world.tell_all())

    def without_encoder(self) -> None:
        """The card encoder is gone."""
        self.world.encoding = "no_device"
        self._run(self.world.tell_all())

    def without_lockers(self) -> None:
        """The locker bank is gone: nobody can tell of any door whether it is shut."""
        self.world.lockers = "offline"
        self.world.doors = dict.fromkeys(self.world.doors, "unknown")
        self._run(self.world.tell_all())

    def without_scanner(self) -> None:
        """The scanner is gone."""
        self.world.scanner = "no_device"
        self._run(self.world.tell_all())

    def with_scanner(self) -> None:
        """The scanner is there again."""
        self.world.scanner = "online"
        self._run(self.world.tell_all())

    @property
    def slips(self) -> list[PrintedSlip]:
        """Every slip printed so far."""
        return [PrintedSlip(slip) for slip in self.world.slips]

    @property
    def lights(self) -> dict[str, str]:
        """What the signal tower shows: `{"red": "quick"}`. There is one when the settings have a `[[device]]`."""
        return {str(colour): str(flash) for colour, flash in self.world.lights.items()}

    @property
    def pulses(self) -> dict[str, int]:
        """Pulses by operation: each must be 1."""
        return self.world.pulses
