"""The plugin's own tables. Text ids, integer UTC milliseconds, no foreign keys into the core's tables, no personal data.

A member is an id here and nothing else; there is no field in which an identity document could be noted (居民身份证法 art. 15).
Two promises are kept by the database and not by Python: an item is lent to one member at a time, and a member's loans occupy
numbered slots, so that two positions cannot both hand out the last one that is allowed (partial unique indexes in
`migrations/0001_loans.py`).
"""

from __future__ import annotations

from peewee import BigIntegerField, IntegerField, TextField

from kiosk.core.api import PluginModel


class LoanRow(PluginModel):
    """One attempt to lend; see `records.Loan`."""

    id = TextField(primary_key=True)
    number = TextField(unique=True)
    code = TextField(unique=True)
    kind = TextField()
    member_id = TextField()
    item_id = TextField()
    place_id = TextField()
    slot = IntegerField()
    state = TextField()
    confirmed = IntegerField()
    opened_ms = BigIntegerField()
    due_ms = BigIntegerField()
    borrowed_ms = BigIntegerField(null=True)
    returned_ms = BigIntegerField(null=True)
    returned_place_id = TextField(null=True)
    borrower_id = TextField(default="")
    renewed = IntegerField(default=0)
    terms = TextField(default="")

    class Meta:
        table_name = "lending_loan"


class RestRow(PluginModel):
    """An item that dries, until when, or until staff call it dry."""

    item_id = TextField(primary_key=True)
    since_ms = BigIntegerField()
    until_ms = BigIntegerField()

    class Meta:
        table_name = "lending_rest"


class BorrowerRow(PluginModel):
    """Somebody whom staff lent to without a card: a name or a phone number, wiped when it is needed no longer."""

    id = TextField(primary_key=True)
    name = TextField()
    phone = TextField()
    made_ms = BigIntegerField()
    wiped_ms = BigIntegerField(null=True)

    class Meta:
        table_name = "lending_borrower"


class DepositRow(PluginModel):
    """A deposit that staff took or gave back, in fen; only ever added to."""

    id = TextField(primary_key=True)
    loan_id = TextField()
    deed = TextField()
    fen = IntegerField()
    staff_id = TextField()
    at_ms = BigIntegerField()

    class Meta:
        table_name = "lending_deposit"


class InspectionRow(PluginModel):
    """What somebody said of a thing's parts: a customer who brought it back, or staff who looked at it.

    `faults` names what is wrong, separated by blanks; "" says that all is well. Only ever added to.
    """

    id = TextField(primary_key=True)
    item_id = TextField()
    loan_id = TextField(default="")
    staff_id = TextField(default="")
    faults = TextField()
    at_ms = BigIntegerField()

    class Meta:
        table_name = "lending_inspection"


class CaseRow(PluginModel):
    """Something that waits for staff, or that they have settled; see `records.Case`."""

    id = TextField(primary_key=True)
    kind = TextField()
    reason = TextField()
    loan_id = TextField(null=True)
    item_id = TextField(null=True)
    place_id = TextField(null=True)
    opened_ms = BigIntegerField()
    resolved_ms = BigIntegerField(null=True)
    resolution = TextField(null=True)
    staff_id = TextField(null=True)

    class Meta:
        table_name = "lending_case"


class UnlockRow(PluginModel):
    """A door that staff opened by hand, with the reason as the settings write it (the journal holds its key)."""

    id = TextField(primary_key=True)
    place_id = TextField()
    staff_id = TextField()
    reason = TextField()
    at_ms = BigIntegerField()

    class Meta:
        table_name = "lending_unlock"
