"""The plugin's record of cards that were given out, which form F03 reads, and of stripes that were written anew."""

from __future__ import annotations

from peewee import BigIntegerField, IntegerField, TextField

from kiosk.core.api import PluginModel


class GivenRow(PluginModel):
    """One card that somebody got. `how`: `issued`, `upgraded` or `replaced`; `before` is the number that is void since; `paid`
    and `spent` (fen) are what its route asked for, `brand` where it was spent (购买品牌)."""

    id = TextField(primary_key=True)
    member_id = TextField()
    at_ms = BigIntegerField()
    business_day = IntegerField()
    how = TextField()
    tier = TextField()
    route = TextField(default="")
    number = TextField()
    before = TextField(default="")
    entry_id = TextField(default="")
    paid = BigIntegerField(default=0)
    spent = BigIntegerField(default=0)
    brand = TextField(default="")
    staff_id = TextField()

    class Meta:
        table_name = "cards_given"


class StripeRow(PluginModel):
    """One time that a member's stripe was written anew (加磁)."""

    id = TextField(primary_key=True)
    member_id = TextField()
    at_ms = BigIntegerField()
    operation_id = TextField()
    staff_id = TextField()

    class Meta:
        table_name = "cards_stripe"
