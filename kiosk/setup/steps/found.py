"""What is there: the time, the site's pack, and every device that answers. One page that changes while one looks at it.

Scan a code and the scanner appears; put the stick in and the site has its name.
"""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Iterator

import msgspec

from kiosk.core.texts import Texts
from kiosk.drivers.probing import Found
from kiosk.link.prompts import Action, Confirm, Fact
from kiosk.link.settings import SettingsRefused
from kiosk.link.texts import Text
from kiosk.setup import pack as packs
from kiosk.setup.box import Box
from kiosk.setup.finding import Listening, Things, candidates, encoders_of, look, printers_of
from kiosk.setup.steps.clock import now, set_clock
from kiosk.setup.steps.network import find_printer

_ = Texts("setup")


async def found(box: Box) -> None:
    """Look, show, listen; until somebody says that this is all."""
    while True:
        box.desk.tell(_("Looking for devices"), _("Every port is asked who is there."))
        seen = await asyncio.to_thread(look, box.layout, patience=box.pace.answer)
        box.things = msgspec.structs.replace(seen, found=(*seen.found, *box.network))
        listening = await asyncio.to_thread(Listening, candidates(box.things), box.layout)
        page = _Page(box, listening)
        try:
            chosen = await page.chosen()
        finally:
            await asyncio.to_thread(listening.close)
        if chosen == "clock":
            await set_clock(box)
        elif chosen == "network":
            await find_printer(box)
        elif chosen == "use":
            break
    draft = box.draft
    draft.scanners = listening.heard or draft.scanners
    draft.printers, draft.encoders = printers_of(box.things), encoders_of(box.things)
    draft.devices_seen = True


class _Page:
    """The page while it is open."""

    def __init__(self, box: Box, listening: Listening) -> None:
        self._box = box
        self._listening = listening
        self._refused = ""

    async def chosen(self) -> str:
        """The action that is pressed. Raises `WentBack`."""
        await asyncio.to_thread(self._look_for_pack)
        watching = asyncio.create_task(self._watch())
        try:
            return await self._box.desk.choose(self._prompt())
        finally:
            watching.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await watching

    async def _watch(self) -> None:
        while True:
            await asyncio.sleep(self._box.pace.look_again)
            await asyncio.to_thread(self._look_for_pack)
            self._box.desk.update(self._prompt())

    def _look_for_pack(self) -> None:
        box = self._box
        path = packs.find(box.layout.places.sticks)
        if path is None or (box.pack is not None and box.pack.path == path):
            return
        before = box.draft.pack
        try:
            found = packs.read(path)
            box.draft.pack = found.sections
            box.settings()
        except packs.PackRefused as refusal:
            box.draft.pack, self._refused = before, str(refusal)
        except SettingsRefused as refusal:
            box.draft.pack, self._refused = before, str(refusal.faults[0])
        else:
            box.pack, self._refused = found, ""

    def _prompt(self) -> Confirm:
        lan = Action("network", _("Printer on the network"), icon="print")
        return Confirm(
            _("Is everything there?"),
            _("Scan any code, and the scanner appears too."),
            tuple(self._facts()),
            (
                Action("use", _("Use these"), icon="check", primary=True),
                Action("again", _("Look again"), icon="refresh"),
                Action("clock", _("Set the time"), icon="schedule"),
                *(() if self._box.things.of("printer") else (lan,)),
            ),
            icon="fact_check",
        )

    def _facts(self) -> Iterator[Fact]:
        box, things = self._box, self._box.things
        moment = now(box).strftime("%Y-%m-%d %H:%M")
        trusted = box.clock.trusted
        yield Fact(
            _("Time"), moment if trusted else _("{time}, please check", time=moment), alert=not trusted
        )
        yield self._site()
        yield from self._scanners(things)
        yield from _printers(things)
        for each in things.of("encoder"):
            yield Fact(_("Card encoder"), each.says or _("Connected"))
        yield from _lockers(things)

    def _site(self) -> Fact:
        site = self._box.draft.pack.get("site", {})
        name = str(site.get("name", "")) if isinstance(site, dict) else ""
        if self._refused:
            return Fact(_("USB stick"), _("Its pack is refused: {why}", why=self._refused[:120]), alert=True)
        return (
            Fact(_("Site"), name)
            if name
            else Fact(_("Site"), _("No USB stick with its name yet"), alert=True)
        )

    def _scanners(self, things: Things) -> Iterator[Fact]:
        heard = self._listening.heard or self._box.draft.scanners
        for scanner in heard:
            label: Text = _("Scanner") if scanner.reads == "codes" else _("Stripe reader")
            yield Fact(label, short(scanner.port))
        taken = {scanner.port for scanner in heard}
        waiting = [each for each in things.of("unknown") if each.port not in taken and not each.says]
        if not heard:
            said = _("Scan any code now") if waiting or things.keyboards else _("None found")
            yield Fact(_("Scanner"), said, alert=True)
        for each in things.of("unknown"):
            if each.says and each.port not in taken:
                yield Fact(short(each.port), _("Cannot be opened"), alert=True)


def _printers(things: Things) -> Iterator[Fact]:
    words: dict[str, Text] = {
        "ready": _("ready"),
        "paper_low": _("paper is low"),
        "paper_out": _("no paper"),
        "cover_open": _("cover is open"),
        "fault": _("needs repair"),
        "mute": _("does not answer"),
    }
    for each in things.of("printer"):
        yield Fact(_("Printer"), words.get(each.state, short(each.port)), alert=each.state != "ready")
    if not things.of("printer"):
        yield Fact(_("Printer"), _("None found"), alert=True)


def boards(found: Found) -> Text:
    """Lock boards, or expanders, in a few words."""
    count = len({board for board, _lock in found.locks})
    if found.driver == "expander":
        return _("I/O expanders: {chips}, locks: {count} at most", chips=count, count=len(found.locks))
    return _(
        "Boards {family}: {boards}, locks: {count}",
        family=found.family.upper(),
        boards=count,
        count=len(found.locks),
    )


def _lockers(things: Things) -> Iterator[Fact]:
    yield from (Fact(_("Lockers"), boards(each)) for each in things.of("lockers"))
    if things.coils:
        count = len(things.coils)
        yield Fact(
            _("Lockers"), _.plural("{count} coil at this computer", "{count} coils at this computer", count)
        )
    elif not things.of("lockers"):
        yield Fact(_("Lockers"), _("None found"), alert=True)


def short(port: str) -> str:
    """A port's name as somebody at the back of the box recognises it."""
    name = port.rpartition("/")[2].removeprefix("usb-")
    return name if len(name) <= 32 else f"{name[:24]}…{name[-7:]}"
