"""What is done again and again with backups: somebody pays in, a backup is made by hand, and what is there is listed."""

from __future__ import annotations

from pathlib import Path

from kiosk.cli.main import main
from kiosk.core import backup
from kiosk.core.ledger import Line, principal, safe
from kiosk.core.records import Context
from kiosk.core.store.database import Store
from kiosk.core.store.transaction import Transaction
from kiosk.link.backups import BackupTold, read_told
from kiosk.link.settings import Settings
from kiosk.link.slips import Line as SlipLine
from kiosk.link.slips import Slip

VISIT = Context("customer", "front", "s-1", "")
SETTINGS = """
[paths]
data = "data"
run = "run"
[backup]
folder = "stick"
keep = 2
another_medium = false
[plugins]
disabled = ["lending", "bags"]
"""


def pay_in(tx: Transaction, fen: int) -> None:
    tx.enter("test.paid", [Line(safe(), principal("m"), fen)])


def paid(store: Store) -> int:
    return store.read_now(lambda tx: tx.balance(principal("m")))


def stick(settings: Settings) -> Path:
    return settings.path.parent / "stick"


def names(settings: Settings) -> list[str]:
    return sorted(each.name for each in stick(settings).iterdir())


def kiosk(settings: Settings, *words: str) -> int:
    return main([*words, "--settings", str(settings.path)])


def made(settings: Settings) -> Path:
    """One backup, by hand."""
    assert kiosk(settings, "backup") == 0
    return backup.backups_in(stick(settings))[0]


def told(settings: Settings) -> BackupTold:
    found = read_told(settings.data)
    assert found is not None
    return found


def begin_a_visit(tx: Transaction) -> None:
    tx.begin_session("s-1", "front")


def under_way(tx: Transaction) -> tuple[str, str]:
    place = tx.put_place("A", 1)
    door = tx.intend_door(place.id, purpose="test.out")
    tx.hold("test.out", f"place:{place.id}", operation=door)
    slip = tx.intend_print(Slip("test.slip", (SlipLine("凭条"),)), purpose="test.slip")
    return door.id, slip.id
