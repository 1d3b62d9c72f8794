"""Badges, the member behind a staff account, approvals, and which rows of the journal are sensitive acts.

Only adds: a release before this one opens the data and leaves it alone.
"""

from typing import Any

from kiosk.core.store.walls import append_only, make_tables

expand_only = True

TABLES = """
ALTER TABLE staff ADD COLUMN member_id TEXT REFERENCES members (id);

CREATE TABLE badges (
    id TEXT NOT NULL PRIMARY KEY,
    staff_id TEXT NOT NULL REFERENCES staff (id),
    code_hash TEXT NOT NULL CHECK (length(code_hash) = 64),
    made_ms {big} NOT NULL,
    made_by TEXT NOT NULL,
    revoked_ms {big},
    revoked_by TEXT NOT NULL DEFAULT ''
){strict_compact};

CREATE UNIQUE INDEX badges_valid ON badges (code_hash) WHERE revoked_ms IS NULL;

CREATE TABLE approvals (
    id TEXT NOT NULL PRIMARY KEY,
    kiosk {integer} NOT NULL REFERENCES kiosk (number),
    plugin TEXT NOT NULL,
    kind TEXT NOT NULL CHECK (kind <> ''),
    subject TEXT NOT NULL,
    version TEXT NOT NULL,
    needs TEXT NOT NULL CHECK (needs <> ''),
    reason TEXT NOT NULL CHECK (reason <> ''),
    shown TEXT NOT NULL,
    data TEXT NOT NULL,
    not_by TEXT NOT NULL,
    state TEXT NOT NULL CHECK (state IN
        ('open', 'given', 'used', 'approved', 'refused', 'outdated', 'expired', 'withdrawn')),
    asked_by TEXT REFERENCES staff (id),
    asked_ms {big} NOT NULL,
    asked_at TEXT NOT NULL,
    session_id TEXT NOT NULL,
    expires_ms {big} NOT NULL,
    decided_by TEXT REFERENCES staff (id),
    decided_ms {big},
    decided_at TEXT NOT NULL DEFAULT '',
    CONSTRAINT approved_by_another CHECK (decided_by IS NULL OR decided_by <> asked_by OR state = 'withdrawn'),
    CONSTRAINT approved_by_somebody
        CHECK (state NOT IN ('given', 'used', 'approved', 'refused', 'outdated') OR decided_by IS NOT NULL),
    CHECK ((state = 'open') = (decided_ms IS NULL))
){strict_compact};

CREATE UNIQUE INDEX approvals_open ON approvals (kiosk, plugin, kind, subject) WHERE state = 'open';

CREATE TABLE acts (
    kiosk {integer} NOT NULL,
    seq {big} NOT NULL,
    PRIMARY KEY (kiosk, seq),
    FOREIGN KEY (kiosk, seq) REFERENCES journal (kiosk, seq)
){strict_compact};
"""


def up(_migrator: object, db: Any) -> None:
    make_tables(db, TABLES)
    append_only(db, "acts")
