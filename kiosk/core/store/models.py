"""The base of a plugin's models.

The core itself has no models: its statements are few, constant, and on the hot path, and stand with the verbs
that use them. A plugin gets peewee as it is, held to what both databases keep honestly: text, integers and
bytes, in STRICT tables whose names begin with the plugin's id. Times are integer UTC milliseconds
(`BigIntegerField`: PostgreSQL's INTEGER ends in 1970 plus 25 days), money is integer fen, yes and no is 0 and
1.
"""

from __future__ import annotations

from typing import Any

import peewee

from kiosk.core.store.current import current

FIELDS: tuple[type, ...] = (
    peewee.TextField,
    peewee.IntegerField,
    peewee.BigIntegerField,
    peewee.BlobField,
    peewee.AutoField,
    peewee.BigAutoField,
    peewee.ForeignKeyField,
)
"""What a plugin's model may be made of; STRICT tables refuse the rest, and PostgreSQL would store it
differently.
"""


def _check_field(model: str, field: Any) -> None:
    if type(field) not in FIELDS:
        allowed = ", ".join(kind.__name__ for kind in FIELDS)
        raise TypeError(f"{model}.{field.name} is a {type(field).__name__}; a plugin's tables hold {allowed}")
    if isinstance(field, peewee.ForeignKeyField):
        # A lazy read would need a connection wherever the row happens to be looked at.
        field.lazy_load = False


class PluginModel(peewee.Model):
    """A plugin's table. Usable only within write and read functions; `Meta.table_name` must begin with
    "<plugin id>_".
    """

    class Meta:
        database = current
        legacy_table_names = False
        strict_tables = True

    @classmethod
    def validate_model(cls) -> None:
        """Peewee calls this at the end of each class body."""
        super().validate_model()
        for field in cls._meta.sorted_fields:
            _check_field(cls.__name__, field)
