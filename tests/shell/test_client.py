"""The link's thread: it connects, connects again for ever, and never keeps the screen waiting."""

from __future__ import annotations

import queue
import threading
from collections.abc import Callable, Iterator
from typing import Any

import msgspec
import pytest

from kiosk.link.blocking import LinkClosed, LinkRefused
from kiosk.link.messages import Countdown, Pressed, Touched
from kiosk.shell import client as client_module
from kiosk.shell.client import Client, Down, Up

SECONDS = 10


class FakePeer:
    """The other end of a link, in the test's hands."""

    def __init__(self) -> None:
        self.sent: list[msgspec.Struct] = []
        self.coming: queue.Queue[Any] = queue.Queue()
        self.broken = False

    def send(self, message: msgspec.Struct) -> None:
        if self.broken:
            raise LinkClosed("broken")
        self.sent.append(message)

    def receive(self) -> Any:
        message = self.coming.get(timeout=SECONDS)
        if isinstance(message, Exception):
            raise message
        return message

    def close(self) -> None:
        self.coming.put(LinkClosed("closed at this end"))


class Desk:
    """Answers attempts to connect, one after the other: with a peer, or with a reason why not."""

    def __init__(self) -> None:
        self.attempts: queue.Queue[FakePeer | Exception] = queue.Queue()

    def connect(self) -> FakePeer:
        answer = self.attempts.get(timeout=SECONDS)
        if isinstance(answer, Exception):
            raise answer
        return answer


@pytest.fixture(autouse=True)
def _quick(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(client_module, "FIRST_WAIT", 0.001)
    monkeypatch.setattr(client_module, "LONGEST_WAIT", 0.002)


@pytest.fixture
def desk() -> Desk:
    return Desk()


@pytest.fixture
def heard() -> queue.Queue[Any]:
    return queue.Queue()


@pytest.fixture
def client(desk: Desk, heard: queue.Queue[Any]) -> Iterator[Client]:
    client = Client(desk.connect, heard.put)
    client.start()
    yield client
    desk.attempts.put(OSError("over"))
    client.stop()


def hears(heard: queue.Queue[Any], kind: type) -> Any:
    message = heard.get(timeout=SECONDS)
    assert isinstance(message, kind), message
    return message


def eventually(true: Callable[[], object]) -> None:
    done = threading.Event()
    for _ in range(1000):
        if true():
            return
        done.wait(0.01)
    raise AssertionError("it never was so")


def test_what_the_desk_says_is_delivered_in_order(
    client: Client, desk: Desk, heard: queue.Queue[Any]
) -> None:
    peer = FakePeer()
    desk.attempts.put(peer)
    hears(heard, Up)
    for seconds in (3, 2, 1):
        peer.coming.put(Countdown(seconds))
    assert [hears(heard, Countdown).seconds for _ in range(3)] == [3, 2, 1]


def test_it_connects_again_after_the_desk_is_gone(
    client: Client, desk: Desk, heard: queue.Queue[Any]
) -> None:
    first, second = FakePeer(), FakePeer()
    desk.attempts.put(first)
    hears(heard, Up)
    first.coming.put(LinkClosed("killed"))
    assert "killed" in hears(heard, Down).reason
    for _ in range(5):
        desk.attempts.put(OSError("nobody there"))
    desk.attempts.put(second)
    hears(heard, Down)
    hears(heard, Up)
    assert client.send(Touched())
    assert second.sent == [Touched()]


def test_another_build_is_tried_again_too(client: Client, desk: Desk, heard: queue.Queue[Any]) -> None:
    desk.attempts.put(LinkRefused("unequal builds"))
    assert "unequal" in hears(heard, Down).reason
    desk.attempts.put(FakePeer())
    hears(heard, Up)


def test_the_same_reason_is_told_once(client: Client, desk: Desk, heard: queue.Queue[Any]) -> None:
    for _ in range(20):
        desk.attempts.put(OSError("nobody there"))
    desk.attempts.put(FakePeer())
    hears(heard, Down)
    hears(heard, Up)


def test_nothing_is_sent_while_nobody_is_there(client: Client) -> None:
    assert client.send(Pressed("call")) is False


def test_a_broken_link_is_told_to_who_sends(client: Client, desk: Desk, heard: queue.Queue[Any]) -> None:
    peer = FakePeer()
    desk.attempts.put(peer)
    hears(heard, Up)
    eventually(lambda: client.send(Touched()))
    peer.broken = True
    assert client.send(Touched()) is False


def test_stopping_ends_the_thread(desk: Desk, heard: queue.Queue[Any]) -> None:
    client = Client(desk.connect, heard.put)
    client.start()
    desk.attempts.put(FakePeer())
    hears(heard, Up)
    client.stop()
    assert not client._thread.is_alive()
    hears(heard, Down)
