"""A printer on the network when a box is set up: only on a button, in bounded time, and never asked unless it was chosen."""

from __future__ import annotations

import socket
import threading
import time
from dataclasses import replace

import pytest
from aids import Screenless

from kiosk.drivers.printer import lan
from kiosk.link.settings import parse
from kiosk.setup.steps import found as steps

HOUSE = """
[paths]
data = "world-data"
run = "run"
[[printer]]
name = "printer"
host = "127.0.0.1"
port = {port}
"""


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


class Mute:
    """Somebody who listens, hears, and says nothing."""

    def __init__(self) -> None:
        self.heard: list[bytes] = []
        self._server = socket.create_server(("127.0.0.1", 0))
        self.port = self._server.getsockname()[1]
        self._thread = threading.Thread(target=self._serve)
        self._thread.start()

    def _serve(self) -> None:
        while True:
            try:
                connection, _address = self._server.accept()
            except OSError:
                return
            with connection:
                connection.settimeout(5)
                while data := connection.recv(100):
                    self.heard.append(data)

    def close(self) -> None:
        self._server.shutdown(socket.SHUT_RDWR)
        self._server.close()
        self._thread.join(10)


@pytest.fixture
def mute():
    somebody = Mute()
    yield somebody
    somebody.close()


@pytest.fixture
def at_the_page(tmp_path, monkeypatch):
    """A person at the page of what was found."""
    boxes = []

    def begin(port: int, *, printer: bool = True) -> Screenless:
        world = parse(HOUSE.format(port=port), tmp_path / "world.toml") if printer else None
        box = Screenless(tmp_path, world=world)
        places = replace(box.layout.places, lan=("127.0.0.1", "127.0.0.2"), raw_port=port)
        box.layout = replace(box.layout, places=places)

        async def only_this(self):
            await steps.found(self.box)
            self.result = self.box.draft

        monkeypatch.setattr(Screenless, "_commission", only_this)
        boxes.append(box)
        box.start()
        return box

    yield begin
    for box in boxes:
        box.close()


def test_it_is_looked_for_on_a_button_and_written_with_its_address(at_the_page):
    port = free_port()
    box = at_the_page(port)
    box.expect("打印机: 没有找到")
    box.choose("network")
    box.choose("search")
    box.choose("127.0.0.1")
    box.expect("打印机: 正常")
    box.choose("use")
    (printer,) = box.finished().printers
    assert (printer.driver, printer.host, printer.port) == ("network", "127.0.0.1", port)
    assert box.world.truth.printer("printer").complaints == []


def test_it_is_given_by_its_address(at_the_page):
    box = at_the_page(free_port())
    box.choose("network")
    box.choose("address")
    for part in ("127", "0", "0", "1"):
        box.type(part)
    box.expect("打印机: 正常")
    box.choose("use")
    assert box.finished().printers[0].host == "127.0.0.1"


def test_who_merely_listens_is_asked_nothing_before_it_is_chosen(at_the_page, mute):
    box = at_the_page(mute.port, printer=False)
    box.choose("network")
    box.choose("search")
    box.expect("是哪一台")
    assert mute.heard == []
    box.choose("127.0.0.1")
    box.expect("也许是办公打印机")
    assert set(b"".join(mute.heard)) <= {0x10, 0x04, 1, 2, 3}
    box.choose("use")
    box.expect("打印机: 没有回应")


def test_where_nobody_listens_it_says_so_and_goes_on(at_the_page):
    box = at_the_page(free_port(), printer=False)
    box.choose("network")
    box.choose("search")
    box.expect("没有找到打印机")
    box.choose("on")
    box.press("back")
    box.expect("打印机: 没有找到")


def test_a_network_that_answers_nobody_holds_the_search_up_for_its_time_only(monkeypatch):
    monkeypatch.setattr(
        lan.socket,
        "create_connection",
        lambda _address, timeout: time.sleep(timeout) or (_ for _ in ()).throw(OSError()),
    )
    began = time.monotonic()
    assert lan.listening([f"10.9.8.{n}" for n in range(254)], seconds=0.3) == []
    assert time.monotonic() - began < 2.0


def test_of_a_large_network_only_what_is_around_this_box_is_looked_at(monkeypatch):
    ip = lan.ipaddress
    own = (ip.IPv4Address("10.20.30.40"), ip.IPv4Network("10.0.0.0/8"))
    monkeypatch.setattr(lan, "_own", lambda: iter([own]))
    looked = lan.neighbours()
    assert len(looked) == 253
    assert (looked[0], looked[-1]) == ("10.20.30.1", "10.20.30.254")
    assert "10.20.30.40" not in looked
