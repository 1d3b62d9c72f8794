"""The pair in one process behaves like the socket."""

import asyncio

import pytest

from kiosk.link.frames import LinkClosed, LinkGarbage
from kiosk.link.memory import pair
from kiosk.link.messages import Countdown, OpenDoor, OperationEnded, Refused, Touched


def test_each_end_sees_the_other_ones_role():
    at_desk, at_shell = pair("desk", "shell", position="back")
    assert (at_desk.hello.role, at_desk.hello.position) == ("shell", "back")
    assert (at_shell.hello.role, at_shell.hello.position) == ("desk", "")
    assert at_desk.hello.build == at_shell.hello.build


def test_messages_arrive_in_order_and_as_copies():
    async def visit():
        at_desk, at_devices = pair("desk", "devices")
        command = OpenDoor("o1", "wall", 17)
        await at_desk.send(command)
        got = await at_devices.receive()
        assert got == command
        assert got is not command
        await at_devices.send(OperationEnded("o1", "done"))
        return await at_desk.receive()

    assert asyncio.run(visit()) == OperationEnded("o1", "done")


def test_a_message_of_the_wrong_direction_ends_the_pair():
    async def visit():
        at_desk, at_shell = pair("desk", "shell")
        await at_shell.send(Countdown(3))
        with pytest.raises(LinkGarbage):
            await at_desk.receive()
        with pytest.raises(LinkClosed, match="the other end hung up"):
            await at_shell.receive()

    asyncio.run(visit())


def test_closing_delivers_what_was_sent_and_then_ends():
    async def visit():
        at_desk, at_shell = pair("desk", "shell")
        await at_shell.send(Touched())
        await at_shell.close()
        await at_shell.close()
        assert await at_desk.receive() == Touched()
        for _ in range(2):
            with pytest.raises(LinkClosed, match="the other end hung up"):
                await at_desk.receive()
        with pytest.raises(LinkClosed):
            await at_desk.send(Countdown(1))
        with pytest.raises(LinkClosed, match="closed at this end"):
            await at_shell.send(Touched())

    asyncio.run(visit())


def test_a_reader_that_does_not_read_is_bounded_here_too():
    async def visit():
        at_desk, _ = pair("desk", "shell")
        for _ in range(100):
            await at_desk.send(Refused("x" * 500_000))

    with pytest.raises(LinkClosed, match="the shell does not read what it is sent"):
        asyncio.run(visit())


def test_pairs_that_the_desk_has_no_part_in_name_their_messages():
    async def visit():
        at_bench, at_world = pair("bench", "world", left_incoming=Countdown, right_incoming=Touched)
        await at_bench.send(Touched())
        await at_world.send(Countdown(1))
        return await at_world.receive(), await at_bench.receive()

    assert asyncio.run(visit()) == (Touched(), Countdown(1))
