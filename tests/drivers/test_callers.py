"""Connections to an emulated device: whoever comes as it is switched off is hung up, and nothing is left for the loop's end."""

from __future__ import annotations

import asyncio
import socket

import pytest

from kiosk.drivers.world.callers import Callers


async def silent(reader: asyncio.StreamReader, _writer: asyncio.StreamWriter) -> None:
    await reader.read()


async def turns(number: int) -> None:
    for _ in range(number):
        await asyncio.sleep(0)


@pytest.mark.parametrize("moment", range(8))
def test_who_connects_at_whatever_moment_is_hung_up_when_the_device_goes(moment: int, tmp_path) -> None:
    async def play() -> None:
        callers, loop = Callers(silent), asyncio.get_running_loop()
        await callers.listen_at(tmp_path / "device")
        with socket.socket(socket.AF_UNIX) as caller:
            caller.setblocking(False)
            await loop.sock_connect(caller, str(tmp_path / "device"))
            await turns(moment)
            await callers.hang_up()
            await turns(4)
            assert asyncio.all_tasks() == {asyncio.current_task()}
            try:
                told = await loop.sock_recv(caller, 1)
            except ConnectionError:
                told = b""
            assert told == b""

    asyncio.run(play())


def test_a_device_that_is_on_again_attends_to_the_next(tmp_path) -> None:
    async def answering(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(await reader.readexactly(1))
        await writer.drain()
        writer.close()

    async def play() -> bytes:
        callers = Callers(answering)
        await callers.listen_at(tmp_path / "device")
        await callers.hang_up()
        await callers.listen_at(tmp_path / "device")
        reader, writer = await asyncio.open_unix_connection(tmp_path / "device")
        writer.write(b"!")
        answer = await reader.read()
        writer.close()
        await callers.hang_up()
        return answer

    assert asyncio.run(play()) == b"!"
