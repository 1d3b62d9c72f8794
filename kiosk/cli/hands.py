"""A customer's hands in the demo's terminal: hold up a card, take the umbrella, push the door shut.

The screen shows the kiosk; what is not on a screen (a card, a door, an umbrella) is done here, one word a
line. The world decides whether it is possible: nobody takes anything out of a closed compartment.
"""

from __future__ import annotations

import shlex
import struct
import sys
import threading
from collections.abc import Callable, Iterable
from typing import TextIO, get_args

from kiosk.cli.demo_house import MEMBERS
from kiosk.drivers.world.cards import CardTruth
from kiosk.drivers.world.faults import DoorFault, EncoderFault, PrinterFault, ScannerFault
from kiosk.drivers.world.hands import CannotDo, WorldHands
from kiosk.drivers.world.messages import Truth
from kiosk.link.frames import LinkError
from kiosk.link.settings import Settings

LOOK_SECONDS = 0.3
ENCODER_SECONDS = 3.0
"""How long a card is held ready for an encoder that waits for none."""

FAULTS = frozenset(
    get_args(DoorFault) + get_args(PrinterFault) + get_args(ScannerFault) + get_args(EncoderFault)
)

HELP = """
  card [N]     hold member card N before the scanner (card 1 when no number is given)
  cards        the cards of this demo
  scan TEXT    hold any code before the scanner: an umbrella's tag, the code of a slip
  wallet       the cards with a stripe that you carry
  swipe NAME [back]    draw one through the customers' reader of stripes; back: the stripe to the wrong side
  encode NAME [back]   draw one through the card encoder, which waits for one
  take [DOOR]  take the umbrella out of the open compartment
  put [DOOR]   put what you hold into the open compartment
  close [DOOR] push the door shut
  pull DOOR    pull at a door
  look         what is open, and what you hold
  touch [X Y]  touch a virtual screen, in pixels from the top left (else its middle)
  break WHAT [DOOR]   something breaks (`break` alone lists what can); mend: mend everything
  help         this list; quit: end the demo
"""


