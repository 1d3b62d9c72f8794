"""One class per cause, so that who calls the store can tell "somebody was faster" from "the disk is full".

All of them mean: the transaction that raised has been rolled back as a whole. Only `CommitUnknown` cannot
promise that.
"""

from __future__ import annotations

from collections.abc import Sequence

from kiosk.link.texts import Text


class StoreError(Exception):
    """Anything that the store refuses or cannot do."""


class AlreadyHeld(StoreError):
    """The subject of a reservation is held by another reservation. Somebody was faster: offer another one."""

    def __init__(self, subject: str) -> None:
        super().__init__(f"{subject} is already held")
        self.subject = subject


class ApprovalUsed(StoreError):
    """An approval that cannot be used: it was used before, or was given for something else."""


class AlreadyAsked(StoreError):
    """A request for an approval of the same thing is open already."""


class OwnAccount(StoreError):
    """Staff would serve their own member account; somebody else has to (domain.md A1)."""


class CardTaken(StoreError):
    """The number is another member's card."""


class PlaceFull(StoreError):
    """No room: the place holds as many items as it may."""

    def __init__(self, place_id: str) -> None:
        super().__init__(f"place {place_id} is full")
        self.place_id = place_id


class ItemElsewhere(StoreError):
    """The item is not where the movement would take it from, or is already where it should go."""


class Overdrawn(StoreError):
    """An account or a lot has less than was to be taken from it."""


class MonthClosed(StoreError):
    """The month was reconciled and closed: nothing is entered in it any more, only reversed in the open one (A19)."""


class AlreadyEntered(StoreError):
    """There is an entry in the ledger under this key; `tx.entered` finds it. Nothing is entered twice."""

    def __init__(self, once: str) -> None:
        super().__init__(f"{once} was entered before")
        self.once = once


class SerialKnown(StoreError):
    """A piece with this number was received before."""

    def __init__(self, serial: str) -> None:
        super().__init__(f"a piece with the number {serial} is known already")
        self.serial = serial


class NotInStock(StoreError):
    """The piece with this number does not lie at this counter: it is elsewhere, given out, void, or unknown."""

    def __init__(self, serial: str) -> None:
        super().__init__(f"{serial} is not where it would be taken from")
        self.serial = serial


class ShipmentOver(StoreError):
    """Somebody has taken this shipment over or sent it back before."""


class OrderOpen(StoreError):
    """Another order for this member has no answer yet: what it came to is not known."""


class Tied(StoreError):
    """Something of a member's is still open with a service; `ties` says what, and what is to be done."""

    def __init__(self, ties: Sequence[Text]) -> None:
        super().__init__(f"{len(ties)} open with a service")
        self.ties = tuple(ties)


class NoIdentityKey(StoreError):
    """A buyer's identity was to be kept, and this kiosk has no key to seal it to. The text says what to do."""


class NoShift(StoreError):
    """Staff move money or stock only while somebody holds the counter: a shift is to be opened first."""


class ShiftOpen(StoreError):
    """The counter is held already, or the last shift waits for a second person."""


class ShiftOver(StoreError):
    """The shift was left or closed meanwhile."""


class NotCounted(StoreError):
    """A shift is left only when everything was counted."""


class Reversed(StoreError):
    """The entry was reversed before; nothing is reversed twice."""


class Unknown(StoreError):
    """There is no row with that id."""


class NotAPlainValue(StoreError):
    """A journal row may hold ids and numbers only; this value is, or could be, personal."""


class AppendOnly(StoreError):
    """Something tried to change or remove what is only ever added to. Mistakes are corrected by a reversal."""


class NotAllowed(StoreError):
    """A statement outside its author's tables, or one that would break a wall (DDL at run time, COMMIT,
    PRAGMA, ATTACH).
    """


class ReadOnly(StoreError):
    """A read function tried to write."""


class ConstraintBroken(StoreError):
    """The database refused a row: a unique key, a foreign key or a check."""


class OutsideTransaction(StoreError):
    """A plugin's model was used outside of a write or read function."""


class NestedCall(StoreError):
    """A write or read was asked for from inside one; it would wait for itself."""


class StoreFull(StoreError):
    """The disk is full. Nothing of the transaction was written."""


class StoreBusy(StoreError):
    """Another writer held the lock for too long (locked, lock_timeout, deadlock). Trying again is safe."""


class StoreUnavailable(StoreError):
    """The database cannot be reached, or the connection was lost before the commit was asked for."""


class CommitUnknown(StoreUnavailable):
    """The connection was lost while committing: the rows are there, or they are not. Ask before doing
    anything again.
    """


class StoreBroken(StoreError):
    """The file is damaged, is no database, or cannot be read at all."""


class StoreClosed(StoreError):
    """The store was closed, or is closing."""


IN_TROUBLE: tuple[type[StoreError], ...] = (
    StoreFull,
    StoreBusy,
    StoreUnavailable,
    StoreBroken,
    StoreClosed,
)
"""What the store itself cannot do now, whoever asks: nobody's mistake, and the next try may go through."""


def trouble_behind(problem: object) -> StoreError | None:
    """The store's own trouble that an exception came from, however it was wrapped on its way; None for anything else, and for
    one that says that it came from itself: whoever raised it may be hostile."""
    seen: set[int] = set()
    while isinstance(problem, BaseException) and id(problem) not in seen:
        if isinstance(problem, IN_TROUBLE):
            return problem
        seen.add(id(problem))
        problem = problem.__cause__
    return None


class MigrationRefused(StoreError):
    """A set of migrations that must not be run: numbers twice or missing, another's tables touched, a wall
    lost on the way.
    """


class HistoryNewer(MigrationRefused):
    """The data was written by a newer release than this one."""
