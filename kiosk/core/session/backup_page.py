"""Two alarms of the store, first in the staff menu: a backup that failed or is missing, and a store that was put back from one.

The first is there until a backup has been made; nobody can put it away. The second is there until somebody who answers for
counts says that what may differ was counted. Left out: making and restoring, which are the command line's.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from kiosk.core.moments import stamp
from kiosk.core.outcomes import Changed, Changes
from kiosk.core.service import Availability
from kiosk.core.store.restores import Restore, restore_seen, unseen_restore
from kiosk.core.store.transaction import Transaction
from kiosk.core.texts import Texts
from kiosk.core.visit import Visit
from kiosk.link.backups import Trouble
from kiosk.link.prompts import Action, Chosen, Confirm, Fact, Notice
from kiosk.link.texts import Text

if TYPE_CHECKING:
    from kiosk.core.session.live_visit import LiveVisit
    from kiosk.core.session.position import PositionDesk

_ = Texts("core")

SEEN_RIGHT = "approvals.answer"
"""Who says that it was counted: whoever answers for others' acts."""

SHORT: dict[Trouble, Text] = {
    "doubtful": _("Something is wrong in it"),
    "no_folder": _("Its medium is not there"),
    "same_medium": _("Its medium is not there"),
    "full": _("Its medium is full"),
    "refused": _("Its medium cannot be written"),
    "damaged": _("The copy is damaged"),
    "failed": _("The last one failed"),
    "overdue": _("None was made"),
}

TO_DO: dict[Trouble, Text] = {
    "doubtful": _("Call the technician: “kiosk check” tells what is wrong in the database."),
    "no_folder": _("Look whether the stick or disk for backups is plugged in. It is tried again every hour."),
    "same_medium": _(
        "Look whether the stick or disk for backups is plugged in. It is tried again every hour."
    ),
    "full": _("Change the stick or disk, or have old files removed from it. It is tried again every hour."),
    "refused": _("Call the technician: the stick or disk is write-protected, or not for this user."),
    "damaged": _("Call the technician at once: the disk of this box, or the one for backups, may be dying."),
    "failed": _("It is tried again every hour. If it fails again, call the technician."),
    "overdue": _("Call the technician: the timer for backups does not run."),
}


async def backup_page(visit: Visit) -> None:
    """What is wrong with the backups, and what to do."""
    desk = cast("LiveVisit", visit).desk
    if desk.management is None:
        return
    await visit.ask(about_backup(desk))


def about_backup(desk: PositionDesk) -> Notice:
    """The state of the backups, as a notice."""
    assert desk.management is not None  # noqa: S101 - asked by the caller
    watch = desk.management.backups
    trouble, told = watch.trouble, watch.told
    if trouble is None:
        return Notice("done", _("The backup is made again"), icon="save")
    facts = [Fact(_("What"), SHORT[trouble], alert=True)]
    if told is not None:
        facts.append(Fact(_("Tried"), stamp(told.tried_ms, desk.zone)))
    good: Text = stamp(told.good_ms, desk.zone) if told is not None and told.good_ms else _("There is none")
    facts.append(Fact(_("Last good backup"), good))
    return Notice("information", _("Backup of the database"), TO_DO[trouble], facts=tuple(facts), icon="save")


def backup_note(_tx: Transaction, position: PositionDesk) -> Availability:
    """What is wrong; no line at all while nothing is."""
    trouble = position.management.backups.trouble if position.management is not None else None
    return Availability(offered=False) if trouble is None else Availability(SHORT[trouble])


async def restored_page(visit: Visit) -> None:
    """What is missing, what to look at and to count; and that it was done."""
    desk = cast("LiveVisit", visit).desk
    while True:
        one = await visit.read(unseen_restore, desk.store.kiosk_id)
        if one is None:
            return
        outcome = await visit.ask(
            about_restore(one, desk, may=visit.may(SEEN_RIGHT)), accepts=(Changes("store"),)
        )
        if outcome == Chosen("seen"):
            await visit.write(_seen, one.id)
        elif not isinstance(outcome, Changed):
            return


def about_restore(one: Restore, desk: PositionDesk, *, may: bool) -> Confirm:
    """One restore, with what it cost."""
    lost: Text = _("Not known") if one.lost is None else f"{one.lost:,}"
    return Confirm(
        _("Restored from a backup"),
        _(
            "What was done between these two times is missing here: enter it from slips and paper, count money, cards and"
            " gifts, and look into every locker."
        ),
        (
            Fact(_("Newest in the backup"), stamp(one.backup_ms, desk.zone)),
            Fact(_("Restored"), stamp(one.at_ms, desk.zone)),
            Fact(_("Records missing"), lost, alert=one.lost != 0),
            Fact(_("Left uncertain"), f"{one.uncertain:,}", alert=one.uncertain > 0),
        ),
        (Action("seen", _("All is counted and entered"), icon="check", primary=True),) if may else (),
        icon="history",
        tone="rose",
    )


def restored_note(tx: Transaction, position: PositionDesk) -> Availability:
    """Since when; no line at all where nobody has to see to one."""
    one = unseen_restore(tx, position.store.kiosk_id)
    if one is None:
        return Availability(offered=False)
    return Availability(_("Missing since {time}", time=stamp(one.backup_ms, position.zone)))


def _seen(tx: Transaction, restore_id: str) -> None:
    restore_seen(tx, restore_id)
