"""Measuring text and breaking it into lines, for Chinese and English alike.

Kivy breaks at spaces only, and wherever it must in Chinese: a line may then begin with a full stop. Here lines break between
Chinese characters but never before closing or after opening punctuation, never between a figure and its measure word
("12 把", "第 3 排"), nor inside quotation marks or brackets where a line can hold them; and the lines of a paragraph are
balanced, so that none is left with one lonely character.

`fit` is the rule for text that must go into a given room: step down the few sizes of the scale, wrap, and only then break
inside a word. It never cuts.
"""

from __future__ import annotations

import unicodedata
from collections import OrderedDict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path
from typing import Any, Literal, TypeAlias

from kivy.core.text import DEFAULT_FONT, Label

FONTS = Path(__file__).parent / "assets" / "fonts"
ICON_FONT = "ZhangguiIcons"
Weight: TypeAlias = Literal["regular", "medium", "bold", "icon"]
_FACES: dict[Weight, str] = {
    "regular": "ZhangguiSans",
    "medium": "ZhangguiSansMedium",
    "bold": "ZhangguiSansBold",
    "icon": ICON_FONT,
}
BOX = 1.2
"""Height of the box of one line, in ems. The face's own line (1.448) is mostly air, different above and below; texts are
instead put with the middle of their characters in the middle of this box, and air is left by whoever places them."""
LEADING: dict[Weight, float] = {"regular": 1.4, "medium": 1.4, "bold": 1.3, "icon": 1.0}
"""From one line to the next, in ems (at least 1.3 for reading: the ministry's rules for older people's apps)."""
MIDDLE = 0.37
"""How far above the baseline the middle of the characters is: between that of a capital and of a Chinese character."""
DESCENT = 0.288
"""How far under the baseline a rendered line begins: our face's own descent."""

_CLOSING = set("，。！？：；、）》」』”’】〕％‰…·,.!?:;)]}%°")
_STRAIGHT = str.maketrans("“”‘’", "\"\"''")
_PAUSES = set("，。；：！？、,;:.!?")
DOT = " · "
ORDINAL = chr(0x7B2C)
"""The sign before a number that counts off: never parted from it."""
SHORT_NAME = 8
"""Characters of a name in quotation marks or brackets that is rather set smaller than broken."""
_OPENING = set("（《「『“‘【〔([{￥¥$")


def register_fonts() -> None:
    """Make our faces known to Kivy, also in place of its default, so that no text ever falls back to tofu."""
    faces = {
        weight: str(FONTS / f"ZhangguiSans-{weight.title()}.otf") for weight in ("regular", "medium", "bold")
    }
    Label.register("ZhangguiSans", faces["regular"], faces["regular"], faces["bold"], faces["bold"])
    Label.register("ZhangguiSansMedium", faces["medium"])
    Label.register("ZhangguiSansBold", faces["bold"])
    Label.register(DEFAULT_FONT, faces["regular"], faces["regular"], faces["bold"], faces["bold"])
    Label.register(ICON_FONT, str(FONTS / "ZhangguiIcons.ttf"))


@lru_cache(maxsize=64)
def _ruler(size: int, weight: Weight) -> Any:
    return Label(font_size=size, font_name=_FACES[weight])


@lru_cache(maxsize=4096)
def width_of(text: str, size: int, weight: Weight = "regular") -> int:
    """Pixels that one line takes."""
    width: float = _ruler(size, weight).get_extents(text)[0]
    return int(width)


def leading(size: int, weight: Weight = "regular") -> int:
    """Pixels from one line to the next."""
    return round(size * LEADING[weight])


def line_height(size: int, weight: Weight = "regular", lines: int = 1) -> int:
    """Pixels of the box of so many lines."""
    return round(size * BOX) + max(0, lines - 1) * leading(size, weight)


@dataclass(frozen=True)
class Setting:
    """A text that has been set: its size, its lines, and the room they take."""

    size: int
    lines: tuple[str, ...]
    weight: Weight
    width: int
    height: int
    whole: bool = True
    """False when a word or a short name in brackets had to be broken, or when it does not fit after all."""

    @property
    def text(self) -> str:
        return "\n".join(self.lines)


