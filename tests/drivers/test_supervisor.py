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

    def __init__(self, report, claims=(), turns=(), misconfigured=False, node=None):
        super().__init__("toy", "front", report)
        self.node = node
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
        alive.append(Supervisor(port, **{"back_off": BackOff(0.001, 0.002), **options}))
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


# ---------------------------------------------------------------------------------------------- its place


def test_a_device_that_is_plugged_in_is_claimed_at_once(keep, events, tmp_path, monkeypatch):
    monkeypatch.setattr(module, "LOOK_SECONDS", 0.01)
    node = tmp_path / "by-id"
    toy = Toy(events, claims=[NoDevice("unplugged")], node=node)
    keep(toy, back_off=BackOff(3600, 3600))
    until(lambda: statuses(events) == ["starting", "no_device"])
    node.touch()
    until(lambda: statuses(events) == ["starting", "no_device", "online"])


def test_a_port_that_was_there_all_the_time_does_not_cut_the_wait_short(keep, events, tmp_path, monkeypatch):
    monkeypatch.setattr(module, "LOOK_SECONDS", 0.001)
    node = tmp_path / "by-id"
    node.touch()
    toy = Toy(events, claims=[DeviceMute("silent")], node=node)
    alive = keep(toy, back_off=BackOff(3600, 3600))
    until(lambda: statuses(events) == ["starting", "unknown"])
    looks = [alive._last_turn]
    for _ in range(5):
        until(lambda: alive._last_turn not in looks)
        looks.append(alive._last_turn)
    assert toy.steps.count("claim") == 1


@pytest.mark.parametrize("another", [False, True])
def test_a_device_that_vanished_without_a_word_or_was_replaced_is_let_go_of(
    keep, events, tmp_path, monkeypatch, another
):
    monkeypatch.setattr(module, "RECONCILE_SECONDS", 0)
    monkeypatch.setattr(module, "TURN_SECONDS", 0.01)
    node, other = tmp_path / "by-id", tmp_path / "other"
    node.touch()
    other.touch()
    toy = Toy(events, node=node)
    alive = keep(toy)
    until(lambda: statuses(events) == ["starting", "online"])
    if another:
        other.replace(node)
        until(lambda: statuses(events) == ["starting", "online", "offline", "online"])
        assert "another one stands in its place" in alive.statistics.last_fault
    else:
        node.unlink()
        until(lambda: statuses(events)[2:3] == ["offline"])
        assert f"{node}: it has gone" in alive.statistics.last_fault
        assert alive.statistics.found == "no"


# ---------------------------------------------------------------------------------------------- what is counted


def test_opens_faults_and_reconnects_are_counted_and_the_last_fault_is_kept_with_its_time(keep, events):
    toy = Toy(events, claims=[NoDevice("unplugged")] * 3, turns=[DeviceMute("silent"), DeviceOffline("gone")])
    toy.model = "Toy 2"
    alive = keep(toy, wall=lambda: 1_700_000_000.0)
    until(lambda: statuses(events).count("online") == 3)
    found = alive.statistics
    assert (found.opens, found.attempts, found.errors, found.reconnects) == (3, 6, 3, 2)
    assert (found.last_fault, found.last_fault_ms, found.since_ms) == (
        "gone",
        1_700_000_000_000,
        1_700_000_000_000,
    )
    assert (found.status, found.fault, found.model, found.found) == ("online", "", "Toy 2", "unknown")


def test_a_device_that_works_on_and_says_what_is_wrong_is_counted_too(keep, events):
    def say(status, fault):
        return lambda: toy.say(status, fault=fault)

    toy = Toy(events)
    toy.turns = [say("hardware_error", "no paper"), say("online", ""), say("hardware_error", "cover open")]
    alive = keep(toy)
    until(lambda: alive.statistics.errors == 2)
    assert (alive.statistics.last_fault, alive.statistics.opens) == ("cover open", 1)


# ---------------------------------------------------------------------------------------------- how it is


def health_of(alive, level="external"):
    answers = []
    alive.check(level, answers.append)
    until(lambda: answers)
    return answers[0]


def test_a_device_is_asked_on_its_own_thread_how_it_is(keep, events):
    toy = Toy(events)
    threads = []
    toy.check_health = lambda level: threads.append(threading.current_thread().name) or Health(True, level)
    alive = keep(toy)
    assert alive.tried(GENEROUS)
    assert health_of(alive) == Health(True, "external")
    assert threads == ["device toy"]


def test_a_device_that_is_found_lost_when_it_is_asked_says_so_and_is_let_go_of(keep, events):
    def lost(level):
        toy.check_health = Port.check_health.__get__(toy)
        raise DeviceMute("silent")

    toy = Toy(events)
    toy.check_health = lost
    alive = keep(toy)
    assert alive.tried(GENEROUS)
    assert health_of(alive) == Health(False, "toy: silent")
    until(lambda: statuses(events) == ["starting", "online", "unknown", "online"])
    assert health_of(alive).ok


@pytest.mark.parametrize("options", [{"claims": [NoDevice("unplugged")]}, {"misconfigured": True}])
def test_a_device_that_is_away_is_answered_for(keep, events, options, monkeypatch):
    monkeypatch.setattr(module, "LOOK_SECONDS", 0.01)
    alive = keep(Toy(events, **options), back_off=BackOff(3600, 3600))
    assert alive.tried(GENEROUS)
    words = {"claims": "toy: unplugged", "misconfigured": "toy: no such thing"}[next(iter(options))]
    assert health_of(alive) == Health(False, words)


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
