"""What can be found of a device: one class for each cause, with what a technician should try."""

from __future__ import annotations

from typing import ClassVar

from kiosk.doctor.findings import Finding, Part, Severity
from kiosk.doctor.words import _
from kiosk.link.texts import Text


class DeviceFinding(Finding, frozen=True, kw_only=True):
    """About one device."""

    part: ClassVar[Part] = "devices"
    device: str


class DeviceWell(DeviceFinding, frozen=True, kw_only=True):
    """It works."""

    id: ClassVar[str] = "device.well"
    severity: ClassVar[Severity] = "well"
    path: str = ""
    model: str = ""

    def words(self) -> Text:
        if self.model:
            return _("{device}: works ({model}, at {path}).", **self.facts)
        return _("{device}: works (at {path}).", device=self.device, path=self.path)


class DeviceStarting(DeviceFinding, frozen=True, kw_only=True):
    """It was not tried yet."""

    id: ClassVar[str] = "device.starting"
    severity: ClassVar[Severity] = "note"
    short: ClassVar[Text] = _("Being started")

    def words(self) -> Text:
        return _("{device}: is being started.", device=self.device)

    def advice(self) -> Text:
        return _("Ask again in ten seconds.")


class NothingThere(DeviceFinding, frozen=True, kw_only=True):
    """Its place in the file system is empty."""

    id: ClassVar[str] = "device.nothing_there"
    short: ClassVar[Text] = _("Not plugged in")
    path: str

    def words(self) -> Text:
        return _("{device}: nothing is plugged in at {path}.", device=self.device, path=self.path)

    def advice(self) -> Text:
        return _("Plug it in. Is it in? Then compare its name with /dev/serial/by-id and /dev/input/by-id.")


class NotFound(DeviceFinding, frozen=True, kw_only=True):
    """It does not answer at its address, or the driver finds no such device."""

    id: ClassVar[str] = "device.not_found"
    short: ClassVar[Text] = _("Not found")
    fault: str

    def words(self) -> Text:
        return _("{device}: is not found ({fault}).", device=self.device, fault=self.fault)

    def advice(self) -> Text:
        return _("Is it switched on, and is its cable in? A network printer: ping its address from this box.")


class Lost(DeviceFinding, frozen=True, kw_only=True):
    """It was there."""

    id: ClassVar[str] = "device.lost"
    short: ClassVar[Text] = _("Connection lost")
    fault: str

    def words(self) -> Text:
        return _("{device}: the connection was lost ({fault}).", device=self.device, fault=self.fault)

    def advice(self) -> Text:
        return _("Unplug it, wait five seconds, plug it in again. If it comes and goes, change the cable.")


class Taken(DeviceFinding, frozen=True, kw_only=True):
    """Another process holds it."""

    id: ClassVar[str] = "device.taken"
    short: ClassVar[Text] = _("Held by another")
    fault: str

    def words(self) -> Text:
        return _("{device}: another program holds it ({fault}).", device=self.device, fault=self.fault)

    def advice(self) -> Text:
        return _("Which one: fuser -v with its path. Often ModemManager or a second kiosk; end that.")


class NotAllowed(DeviceFinding, frozen=True, kw_only=True):
    """The user of the device process may not open it."""

    id: ClassVar[str] = "device.not_allowed"
    short: ClassVar[Text] = _("No permission")
    path: str
    user: str
    group: str

    def words(self) -> Text:
        return _("{device}: user {user} may not open {path}.", **self.facts)

    def advice(self) -> Text:
        return _(
            "Add the user to group {group} (usermod -aG {group} {user}), or install deploy/raspberry/99-kiosk.rules; "
            "then start the devices again.",
            group=self.group,
            user=self.user,
        )


class Mute(DeviceFinding, frozen=True, kw_only=True):
    """It is connected and does not answer."""

    id: ClassVar[str] = "device.mute"
    short: ClassVar[Text] = _("No answer")
    fault: str

    def words(self) -> Text:
        return _(
            "{device}: is connected and does not answer ({fault}).", device=self.device, fault=self.fault
        )

    def advice(self) -> Text:
        return _(
            "Is its power on? Do baud rate and mode in kiosk.toml fit the device? On RS-485, swap A and B."
        )


