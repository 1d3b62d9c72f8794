"""续借, keeping it longer: from "my loans", by rule, with a slip that has the new time.

The rules are plain (`may_renew`): so many times, not when it is late already, not while nobody else could have one, not while
the house closes, and not when it would gain nothing. What is due the same day is never renewed: there is no later that day.
"""

from __future__ import annotations

from typing import Literal
from zoneinfo import ZoneInfo

from kiosk.core.api import (
    Action,
    Chosen,
    Confirm,
    Fact,
    Item,
    Notice,
    Operation,
    OperationFinished,
    Operations,
    Slip,
    Text,
    Transaction,
    Visit,
)

from . import slips
from .cases import ids
from .ending import End
from .kinds import kind_of
from .limits import Limits
from .reading import loan_by_id, spots
from .records import Loan
from .return_screens import which_one
from .rules import count_lendable, is_overdue
from .screens import DONE, HOME
from .words import _, item_name, moment
from .writes import set_state

Against = Literal["blocked", "never", "used_up", "overdue", "wanted", "closing", "no_gain"]
"""Why a loan is not renewed: the card is blocked; this kind never is; as often as may be; it is late; others wait; we close; no
later time."""


def may_renew(
    loan: Loan, limits: Limits, now_ms: int, new_due_ms: int, *, left: int, closing: bool
) -> Against | None:
    """The first reason against, in the order in which they can be helped least. `left`: how many others could still be lent."""
    if limits.renewals == 0 or limits.same_day:
        return "never"
    if is_overdue(loan.due_ms, now_ms):
        return "overdue"
    if loan.renewed >= limits.renewals:
        return "used_up"
    if closing:
        return "closing"
    if left < limits.renewal_spare:
        return "wanted"
    return "no_gain" if new_due_ms <= loan.due_ms else None


def against(tx: Transaction, loan: Loan, limits: Limits, zone: ZoneInfo, *, closing: bool) -> Against | None:
    """Whether a loan may be renewed now, as the books stand."""
    if loan.state != "lent":
        return "never"
    member = tx.member(loan.member_id) if loan.by_member else None
    if member is not None and member.status != "active":
        return "blocked"
    left = count_lendable(spots(tx, {}, loan.kind), tx.now_ms)
    return may_renew(
        loan, limits, tx.now_ms, limits.due_ms(tx.now_ms, zone, tx.calendar), left=left, closing=closing
    )


def renew(
    tx: Transaction, loan_id: str, limits: Limits, zone: ZoneInfo, *, closing: bool, slip: Slip | None = None
) -> tuple[Loan, Operation | None] | Against:
    """Move the due time to where a loan that began now would have it; with a slip, its printing is intended too."""
    loan = loan_by_id(loan_id)
    why = against(tx, loan, limits, zone, closing=closing)
    if why is not None:
        return why
    due_ms = limits.due_ms(tx.now_ms, zone, tx.calendar)
    set_state(loan_id, "lent", due_ms=due_ms, renewed=loan.renewed + 1)
    tx.journal(
        "lending.renewed",
        **ids(
            loan=loan_id, item=loan.item_id, member=loan.member_id or None, due_ms=due_ms, was_ms=loan.due_ms,
            times=loan.renewed + 1,
        ),
    )  # fmt: skip
    printing = tx.intend_print(slip, purpose="lending.renewed") if slip is not None else None
    return loan_by_id(loan_id), printing


def renewable(loans: list[tuple[Loan, Item]], now_ms: int, limits_of: dict[str, Limits]) -> bool:
    """Whether "keep it longer" is offered at all: for something that is of a kind that may be, and not late."""
    return any(
        limits_of[loan.kind].renewals > 0
        and not limits_of[loan.kind].same_day
        and not is_overdue(loan.due_ms, now_ms)
        for loan, _item in loans
    )


