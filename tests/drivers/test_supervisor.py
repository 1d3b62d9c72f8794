"""One thread for each device: it comes back by itself, says so once, and hangs alone."""

import logging
import threading

import pytest

from kiosk.drivers import supervisor as module
from kiosk.drivers.port import (
    DeviceMisconfigured,
    DeviceMute,
    DeviceOffline,
    Health,
    LifeCycleError,
    NoDevice,
    Port,
)
from kiosk.drivers.supervisor import SPREAD, BackOff, Supervisor
from kiosk.link.messages import DeviceChanged, OpenDoor
from tests.drivers.aids import GENEROUS, HandClock, until


class Toy(Port):
    """A device that does what its script says: an exception, or something to call, for each turn and each claim."""

    device_class = "scanner"

    def __init__(self, report, claims=(), turns=(), misconfigured=False):
        super().__init__("toy", "front", report)
        self.claims, self.turns = list(claims), list(turns)
        self.misconfigured = misconfigured
        self.steps = []
        self._woken = threading.Event()

    def _open(self):
        if self.misconfigured:
            raise DeviceMisconfigured("no such thing")

    def _claim(self, seconds):
        self.steps.append("claim")
        if self.claims and (fault := self.claims.pop(0)):
            raise fault

    def _release(self):
        self.steps.append("release")

    def turn(self, seconds):
        if self.turns:
            step = self.turns.pop(0)
            if isinstance(step, Exception):
                raise step
            step()
        else:
            self._woken.wait(seconds)

    def interrupt(self):
        self._woken.set()


@pytest.fixture
def keep():
    alive = []

    def start(port, **options):
        alive.append(Supervisor(port, back_off=BackOff(0.001, 0.002), **options))
        alive[-1].start()
        return alive[-1]

    yield start
    for each in alive:
        each.stop()
        assert each.join(GENEROUS)


def statuses(events):
    return [event.status for event in events.of(DeviceChanged)]


def said(caplog):
    return [record.getMessage() for record in caplog.records]


def test_a_device_is_starting_then_online_then_released(keep, events):
    alive = keep(Toy(events))
    assert alive.tried(GENEROUS)
    until(lambda: statuses(events) == ["starting", "online"])
    alive.stop()
    assert alive.join(GENEROUS)
    assert alive.port.stage == "closed"
    assert alive.port.steps == ["claim", "release"]


def test_a_device_that_is_not_there_is_said_once_and_tried_again(keep, events, caplog):
    caplog.set_level(logging.INFO)
    toy = Toy(events, claims=[NoDevice("unplugged")] * 5)
    keep(toy)
    until(lambda: "device toy: back" in said(caplog))
    assert statuses(events) == ["starting", "no_device", "online"]
    assert toy.steps.count("claim") == 6
    assert said(caplog) == ["device toy: unplugged (no_device)", "device toy: back"]


@pytest.mark.parametrize(
    ("fault", "status"),
    [
        (DeviceOffline("gone"), "offline"),
        (DeviceMute("silent"), "unknown"),
        (ZeroDivisionError(), "hardware_error"),
    ],
)
def test_a_loss_in_the_middle_is_released_said_and_claimed_again(keep, events, fault, status):
    toy = Toy(events, turns=[fault])
    keep(toy)
    until(lambda: statuses(events) == ["starting", "online", status, "online"])
    assert toy.steps == ["claim", "release", "claim"]


def test_settings_that_cannot_work_are_said_and_not_tried_for_ever(keep, events):
    toy = Toy(events, misconfigured=True)
    alive = keep(toy)
    assert alive.tried(GENEROUS)
    assert alive.join(GENEROUS)
    assert statuses(events) == ["starting", "user_error"]
    assert toy.steps == []


def test_a_driver_that_hangs_is_named_and_holds_up_nobody_else(keep, events, monkeypatch):
    clock = HandClock()
    let_go = threading.Event()
    stuck = keep(Toy(events, turns=[let_go.wait]), clock=clock)
    other = keep(Toy(events), clock=clock)
    until(lambda: not stuck.port.turns and statuses(events).count("online") == 2)
    clock.advance(module.HANG_SECONDS + 1)
    assert stuck.hangs
    other.port.interrupt()
    other.port._woken.clear()
    until(lambda: not other.hangs or other.port.interrupt())
    assert stuck.hangs
    let_go.set()
    stuck.port.interrupt()
    until(lambda: not stuck.hangs)


def test_a_device_that_comes_and_goes_is_tried_less_and_less_often(keep, events):
    toy = Toy(events, turns=[DeviceOffline("gone")] * 4)
    alive = keep(toy)
    until(lambda: statuses(events).count("online") == 5)
    assert alive._back_off.wait() > 0.0015  # it was not reset by claims that did not last


def test_waits_double_up_to_a_limit_and_are_spread():
    for chance, factor in ((0.0, 1 - SPREAD), (1.0, 1 + SPREAD), (0.5, 1.0)):
        back_off = BackOff(1.0, 8.0, chance=lambda chance=chance: chance)
        assert [back_off.wait() for _ in range(5)] == pytest.approx(
            [factor * each for each in (1, 2, 4, 8, 8)]
        )
        back_off.reset()
        assert back_off.wait() == pytest.approx(factor)


# ---------------------------------------------------------------------------------------------- the life cycle


def test_the_life_cycle_goes_in_its_order(events):
    toy = Toy(events)
    for step in (lambda: toy.claim(1), toy.enable):
        with pytest.raises(LifeCycleError):
            step()
    toy.open()
    with pytest.raises(LifeCycleError):
        toy.open()
    toy.claim(1)
    toy.enable()
    assert toy.stage == "enabled"
    assert toy.check_health() == Health(ok=True, words="toy is enabled (internal check)")
    toy.close()
    assert toy.stage == "closed"
    toy.close()
    assert not toy.check_health().ok


def test_a_claim_that_fails_gives_back_what_it_took_and_may_be_tried_again(events):
    toy = Toy(events, claims=[NoDevice("not yet")])
    toy.open()
    with pytest.raises(NoDevice):
        toy.claim(1)
    assert (toy.stage, toy.steps) == ("opened", ["claim", "release"])
    toy.claim(1)
    assert toy.stage == "claimed"


def test_an_enabling_that_fails_is_undone(events):
    toy = Toy(events)
    toy._enable = lambda: 1 / 0
    toy._disable = lambda: toy.steps.append("disable")
    toy.open()
    toy.claim(1)
    with pytest.raises(ZeroDivisionError):
        toy.enable()
    assert (toy.stage, toy.steps) == ("claimed", ["claim", "disable"])


def test_a_command_that_a_device_does_not_know_is_a_mistake_of_ours(events):
    with pytest.raises(LifeCycleError, match="takes no OpenDoor"):
        Toy(events).submit(OpenDoor("op", "toy", 1))
