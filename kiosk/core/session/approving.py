"""The approval at the screen: a second person signs in inside a prompt, and the first stays signed in.

Number or badge, then PIN, counted as at signing in; whoever may not approve is told why and may try as somebody else.
It ends by itself after the site's time (`[staff] approval_seconds`), with nobody's yes. What is written is written in the
transaction of the second PIN's own; the act that follows uses it up in its own transaction.
"""

from __future__ import annotations

import asyncio
from typing import Final, Literal

import msgspec

from kiosk.core.approver import Objection
from kiosk.core.outcomes import BACK, Accept, Outcome, Scan, Scans, TimedOut
from kiosk.core.records import ApprovalRequest, Approved, Context, StaffIdentity
from kiosk.core.session.position import PositionDesk
from kiosk.core.session.proving import prove, refusal
from kiosk.core.session.who_may import holders
from kiosk.core.staff import NUMBER_DIGITS, PIN_FLOOR, POLICY, SignInRefused
from kiosk.core.texts import Texts
from kiosk.link.prompts import Action, Approval, Chosen, Entered, Fact
from kiosk.link.texts import Text

_ = Texts("core")

LATER: Final = "later"
"""The answer of the button that puts a request into the list instead."""


class Second(msgspec.Struct, frozen=True):
    """What is asked for, and of whom. `later` offers the list of what waits as another way."""

    right: str
    title: Text
    facts: tuple[Fact, ...] = ()
    reason: str = "approval"
    subtitle: Text = ""
    not_by: tuple[str, ...] = ()
    later: bool = False


class _Again(msgspec.Struct, frozen=True):
    """Nobody has proved yet who they are; why, or "" when they only went back a step."""

    error: Text


async def second_person(
    position: PositionDesk, asked: Second, context: Context
) -> Approved | Literal["later"] | None:
    """Ask for a second person. None: whoever asked went back, or nobody came in time."""
    ends = position.clock.monotonic() + position.site.approval_seconds
    error: Text = ""
    while True:
        by = await _who(position, asked, ends, error)
        if isinstance(by, _Again):
            error = by.error
            continue
        if not isinstance(by, StaffIdentity):
            return by
        answer = await position.approver.second(_request(position, asked, context), by, context)
        if isinstance(answer, Approved):
            return answer
        error = OBJECTED[answer]


async def _who(
    position: PositionDesk, asked: Second, ends: float, error: Text
) -> StaffIdentity | _Again | Literal["later"] | None:
    """Who proves to be there. After a mistake the number is asked for again, the review only after "back"."""
    shown: Outcome = Chosen("here")
    if not error:
        shown = await _ask(position, _prompt(position, asked, "review"), (Scans(),), ends)
    if shown == Chosen("here"):
        number = _prompt(position, asked, "number", error)
        shown = await _ask(position, number, (Scans(),), ends)
        if shown == BACK:
            return _Again("")
    if shown == Chosen(LATER):
        return LATER
    if not isinstance(shown, Scan | Entered):
        return None
    proved = await prove(position, shown, lambda: _pin(position, asked, ends), event="staff.identified")
    if isinstance(proved, SignInRefused):
        return _Again(refusal(proved))
    if isinstance(proved, StaffIdentity):
        return proved
    return _Again(proved)


async def _pin(position: PositionDesk, asked: Second, ends: float) -> str:
    outcome = await _ask(position, _prompt(position, asked, "pin"), (), ends)
    return outcome.text if isinstance(outcome, Entered) else ""


async def _ask(position: PositionDesk, prompt: Approval, accepts: tuple[Accept, ...], ends: float) -> Outcome:
    left = ends - position.clock.monotonic()
    if left <= 0:
        return TimedOut()
    return await position.conversation.ask(
        prompt,
        accepts,
        lambda: asyncio.ensure_future(position.clock.sleep(left)),
        back=True,
        update=False,
    )


def _prompt(
    position: PositionDesk, asked: Second, stage: Literal["review", "number", "pin"], error: Text = ""
) -> Approval:
    if stage != "review":
        pin = stage == "pin"
        return Approval(
            asked.title,
            stage=stage,
            minimum=PIN_FLOOR if pin else 1,
            maximum=POLICY.pin_maximum if pin else NUMBER_DIGITS,
            error=error,
        )
    later = Action(LATER, _("Ask later"), icon="schedule")
    return Approval(
        asked.title,
        asked.subtitle,
        asked.facts,
        who=whom(position, asked.right),
        actions=(later,) if asked.later else (),
    )


def whom(position: PositionDesk, right: str) -> Text:
    """Whose approval is needed, by what they are here."""
    found = position.host.rights.right(right)
    return _("Approves: {roles}", roles=holders(found)) if found is not None else _("Nobody may approve this")


OBJECTED: dict[Objection, Text] = {
    "same_person": _("You asked for this yourself."),
    "own_account": _("This is your own account."),
    "no_right": _("Your role may not approve this."),
}


def objection_said(why: Objection, position: PositionDesk, right: str) -> Text:
    """Why somebody may not approve, and who may."""
    if why == "no_right":
        return _("Your role may not approve this. {whom}", whom=whom(position, right))
    return OBJECTED[why]


def _request(position: PositionDesk, asked: Second, context: Context) -> ApprovalRequest:
    """An approval that is given at once is a row like one that waited."""
    staff, now = position.staff, position.clock.now_ms()
    return ApprovalRequest(
        id=position.new_id(),
        plugin=context.plugin,
        kind="at_once",
        subject=context.session_id,
        version="",
        right=asked.right,
        reason=asked.reason,
        title=asked.title,
        facts=asked.facts,
        data={},
        not_by=asked.not_by,
        state="given",
        asked_by=staff.id if staff is not None else "",
        asked_ms=now,
        position=position.name,
        session_id=context.session_id,
        expires_ms=now,
    )
