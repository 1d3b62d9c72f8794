"""A visit as a flow sees it: the one object a service's coroutine is given.

A flow asks, reads and writes; it never draws, never touches a wire, never opens a transaction by hand. What it
may see is plain data: the member who was identified, the staff who signed in, the settings of its own plugin,
the site's clock. Leaving (home, time-out, the end of the box) cancels the coroutine wherever it waits; what it
had reserved is settled by the plugin's `kiosk_settle`, never by the flow's own `finally`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any, Concatenate, Literal, ParamSpec, Protocol, TypeVar
from zoneinfo import ZoneInfo

from kiosk.core.calendar import Calendar
from kiosk.core.member_system import Balances, Members
from kiosk.core.members.without_card import KnownBy
from kiosk.core.outcomes import Accept, KnownCode, Outcome
from kiosk.core.records import Approved, Member, StaffIdentity
from kiosk.core.store.transaction import Transaction
from kiosk.link.messages import DoorState
from kiosk.link.prompts import Fact, Prompt
from kiosk.link.texts import Text

_T = TypeVar("_T")
_P = ParamSpec("_P")


class Visit(Protocol):
    """The host's side of a conversation. Everything here could be carried over a socket."""

    settings: Mapping[str, Any]
    """The plugin's own settings, validated against its `plugin.toml`, defaults filled in."""
    argument: str
    """What a claimed scan started the service with; empty when a tile was pressed."""
    position: str
    """The position's name, as in `kiosk.toml`."""
    zone: ZoneInfo
    """The site's time zone, for texts that people read."""

    @property
    def staff(self) -> StaffIdentity | None:
        """Who has signed in at this position."""
        ...

    def may(self, right: str) -> bool:
        """Whether the person signed in here holds a right; False while nobody is. What must hold when it is written is
        asked again there: a role may change while the screen stands."""
        ...

    @property
    def member_system(self) -> Members | None:
        """Whom to ask where members are a remote system's (`kiosk_member_system`); None where they are the local ledger's."""
        ...

    async def member_by_card(self, text: str) -> Member | None:
        """The member with this card, wherever members are kept; None for nobody's.

        Where they are a remote system's it is asked there, and whoever it is stands among the members here from then on, for
        `tx.member` and every other service. Raises MemberSystemAway when no answer came in time: who was served here before
        is still found by `tx.member_by_card`, as they were then.
        """
        ...

    async def balances(self, member_id: str) -> Balances:
        """What a member has now, wherever that is kept. Raises MemberSystemAway."""
        ...

    @property
    def language(self) -> str:
        """The language of the visit now (`zh_CN`, `en`)."""
        ...

    @property
    def site(self) -> str:
        """The site's name in the language of the visit, for the head of a slip."""
        ...

    @property
    def now_ms(self) -> int:
        """UTC milliseconds."""
        ...

    @property
    def calendar(self) -> Calendar:
        """Whether the site is open, and until when. For a customer as it was when the visit began: whoever is being served
        at closing time is finished. For staff as it is now."""
        ...

    async def ask(
        self,
        prompt: Prompt,
        *,
        accepts: tuple[Accept, ...] = (),
        within: float | None = None,
        back: bool = True,
        update: bool = False,
    ) -> Outcome:
        """Show a prompt and wait for exactly one outcome.

        `within`: seconds until `TimedOut` (the session's own idle clock runs besides). `back`: whether the bar
        offers "back", answered as `BACK`. `update`: keep the open prompt's id, so that an answer already on its
        way still counts.
        """
        ...

    async def write(
        self, function: Callable[Concatenate[Transaction, _P], _T], *args: _P.args, **kwargs: _P.kwargs
    ) -> _T:
        """Run `function(tx, …)` in one transaction; returns after it is durable. Operations intended in it
        start then."""
        ...

    async def read(
        self, function: Callable[Concatenate[Transaction, _P], _T], *args: _P.args, **kwargs: _P.kwargs
    ) -> _T:
        """Run `function(tx, …)` against a consistent snapshot; it can change nothing."""
        ...

    async def approval(
        self,
        right: str,
        title: Text,
        facts: Sequence[Fact] = (),
        *,
        reason: str,
        subtitle: Text = "",
        not_by: Sequence[str] = (),
        later: bool = False,
    ) -> Approved | Literal["later"] | None:
        """Ask for a second person, who signs in inside the prompt while the first stays signed in.

        `right` is what they must hold; `title` and `facts` what they say yes to; `reason` a plain key for the journal;
        `not_by` the members whom they may not be. They are never the one who asks. None: nobody approved (back, or the
        site's time was over). "later", where `later` offered it: put it into the list with `tx.request_approval`.
        What is returned is used up by `tx.use_approval` in the transaction of the act.
        """
        ...

    async def own_account(self, member_id: str) -> bool:
        """Whether a member is the very person who has signed in here: staff do not serve themselves (A1)."""
        ...

    async def member_pin(self, member_id: str) -> bool:
        """Ask for a member's PIN; for a first one where there is none, once staff have looked at the card.

        False: they went back, it is locked, or nobody of staff came; the screens have said so. A PIN is asked for where a
        service's own rule wants it, never by the desk. The plugin does not see it.
        """
        ...

    async def member_without_card(self, *ways: KnownBy, typed: str = "") -> str | None:
        """Ask who somebody is who has no card at hand: their phone number or the number printed on the card (`ways`, the first
        is asked for first), and the PIN. Answers the member's id; `typed` is a number that was given already.

        None: they went back, it is locked, or a card is needed; the screens have said so. Tries are counted as the PIN's
        are, and nobody learns whether a number is on file.
        """
        ...

    async def change_member_pin(self, member_id: str) -> bool:
        """Let a member choose another PIN, typed twice, once they have given the old one (in this visit already is enough);
        for a first one, or a forgotten one, staff look at the card. False as for `member_pin`."""
        ...

    async def member_notes(self, member_id: str) -> tuple[Text, ...]:
        """Short lines that the services want to tell a member whom you have identified (`kiosk_member_notes`)."""
        ...

    async def write_untied(
        self,
        member_id: str,
        function: Callable[Concatenate[Transaction, _P], _T],
        *args: _P.args,
        **kwargs: _P.kwargs,
    ) -> _T:
        """As `write`, for what ends a member's card: in the same transaction every service is asked first whether something of
        the member's is still open (`kiosk_member_ties`). Raises Tied with what they say, and then nothing is written."""
        ...

    async def member_ties(self, member_id: str) -> tuple[Text, ...]:
        """What `write_untied` would raise for now: to be told before anybody begins."""
        ...

    async def known_code(self, text: str) -> KnownCode:
        """What a code is already in this house, whichever service knows it: ask before giving it a meaning of your own.

        Whose it is, is not told.
        """
        ...

    async def cancel_card(self, operation_id: str) -> None:
        """Wait for the card of one of this visit's operations no longer; its end (`OperationFinished`) tells what became of
        it. Whatever a flow leaves behind when it ends is cancelled for it."""
        ...

    def door(self, place_id: str) -> DoorState:
        """A door's state as last read; `unknown` when the bank is away."""
        ...

    def call_staff(self, kind: Literal["help", "returns_full"] = "help", *, once: str = "") -> None:
        """Ring for staff, as the bar's own button does; once is enough. With a key in `once` it rings at most once a business
        day at this kiosk for that reason, however many people meet it."""
        ...

    def home(self) -> None:
        """The customer wants the home screen: the flow is left, its visit goes on there. A flow that just ends
        ends the visit."""
        ...

    def ready(self, *device_classes: str) -> bool:
        """Whether at least one device of each class is online for this position."""
        ...
