"""The link for processes that run on asyncio: the desk, the devices, the world.

One `Peer` is one connection after its handshake. `send` never waits: what a slow reader leaves lying is
bounded, and beyond the bound the connection ends (see `SEND_LIMIT`). `receive` waits, and the socket's own
flow control slows a fast writer down. Whatever goes wrong on a connection ends that connection; the server
and its other peers go on.

Left out on purpose: reconnecting. Each process knows best what to do while the other one is away.
"""

from __future__ import annotations

import asyncio
import contextlib
import fcntl
import logging
import os
import socket
import stat
from abc import ABC, abstractmethod
from collections.abc import Awaitable, Callable, Collection
from pathlib import Path
from typing import Any, Literal, NoReturn, TypeAlias

import msgspec

from kiosk.link.frames import (
    GREETING,
    HANDSHAKE_SECONDS,
    SEND_LIMIT,
    Codec,
    Frames,
    LinkClosed,
    LinkError,
    LinkGarbage,
    LinkRefused,
    body_length,
    check_hello,
    check_uid,
    peer_identity,
)
from kiosk.link.messages import Hello, Refused

Role: TypeAlias = Literal["desk", "shell", "devices", "world", "bench", "doctor"]
Handler: TypeAlias = "Callable[[Peer], Awaitable[None]]"

MAXIMUM_PEERS = 32
"""Connections at one socket at a time. A box has a handful; more would be exhausting its file descriptors."""

__all__ = [
    "LinkClosed",
    "LinkError",
    "LinkGarbage",
    "LinkRefused",
    "Peer",
    "Role",
    "Server",
    "connect",
    "serve",
]

LINGER_SECONDS = 0.5
CLOSE_SECONDS = 1.0

log = logging.getLogger("kiosk.link")


class Peer(ABC):
    """The other end of one connection, after both have said `Hello`."""

    hello: Hello

    @abstractmethod
    async def send(self, message: msgspec.Struct) -> None:
        """Hand one message over. Never waits; raises `LinkClosed` when it has ended or its reader is too
        slow."""

    @abstractmethod
    async def receive(self) -> Any:
        """The next message, checked against this direction's union. Raises `LinkClosed` at the end."""

    @abstractmethod
    async def close(self) -> None:
        """End the connection. Messages already sent are still delivered; calling it again does nothing."""


class SocketPeer(Peer):
    """A peer across a Unix socket."""

    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter, incoming: Any) -> None:
        self._reader = reader
        self._writer = writer
        self._codec = Codec(incoming)
        self._reason = ""
        self.uid, self.pid = peer_identity(writer.get_extra_info("socket"))

    async def send(self, message: msgspec.Struct) -> None:
        if self._writer.is_closing():
            raise LinkClosed(self._reason or "the connection has ended")
        transport = self._writer.transport
        self._writer.write(self._codec.frame(message))
        if transport.get_write_buffer_size() > SEND_LIMIT:
            self._reason = f"the {self.hello.role} does not read what it is sent"
            transport.abort()
            raise LinkClosed(self._reason)

    async def receive(self) -> Any:
        message = await self._read(self._codec)
        if isinstance(message, Refused):
            await self._end(f"the {self.hello.role} refused: {message.reason}")
        if isinstance(message, Hello):
            await self._end("a second hello on one connection", LinkGarbage)
        return message

    async def close(self) -> None:
        self._reason = self._reason or "closed at this end"
        self._writer.close()
        try:
            # A reader that never reads again would hold up the close for ever.
            await asyncio.wait_for(self._writer.wait_closed(), CLOSE_SECONDS)
        except (OSError, TimeoutError):
            pass  # it has ended all the same
        finally:
            self._writer.transport.abort()

    async def _read(self, codec: Codec) -> Any:
        try:
            length = body_length(await self._reader.readexactly(Frames.HEADER))
            return codec.message(await self._reader.readexactly(length))
        except LinkGarbage as fault:
            await self._end(str(fault), LinkGarbage)
        except asyncio.IncompleteReadError as fault:
            await self._end("cut off inside a frame" if fault.partial else "the other end hung up")
        except OSError as fault:
            await self._end(f"the connection broke: {fault}")

    async def _end(self, reason: str, error: type[LinkClosed] = LinkClosed) -> NoReturn:
        self._reason = self._reason or reason
        self._writer.transport.abort()
        raise error(self._reason)

    async def greet(
        self, mine: Hello, uids: Collection[int], *, callers: Collection[str] = (), linger: bool = False
    ) -> None:
        """The handshake, alike at both ends: check the user, say hello, hear hello. Raises `LinkError`."""
        first: Hello | Refused | None = None
        try:
            check_uid(self.uid, uids)
            self._writer.write(GREETING.frame(mine))
            async with asyncio.timeout(HANDSHAKE_SECONDS):
                first = await self._read(GREETING)
            self.hello = check_hello(first, mine.build, callers)
        except LinkRefused as refusal:
            if not isinstance(first, Refused):
                await self._refuse(str(refusal), linger=linger)
            raise
        except TimeoutError:
            raise LinkClosed(f"no hello within {HANDSHAKE_SECONDS:g} s") from None

    async def _refuse(self, reason: str, *, linger: bool) -> None:
        """Say why. The listening end then waits a moment: closing at once would break the other's hello off,
        and with a broken hello it would never read why."""
        self._writer.write(GREETING.frame(Refused(reason)))
        if not linger:
            return
        with contextlib.suppress(OSError, TimeoutError):
            async with asyncio.timeout(LINGER_SECONDS):
                while await self._reader.read(65536):
                    pass


