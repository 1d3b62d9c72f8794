"""A device tried by a person at the screen: swipe, scan, print, open and close. How it ended is recorded, what was read is not.

Each test is one coroutine that asks and gives back how it ended and in which words; it is used wherever devices are tried.
A door is opened only when nothing of anybody's is behind it.
"""

from __future__ import annotations

from typing import Literal, NamedTuple, TypeAlias

from kiosk.core.card_work import until_carded
from kiosk.core.lockers.doors import until_open, until_shut
from kiosk.core.lockers.words import close_the_door, door_name, opening_door
from kiosk.core.moments import stamp
from kiosk.core.outcomes import BACK, OperationFinished, Operations, Scan, Scans, TimedOut
from kiosk.core.records import Operation, PlaceRecord
from kiosk.core.session.position import PositionDesk
from kiosk.core.store.transaction import Transaction
from kiosk.core.texts import Texts
from kiosk.core.visit import Visit
from kiosk.link.health import DeviceStatistics, Tested
from kiosk.link.messages import DeviceClass, ScanRefusal
from kiosk.link.prompts import Action, Board, Chosen, Confirm, Place, PresentCard, Progress, Tone
from kiosk.link.slips import Code, Frame, Line, Pair, Rule, Slip
from kiosk.link.texts import NAMES, Message, Text

_ = Texts("core")

Outcome: TypeAlias = Literal["passed", "failed", "stopped"]
Kind: TypeAlias = Literal["read", "scan", "print", "door"]

KINDS: dict[DeviceClass, Kind] = {
    "scanner": "scan",
    "stripe_reader": "read",
    "encoder": "read",
    "printer": "print",
    "lockers": "door",
}
"""Which test a class of devices has."""

SCAN_SECONDS = 30
PRINT_SECONDS = 60
CLOSE_SECONDS = 120

READ_ALL_THE_SAME: frozenset[ScanRefusal] = frozenset({"payment_code", "payment_card"})
"""Refusals of something that was read well."""

REFUSED: dict[ScanRefusal, Text] = {
    "too_long": _("What was read is too long."),
    "unreadable": _("It could not be read. Is the lens or the head clean?"),
    "lost": _("Characters were lost on the way."),
    "bad_swipe": _("A bad swipe: once more, evenly, in the direction of the arrow."),
}


NOT_READ: dict[str, Text] = {
    "no card was swiped in time": _("Nothing was read."),
    "the card cannot be read": REFUSED["unreadable"],
}
"""The encoder's own words for a card that was not read; whatever else it says is about its line, and is in the devices' log."""


class Result(NamedTuple):
    """How a test ended, in words, and which place it was about."""

    outcome: Outcome
    words: Text = ""
    place: str = ""


STOPPED = Result("stopped")
PASSED = Result("passed")


def possible_here(device: DeviceStatistics, position: PositionDesk) -> bool:
    """Whether this screen can try it: what a person holds in the hand stands beside it."""
    if device.device_class in ("printer", "encoder"):
        return position.equipment.find(position.name, device.device_class) == device.device
    return device.device_class in KINDS and device.position in ("", position.name)


async def self_test(visit: Visit, device: DeviceStatistics, position: PositionDesk) -> Result:
    """Try one device, and record how it ended."""
    match device.device_class:
        case "scanner" | "stripe_reader":
            result = await _scan(visit, swiped=device.device_class == "stripe_reader")
        case "encoder":
            result = await _swipe(visit)
        case "printer":
            result = await _print(visit, position)
        case _:
            result = await _door(visit, device.device)
    if position.management is not None:
        tested = Tested(device.device, KINDS[device.device_class], result.outcome, visit.now_ms)
        ids = {"place": result.place} if result.place else {}
        await position.management.doctor.record(tested, position.as_staff(), **ids)
    return result


# ---------------------------------------------------------------------------------------------- scan, swipe


async def _scan(visit: Visit, *, swiped: bool) -> Result:
    prompt = PresentCard(
        _("Swipe a card") if swiped else _("Scan a code"),
        _("Any member card will do. What is read is not kept.")
        if swiped
        else _("Any code will do. What is read is not kept."),
        subject="card" if swiped else "tag",
    )
    update = False
    while True:
        outcome = await visit.ask(prompt, accepts=(Scans(),), within=SCAN_SECONDS, update=update)
        update = True
        match outcome:
            case Scan(refused="") as scan if scan.swiped == swiped:
                count = len(scan.text)
                words = _.plural("{count} character was read.", "{count} characters were read.", count)
                return Result("passed", words)
            case Scan(refused=reason) if reason in READ_ALL_THE_SAME:
                return Result(
                    "passed", _("It reads. This was a payment code or bank card: it was thrown away.")
                )
            case Scan(refused=reason) if reason:
                return Result("failed", REFUSED[reason])
            case Scan():
                continue  # another device's
            case TimedOut():
                return Result("failed", _("Nothing was read."))
            case _:
                return STOPPED


