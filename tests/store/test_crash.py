"""The process is killed with SIGKILL around its commits: what was committed is there, what was not is not,
and the chain holds.
"""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from kiosk.core.clock import SystemClock
from kiosk.core.store.check import check
from kiosk.core.store.database import Store
from tests.store.conftest import KIOSK

LIFE = """
import os, signal, sys
from kiosk.core.clock import SystemClock
from kiosk.core.records import Context
from kiosk.core.store.database import Store

where, kiosk, moment, when = sys.argv[1], sys.argv[2], sys.argv[3], int(sys.argv[4])
store = Store.open(where, SystemClock(), kiosk_id=kiosk)
commits = 0

def probe(here):
    global commits
    commits += here == "before commit"
    if here == moment and commits == when:
        os.kill(os.getpid(), signal.SIGKILL)

store.probe = probe

def say(text):
    # What the customer has been told: only ever after a commit.
    os.write(1, (text + "\\n").encode())

VISIT = Context("customer", "front", "s-1", "")

def stock(tx):
    rack = tx.put_place("A", 1, kind="rack", capacity=3, holds=["umbrella"])
    items = [tx.add_item(f"U{n}", "umbrella", place_id=rack.id).id for n in range(3)]
    tx.begin_session("s-1", "front")
    tx.journal("test.stocked", rack=rack.id)
    return rack.id, items

def ask(tx, rack, item):
    held = tx.hold("test.out", f"place:{rack}", data={"item": item}, operation=tx.intend_door(rack, purpose="test.out"))
    tx.journal("test.asked", item=item)
    return held

def opened(tx, held):
    tx.end_operation(held.operation_id, "done")

def taken(tx, held, item):
    tx.move(item, None, reason="lent")
    tx.release(held.id, "lent")
    tx.journal("test.lent", item=item)

rack, items = store.write_now(stock)
say(f"stocked")
for item in items:
    held = store.write_now(ask, rack, item, context=VISIT)
    say(f"asked {item}")
    store.write_now(opened, held, context=VISIT)
    say(f"opened {item}")
    store.write_now(taken, held, item, context=VISIT)
    say(f"lent {item}")
store.close()
say("finished")
"""

COMMITS = 10


def lived(where, moment, when):
    """One life of the process; returns what it had said before it was killed, and whether it was."""
    done = subprocess.run(
        [sys.executable, "-c", LIFE, where, KIOSK, moment, str(when)],
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
        cwd=Path(__file__).parents[2],
        env={**os.environ, "PYTHONPATH": str(Path(__file__).parents[2])},
    )
    assert done.returncode in (0, -signal.SIGKILL), done.stderr
    return done.stdout.split("\n")[:-1], done.returncode != 0


def looked_at(store):
    return store.read_now(
        lambda tx: (
            [entry.event for entry in tx.journal_entries()],
            {item.id for item in tx.items("umbrella") if item.place_id is None},
            tx.reservations(),
            tx.open_operations(),
        )
    )


def all_is_accounted_for(where, said, moment):
    """What was said is there; at most one commit more than was said; held, lent and open agree with each
    other.
    """
    store = Store.open(where, SystemClock(), kiosk_id=KIOSK)
    try:
        assert check(store) == []
        events, lent, held, unfinished = looked_at(store)
        told = {line.split()[1] for line in said if line.startswith("lent")}
        assert told <= lent
        assert len(lent) <= len(told) + (moment == "after commit")
        assert len([event for event in events if event == "test.lent"]) == len(lent)
        asked = [line for line in said if line.startswith("asked")]
        assert len(asked) <= len([event for event in events if event == "test.asked"]) <= len(asked) + 1
        assert len(held) <= 1
        assert {operation.id for operation in unfinished} <= {
            reservation.operation_id for reservation in held
        }
        return len(events)
    finally:
        store.close()


@pytest.mark.parametrize("moment", ["before commit", "after commit"])
@pytest.mark.parametrize("when", range(1, COMMITS + 1))
def test_a_kill_at_any_commit_loses_nothing_that_was_said(tmp_path, moment, when):
    where = str(tmp_path / "kiosk.db")
    said, killed = lived(where, moment, when)
    assert killed
    assert len(said) == when - 1
    before = all_is_accounted_for(where, said, moment)
    store = Store.open(where, SystemClock())
    try:
        assert store.write_now(lambda tx: tx.journal("test.noted")) == before + 1, "and life goes on"
    finally:
        store.close()


@pytest.mark.postgres
@pytest.mark.parametrize(
    ("moment", "when"), [("before commit", 1), ("before commit", 5), ("after commit", COMMITS)]
)
def test_a_kill_loses_nothing_on_a_server_either(postgres, migrated, moment, when):
    where = postgres.new_database(migrated)
    said, killed = lived(where, moment, when)
    assert killed
    assert len(said) == when - 1
    all_is_accounted_for(where, said, moment)


def test_a_life_that_is_not_cut_short_finishes(tmp_path):
    said, killed = lived(str(tmp_path / "kiosk.db"), "never", 0)
    assert not killed
    assert said[-1] == "finished"
    assert len(said) == COMMITS + 1
    all_is_accounted_for(str(tmp_path / "kiosk.db"), said, "never")
