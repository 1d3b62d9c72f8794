"""Staff's screens of a buyer's identity document: which, its number, whether it was typed right, and a phone number.

Of a number that was entered no screen shows more than its last four characters.
"""

from __future__ import annotations

from kiosk.core.identity import DocumentKind
from kiosk.core.moments import date_of
from kiosk.core.personal import Personal
from kiosk.core.store.identities import Identity
from kiosk.core.texts import Texts
from kiosk.link.prompts import Action, Choice, Confirm, Fact, Keypad, Menu
from kiosk.link.texts import Text

_ = Texts("core")

BIRTH_DIGITS, NEXT_DIGITS = 14, 3
"""Of an identity number: region and day of birth, and what follows. More than 14 a small panel does not show in one line."""

OTHER_LEAST, OTHER_MOST = 4, 14
PHONE_LEAST, PHONE_MOST = 7, 13

KINDS: dict[DocumentKind, Text] = {
    "id_card": _("Resident identity card"),
    "passport": _("Passport"),
    "other": _("Another document"),
}


def same_as_before(found: Identity) -> Confirm:
    """A regular customer: the document is looked at, and nothing is typed."""
    return Confirm(
        _("The same document?"),
        _("Look at the document again before you say so."),
        facts=(
            Fact(_("Recorded on"), date_of(found.made_day)),
            Fact(_("Record"), found.number),
        ),
        actions=(
            Action("same", _("Seen, the same"), icon="check", primary=True),
            Action("anew", _("Another document")),
        ),
        icon="badge",
    )


def which() -> Menu:
    """What the buyer shows."""
    return Menu(
        _("Buyer's identity document"),
        tuple(Choice(kind, words) for kind, words in KINDS.items()),
        _("By law the buyer of a prepaid card is put on record."),
    )


def first_digits(error: Text = "") -> Keypad:
    """Up to the day of birth: a mistake in it is told at once."""
    return Keypad(
        _("ID card: first 14 digits"),
        _("Up to the date of birth"),
        minimum=BIRTH_DIGITS,
        maximum=BIRTH_DIGITS,
        ends_itself=True,
        error=error,
    )


def next_digits() -> Keypad:
    """The last character may be an X, which no keypad has: it is reckoned and compared."""
    return Keypad(
        _("Then the next 3 digits"),
        _("Not the last character: it comes by itself."),
        minimum=NEXT_DIGITS,
        maximum=NEXT_DIGITS,
        ends_itself=True,
    )


def digits_of(kind: DocumentKind) -> Keypad:
    """The letters of a passport's number cannot be typed here; they are written on the slip."""
    return Keypad(
        _("Number of the document"),
        _("Digits only; letters are left out.") if kind == "passport" else _("Digits only"),
        minimum=OTHER_LEAST,
        maximum=OTHER_MOST,
    )


def no_such_number() -> Text:
    """Under the keypad: no region or no day of birth begins so."""
    return _("No identity number begins so. Please check")


def ends_in(kind: DocumentKind, number: str, name: Personal) -> Confirm:
    """The last four against the document: a digit that is wrong shows in the last character. And the name that is on file, as
    far as it is shown: it may be a salutation, or somebody else's whose card it is.
    """
    told = _("If the last one differs, a digit is wrong.")
    return Confirm(
        _("Does it end in {tail}?", tail=number[-4:]),
        told if kind == "id_card" else _("Compare it with the document."),
        facts=(
            Fact(KINDS[kind], f"**** {number[-4:]}"),
            *((Fact(_("Name on file"), str(name)),) if name else ()),
        ),
        actions=(
            Action("yes", _("Yes, the same"), icon="check", primary=True),
            *((Action("unnamed", _("Another name")),) if name else ()),
            Action("again", _("Type it again")),
        ),
        icon="badge",
    )


def phone(error: Text = "") -> Keypad:
    """How the buyer is reached."""
    return Keypad(
        _("Buyer's phone number"),
        _("Kept with the record, and nowhere else."),
        minimum=PHONE_LEAST,
        maximum=PHONE_MOST,
        error=error,
    )
