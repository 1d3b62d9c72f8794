"""What people look at: the fonts that texts and slips are set in, a panel, and a shell that draws on it."""

from __future__ import annotations

from collections.abc import Iterator
from importlib import resources
from pathlib import Path
from typing import ClassVar

from kiosk.doctor.case import Case, Machine
from kiosk.doctor.findings import Finding, Part, Severity
from kiosk.doctor.words import _
from kiosk.link.texts import Text

FONTS = (
    "ZhangguiSans-Regular.otf",
    "ZhangguiSans-Medium.otf",
    "ZhangguiSans-Bold.otf",
    "ZhangguiIcons.ttf",
)
"""Without one of these, texts or icons are empty boxes."""

BEGINNINGS = (b"OTTO", b"\x00\x01\x00\x00")
"""What a font file begins with."""


class ScreenFinding(Finding, frozen=True, kw_only=True):
    """About what is seen."""

    part: ClassVar[Part] = "screen"


class FontsWell(ScreenFinding, frozen=True, kw_only=True):
    """All there."""

    id: ClassVar[str] = "fonts.well"
    severity: ClassVar[Severity] = "well"
    count: int

    def words(self) -> Text:
        return _("All {count} font files are there.", count=self.count)


class FontMissing(ScreenFinding, frozen=True, kw_only=True):
    """One is not there, or is no font."""

    id: ClassVar[str] = "fonts.missing"
    file: str

    def words(self) -> Text:
        return _("The font file {file} is missing or damaged.", file=self.file)

    def advice(self) -> Text:
        return _("Install the kiosk anew: pip install --force-reinstall zhanggui, or flash the image again.")


class ScreenWell(ScreenFinding, frozen=True, kw_only=True):
    """A shell draws there."""

    id: ClassVar[str] = "screen.well"
    severity: ClassVar[Severity] = "well"
    position: str

    def words(self) -> Text:
        return _("The screen of {position} is on.", position=self.position)


class ScreenAway(ScreenFinding, frozen=True, kw_only=True):
    """No shell is connected."""

    id: ClassVar[str] = "screen.away"
    position: str

    def words(self) -> Text:
        return _("Nobody draws on the screen of {position}.", position=self.position)

    def advice(self) -> Text:
        return _("systemctl restart kiosk-shell; its last words: journalctl -u kiosk-shell -n 50.")


class PanelFound(ScreenFinding, frozen=True, kw_only=True):
    """Something is plugged into a display connector."""

    id: ClassVar[str] = "panel.found"
    severity: ClassVar[Severity] = "well"
    connector: str

    def words(self) -> Text:
        return _("A panel is connected ({connector}).", connector=self.connector)


class NoPanel(ScreenFinding, frozen=True, kw_only=True):
    """There are connectors, and nothing is plugged in."""

    id: ClassVar[str] = "panel.none"
    severity: ClassVar[Severity] = "warning"

    def words(self) -> Text:
        return _("No panel is connected.")

    def advice(self) -> Text:
        return _("Look at the display cable and the panel's power; plug it in before the box is switched on.")


class PanelUnknown(ScreenFinding, frozen=True, kw_only=True):
    """This machine has no connector that could be read."""

    id: ClassVar[str] = "panel.unknown"
    severity: ClassVar[Severity] = "note"

    def words(self) -> Text:
        return _("This computer does not tell whether a panel is connected.")


def look(case: Case) -> Iterator[Finding]:
    """Fonts, panel, shells."""
    folder = fonts_folder()
    damaged = [name for name in FONTS if not _is_font(folder / name)]
    yield from (FontMissing(file=name) for name in damaged)
    if not damaged:
        yield FontsWell(count=len(FONTS))
    yield _panel(case.machine)
    if case.desk is not None:
        for position in case.settings.positions:
            if position.name in case.desk.screens:
                yield ScreenWell(position=position.name)
            elif position.here:
                yield ScreenAway(position=position.name)


def fonts_folder() -> Path:
    """Where the product's fonts are."""
    return Path(str(resources.files("kiosk"))) / "shell" / "assets" / "fonts"


def _is_font(path: Path) -> bool:
    try:
        with path.open("rb") as file:
            return file.read(4) in BEGINNINGS and path.stat().st_size > 1000
    except OSError:
        return False


def _panel(machine: Machine) -> Finding:
    places = sorted(machine.path("sys/class/drm").glob("card*-*/status"))
    if not places:
        return PanelUnknown()
    for place in places:
        if machine.text(place.relative_to(machine.root)) == "connected":
            return PanelFound(connector=place.parent.name.partition("-")[2])
    return NoPanel()
