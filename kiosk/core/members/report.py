"""What an import says afterwards: counts, and for every row that was not taken its line, its column and why."""

from __future__ import annotations

import msgspec

from kiosk.link.texts import Message, Translator

MAXIMUM_FAULTS = 1000
"""Faults kept with their words. A file of a million wrong rows is one mistake, and is told by its count."""


class ImportRefused(Exception):
    """Nothing of the file could be read as a member list. `line` is 0 where it is about the file as a whole."""

    def __init__(self, reason: Message, line: int = 0) -> None:
        super().__init__(f"line {line}: {english(reason)}" if line else english(reason))
        self.reason = reason
        self.line = line


class RowFault(msgspec.Struct, frozen=True):
    """One row that was not taken. `column` is the header's own name for it, "" where it is about the row as a
    whole.

    The cell itself is not repeated: it is personal, and this ends on a screen or in a file.
    """

    line: int
    column: str
    code: str
    reason: Message

    def __str__(self) -> str:
        where = f"line {self.line}, {self.column}" if self.column else f"line {self.line}"
        return f"{where}: {english(self.reason)}"


class ImportReport(msgspec.Struct, frozen=True):
    """How an import went. `rows` = `added` + `unchanged` + `fault_count`."""

    import_id: str
    encoding: str
    delimiter: str
    rows: int = 0
    added: int = 0
    unchanged: int = 0
    opening_entries: int = 0
    """Balances that now wait for a second person's approval."""
    fault_count: int = 0
    faults: tuple[RowFault, ...] = ()
    """The first `MAXIMUM_FAULTS` of them, by line."""
    ignored_columns: tuple[str, ...] = ()
    """Columns that mean nothing to us; never read."""
    identity_columns: tuple[str, ...] = ()
    """Columns of identity numbers; never read, and worth telling whoever made the file."""


def english(reason: Message) -> str:
    """A reason in English, for logs and terminals."""
    return Translator("en", {}).say(reason)
