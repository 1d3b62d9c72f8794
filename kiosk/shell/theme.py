"""One type scale, one spacing scale, one colour table, for every screen we run on.

Everything on the screen is a physical size: the tables below are written in the *units* of the drawings in look.md, and a
unit is a fraction of a millimetre, turned into pixels by the panel's own ppi. Two tables: the large one (a standing kiosk,
either way round) and the small one (a 7-inch panel, chrome in a side column). A panel between the two takes the large table,
reduced until its shorter side fits, but never under the least size of letters.

Floors that hold everywhere (ADA 707.7, EN 301 549, Colle & Hiszem 2004; domain.md 4.1): capitals 4.8 mm, in comfort mode
8 mm; primary targets 20 mm, no target under 15 mm; contrast 7:1. Tests measure them from the live widgets.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal, TypeAlias

from kiosk.link.prompts import Tone

MILLIMETRES_PER_INCH = 25.4
CAPITAL_HEIGHT = 0.733
"""Of the em, in our face (OS/2 sCapHeight 733 of 1000)."""
LEAST_CAPITAL_MM = 4.8
LEAST_CAPITAL_COMFORT_MM = 8.0
PRIMARY_TARGET_MM = 20.0
TARGET_MM = 15.0

LARGE_UNIT_MM = 25.4 / 102.4
"""One pixel of the 1080×1920 drawings, on the 21.5-inch panel that they were made for."""
LARGE_SHORT_SIDE_MM = 1080 * LARGE_UNIT_MM
SMALL_UNIT_MM = 25.4 / 133.3
"""One pixel of the 800×480 drawing, on a 7-inch panel."""
SMALL_BELOW_MM = 150.0
"""A shorter side under this takes the small table."""

Form: TypeAlias = Literal["tall", "wide", "small"]
Colour: TypeAlias = tuple[float, float, float, float]


def colour(code: str, alpha: float = 1.0) -> Colour:
    """`#RRGGBB` as Kivy's four floats."""
    red, green, blue = (int(code[i : i + 2], 16) / 255 for i in (1, 3, 5))
    return red, green, blue, alpha


@dataclass(frozen=True)
class Pair:
    """A ground and the ink that is readable on it, with the line around the ground."""

    tint: Colour
    ink: Colour
    line: Colour


@dataclass(frozen=True)
class Colours:
    """Every colour there is. Nothing else in the shell names one."""

    paper: Colour
    surface: Colour
    sunken: Colour
    ink: Colour
    second: Colour
    line: Colour
    primary: Colour
    on_primary: Colour
    pressed_primary: Colour
    pressed: Colour
    track: Colour
    dim: Colour
    door: Colour
    scrim: Colour
    stage: Colour
    stage_glow: Colour
    stage_second: Colour
    on_stage: Colour
    stage_accent: Colour
    on_stage_accent: Colour
    tones: dict[Tone, Pair]


def _pair(tint: str, ink: str, line: str) -> Pair:
    return Pair(colour(tint), colour(ink), colour(line))


STANDARD = Colours(
    paper=colour("#FBF8F3"),
    surface=colour("#FFFFFF"),
    sunken=colour("#F2EDE6"),
    ink=colour("#1D1B16"),
    second=colour("#4A463E"),
    line=colour("#E4DDD0"),
    primary=colour("#0A4F4B"),
    on_primary=colour("#FFFFFF"),
    pressed_primary=colour("#063835"),
    pressed=colour("#DCEBE8"),
    track=colour("#DDD5C7"),
    dim=colour("#E6DFD3"),
    door=colour("#EFE8DC"),
    scrim=colour("#1D1B16", 0.55),
    stage=colour("#0A4F4B"),
    stage_glow=colour("#105D58"),
    stage_second=colour("#DCEBE8"),
    on_stage=colour("#FFFFFF"),
    stage_accent=colour("#F4C873"),
    on_stage_accent=colour("#4A2E00"),
    tones={
        "primary": _pair("#DCEBE8", "#0A4F4B", "#B9D7D1"),
        "sky": _pair("#DDE8F5", "#163F6B", "#BFD3EA"),
        "leaf": _pair("#E0EDD8", "#234F16", "#C5DCB8"),
        "amber": _pair("#FCE9C8", "#6B4200", "#F0CD8E"),
        "rose": _pair("#FADFD9", "#8A1C0E", "#F0BEB3"),
        "plum": _pair("#EDE1F1", "#54215F", "#DAC4E1"),
        "plain": _pair("#F2EDE6", "#4A463E", "#E4DDD0"),
    },
)

HIGH_CONTRAST = Colours(
    paper=colour("#000000"),
    surface=colour("#0D0D0D"),
    sunken=colour("#262626"),
    ink=colour("#FFFFFF"),
    second=colour("#F2F2F2"),
    line=colour("#FFFFFF"),
    primary=colour("#FFDD33"),
    on_primary=colour("#000000"),
    pressed_primary=colour("#FFF0A3"),
    pressed=colour("#3A3A3A"),
    track=colour("#5C5C5C"),
    dim=colour("#4D4D4D"),
    door=colour("#2B2B2B"),
    scrim=colour("#000000", 0.8),
    stage=colour("#000000"),
    stage_glow=colour("#1C1C1C"),
    stage_second=colour("#F2F2F2"),
    on_stage=colour("#FFFFFF"),
    stage_accent=colour("#FFDD33"),
    on_stage_accent=colour("#000000"),
    tones={
        "primary": _pair("#1F1F1F", "#FFDD33", "#FFDD33"),
        "sky": _pair("#0B2942", "#BFE0FF", "#BFE0FF"),
        "leaf": _pair("#0F3312", "#C4F2B8", "#C4F2B8"),
        "amber": _pair("#3D2A00", "#FFD98A", "#FFD98A"),
        "rose": _pair("#4A0F0A", "#FFD2CA", "#FFD2CA"),
        "plum": _pair("#35173D", "#F0CCFA", "#F0CCFA"),
        "plain": _pair("#262626", "#F2F2F2", "#FFFFFF"),
    },
)


