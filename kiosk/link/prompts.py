"""What can be on the screen: a closed family of prompts, as pure data.

A prompt says what is asked; the shell decides how it looks, and has one view for each kind. Sequences are
tuples, so that a prompt never changes under the shell's feet; an open prompt is *updated* by sending a new one
under the same prompt id.

Length: a title holds at most twelve Chinese characters (look.md), a subtitle one sentence.
"""

from __future__ import annotations

from typing import Literal, TypeAlias

import msgspec

from kiosk.link.texts import Text

Tone = Literal["primary", "sky", "leaf", "amber", "rose", "plum", "plain"]
"""A pair of colours (tint, ink) in the theme; a service keeps its own everywhere."""


SwipeWay = Literal["", "down", "right"]
"""How a card goes through a reader of stripes: `down` with its stripe at the left, `right` with its stripe below; "" where
there is no reader."""


class Steps(msgspec.Struct, frozen=True):
    """Progress through a flow: step `current` (from 1) of `total`."""

    current: int
    total: int


class Action(msgspec.Struct, frozen=True):
    """A button under the prompt. At most one of a prompt's actions is `primary`."""

    key: str
    label: Text
    icon: str = ""
    primary: bool = False
    danger: bool = False


class Fact(msgspec.Struct, frozen=True):
    """One line of a fact card: what, and its value; `alert` draws the value in the warning ink."""

    label: Text
    value: Text
    alert: bool = False


class Choice(msgspec.Struct, frozen=True):
    """One thing to choose. Disabled choices stay in their place and say why in `note`.

    `short` is the name by verb that comfort mode shows instead of the title ("borrow, return an umbrella").
    """

    key: str
    title: Text
    note: Text = ""
    icon: str = ""
    tone: Tone = "plain"
    enabled: bool = True
    short: Text = ""


class Place(msgspec.Struct, frozen=True):
    """One door on the picture of the wall, at `row`/`column` from 0, top left.

    `word` is the state in words (colour never speaks alone); `lit` marks the door that the person is looking
    for.
    """

    key: str
    label: str
    row: int
    column: int
    word: Text = ""
    tone: Tone = "plain"
    lit: bool = False
    width: int = 1
    height: int = 1


class Detail(msgspec.Struct, frozen=True):
    """The story of one selected place or row: a title, when, and at most three lines."""

    title: Text
    since: Text = ""
    lines: tuple[Text, ...] = ()


class Chip(msgspec.Struct, frozen=True):
    """A small figure above a board: "umbrellas 12 / 24"."""

    label: Text
    tone: Tone = "plain"


class Menu(msgspec.Struct, frozen=True, tag="menu"):
    """Choose one. `tiles` is the home screen's grid (eight at most on a page), `list` one column."""

    title: Text
    choices: tuple[Choice, ...]
    subtitle: Text = ""
    layout: Literal["tiles", "list"] = "list"
    actions: tuple[Action, ...] = ()
    steps: Steps | None = None
    error: Text = ""
    comfort_title: Text = ""


class PresentCard(msgspec.Struct, frozen=True, tag="present_card"):
    """Scan or swipe something: a picture of the gesture, and a way out for who has none.

    `subject` chooses the picture: a member card, an item's tag, or a slip's code; the desk makes it `nothing` while no reader
    here works, and people are drawn who help. `error` says what was wrong with the last try. `swipe` draws the way of a
    card's stripe; for a card that is asked for, the desk fills in how the reader at this position has it. `may_type`:
    whoever's stripe could not be read twice is offered to type the number that is printed on the card; it is answered with a
    `Scan` that is `typed`, which proves less than a card does.
    """

    title: Text
    subtitle: Text = ""
    hints: tuple[Text, ...] = ()
    subject: Literal["card", "tag", "slip", "badge", "nothing"] = "card"
    actions: tuple[Action, ...] = ()
    steps: Steps | None = None
    error: Text = ""
    swipe: SwipeWay = ""
    may_type: bool = False


class Keypad(msgspec.Struct, frozen=True, tag="keypad"):
    """Digits, between `minimum` and `maximum` of them; `secret` shows dots. The answer is `Entered`.

    `ends_itself`: the last of `maximum` digits is the answer, and no key is pressed for it. `money`: the digits are fen, and
    are shown as ¥1,234.56 while they are typed.
    """

    title: Text
    subtitle: Text = ""
    minimum: int = 1
    maximum: int = 20
    secret: bool = False
    ends_itself: bool = False
    money: bool = False
    actions: tuple[Action, ...] = ()
    steps: Steps | None = None
    error: Text = ""


class Confirm(msgspec.Struct, frozen=True, tag="confirm"):
    """Review before commitment: the facts, and what will happen, on buttons that say it."""

    title: Text
    subtitle: Text = ""
    facts: tuple[Fact, ...] = ()
    actions: tuple[Action, ...] = ()
    icon: str = ""
    tone: Tone = "primary"
    steps: Steps | None = None


