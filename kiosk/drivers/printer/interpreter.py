"""A strict reader of ESC/POS that draws what a printer would print. For the emulator and for tests.

Strict: a command that we do not know, a line that is wider than the paper, text in an encoding that the
printer is not in, and a real-time command inside picture data are `NotUnderstood`, because a real printer
would print garbage at that place, silently. It knows what our drivers and a plain python-escpos script send;
it is no emulator of any one model.
"""

from __future__ import annotations

from collections.abc import Callable

from PIL import Image, ImageDraw

from kiosk.drivers.printer.fonts import Typeface

DOTS_PER_MM = 8
COLUMN, LINE = 12, 30
"""Font A: dots of one column and of one line with its air."""

KNIFE_DOTS = 96
"""From the print head to the knife: so much empty paper begins each slip, and a cut without feeding goes
through the last lines."""

EOT, ENQ, DC4 = 0x04, 0x05, 0x14


class NotUnderstood(Exception):
    """Bytes that a printer would have turned into garbage."""


class _More(Exception):
    """The command is not complete yet."""


class Interpreter:
    """One printer's command reader and its paper. Bytes in; rows, answers and cut slips out."""

    def __init__(
        self,
        width: int,
        *,
        answer: Callable[[bytes], None],
        status: Callable[[int], int],
        advance: Callable[[int], bool],
        cut: Callable[[Image.Image], None],
        speak_up: Callable[[int], None] = lambda _mask: None,
        typeface: Typeface,
    ) -> None:
        """`status(n)` gives the byte for DLE EOT n (0: for GS r 1); `advance(rows)` moves the paper, False
        when there is none."""
        self._width = width
        self._answer = answer
        self._status = status
        self._advance = advance
        self._cut = cut
        self._speak_up = speak_up
        self._face = typeface
        self._buffer = bytearray()
        self._paper: list[Image.Image] = [Image.new("1", (width, KNIFE_DOTS), 1)]
        self._reset()

    @property
    def uncut_rows(self) -> int:
        """Rows that were printed or fed and not cut off."""
        return sum(each.height for each in self._paper) - KNIFE_DOTS

    @property
    def waiting(self) -> int:
        """Bytes received and not carried out yet."""
        return len(self._buffer)

    def feed(self, data: bytes, *, held: bool = False) -> None:
        """Bytes from the line: carry out what is complete, until the bytes or the paper run out. Raises `NotUnderstood`.

        While `held` (no paper, cover open) they are only kept.
        """
        self._buffer += data
        while not held and self._buffer:
            try:
                length, action = self._command()
            except _More:
                return
            if not action():
                return  # no paper: the command waits in the buffer, as in a real one
            del self._buffer[:length]

    # ------------------------------------------------------------------------------------------ reading

    def _need(self, count: int) -> bytes:
        if len(self._buffer) < count:
            raise _More
        return bytes(self._buffer[:count])

    def _command(self) -> tuple[int, Callable[[], bool]]:
        first = self._buffer[0]
        if first == 0x1B:
            return self._escape(self._need(2)[1])
        if first == 0x1D:
            return self._group(self._need(2)[1])
        if first == 0x1C:
            return self._kanji(self._need(2)[1])
        if first == 0x10:
            return self._real_time()
        if first == 0x00:
            return 1, lambda: True  # every printer ignores it
        if first == 0x0A:
            return 1, self._line_end
        if first >= 0x20:
            return self._character(first)
        raise NotUnderstood(f"control byte {first:02x}")

    def _escape(self, letter: int) -> tuple[int, Callable[[], bool]]:
        if letter == ord("@"):
            return 2, self._reset
        value = self._need(3)[2]
        match chr(letter):
            case "E":
                return 3, lambda: self._set(bold=bool(value & 1))
            case "a" if value in (0, 1, 2):
                return 3, lambda: self._set(align=value)
            case "J":
                return 3, lambda: self._print(Image.new("1", (self._width, value), 1))
            case "d":
                return 3, lambda: self._print(Image.new("1", (self._width, value * LINE), 1))
        raise NotUnderstood(f"ESC {letter:02x} {value:02x}")

    def _group(self, letter: int) -> tuple[int, Callable[[], bool]]:
        value = self._need(3)[2]
        match chr(letter):
            case "!" if value in (0x00, 0x11):
                return 3, lambda: self._set(scale=2 if value else 1)
            case "V" if value in (65, 66):
                extra = self._need(4)[3]
                return 4, lambda: self._cut_here(KNIFE_DOTS + extra)
            case "V" if value in (0, 1, 48, 49):
                return 3, lambda: self._cut_here(0)
            case "r" if value in (1, 49):
                return 3, lambda: self._say(0)
            case "a":
                return 3, lambda: self._listening(value)
            case "v":
                return self._raster()
        raise NotUnderstood(f"GS {letter:02x} {value:02x}")

    def _kanji(self, letter: int) -> tuple[int, Callable[[], bool]]:
        if letter in (ord("&"), ord(".")):
            return 2, lambda: self._set(chinese=letter == ord("&"))
        raise NotUnderstood(f"FS {letter:02x}")

    def _real_time(self) -> tuple[int, Callable[[], bool]]:
        head = self._need(3)
        if head[1] == EOT and 1 <= head[2] <= 4:
            return 3, lambda: self._say(head[2])
        raise NotUnderstood(f"DLE {head[1]:02x} {head[2]:02x}")

    def _raster(self) -> tuple[int, Callable[[], bool]]:
        head = self._need(8)
        if head[2] != ord("0") or head[3] != 0:
            raise NotUnderstood(f"GS v {head[2]:02x} {head[3]:02x}")
        row, rows = int.from_bytes(head[4:6], "little"), int.from_bytes(head[6:8], "little")
        if not row or not rows or row * 8 > self._width:
            raise NotUnderstood(f"a picture of {row * 8} by {rows} dots on paper of {self._width}")
        length = 8 + row * rows
        bits = self._need(length)[8:]
        for second in (EOT, ENQ, DC4):
            if bytes((0x10, second)) in bits:
                raise NotUnderstood(f"the real-time command 10 {second:02x} inside a picture")
        return length, lambda: self._picture(row, rows, bits)

    def _character(self, first: int) -> tuple[int, Callable[[], bool]]:
        if first < 0x80:
            return 1, lambda: self._put(chr(first))
        pair = self._need(2)
        if not self._chinese:
            raise NotUnderstood(f"byte {first:02x} outside Chinese mode")
        try:
            text = pair.decode("gb18030")
        except UnicodeDecodeError:
            raise NotUnderstood(f"bytes {pair.hex()} are no GB18030 character of two bytes") from None
        return 2, lambda: self._put(text)

    # ------------------------------------------------------------------------------------------ doing

    def _reset(self) -> bool:
        self._line: list[tuple[str, bool, int]] = []
        self._bold, self._align, self._scale, self._chinese = False, 0, 1, False
        return True

    def _set(
        self,
        *,
        bold: bool | None = None,
        align: int | None = None,
        scale: int | None = None,
        chinese: bool | None = None,
    ) -> bool:
        self._bold = self._bold if bold is None else bold
        self._align = self._align if align is None else align
        self._scale = self._scale if scale is None else scale
        self._chinese = self._chinese if chinese is None else chinese
        return True

    def _say(self, number: int) -> bool:
        self._answer(bytes((self._status(number),)))
        return True

    def _listening(self, mask: int) -> bool:
        self._speak_up(mask)
        return True

    def _put(self, text: str) -> bool:
        self._line.append((text, self._bold, self._scale))
        if self._line_width() > self._width:
            self._line.pop()
            raise NotUnderstood(f"a line wider than {self._width} dots")
        return True

    def _line_width(self) -> int:
        return sum(COLUMN * scale * (1 if text < "\x80" else 2) for text, _bold, scale in self._line)

    def _line_end(self) -> bool:
        height = LINE * max((scale for _text, _bold, scale in self._line), default=1)
        strip = Image.new("L", (self._width, height), 255)
        pen = ImageDraw.Draw(strip)
        x = (0, (self._width - self._line_width()) // 2, self._width - self._line_width())[self._align]
        for text, bold, scale in self._line:
            font = self._face.font("bold" if bold else "regular", 2 * COLUMN * scale - 2)
            pen.text((x, height - 7 * scale), text, font=font, fill=0, anchor="ls")
            x += COLUMN * scale * (1 if text < "\x80" else 2)
        if not self._print(strip.point([0 if level < 128 else 255 for level in range(256)]).convert("1")):
            return False
        self._line = []
        return True

    def _picture(self, row: int, rows: int, bits: bytes) -> bool:
        picture = Image.new("1", (self._width, rows), 1)
        black = Image.frombytes("1", (row * 8, rows), bytes(255 - each for each in bits))
        picture.paste(black, ((0, (self._width - row * 8) // 2, self._width - row * 8)[self._align], 0))
        return self._print(picture)

    def _print(self, strip: Image.Image) -> bool:
        if strip.height and not self._advance(strip.height):
            return False
        if strip.height:
            self._paper.append(strip)
        return True

    def _cut_here(self, feed: int) -> bool:
        if not self._print(Image.new("1", (self._width, feed), 1)):
            return False
        paper = Image.new("1", (self._width, self.uncut_rows + KNIFE_DOTS), 1)
        top = 0
        for strip in self._paper:
            paper.paste(strip, (0, top))
            top += strip.height
        knife = self.uncut_rows
        slip = paper.crop((0, 0, self._width, knife))
        self._paper = [paper.crop((0, knife, self._width, knife + KNIFE_DOTS))]
        self._cut(slip)
        return True