def is_wide(character: str) -> bool:
    """Whether a line may be broken beside this character: Chinese, and full-width signs."""
    return unicodedata.east_asian_width(character) in "WF"


def _pieces(text: str) -> list[str]:
    """The text in pieces between which a line may break; a piece keeps the space before it."""
    pieces: list[str] = []
    space = ""
    for character in text:
        if character == " ":
            space = " "
            continue
        last = pieces[-1] if pieces else ""
        glued = (
            not last
            or character in _CLOSING
            or last[-1] in _OPENING
            or (space and last[-1].isdigit() and is_wide(character))
            or (last[-1] == ORDINAL and character.isdigit())
            or (not space and not is_wide(character) and not is_wide(last[-1]))
        )
        if glued and last:
            pieces[-1] = last + space + character
        else:
            pieces.append(space + character)
        space = ""
    return pieces


def _fill(pieces: list[str], limit: int, size: int, weight: Weight) -> list[str]:
    lines: list[str] = []
    line = ""
    for piece in pieces:
        if line and width_of(line + piece, size, weight) > limit:
            lines.append(line)
            line = piece.lstrip()
        else:
            line = line + piece if line else piece.lstrip()
    return [*lines, line] if line else lines


def _break_words(pieces: list[str], limit: int, size: int, weight: Weight) -> list[str]:
    """Pieces that are wider than the room, cut into pieces that are not."""
    cut: list[str] = []
    for piece in pieces:
        rest = piece
        while width_of(rest, size, weight) > limit and len(rest) > 1:
            end = len(rest) - 1
            while end > 1 and (width_of(rest[:end], size, weight) > limit or rest[end] in _CLOSING):
                end -= 1
            cut.append(rest[:end])
            rest = rest[end:]
        cut.append(rest)
    return cut


@lru_cache(maxsize=1024)
def wrap(text: str, limit: int, size: int, weight: Weight = "regular") -> Setting:
    """The text in balanced lines no wider than `limit` pixels, at this size. Line feeds in the text are kept."""
    lines: list[str] = []
    whole = True
    for paragraph in _quoted(text).split("\n"):
        if width_of(paragraph, size, weight) <= limit:
            lines.append(paragraph)
            continue
        listed = _at_dots(paragraph, limit, size, weight)
        if listed:
            lines += listed
            continue
        pieces, kept = _whole_quotes(_pieces(paragraph), limit, size, weight)
        whole = whole and kept
        if any(width_of(piece.strip(), size, weight) > limit for piece in pieces):
            whole = False
            pieces = _break_words(pieces, limit, size, weight)
        filled = _fill(pieces, limit, size, weight)
        if len(filled) == 2:
            filled = _in_two(pieces, filled, limit, size, weight)
        elif 3 <= len(filled) <= 4:
            filled = _balance(pieces, filled, limit, size, weight)
        lines += filled or [""]
    width = max((width_of(line, size, weight) for line in lines), default=0)
    return Setting(size, tuple(lines), weight, width, line_height(size, weight, len(lines)), whole)


def _whole_quotes(pieces: list[str], limit: int, size: int, weight: Weight) -> tuple[list[str], bool]:
    """What stands in quotation marks or brackets as one piece, where a line can hold it: it is the name of a button. Says too
    whether every short one could be kept so."""
    kept = True
    made: list[str] = []
    opened: list[str] = []
    for piece in pieces:
        opened.append(piece)
        if _is_closed("".join(opened)):
            whole = "".join(opened)
            fits = width_of(whole.strip(), size, weight) <= limit
            made += [whole] if fits else opened
            kept = kept and (fits or len(whole) > SHORT_NAME)
            opened = []
    return made + opened, kept


def _is_closed(text: str) -> bool:
    """Whether every quotation mark and bracket in the text has its other half."""
    pairs = (("“", "”"), ("「", "」"), ("《", "》"), ("（", "）"))
    return text.count('"') % 2 == 0 and all(text.count(one) <= text.count(other) for one, other in pairs)


def _quoted(text: str) -> str:
    """Straight quotation marks in a text without Chinese: our face draws the curly ones as wide as a character."""
    if any(is_wide(character) for character in text):
        return text
    return text.translate(_STRAIGHT)


