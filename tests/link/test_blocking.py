"""The blocking end, which the shell's thread and the hands of the world use: no event loop, no waiting without an end."""

import socket
import struct
import subprocess
import sys
import threading
from pathlib import Path

import pytest

from kiosk.link.blocking import BlockingPeer
from kiosk.link.build import build_id
from kiosk.link.frames import Codec, LinkClosed
from kiosk.link.messages import Countdown, Hello, Refused, Touched


def test_many_threads_may_send_at_once(desk, shell_ends):
    with BlockingPeer.connect(desk.path, **shell_ends) as peer:
        threads = [
            threading.Thread(target=lambda: [peer.send(Touched()) for _ in range(50)]) for _ in range(4)
        ]
        for thread in threads:
            thread.start()
        answers = [peer.receive(30).seconds for _ in range(200)]
        for thread in threads:
            thread.join()
    assert answers == list(range(1, 201))


def test_closing_wakes_a_thread_that_waits(desk, shell_ends):
    with BlockingPeer.connect(desk.path, **shell_ends) as peer:
        ended = []

        def wait():
            try:
                peer.receive()
            except LinkClosed as end:
                ended.append(str(end))

        thread = threading.Thread(target=wait)
        thread.start()
        peer.close()
        peer.close()
        thread.join(30)
        assert ended == ["closed at this end"]


def test_waiting_has_an_end_and_the_connection_stays(desk, shell_ends):
    with BlockingPeer.connect(desk.path, **shell_ends) as peer:
        with pytest.raises(TimeoutError):
            peer.receive(0.01)
        peer.send(Touched())
        assert peer.receive(30) == Countdown(1)


def test_a_desk_that_does_not_read_cannot_freeze_the_screen(tmp_path, shell_ends):
    with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as listener:
        listener.bind(str(tmp_path / "s"))
        listener.listen()
        answers = threading.Thread(target=lambda: held.append(answer(listener)))
        held = []
        answers.start()
        with BlockingPeer.connect(tmp_path / "s", **shell_ends) as peer:
            answers.join()
            with pytest.raises(LinkClosed, match="the other end does not read what it is sent"):
                flood(peer)
        held[0].close()


def test_the_blocking_end_reads_garbage_as_an_end(tmp_path, shell_ends):
    for garbage in (b"\xff\xff\xff\xff", b"\x00\x00\x00\x03abc", Codec(Hello).frame(Hello("b", "desk"))):
        with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as listener:
            path = tmp_path / str(len(garbage))
            listener.bind(str(path))
            listener.listen()
            held = []
            answers = threading.Thread(target=lambda on, into: into.append(answer(on)), args=(listener, held))
            answers.start()
            with BlockingPeer.connect(path, **shell_ends) as peer:
                answers.join()
                held[0].sendall(garbage)
                with pytest.raises(LinkClosed):
                    peer.receive(30)
                with pytest.raises(LinkClosed):
                    peer.send(Touched())
            held[0].close()


def test_the_blocking_end_brings_no_event_loop_with_it():
    check = "import sys, kiosk.link.blocking, kiosk.link.settings, kiosk.link.build; sys.exit('asyncio' in sys.modules)"
    assert (
        subprocess.run([sys.executable, "-c", check], cwd=Path(__file__).parents[2], check=False).returncode
        == 0
    )


def flood(peer: BlockingPeer) -> None:
    for _ in range(1_000):
        peer.send(Refused("x" * 10_000))


def answer(listener: socket.socket) -> socket.socket:
    """Accept one shell, shake hands, and then never read again."""
    connection, _ = listener.accept()
    connection.sendall(Codec(Hello).frame(Hello(build_id(), "desk")))
    (length,) = struct.unpack(">I", connection.recv(4, socket.MSG_WAITALL))
    connection.recv(length, socket.MSG_WAITALL)
    return connection
