"""A store that is put there ready is the one that the desk would have made."""

from __future__ import annotations

from pathlib import Path

import pytest

from kiosk.core.clock import ManualClock
from kiosk.core.host.discovery import Candidate, candidates
from kiosk.core.store.database import Store
from kiosk.link.settings import Plugins
from kiosk.plugins import bags, lending
from kiosk.testing.ready_store import owners_among, put_ready_store

OURS = tuple(
    (one.__name__.rpartition(".")[2], Path(one.__file__).parent / "migrations") for one in (bags, lending)
)
HISTORY = "SELECT name, release, expand_only FROM {}_migration ORDER BY name"


def all_of(place: Path) -> tuple[dict[str, str], list[list[tuple]], list[str]]:
    """Its schema, what was run, and what running ours again does."""
    store = Store.open(place, ManualClock())
    ran = [name for owner, folder in OURS for name in store.migrate(owner, folder)]
    schema = store.maintain(lambda dialect: dialect.describe())
    histories = [
        store.maintain(
            lambda dialect, owner=owner: dialect.database.execute_sql(HISTORY.format(owner)).fetchall()
        )
        for owner in ("core", *(owner for owner, _folder in OURS))
    ]
    store.close()
    return schema, histories, ran


def test_it_is_what_the_desk_would_have_made(tmp_path):
    put_ready_store(tmp_path / "ready.db", *OURS)
    schema, histories, ran = all_of(tmp_path / "ready.db")
    assert ran == []
    made_schema, made_histories, ran = all_of(tmp_path / "made.db")
    assert ran
    assert (schema, histories) == (made_schema, made_histories)
    assert (tmp_path / "ready.db").stat().st_mode == (tmp_path / "made.db").stat().st_mode


def test_each_copy_is_a_kiosk_of_its_own(tmp_path):
    kiosks = set()
    for name in ("one.db", "other.db"):
        put_ready_store(tmp_path / name)
        store = Store.open(tmp_path / name, ManualClock())
        kiosks.add(store.kiosk_id)
        store.close()
    assert len(kiosks) == 2


def test_a_store_that_is_there_stays_as_it_is(tmp_path):
    place = tmp_path / "kiosk.db"
    place.write_bytes(b"somebody's")
    put_ready_store(place, *OURS)
    assert place.read_bytes() == b"somebody's"


def both() -> list[Candidate]:
    """One that is optional, and one that is not."""
    return [one for one in candidates() if one.name in ("bags", "lending")]


@pytest.mark.parametrize(
    ("site", "expected"),
    [
        (Plugins(), ["lending"]),  # bags are optional
        (Plugins(enabled=("bags",)), ["bags", "lending"]),
        (Plugins(enabled=("bags",), disabled=("lending",)), ["bags"]),
    ],
)
def test_only_what_the_site_wants_has_tables(site, expected):
    assert [owner for owner, _folder in owners_among(both(), site)] == expected


def test_who_comes_after_a_stranger_is_left_to_the_desk():
    stranger = Candidate("cards", "kiosk_cards_plugin", None)
    first, *rest = both()
    found = owners_among([first, stranger, *rest], Plugins(enabled=("bags",)))
    assert [owner for owner, _folder in found] == [first.name]
