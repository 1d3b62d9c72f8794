"""One card, from the first "please swipe" to its end: a generator that waits in slices, so that its thread stays awake.

A card that is made or erased is swiped twice, to be changed and to be checked, because the answer to a write only says that the
head ran. What is told at the end:

    done        it was read back, and it is as it was meant to be
    failed      no head ran; or the card is not as it should be, and the reason says that it holds something
    uncertain   a head may have run, and nobody has seen the result

One thing nobody can know: a single answer that is lost on a line which is well before and after. Then it is "no card was
swiped". Nothing of what is on a card is in any reason.
"""

from __future__ import annotations

from collections.abc import Callable, Generator, Mapping
from typing import Literal, Protocol, TypeAlias

import msgspec

from kiosk.drivers.encoder import commands, replies
from kiosk.drivers.encoder.commands import NothingToDo
from kiosk.drivers.encoder.replies import Answer, Card, IsoAnswer, RawCard, Short
from kiosk.drivers.encoder.talk import ANSWER_SECONDS, Talk
from kiosk.drivers.encoder.tracks import NotEncodable
from kiosk.link.cards import Coercivity, TrackNumber, Tracks
from kiosk.link.messages import EncodeCard, EraseCard, ReadCard
from kiosk.link.payment import looks_like_payment_card
from kiosk.link.settings_devices import Encoder

SLICE_SECONDS = 0.1
"""How long one turn waits for a card: what a cancel or a stop takes at most."""

AGAIN = frozenset({replies.READ_WRITE_ERROR, replies.BAD_SWIPE, replies.SET_FAILED})
"""What a head that ran in vain is answered with: the last by an erase."""

PAYMENT_CARD = "this looks like a payment card; it is not ours to write or to read"

CardCommand: TypeAlias = EncodeCard | EraseCard | ReadCard
Swipe: TypeAlias = Literal["write", "check", "read", "erase"]
Why: TypeAlias = Literal["", "bad_swipe", "unreadable", "payment_card"]


class Ending(msgspec.Struct, frozen=True):
    """How it ended. `spoiled`: it failed, and a head ran over the card: what it holds is not what it should."""

    outcome: Literal["done", "failed", "uncertain"]
    reason: str = ""
    spoiled: bool = False


class Missed(msgspec.Struct, frozen=True):
    """There was no answer that could be used. `late`: something came all the same, so a card was swiped."""

    why: Literal["time", "cancelled", "garbled"]
    late: bool

    @property
    def words(self) -> str:
        """For the reason."""
        return {
            "time": "no card was swiped in time",
            "cancelled": "it was cancelled",
            "garbled": "the encoder's answer could not be understood",
        }[self.why]


class Desk(Protocol):
    """Whom a job tells what happens to its operation."""

    def begin(self, operation: str) -> None:
        """A head may run from now on; raises as `Operations.begin` does."""

    def asked(self, operation: str, swipe: Swipe, attempt: int, why: Why) -> None:
        """The encoder waits for a card."""

    def card(self, operation: str, tracks: Tracks, unreadable: tuple[TrackNumber, ...]) -> None:
        """A card was read."""

    def cancelled(self, operation: str) -> bool:
        """Nobody wants it any more."""


