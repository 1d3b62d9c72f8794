"""Real Unix sockets: the handshake, who may connect, what ends a connection, and that it ends nothing else."""

import asyncio
import os
import socket
import stat
import struct
import subprocess
import sys
from pathlib import Path

import pytest

from kiosk.link import frames
from kiosk.link import socket as link
from kiosk.link.blocking import BlockingPeer
from kiosk.link.build import build_id
from kiosk.link.frames import Codec, LinkClosed, LinkRefused
from kiosk.link.messages import Countdown, DeskToShell, Hello, Pressed, Refused, ShellToDesk, Touched
from kiosk.link.socket import connect, serve


def test_messages_go_both_ways_and_in_order(desk, shell_ends):
    async def visit():
        peer = await connect(desk.path, **shell_ends)
        for _ in range(100):
            await peer.send(Touched())
        answers = [await peer.receive() for _ in range(100)]
        await peer.close()
        return peer.hello.role, [answer.seconds for answer in answers]

    assert asyncio.run(visit()) == ("desk", list(range(1, 101)))


def test_both_ends_know_who_is_at_the_other(desk, shell_ends):
    with BlockingPeer.connect(desk.path, **shell_ends) as peer:
        peer.send(Touched())
        peer.receive(30)
        (at_desk,) = desk.peers
        assert (at_desk.hello.role, at_desk.hello.position, at_desk.pid) == ("shell", "front", os.getpid())
        assert (peer.hello.role, peer.uid, peer.pid) == ("desk", os.geteuid(), os.getpid())


def test_the_socket_file_is_for_owner_and_group_whatever_the_umask(start_desk):
    before = os.umask(0o077)
    try:
        desk = start_desk()
    finally:
        os.umask(before)
    assert stat.S_IMODE(desk.path.stat().st_mode) == 0o660


def test_another_build_is_refused_at_both_ends_and_told_why(desk, shell_ends):
    words = f"the desk is build '{build_id()}', this end is 'yesterday'"
    with pytest.raises(LinkRefused, match=words.replace("+", r"\+")):
        asyncio.run(connect(desk.path, **{**shell_ends, "build": "yesterday"}))
    with pytest.raises(LinkRefused, match=words.replace("+", r"\+")):
        BlockingPeer.connect(desk.path, **{**shell_ends, "build": "yesterday"})
    assert desk.received == []


def test_a_user_who_is_not_listed_is_refused_by_the_desk(start_desk, shell_ends):
    desk = start_desk(uids=frozenset({4711}))
    with pytest.raises(
        LinkRefused, match=rf"the other end refused: user {os.geteuid()} is not accepted here"
    ):
        BlockingPeer.connect(desk.path, **shell_ends)
    with pytest.raises(
        LinkRefused, match=rf"the other end refused: user {os.geteuid()} is not accepted here"
    ):
        asyncio.run(connect(desk.path, **shell_ends))


def test_a_desk_of_another_user_is_refused_by_the_shell(desk, shell_ends):
    for attempt in (
        lambda: BlockingPeer.connect(desk.path, **{**shell_ends, "uids": {4711}}),
        lambda: asyncio.run(connect(desk.path, **{**shell_ends, "uids": {4711}})),
    ):
        with pytest.raises(LinkRefused, match=rf"user {os.geteuid()} is not accepted here \(4711 may\)"):
            attempt()


def test_a_role_that_has_no_business_at_a_socket_is_refused(desk, shell_ends):
    strangers = {**shell_ends, "role": "devices"}
    with (
        BlockingPeer.connect(desk.path, **strangers) as peer,
        pytest.raises(LinkClosed, match="role devices has no business here; shell may call"),
    ):
        peer.receive(60)
    assert desk.received == []


AS_SOMEBODY_ELSE = """
import os, sys
sys.path.insert(0, {root!r})
from kiosk.link.blocking import BlockingPeer, LinkRefused
from kiosk.link.build import build_id
from kiosk.link.messages import DeskToShell
build = build_id()
os.setuid(65534)
try:
    BlockingPeer.connect({path!r}, role="shell", incoming=DeskToShell, uids={{0}}, build=build)
except LinkRefused as refusal:
    print(refusal)
"""


