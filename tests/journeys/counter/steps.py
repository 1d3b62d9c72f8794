"""What people do again and again at the service counter."""

from __future__ import annotations

from kiosk.core.ledger import drawer, stock
from kiosk.link.prompts import Menu
from kiosk.testing.journey import Journey
from tests.journeys.cards.counter import ATTENDANT, sign_in

CASH = drawer("desk", "cash")


def facts(kiosk: Journey) -> dict[str, str]:
    """What stands on the screen, by its label."""
    return {str(fact.label): str(fact.value) for fact in getattr(kiosk.prompt, "facts", ())}


def pick(kiosk: Journey, words: str) -> None:
    """Press the choice that says this."""
    menu = kiosk.prompt
    assert isinstance(menu, Menu), menu
    found = [one.key for one in menu.choices if str(one.title) == words]
    assert found, [str(one.title) for one in menu.choices]
    kiosk.choose(found[0])


def held(kiosk: Journey) -> tuple[int, int, int]:
    """Cash in fen, sheets and boxes."""
    accounts = (CASH, stock("desk", "counter_paper"), stock("desk", "counter_box"))
    return kiosk.read(lambda tx: tuple(tx.balance(one) for one in accounts))  # type: ignore[return-value]


def to_the_kinds(kiosk: Journey, number: str = ATTENDANT) -> None:
    sign_in(kiosk, number)
    kiosk.choose("counter.wrapping")
    kiosk.expect("怎样包装")


def agree(kiosk: Journey, kind: str = "box", number: str = "2") -> None:
    """From the list to the customer's yes."""
    kiosk.choose(kind)
    kiosk.expect("包装几件")
    kiosk.choose(number)
    kiosk.expect("请告知顾客")
    kiosk.choose("agreed")


def wrapped(kiosk: Journey, kind: str = "box", number: str = "2", tender: str = "cash") -> None:
    """One that is paid for."""
    agree(kiosk, kind, number)
    kiosk.expect("怎么付款")
    kiosk.choose(tender)
    kiosk.expect("收款")
    kiosk.choose("take")
    kiosk.expect("礼品包装已登记")
    kiosk.choose("done")
    kiosk.expect("怎样包装")


# ---------------------------------------------------------------------- the returns register


def to_the_register(kiosk: Journey) -> None:
    sign_in(kiosk)
    kiosk.choose("counter.returns")
    kiosk.expect("退换货登记")


def typed_receipt(kiosk: Journey, terminal: str = "3", number: str = "1234", fen: str = "19900") -> None:
    """From the question for the receipt to the shop."""
    kiosk.expect("请扫购物小票")
    kiosk.choose("type")
    kiosk.expect("收银机号")
    kiosk.type(terminal)
    kiosk.expect("小票号")
    kiosk.type(number)
    kiosk.expect("小票日期")
    pick(kiosk, "今天")
    kiosk.expect("小票金额")
    kiosk.type(fen)


def shop(kiosk: Journey, floor: str = "2F", name: str = "踏歌鞋履") -> None:
    kiosk.expect("是哪家品牌的")
    kiosk.choose("floor")
    kiosk.expect("在哪一层")
    pick(kiosk, floor)
    kiosk.expect("哪个品牌")
    pick(kiosk, name)


def goods(kiosk: Journey, what: str = "shoes", pieces: str = "1", why: str = "size") -> None:
    kiosk.expect("带回什么商品")
    kiosk.choose(what)
    kiosk.expect("共几件")
    kiosk.choose(pieces)
    kiosk.expect("为什么退换")
    kiosk.choose(why)
    kiosk.expect("登记这些商品")


def register(kiosk: Journey, floor: str = "2F", name: str = "踏歌鞋履", number: str = "1234") -> None:
    """From the list and back to it."""
    kiosk.choose("register")
    kiosk.expect("顾客要办什么")
    kiosk.choose("return")
    typed_receipt(kiosk, number=number)
    shop(kiosk, floor, name)
    goods(kiosk)
    kiosk.choose("register")
    kiosk.expect("已登记")
    kiosk.choose("done")
    kiosk.expect("退换货登记")


def slips(kiosk: Journey) -> list[str]:
    """Every paper that was printed, as words."""
    return [str(slip) for slip in kiosk.world.world.slips]
