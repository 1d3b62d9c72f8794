"""The settings of one box: `kiosk.toml`, read once by each process at its start, typed, and refused in plain
words.

Everything that differs from one mall to the next and is not decided at the screen stands here: where the data
lies, how large the screen is, what hangs on which wire. A wrong file is never half used: every fault is named
with its line and what would be right (`settings_faults.py`), and the process does not start.
`kiosk/kiosk.sample.toml` documents every key; a test holds it equal to these structs.

Left out on purpose: secrets (systemd credentials or a key file), limits and prices (dated data in the store,
changed by staff and approved by another person), and anything that could be changed while the box runs.
"""

from __future__ import annotations

import os
import tomllib
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Literal

import msgspec
from msgspec import Meta

from kiosk.link.settings_backup import Backup
from kiosk.link.settings_calls import Calls
from kiosk.link.settings_counter import Counter
from kiosk.link.settings_devices import Bank, Device, Encoder, Name, Printer, Row, Scanner
from kiosk.link.settings_hours import Closing, EndOfDay, SpecialDay, TimeOfDay, WeekdayHours
from kiosk.link.settings_identity import Identity

if TYPE_CHECKING:
    from kiosk.link.settings_faults import Fault

Account = Annotated[int, Meta(ge=0, le=4_294_967_294)] | Annotated[str, Meta(pattern=r"^[a-z_][a-z0-9_-]*\Z")]

Role = Literal["attendant", "shift_lead", "supervisor", "manager", "finance", "auditor", "technician"]
"""What a staff account is for (kiosk/core/staff/rights.toml says what each may do, and where it comes from)."""

Rotation = Literal[0, 90, 180, 270]

ROOMS = ("desk", "shell", "devices", "world")


