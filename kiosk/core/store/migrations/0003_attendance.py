"""Calls for staff, staff who are away from the desk for a while, and what staff have changed of today's hours.

Only adds: a release before this one opens the data and leaves it alone.
"""

from typing import Any

from kiosk.core.store.walls import make_tables

expand_only = True

TABLES = """
CREATE TABLE calls (
    id TEXT NOT NULL PRIMARY KEY,
    kiosk {integer} NOT NULL REFERENCES kiosk (number),
    position TEXT NOT NULL CHECK (position <> ''),
    service TEXT NOT NULL DEFAULT '',
    kind TEXT NOT NULL CHECK (kind IN ('help', 'returns_full', 'other', 'lost_child', 'injury', 'fire')),
    state TEXT NOT NULL CHECK (state IN ('ringing', 'answered', 'coming', 'ended')),
    level {integer} NOT NULL DEFAULT 0,
    rung {integer} NOT NULL DEFAULT 1,
    once TEXT,
    business_day {integer} NOT NULL,
    raised_ms {big} NOT NULL,
    answered_ms {big},
    answered_by TEXT NOT NULL DEFAULT '',
    answered_at TEXT NOT NULL DEFAULT '',
    ended_ms {big},
    how TEXT NOT NULL DEFAULT '' CHECK (how IN ('', 'dealt_with', 'were_here', 'taken_back')),
    CHECK ((state = 'ended') = (ended_ms IS NOT NULL)),
    CHECK ((state = 'ended') = (how <> '')),
    CHECK (state IN ('ringing', 'ended') OR answered_ms IS NOT NULL)
){strict_compact};

CREATE UNIQUE INDEX calls_open ON calls (kiosk, position) WHERE state <> 'ended';
CREATE UNIQUE INDEX calls_once ON calls (kiosk, once) WHERE once IS NOT NULL;
CREATE INDEX calls_of_day ON calls (kiosk, business_day);

CREATE TABLE absences (
    id TEXT NOT NULL PRIMARY KEY,
    kiosk {integer} NOT NULL REFERENCES kiosk (number),
    staff_id TEXT NOT NULL REFERENCES staff (id),
    reason TEXT NOT NULL CHECK (reason <> ''),
    from_ms {big} NOT NULL,
    until_ms {big} NOT NULL CHECK (until_ms > from_ms),
    ended_ms {big},
    ended_by TEXT NOT NULL DEFAULT ''
){strict_compact};

CREATE UNIQUE INDEX absences_open ON absences (kiosk) WHERE ended_ms IS NULL;

CREATE TABLE hours_changes (
    id TEXT NOT NULL PRIMARY KEY,
    kiosk {integer} NOT NULL REFERENCES kiosk (number),
    is_open {integer} NOT NULL CHECK (is_open IN (0, 1)),
    from_ms {big} NOT NULL,
    until_ms {big} NOT NULL CHECK (until_ms > from_ms),
    made_by TEXT NOT NULL,
    ended_ms {big}
){strict_compact};

CREATE UNIQUE INDEX hours_changes_open ON hours_changes (kiosk) WHERE ended_ms IS NULL;
"""


def up(_migrator: object, db: Any) -> None:
    make_tables(db, TABLES)
