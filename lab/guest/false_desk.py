"""Listens where the desk would, by the project's own link, gives the devices one order, and prints what they tell.

`python -m lab.guest.false_desk [open BANK NUMBER OPERATION]`
"""

from __future__ import annotations

import asyncio
import sys
from pathlib import Path

import msgspec

from kiosk.link.build import build_id
from kiosk.link.frames import LinkError
from kiosk.link.messages import ArmScanner, DevicesToDesk, OpenDoor
from kiosk.link.settings import load
from kiosk.link.socket import Peer, serve


async def main(orders: list[str]) -> None:
    settings = load(Path("/etc/kiosk/kiosk.toml"))

    async def attend(peer: Peer) -> None:
        await peer.send(ArmScanner("front", armed=True))
        if orders[:1] == ["open"]:
            await peer.send(OpenDoor(orders[3], orders[1], int(orders[2])))
        try:
            while True:
                print(msgspec.json.encode(await peer.receive()).decode(), flush=True)
        except LinkError:
            return

    server = await serve(
        settings.devices_socket,
        role="desk",
        incoming=DevicesToDesk,
        uids=settings.link.uids("devices"),
        build=build_id(),
        handler=attend,
        callers=("devices",),
    )
    try:
        await asyncio.Event().wait()
    finally:
        await server.close()


if __name__ == "__main__":
    asyncio.run(main(sys.argv[1:]))
