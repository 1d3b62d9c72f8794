"""What the shell takes from the settings, as one small thing that tests and the gallery can make without a settings file."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from kiosk.link.settings import Settings


@dataclass(frozen=True)
class Options:
    """One position's screen. Sizes in pixels; `ppi` is pixels per inch of the panel and decides every size on it."""

    width: int = 1080
    height: int = 1920
    ppi: float = 102.4
    rotation: int = 0
    fullscreen: bool = False
    high_contrast: bool = False
    position: str = "front"
    zone: str = "Asia/Shanghai"
    language: str = "zh_CN"
    site: str = ""
    run: Path = Path("/run/kiosk")
    desk_uids: frozenset[int] = frozenset()
    inspect: bool = False
    sound: bool = True

    @classmethod
    def of(cls, settings: Settings, position: str = "") -> Options:
        """The options of a loaded `kiosk.toml`; `position` overrides the file's own."""
        shell, site = settings.shell, settings.site
        return cls(
            width=shell.width,
            height=shell.height,
            ppi=shell.ppi,
            rotation=shell.rotation,
            fullscreen=shell.fullscreen,
            high_contrast=shell.high_contrast,
            position=position or shell.position,
            zone=site.zone,
            language=site.language,
            site=site.name,
            run=settings.run,
            desk_uids=settings.link.uids("desk"),
            inspect=shell.inspect,
            sound=shell.sound,
        )

    @property
    def socket(self) -> Path:
        """Where the desk listens for shells."""
        return self.run / "shell.sock"
