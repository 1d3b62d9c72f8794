"""What a dead desk leaves behind, where no watcher of ours saw it end."""

from __future__ import annotations

from pathlib import Path

import pytest

from kiosk.core.host.discovery import Candidate
from kiosk.core.host.strikes import Incident
from kiosk.core.process import _incidents
from kiosk.link.settings import Settings
from kiosk.link.slot import Slot
from kiosk.testing.kiosks import settings_for

ABORTED = (
    "Fatal Python error: Aborted\n\nThread 0x1 (most recent call first):\n"
    '  File "/site/kiosk_trial/__init__.py", line 3 in main\n'
)
TRIAL = Candidate("trial", "kiosk_trial", Path("/site/kiosk_trial"))


@pytest.fixture
def box(tmp_path: Path) -> Settings:
    settings = settings_for(tmp_path)
    settings.run.mkdir()
    settings.data.mkdir()
    return settings


def in_a_step(box: Settings) -> None:
    slot = Slot(box.run / "desk.slot")
    slot.enter(0, "trial", "kiosk_availability", 2.0)
    slot.close()


def test_a_desk_that_was_aborted_in_a_step_names_whose_it_was(box: Settings) -> None:
    in_a_step(box)
    (box.run / "desk.stack").write_text(ABORTED)
    assert _incidents(box, [], unfinished=False) == [Incident("hung", "trial", "kiosk_availability")]
    assert len(list((box.data / "stacks").iterdir())) == 1


def test_one_that_was_aborted_outside_of_any_step_is_named_by_its_stack(box: Settings) -> None:
    (box.run / "desk.stack").write_text(ABORTED)
    assert _incidents(box, [TRIAL], unfinished=False) == [Incident("hung", "trial", "code of its own")]


def test_a_start_that_did_not_finish_names_whose_code_it_was_in(box: Settings) -> None:
    in_a_step(box)
    assert _incidents(box, [], unfinished=True) == [Incident("died", "trial", "kiosk_availability")]


def test_a_desk_that_was_only_killed_while_it_served_names_nobody(box: Settings) -> None:
    in_a_step(box)
    assert _incidents(box, [], unfinished=False) == []
