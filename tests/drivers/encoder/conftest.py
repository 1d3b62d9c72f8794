"""An encoder at an emulated MSR605 that lives in a world of its own thread."""

import msgspec
import pytest

from kiosk.drivers.encoder.driver import encoder_of
from kiosk.link.settings import parse

SETTINGS = """
[paths]
data = "data"
run = "run"
[[encoder]]
name = "encoder"
port = "encoder"
swipe_seconds = 30
"""


@pytest.fixture
def box(tmp_path):
    (tmp_path / "run").mkdir()
    (tmp_path / "data").mkdir()
    return parse(SETTINGS, tmp_path / "kiosk.toml")


@pytest.fixture
def port(box, operations, events):
    return encoder_of(box.encoders[0], box.run, operations, events)


@pytest.fixture
def encoder(port, run, world):
    return run(port)


@pytest.fixture
def short(port):
    """From the next swipe on, a card is waited for only so long."""

    def waits(seconds):
        port._settings = msgspec.structs.replace(port._settings, swipe_seconds=seconds)
        if port._job is not None:
            port._job._settings = port._settings

    return waits
