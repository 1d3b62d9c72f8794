"""Who may set a box up: the code of its label, five tries, and then a wait that a restart does not end."""

from __future__ import annotations

import stat

from kiosk.setup.gate import CODE_FILE, FIRST_WAIT, HASH_FILE, LONGEST_WAIT, Gate
from kiosk.testing.people import QUICK


def other(code: str) -> str:
    return f"{(int(code) + 1) % 10**8:08d}"


def test_the_code_opens_and_another_does_not(tmp_path):
    gate = Gate(tmp_path, QUICK)
    code = gate.make()
    assert not gate.opens(other(code))
    assert gate.opens(code)


def test_the_code_itself_is_nowhere_on_the_box(tmp_path):
    code = Gate(tmp_path, QUICK).make()
    assert not [file for file in tmp_path.iterdir() if code.encode() in file.read_bytes()]
    assert stat.S_IMODE((tmp_path / HASH_FILE).stat().st_mode) == 0o600


def test_a_code_that_the_box_made_itself_is_left_for_its_owner_alone(tmp_path):
    gate = Gate(tmp_path, QUICK)
    file = gate.make_and_leave()
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert gate.opens(file.read_text().strip())


def test_wrong_codes_make_everybody_wait_also_after_a_restart(tmp_path):
    gate = Gate(tmp_path, QUICK)
    code = gate.make()
    for _ in range(5):
        assert gate.wait_seconds() == 0
        gate.opens(other(code))
    assert Gate(tmp_path, QUICK).wait_seconds() == FIRST_WAIT
    for _ in range(10):
        gate.opens(other(code))
    assert Gate(tmp_path, QUICK).wait_seconds() == LONGEST_WAIT
    assert gate.opens(code)
    assert gate.wait_seconds() == 0


def test_a_count_that_was_broken_is_not_a_fresh_start(tmp_path):
    gate = Gate(tmp_path, QUICK)
    gate.make()
    (tmp_path / "setup-code.tries").write_bytes(b"\xff")
    assert gate.wait_seconds() == FIRST_WAIT


def test_once_there_is_an_account_no_code_opens(tmp_path):
    gate = Gate(tmp_path, QUICK)
    gate.make_and_leave()
    code = (tmp_path / CODE_FILE).read_text().strip()
    gate.end()
    assert not gate.opens(code)
    assert not (tmp_path / CODE_FILE).exists()
