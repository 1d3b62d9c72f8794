"""The mall: a store in a file with all of its services, its staff, a clock that the year moves, and the verbs of its counter.

Everything is done by the desk's own code, in the transactions that the desk makes of it, in the name of whoever is there. What
was answered is told to whoever may cut the power (`power`), so that it can be looked for afterwards.
"""

from __future__ import annotations

import tomllib
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import msgspec

from kiosk.cli.demo_rules import PACK
from kiosk.core.checks import check_desk
from kiosk.core.clock import ManualClock
from kiosk.core.host.discovery import candidates
from kiosk.core.host.host import Host
from kiosk.core.host.tables import bring_up_to_date
from kiosk.core.prepaid_law import PREPAID
from kiosk.core.records import ApprovalRequest, Approved, Context, StaffIdentity
from kiosk.core.rules import read_pack
from kiosk.core.service import Facts
from kiosk.core.staff import add_staff
from kiosk.core.staff.accounts import all_staff
from kiosk.core.store.database import Store
from kiosk.core.store.statements import run
from kiosk.core.store.transaction import Transaction
from kiosk.link.settings import Plugins
from kiosk.testing.people import QUICK
from kiosk.testing.ready_store import owners_among, put_ready_store
from tests.year.plan import BEGINS, moment
from tests.year.power import Meter

STAFF = (("1001", "shift_lead"), ("1002", "attendant"), ("1003", "attendant"), ("2001", "finance"))
LOCKERS, BAGS = 24, 12
BAG_PLUGIN = "bags"
_NEWEST = "SELECT at_ms FROM journal ORDER BY seq DESC LIMIT 1"
_DONE = "SELECT data FROM journal WHERE event = 'year.visit' ORDER BY seq DESC LIMIT 1"


@dataclass
class Mall:
    """The store while one process has it open."""

    store: Store
    host: Host
    clock: ManualClock
    staff: dict[str, StaffIdentity]
    """By number."""
    meter: Meter | None = None
    session: str = ""
    morning: int = 0
    """The business day before whose first visit everything was done that is due in the night, as far as this life has seen."""

    def write(self, function: Callable[..., Any], *more: Any, by: str = "", plugin: str = "") -> Any:
        """One transaction, a moment later than the one before; `by`: the number of who does it, else a customer."""
        self.clock.move(1.0)
        context = Context(self.actor(by), "front", self.session, plugin)

        def whole(tx: Transaction) -> tuple[Any, int]:
            return function(tx, *more), tx.journal_head()[0]

        result, head = self.store.write_now(whole, context=context)
        if self.meter is not None:
            self.meter.answered(head)
        return result

    def read(self, function: Callable[..., Any], *more: Any, plugin: str = "") -> Any:
        return self.store.read_now(function, *more, context=Context("system", "front", self.session, plugin))

    def actor(self, by: str) -> str:
        if not by:
            return "customer" if self.session else "system"
        return f"staff:{self.staff[by].id}"

    def until(self, at_ms: int) -> None:
        """Time passes, and never goes back."""
        if (later := at_ms - self.clock.now_ms()) > 0:
            self.clock.move(later / 1000)

    def approved(self, by: str, asked_by: str, right: str, plugin: str) -> Approved:
        """A second person's word in this visit, as the screen writes it down."""
        asked, second = self.staff[asked_by], self.staff[by]

        def give(tx: Transaction) -> str:
            now = tx.now_ms
            request = ApprovalRequest(
                id=tx.new_id(), plugin=plugin, kind="at_once", subject=self.session, version="", right=right,
                reason="asked", title="?", facts=(), data={}, not_by=(), state="given", asked_by=asked.id,
                asked_ms=now, position="front", session_id=self.session, expires_ms=now,
            )  # fmt: skip
            tx.give_approval(request, second.id)
            return request.id

        return Approved(self.write(give, by=asked_by), second, asked.id, right, "asked")

    def rules(self, rules: Sequence[dict[str, Any]], reason: str) -> None:
        """A pack is brought by one and approved by another."""
        kinds = {kind.name: kind for kind in (PREPAID, *self.kinds())}
        found = read_pack({"rule": rules}, kinds)
        pack = self.write(
            lambda tx: tx.propose_rules(found, titles=[one.name for one in found], reason=reason), by="1001"
        )
        second = self.staff["2001"].id

        def approve(tx: Transaction) -> None:
            request = next(each for each in tx.open_requests() if each.data.get("pack") == pack)
            tx.decide_request(request, "approved", second)
            tx.decide_rules(pack, request.version, second, yes=True)

        self.write(approve, by="2001")

    def kinds(self) -> list[Any]:
        """Of every plugin's rules."""
        return [kind for _plugin, found in self.host.call("kiosk_rules") for kind in found]

    def done(self) -> int:
        """The number of the last visit that is over."""
        row = self.read(lambda tx: run(tx, _DONE).fetchone())
        return int(msgspec.json.decode(row[0])["number"]) if row else 0

    def wrong(self) -> list[str]:
        """What `kiosk check` has to say."""
        return [
            f"{one.code}: {one.text}" for one in check_desk(self.store, self.host) if one.severity == "wrong"
        ]


