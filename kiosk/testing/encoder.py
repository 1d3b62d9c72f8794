"""A card encoder in a journey: what it asks for, and what a swipe does to the card, as the real driver tells it.

The real one (`kiosk/drivers/encoder/job.py`) has tests of its own, down to the bits. This one keeps its promises at the level
of messages: an operation is executed once, `done` means read back and the same, and a card in the middle is uncertain.
"""

from __future__ import annotations

from typing import Literal, TypeAlias

import msgspec

from kiosk.link.cards import Tracks
from kiosk.link.messages import CardAsked, CardRead, EncodeCard, EraseCard, OperationEnded, ReadCard
from kiosk.link.settings_devices import Encoder
from kiosk.testing.cards import Card

Command: TypeAlias = EncodeCard | EraseCard | ReadCard
Said: TypeAlias = CardAsked | CardRead | OperationEnded
Phase: TypeAlias = Literal["write", "erase", "check", "read"]
Why: TypeAlias = Literal["", "bad_swipe", "unreadable", "payment_card"]


class CardEncoder:
    """One encoder. Every verb returns what it has to say to the desk, in order."""

    def __init__(self, settings: Encoder, position: str) -> None:
        self.name = settings.name
        self._settings = settings
        self._position = position
        self.command: Command | None = None
        """What it is busy with."""
        self.phase: Phase = "read"
        self.writes: dict[str, int] = {}
        """How often a head has changed a card, by operation."""
        self.done: list[str] = []
        """Operations whose card was compared, and right."""
        self.spoiled: set[str] = set()
        """Operations that failed with half of it on a card."""
        self._attempt = 1
        self._touched = False

    # ------------------------------------------------------------------ the desk's side

    def take(self, command: Command) -> list[Said]:
        """Begin with a command; one at a time, as there is one slot."""
        if self.command is not None:
            return [OperationEnded(command.operation, "failed", "the encoder is busy")]
        self.command, self._touched = command, False
        if isinstance(command, ReadCard):
            return self._ask("read")
        return self._ask("write" if isinstance(command, EncodeCard) else "erase")

    def stop(self, operation: str, why: str = "it was cancelled") -> list[Said]:
        """Wait for no card any more: cancelled, out of time, or the desk is gone."""
        if self.command is None or self.command.operation != operation:
            return []
        if self.phase == "check":
            return self._end("uncertain", f"the card was changed and not checked: {why}")
        return self._end("failed", why, spoiled=self._touched)

    # ------------------------------------------------------------------ the person's side

    def swipe(self, card: Card, *, backwards: bool = False) -> list[Said]:
        """Draw a card through it. Raises AssertionError when it waits for none."""
        if self.command is None:
            raise AssertionError("the encoder waits for no card")
        match self.phase:
            case "write" | "erase":
                return self._change(self.command, card, backwards=backwards)
            case "check":
                return self._check(self.command, card, backwards=backwards)
            case "read":
                return self._read(self.command, card, backwards=backwards)

    def _change(self, command: Command, card: Card, *, backwards: bool) -> list[Said]:
        wanted = getattr(command, "coercivity", "") or self._settings.coercivity
        if backwards or wanted != card.coercivity:
            self._touched = True
            return self._again("bad_swipe", "the swipes went wrong; the card may hold half of it")
        card.tracks, card.bank = _changed(command, card.tracks), False
        card.writes += 1
        self.writes[command.operation] = self.writes.get(command.operation, 0) + 1
        return self._ask("check")

    def _check(self, command: Command, card: Card, *, backwards: bool) -> list[Said]:
        if card.bank:
            return self._again("payment_card", "no swipe could be used", "uncertain")
        if card.worn or backwards:
            return self._again(
                "unreadable", "the card cannot be read back and may hold something: do not give it out"
            )
        if _changed(command, card.tracks) == card.tracks:
            return self._end("done")
        return self._end("failed", "the card holds something else: do not give it out", spoiled=True)

    def _read(self, command: Command, card: Card, *, backwards: bool) -> list[Said]:
        if card.bank:
            return self._end("failed", "this looks like a payment card; it is not ours to write or to read")
        if card.worn or backwards:
            return self._again("unreadable", "the card cannot be read")
        seen = CardRead(self.name, self._position, command.operation, card.tracks)
        return [seen, *self._end("done")]

    # ------------------------------------------------------------------ inside

    def _ask(self, phase: Phase, attempt: int = 1, why: Why = "") -> list[Said]:
        self.phase, self._attempt = phase, attempt
        each = self._settings
        operation = self.command.operation if self.command is not None else ""
        return [
            CardAsked(
                self.name, self._position, operation, phase, attempt, each.attempts, each.swipe_seconds, why
            )
        ]

    def _again(
        self, why: Why, given_up: str, outcome: Literal["failed", "uncertain"] = "failed"
    ) -> list[Said]:
        if self._attempt >= self._settings.attempts:
            spoiled = outcome == "failed" and self.phase != "read"
            return self._end(outcome, given_up, spoiled=spoiled)
        return self._ask(self.phase, self._attempt + 1, why)

    def _end(
        self, outcome: Literal["done", "failed", "uncertain"], reason: str = "", *, spoiled: bool = False
    ) -> list[Said]:
        operation = self.command.operation if self.command is not None else ""
        self.command = None
        if outcome == "done":
            self.done.append(operation)
        if spoiled:
            self.spoiled.add(operation)
        return [OperationEnded(operation, outcome, reason, spoiled)]


def _changed(command: Command, tracks: Tracks) -> Tracks:
    """What a card holds after a command; one without text in a track leaves that track alone."""
    if isinstance(command, EraseCard):
        texts = dict.fromkeys(command.tracks, "")
    elif isinstance(command, EncodeCard):
        texts = command.tracks.texts
    else:
        texts = {}
    return msgspec.structs.replace(tracks, **{f"track{number}": text for number, text in texts.items()})