async def _swipe(visit: Visit) -> Result:
    """The encoder reads a card: the head, the line and the driver are tried, and nothing is written."""
    end = await until_carded(visit, await visit.write(_intend_read))
    if end.outcome == "done":
        return Result("passed", _("The card was read. Nothing was written."))
    if "cancelled" in end.reason:
        return STOPPED
    line = _("The encoder did not answer as it should. Look at its plug and cable, and try again.")
    return Result("failed", NOT_READ.get(end.reason, line))


def _intend_read(tx: Transaction) -> Operation:
    return tx.intend_read("self-test")


# ---------------------------------------------------------------------------------------------- print


async def _print(visit: Visit, position: PositionDesk) -> Result:
    operation = await visit.write(_intend_page, _page(visit, position))
    waiting = Progress(_("Printing a test page"), _("Please wait a moment"))
    ended = await visit.ask(waiting, accepts=(Operations(operation.id),), within=PRINT_SECONDS, back=False)
    if not isinstance(ended, OperationFinished):
        return Result("failed", _("The printer did not answer."))
    if ended.outcome != "done":
        return Result("failed", ended.reason or _("The printer did not answer."))
    looked = await visit.ask(
        Confirm(
            _("Is the page right?"),
            _("All lines, no 〓, the frame closed, the QR code readable, the paper cut."),
            actions=(
                Action("right", _("Yes, all right"), icon="check", primary=True),
                Action("wrong", _("No, something is wrong"), icon="close"),
            ),
            icon="print",
            tone="sky",
        )
    )
    match looked:
        case Chosen("right"):
            return PASSED
        case Chosen("wrong"):
            return Result("failed", _("The page is not right: paper, head, or the columns in kiosk.toml."))
        case _:
            return STOPPED


def _intend_page(tx: Transaction, slip: Slip) -> Operation:
    return tx.intend_print(slip, purpose="self-test")


def _page(visit: Visit, position: PositionDesk) -> Slip:
    at = stamp(visit.now_ms, visit.zone)
    return Slip(
        "core.test_page",
        (
            Line(_("Test page"), align="centre", size="large", bold=True),
            Pair(_("Screen"), position.name),
            Pair(_("Printed"), at),
            Rule(),
            Line("永东国酬爱郁灵鹰袋 ￥1,234.56", align="left"),
            Line("ABCDEFGHIJKLMNOPQRSTUVWXYZ 0123456789", size="small"),
            Line("0123456789" * 5, size="normal"),
            Frame(_("The one fact"), "8888"),
            Code(f"ZHANGGUI TEST {at}", _("Read me")),
        ),
        language=visit.language,
    )


# ---------------------------------------------------------------------------------------------- door


async def _door(visit: Visit, bank: str) -> Result:
    place = await _which_door(visit, bank)
    if place is None:
        return STOPPED
    operation = await visit.write(_intend_door, place.id)
    if operation is None:
        return Result("failed", _("Something has been put into it meanwhile."), place.id)
    match await until_open(visit, opening_door(place), place.id, operation.id):
        case "open":
            places = await visit.read(_doors_of, bank)
            shut = await until_shut(visit, close_the_door(places, place), place.id, within=CLOSE_SECONDS)
            if shut == "shut":
                return Result("passed", _("{door} opened and closed.", door=door_name(place)), place.id)
            return Result("failed", _("{door} was not seen closed.", door=door_name(place)), place.id)
        case "did_not_open":
            return Result("failed", _("{door} did not open.", door=door_name(place)), place.id)
        case _:
            return Result("failed", _("Nobody can tell what {door} did.", door=door_name(place)), place.id)


async def _which_door(visit: Visit, bank: str) -> PlaceRecord | None:
    error: Text = ""
    while True:
        places = await visit.read(_doors_of, bank)
        chosen = await visit.ask(_wall(visit, bank, places, error))
        place = next((one for one in places if chosen == Chosen(one.id)), None)
        if place is None or chosen == BACK:
            return None
        if _free(visit, place):
            return place
        error = _("{door} is in use or open. Choose another one.", door=door_name(place))


def _free(visit: Visit, place: PlaceRecord) -> bool:
    return place.level == 0 and not place.held and visit.door(place.id) == "locked"


def _wall(visit: Visit, bank: str, places: list[PlaceRecord], error: Text) -> Board:
    def look(place: PlaceRecord) -> tuple[Text, Tone]:
        if place.level or place.held:
            return _("In use"), "amber"
        if visit.door(place.id) != "locked":
            return _("Not shut"), "rose"
        return (_("Empty"), "leaf") if place.in_service else (_("Out of service"), "plum")

    return Board(
        _("Which door?"),
        tuple(Place(place.id, str(place.number), place.row, place.column, *look(place)) for place in places),
        subtitle=error or _("It opens. Only empty ones can be tried."),
        mode="wall",
        here=Message(NAMES, bank),
    )


def _doors_of(tx: Transaction, bank: str) -> list[PlaceRecord]:
    return [place for place in tx.places() if place.bank == bank and place.lock]


def _intend_door(tx: Transaction, place_id: str) -> Operation | None:
    """Looked at once more in the transaction: somebody at another screen may have been quicker."""
    place = tx.place(place_id)
    if place.level or place.held:
        return None
    return tx.intend_door(place_id, purpose="self-test")