def open_mall(place: Path, meter: Meter | None = None) -> Mall:
    """Open it, at the moment of its newest record, and bring to an end what was cut off."""
    clock = ManualClock(moment(BEGINS, 8 * 60))
    store = Store.open(place, clock)
    newest = store.read_now(lambda tx: run(tx, _NEWEST).fetchone())
    clock.jump((max(newest[0] if newest else 0, clock.now_ms()) - clock.now_ms()) / 1000)
    host = Host(clock.now_ms, migrate=lambda plugin, folder: bring_up_to_date(store, plugin, folder))
    store.permits = host.permits
    host.load(candidates(), {}, enabled=frozenset({BAG_PLUGIN}))
    staff = {
        one.number: StaffIdentity(one.id, one.number, one.name, one.role) for one in store.read_now(all_staff)
    }
    mall = Mall(store, host, clock, staff, meter)
    if meter is not None:
        store.probe = meter.probe(place)
    _settle(mall)
    return mall


def _settle(mall: Mall) -> None:
    """After a cut: what was under way has an end that nobody saw, and what was held is settled by its own service."""
    for operation in mall.read(Transaction.open_operations):
        mall.write(lambda tx, one=operation: tx.end_operation(one.id, "uncertain", "power cut"))
    for held in mall.read(Transaction.reservations):

        def settle(tx: Transaction, one: Any = held) -> None:
            operation = tx.operation(one.operation_id) if one.operation_id else None
            facts = (
                Facts(outcome=operation.state, reason=operation.reason, door="closed")
                if operation
                else Facts()
            )
            ended = mall.host.call_one(
                one.plugin, "kiosk_settle", tx=tx, reservation=tx.reservation(one.id), facts=facts
            )
            if ended is not None and tx.reservation(one.id).held:
                tx.release(one.id, ended.how)

        mall.session = held.session_id
        mall.clock.move(1.0)
        mall.store.write_now(settle, context=Context("system", "front", held.session_id, held.plugin))
    for session in mall.read(Transaction.open_sessions):
        mall.write(lambda tx, one=session: tx.end_session(one.id, "crashed"))
    mall.session = ""


def found_mall(place: Path) -> None:
    """A new one: its staff, its rules, its lockers with umbrellas."""
    put_ready_store(place, *owners_among(candidates(), Plugins(enabled=[BAG_PLUGIN])))
    mall = open_mall(place)
    try:
        for number, role in STAFF:
            mall.staff[number] = add_staff(mall.store, number, number, "80264713", role=role, policy=QUICK)
        mall.rules(tomllib.loads(PACK.read_text("utf-8"))["rule"], "new_rules")
        mall.write(_furnish)
    finally:
        mall.store.close()


def _furnish(tx: Transaction) -> None:
    for number in range(1, LOCKERS + 1):
        place = tx.put_place("A", number, holds=["umbrella"])
        if number % 3:
            tx.add_item(f"U{number:03d}", "umbrella", place_id=place.id)
    for number in range(1, BAGS + 1):
        tx.put_place("B", number, holds=["bag"] if number % 2 else ["bag", "large_bag"])