class _Section(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    pass


class Site(_Section, frozen=True, kw_only=True):
    """The mall, as people see it, and its hours in its own zone."""

    name: Annotated[str, Meta(min_length=1, max_length=40)] = "掌柜服务台"
    name_en: Annotated[str, Meta(min_length=1, max_length=60)] = "Customer Service"
    zone: str = "Asia/Shanghai"
    opens: TimeOfDay = "10:00"
    closes: EndOfDay = "22:00"
    business_day_starts: TimeOfDay = "04:00"
    battery_clock: bool = False
    language: Literal["zh_CN", "en"] = "zh_CN"
    hours: tuple[WeekdayHours, ...] = ()
    special_day: tuple[SpecialDay, ...] = ()


class Paths(_Section, frozen=True, kw_only=True):
    """Folders. One that does not begin with `/` is beside the settings file."""

    data: Annotated[str, Meta(min_length=1)] = "/var/lib/kiosk"
    run: Annotated[str, Meta(min_length=1)] = "/run/kiosk"


class Store(_Section, frozen=True, kw_only=True):
    """The database; empty means SQLite in the data folder."""

    url: Annotated[str, Meta(pattern=r"^($|postgresql://)")] = ""


class Shell(_Section, frozen=True, kw_only=True):
    """The screen of this box's own position."""

    position: Name = "front"
    width: Annotated[int, Meta(ge=320, le=7680)] = 1080
    height: Annotated[int, Meta(ge=320, le=7680)] = 1920
    ppi: Annotated[float, Meta(ge=40, le=600)] = 102.4
    rotation: Rotation = 0
    fullscreen: bool = True
    high_contrast: bool = False
    sound: bool = True
    transitions: bool = True
    inspect: bool = False


class Position(_Section, frozen=True, kw_only=True):
    """A further screen at this box's desk, beside `[shell]`'s own: whose it is, and its panel. `here`: the watcher opens it
    on this box. A tablet elsewhere is out of reach: the link is a Unix socket."""

    name: Name
    audience: Literal["customer", "staff"] = "staff"
    here: bool = True
    width: Annotated[int, Meta(ge=320, le=7680)] = 1280
    height: Annotated[int, Meta(ge=320, le=7680)] = 800
    ppi: Annotated[float, Meta(ge=40, le=600)] = 102.4
    rotation: Rotation = 0
    fullscreen: bool = True
    high_contrast: bool = False
    sound: bool = True
    transitions: bool = True
    inspect: bool = False


_SCREEN = (
    "width",
    "height",
    "ppi",
    "rotation",
    "fullscreen",
    "high_contrast",
    "sound",
    "transitions",
    "inspect",
)
"""What a position's panel has, wherever it is described."""


class Session(_Section, frozen=True, kw_only=True):
    """How long a visit may be still before it is asked after, and then wiped."""

    idle_seconds: Annotated[int, Meta(ge=10, le=900)] = 60
    warning_seconds: Annotated[int, Meta(ge=5, le=300)] = 30
    comfort_factor: Annotated[float, Meta(ge=1, le=10)] = 3.0


class Staff(_Section, frozen=True, kw_only=True):
    """Signing in as staff."""

    auto_lock_seconds: Annotated[int, Meta(ge=10, le=3600)] = 180
    pin_minimum: Annotated[int, Meta(ge=4, le=12)] = 6
    attempts: Annotated[int, Meta(ge=1, le=20)] = 5
    lock_minutes: Annotated[int, Meta(ge=1, le=1440)] = 15
    badge_alone: tuple[Role, ...] = ()
    own_account: Literal["refuse", "flag"] = "refuse"
    approval_seconds: Annotated[int, Meta(ge=20, le=900)] = 120
    approval_hours: Annotated[int, Meta(ge=1, le=720)] = 24


class Link(_Section, frozen=True, kw_only=True):
    """Which users the processes run as, by number or name; an empty list means the reader's own user only."""

    desk_uids: tuple[Account, ...] = ()
    shell_uids: tuple[Account, ...] = ()
    devices_uids: tuple[Account, ...] = ()

    def uids(self, room: Literal["desk", "shell", "devices", "world"]) -> frozenset[int]:
        """The user ids that may be at the other end when `room` is expected there.

        The world is at hand for whoever runs the demo or the tests: this process's own user.
        """
        listed: tuple[int | str, ...] = () if room == "world" else getattr(self, f"{room}_uids")
        return frozenset(_uid(each) for each in listed) or frozenset({os.geteuid()})


class Host(_Section, frozen=True, kw_only=True):
    """What the plugin host allows, and when it begins to doubt a start. Our own judgement; none is law."""

    unfinished_starts: Annotated[int, Meta(ge=0, le=20)] = 2
    short_lives: Annotated[int, Meta(ge=0, le=50)] = 5
    steady_seconds: Annotated[float, Meta(ge=1, le=600)] = 30
    step_seconds: Annotated[float, Meta(ge=0.5, le=30)] = 2
    load_seconds: Annotated[float, Meta(ge=1, le=120)] = 15
    migration_seconds: Annotated[float, Meta(ge=1, le=3600)] = 60
    tasks: Annotated[int, Meta(ge=1, le=10_000)] = 100
    threads: Annotated[int, Meta(ge=1, le=500)] = 16
    files: Annotated[int, Meta(ge=8, le=10_000)] = 64
    memory_mb: Annotated[int, Meta(ge=16, le=4096)] = 150
    screens: Annotated[int, Meta(ge=5, le=1000)] = 30
    lines: Annotated[int, Meta(ge=10, le=1_000_000)] = 1000


class Plugins(msgspec.Struct, frozen=True, kw_only=True):
    """Which plugins are switched off, which optional ones on, and each plugin's own table, which the plugin host
    checks against its schema."""

    disabled: tuple[str, ...] = ()
    enabled: tuple[str, ...] = ()
    tables: dict[str, dict[str, Any]] = {}


class File(_Section, frozen=True, kw_only=True):
    """The file as it is written; `plugins` is free here because its tables are the plugins' own."""

    site: Site = Site()
    closing: Closing = Closing()
    calls: Calls = Calls()
    paths: Paths = Paths()
    store: Store = Store()
    backup: Backup = Backup()
    identity: Identity = Identity()
    shell: Shell = Shell()
    position: tuple[Position, ...] = ()
    session: Session = Session()
    staff: Staff = Staff()
    counter: Counter = Counter()
    rights: dict[str, tuple[Role, ...]] = {}
    scanner: tuple[Scanner, ...] = ()
    printer: tuple[Printer, ...] = ()
    encoder: tuple[Encoder, ...] = ()
    device: tuple[Device, ...] = ()
    bank: tuple[Bank, ...] = ()
    row: tuple[Row, ...] = ()
    host: Host = Host()
    plugins: dict[str, Any] = {}
    link: Link = Link()


class Settings(msgspec.Struct, frozen=True, kw_only=True):
    """Everything a process needs to know at its start. Made by `load` or `parse`."""

    path: Path
    """The file that it was read from; relative folders are beside it."""
    site: Site
    closing: Closing
    calls: Calls
    store: Store
    backup: Backup = Backup()
    identity: Identity = Identity()
    shell: Shell
    further: tuple[Position, ...] = ()
    """The screens beside the shell's own."""
    session: Session
    staff: Staff
    counter: Counter = Counter()
    rights: dict[str, tuple[Role, ...]] = {}
    """Who holds which right here, where it is not as its declaration says."""
    scanners: tuple[Scanner, ...]
    printers: tuple[Printer, ...]
    encoders: tuple[Encoder, ...] = ()
    devices: tuple[Device, ...] = ()
    """Those of drivers that are installed beside the kiosk."""
    banks: tuple[Bank, ...]
    rows: tuple[Row, ...] = ()
    """Places without doors."""
    host: Host
    plugins: Plugins
    link: Link
    data: Path
    """The desk's and the devices' own files: `kiosk.db`, `devices.log`."""
    run: Path
    """The sockets, and what else disappears with the power."""

    @property
    def positions(self) -> tuple[Position, ...]:
        """Every screen at this desk, the shell's own first."""
        own = {name: getattr(self.shell, name) for name in _SCREEN}
        return (Position(name=self.shell.position, audience="customer", **own), *self.further)

    def seen_from(self, position: str) -> Settings:
        """The same settings for the shell of one position: `shell` is that position's screen. Raises KeyError."""
        found = {each.name: each for each in self.positions}[position]
        screen = Shell(position=position, **{name: getattr(found, name) for name in _SCREEN})
        return msgspec.structs.replace(self, shell=screen)

    @property
    def shell_socket(self) -> Path:
        """Where the desk listens for screens."""
        return self.run / "shell.sock"

    @property
    def devices_socket(self) -> Path:
        """Where the desk listens for the device process."""
        return self.run / "devices.sock"

    @property
    def world_socket(self) -> Path:
        """Where the world listens, in a demo or a test."""
        return self.run / "world.sock"

    @property
    def has_world(self) -> bool:
        """Whether some wires end in the world, so that it has to be started too."""
        own = (self.run / encoder.port for encoder in self.encoders)
        emulated = (*(bank.emulated for bank in self.banks), *(each.emulated for each in self.devices))
        return any(emulated) or any(each.is_relative_to(self.run) for each in own)

    def where(self, *path: str | int) -> str:
        """`kiosk.toml:12` for a key, for whoever finds a fault in it later (the plugin host, in a plugin's
        own table)."""
        from kiosk.link.settings_lines import Lines

        line = Lines(self.path.read_text("utf-8")).of(path)
        return f"{self.path}:{line}" if line else str(self.path)


class SettingsRefused(Exception):
    """The settings cannot be used. `faults` are all that were found, in the order of the file."""

    def __init__(self, faults: tuple[Fault, ...]) -> None:
        super().__init__("\n".join(str(fault) for fault in faults))
        self.faults = faults


def load(path: str | os.PathLike[str]) -> Settings:
    """The settings in a file. Raises `SettingsRefused` with every fault, or `OSError` when the file cannot be
    read."""
    place = Path(path)
    return parse(place.read_bytes(), place)


def parse(source: bytes | str, path: Path = Path("kiosk.toml")) -> Settings:
    """The settings in a text that was, or could have been, read from `path`. Raises `SettingsRefused`."""
    from kiosk.link import settings_checks

    try:
        text = source if isinstance(source, str) else source.decode("utf-8-sig")
        table = tomllib.loads(text)
        written = msgspec.convert(table, File)
        settings = _settled(written, path)
    except RecursionError:
        from kiosk.link.settings_faults import place

        raise SettingsRefused(
            place("", path, [((), "its brackets are nested too deep to be read")])
        ) from None
    except (UnicodeDecodeError, tomllib.TOMLDecodeError, msgspec.ValidationError) as fault:
        from kiosk.link.settings_faults import explain

        raise SettingsRefused(explain(source, path, fault)) from None
    complaints = settings_checks.complaints(settings)
    if complaints:
        from kiosk.link.settings_faults import place

        raise SettingsRefused(place(text, path, complaints))
    return settings


def default_path() -> Path:
    """Where the settings are when nobody says: `$KIOSK_SETTINGS`, else `/etc/kiosk/kiosk.toml`."""
    return Path(os.environ.get("KIOSK_SETTINGS") or "/etc/kiosk/kiosk.toml")


def _settled(written: File, path: Path) -> Settings:
    beside = path.absolute().parent
    tables = dict(written.plugins)
    disabled = msgspec.convert(tables.pop("disabled", ()), tuple[str, ...])
    enabled = msgspec.convert(tables.pop("enabled", ()), tuple[str, ...])
    return Settings(
        path=path,
        site=written.site,
        closing=written.closing,
        calls=written.calls,
        store=written.store,
        backup=written.backup,
        identity=written.identity,
        shell=written.shell,
        further=written.position,
        session=written.session,
        staff=written.staff,
        counter=written.counter,
        rights=written.rights,
        scanners=written.scanner,
        printers=written.printer,
        encoders=written.encoder,
        devices=written.device,
        banks=written.bank,
        rows=written.row,
        host=written.host,
        plugins=Plugins(
            disabled=disabled, enabled=enabled, tables=msgspec.convert(tables, dict[str, dict[str, Any]])
        ),
        link=written.link,
        data=beside / written.paths.data,
        run=beside / written.paths.run,
    )


def _uid(account: int | str) -> int:
    if isinstance(account, int):
        return account
    import pwd

    return pwd.getpwnam(account).pw_uid
