"""Staff's screens of the returns register: what waits, what is registered, and who collects it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from zoneinfo import ZoneInfo

from kiosk.core.api import (
    UNLISTED,
    Action,
    Brand,
    Choice,
    Confirm,
    Fact,
    Keypad,
    Menu,
    Notice,
    PresentCard,
    Row,
    Scan,
    Steps,
    Table,
    Text,
    reason_key,
    split_reason,
    stamp,
    when,
)

from .receipts import Receipt, days_before
from .returned import Goods, Wanted, What
from .words import _, counted, date_of, named, yuan

Lists = Mapping[str, list[str]]
"""The site's kinds of goods, and its reasons."""

QUESTIONS = 5  # allow constant: of a registration whose receipt is typed, before the goods themselves
DAYS_SHOWN = 6  # allow constant: days that fit one page of a small panel
MOST_TOLD = 5  # allow constant: lines of goods above the buttons of a small panel

WHATS: dict[What, Text] = {"return": _("Return"), "exchange": _("Exchange")}

DEFAULT_WORDS = (
    _("Clothes"), _("Shoes and bags"), _("Cosmetics"), _("Electrical goods"), _("Household goods"),
    _("Jewellery and watches"), _("Food"), _("Something else"),
    _("Quality"), _("Size or colour"), _("Changed their mind"), _("Wrong goods or price"), _("Another reason"),
)  # fmt: skip
"""The kinds and reasons that `plugin.toml` comes with; a site's own are said as they are written."""

TAKEN_OFF: dict[str, Text] = {
    "mistake": _("Entered by mistake"),
    "taken_back": _("The customer has the goods again"),
}


def shop(one: Goods) -> Text:
    """Whose goods they are."""
    return one.brand.title if one.brand is not None else _("Not in the directory")


def shop_of(brand: Brand) -> Text:
    """The same before they are registered."""
    return brand.title if brand != UNLISTED else _("Not in the directory")


def goods_words(kind: str, pieces: int, lists: Lists) -> Text:
    """Shoes, 2 pieces."""
    return _("{goods}, {pieces}", goods=named(kind, lists["goods"]), pieces=counted(pieces))


def table(found: Sequence[Goods], lists: Lists, now_ms: int, zone: ZoneInfo, error: Text = "") -> Table:
    """What lies at the desk."""
    return Table(
        title=_("Returns and exchanges"),
        columns=(_("Since"), _("Shop"), _("Goods")),
        rows=tuple(
            Row(
                f"row{index}",
                (
                    when(one.at_ms, now_ms, zone),
                    shop(one),
                    goods_words(one.goods, one.pieces, lists),
                ),
            )
            for index, one in enumerate(found)
        ),
        subtitle=error or (_("Choose one, or scan its label") if found else ""),
        widths=(3, 4, 4),
        empty=_("Nothing waits to be collected."),
        actions=(
            Action("register", _("Register goods"), icon="add", primary=True),
            *((Action("collect", _("Hand over"), icon="outbox"),) if found else ()),
        ),
    )


def no_label(scan: Scan) -> Text:
    """What was scanned in the list is no label of ours."""
    return _("Not read. Please scan once more") if scan.refused else _("That is no label of a return")


# ------------------------------------------------------------------------------------------------ registering


def which() -> Menu:
    """Money back, or other goods."""
    return Menu(
        title=_("What does the customer want?"),
        choices=(
            Choice("return", WHATS["return"], icon="undo"),
            Choice("exchange", WHATS["exchange"], icon="swap_horiz"),
        ),
    )


def show_receipt(error: Text = "") -> PresentCard:
    """The till's paper."""
    return PresentCard(
        title=_("Scan the till receipt"),
        subtitle=_("Hold its code before the scanner."),
        subject="slip",
        actions=(
            Action("type", _("Type it"), icon="dialpad"),
            Action("none", _("No receipt")),
        ),
        error=error,
        steps=Steps(1, QUESTIONS),
    )


