"""A loan costs the same with a million members as with a thousand: no statement of a visit reads a table from
end to end.
"""

from __future__ import annotations

import re

import pytest

from kiosk.core.members import pin, without_card
from kiosk.core.staff import accounts, badges, first_code, signing_in
from kiosk.core.store import (
    approvals,
    attendance,
    calls,
    cards,
    contact,
    enrolling,
    identities,
    journal,
    ledger,
    ledger_reading,
    operations,
    orders,
    own_account,
    people,
    remote_members,
    reservations,
    rules,
    serials,
    shifts,
    shipping,
    slips,
    stock,
    tallies,
)

GROWING = {
    "stock_shipments",
    "absences",
    "acts",
    "approvals",
    "calls",
    "hours_changes",
    "identities",
    "identity_reads",
    "journal",
    "ledger_accounts",
    "ledger_days",
    "ledger_entries",
    "ledger_lot_uses",
    "ledger_lots",
    "ledger_transfers",
    "member_card_matters",
    "member_elsewhere",
    "member_orders",
    "member_phone_changes",
    "member_pins",
    "members",
    "items",
    "movements",
    "operations",
    "reservations",
    "serials",
    "sessions",
    "shift_counts",
    "shifts",
    "slip_matters",
    "void_cards",
}
SMALL = {
    "badges",
    "brands",
    "places",
    "ledger_periods",
    "rule_decisions",
    "rule_packs",
    "rule_versions",
    "levels",
    "staff",
    "plugins",
    "kiosk",
    "journal_heads",
    "first_codes",
    "member_imports",
    "store_restores",
    "opening_entries",
}
"""As many as there are doors, boxes, colleagues, their badges and plugins. Opening entries are looked up by member."""

NOT_OF_A_VISIT = {
    stock._ITEMS_OF,
    reservations._COLUMNS,
    approvals._COLUMNS,
    calls._CALLS,
    enrolling._ADD,
    remote_members._ADD,
}
"""A list for staff, and the beginnings of other statements. A new member: SQLite plans to look through the children of a row
that comes in, and does so only where a foreign key is deferred."""


def is_statement(name, value):
    return (
        name.startswith("_")
        and isinstance(value, str)
        and re.match(r"(SELECT|UPDATE|INSERT)\b", value) is not None
        and not value.endswith("WHERE ")
        and value not in NOT_OF_A_VISIT
    )


STATEMENTS = [
    pytest.param(value, id=f"{module.__name__.rsplit('.', 1)[-1]}.{name}")
    for module in (
        journal,
        ledger,
        ledger_reading,
        operations,
        orders,
        people,
        reservations,
        rules,
        serials,
        shifts,
        shipping,
        slips,
        stock,
        tallies,
        accounts,
        badges,
        first_code,
        signing_in,
        approvals,
        attendance,
        calls,
        cards,
        contact,
        enrolling,
        remote_members,
        identities,
        own_account,
        pin,
    )
    for name, value in vars(module).items()
    if is_statement(name, value)
] + [pytest.param(value, id=f"without_card.by_{by}") for by, value in without_card._FIND.items()]


@pytest.mark.parametrize("sql", STATEMENTS)
def test_no_statement_of_a_visit_reads_a_growing_table_from_end_to_end(sqlite_store, sql):
    def explained(tx):
        return [row[3] for row in tx._all(f"EXPLAIN QUERY PLAN {sql}", ("1",) * sql.count("?"))]

    for step in sqlite_store.read_now(explained):
        if (scanned := re.match(r"SCAN (\w+)", step)) is not None:
            table = {"o": "operations", "p": "places", "r": "reservations"}.get(
                scanned.group(1), scanned.group(1)
            )
            few = (
                "INDEX reservations_held",
                "INDEX operations_open",
                "INDEX identities_marked",
                "INDEX member_card_matters_open",
                "INDEX slip_matters_open",
                "INDEX member_orders_open",
                "INDEX stock_shipments_under_way",
            )
            assert table in SMALL or any(index in step for index in few), step


def test_what_is_left_by_day_is_read_off_an_index_alone(sqlite_store):
    sql = f"EXPLAIN QUERY PLAN {ledger_reading._LEFT_BY_DAY}"
    steps = sqlite_store.read_now(lambda tx: [row[3] for row in tx._all(sql, ("m", "points", "point", 0))])
    assert any("COVERING INDEX ledger_lots_left" in step for step in steps), steps
    assert not any("TEMP B-TREE" in step for step in steps), steps


def test_the_lists_above_name_every_table(sqlite_store):
    tables = sqlite_store.maintain(lambda dialect: dialect.database.get_tables())
    assert {table for table in tables if not table.endswith("_migration")} == GROWING | SMALL
