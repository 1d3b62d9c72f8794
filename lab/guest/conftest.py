"""Sends each result to the second serial line, where the computer outside reads it, and gives each file its devices."""

from __future__ import annotations

import json
import os
import platform
from collections.abc import Callable
from importlib import metadata
from pathlib import Path

import pytest

from kiosk.drivers import supervisor
from lab.guest.aids import Events, sh

RESULTS = "/dev/ttyS1"

Saw = Callable[[str], None]


def tell(line: dict[str, object]) -> None:
    """One line to the outside."""
    descriptor = os.open(RESULTS, os.O_WRONLY | os.O_NOCTTY)
    try:
        data = (json.dumps(line) + "\n").encode()
        while data:
            data = data[os.write(descriptor, data) :]
    finally:
        os.close(descriptor)


@pytest.fixture(autouse=True)
def _patient(monkeypatch: pytest.MonkeyPatch) -> None:
    """A claim may take four seconds on a box. In emulation the reader of a keyboard needs longer to begin."""
    monkeypatch.setattr(supervisor, "CLAIM_SECONDS", 60.0)


@pytest.fixture
def saw(record_property: Callable[[str, object], None]) -> Saw:
    """Keep a sentence with what was measured beside the result."""
    return lambda words: record_property("saw", words)


@pytest.fixture
def events() -> Events:
    return Events()


def pytest_runtest_logreport(report: pytest.TestReport) -> None:
    if report.when != "call" and report.passed:
        return
    file, _, name = report.nodeid.partition("::")
    tell(
        {
            "file": Path(file).stem,
            "shows": name.removeprefix("test_").replace("_", " "),
            "outcome": report.outcome if report.when == "call" else "error",
            "seconds": round(report.duration, 1),
            "saw": [words for key, words in report.user_properties if key == "saw"],
            "words": "" if report.passed else str(report.longrepr),
        }
    )


def pytest_sessionfinish(exitstatus: int) -> None:
    tell({"about": about()})
    tell({"finished": int(exitstatus)})


def about() -> dict[str, str]:
    """Which versions of whose things these results are of."""
    return {
        "kernel": os.uname().release,
        "systemd": sh("systemctl", "--version").split()[1],
        "Python": platform.python_version(),
        "python-evdev": metadata.version("evdev"),
        "lgpio": metadata.version("lgpio"),
        "gpiozero": metadata.version("gpiozero"),
        "gpio-sim": Path("/etc/lab-gpio-sim").read_text().strip(),
    }
