"""What people do again and again at the umbrella wall, and what must hold after each of their visits."""

from __future__ import annotations

from kiosk.core.store.transaction import Transaction
from kiosk.link.messages import Screen
from kiosk.plugins.lending.models import CaseRow, LoanRow
from kiosk.testing.journey import Journey
from kiosk.testing.people import QUICK, STAFF_NUMBER, STAFF_PIN, add_member  # noqa: F401 - the steps' own people too
from kiosk.testing.screens import faults, questions  # noqa: F401 - one of the steps' own questions

CARD = "6901234563307"
OTHER_CARD = "6901234564412"
BLOCKED_CARD = "6901234560000"


def people(tx: Transaction) -> None:
    """Two members, and one whose card is blocked."""
    add_member(tx, CARD)
    add_member(tx, OTHER_CARD, name="王芳", phone="13900000000")
    add_member(tx, BLOCKED_CARD, name="李雷", phone="13700000000", status="blocked")


def umbrellas(tx: Transaction, kept: dict[int, list[str]]) -> None:
    """Umbrellas by door."""
    places = {place.number: place.id for place in tx.places("umbrella")}
    for number, tags in kept.items():
        for tag in tags:
            tx.add_item(tag, "umbrella", label="blue", place_id=places[number])


def bay(number: int, *, rack: bool = False) -> str:
    """A compartment for strollers, as `kiosk.toml` has it: a bay for one, or a gate before three."""
    return (
        f"[[bank.compartment]]\nnumber = {number}\ncoil = {number}\nsensor = {number + 100}\n"
        f'row = {number // 6}\ncolumn = {number % 6}\nholds = ["stroller"]\n'
        + ('kind = "rack"\ncapacity = 3\n' if rack else "")
    )


def strollers(tx: Transaction, kept: dict[int, list[str]]) -> None:
    """Strollers by door."""
    places = {place.number: place.id for place in tx.places("stroller")}
    for number, tags in kept.items():
        for tag in tags:
            tx.add_item(tag, "stroller", label="grey", place_id=places[number])


# ---------------------------------------------------------------------- a person's moves


def show_card(kiosk: Journey, card: str = CARD) -> None:
    """Tile, then card."""
    kiosk.touch()
    kiosk.choose("lending.umbrella")
    kiosk.expect("会员卡")
    kiosk.scan(card)


def to_open_door(kiosk: Journey, card: str = CARD) -> int:
    """Until a door is open; its number."""
    show_card(kiosk, card)
    kiosk.expect("号门已打开")
    return kiosk.world.opened()


def borrow(kiosk: Journey, card: str = CARD) -> str:
    """A whole borrowing visit; the tag that was taken."""
    door = to_open_door(kiosk, card)
    tag = kiosk.world.take(door)
    kiosk.world.close(door)
    kiosk.expect("借好了")
    kiosk.choose("done")
    kiosk.expect_attract()
    return tag


def to_return_door(kiosk: Journey, code: str) -> int:
    """A tag or a slip, held up at the attract screen, until a door is open for it."""
    kiosk.scan(code)
    kiosk.expect("请放入")
    return kiosk.world.opened()


def bring_back(kiosk: Journey, tag: str) -> int:
    """A whole returning visit by tag; the door's number."""
    door = to_return_door(kiosk, tag)
    kiosk.world.put(door, tag)
    kiosk.world.close(door)
    kiosk.expect("已归还")
    kiosk.choose("done")
    kiosk.expect_attract()
    return door


def to_open_bay(kiosk: Journey, card: str = CARD) -> int:
    """Stroller tile, card, safety rules, until a bay is open; its number."""
    kiosk.touch()
    kiosk.choose("lending.stroller")
    kiosk.expect("会员卡")
    kiosk.scan(card)
    kiosk.expect("孩子的安全")
    kiosk.choose("agree")
    kiosk.expect("号门已打开")
    return kiosk.world.opened()


def borrow_stroller(kiosk: Journey, card: str = CARD) -> str:
    """A whole visit that ends with a stroller; its tag."""
    door = to_open_bay(kiosk, card)
    tag = kiosk.world.take(door)
    kiosk.world.close(door)
    kiosk.expect("借好了")
    kiosk.choose("done")
    kiosk.expect_attract()
    return tag


def bring_stroller_back(kiosk: Journey, tag: str, answer: str = "well") -> int:
    """A whole returning visit by tag, with a word on its condition; the bay's number."""
    kiosk.scan(tag)
    kiosk.expect("请推入")
    door = kiosk.world.opened()
    kiosk.world.put(door, tag)
    kiosk.world.close(door)
    kiosk.expect("用得都正常吗")
    kiosk.choose(answer)
    kiosk.expect("已归还")
    kiosk.choose("done")
    kiosk.expect_attract()
    return door


def slip_code(kiosk: Journey) -> str:
    """What the newest slip's QR code says."""
    return kiosk.world.slips[-1].code


def paper(kiosk: Journey) -> str:
    """Every word of the newest slip."""
    return kiosk.world.slips[-1].text


def sign_in(kiosk: Journey) -> None:
    """Staff sign in at the attract screen, until their menu is there."""
    kiosk.sign_in()


# ---------------------------------------------------------------------- what the books say


def states(kiosk: Journey) -> list[str]:
    """Every loan's state, in the order of their beginning."""
    return kiosk.read(lambda tx: [row.state for row in LoanRow.select().order_by(LoanRow.id)])


def cases(kiosk: Journey) -> list[tuple[str, str]]:
    """What waits for staff."""
    query = CaseRow.select().where(CaseRow.resolved_ms.is_null()).order_by(CaseRow.id)
    return kiosk.read(lambda tx: [(row.kind, row.reason) for row in query])


def where(kiosk: Journey, tag: str) -> int | None:
    """The door behind which the books believe an umbrella."""

    def look(tx: Transaction) -> int | None:
        item = tx.item_by_tag(tag)
        assert item is not None
        return tx.place(item.place_id).number if item.place_id is not None else None

    return kiosk.read(look)


def in_service(kiosk: Journey, number: int) -> bool:
    """Whether a door is in service."""
    return kiosk.read(lambda tx: next(place.in_service for place in tx.places() if place.number == number))


# ---------------------------------------------------------------------- what holds after every visit


def never_stuck(screens: list[Screen]) -> None:
    """Every screen has a title that fits, at most one primary action, and a way on; nothing is left in English."""
    found = list(faults(screens))
    assert found == [], found


def leave(kiosk: Journey) -> None:
    """Walk away, whatever is on the screen, and let the kiosk come to rest."""
    kiosk.leave()


def accounted_for(kiosk: Journey) -> None:
    """No hold and no operation is left over, no door was pulsed twice for one operation, and the store is clean."""
    leave(kiosk)
    kiosk.until(lambda: kiosk.read(lambda tx: tx.open_operations()) == [], "every operation to end")
    kiosk.until(lambda: kiosk.read(lambda tx: tx.reservations()) == [], "every hold to be settled")
    assert all(times == 1 for times in kiosk.world.pulses.values())
    assert [finding for finding in kiosk.check() if finding.severity == "wrong"] == []