@dataclass(frozen=True)
class Scale:
    """Sizes of letters in pixels of the em: these and no others (Kivy keeps a font open per size)."""

    attract: int
    title: int
    tile: int
    body: int
    least: int

    def down_from(self, size: int) -> tuple[int, ...]:
        """This size and the smaller ones: the steps that a text may take before it wraps."""
        return tuple(s for s in (self.attract, self.title, self.tile, self.body, self.least) if s <= size)


_LARGE = Scale(112, 68, 50, 40, 34)
_LARGE_COMFORT = Scale(112, 88, 72, 52, 44)
_SMALL = Scale(60, 42, 38, 36, 35)
_SMALL_COMFORT = Scale(64, 58, 58, 58, 58)


@dataclass(frozen=True)
class Theme:
    """The look of one screen in one mode. `form` says which arrangement the views take."""

    width: int
    height: int
    form: Form
    comfort: bool
    pixels_per_mm: float
    unit: float
    type: Scale
    chrome: int
    """Letters of the bar and of the time. Those of the scale, but on a small panel in comfort mode, which needs its room for
    what people came to read: there the icons are large and the letters stay at the least size of standard mode."""
    colours: Colours

    def px(self, units: float) -> int:
        """Whole pixels of so many units of the drawing."""
        return max(1, round(units * self.unit))

    def mm(self, millimetres: float) -> int:
        """Whole pixels that are at least so many millimetres."""
        return math.ceil(millimetres * self.pixels_per_mm)

    def pick(self, large: float, small: float) -> int:
        """`px` of whichever table this screen uses."""
        return self.px(small if self.form == "small" else large)

    @property
    def margin(self) -> int:
        return self.pick(56, 22)

    @property
    def gap(self) -> int:
        return self.pick(28, 12)

    @property
    def pad(self) -> int:
        """Inside a card."""
        return self.pick(44, 16)

    @property
    def corner(self) -> int:
        return self.pick(40, 20)

    @property
    def hairline(self) -> int:
        return max(1, self.px(2))

    @property
    def button(self) -> int:
        """Height of a button: never under a primary target."""
        return max(self.pick(152, 105), self.mm(PRIMARY_TARGET_MM))

    @property
    def target(self) -> int:
        """The least side of anything that can be touched."""
        return self.mm(TARGET_MM)

    @property
    def primary_target(self) -> int:
        return self.mm(PRIMARY_TARGET_MM)

    @property
    def header(self) -> int:
        return self.px(132) if self.form != "small" else 0

    @property
    def bar(self) -> int:
        """The bar's height; where it is a column, its width."""
        if self.form == "small":
            return self.px(138)
        if self.form == "wide":
            return self.px(360 if self.comfort else 320)
        return self.px(240 if self.comfort else 204)

    def pair(self, tone: Tone) -> Pair:
        return self.colours.tones[tone]


@lru_cache(maxsize=8)
def theme_for(
    width: int, height: int, ppi: float, *, comfort: bool = False, high_contrast: bool = False
) -> Theme:
    """The theme of a panel of `width`×`height` pixels at `ppi` pixels per inch."""
    pixels_per_mm = ppi / MILLIMETRES_PER_INCH
    short_side = min(width, height) / pixels_per_mm
    small = short_side < SMALL_BELOW_MM
    unit = (
        SMALL_UNIT_MM if small else LARGE_UNIT_MM * min(1.0, short_side / LARGE_SHORT_SIDE_MM)
    ) * pixels_per_mm
    table = (_SMALL_COMFORT if comfort else _SMALL) if small else (_LARGE_COMFORT if comfort else _LARGE)
    capital = LEAST_CAPITAL_COMFORT_MM if comfort else LEAST_CAPITAL_MM
    floor = math.ceil(capital * pixels_per_mm / CAPITAL_HEIGHT)
    least = max(floor, round(table.least * unit))
    standard = math.ceil(LEAST_CAPITAL_MM * pixels_per_mm / CAPITAL_HEIGHT)
    return Theme(
        width=width,
        height=height,
        form="small" if small else ("wide" if width > height else "tall"),
        comfort=comfort,
        pixels_per_mm=pixels_per_mm,
        unit=unit,
        type=Scale(
            *(
                max(floor, round(size * unit))
                for size in (table.attract, table.title, table.tile, table.body, table.least)
            )
        ),
        chrome=standard if small and comfort else least,
        colours=HIGH_CONTRAST if high_contrast else STANDARD,
    )


def contrast(one: Colour, other: Colour) -> float:
    """WCAG 2 contrast ratio of two opaque colours, 1 to 21."""

    def luminance(c: Colour) -> float:
        linear = [v / 12.92 if v <= 0.04045 else ((v + 0.055) / 1.055) ** 2.4 for v in c[:3]]
        return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]

    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)
