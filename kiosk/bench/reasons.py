"""Why the world could not do a deed, in the languages of the page. The world says it in English, for a program's author;
what is not known here is shown as it was said.
"""

from __future__ import annotations

import re

from kiosk.bench.catalogue import LANGUAGES, Say, words_of

PATTERNS = {
    "locked": re.compile(r"door (?P<door>\d+) is locked"),
    "closed_already": re.compile(r"door (?P<door>\d+) is closed already"),
    "closed": re.compile(r"door (?P<door>\d+) is closed"),
    "in_the_way": re.compile(r"something is in the way of door (?P<door>\d+)"),
    "not_in_it": re.compile(r"compartment (?P<door>\d+) holds \d+ item\(s\), and not (?P<item>.+)"),
    "not_held": re.compile(r"nobody here holds (?P<item>.+)"),
    "here_already": re.compile(r"(?P<item>.+) is here already"),
    "waits_for_no_card": re.compile(r"the encoder (?P<device>\S+) waits for no card"),
    "unplugged": re.compile(r"the \w+ (?P<device>\S+) is unplugged"),
    "not_at_usb": re.compile(r"the printer (?P<device>\S+) is not at USB"),
    "no_address": re.compile(r"the printer (?P<device>\S+) is not at an address"),
    "away": re.compile(r"the world does not answer"),
    "too_many": re.compile(r"too many cards are held out already"),
}


def texts(_: Say) -> dict[str, str]:
    """What each reason is in one language."""
    return {
        "locked": _("Door {door} is locked. The kiosk opens it."),
        "closed_already": _("Door {door} is closed already."),
        "closed": _("Door {door} is closed: nobody gets in or out."),
        "in_the_way": _("Something is in the way of door {door}."),
        "not_in_it": _("{item} is not behind door {door}."),
        "not_held": _("Your hands do not hold {item}."),
        "here_already": _("{item} is here already."),
        "waits_for_no_card": _("{device} waits for no card now."),
        "unplugged": _("{device} is unplugged."),
        "not_at_usb": _("{device} is not a USB printer."),
        "no_address": _("{device} is a USB printer: it has no address."),
        "away": _("The world does not answer. Look whether it was done."),
        "too_many": _("Too many cards are held out already."),
    }


def reason_in_words(reason: str) -> dict[str, str]:
    """A reason of the world's in each language."""
    for name, pattern in PATTERNS.items():
        found = pattern.fullmatch(reason)
        if found:
            return {
                language: texts(words_of(language))[name].format(**found.groupdict())
                for language in LANGUAGES
            }
    return dict.fromkeys(LANGUAGES, reason)
