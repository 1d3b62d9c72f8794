"""Every hook that a plugin may implement. One docstring each is the reference; `docs/plugins.md` is held to it
by a test.

Hooks are called one plugin at a time by `kiosk.core.host.Host`: what one plugin raises never costs another its
result. A hook receives only the arguments that it names. Unless it says otherwise, a hook must return at once
and touch nothing.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Literal
from zoneinfo import ZoneInfo

import pluggy

from kiosk.core.member_system import MemberOrder, MemberSystem
from kiosk.core.outcomes import Scan
from kiosk.core.products import Product
from kiosk.core.records import ApprovalRequest, Reservation
from kiosk.core.reports import Report
from kiosk.core.rules import RuleKind
from kiosk.core.service import Availability, Claim, Decided, Facts, Service, Settlement
from kiosk.core.store.check import Finding
from kiosk.core.store.transaction import Transaction
from kiosk.core.till.records import TillCounts, TillFault, TillFile, TillLine
from kiosk.link.texts import Text

hookspec = pluggy.HookspecMarker("kiosk")
hookimpl = pluggy.HookimplMarker("kiosk")

STABILITY: Mapping[str, Literal["stable", "provisional"]] = {
    "kiosk_services": "stable",
    "kiosk_availability": "stable",
    "kiosk_claim_scan": "stable",
    "kiosk_settle": "stable",
    "kiosk_decided": "provisional",
    "kiosk_daily": "provisional",
    "kiosk_check": "stable",
    "kiosk_member_notes": "provisional",
    "kiosk_member_ties": "provisional",
    "kiosk_reports": "provisional",
    "kiosk_rules": "provisional",
    "kiosk_money_lines": "provisional",
    "kiosk_products": "provisional",
    "kiosk_till": "provisional",
    "kiosk_member_system": "provisional",
    "kiosk_member_order": "provisional",
    "kiosk_month_lines": "provisional",
    "kiosk_entry_words": "provisional",
}
"""What each hook promises: a stable one keeps its name, arguments and meaning while the host API's first number stays; a
provisional one may change with any release, and the changelog says so."""


@hookspec
def kiosk_services(settings: Mapping[str, Any]) -> Sequence[Service]:  # type: ignore[empty-body]  # a specification has no body
    """The services this plugin offers. Called once, after its migrations. Ids must be those declared in
    `plugin.toml`."""


@hookspec
def kiosk_availability(tx: Transaction, service_id: str, settings: Mapping[str, Any]) -> Availability | None:
    """What stands under the tile of one of the plugin's services. Called in a read transaction whenever home is
    drawn."""


@hookspec
def kiosk_claim_scan(tx: Transaction, scan: Scan, settings: Mapping[str, Any]) -> Claim | None:
    """Somebody scanned something at the home screen: is it this plugin's? Called in a read transaction; the
    first claim wins."""


@hookspec
def kiosk_settle(
    tx: Transaction, reservation: Reservation, facts: Facts, settings: Mapping[str, Any]
) -> Settlement | None:
    """Bring one of the plugin's reservations to its end, in one write transaction.

    Called alike after a visit was left, cancelled, timed out or crashed, and at start for what a power cut left
    behind; always with the final outcome of the reservation's operation. It must be safe to call at any stage
    of the plugin's own steps, and release the reservation (`tx.release`). What the sensors cannot tell is
    recorded as uncertain, for staff.
    """


@hookspec
def kiosk_decided(tx: Transaction, request: ApprovalRequest, settings: Mapping[str, Any]) -> Decided | None:
    """A request of the plugin's (`tx.request_approval`) has been decided: `request.state` is `approved`, `refused` or
    `expired`.

    Called in the one transaction that decides: what was approved is done here, or it was not approved. Hold
    `request.version` against what stands in the store now, and answer `Decided(outdated=True)`, having written nothing,
    where they differ. Raising leaves the request open, and counts against the plugin.
    """


@hookspec
def kiosk_daily(tx: Transaction, settings: Mapping[str, Any]) -> None:
    """What the plugin does once a business day by itself, in one write transaction: forget what is kept no longer, ask about
    what is late.

    Called at start and when a new day begins, and again after a restart, so it must be safe to repeat; never while the box
    does not know the time. Raising writes nothing, counts against the plugin, and is tried again the next day.
    """


@hookspec
def kiosk_check(tx: Transaction) -> Sequence[Finding]:  # type: ignore[empty-body]  # a specification has no body
    """What is wrong in the plugin's own tables, for `kiosk check`. Called in a read transaction; an empty list
    is all well."""


@hookspec
def kiosk_reports(settings: Mapping[str, Any]) -> Sequence[Report]:  # type: ignore[empty-body]  # a specification has no body
    """The reports that this plugin makes, for `kiosk report`: they are made in the process of that command. One that is
    `at_desk` is offered in staff mode too, and is made there on a thread of its own; what they read is read-only."""


@hookspec
def kiosk_member_notes(  # type: ignore[empty-body]  # a specification has no body
    tx: Transaction, member_id: str, zone: ZoneInfo, settings: Mapping[str, Any]
) -> Sequence[Text]:
    """Short lines that this plugin's service wants to tell a member who has just identified themselves: what they have out and
    until when, by the site's clock (`zone`). At most three. Called in a read transaction; nothing of anybody else's goes in."""


@hookspec
def kiosk_member_ties(  # type: ignore[empty-body]  # a specification has no body
    tx: Transaction, member_id: str, zone: ZoneInfo, settings: Mapping[str, Any]
) -> Sequence[Text]:
    """What is still open between a member and this plugin's service, told to staff who would cancel or merge the card: nothing
    is cancelled while anybody answers a line. At most three. Called in the very transaction that would cancel, with nothing
    written yet."""


@hookspec
def kiosk_rules() -> Sequence[RuleKind[Any]]:  # type: ignore[empty-body]  # a specification has no body
    """The kinds of dated rules that this plugin reads with `tx.rule(kind)`: their names begin with its id. `kiosk rules import`
    brings versions of them, and a second person approves those before they hold."""


@hookspec
def kiosk_money_lines() -> Mapping[str, str]:  # type: ignore[empty-body]  # a specification has no body
    """To which line of form F09 (晚班款项报表) the plugin's ledger entries belong, by their kind: `topup`, `cards`, `reissue`,
    `wrapping` or `points`. What is not named stands under "other"."""


@hookspec
def kiosk_products(tx: Transaction, settings: Mapping[str, Any]) -> Sequence[Product]:  # type: ignore[empty-body]  # a specification has no body
    """What this plugin sells or gives by the piece, so that it is received, counted and named at the counter. An id is the
    plugin's own, an underscore, and a word (`cards_gold`), and stays as long as there is an entry about it. Called in a read
    transaction."""


@hookspec
def kiosk_till(
    tx: Transaction,
    file: TillFile,
    lines: Sequence[TillLine],
    faults: Sequence[TillFault],
    settings: Mapping[str, Any],
) -> TillCounts | None:
    """Book what the tills have sold (`kiosk till import`): points, spending, cards that were paid with. Called in one write
    transaction for up to a hundred lines, and for one at a time where that raised; never in the desk's process.

    A receipt comes again (`line.key`): the same file twice, files that overlap. What is booked already is booked once, and
    counted as known. Lines that do not match (an unknown card, too little on it) and the `faults` (lines that could not be
    read) are the plugin's to keep, and to show in a report.
    """


@hookspec
def kiosk_member_system(settings: Mapping[str, Any]) -> MemberSystem | None:
    """The site's own member system, where members, balances and points are not the local ledger's. Called once, when it is
    first needed; the first plugin that answers is it. Its methods are coroutines on the desk's event loop and must never
    block."""


@hookspec
def kiosk_member_order(tx: Transaction, order: MemberOrder, settings: Mapping[str, Any]) -> None:
    """An order of the plugin's (`tx.order_members`) has its answer: `order.state` is `done` or `refused`.

    Called once, in the one write transaction that records the answer, maybe long after the visit: what the desk has to account
    for is entered here. Raising records nothing; the other side is asked again, and answers the same.
    """


@hookspec
def kiosk_month_lines() -> Mapping[str, str]:  # type: ignore[empty-body]  # a specification has no body
    """To which line of form F10 (每月1号对账单) the plugin's ledger entries belong, by their kind: `shopping_cards`, `points`,
    `member_cards` or `car_wash`. A kind that is not named goes by its line of F09: `cards` is 购物卡, `reissue` 会员卡,
    `points` 积分兑换; what is in neither stands under "other"."""


@hookspec
def kiosk_entry_words() -> Mapping[str, Text]:  # type: ignore[empty-body]  # a specification has no body
    """What the plugin's ledger entries are called, by their kind, for staff who read a shift's ledger (F06) or the movements
    behind a figure. A kind without words is said as it is written."""
