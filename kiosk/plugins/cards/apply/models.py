"""Who applies for a card or wants another, what people agreed to, whose number was shown in full: tables of their own."""

from __future__ import annotations

from peewee import AutoField, BigIntegerField, IntegerField, TextField

from kiosk.core.api import PluginModel


class ApplicationRow(PluginModel):
    """Somebody who wants a card; `phone`, salutation and birthday are wiped when it ends."""

    id = TextField(primary_key=True)
    code = TextField(unique=True)
    state = TextField()
    phone = TextField()
    salutation = TextField()
    birth_month = IntegerField(null=True)
    birth_day = IntegerField(null=True)
    tier = TextField(default="")
    language = TextField()
    made_ms = BigIntegerField()
    ended_ms = BigIntegerField(null=True)
    member_id = TextField(default="")

    class Meta:
        table_name = "cards_application"


class ConsentRow(PluginModel):
    """Somebody agreed to something, or took it back, under a version of the texts. Only ever added to, and counted: the clock
    may jump, and what was taken back must stay the newest."""

    id = AutoField()
    subject_id = TextField()
    consent = TextField()
    version = TextField()
    given = IntegerField()
    how = TextField()
    at_ms = BigIntegerField()

    class Meta:
        table_name = "cards_consent"


class RevealRow(PluginModel):
    """A phone number was shown in full to somebody of the staff (domain.md A10). Only ever added to."""

    id = TextField(primary_key=True)
    subject_id = TextField()
    staff_id = TextField()
    position = TextField()
    at_ms = BigIntegerField()

    class Meta:
        table_name = "cards_reveal"


class RequestRow(PluginModel):
    """A member wants a new card for a lost or damaged one; `ended_ms` is None while staff have not made it."""

    id = TextField(primary_key=True)
    member_id = TextField()
    why = TextField()
    at_ms = BigIntegerField()
    ended_ms = BigIntegerField(null=True)
    ended_by = TextField(default="")
    how = TextField(default="")

    class Meta:
        table_name = "cards_request"