def terminal() -> Keypad:
    """The till's number."""
    return Keypad(title=_("Which till?"), subtitle=_("Its number, as on the receipt"), minimum=1, maximum=12,
                  steps=Steps(2, QUESTIONS))  # fmt: skip


def number() -> Keypad:
    """The receipt's number."""
    return Keypad(title=_("The receipt's number"), minimum=1, maximum=20, steps=Steps(3, QUESTIONS))


def which_day(today: int) -> Menu:
    """When it was sold: nearly always lately."""
    days = days_before(today, DAYS_SHOWN)
    words: dict[int, Text] = dict(zip(days, (_("Today"), _("Yesterday")), strict=False))
    return Menu(
        title=_("The day on the receipt"),
        choices=(
            *(
                Choice(str(day), words.get(day, date_of(day)), note=date_of(day) if day in words else "")
                for day in days
            ),
            Choice("earlier", _("Earlier")),
        ),
        steps=Steps(4, QUESTIONS),
    )


def type_day(error: Text = "") -> Keypad:
    """Eight digits."""
    return Keypad(
        title=_("The day on the receipt"),
        subtitle=_("Eight digits: year, month, day"),
        minimum=8,
        maximum=8,
        error=error,
        steps=Steps(4, QUESTIONS),
    )


def amount(error: Text = "") -> Keypad:
    """All of the receipt."""
    return Keypad(title=_("The amount on the receipt"), minimum=1, maximum=9, money=True, error=error,
                  steps=Steps(5, QUESTIONS))  # fmt: skip


def which_goods(listed: list[str]) -> Menu:
    """What it is."""
    return Menu(title=_("What is brought back?"), choices=_choices(listed))


def which_reason(listed: list[str]) -> Menu:
    """Why."""
    return Menu(title=_("Why is it brought back?"), choices=_choices(listed))


def _choices(listed: list[str]) -> tuple[Choice, ...]:
    return tuple(Choice(reason_key(one), _(split_reason(one)[1])) for one in listed)


def receipt_words(receipt: Receipt) -> Text:
    """Till 3, no. 1234, 2026-11-22."""
    if receipt.none:
        return _("no receipt")
    parts: list[Text] = []
    if receipt.terminal:
        parts.append(_("till {number}", number=receipt.terminal))
    parts.append(_("no. {number}", number=receipt.receipt))
    if receipt.day:
        parts.append(date_of(receipt.day))
    line = parts[0]
    for part in parts[1:]:
        line = _("{first}, {second}", first=line, second=part)
    return line


def review(wanted: Wanted, before: Sequence[Goods], lists: Lists, zone: ZoneInfo) -> Confirm:
    """Before it is on record."""
    facts = []
    if before:
        told = _("{number}, {time}", number=before[-1].number, time=stamp(before[-1].at_ms, zone))
        facts.append(Fact(_("On this receipt before"), told, alert=True))
    facts += [
        Fact(_("For"), WHATS[wanted.what]),
        Fact(_("Shop"), shop_of(wanted.brand)),
        Fact(_("Goods"), goods_words(wanted.goods, wanted.pieces, lists)),
        Fact(_("Receipt"), receipt_words(wanted.receipt), alert=wanted.receipt.none),
    ]
    if wanted.receipt.amount:
        facts.append(Fact(_("Amount"), yuan(wanted.receipt.amount)))
    facts.append(Fact(_("Reason"), named(wanted.reason, lists["reasons"])))
    return Confirm(
        title=_("Register these goods?"),
        subtitle=_("A label for the goods and a slip for the customer are printed."),
        facts=tuple(facts),
        actions=(Action("register", _("Goods are here, register"), icon="check", primary=True),),
        icon="swap_horiz",
        tone="amber",
    )


def registered(one: Goods) -> Notice:
    """The goods lie at the desk."""
    return Notice(
        "done",
        _("Registered"),
        _("Put the label on the goods, and give the customer the slip."),
        facts=(Fact(_("Number"), one.number), Fact(_("Shop"), shop(one))),
        icon="swap_horiz",
    )


# ------------------------------------------------------------------------------------------------ one of them


