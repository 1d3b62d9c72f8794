"""One list of findings, told as text, as JSON and as a QR code, in two languages."""

from __future__ import annotations

import json
import re
import string

import pytest

from kiosk.doctor import examine as examination
from kiosk.doctor.device_findings import DeviceFinding, NothingThere
from kiosk.doctor.examine import LookFailed, examine
from kiosk.doctor.findings import EXIT, PARTS, SEVERITIES, Finding, worst
from kiosk.doctor.telling import CODE_BYTES, as_code, as_data, as_text
from kiosk.doctor.words import saying
from tests.doctor.conftest import device


def kinds(base: type[Finding]) -> list[type[Finding]]:
    """Every class of finding that is not a common ground of others."""
    found = []
    for kind in base.__subclasses__():
        below = kinds(kind)
        found += below or [kind]
    return found


ALL = kinds(Finding)
ALIKE = {"temperature.well", "database.wrong", "database.doubt"}
"""Figures, or another program's words: the same in every language."""
FOR_PROGRAMS = {"kiosk.safe_mode", "power.weak", "power.was_weak"}
"""Their facts say nothing to a person."""


def sample(kind: type[Finding]) -> Finding:
    values = {"int": 7, "str": "«fact»"}
    return kind(**{name: values[str(hint)] for name, hint in _hints(kind).items()})


def _hints(kind):
    import typing

    hints = typing.get_type_hints(kind)
    return {name: hints[name].__name__ for name in kind.__struct_fields__}


def test_every_cause_is_one_class_with_an_id_of_its_own():
    assert len({kind.id for kind in ALL}) == len(ALL) > 40
    assert all(kind.part in PARTS and kind.severity in SEVERITIES for kind in ALL)
    assert set(examination.LOOKS) == set(PARTS)


@pytest.mark.parametrize("kind", ALL, ids=lambda kind: kind.id)
def test_every_finding_speaks_both_languages_and_says_what_to_try(kind):
    finding = sample(kind)
    english, chinese = saying("en"), saying("zh_CN")
    words = english(finding.words())
    assert words
    assert not any(field for _, field, _, _ in string.Formatter().parse(words))  # every field is filled
    if finding.facts and kind.severity != "well":
        told = chinese(finding.words()) + chinese(finding.advice())
        assert "«fact»" in told or "7" in told or kind.id in FOR_PROGRAMS
    han = re.compile("[\u3400-\u9fff]")
    assert han.search(chinese(finding.words())) or kind.id in ALIKE
    assert not han.search(words)
    if kind.severity in ("warning", "wrong"):
        assert english(finding.advice())
        assert len(english(finding.advice())) < 220


def test_the_exit_status_goes_by_the_worst(case, running):
    assert EXIT[worst([])] == 0
    assert EXIT[worst(examine(case))] == 1  # it does not run; nothing is broken
    broken = examine(running(device(status="offline", fault="gone")))
    assert EXIT[worst(broken)] == 3
    assert {EXIT[each] for each in SEVERITIES} == {0, 1, 3}


def test_text_goes_part_by_part_with_what_to_try_under_what_is_wrong(case, running):
    case = running(device(status="no_device", found="no", path="/dev/serial/by-id/x"), device("printer"))
    text = as_text(examine(case), saying("zh_CN"))
    lines = text.splitlines()
    at = next(number for number, line in enumerate(lines) if "by-id/x" in line)
    assert lines[at].startswith("  × scanner")
    assert lines[at + 1].startswith("      → ")
    assert lines.index("设备") < lines.index("存储") < lines.index("权限")
    assert "有故障: 1" in lines[-1]


def test_json_has_every_fact_and_the_devices_counts(running):
    case = running(device(reconnects=4, last_fault="gone"), device("printer"))
    data = json.loads(json.dumps(as_data(case, examine(case), saying("en"))))
    assert (data["version"], data["severity"], data["exit"], data["kiosk"]) == (1, "warning", 1, "0190-kiosk")
    restless = next(each for each in data["findings"] if each["id"] == "device.restless")
    assert restless["facts"] == {"device": "scanner", "reconnects": 4, "last_fault": "gone"}
    assert (restless["subject"], restless["severity"]) == ("scanner", "warning")
    assert restless["words"].startswith("scanner: was lost")
    assert data["devices"][0]["opens"] == 1


def test_the_qr_code_names_the_worst_first_and_never_grows_too_large(running):
    case = running()
    many = [NothingThere(device=f"device-number-{number}", path="/dev/x") for number in range(100)]
    code = as_code(case, [LookFailed(about="clock", why="x"), *many])
    lines = code.splitlines()
    assert lines[0].startswith("ZHANGGUI 0190-kiosk")
    assert lines[1] == "×doctor.failed clock"
    assert lines[-1] == "…"
    assert len(code.encode()) <= CODE_BYTES + 5
    assert as_code(case, []) == lines[0]
    assert issubclass(NothingThere, DeviceFinding)
