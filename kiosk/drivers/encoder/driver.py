"""The driver for magnetic stripe card encoders. A turn is a slice of a job's waiting, or a look whether the encoder is well."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable
from pathlib import Path

from kiosk.drivers.encoder import commands, replies
from kiosk.drivers.encoder.job import Ending, Job, Swipe, Why
from kiosk.drivers.encoder.talk import Talk
from kiosk.drivers.encoder.transport import SerialTransport, Transport
from kiosk.drivers.port import (
    Command,
    DeviceError,
    DeviceMute,
    DeviceOffline,
    Health,
    HealthLevel,
    Inbox,
    OperationRepeated,
    Operations,
    Port,
    RecordUnwritable,
    Report,
)
from kiosk.drivers.serial_port import open_serial
from kiosk.link.cards import TrackNumber, Tracks
from kiosk.link.messages import CancelCard, CardAsked, CardRead, DeviceClass, EncodeCard, EraseCard, ReadCard
from kiosk.link.settings_devices import Encoder

POLL_SECONDS = 5.0
"""How often an idle encoder is asked whether it is there."""

MUTE_POLLS = 2
"""Unanswered polls after which the connection is made anew."""

SENSOR_SECONDS = 20.0
"""How long a health check waits for somebody's card."""

WAITING_CARDS = 4

log = logging.getLogger("kiosk.devices")


