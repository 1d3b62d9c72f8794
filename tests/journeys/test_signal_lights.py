"""A service sets the tower on the desk as it opens a door: with what it records, and never without."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from kiosk.core.signal_lights import SignalLights
from kiosk.core.store.lighting import LightSet
from kiosk.link.lights import SetLights
from kiosk.link.messages import DeviceChanged
from kiosk.testing.journey import Journey
from kiosk.testing.kiosks import MakeKiosk

TOWER = '\n[[device]]\nname = "tower"\ndriver = "signal_tower"\n'

CODE = """
from kiosk.core.api import *

async def main(visit):
    if not visit.ready("lights"):
        await visit.ask(Notice("information", "没有灯"))
        return
    await visit.ask(Confirm("要叫号吗？", actions=(Action("call", "叫号"),)))
    await visit.write(call)
    await visit.ask(Confirm("请到窗口", actions=(Action("here", "到了"),)))
    await visit.write(done)
    try:
        await visit.write(half)
    except ValueError:
        await visit.ask(Notice("information", "没写成"))
    try:
        await visit.read(done)
    except Exception as refused:
        await visit.ask(Notice("information", type(refused).__name__))

def call(tx):
    tx.set_light("green", "quick")
    tx.set_light("red")

def done(tx):
    tx.set_light("green", "off")

def half(tx):
    tx.set_light("blue")
    tx.set_light("red", "sometimes")

@hookimpl
def kiosk_services():
    return [Service("trial.main", "试一试", main)]
"""


@pytest.fixture
def start(install: Callable[..., object], make_kiosk: MakeKiosk) -> Callable[[str], Journey]:
    return lambda extra: make_kiosk(plugins=[install("trial", ["trial.main"], CODE)], extra=extra)


def test_the_tower_shows_what_was_recorded_and_nothing_that_was_not(start: Callable[[str], Journey]) -> None:
    kiosk = start(TOWER)
    kiosk.touch()
    kiosk.choose("trial.main")
    kiosk.expect("要叫号吗")
    assert kiosk.world.lights == {}
    kiosk.choose("call")
    kiosk.until(lambda: kiosk.world.lights == {"green": "quick", "red": "continuous"}, "the lights")
    kiosk.choose("here")
    kiosk.expect("没写成")
    assert kiosk.world.lights == {"red": "continuous"}
    kiosk.choose("done")
    kiosk.expect("NotAllowed")


def tower(name: str = "tower", position: str = "front", status: str = "online") -> DeviceChanged:
    return DeviceChanged(name, "lights", position, status)  # type: ignore[arg-type]


def test_a_tower_that_comes_back_is_told_anew_and_one_that_is_away_is_not() -> None:
    sent: list[SetLights] = []
    lights = SignalLights(sent.append)
    lights.set([LightSet("front", "red", "slow")])
    assert sent == []
    lights.told(tower())
    assert sent.pop() == SetLights("tower", {"red": "slow"})
    lights.told(tower(status="hardware_error"))
    lights.set([LightSet("front", "red", "off"), LightSet("front", "green", "quick")])
    assert sent == []
    lights.told(tower())
    assert sent.pop() == SetLights("tower", {"green": "quick"})
    lights.lost()
    lights.set([LightSet("front", "green", "off")])
    assert sent == []


def test_each_position_has_its_own_tower_and_the_boxs_shows_what_was_set_last() -> None:
    sent: dict[str, dict[str, str]] = {}
    lights = SignalLights(lambda wanted: sent.update({wanted.device: dict(wanted.lights)}))
    for device in (tower("front", "front"), tower("staff", "staff"), tower("box", "")):
        lights.told(device)
    lights.set(
        [LightSet("front", "red", "quick"), LightSet("staff", "red", "slow"), LightSet("", "white", "slow")]
    )
    assert sent == {
        "front": {"red": "quick", "white": "slow"},
        "staff": {"red": "slow", "white": "slow"},
        "box": {"red": "slow", "white": "slow"},
    }
    lights.set([LightSet("staff", "red", "off")])
    assert (sent["front"]["red"], sent["staff"], sent["box"]) == (
        "quick",
        {"white": "slow"},
        {"white": "slow"},
    )