class Hands:
    """Does what a line says, in the world.

    The world may have been killed and have come back since the last line. A deed whose answer is lost is not done again:
    whoever stands there looks first.
    """

    def __init__(
        self,
        reach: Callable[[], WorldHands],
        settings: Settings,
        say: Callable[[str], None],
        tap: Callable[[int, int], None] | None = None,
    ) -> None:
        """`reach` connects to the world; `tap` touches a screen that nobody can reach with a finger, None where there is
        a real one."""
        self._reach = reach
        self._reached: WorldHands | None = None
        self._tap = tap
        self._size = (settings.shell.width, settings.shell.height)
        self._scanner = next(each.name for each in settings.scanners if each.reads == "codes")
        self._readers = [each.name for each in settings.scanners if each.reads == "stripes"]
        self._say = say
        self._verbs: dict[str, Callable[[list[str]], str]] = {
            "card": self._card,
            "cards": lambda _: cards(),
            "scan": self._scan,
            "wallet": lambda _: wallet(self._world.truth()),
            "swipe": self._swipe,
            "encode": self._encode,
            "take": lambda words: f"you have {self._world.take(self._door(words))}",
            "put": self._put,
            "close": self._close,
            "pull": self._pull,
            "touch": self._touch,
            "look": lambda _: look(self._world.truth()),
            "break": self._break,
            "mend": self._mend,
            "help": lambda _: HELP.strip("\n"),
        }

    @property
    def _world(self) -> WorldHands:
        if self._reached is None:
            self._reached = self._reach()
        return self._reached

    def leave(self) -> None:
        """Hang up; the next line connects again."""
        if self._reached is not None:
            self._reached.leave()
        self._reached = None

    def do(self, line: str) -> bool:
        """Do one line; False when it says to end."""
        words = _words(line)
        if not words:
            return True
        verb, rest = words[0].lower(), words[1:]
        if verb in ("quit", "exit", "q"):
            return False
        try:
            self._say(self._verbs[verb](rest) if verb in self._verbs else f"no such word: {verb}; try help")
        except CannotDo as reason:
            self._say(f"that cannot be done: {reason}")
        except (LinkError, OSError, TimeoutError):
            self.leave()  # also after a time-out: a late answer would be taken for the next one
            self._say("the world does not answer; `look` in a moment whether it was done, and say it again")
        except (OverflowError, struct.error):
            self._say("no number is that large here; try help")
        except ValueError:
            self._say("a number is missing there; try help")
        return True

    def _card(self, words: list[str]) -> str:
        number = int(words[0]) if words else 1
        if not 1 <= number <= len(MEMBERS):
            raise ValueError(number)
        self._world.scan(self._scanner, MEMBERS[number - 1][0])
        return f"card {number} is before the scanner"

    def _scan(self, words: list[str]) -> str:
        self._world.scan(self._scanner, " ".join(words))
        return "it is before the scanner"

    def _swipe(self, words: list[str]) -> str:
        if not self._readers:
            raise CannotDo("no reader of stripes is in kiosk.toml")
        self._world.swipe_reader(_card(words), self._readers[0], backwards=_backwards(words))
        return "it went through the reader"

    def _encode(self, words: list[str]) -> str:
        self._world.swipe(_card(words), backwards=_backwards(words), seconds=ENCODER_SECONDS)
        return "it went through the encoder"

    def _put(self, words: list[str]) -> str:
        door = self._door(words)
        return f"{self._world.put(door)} is in {door}"

    def _close(self, words: list[str]) -> str:
        door = self._door(words)
        self._world.close(door)
        return f"door {door} is shut"

    def _pull(self, words: list[str]) -> str:
        self._world.pull(int(words[0]) if words else self._door([]))
        return "it is open"

    def _touch(self, words: list[str]) -> str:
        if self._tap is None:
            return "touch the screen itself"
        width, height = self._size
        x, y = (int(words[0]), int(words[1])) if len(words) > 1 else (width // 2, height // 2)
        if not (0 <= x < width and 0 <= y < height):
            raise CannotDo(f"the screen ends at {width - 1}, {height - 1}")
        self._tap(x, y)
        return f"touched at {x}, {y}"

    def _break(self, words: list[str]) -> str:
        if not words or words[0] not in FAULTS:
            raise CannotDo(f"what can break: {', '.join(sorted(FAULTS))}")
        self._world.fault(words[0], door=int(words[1]) if len(words) > 1 else 0, value=1)
        return f"{words[0]}: broken; mend puts everything right"

    def _mend(self, _words: list[str]) -> str:
        self._world.mend_all()
        return "everything works"

    def _door(self, words: list[str]) -> int:
        """The door that is meant: the one that is named, else the one that is open."""
        if words:
            return int(words[0])
        for each in self._world.truth().compartments:
            if each.is_open:
                return each.number
        raise CannotDo("no door is open")


def _card(words: list[str]) -> str:
    if not words:
        raise CannotDo("say which card: wallet lists them")
    return words[0]


def _backwards(words: list[str]) -> bool:
    return words[1:] == ["back"]


def wallet(truth: Truth) -> str:
    """The cards with a stripe, and what anybody can tell of them by looking."""
    return "\n".join(f"  {each.name:12} {_stripe(each)}" for each in truth.cards)


def _stripe(card: CardTruth) -> str:
    kind = "Hi-Co" if card.coercivity == "high" else "Lo-Co"
    what = "worn" if card.worn else "written" if any(card.stripes) else "blank"
    return f"{kind}, {what}"


def _words(line: str) -> list[str]:
    try:
        return shlex.split(line)
    except ValueError:
        return line.split()


def cards() -> str:
    """The demo's cards, as a person would find them in a drawer."""
    return "\n".join(f"  card {n}   {member[1]}   {member[0]}" for n, member in enumerate(MEMBERS, 1))


def look(truth: Truth) -> str:
    """What is open, and what is in hand."""
    doors = [
        f"door {each.number} is open, in it: {_items(each.items)}"
        for each in truth.compartments
        if each.is_open
    ]
    return "\n".join([*doors, f"in your hands: {_items(truth.holding)}"])


def _items(items: Iterable[str]) -> str:
    return ", ".join(items) or "nothing"


def changes(before: Truth | None, after: Truth) -> list[str]:
    """What a person standing there would notice."""
    if before is None:
        return []
    seen: list[str] = []
    known = {(each.bank, each.number): each for each in before.compartments}
    for each in after.compartments:
        was = known.get((each.bank, each.number))
        if was is not None and each.is_open and not was.is_open:
            seen.append(f"door {each.number} springs open; in it: {_items(each.items)}")
    for printer in after.printers:
        old = next((each for each in before.printers if each.name == printer.name), None)
        seen += [f"a slip is printed: {path}" for path in printer.slips[len(old.slips) if old else 0 :]]
    return seen


def play(
    settings: Settings,
    ended: threading.Event,
    source: TextIO = sys.stdin,
    tap: Callable[[int, int], None] | None = None,
) -> None:
    """Read lines and do them until told to end, the terminal is closed, or the kiosk has ended."""
    print("Touch the screen; do the rest here. `help` lists the words, `quit` ends the demo.\n" + cards())
    watching = threading.Thread(target=_watch, args=(settings, ended), daemon=True)
    watching.start()
    hands = Hands(lambda: WorldHands(settings.world_socket), settings, print, tap)
    try:
        for line in source:
            if ended.is_set() or not hands.do(line):
                return
    finally:
        hands.leave()


def _watch(settings: Settings, ended: threading.Event) -> None:
    """Say what happens at the wall, in a connection of its own."""
    before: Truth | None = None
    while not ended.is_set():
        try:
            with WorldHands(settings.world_socket) as world:
                while not ended.wait(LOOK_SECONDS):
                    after = world.truth()
                    for words in changes(before, after):
                        print(words)
                    before = after
        except (LinkError, OSError, TimeoutError):
            ended.wait(1.0)  # the world is being restarted