class Broken(DeviceFinding, frozen=True, kw_only=True):
    """It says itself that something is wrong, or answers nonsense."""

    id: ClassVar[str] = "device.broken"
    short: ClassVar[Text] = _("Reports a fault")
    fault: str

    def words(self) -> Text:
        return _("{device}: reports a fault ({fault}).", device=self.device, fault=self.fault)

    def advice(self) -> Text:
        return _("Switch it off and on. Then test it at the screen: staff, Doctor, this device.")


class NoPaper(DeviceFinding, frozen=True, kw_only=True):
    """The roll has ended."""

    id: ClassVar[str] = "printer.no_paper"
    short: ClassVar[Text] = _("No paper")

    def words(self) -> Text:
        return _("{device}: there is no paper.", device=self.device)

    def advice(self) -> Text:
        return _("Put in a new roll, close the cover, then print a test page.")


class LowPaper(DeviceFinding, frozen=True, kw_only=True):
    """The roll will soon end."""

    id: ClassVar[str] = "printer.low_paper"
    severity: ClassVar[Severity] = "warning"
    short: ClassVar[Text] = _("Paper low")

    def words(self) -> Text:
        return _("{device}: the paper will soon be used up.", device=self.device)

    def advice(self) -> Text:
        return _("Lay a new roll beside it; change it today.")


class Misset(DeviceFinding, frozen=True, kw_only=True):
    """The settings ask for what is not possible here."""

    id: ClassVar[str] = "device.misset"
    short: ClassVar[Text] = _("Settings wrong")
    fault: str

    def words(self) -> Text:
        return _("{device}: its settings cannot work here ({fault}).", device=self.device, fault=self.fault)

    def advice(self) -> Text:
        return _("Change its section in kiosk.toml, then start the devices again.")


class Restless(DeviceFinding, frozen=True, kw_only=True):
    """It came back again and again."""

    id: ClassVar[str] = "device.restless"
    severity: ClassVar[Severity] = "warning"
    short: ClassVar[Text] = _("Comes and goes")
    reconnects: int
    last_fault: str

    def words(self) -> Text:
        return _("{device}: was lost and came back {reconnects} times ({last_fault}).", **self.facts)

    def advice(self) -> Text:
        return _("Most often a cable or a weak supply: change the cable, use a powered hub.")


class DevicesAway(Finding, frozen=True, kw_only=True):
    """The desk runs, the device process does not."""

    id: ClassVar[str] = "devices.away"
    part: ClassVar[Part] = "devices"

    def words(self) -> Text:
        return _("The device process does not run: no device can be used.")

    def advice(self) -> Text:
        return _("systemctl restart kiosk-devices; its last words: journalctl -u kiosk-devices -n 50.")


class PortThere(DeviceFinding, frozen=True, kw_only=True):
    """Without a running kiosk: its place is taken, by something that this user may open. More cannot be said unclaimed."""

    id: ClassVar[str] = "device.port_there"
    severity: ClassVar[Severity] = "note"
    short: ClassVar[Text] = _("Not asked")
    path: str

    def words(self) -> Text:
        return _(
            "{device}: something is plugged in at {path}; it was not asked.",
            device=self.device,
            path=self.path,
        )


class NotLookedAt(DeviceFinding, frozen=True, kw_only=True):
    """It has no place in the file system, and nobody runs who could ask it."""

    id: ClassVar[str] = "device.not_looked_at"
    severity: ClassVar[Severity] = "note"
    short: ClassVar[Text] = _("Not asked")

    def words(self) -> Text:
        return _("{device}: only a running kiosk can ask it.", device=self.device)


class NameMoves(DeviceFinding, frozen=True, kw_only=True):
    """Its name in the settings belongs to whatever was plugged in first."""

    id: ClassVar[str] = "device.name_moves"
    severity: ClassVar[Severity] = "warning"
    short: ClassVar[Text] = _("Name may move")
    path: str

    def words(self) -> Text:
        return _(
            "{device}: {path} may be another device after the next start.", device=self.device, path=self.path
        )

    def advice(self) -> Text:
        return _("Write its name from /dev/serial/by-id or /dev/input/by-id into kiosk.toml.")


class Unnamed(Finding, frozen=True, kw_only=True):
    """Plugged in, and nothing in the settings."""

    id: ClassVar[str] = "device.unnamed"
    part: ClassVar[Part] = "devices"
    severity: ClassVar[Severity] = "note"
    path: str

    def words(self) -> Text:
        return _("{path} is plugged in and is not in kiosk.toml.", path=self.path)

    def advice(self) -> Text:
        return _("If it belongs to the kiosk, name it there; this path goes into port.")
