"""The device process's own record: on the disk before the pulse, never twice, and honest about what it cannot know."""

import errno
import json
import os

import pytest

from kiosk.drivers import operations_log
from kiosk.drivers.operations_log import OperationsLog
from kiosk.drivers.port import OperationRepeated, RecordTaken, RecordUnwritable

DAY_MS = 86_400_000


@pytest.fixture
def path(tmp_path):
    return tmp_path / "data" / "devices.log"


@pytest.fixture
def record(path):
    log = OperationsLog(path)
    yield log
    log.close()


def reopened(log, path, **options):
    log.close()
    return OperationsLog(path, **options)


def test_a_beginning_is_on_the_disk_when_begin_returns(record, path, monkeypatch):
    synced = []
    monkeypatch.setattr(operations_log.os, "fsync", lambda number: synced.append(path.read_bytes()))
    record.begin("a", "door:wall:17")
    assert b'"operation":"a"' in synced[-1]
    record.end("a", "done")
    assert b'"outcome":"done"' in synced[-1]


def test_no_operation_begins_twice(record):
    record.begin("a", "door:wall:1")
    with pytest.raises(OperationRepeated):
        record.begin("a", "door:wall:1")
    record.end("a", "done")
    with pytest.raises(OperationRepeated):
        record.begin("a", "door:wall:1")


def test_nor_after_a_restart(record, path):
    record.begin("a", "door:wall:1")
    record.end("a", "failed", "stuck")
    again = reopened(record, path)
    with pytest.raises(OperationRepeated):
        again.begin("a", "door:wall:1")
    assert (again.find("a").outcome, again.find("a").reason) == ("failed", "stuck")
    again.close()


def test_what_was_ended_without_a_beginning_never_begins(record, path):
    assert record.end("late", "failed", "unknown operation")
    again = reopened(record, path)
    with pytest.raises(OperationRepeated):
        again.begin("late", "door:wall:1")
    again.close()


def test_that_a_card_was_spoiled_is_remembered_through_a_restart(record, path):
    record.begin("a", "card:encoder")
    record.end("a", "failed", "three bad swipes", spoiled=True)
    again = reopened(record, path)
    assert again.find("a").spoiled
    again.close()


def test_the_first_ending_is_final(record):
    record.begin("a", "print:front")
    assert record.end("a", "uncertain", "gone")
    assert not record.end("a", "done")
    assert record.find("a").outcome == "uncertain"


def test_begun_and_not_ended_is_known_as_interrupted_after_a_restart(record, path):
    record.begin("a", "door:wall:1")
    record.begin("b", "door:wall:2")
    record.end("b", "done")
    assert record.interrupted() == {}  # this process is still at it
    again = reopened(record, path)
    assert list(again.interrupted()) == ["a"]
    again.end("a", "uncertain")
    assert again.interrupted() == {}
    again.close()


@pytest.mark.parametrize("torn", [1, 5, 20, 40])
def test_a_torn_last_line_costs_only_itself(record, path, torn):
    record.begin("a", "door:wall:1")
    record.end("a", "done")
    record.begin("b", "door:wall:2")
    record.close()
    whole = path.read_bytes()
    path.write_bytes(whole[:-torn])
    again = OperationsLog(path)
    assert again.find("a").outcome == "done"
    again.begin("c", "door:wall:3")
    once_more = reopened(again, path)
    assert once_more.find("c") is not None  # the fragment did not swallow the next line
    once_more.close()


def test_garbage_in_the_middle_costs_only_its_line(record, path, caplog):
    record.begin("a", "door:wall:1")
    record.close()
    path.write_bytes(b"\x00\xff\n[]\n{}\n" + path.read_bytes())
    again = OperationsLog(path)
    assert again.find("a") is not None
    assert "3 unreadable" in caplog.text
    again.close()


def test_a_full_disk_stops_the_beginning_and_leaves_no_half_line(record, path, monkeypatch):
    record.begin("a", "door:wall:1")
    before = path.read_bytes()

    def full(number):
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    with monkeypatch.context() as broken:
        broken.setattr(operations_log.os, "fsync", full)
        with pytest.raises(RecordUnwritable, match="No space"):
            record.begin("b", "door:wall:2")
    assert path.read_bytes() == before
    assert record.find("b") is None
    record.begin("b", "door:wall:2")  # the disk is free again


def test_an_ending_that_cannot_be_written_is_still_known_to_this_process(record, monkeypatch):
    record.begin("a", "door:wall:1")

    def full(number):
        raise OSError(errno.EIO, "broken")

    with monkeypatch.context() as broken:
        broken.setattr(operations_log.os, "fsync", full)
        assert record.end("a", "done")
    assert record.find("a").outcome == "done"
    assert not record.end("a", "failed")


def test_two_device_processes_cannot_share_a_record(record, path):
    with pytest.raises(RecordTaken):
        OperationsLog(path)


def test_after_close_nothing_begins(record):
    record.close()
    with pytest.raises(RecordUnwritable):
        record.begin("a", "door:wall:1")


def test_a_start_forgets_what_is_old_and_not_among_the_newest(path, monkeypatch):
    monkeypatch.setattr(operations_log, "KEEP_OPERATIONS", 3)
    now = 100 * DAY_MS
    log = OperationsLog(path, now_ms=lambda: now)
    for number in range(6):
        log.begin(f"old{number}", "door:wall:1")
        log.end(f"old{number}", "done")
    log.begin("left open", "door:wall:1")
    now += 40 * DAY_MS
    log.end("new", "failed", "unknown operation")
    again = reopened(log, path, now_ms=lambda: now)
    assert again.find("old3") is None
    assert again.find("old5") is not None  # among the newest three
    assert again.find("left open") is not None  # never ended, so never forgotten
    assert again.find("new") is not None
    again.close()
    assert all(json.loads(line) for line in path.read_text().splitlines())


def test_a_clock_that_went_back_forgets_nothing(path):
    log = OperationsLog(path, now_ms=lambda: 100 * DAY_MS)
    log.begin("a", "door:wall:1")
    log.end("a", "done")
    again = reopened(log, path, now_ms=lambda: 0)
    assert again.find("a") is not None
    again.close()
