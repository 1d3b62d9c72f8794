"""The open question of one position: shows a prompt, and turns whatever comes first into one outcome.

Pure bookkeeping: it knows prompts and outcomes, not plugins, sessions or sockets. What arrives while no
question is open (a door that closes while a flow writes) is kept, the newest per door or card, and handed to the first
question that accepts it; nothing is kept over a visit (`forget`).
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Collection
from typing import Any, TypeAlias

import msgspec

from kiosk.core.outcomes import (
    BACK,
    Accept,
    Cards,
    CardSeen,
    CardWanted,
    Changed,
    Changes,
    DoorMoved,
    Doors,
    OperationFinished,
    Operations,
    Outcome,
    Scan,
    Scans,
    TimedOut,
)
from kiosk.link.prompts import (
    TARGETS,
    Approval,
    Board,
    Chosen,
    Entered,
    Keypad,
    Notice,
    Outline,
    Prompt,
    Targets,
    Value,
)

Event: TypeAlias = Scan | DoorMoved | OperationFinished | CardWanted | CardSeen
"""What happens in the world."""


class Question(msgspec.Struct):
    """One open question. `revision` grows when the prompt is updated under the same id."""

    id: str
    revision: int
    prompt: Prompt
    accepts: tuple[Accept, ...]
    back: bool
    outcome: asyncio.Future[Outcome]


class Conversation:
    """Asks one question at a time.

    `show` is called when what is on the screen must change; `wants_scan(bool)` when a scan begins or ceases to
    be wanted.
    """

    def __init__(
        self,
        *,
        new_id: Callable[[], str],
        show: Callable[[], None],
        wants_scan: Callable[[bool], None],
    ) -> None:
        self._new_id = new_id
        self._show = show
        self._wants_scan = wants_scan
        self._doors: dict[str, DoorMoved] = {}
        self._operations: dict[str, OperationFinished] = {}
        self._cards: dict[str, CardWanted | CardSeen] = {}
        self._recorded: set[str] = set()
        self.open: Question | None = None
        self._armed = False
        self._early: Value | None = None

    async def ask(
        self, prompt: Prompt, accepts: tuple[Accept, ...], sleep: Callable[[], asyncio.Future[None]] | None,
        *, back: bool, update: bool,
    ) -> Outcome:  # fmt: skip
        """Show `prompt` and wait. `sleep` starts the clock for `TimedOut`; None waits for ever."""
        previous = self.open
        early, self._early = self._early, None
        if update and early is not None and previous is not None and _fits(prompt, early, back=back):
            previous.prompt, previous.back = prompt, back
            return early
        if update and previous is not None:
            identity, revision = previous.id, previous.revision + 1
        else:
            identity, revision = self._new_id(), 1
        question = Question(
            identity, revision, prompt, accepts, back, asyncio.get_running_loop().create_future()
        )
        unchanged = previous is not None and update and previous.prompt == prompt and previous.back == back
        if unchanged and previous is not None:
            question.revision = previous.revision
        self.open = question
        if not unchanged:
            self._show()
        self._arm(any(isinstance(accept, Scans) for accept in accepts))
        timer = sleep() if sleep is not None else None
        try:
            kept = self._kept(accepts)
            if kept is not None:
                return kept
            if timer is None:
                return await question.outcome
            waiting: set[asyncio.Future[Any]] = {question.outcome, timer}
            await asyncio.wait(waiting, return_when=asyncio.FIRST_COMPLETED)
            return question.outcome.result() if question.outcome.done() else TimedOut()
        finally:
            if timer is not None:
                timer.cancel()
            if not question.outcome.done():
                question.outcome.cancel()

    def _kept(self, accepts: tuple[Accept, ...]) -> Outcome | None:
        for accept in accepts:  # what was read comes before the word that it was read
            if isinstance(accept, Cards) and accept.operation_id in self._cards:
                return self._cards.pop(accept.operation_id)
        for accept in accepts:
            if isinstance(accept, Operations) and accept.operation_id in self._operations:
                return self._operations.pop(accept.operation_id)
        for accept in accepts:
            if isinstance(accept, Doors):
                if accept.place_id in self._doors:
                    return self._doors.pop(accept.place_id)
                if not accept.place_id and self._doors:
                    return self._doors.pop(next(iter(self._doors)))
        if self._heard(accepts, self._recorded):
            self._recorded.clear()
            return Changed()
        return None

    def recorded(self, families: frozenset[str]) -> None:
        """Events of these families were committed, by whomever; for who asks to be told (`Changes`)."""
        question = self.open
        if question is None:
            return
        if not question.outcome.done() and self._heard(question.accepts, families):
            question.outcome.set_result(Changed())
        else:
            self._recorded |= families

    @staticmethod
    def _heard(accepts: tuple[Accept, ...], families: Collection[str]) -> bool:
        return bool(families) and any(
            isinstance(accept, Changes) and (not accept.family or accept.family in families)
            for accept in accepts
        )

    def answer(self, prompt_id: str, value: Value) -> bool:
        """An answer from the screen; False when it is late, or not one that this prompt can give."""
        question = self.open
        if (
            question is None
            or question.id != prompt_id
            or not _fits(question.prompt, value, back=question.back)
        ):
            return False
        if not question.outcome.done():
            question.outcome.set_result(value)
            return True
        if question.outcome.cancelled() or not isinstance(question.outcome.result(), Chosen | Entered):
            # The world (or the clock) was quicker (a door moved); if the flow goes on asking the same, this is its answer.
            self._early = value
        return False

    def deliver(self, event: Event) -> bool:
        """Something happened in the world; False when the open question does not accept it (doors, operations
        are kept)."""
        question = self.open
        if question is not None and not question.outcome.done() and _accepted(question.accepts, event):
            question.outcome.set_result(event)
            return True
        if isinstance(event, DoorMoved):
            self._doors[event.place_id] = event
        elif isinstance(event, OperationFinished):
            self._operations[event.operation_id] = event
            if isinstance(self._cards.get(event.operation_id), CardWanted):
                del self._cards[event.operation_id]  # nobody waits for that card any more
        elif isinstance(event, CardWanted | CardSeen):
            self._cards[event.operation_id] = event
        return False

    def tell(self, prompt: Prompt) -> None:
        """Show a prompt that asks for nothing: the person is to wait a moment."""
        closed: asyncio.Future[Outcome] = asyncio.get_running_loop().create_future()
        closed.cancel()
        self.open = Question(self._new_id(), 1, prompt, (), False, closed)
        self._show()

    def listen(self) -> None:
        """Nobody is here and nothing is asked, but a scan may begin a visit."""
        self._arm(wanted=True)

    def disarmed(self) -> None:
        """A scan came in: the scanner is not armed any more (one shot)."""
        self._armed = False

    def rearm(self) -> None:
        """The devices are new: what was wanted of their predecessors is wanted of them."""
        if self._armed:
            self._wants_scan(True)

    def _arm(self, wanted: bool) -> None:  # noqa: FBT001 - one thing is said
        if wanted != self._armed:
            self._armed = wanted
            self._wants_scan(wanted)

    def redraw(self, prompt: Prompt | None = None) -> None:
        """Show the open question again, in another language or with newer contents; answers on their way still
        count."""
        if self.open is None:
            return
        if prompt is not None:
            if prompt == self.open.prompt:
                return
            self.open.prompt = prompt
        self.open.revision += 1
        self._show()

    def forget(self) -> None:
        """The visit is over: nothing of it stays here."""
        self._doors.clear()
        self._operations.clear()
        self._cards.clear()
        self._recorded.clear()
        self.open = self._early = None
        self._arm(wanted=False)


def _accepted(accepts: tuple[Accept, ...], event: Event) -> bool:
    for accept in accepts:
        match accept, event:
            case Scans(), Scan():
                return True
            case Doors(place_id=wanted), DoorMoved(place_id=moved) if wanted in ("", moved):
                return True
            case Operations(operation_id=wanted), OperationFinished(operation_id=ended) if wanted == ended:
                return True
            case Cards(operation_id=wanted), CardWanted(operation_id=of) | CardSeen(operation_id=of) if (
                wanted == of
            ):
                return True
    return False


def _fits(prompt: Prompt, value: Value, *, back: bool) -> bool:
    """Whether a prompt can be answered so."""
    if isinstance(value, Entered):
        if isinstance(prompt, Approval) and prompt.stage == "review":
            return False
        return _typed(prompt, value.text)
    return back if value == BACK else value.key in keys_of(prompt)


def _typed(prompt: Prompt, text: str) -> bool:
    if not (text.isascii() and text.isdigit()):
        return False
    match prompt:
        case Keypad() | Approval():
            return prompt.minimum <= len(text) <= prompt.maximum
        case Outline():
            return len(text) <= 5 and prompt.minimum <= int(text) <= prompt.maximum
        case Targets():
            return len(text) == 16 * TARGETS
    return False


def keys_of(prompt: Prompt) -> frozenset[str]:
    """Every key that a person can choose on a prompt; a notice without actions has the shell's own `done`."""
    keys = {action.key for action in prompt.actions}
    for choice in getattr(prompt, "choices", ()):
        if choice.enabled:
            keys.add(choice.key)
    if (
        not isinstance(prompt, Board) or prompt.mode == "wall"
    ):  # the doors of a map are looked at, not pressed
        keys.update(part.key for part in (*getattr(prompt, "places", ()), *getattr(prompt, "rows", ())))
    if isinstance(prompt, Approval) and prompt.stage == "review":
        keys.add("here")
    if not keys and isinstance(prompt, Notice):
        keys.add("done")
    return frozenset(keys)
