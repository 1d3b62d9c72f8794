"""What the lab makes of what its machine says. The machine itself is `make lab`."""

import pytest

from lab import results
from lab.results import Run, objects, table, write

GOOD = {
    "file": "shows_pins",
    "shows": "a pulse",
    "outcome": "passed",
    "seconds": 1.0,
    "saw": ["300 ms"],
    "words": "",
}
WHOLE = [
    GOOD,
    {"finished": 0},
    {"event": "WATCHDOG", "data": {"action": "reset"}},
    {"event": "RESET", "data": {"guest": True, "reason": "guest-reset"}},
    {"finished": 0},
    {"event": "SHUTDOWN", "data": {"reason": "guest-shutdown"}},
]


def run_of(*lines):
    run = Run()
    for line in lines:
        run.take(line)
    return run


def test_lines_come_in_pieces_and_noise_between_them_is_left_out():
    found, rest = objects(b'{"finished": 0}\nSeaBIOS (version 1.16)\n[1, 2]\n{"fini')
    assert found == [{"finished": 0}]
    found, rest = objects(rest + b'shed": 1}\n')
    assert found == [{"finished": 1}]
    assert rest == b""


def test_a_run_is_good_when_all_was_shown_and_the_watchdog_reset_the_machine():
    assert run_of(*WHOLE).complaints == []


@pytest.mark.parametrize(
    ("missing", "words"),
    [
        (WHOLE[2], "the watchdog did not reset the machine"),
        (WHOLE[4], "of the two halves, before and after the reset, 1 came to an end"),
    ],
)
def test_a_run_that_lacks_a_part_is_not_good(missing, words):
    lines = list(WHOLE)
    lines.remove(missing)
    assert words in run_of(*lines).complaints


def test_what_was_not_shown_is_a_complaint_and_stands_out_in_the_table():
    run = run_of(*WHOLE, {**GOOD, "shows": "a door", "outcome": "failed", "words": "it did not"})
    assert run.complaints == ["shows_pins: a door: failed"]
    assert "| **failed** a door | 300 ms |" in table(run, {"shows_pins": "Pins"})


def test_a_machine_that_did_not_end_in_time_is_a_complaint():
    assert (
        "the machine did not come to an end in time"
        in run_of(*WHOLE, {"event": "TIME_OVER", "data": {}}).complaints
    )


def test_the_table_names_the_versions_and_breaks_at_no_bar():
    run = run_of({"about": {"kernel": "6.1"}}, {**GOOD, "saw": ["a | b", "c"]})
    lines = table(run, {"shows_pins": "Pins"}).splitlines()
    assert lines[0] == "kernel 6.1"
    assert lines[2:] == ["**Pins**", "", "| shown | seen |", "|---|---|", "| a pulse | a \\| b; c |"]


def test_the_table_replaces_the_one_before_and_touches_nothing_else(tmp_path):
    page = tmp_path / "devices.md"
    page.write_text(f"# Above\n{results.BEGIN}\nold\n{results.END}\n# Below\n")
    write(page, "new")
    assert page.read_text() == f"# Above\n{results.BEGIN}\n\nnew\n\n{results.END}\n# Below\n"


def test_a_page_without_a_place_for_the_table_is_refused(tmp_path):
    page = tmp_path / "devices.md"
    page.write_text("# Above\n")
    with pytest.raises(ValueError, match="no place"):
        write(page, "new")
    assert page.read_text() == "# Above\n"