async def keep_longer(visit: Visit, loans: list[tuple[Loan, Item]]) -> End | None:
    """ "Keep it longer" was pressed: which one, until when, and done. None: they went back."""
    limits_of = {loan.kind: Limits.of(visit.settings, kind_of(loan.kind)) for loan, _item in loans}
    fit = [pair for pair in loans if renewable([pair], visit.now_ms, limits_of)]
    if not fit:
        return None
    loan, item = fit[0]
    if len(fit) > 1:
        screen = which_one(
            fit, visit.now_ms, visit.zone, limits_of[loan.kind], title=_("Which one do you keep?")
        )
        outcome = await visit.ask(screen)
        picked = [pair for pair in fit if outcome == Chosen(pair[0].id)]
        if not picked:
            return None
        loan, item = picked[0]
    limits, closing = limits_of[loan.kind], not visit.calendar.lends
    why = await visit.read(against, loan, limits, visit.zone, closing=closing)
    if why is None:
        due_ms = limits.due_ms(visit.now_ms, visit.zone, visit.calendar)
        if await visit.ask(question(loan, item, due_ms, limits, visit.zone)) != Chosen("renew"):
            return None
        slip = slips.renewed(visit, loan, item, due_ms) if visit.ready("printer") else None
        made = await visit.write(renew, loan.id, limits, visit.zone, closing=closing, slip=slip)
        if isinstance(made, tuple):
            return await _done(visit, item, *made)
        why = made
    await visit.ask(refused(why, loan, item, visit.zone))
    return None


async def _done(visit: Visit, item: Item, loan: Loan, printing: Operation | None) -> End:
    accepts = (Operations(printing.id),) if printing is not None else ()
    outcome = await visit.ask(
        renewed(loan, item, visit.zone, slip=printing is not None), accepts=accepts, back=False
    )
    while isinstance(outcome, OperationFinished):
        screen = renewed(loan, item, visit.zone, slip=outcome.outcome == "done")
        outcome = await visit.ask(screen, back=False, update=True)
    return "done"


def question(loan: Loan, item: Item, due_ms: int, limits: Limits, zone: ZoneInfo) -> Confirm:
    """Until when now, until when then, and how often it may be done again."""
    return Confirm(
        title=_("Keep it longer?"),
        facts=(
            Fact(
                kind_of(loan.kind).words.one,
                item_name(item) if loan.confirmed else kind_of(loan.kind).words.one_of,
            ),
            Fact(_("Due now"), moment(loan.due_ms, zone)),
            Fact(_("Then due"), moment(due_ms, zone)),
            Fact(
                _("After that"),
                _.plural("{count} more time", "{count} more times", limits.renewals - loan.renewed - 1),
            ),
        ),
        actions=(Action("renew", _("Keep it"), icon="update", primary=True),),
        icon=kind_of(loan.kind).icon,
        tone=kind_of(loan.kind).tone,
    )


def renewed(loan: Loan, item: Item, zone: ZoneInfo, *, slip: bool) -> Notice:
    """Done, and until when."""
    kind = kind_of(loan.kind)
    return Notice(
        outcome="done",
        title=_("You may keep it longer"),
        subtitle=_("Your slip is printing, please take it") if slip else _("Noted; no slip is needed"),
        facts=(
            Fact(_("Return"), _("by {moment}", moment=moment(loan.due_ms, zone))),
            Fact(kind.words.one, item_name(item) if loan.confirmed else kind.words.one_of),
        ),
        actions=(DONE,),
        icon="update",
    )


WHY: dict[Against, Text] = {
    "blocked": _("The card is blocked. The service desk can put it right."),
    "never": _("This one goes back as agreed. Thank you."),
    "used_up": _("It has been kept longer as often as may be."),
    "overdue": _("It is late already. Please bring it back first."),
    "wanted": _("Others are waiting for one. Please bring it back."),
    "closing": _("We are closing. Please ask again tomorrow."),
    "no_gain": _("It is not due any sooner. Ask again later."),
}


def refused(why: Against, loan: Loan, item: Item, zone: ZoneInfo) -> Notice:
    """Not longer, and why; the loan stands as it was."""
    kind = kind_of(loan.kind)
    return Notice(
        outcome="refused",
        title=_("Not longer just now"),
        subtitle=WHY[why],
        facts=(
            Fact(kind.words.one, item_name(item)),
            Fact(_("Due"), _("by {moment}", moment=moment(loan.due_ms, zone)), alert=why == "overdue"),
        ),
        actions=(Action("back", _("Back to my loans"), icon="arrow_back", primary=True), HOME),
        icon=kind.icon,
    )
