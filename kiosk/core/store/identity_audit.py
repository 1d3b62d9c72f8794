"""Are buyers' identity records those that were sealed? Each is held against the hash in its row of the journal.

What is in them nobody here can look at; that one was exchanged, cut or taken out before its time shows all the same.
"""

from __future__ import annotations

from collections.abc import Iterator

import msgspec

from kiosk.core.identity import digest
from kiosk.core.store.part import Part
from kiosk.core.store.statements import run
from kiosk.core.store.trouble import Trouble

PAGE = 1000

_SEALED = (
    "SELECT i.id, i.number, i.sealed, j.event, j.data FROM identities i"
    " LEFT JOIN journal j ON j.kiosk = i.kiosk AND j.seq = i.seq"
    " WHERE i.purged_ms IS NULL AND i.id > ? ORDER BY i.id LIMIT ?"
)
_EARLY = "SELECT number FROM identities WHERE purged_ms IS NOT NULL AND (due_ms IS NULL OR purged_ms < due_ms) ORDER BY id"


def identity_troubles(tx: Part) -> Iterator[Trouble]:
    """Records that are not what the journal tells of, and records that were emptied without having been due."""
    last = ""
    while page := run(tx, _SEALED, (last, PAGE)).fetchall():
        for record, number, sealed, event, data in page:
            facts = msgspec.json.decode(data) if event == "identity.sealed" else {}
            if (facts.get("identity"), facts.get("hash")) != (record, digest(bytes(sealed))):
                yield Trouble("identity.record", f"identity record {number} is not the one that was sealed")
        last = page[-1][0]
    for (number,) in run(tx, _EARLY):
        yield Trouble("identity.early", f"identity record {number} was emptied before it was due")
