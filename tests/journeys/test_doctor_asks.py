"""The doctor asks the running desk, at the shells' socket: what only the desk knows, without a touch of the screen."""

from __future__ import annotations

import asyncio

from kiosk.core import desk_doctor
from kiosk.link.health import AskDesk, DeskTold
from kiosk.link.memory import pair
from kiosk.testing.journey import Journey


def ask(kiosk: Journey) -> DeskTold:
    """As `kiosk doctor` does."""

    async def asked() -> DeskTold:
        desk, doctor = pair("desk", "doctor")
        serving = asyncio.ensure_future(kiosk.desk.serve_shell(desk))
        await doctor.send(AskDesk())
        told: DeskTold = await doctor.receive()
        await doctor.close()
        await serving
        return told

    return kiosk._run(asked())


def test_the_desk_tells_of_devices_screens_and_plugins_and_nobody_at_the_screen_notices(
    kiosk: Journey,
) -> None:
    before = len(kiosk.shown)
    told = ask(kiosk)
    assert told.devices is not None
    assert {each.device: each.status for each in told.devices} == {
        "scanner": "online",
        "printer": "online",
        "wall": "online",
    }
    assert told.screens == ("front",)
    assert told.kiosk == kiosk.store.kiosk_id
    assert "active" in {each.state for each in told.plugins}
    assert len(kiosk.shown) == before


def test_a_device_process_that_does_not_answer_is_not_waited_for(kiosk: Journey, monkeypatch) -> None:
    monkeypatch.setattr(desk_doctor, "ANSWER_SECONDS", 0.05)

    async def mute(message: object) -> None:
        return None

    monkeypatch.setattr(kiosk.desk.dispatcher.wire, "send", mute)
    assert ask(kiosk).devices is None