def test_the_kernel_says_who_connects_not_the_connector(desk, shell_ends):
    """Where this runs as root, a child really becomes another user; elsewhere the two tests above are what there is."""
    if os.geteuid() != 0:
        assert BlockingPeer.connect(desk.path, **shell_ends).uid == os.geteuid()
        return
    folder = desk.path.parent
    for part in (folder, *folder.parents):
        if str(part).startswith(("/tmp/", "/var/tmp/")):
            part.chmod(part.stat().st_mode | 0o011)
    desk.path.chmod(0o666)  # past the file's own rights, so that the check behind them is what refuses
    script = AS_SOMEBODY_ELSE.format(root=str(Path(__file__).parents[2]), path=str(desk.path))
    told = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, check=False, timeout=60
    )
    assert "the other end refused: user 65534 is not accepted here (0 may)" in told.stdout, told.stderr


def test_a_socket_file_left_by_a_dead_desk_is_replaced(tmp_path, start_desk, shell_ends):
    with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as dead:
        dead.bind(str(tmp_path / "shell.sock"))
    with BlockingPeer.connect(start_desk().path, **shell_ends) as peer:
        assert peer.hello.role == "desk"


def test_a_second_desk_is_refused_and_the_first_goes_on(desk, start_desk, shell_ends):
    with pytest.raises(LinkRefused, match=r"another process already listens at .*shell\.sock"):
        asyncio.run(
            serve(desk.path, role="desk", incoming=ShellToDesk, uids=(), build=build_id(), handler=None)
        )
    with BlockingPeer.connect(desk.path, **shell_ends) as peer:
        peer.send(Touched())
        assert peer.receive(30) == Countdown(1)


def test_a_foreign_listener_is_not_pushed_aside(tmp_path):
    with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as other:
        other.bind(str(tmp_path / "shell.sock"))
        other.listen()
        with pytest.raises(LinkRefused, match="another process already listens"):
            asyncio.run(
                serve(
                    tmp_path / "shell.sock",
                    role="desk",
                    incoming=ShellToDesk,
                    uids=(),
                    build="b",
                    handler=None,
                )
            )


def test_a_file_that_is_no_socket_is_left_alone(tmp_path):
    (tmp_path / "shell.sock").write_text("somebody's")
    with pytest.raises(LinkRefused, match="is there and is not a socket"):
        asyncio.run(
            serve(
                tmp_path / "shell.sock", role="desk", incoming=ShellToDesk, uids=(), build="b", handler=None
            )
        )
    assert (tmp_path / "shell.sock").read_text() == "somebody's"


def test_a_closed_desk_leaves_no_socket_and_tells_its_peers(desk, shell_ends):
    with BlockingPeer.connect(desk.path, **shell_ends) as peer:
        desk.do(desk.server.close())
        with pytest.raises(LinkClosed, match="the other end hung up"):
            peer.receive(30)
    assert not desk.path.exists()


@pytest.mark.parametrize(
    ("bytes_", "words"),
    [
        (b"\xff\xff\xff\xff", "frame of 4294967295 bytes announced"),
        (b"\x00\x00\x00\x00", "frame of 0 bytes announced"),
        (b"\x00\x00\x00\x03\xc1ab", "not a msgpack message"),
        (Codec(Hello).frame(Countdown(1)), "Invalid value"),
        (Codec(Hello).frame(Hello("b", "shell")), "a second hello on one connection"),
        (b"\x00\x00\x00\x09ab", "cut off inside a frame"),
    ],
)
def test_garbage_closes_that_connection_and_nothing_else(desk, shell_ends, caplog, bytes_, words):
    caplog.set_level("INFO", "kiosk.link")
    with BlockingPeer.connect(desk.path, **shell_ends) as good, raw(desk) as bad:
        bad.sendall(bytes_)
        bad.shutdown(socket.SHUT_WR)
        assert drained(bad)
        good.send(Touched())
        assert good.receive(30) == Countdown(1)
    assert words in caplog.text
    assert desk.received == [Touched()]


