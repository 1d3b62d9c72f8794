"""会员卡 on the home screen and in the menu of staff: two tiles for customers, and the lines behind "Member cards"."""

from __future__ import annotations

from kiosk.core.api import Service

from .applications.flow import applications
from .apply.flow import apply
from .blocked.flow import blocked
from .close.flow import close_card
from .close.refunds_due import refunds_due
from .elsewhere.owed import owed
from .elsewhere.topup import topup
from .give.flow import give
from .issue.flow import issue
from .merge.flow import merge_cards
from .mine.flow import mine
from .paper.flow import paper
from .rebate.flow import rebate_desk
from .renew.flow import renew
from .sell.flow import sell_cards
from .words import _

SERVICES = (
    Service(
        "cards.mine",
        _("My card"),
        mine,
        verb=_("Look at my card, or block it"),
        icon="credit_card",
        tone="leaf",
        order=20,
        when_closed="serve",  # a card is lost at every hour
    ),
    Service(
        "cards.apply",
        _("Apply for a card"),
        apply,
        verb=_("Apply for a member card"),
        icon="person_add",
        tone="leaf",
        order=25,
        members="local",
    ),
    Service(
        "cards.applications",
        _("Cards to make"),
        applications,
        icon="person_add",
        tone="leaf",
        audience="staff",
        group=_("Member cards"),
        order=45,
        members="local",
    ),
    Service(
        "cards.blocked",
        _("Blocked cards"),
        blocked,
        icon="credit_card",
        tone="leaf",
        audience="staff",
        group=_("Member cards"),
        order=60,
        right="desk.look",
    ),
    Service(
        "cards.issue",
        _("Make a card"),
        issue,
        icon="person_add",
        tone="leaf",
        audience="staff",
        group=_("Member cards"),
        order=40,
        right="cards.issue",
        members="local",
    ),
    Service(
        "cards.renew",
        _("Replace, or write the stripe"),
        renew,
        icon="swap_horiz",
        tone="leaf",
        audience="staff",
        group=_("Member cards"),
        order=45,
        right="cards.issue",
        members="local",
    ),
    Service(
        "cards.sell",
        _("Sell shopping cards"),
        sell_cards,
        icon="sell",
        tone="leaf",
        audience="staff",
        group=_("Member cards"),
        order=55,
        right="cards.sell",
    ),
    Service(
        "cards.give",
        _("Exchange cards, car wash"),
        give,
        icon="redeem",
        tone="leaf",
        audience="staff",
        group=_("Member cards"),
        order=56,
        right="cards.sell",
        members="local",
    ),
    Service(
        "cards.topup",
        _("Top up"),
        topup,
        icon="payments",
        tone="leaf",
        audience="staff",
        group=_("Member cards"),
        devices=("scanner",),
        order=50,
        right="cards.topup",
    ),
    Service(
        "cards.owed",
        _("Money to give back"),
        owed,
        icon="payments",
        tone="amber",
        audience="staff",
        group=_("Member cards"),
        order=51,
        right="cards.topup",
    ),
    Service(
        "cards.paper",
        _("From paper"),
        paper,
        icon="edit_note",
        tone="leaf",
        audience="staff",
        group=_("Member cards"),
        order=52,
        right="cards.topup",
        members="local",
    ),
    Service(
        "cards.close",
        _("Cancel a card"),
        close_card,
        icon="credit_card",
        tone="rose",
        audience="staff",
        group=_("Member cards"),
        order=55,
        right="cards.refund",
        members="local",
    ),
    Service(
        "cards.merge",
        _("Merge two cards"),
        merge_cards,
        icon="credit_card",
        tone="amber",
        audience="staff",
        group=_("Member cards"),
        order=56,
        right="cards.merge",
        members="local",
    ),
    Service(
        "cards.rebate",
        _("Points to bonus"),
        rebate_desk,
        icon="redeem",
        tone="leaf",
        audience="staff",
        group=_("Member cards"),
        order=57,
        right="cards.rebate",
        members="local",
    ),
    Service(
        "cards.refunds",
        _("Refunds to transfer"),
        refunds_due,
        icon="payments",
        tone="amber",
        audience="staff",
        group=_("Member cards"),
        order=58,
        right="cards.refund_pay",
    ),
)
