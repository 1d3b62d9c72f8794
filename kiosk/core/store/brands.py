"""The directory of brands in the store. A row is never taken out: what was recorded about a brand goes on naming it."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import Any

import msgspec

from kiosk.core.brands.records import Brand
from kiosk.core.store.approvals import Approving

_COLUMNS = "key, name, name_en, floor, unit, category, category_en, letters, phone, hours, way, way_en, gone"
_ALL = f"SELECT {_COLUMNS} FROM brands ORDER BY key"  # noqa: S608  constants
_ONE = f"SELECT {_COLUMNS} FROM brands WHERE key = ?"  # noqa: S608  as above
_COUNT = "SELECT count(*) FROM brands WHERE gone = 0"
_PUT = (
    f"INSERT INTO brands ({_COLUMNS}, changed_ms) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"  # noqa: S608  as above
    " ON CONFLICT (key) DO UPDATE SET name = excluded.name, name_en = excluded.name_en, floor = excluded.floor,"
    " unit = excluded.unit, category = excluded.category, category_en = excluded.category_en, letters = excluded.letters,"
    " phone = excluded.phone, hours = excluded.hours, way = excluded.way, way_en = excluded.way_en, gone = excluded.gone,"
    " changed_ms = excluded.changed_ms"
)


class BrandsPut(msgspec.Struct, frozen=True):
    """What became of a directory that was brought."""

    added: int = 0
    changed: int = 0
    unchanged: int = 0
    gone: int = 0


class Branding(Approving):
    """The transaction's directory."""

    def brands(self) -> list[Brand]:
        """Every brand that is in the house, by its name's letters."""
        known = [one for one in self._brands() if not one.gone]
        return sorted(known, key=lambda one: (one.letters or one.name, one.name, one.key))

    def count_brands(self) -> int:
        """How many there are; what a home screen asks."""
        return int(self._one(_COUNT)[0])

    def brand(self, key: str) -> Brand | None:
        """One by its merchant's number, also one that has left; None for none."""
        row = self._one(_ONE, (key,))
        return None if row is None else _brand(row)

    def put_brands(
        self, brands: Sequence[Brand], *, whole: bool = False, keep: Collection[str] = ()
    ) -> BrandsPut:
        """Take a directory over. `whole`: what is not in it is in the house no more, except for `keep`."""
        self._for_the_host("put_brands")
        before = {one.key: one for one in self._brands()}
        fresh = [one for one in brands if one.key not in before]
        changed = [one for one in brands if one.key in before and before[one.key] != one]
        leaving: list[Brand] = []
        if whole:
            stay = {one.key for one in brands} | set(keep)
            leaving = [one for one in before.values() if not one.gone and one.key not in stay]
        for one in (*fresh, *changed, *(msgspec.structs.replace(each, gone=True) for each in leaving)):
            self._run(_PUT, (*msgspec.structs.astuple(one)[:-1], int(one.gone), self.now_ms))
        put = BrandsPut(len(fresh), len(changed), len(brands) - len(fresh) - len(changed), len(leaving))
        if fresh or changed or leaving:
            self.journal("brands.imported", added=put.added, changed=put.changed, gone=put.gone)
        return put

    def _brands(self) -> list[Brand]:
        return [_brand(row) for row in self._all(_ALL)]


def _brand(row: Any) -> Brand:
    *words, gone = row
    return msgspec.structs.replace(Brand(*words), gone=bool(gone))
