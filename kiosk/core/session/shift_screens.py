"""The screens of a shift: taking the counter over, holding it, counting, and what does not agree."""

from __future__ import annotations

from collections.abc import Sequence

from kiosk.core.counter_words import SHIFTS
from kiosk.core.ledger import Account
from kiosk.core.moments import date_of
from kiosk.core.session.shift_words import REASONS, Names, amount, counted_thing, difference
from kiosk.core.shifts import Count, Shift, is_money
from kiosk.core.texts import Texts
from kiosk.link.prompts import Action, Choice, Confirm, Fact, Keypad, Menu, Notice, Row, Steps, Table
from kiosk.link.texts import Text

_ = Texts("core")

MOST_DIGITS = 9
"""Of a count: 9,999,999.99 in a drawer."""

MOST_TOLD = 5
"""Lines of what was left that fit above the buttons on a small panel."""


def take_over(names: Sequence[str], left: Sequence[Fact]) -> Confirm:
    """Nobody holds the counter: what was left to do, and which shift begins."""
    first, *others = names
    return Confirm(
        title=_("Take the counter over?"),
        subtitle=_("Read what was left, then count the cash.") if left else _("Nothing was left to do."),
        facts=tuple(left[:MOST_TOLD]),
        actions=(
            Action(f"open:{first}", _("Begin: {shift}", shift=SHIFTS[first]), icon="login", primary=True),
            *(Action(f"open:{name}", SHIFTS[name]) for name in others),
        ),
        icon="schedule",
        tone="sky",
    )


def how_many(account: Account, at: int, of: int, names: Names) -> Keypad:
    """Count one thing. What the books have is not said before."""
    thing = counted_thing(account, names)
    title = (
        _("How much: {thing}?", thing=thing) if is_money(account) else _("How many: {thing}?", thing=thing)
    )
    return Keypad(
        title=title,
        subtitle=_("Count it, then type what you counted."),
        maximum=MOST_DIGITS,
        money=is_money(account),
        steps=Steps(at, of) if of > 1 else None,
    )


def float_differs(count: Count) -> Confirm:
    """The cash that was taken over is not what the books have."""
    over = count.difference > 0
    return Confirm(
        title=_("The cash is not what it should be"),
        subtitle=_("Count once more. If it stays so, say why."),
        facts=(
            Fact(_("By the books"), amount(count.account, count.expected)),
            Fact(_("You counted"), amount(count.account, count.counted), alert=True),
        ),
        actions=(
            Action("again", _("Count again"), icon="refresh", primary=True),
            *((Action("float", _("Change was handed out to me")),) if over else ()),
            Action("keep", _("Leave it for the closing count")),
        ),
        icon="payments",
        tone="amber",
    )


def holding(shift: Shift, who: str, since: str, done: int, of: int, *, late: bool) -> Confirm:
    """The shift in hand, and what is done with it."""
    counted = done == of
    leave = Action("review", _("Compare, and leave"), icon="logout", primary=True)
    count = Action(
        "count", _("Go on counting") if done else _("Count"), icon="fact_check", primary=not counted
    )
    return Confirm(
        title=SHIFTS[shift.name],
        subtitle=_("This shift is from {day}. Count and leave it now.", day=date_of(shift.business_day))
        if late
        else "",
        facts=(
            Fact(_("Held by"), _("Number {number}", number=who)),
            Fact(_("Since"), since, alert=late),
            Fact(_("Counted so far"), _("{done} of {total}", done=done, total=of)),
        ),
        actions=(
            *((leave,) if counted else (count,)),
            Action("cash", _("Cash in or out")),
        ),
        icon="schedule",
        tone="amber" if late else "sky",
    )


def cash_moves() -> Menu:
    """Money that comes from the safe or goes there."""
    return Menu(
        title=_("What happens with the cash?"),
        choices=(
            Choice("in", _("Change put in"), note=_("from the safe"), icon="add"),
            Choice("out", _("Takings handed in"), note=_("to finance"), icon="remove"),
        ),
    )


def how_much(way: str) -> Keypad:
    """The amount of it."""
    title = _("How much is put in?") if way == "in" else _("How much is handed in?")
    return Keypad(title=title, maximum=MOST_DIGITS, money=True)


def not_that_much() -> Notice:
    """More was to be taken out than is there."""
    return Notice(
        "refused",
        _("There is not that much cash by the books"),
        _("Nothing was entered. Count the drawer, or type a smaller amount."),
    )


def review(counts: Sequence[Count], names: Names) -> Table:
    """Counted beside the books, now that everything was counted. A line that is pressed is counted again."""
    wrong = sum(1 for one in counts if one.difference)
    told: Text = (
        _.plural(
            "{count} does not agree. Press it to count it again.",
            "{count} do not agree. Press one to count it again.",
            wrong,
        )
        if wrong
        else _("Everything agrees.")
    )
    return Table(
        _("Counted and booked"),
        (_("What"), _("You counted"), _("Booked"), _("Difference")),
        tuple(
            Row(
                str(index),
                (
                    counted_thing(one.account, names),
                    amount(one.account, one.counted),
                    amount(one.account, one.expected),
                    difference(one.account, one.difference) if one.difference else "–",
                ),
                alert=bool(one.difference),
            )
            for index, one in enumerate(counts)
        ),
        subtitle=told,
        widths=(4, 4, 4, 4),
        actions=(
            Action("leave", _("Leave the shift"), icon="logout", primary=not wrong, danger=bool(wrong)),
        ),
    )


def why(count: Count, names: Names) -> Menu:
    """The reason of one difference."""
    what = difference(count.account, count.difference)
    return Menu(
        title=_("Why is it {difference}?", difference=what),
        subtitle=counted_thing(count.account, names),
        choices=tuple(Choice(key, words) for key, words in REASONS.items()),
    )


def differences(counts: Sequence[Count], names: Names) -> tuple[Fact, ...]:
    """What a second person says yes to."""
    return tuple(
        Fact(counted_thing(one.account, names), difference(one.account, one.difference), alert=True)
        for one in counts[:MOST_TOLD]
    )


def second_here(counts: Sequence[Count], who: str, names: Names) -> Confirm:
    """The last shift was left with a difference, and whoever signed in now is another person."""
    return Confirm(
        title=_("The last shift does not agree"),
        subtitle=_("Count it yourself. If you find the same, say why and take over."),
        facts=(Fact(_("Left by"), _("Number {number}", number=who)), *differences(counts, names)),
        actions=(Action("agree", _("I find the same"), icon="check", primary=True),),
        icon="payments",
        tone="amber",
    )


def waits_for_another() -> Notice:
    """The difference stays open until somebody else has looked."""
    return Notice(
        "waiting",
        _("A second person has to look"),
        _("Your counts are kept. Whoever takes over sees the difference first."),
    )


def over(shift: Shift, *, forms: bool) -> Notice:
    """The shift is closed; the forms of its day are printed by whoever wants them now."""
    actions = (
        Action("done", _("Done"), icon="done_all", primary=True),
        Action("forms", _("Print the forms"), icon="print"),
    )
    return Notice(
        "done",
        _("{shift}: closed", shift=SHIFTS[shift.name]),
        _("Everything is counted and handed over. Thank you."),
        actions=actions if forms else (),
    )


def already_held() -> Notice:
    """Somebody at another screen was faster."""
    return Notice(
        "information", _("Somebody else was faster"), _("The counter is as they left it; look again.")
    )