class Server:
    """A listening socket. `close` ends the listening and every connection that it accepted."""

    def __init__(
        self,
        path: Path,
        lock: int,
        listener: socket.socket,
        server: asyncio.Server,
        tasks: set[asyncio.Task[None]],
    ) -> None:
        self.path = path
        self._lock = lock
        self._listener = listener
        self._server = server
        self._tasks = tasks

    async def close(self) -> None:
        """Stop listening, cancel every connection's handler, remove the socket file. Twice is once."""
        if self._lock < 0:
            return
        # asyncio drops a connection that it is just accepting while the server closes, with its descriptor
        # open. So nobody is accepted any more first, then those who were get their tasks, and only then the
        # server closes.
        asyncio.get_running_loop().remove_reader(self._listener.fileno())
        for _ in range(3):
            await asyncio.sleep(0)
        self._server.close()
        for _ in range(3):
            await asyncio.sleep(0)
            tasks = tuple(self._tasks)
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)
        await asyncio.sleep(0)  # aborted transports close their sockets in the next turn
        self.path.unlink(missing_ok=True)
        os.close(self._lock)
        self._lock = -1


async def serve(
    path: str | os.PathLike[str],
    *,
    role: Role,
    incoming: Any,
    uids: Collection[int],
    build: str,
    handler: Handler,
    callers: Collection[str] = (),
) -> Server:
    """Listen at `path` and run `handler(peer)` for every connection that passed the handshake, then close it.

    `incoming` is the union of messages that may come in; `uids` who may connect (empty: this process's user);
    `callers` the roles that may call (empty: any).
    A socket file left by a dead process is replaced; raises `LinkRefused` when a living one listens there.
    """
    place = Path(path)
    lock, listener = _listen(place)
    tasks: set[asyncio.Task[None]] = set()
    mine = Hello(build=build, role=role, pid=os.getpid())

    async def accept(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        assert task is not None  # noqa: S101 - asyncio runs this callback as a task
        if len(tasks) >= MAXIMUM_PEERS:
            log.warning("%s: more than %d connections, the newest is closed", place.name, MAXIMUM_PEERS)
            writer.transport.abort()
            return
        tasks.add(task)
        try:
            await _attend(SocketPeer(reader, writer, incoming), mine, uids, callers, handler, place.name)
        except asyncio.CancelledError:
            # The server is closing. Ending quietly here: a cancelled connection task is nobody's error.
            pass
        finally:
            tasks.discard(task)

    try:
        server = await asyncio.start_unix_server(accept, sock=listener)
    except BaseException:
        listener.close()
        os.close(lock)
        raise
    return Server(place, lock, listener, server, tasks)


async def _attend(
    peer: SocketPeer,
    mine: Hello,
    uids: Collection[int],
    callers: Collection[str],
    handler: Handler,
    name: str,
) -> None:
    """One connection from handshake to close. What goes wrong with it is logged, and ends here."""
    try:
        await peer.greet(mine, uids, callers=callers, linger=True)
        await handler(peer)
    except LinkGarbage as fault:
        log.warning("%s: connection from pid %d closed: %s", name, peer.pid, fault)
    except LinkError as fault:
        log.info("%s: connection from pid %d ended: %s", name, peer.pid, fault)
    except Exception:
        log.exception("%s: the handler of the connection from pid %d failed", name, peer.pid)
    finally:
        await peer.close()


async def connect(
    path: str | os.PathLike[str],
    *,
    role: Role,
    incoming: Any,
    uids: Collection[int],
    build: str,
    position: str = "",
) -> Peer:
    """Connect to a listening process.

    Raises `LinkRefused` (another build or user), `LinkClosed`, or `OSError` (nobody there).
    """
    reader, writer = await asyncio.open_unix_connection(os.fspath(path))
    peer = SocketPeer(reader, writer, incoming)
    try:
        await peer.greet(Hello(build=build, role=role, position=position, pid=os.getpid()), uids)
    except BaseException:
        await peer.close()
        raise
    return peer


def _listen(path: Path) -> tuple[int, socket.socket]:
    """A lock held for as long as this process listens, and the bound socket with mode 0660.

    The lock tells a living listener from a file left behind, without a moment in which two could start.
    """
    lock = os.open(f"{path}.lock", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    listener = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
    try:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise LinkRefused(
                f"another process already listens at {path}; only one may run on a box"
            ) from None
        _clear(path)
        os.fchmod(listener.fileno(), 0o660)  # before bind, so that the file is never there with wider rights
        listener.bind(os.fspath(path))
        path.chmod(0o660)  # the umask may have taken the group's rights away
    except BaseException:
        listener.close()
        os.close(lock)
        raise
    return lock, listener


def _clear(path: Path) -> None:
    """Remove a dead listener's socket file. Anything else that stands there is not ours to remove."""
    try:
        mode = path.lstat().st_mode
    except FileNotFoundError:
        return
    if not stat.S_ISSOCK(mode):
        raise LinkRefused(f"{path} is there and is not a socket; remove it or change paths.run in kiosk.toml")
    with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as probe:
        try:
            probe.connect(os.fspath(path))
        except (ConnectionRefusedError, FileNotFoundError):
            path.unlink(missing_ok=True)
            return
    raise LinkRefused(f"another process already listens at {path}")
