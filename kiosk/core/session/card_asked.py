"""What the desk adds wherever a flow asks for a card: how the stripe is swiped here, and a way on for who has a bad one.

A flow asks `PresentCard` and gets a `Scan`, as ever. The desk knows which reader stands at the position and how often its
swipes went wrong in this visit; after two, whoever asks with `may_type` has the number on the card offered as a keypad. A
barcode is read all the while: nothing has to be pressed for it. Once it is known whose card it is, staff find it on their
list (`cards_page.py`).

Left out: what was wrong with a swipe, which is the flow's own word; whose the number is, which is the flow's business.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import TYPE_CHECKING

from msgspec.structs import replace

from kiosk.core.card_work import WAYS
from kiosk.core.outcomes import BACK, Accept, Outcome, Scan, Scans
from kiosk.core.store.transaction import Transaction
from kiosk.core.texts import Texts
from kiosk.link.prompts import Action, Chosen, Entered, Keypad, PresentCard, Prompt

if TYPE_CHECKING:
    from kiosk.core.session.position import PositionDesk

_ = Texts("core")

BAD_SWIPES = 2
"""Swipes that could not be read, after which another way is offered."""

RENEWED = _("Staff can renew the stripe for you")

SHORTEST, LONGEST = 4, 20
"""Digits of a number that is typed."""

TYPE = Action("core.type", _("Type its number"), icon="dialpad")

Sleep = Callable[[], asyncio.Future[None]] | None


async def ask_for_card(
    position: PositionDesk,
    prompt: Prompt,
    accepts: tuple[Accept, ...],
    sleep: Sleep,
    *,
    back: bool,
    update: bool,
) -> Outcome:
    """`Conversation.ask`, with what is added to a question for a card; any other is asked as it is."""
    if not (isinstance(prompt, PresentCard) and prompt.subject == "card" and Scans() in accepts):
        return await position.conversation.ask(prompt, accepts, sleep, back=back, update=update)
    while True:
        shown = with_its_way(position, prompt)
        position.refresh = lambda: position.conversation.redraw(with_its_way(position, prompt))
        try:
            outcome = await position.conversation.ask(shown, accepts, sleep, back=back, update=update)
        finally:
            position.refresh = lambda: None
        if outcome != Chosen(TYPE.key):
            return outcome
        typed = await position.conversation.ask(_keypad(), accepts, sleep, back=True, update=False)
        if isinstance(typed, Entered):
            return Scan(typed.text, typed=True)
        if typed != BACK:
            return typed
        update = False


async def note_bad_stripe(position: PositionDesk, *, text: str = "", member_id: str = "") -> None:
    """A member is known by another way, after their card could not be swiped: it is put on the list of those whose stripe is to
    be written anew. Once a visit, for whoever's card was shown first: the next person's may be well.
    """
    if position.bad_swipes < BAD_SWIPES or position.stripe_noted:
        return
    position.stripe_noted = await position.store.write(
        _request, text, member_id, context=position.as_customer()
    )


def _request(tx: Transaction, text: str, member_id: str) -> bool:
    member = tx.member(member_id) if member_id else tx.member_by_card(text)
    if member is None:
        return False
    tx.request_reencode(member.id)
    return True


def with_its_way(position: PositionDesk, prompt: PresentCard) -> PresentCard:
    """The question as it is shown now: a reader may come and go meanwhile."""
    offered = prompt.may_type and position.bad_swipes >= BAD_SWIPES
    # Who is offered another way is not shown the one that did not work; a swipe is read all the same.
    way = "" if offered else prompt.swipe or position.swipe_way
    return replace(
        prompt,
        swipe=way,
        hints=(WAYS[way], *prompt.hints) if way else (*prompt.hints, RENEWED) if offered else prompt.hints,
        actions=(TYPE, *prompt.actions) if offered else prompt.actions,
    )


def _keypad() -> Keypad:
    return Keypad(
        _("The number on the card"),
        _("It is printed on it. Or hold its barcode to the window."),
        minimum=SHORTEST,
        maximum=LONGEST,
    )