class CardEncoder(Port):
    """One `[[encoder]]`."""

    device_class: DeviceClass = "encoder"

    def __init__(
        self,
        settings: Encoder,
        connect: Callable[[float], Transport],
        operations: Operations,
        report: Report,
        *,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        """`connect(seconds)` opens the line or raises a `DeviceError`."""
        super().__init__(settings.name, settings.position, report)
        self._settings = settings
        self._connect = connect
        self._operations = operations
        self._clock = clock
        self._inbox = Inbox(WAITING_CARDS)
        self._cancelled: set[str] = set()
        self._transport: Transport | None = None
        self._talk: Talk | None = None
        self._job: Job | None = None
        self._mute = 0
        self._next_poll = 0.0

    # ------------------------------------------------------------------------------------------ life cycle

    def _claim(self, seconds: float) -> None:
        self._transport = self._connect(seconds)
        self._talk = Talk(self._transport, clock=self._clock)
        self._talk.greet()
        self.model, refused = self._talk.introduce()
        for command in refused:
            log.warning("encoder %s: it refuses %s", self.name, command.hex(" "))
        log.info("encoder %s: model and firmware %s", self.name, self.model or "unknown")
        self._mute = 0
        self._next_poll = self._clock() + POLL_SECONDS

    def _enable(self) -> None:
        self._inbox.open()  # before anybody hears that the encoder is online
        self.say("online")

    def _disable(self) -> None:
        for command in self._inbox.shut():
            self._operations.end(command.operation, "failed", "the encoder was lost before it began")
        if (job := self._job) is not None:
            try:
                self._end(job, job.interrupt())
            except DeviceError as fault:
                self._end(job, Ending("uncertain" if job.begun else "failed", str(fault)))
        self._cancelled.clear()

    def _release(self) -> None:
        transport, self._transport = self._transport, None
        self._talk = None
        if transport is not None:
            transport.close()

    # ------------------------------------------------------------------------------------------ work

    def submit(self, command: Command) -> None:
        """Queue a card; one that cannot be queued has failed. A cancel reaches also what is under way."""
        if isinstance(command, CancelCard):
            self._cancelled.add(command.operation)
        elif why_not := self._inbox.put(command):
            self._operations.end(command.operation, "failed", why_not)

    def interrupt(self) -> None:
        """End a waiting `turn`."""
        self._inbox.wake()

    def turn(self, seconds: float) -> None:
        """Wait a little for the card of this job, or for a job."""
        if self._job is not None:
            self._go_on(self._job)
            return
        command = self._inbox.take(min(seconds, self._next_poll - self._clock()))
        if isinstance(command, EncodeCard | EraseCard | ReadCard):
            if command.operation in self._cancelled:
                self._cancelled.discard(command.operation)
                self._operations.end(command.operation, "failed", "it was cancelled before it began")
                return
            self._job = Job(command, self._settings, self._claimed(), self, self._clock)
        elif self._clock() >= self._next_poll:
            self._poll()

    def check_health(self, level: HealthLevel = "internal") -> Health:
        """`external` asks for model, coercivity and memory; `interactive` waits for somebody's card at the sensor."""
        if level == "internal" or self.stage != "enabled" or self._job is not None:
            return super().check_health(level)
        talk = self._claimed()
        talk.test()
        if level == "interactive":
            talk.tell(commands.TEST_SENSOR)
            heard = talk.hear(SENSOR_SECONDS)
            came = bool(heard) or talk.cancel()
            words = "the sensor has seen a card" if came else "no card came by the sensor"
            return Health(came, f"{self.name}: {words} (the MSR605X has no such test)")
        memory = talk.ask(commands.TEST_MEMORY, 1)
        coercivity = talk.ask(commands.GET_COERCIVITY, 1) or b"?"
        words = "well" if memory == bytes((replies.OK,)) else "failed (the MSR605X has no such test)"
        return Health(True, f"{self.name}: {self.model}, {coercivity.decode('latin-1')}-Co, memory {words}")

    def _go_on(self, job: Job) -> None:
        try:
            next(job.steps)
        except StopIteration as end:
            self._end(job, end.value)
        except OperationRepeated:
            log.warning("encoder %s: a card came twice; the second was not made", self.name)
            self._drop(job)
        except RecordUnwritable as fault:
            log.error("encoder %s: a card was not made: %s", self.name, fault)  # noqa: TRY400
            self._end(job, Ending("failed", "it could not be recorded"))
        except Exception as fault:
            words = str(fault) if isinstance(fault, DeviceError) else "the driver failed; see the log"
            self._end(job, Ending("uncertain" if job.begun else "failed", words))
            raise

    def _end(self, job: Job, ending: Ending) -> None:
        self._drop(job)
        self._operations.end(job.operation, ending.outcome, ending.reason, spoiled=ending.spoiled)

    def _drop(self, job: Job) -> None:
        self._job = None
        self._cancelled.discard(job.operation)
        self._next_poll = self._clock() + POLL_SECONDS

    def _poll(self) -> None:
        self._next_poll = self._clock() + POLL_SECONDS
        try:
            self._claimed().test()
            self._mute = 0
        except DeviceMute:
            self._mute += 1
            if self._mute >= MUTE_POLLS:
                raise

    def _claimed(self) -> Talk:
        if self._talk is None:
            raise DeviceOffline("the encoder is not claimed")
        return self._talk

    # ------------------------------------------------------------------------------------------ for a job

    def begin(self, operation: str) -> None:
        """A head may run from now on."""
        self._operations.begin(operation, f"card:{self.name}")

    def asked(self, operation: str, swipe: Swipe, attempt: int, why: Why) -> None:
        """The encoder waits for a card."""
        each = self._settings
        self.report(
            CardAsked(
                self.name, self.position, operation, swipe, attempt, each.attempts, each.swipe_seconds, why
            )
        )

    def card(self, operation: str, tracks: Tracks, unreadable: tuple[TrackNumber, ...]) -> None:
        """A card was read."""
        self.report(CardRead(self.name, self.position, operation, tracks, unreadable))

    def cancelled(self, operation: str) -> bool:
        """Nobody wants it any more."""
        return operation in self._cancelled


def encoder_of(settings: Encoder, beside: Path, operations: Operations, report: Report) -> CardEncoder:
    """The driver for one `[[encoder]]`. A port that does not begin with `/` is in the folder `beside`."""

    port = beside / settings.port

    def connect(seconds: float) -> Transport:
        return SerialTransport(open_serial(port, settings.baud, seconds))

    encoder = CardEncoder(settings, connect, operations, report)
    encoder.node = port
    return encoder