def about(one: Goods, lists: Lists, now_ms: int, zone: ZoneInfo) -> Confirm:
    """One, and what can be done with it."""
    facts = [
        Fact(_("Number"), one.number),
        Fact(_("For"), WHATS[one.what]),
        Fact(_("Shop"), shop(one)),
        Fact(_("Goods"), goods_words(one.goods, one.pieces, lists)),
        Fact(_("Receipt"), receipt_words(one.receipt), alert=one.receipt.none),
        Fact(_("Since"), when(one.at_ms, now_ms, zone)),
    ]  # fmt: skip
    if one.refunded_day:
        facts.append(Fact(_("Refunded at the till"), date_of(one.refunded_day)))
    if one.collected_ms is not None:
        facts.append(Fact(_("Collected"), stamp(one.collected_ms, zone), alert=True))
    if one.voided_ms is not None:
        facts.append(
            Fact(TAKEN_OFF.get(one.voided_why, one.voided_why), stamp(one.voided_ms, zone), alert=True)
        )
    return Confirm(
        title=_("Goods of a return") if one.what == "return" else _("Goods of an exchange"),
        subtitle="" if one.waits else _("They do not lie here any more."),
        facts=tuple(facts),
        actions=(
            Action("collect", _("Hand over"), icon="outbox", primary=True),
            Action("label", _("Print the label again"), icon="print"),
            Action("off", _("Take off the list"), icon="close", danger=True),
        )
        if one.waits
        else (),
        icon="swap_horiz",
        tone="amber",
    )


def why_off() -> Menu:
    """Nothing goes without a reason."""
    return Menu(
        title=_("Why is it taken off?"),
        choices=tuple(Choice(key, words) for key, words in TAKEN_OFF.items()),
    )


def printed() -> Notice:
    """The label is on its way."""
    return Notice("done", _("The label is printed"), _("Put it on the goods."), icon="print")


def taken_off() -> Notice:
    """It is on the list no more."""
    return Notice("done", _("Taken off the list"), _("The record stays, with your reason."))


# ------------------------------------------------------------------------------------------------ handing over


def whose(groups: Sequence[Sequence[Goods]]) -> Menu:
    """Which department is here."""
    return Menu(
        title=_("Who collects?"),
        choices=tuple(
            Choice(
                f"shop{index}",
                shop(some[0]),
                note=_.plural("{count} thing waits", "{count} things wait", len(some)),
                icon="storefront",
            )
            for index, some in enumerate(groups)
        ),
    )


def hand_over(some: Sequence[Goods], lists: Lists) -> Confirm:
    """What the department takes, thing by thing."""
    facts = [Fact(one.number, goods_words(one.goods, one.pieces, lists)) for one in some[:MOST_TOLD]]
    if len(some) > MOST_TOLD:
        facts.append(Fact(_("And more"), str(len(some) - MOST_TOLD)))
    return Confirm(
        title=_("Hand these over?"),
        subtitle=_("Compare the labels. The department signs the slip."),
        facts=(Fact(_("Shop"), shop(some[0])), *facts),
        actions=(Action("hand", _("Handed over"), icon="check", primary=True),),
        icon="outbox",
        tone="amber",
    )


def handed_over(some: Sequence[Goods]) -> Notice:
    """The department has them."""
    return Notice(
        "done",
        _("Handed over"),
        _("Have the slip signed, and keep it."),
        facts=(Fact(_("Shop"), shop(some[0])), Fact(_("Things"), str(len(some)))),
        icon="outbox",
    )


def somebody_was_faster() -> Notice:
    """Not done."""
    return Notice(
        "information",
        _("Somebody was faster"),
        _("Part of it was collected or taken off meanwhile. Nothing was changed; look again."),
    )


def not_a_receipt(why: str) -> Text:
    """Under the picture: what was shown instead."""
    if why == "member_card":
        return _("A member card. Scan the till receipt")
    if why:
        return _("That belongs to this house. Scan the till receipt")
    return _("Not read. Scan it again, or type it")