class Job:
    """One command under way. `steps` is advanced by the driver's turns."""

    def __init__(
        self, command: CardCommand, settings: Encoder, talk: Talk, desk: Desk, clock: Callable[[], float]
    ) -> None:
        self.operation = command.operation
        self.begun = False
        self._touched = False
        self._waits_to_change = False
        self._settings = settings
        self._talk = talk
        self._desk = desk
        self._clock = clock
        self.steps = self._run(command)

    def interrupt(self) -> Ending:
        """The driver is told to stop, and the line still stands: end it as exactly as can be told. Raises a `DeviceError`."""
        self.steps.close()
        if not self.begun:
            self._talk.cancel()
            return Ending("failed", "the encoder was stopped before a card was swiped")
        if self._waits_to_change and not self._talk.cancel():
            return self._unswiped("the encoder was stopped")
        return Ending("uncertain", "the encoder was stopped in the middle of it")

    # ------------------------------------------------------------------------------------------ the three commands

    def _run(self, command: CardCommand) -> Generator[None, None, Ending]:
        if isinstance(command, ReadCard):
            return (yield from self._read())
        wanted: dict[TrackNumber, str]
        try:
            if isinstance(command, EncodeCard):
                wanted = command.tracks.texts
                frame = commands.write(wanted)
            else:
                wanted = dict.fromkeys(command.tracks, "")
                frame = commands.erase(command.tracks)
        except (NotEncodable, NothingToDo) as fault:
            return Ending("failed", str(fault))
        if any(map(looks_like_payment_card, wanted.values())):
            return Ending("failed", PAYMENT_CARD)
        swipe: Swipe = "write" if isinstance(command, EncodeCard) else "erase"
        ended = yield from self._change(swipe, frame, command.coercivity or self._settings.coercivity)
        return ended or (yield from self._check(wanted))

    def _change(
        self, swipe: Swipe, frame: bytes, coercivity: Coercivity
    ) -> Generator[None, None, Ending | None]:
        """Swipe 1: write or erase. None when the head ran and says that it went well."""
        why: Why = ""
        for attempt in range(1, self._settings.attempts + 1):
            self._talk.set_coercivity(coercivity)
            self._begin()
            self._waits_to_change = True
            answer = yield from self._swipe(swipe, frame, Short(1), attempt, why)
            self._waits_to_change = False
            if isinstance(answer, Missed):
                if answer.late:
                    return Ending("uncertain", f"a card may have been changed: {answer.words}")
                return self._unswiped(answer.words)
            status = answer[0] if isinstance(answer, bytes) else replies.BAD_COMMAND
            if status == replies.OK:
                return None
            if status not in AGAIN:
                return self._unswiped("the encoder refused the command")
            self._touched, why = True, "bad_swipe"
        return self._unswiped(
            f"{self._settings.attempts} swipes went wrong (too slow or crooked, or another kind of stripe)"
        )

    def _check(self, wanted: Mapping[TrackNumber, str]) -> Generator[None, None, Ending]:
        """Swipe 2: read back and compare."""
        why: Why = ""
        unread = False
        for attempt in range(1, self._settings.attempts + 1):
            answer = yield from self._swipe("check", commands.READ, IsoAnswer(), attempt, why)
            if isinstance(answer, Missed) and answer.why != "garbled":
                return Ending("uncertain", f"the card was changed and not checked: {answer.words}")
            if not isinstance(answer, Card):
                why = "unreadable"
            elif any(looks_like_payment_card(track.text) for track in answer.tracks.values()):
                why = "payment_card"
            elif (verdict := _compare(wanted, answer)) == "same":
                return Ending("done")
            elif verdict == "different":
                return Ending("failed", "the card holds something else: do not give it out", spoiled=True)
            else:
                unread, why = True, "unreadable"
        if unread:
            words = "the card cannot be read back and may hold something: do not give it out"
            return Ending("failed", words, spoiled=True)
        return Ending("uncertain", "the card was changed and not checked: no swipe could be used")

    def _read(self) -> Generator[None, None, Ending]:
        why: Why = ""
        for attempt in range(1, self._settings.attempts + 1):
            answer = yield from self._swipe("read", commands.READ, IsoAnswer(), attempt, why)
            if isinstance(answer, Missed) and answer.why != "garbled":
                return Ending("failed", answer.words)
            if isinstance(answer, Card):
                texts = {number: track.text for number, track in answer.tracks.items()}
                if any(map(looks_like_payment_card, texts.values())):
                    return Ending("failed", PAYMENT_CARD)
                unreadable = tuple(n for n, track in answer.tracks.items() if track.state == "unreadable")
                some, last = any(texts.values()), attempt == self._settings.attempts
                blank = not some and answer.status == replies.OK
                if (some and (last or not unreadable)) or (blank and not unreadable):
                    self._desk.card(self.operation, Tracks(texts[1], texts[2], texts[3]), unreadable)
                    return Ending("done")
            why = "unreadable"
        return Ending("failed", "the card cannot be read")

    # ------------------------------------------------------------------------------------------ one swipe

    def _swipe(
        self, swipe: Swipe, command: bytes, answer: Answer, attempt: int, why: Why
    ) -> Generator[None, None, bytes | Card | RawCard | Missed]:
        """Wait for a card, and for what the encoder says about it. An answer that has begun may end."""
        self._talk.tell(command)
        self._desk.asked(self.operation, swipe, attempt, why)
        deadline = self._clock() + self._settings.swipe_seconds
        finishes = False
        while (said := answer.feed(self._talk.hear(SLICE_SECONDS))) is None:
            now = self._clock()
            if answer.has_begun and not finishes:
                finishes, deadline = True, now + ANSWER_SECONDS
            if now >= deadline or (self._cancelled() and not finishes):
                late = self._talk.cancel() or finishes
                if finishes:
                    return Missed("garbled", late=True)
                return Missed("cancelled" if self._cancelled() else "time", late)
            yield
        if isinstance(said, str) or _means_nothing(said):
            self._talk.cancel()
            return Missed("garbled", late=True)
        return said

    def _cancelled(self) -> bool:
        return self._desk.cancelled(self.operation)

    def _begin(self) -> None:
        if not self.begun:
            self._desk.begin(self.operation)
            self.begun = True

    def _unswiped(self, words: str) -> Ending:
        """No card is being changed now; one may have been before."""
        if self._touched:
            return Ending("failed", f"{words}; the card may hold half of it", spoiled=True)
        return Ending("failed", words)


def _means_nothing(answer: bytes | Card | RawCard) -> bool:
    """A status that no head gives; or a refusal to read, which says nothing about the card."""
    if isinstance(answer, bytes):
        return answer[0] not in replies.STATUSES
    return answer.status in {replies.BAD_FORMAT, replies.BAD_COMMAND}


def _compare(wanted: Mapping[TrackNumber, str], card: Card) -> Literal["same", "different", "unreadable"]:
    """Whether a card is what it was made to be. Another text is never a matter of swiping better; no text may be."""
    read = {number: card.tracks[number] for number in wanted}
    if any(track.state == "text" and track.text != wanted[number] for number, track in read.items()):
        return "different"
    same = all(track.state != "unreadable" and track.text == wanted[number] for number, track in read.items())
    return "same" if same else "unreadable"
