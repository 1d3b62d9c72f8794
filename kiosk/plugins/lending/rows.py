"""The statements of every loan, as constant SQL on the transaction's database.

Peewee builds a query anew each time it is asked, and for these few that costs several times what running them does: a borrowing
visit holds the desk's one writer, so they stand here ready made. Everything rarer (what staff do, checks) uses the models.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from typing import Any

from .models import LoanRow
from .records import Case, Loan

_LOAN = (
    "SELECT id, number, code, kind, member_id, item_id, place_id, state, confirmed, slot, opened_ms, due_ms, borrowed_ms,"
    " returned_ms, returned_place_id, borrower_id, renewed, terms FROM lending_loan WHERE "
)
_CASE = "SELECT id, kind, reason, opened_ms, loan_id, item_id, place_id FROM lending_case WHERE resolved_ms IS NULL"
_ADD_LOAN = (
    "INSERT INTO lending_loan (id, number, code, kind, member_id, item_id, place_id, state, confirmed, slot, opened_ms,"
    " due_ms, borrower_id, terms) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"
)
_DRY = "SELECT item_id, until_ms FROM lending_rest"
_UNREST = "DELETE FROM lending_rest WHERE item_id = ?"
_REST = "INSERT INTO lending_rest (item_id, since_ms, until_ms) VALUES (?, ?, ?)"


@lru_cache(maxsize=128)
def _written_for(sql: str, mark: str) -> str:
    """The statement with the database's own mark for a value; none of ours has a question mark otherwise."""
    return sql.replace("?", mark)


def run(sql: str, *values: str | int | None) -> Any:
    """Execute one statement; returns its cursor."""
    database = LoanRow._meta.database  # noqa: SLF001  peewee's documented place for it
    return database.execute_sql(_written_for(sql, database.param), values)


def loans(where: str, *values: str | int) -> list[Loan]:
    """Loans by a condition of ours, order included."""
    return [_loan(row) for row in run(_LOAN + where, *values).fetchall()]


def _loan(row: tuple[Any, ...]) -> Loan:
    fields: Any = (*row[:8], bool(row[8]), *row[9:])
    return Loan(*fields)


def marks(values: Sequence[object]) -> str:
    """As many marks as there are values, for `IN`."""
    return ", ".join("?" * len(values))


def add_loan(loan: Loan) -> None:
    """A new row."""
    run(
        _ADD_LOAN,
        loan.id, loan.number, loan.code, loan.kind, loan.member_id, loan.item_id, loan.place_id, loan.state,
        int(loan.confirmed), loan.slot, loan.opened_ms, loan.due_ms, loan.borrower_id, loan.terms,
    )  # fmt: skip


def change_loan(loan_id: str, **changes: str | int | None) -> None:
    """Change columns of one row; their names are the callers' own words, never data."""
    columns = ", ".join(f"{column} = ?" for column in changes)
    run(f"UPDATE lending_loan SET {columns} WHERE id = ?", *changes.values(), loan_id)  # noqa: S608  see above


def cases(and_where: str = "", *values: str) -> list[Case]:
    """Open questions, the oldest first, narrowed by a condition of ours."""
    return [Case(*row) for row in run(f"{_CASE}{and_where} ORDER BY opened_ms, id", *values).fetchall()]


def dry_times() -> dict[str, int]:
    """When each item that was ever brought back is, or was, dry."""
    return dict(run(_DRY).fetchall())


def end_rest(item_id: str) -> None:
    """It rests no longer: it left the stock, or is lost."""
    run(_UNREST, item_id)


def put_to_rest(item_id: str, since_ms: int, until_ms: int) -> None:
    """One item dries."""
    run(_UNREST, item_id)
    run(_REST, item_id, since_ms, until_ms)