class Notice(msgspec.Struct, frozen=True, tag="notice"):
    """How something ended: done, refused (why, and what to do now), or simply to know.

    A notice without actions gets the shell's one primary action, `done`. `code`: a QR code of this text, for whoever
    photographs it; staff's screens only, a customer's goes onto a slip.
    """

    outcome: Literal["done", "refused", "information", "waiting"]
    title: Text
    subtitle: Text = ""
    facts: tuple[Fact, ...] = ()
    actions: tuple[Action, ...] = ()
    icon: str = ""
    steps: Steps | None = None
    code: str = ""


class Progress(msgspec.Struct, frozen=True, tag="progress"):
    """Something is under way and the person waits: always with words, never a bare spinner."""

    title: Text
    subtitle: Text = ""
    actions: tuple[Action, ...] = ()
    steps: Steps | None = None


class Board(msgspec.Struct, frozen=True, tag="board"):
    """The locker wall. As `map` one door is lit and "you are here" is said; as `wall` each place can be pressed
    (answer: its key)."""

    title: Text
    places: tuple[Place, ...]
    subtitle: Text = ""
    mode: Literal["map", "wall"] = "map"
    here: Text = ""
    chips: tuple[Chip, ...] = ()
    detail: Detail | None = None
    actions: tuple[Action, ...] = ()
    steps: Steps | None = None


class Row(msgspec.Struct, frozen=True):
    """One row of a table; pressing it answers with its key."""

    key: str
    cells: tuple[Text, ...]
    alert: bool = False


class Table(msgspec.Struct, frozen=True, tag="table"):
    """Rows to read or to choose from; `widths` are the columns' shares of the whole."""

    title: Text
    columns: tuple[Text, ...]
    rows: tuple[Row, ...]
    subtitle: Text = ""
    widths: tuple[int, ...] = ()
    empty: Text = ""
    detail: Detail | None = None
    actions: tuple[Action, ...] = ()


class Approval(msgspec.Struct, frozen=True, tag="approval"):
    """A second person signs in here, while the first stays signed in: what it is about, and keys.

    Each `stage` is a prompt of its own: the review of what is asked (its button answers `here`; a badge may be scanned at
    once), the number, the PIN, which is shown as dots. Facts, subtitle and actions are of the review; over the keys stands
    the title alone. `who` says whose approval is needed. Number and PIN are answered with `Entered`, as a keypad's.
    """

    title: Text
    subtitle: Text = ""
    facts: tuple[Fact, ...] = ()
    who: Text = ""
    stage: Literal["review", "number", "pin"] = "review"
    minimum: int = 1
    maximum: int = 8
    actions: tuple[Action, ...] = ()
    steps: Steps | None = None
    error: Text = ""

    @property
    def secret(self) -> bool:
        """Whether what is typed is shown as dots."""
        return self.stage == "pin"

    @property
    def ends_itself(self) -> bool:
        """Its keys are a keypad's, and neither number nor PIN has one length."""
        return False

    @property
    def money(self) -> bool:
        """See `ends_itself`: neither is an amount."""
        return False


class Outline(msgspec.Struct, frozen=True, tag="outline"):
    """Setting up: an outline that a thing of known size is held against, and made larger or smaller until both match.

    `width_mm` and `height_mm` are the thing's (a bank card's), `pixels` the outline's width at first. The answer is
    `Entered` with its width in pixels, as digits.
    """

    title: Text
    subtitle: Text = ""
    width_mm: float = 85.6
    height_mm: float = 53.98
    pixels: int = 345
    minimum: int = 135
    maximum: int = 2022
    actions: tuple[Action, ...] = ()
    steps: Steps | None = None


class Targets(msgspec.Struct, frozen=True, tag="targets"):
    """Setting up: crosses in the corners and the middle, one after the other, to see where touches land.

    The answer is `Entered`: for each target where it stood and where the touch landed, as four figures of four digits each,
    in ten-thousandths of the window from its left and its top.
    """

    title: Text
    subtitle: Text = ""
    error: Text = ""
    steps: Steps | None = None

    @property
    def actions(self) -> tuple[Action, ...]:
        """None: a touch anywhere is a touch at the target."""
        return ()


TARGETS = 5
"""The four corners, and the middle."""

Prompt: TypeAlias = (
    Menu | PresentCard | Keypad | Confirm | Notice | Progress | Board | Table | Approval | Outline | Targets
)


class Chosen(msgspec.Struct, frozen=True, tag="chosen"):
    """A choice, a place, a row or an action was pressed. The keys `back` and `done` are the shell's own."""

    key: str


class Entered(msgspec.Struct, frozen=True, tag="entered"):
    """What was typed. Its repr tells only the length: it may be a PIN or a phone number."""

    text: str

    def __repr__(self) -> str:
        return f"Entered(<{len(self.text)} characters>)"


Value: TypeAlias = Chosen | Entered