def _at_dots(text: str, limit: int, size: int, weight: Weight) -> list[str]:
    """A list with dots ("a · b · c") broken at its dots only, which fall away at the ends of lines; nothing if it cannot be."""
    names = text.split(DOT)
    lines = [names[0]]
    for name in names[1:]:
        longer = lines[-1] + DOT + name
        if width_of(longer, size, weight) <= limit:
            lines[-1] = longer
        else:
            lines.append(name)
    fits = all(width_of(line, size, weight) <= limit for line in lines)
    return lines if len(names) > 1 and fits else []


def _in_two(pieces: list[str], filled: list[str], limit: int, size: int, weight: Weight) -> list[str]:
    """Two lines: as equal as can be, but rather after a comma or a stop than in the middle of a phrase."""
    best, least = filled, float("inf")
    for cut in range(1, len(pieces)):
        upper, lower = "".join(pieces[:cut]).lstrip(), "".join(pieces[cut:]).lstrip()
        widths = width_of(upper, size, weight), width_of(lower, size, weight)
        if max(widths) > limit:
            continue
        pause = upper[-1] in _PAUSES or lower[0] in _OPENING
        cost = abs(widths[0] - widths[1]) - (limit // 2 if pause else 0)
        if cost < least:
            best, least = [upper, lower], cost
    return best


def _balance(pieces: list[str], filled: list[str], limit: int, size: int, weight: Weight) -> list[str]:
    """The narrowest way to set the same number of lines."""
    low, high, best = limit // len(filled), limit, filled
    while low + 4 < high:
        middle = (low + high) // 2
        tried = _fill(pieces, middle, size, weight)
        fits = len(tried) == len(filled) and all(width_of(line, size, weight) <= limit for line in tried)
        if fits:
            high, best = middle, tried
        else:
            low = middle
    return best


def fit(
    text: str,
    width: int,
    sizes: tuple[int, ...],
    weight: Weight = "regular",
    *,
    height: int | None = None,
    lines: int | None = None,
) -> Setting:
    """The largest of `sizes` at which the text goes into the room whole; else the smallest, as it is (`whole` is False).

    One line is tried at every size before two at the largest only where `lines` is 1.
    """
    setting = wrap(text, width, sizes[-1], weight)
    for size in dict.fromkeys(sizes):
        setting = wrap(text, width, size, weight)
        if (
            setting.whole
            and (lines is None or len(setting.lines) <= lines)
            and (height is None or setting.height <= height)
        ):
            return setting
    return replace(setting, whole=False)


class _Textures:
    """Rendered texts, white, the most recently used ones, within a budget of bytes.

    Emptied by `forget` when a visit ends, because a texture of somebody's name is personal data too.
    """

    BUDGET = 12 * 1024 * 1024

    def __init__(self) -> None:
        self._kept: OrderedDict[tuple[str, int, Weight], Any] = OrderedDict()
        self._bytes = 0

    def get(self, text: str, size: int, weight: Weight) -> Any:
        key = (text, size, weight)
        texture = self._kept.get(key)
        if texture is None:
            label = Label(text=text, font_size=size, font_name=_FACES[weight])
            label.refresh()
            texture = self._kept[key] = label.texture
            self._bytes += texture.width * texture.height * 4
            while self._bytes > self.BUDGET and len(self._kept) > 1:
                _, old = self._kept.popitem(last=False)
                self._bytes -= old.width * old.height * 4
        else:
            self._kept.move_to_end(key)
        return texture

    def forget(self) -> None:
        self._kept.clear()
        self._bytes = 0


_textures = _Textures()


def texture_of(text: str, size: int, weight: Weight) -> Any:
    """One line as a white texture, to be tinted by the colour it is drawn with."""
    return _textures.get(text, size, weight)


def warm(sizes: Sequence[int]) -> Iterator[None]:
    """Open each face at each size, one at a step, so that the first visitor does not wait for it."""
    for size in sizes:
        for weight in ("bold", "regular", "medium"):
            _ruler(size, weight).get_extents("国")
            yield


def forget() -> None:
    """Drop every rendered and measured text: nothing personal stays after a visit."""
    _textures.forget()
    width_of.cache_clear()
    wrap.cache_clear()
