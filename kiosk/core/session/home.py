"""The home screen: tiles with what is available now, and scans that say by themselves which service is
meant."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Sequence

from kiosk.core.host.host import Host
from kiosk.core.host.plugin import PluginFailed
from kiosk.core.outcomes import Scan, Scans
from kiosk.core.service import Availability, Claim, Service
from kiosk.core.session import author_page
from kiosk.core.session.card_asked import note_bad_stripe
from kiosk.core.session.position import PositionDesk
from kiosk.core.session.remote_member import became_known, system_at
from kiosk.core.session.texts import LIMITED_HINT, ONLY_STAFF
from kiosk.core.store.transaction import Transaction
from kiosk.core.texts import Texts
from kiosk.link.prompts import Choice, Chosen, Menu
from kiosk.link.texts import Text

log = logging.getLogger(__name__)
_ = Texts("core")

REFUSED: dict[str, Text] = {
    "too_long": _("That code is too long to be one of ours."),
    "unreadable": _("That code could not be read. Please try again."),
    "payment_code": _("That is a payment code. It is not needed here."),
    "lost": _("The scan was lost. Please scan again."),
    "bad_swipe": _("The stripe could not be read. Please swipe again, or scan."),
    "payment_card": _("That is a bank card. It is not needed here."),
}


PAUSED = Availability(_("Paused: being looked after"), enabled=False)
ASK_STAFF = Availability(_("Paused: please ask staff"), enabled=False)
"""What a customer reads: who came to bring something back does not know what to do with "being looked after"."""

CALL = "core.call"

SCAN_HINT = _("Or simply scan: your card, a tag, or a slip.")


async def home(position: PositionDesk, error: Text = "") -> Claim:
    """Ask what the person has come for; returns the service, chosen by a tile or claimed by a scan. `error` says
    what was wrong with the scan that began the visit."""
    redrawing: asyncio.Task[None] | None = None

    def refresh() -> None:
        nonlocal redrawing
        if redrawing is None or redrawing.done():
            redrawing = asyncio.ensure_future(_redraw(position, error))

    position.refresh = refresh
    try:
        while True:
            menu = await _menu(position, error)
            outcome = await position.conversation.ask(menu, (Scans(),), None, back=False, update=False)
            if outcome == Chosen(CALL):
                position.bell.ring()
                continue
            if isinstance(outcome, Chosen) and outcome.key.startswith(author_page.PREFIX):
                await author_page.fault(position, outcome.key.removeprefix(author_page.PREFIX))
                continue
            if isinstance(outcome, Chosen):
                return Claim(outcome.key, "")
            if isinstance(outcome, Scan):
                claimed, error = await _scanned(position, outcome)
                if claimed is not None and not error:
                    return claimed
    finally:
        position.refresh = lambda: None
        if redrawing is not None:
            redrawing.cancel()


async def _scanned(position: PositionDesk, scan: Scan) -> tuple[Claim | None, Text]:
    """Which service a scan is for, and why it begins nothing all the same."""
    if scan.text and not scan.swiped:
        await note_bad_stripe(position, text=scan.text)
    claimed = await claim(position, scan)
    return claimed, unserved(position, claimed) if claimed is not None else refusal(scan)


def refusal(scan: Scan) -> Text:
    """Why a scan that no service claims begins nothing."""
    return REFUSED.get(scan.refused, _("That code is not one of ours."))


async def claim(position: PositionDesk, scan: Scan) -> Claim | None:
    """Which service a scan is for: the first that a plugin claims for a tile of its own; None when no plugin knows it.

    A claim for anything else is the plugin's fault, and keeps nobody else from theirs.
    """
    if scan.refused:
        return None
    right = await _rightful(position, scan)
    if not right and await became_known(position, scan.text):
        right = await _rightful(position, scan)
    return right[0] if right else None


async def _rightful(position: PositionDesk, scan: Scan) -> list[Claim]:
    host, right = position.host, list[Claim]()
    for plugin, claimed in await _claims(position, scan):
        owner, service = host.service(claimed.service_id) or ("", None)
        if owner == plugin and service is not None and service.audience == "customer":
            if kept_here(position, service):
                right.append(claimed)
        else:
            host.strike(
                plugin, f"claimed a scan for {claimed.service_id[:80]!r}, which is no tile of its own"
            )
    return right


def _claim(tx: Transaction, host: Host, plugin: str, scan: Scan) -> Claim | None:
    try:
        claimed: Claim | None = host.call_one(plugin, "kiosk_claim_scan", tx=tx, scan=scan)
    except PluginFailed:
        return None
    return claimed


async def _claims(position: PositionDesk, scan: Scan) -> list[tuple[str, Claim]]:
    """What every plugin says of a scan. They are asked in one look-up, which is begun anew after one whose statement failed:
    fifty look-ups take longer than fifty answers, and what one gets wrong must not cost the next."""
    found: list[tuple[str, Claim]] = []
    waiting = list(position.host.plugins)

    def ask(tx: Transaction) -> None:
        while waiting:
            plugin = waiting.pop(0)
            claimed = _claim(tx, position.host, plugin, scan)
            if claimed is not None:
                found.append((plugin, claimed))
            if not tx.sound:
                return

    while waiting:
        await position.store.read(ask)
    return found


async def _redraw(position: PositionDesk, error: Text) -> None:
    position.conversation.redraw(await _menu(position, error))


async def _menu(position: PositionDesk, error: Text) -> Menu:
    offered = position.host.services("customer")

    found = await availabilities(position, offered)
    hint = SCAN_HINT if position.equipment.ready(position.name, ("scanner",)) else ""
    return Menu(
        title=_title(position, _("Hello, what can we do for you?"), offered=bool(offered)),
        subtitle=LIMITED_HINT if position.safe_mode else hint,
        comfort_title=_title(position, _("What would you like to do?"), offered=bool(offered)),
        layout="tiles",
        choices=_only_staff(position)
        if position.safe_mode and not offered
        else tuple(
            Choice(
                key=service.id,
                title=service.title,
                short=service.verb,
                note=available.note,
                icon=service.icon,
                tone=service.tone,
                enabled=available.enabled,
            )
            for (_plugin, service), available in zip(offered, found, strict=True)
            if available.offered
        )
        + author_page.tiles(position),
        error=error,
    )


def _only_staff(position: PositionDesk) -> tuple[Choice, ...]:
    """What is left when nothing is loaded: a person."""
    rang = position.bell.call is not None
    note = _("Staff have been told. Please stay here.") if rang else ""
    return (Choice(CALL, _("Call staff"), note=note, icon="support_agent", tone="amber", enabled=not rang),)


def _title(position: PositionDesk, usual: Text, *, offered: bool) -> Text:
    if position.safe_mode and not offered:
        return ONLY_STAFF
    return usual if position.calendar.open_now else _("We are closed")


async def availabilities(
    position: PositionDesk, offered: Sequence[tuple[str, Service]]
) -> list[Availability]:
    """What is said of each service now, and whether it can be chosen.

    Each plugin is asked in a look-up of its own: in PostgreSQL one failed statement ends all of its transaction, and what
    one plugin gets wrong must not cost another its tile.
    """
    found = []
    calendar, reception = position.calendar, position.reception
    for plugin, service in offered:
        if not kept_here(position, service):
            found.append(Availability(offered=False))
        elif service.audience == "customer" and not reception.served(calendar, service):
            found.append(reception.closed(calendar, position))
        elif position.equipment.ready(position.name, service.devices):
            found.append(await position.store.read(_availability, position, plugin, service))
        else:
            found.append(_paused(service))
    return found


def kept_here(position: PositionDesk, service: Service) -> bool:
    """Whether what a service changes is kept where it changes it: most of cards is the remote system's business, if any."""
    return service.members == "any" or system_at(position) is None


def _paused(service: Service) -> Availability:
    return ASK_STAFF if service.audience == "customer" else PAUSED


def unserved(position: PositionDesk, claim: Claim) -> Text:
    """Why a scan begins nothing though a service knows it: the site is closed, and when it opens; "" when it is served."""
    offered, calendar = position.host.service(claim.service_id), position.calendar
    if offered is None or position.reception.served(calendar, offered[1]):
        return ""
    return position.reception.opens(calendar, position)


def _availability(tx: Transaction, position: PositionDesk, plugin: str, service: Service) -> Availability:
    host = position.host
    if not plugin:
        note = host.notes.get(service.id)
        return note(tx, position) if note is not None else Availability()
    try:
        told: Availability | None = host.call_one(plugin, "kiosk_availability", tx=tx, service_id=service.id)
    except PluginFailed:
        return _paused(service)
    return told or Availability()