def test_a_refusal_from_the_other_end_is_passed_on_as_the_reason(desk, shell_ends, caplog):
    caplog.set_level("INFO", "kiosk.link")
    with raw(desk) as going:
        going.sendall(Codec(Hello).frame(Refused("maintenance")))
        assert drained(going)
    assert "the shell refused: maintenance" in caplog.text


def test_a_connection_that_says_nothing_is_closed(desk, shell_ends, monkeypatch):
    monkeypatch.setattr(link, "HANDSHAKE_SECONDS", 0.1)
    with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as mute:
        mute.settimeout(30)
        mute.connect(str(desk.path))
        assert drained(mute)


def test_connections_beyond_the_limit_are_closed_and_the_others_stay(desk, shell_ends, monkeypatch):
    monkeypatch.setattr(link, "MAXIMUM_PEERS", 3)
    peers = [BlockingPeer.connect(desk.path, **shell_ends) for _ in range(3)]
    with pytest.raises(LinkClosed):
        BlockingPeer.connect(desk.path, **shell_ends)
    peers[2].send(Touched())
    assert peers[2].receive(30) == Countdown(1)
    for peer in peers:
        with peer:
            pass


def test_a_reader_that_does_not_read_loses_its_connection_and_the_sender_never_waits(desk, shell_ends):
    async def flood(peer):
        for _ in range(100):
            await peer.send(Refused("x" * 500_000))

    with (
        BlockingPeer.connect(desk.path, **shell_ends) as lazy,
        BlockingPeer.connect(desk.path, **shell_ends) as good,
    ):
        lazy.send(Touched())
        lazy.receive(30)
        slow = next(peer for peer in desk.peers)
        with pytest.raises(LinkClosed, match="the shell does not read what it is sent"):
            desk.do(flood(slow))
        good.send(Touched())
        assert good.receive(30) == Countdown(2)


def test_a_handler_that_fails_ends_its_own_connection_only(tmp_path, shell_ends, caplog):
    async def visit():
        async def handler(peer):
            if isinstance(await peer.receive(), Pressed):
                raise ValueError("a mistake in the desk")  # noqa: TRY004
            await peer.send(Countdown(7))

        path = tmp_path / "s"
        server = await serve(
            path, role="desk", incoming=ShellToDesk, uids=(), build=build_id(), handler=handler
        )
        first, second = await connect(path, **shell_ends), await connect(path, **shell_ends)
        await first.send(Pressed("back"))
        with pytest.raises(LinkClosed):
            await first.receive()
        await second.send(Touched())
        answer = await second.receive()
        await first.close()
        await second.close()
        await server.close()
        return answer

    assert asyncio.run(visit()) == Countdown(7)
    assert "a mistake in the desk" in caplog.text


def test_sending_after_the_end_says_why_it_ended(desk, shell_ends):
    async def visit():
        peer = await connect(desk.path, **shell_ends)
        await peer.close()
        with pytest.raises(LinkClosed, match="closed at this end"):
            await peer.send(Touched())
        with pytest.raises(LinkClosed):
            await peer.receive()
        await peer.close()

    asyncio.run(visit())


def test_nobody_there_is_an_operating_system_error(tmp_path, shell_ends):
    with pytest.raises(OSError, match="No such file"):
        BlockingPeer.connect(tmp_path / "nobody", **shell_ends)
    with pytest.raises(OSError, match="No such file"):
        asyncio.run(connect(tmp_path / "nobody", **shell_ends))


def raw(desk) -> socket.socket:
    """A connection that has shaken hands, with nothing of ours on top."""
    connection = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
    connection.settimeout(30)
    connection.connect(str(desk.path))
    connection.sendall(Codec(Hello).frame(Hello(build_id(), "shell", "front")))
    (length,) = struct.unpack(">I", connection.recv(4, socket.MSG_WAITALL))
    Codec(DeskToShell).message(connection.recv(length, socket.MSG_WAITALL))
    return connection


def drained(connection: socket.socket) -> bool:
    """Read to the end; true when the other end closed the connection."""
    try:
        while connection.recv(65536):
            pass
    except ConnectionResetError:
        pass
    return True


def test_the_limits_are_the_documented_ones():
    assert frames.MAXIMUM_FRAME == 1024 * 1024
    assert frames.SEND_LIMIT == 4 * frames.MAXIMUM_FRAME
